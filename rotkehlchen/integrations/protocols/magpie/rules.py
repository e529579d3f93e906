"""Swaps through Magpie (Fly), whose routers are many: their log tells them. The fee goes to one wallet."""

from collections.abc import Iterator

from rotkehlchen.contracts.protocol import Claim, LogRule, Rank
from rotkehlchen.contracts.transaction import Log, Transaction
from rotkehlchen.decoding.families.router import exchange, paid_to, settle

SWAP = '0x20efd6d5195b7b50273f01cd79a27989255356f9f13293edc53ee142accfdb75'  # Swap(address,address,address,address,uint256,uint256)
FEE_WALLETS = frozenset({'0x39041f1b366fe33f9a5a79de5120f2aee2577ebc'})


def swaps(tx: Transaction, log: Log) -> Iterator[Claim]:
    """Of the account that called the router, or that somebody swapped for."""
    if tx.to == log.address and tx.is_mine(tx.sender):
        yield from settle(tx, 'magpie', tx.mine, paid_to(tx, FEE_WALLETS), router=tx.to)
    elif tx.is_mine(log.topic_address(1)):
        yield from exchange(tx, 'magpie', log.topic_address(1), {log.address})


RULES = (LogRule('swap', SWAP, swaps, rank=Rank.ENTRY),)
