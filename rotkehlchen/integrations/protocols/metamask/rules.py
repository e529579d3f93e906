"""Swaps of the MetaMask wallet. The call tells the adapter how large the fee is and, in the next word, which wallet gets it."""

from collections.abc import Iterable
from itertools import pairwise

from rotkehlchen.contracts.transaction import WORD, Transaction, to_address
from rotkehlchen.decoding.families.router import Fee, paid_to, swap_rules

EARLY = '0x1a1ec25DC08e98e5E93F1104B5e5cdD298707d31'
LATER = '0x9dDA6Ef3D919c9bC8885D5560999A3640431e8e6'
ROUTERS = {
    1: ['0x881D40237659C251811CEC9c364ef91dC08D300C'], 56: [EARLY], 137: [EARLY],
    **dict.fromkeys((10, 143, 8453, 42161), (LATER,)),
}


def fees(tx: Transaction) -> Iterable[Fee]:
    """What went to a wallet that stands in the call behind the very amount it got."""
    words = [int.from_bytes(tx.input[at:at + WORD]) for at in range(4, len(tx.input) - WORD + 1, WORD)]
    named = {(amount, to_address(wallet)) for amount, wallet in pairwise(words) if amount and wallet}
    return [
        fee for wallet in dict.fromkeys(wallet for _, wallet in sorted(named)) if not tx.is_mine(wallet)
        for fee in paid_to(tx, {wallet}) if (fee.amount, wallet) in named
    ]


RULES = swap_rules('swap', 'metamask_swaps', ROUTERS, fees=fees)
