"""GHO for other dollars and back at a fixed price (GSM), and receipts of pools wrapped so that they do not grow (stata tokens).

Sources: github.com/aave/gho-core, github.com/aave-dao/aave-v3-origin (StataTokenV2).
"""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Claim, LogRule
from rotkehlchen.contracts.transaction import Log, Transaction
from rotkehlchen.decoding.claim import swap
from rotkehlchen.decoding.families.vault import DEPOSIT, WITHDRAW, erc4626_deposits, erc4626_withdraws, find_near

BOUGHT: Final = '0x35b18eb91d0f8ce2968fdf81c1ed9ac429776c7260cdb8bf35c314564e714f66'  # BuyAsset(address,address,uint256,uint256,uint256)
SOLD: Final = '0xefd9053c6d75eeb7635ae405072e58d5d1588e1ee0db5d212e6afcb529b975e3'  # SellAsset(address,address,uint256,uint256,uint256)
GHO: Final = '0x40d16fc0246ad3160ccc09b8d0d3a2cd28ae6c2f'
BRANDS: Final = ('wrapped aave', 'static aave')


def exchanges(tx: Transaction, log: Log) -> Iterator[Claim]:
    """The amount of GHO that the log names counts the fee in."""
    asset, gho = log.word(0), log.word(1)
    paid, got = (gho, asset) if log.topic == BOUGHT else (asset, gho)
    given = find_near(tx.outgoing(account=log.topic_address(1)), log, paid)
    back = find_near(tx.incoming(account=log.topic_address(2)), log, got)
    if given is not None and back is not None and GHO in (given.token, back.token):
        yield from swap('gho', [given], [back], address=log.address)


def wraps(tx: Transaction, log: Log) -> Iterator[Claim]:
    if tx.label(log.address)[1].startswith(BRANDS):
        yield from (erc4626_deposits if log.topic == DEPOSIT else erc4626_withdraws)('aave-v3', tx, log)


RULES = (LogRule('gsm', (BOUGHT, SOLD), exchanges), LogRule('wrapped', (DEPOSIT, WITHDRAW), wraps))
