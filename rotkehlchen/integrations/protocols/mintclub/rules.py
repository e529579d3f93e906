"""Mint Club: tokens minted and burnt along a bonding curve for a reserve token. Source: docs.mint.club, github.com/Steemhunt/mint.club-v2-contract."""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Addresses, Claim, LogRule, Rank
from rotkehlchen.contracts.transaction import Log, Transaction
from rotkehlchen.decoding.claim import swap

MINT: Final = '0x02ed9b10d8b33a6a9fda664247bfd8f6248f74cff85cc84e56b7530c2fce560a'  # Mint(address,address,address,uint256,address,uint256)
BURN: Final = '0x80a56de61873550ae491e454783a8dfc9d08a6f8bdace0887eabd4315c4b9da8'  # Burn(address,address,address,uint256,address,uint256)
BOND: Final[Addresses] = dict.fromkeys((1, 10, 56, 137, 8453, 42161), ('0xc5a076cad94176c2996B32d8466Be1cE757FAa27',))


def exchanges(tx: Transaction, log: Log) -> Iterator[Claim]:
    """The curve's token against the reserve, which the bond keeps; whichever the log says was given."""
    token, reserve = log.topic_address(1), log.topic_address(3)
    sold, bought = (reserve, token) if log.topic == MINT else (token, reserve)
    given = [one for one in tx.outgoing(token=sold, to=log.address) or tx.outgoing(token=sold) if one.kind != 'erc1155']
    got = [one for one in tx.incoming(token=bought) if one.kind != 'erc1155']
    yield from swap('mintclub', given[:1], got[:1], address=log.address)


RULES = (LogRule('exchange', (MINT, BURN), exchanges, BOND, Rank.ENTRY),)
