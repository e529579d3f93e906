"""Swaps of the Rainbow wallet, whose router keeps its fee of the sold or the bought coin."""

from collections.abc import Iterable

from rotkehlchen.contracts.transaction import Transaction
from rotkehlchen.decoding.families.router import Fee, kept_by, swap_rules

ROUTER = '0x00000000009726632680FB29d3F7A9734E3010E2'


def fees(tx: Transaction) -> Iterable[Fee]:
    return kept_by(tx, tx.to)


RULES = swap_rules('swap', 'rainbow_swaps', dict.fromkeys((1, 10, 56, 100, 137, 8453, 42161), (ROUTER,)), fees=fees)
