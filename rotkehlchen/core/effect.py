"""What an event does to the balance of the user's own account. The ledger and the tax engine both ask here, and nowhere else.

`direction_of` reads pairs as chains tell them: a deposit leaves the wallet. An exchange tells of the same movement from the other side:
what was deposited arrives there. Which side tells is seen by the kind of entry, and by the location for entries of no particular kind.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final, Protocol

from rotkehlchen.core.event import PAIRS, Direction, direction_of
from rotkehlchen.core.money import ZERO

MOVEMENT_ENTRY: Final = 'asset movement event'
CHAIN_ENTRIES: Final = frozenset({
    'evm event', 'evm swap event', 'solana event', 'solana swap event', 'eth withdrawal event', 'eth block event', 'eth deposit event',
})
# Words of the established interface for locations that are a chain (reference vocabulary). Chains beyond it have entries of chains only.
CHAIN_LOCATIONS: Final = frozenset({
    'ethereum', 'optimism', 'polygon pos', 'arbitrum one', 'base', 'gnosis', 'scroll', 'zksync lite', 'bitcoin', 'bitcoin cash', 'polkadot',
    'kusama', 'binance sc', 'solana', 'avalanche', 'hyperliquid', 'monad', 'blockchain',
})
# Pairs that an exchange tells from its own side: their sign there is the opposite of the one that a wallet sees.
_TOLD_FROM_BOTH_SIDES: Final = frozenset({('deposit', 'deposit asset'), ('withdrawal', 'remove asset')})
_DIRECTIONS: Final[Mapping[tuple[str, str], Direction]] = {pair: direction_of(*pair) for pair in PAIRS}  # asked for each event of long histories


class Moving(Protocol):
    """What of an event says how balances change: `HistoryEvent` has it, and the shorter rows that long histories are read as."""

    @property
    def location(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def subtype(self) -> str: ...
    @property
    def amount(self) -> Decimal: ...
    @property
    def address(self) -> str | None: ...
    @property
    def entry_type(self) -> str: ...


def is_at_custodian(event: Moving) -> bool:
    """Whether the event tells of an account at an exchange, a bank or another custodian, and not of an address on a chain."""
    if event.entry_type == MOVEMENT_ENTRY:
        return True
    return event.entry_type not in CHAIN_ENTRIES and event.location not in CHAIN_LOCATIONS


def effect(event: Moving) -> Decimal | None:
    """By how much the balance of (location, account) changes: above zero for what arrives, below for what leaves, zero for a mere note.

    None for a pair that is no event. What a move between own accounts adds to the other one is with `arrives_at`.
    """
    pair = event.type, event.subtype
    direction = _DIRECTIONS.get(pair)
    if direction is None:
        return None
    if direction == 'neutral':
        return ZERO
    arrives = direction == 'in'
    if pair in _TOLD_FROM_BOTH_SIDES and is_at_custodian(event):
        arrives = not arrives
    return event.amount if arrives else -event.amount


def arrives_at(event: Moving) -> str | None:
    """The other own account that gets what a 'transfer' takes from `account`, at the same location. None for every other event."""
    return event.address if (event.type, event.subtype) == ('transfer', 'none') else None
