"""Monerium's e-money: minted when money arrives at the bank account of an address, burnt when money is paid out of it.

Its operator does both, on all chains; the tokens that are listed count whoever does it. Sources: monerium.com/tokens,
github.com/monerium/smart-contracts.
"""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Claim, TransferRule
from rotkehlchen.contracts.transaction import ZERO_ADDRESS, Transaction, Transfer
from rotkehlchen.decoding.claim import leg

OPERATOR: Final = '0x882145b1f9764372125861727d7be616c84010ef'
TOKENS: Final = frozenset({  # EURe and GBPe, the first contracts and those that came after
    '0x3231cb76718cdef2155fc47b5286d82e6eda273f', '0x39b8b6385416f4ca36a20319f70d28621895279d', '0xcb444e90d8198415266c6a2724b7900fb12fc56e',
    '0x420ca0f9b9b604ce0fd9c18ef134c705e5fa3430', '0x18ec0a6e18e5bc3784fdd3a3634b31245ab704f6', '0xe0aea583266584dafbb3f9c3211d5588c73fea8d',
    '0x0c06ccf38114ddfc35e07427b9424adcca9f44f8', '0x7ba92741bf2a568abc6f1d3413c58c6e0244f8fd', '0x5cb9073902f2035222b9749f8fb0c9bfe5527108',
    '0x8e34bfec4f6eb781f9743d9b4af99cd23f9b7053', '0x75792cbdb361d80ba89271a079efee62c29fa324', '0x3ff47c5bf409c86533fe1f4907524d304062428d',
})
CHAINS: Final = (1, 100, 137, 8453, 42161, 59144, 534352)


def issues(tx: Transaction, transfer: Transfer) -> Iterator[Claim]:
    """What is minted or burnt."""
    if transfer.kind == 'erc20' and (tx.sender == OPERATOR or transfer.token in TOKENS):
        is_mint = transfer.sender == ZERO_ADDRESS
        event = leg(transfer, 'receive' if is_mint else 'spend', address='', kind='emoney_mint' if is_mint else 'emoney_burn')
        yield Claim('monerium', (event,), order='own')


RULES = (TransferRule('issue', issues, dict.fromkeys(CHAINS, (ZERO_ADDRESS,))),)
