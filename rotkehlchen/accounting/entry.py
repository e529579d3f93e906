"""What the engine is given: events with their links, prices, which assets share a pool, and the policy of each time.

**Order.** Events are walked by (time in milliseconds, group identifier, position). Identifiers compare by code points, as SQLite's BINARY
collation and Python's `<` both do. Events of one group with the same time come together; nothing else decides, so that the same history
gives the same report whatever order it was read in. One thing goes before its time: clocks differ, and what left for an own account is walked
before what arrived there (`with_departures_first`).
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Final, NamedTuple, Protocol

from rotkehlchen.core.effect import effect
from rotkehlchen.core.event import HistoryEvent
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.time import TimestampS

LATEST_DEPARTURE_MS: Final = 2 * 86_400_000
"""How much later than its arrival a departure may be told by another clock. A later one is no matter of clocks."""


class AccountedEvent(NamedTuple):
    """`identifier`: of the stored event. `partner`: identifier of the other side of a movement between own accounts, where it is linked;
    `others`: all other sides where one that left arrived in several parts, or several became one.

    `is_ignored`: left out by the user: it does nothing to lots, and no line comes of it.
    """

    event: HistoryEvent
    identifier: int
    partner: int | None = None
    is_ignored: bool = False
    others: tuple[int, ...] = ()


class PriceBook(Protocol):
    """Prices in the profit currency."""

    def price(self, asset: AssetId, timestamp: TimestampS) -> Decimal | None:
        """Of one unit at that time, None where nobody knows."""


@dataclass(frozen=True, slots=True)
class Assets:
    """`fiat`: currencies; they have no lots. `pool_of`: the asset in whose pool an asset's lots are (collections, staked ETH); others are
    in their own. `forks`: (new coin, coin it came from, UTC seconds): who held the old one then got the new one. `custodians`: locations that
    are exchanges or banks, for events on chains that name one.
    """

    fiat: frozenset[AssetId] = frozenset()
    pool_of: Mapping[AssetId, AssetId] = field(default_factory=dict)
    forks: Sequence[tuple[AssetId, AssetId, TimestampS]] = ()
    custodians: frozenset[str] = frozenset()


def order_key(entry: AccountedEvent) -> tuple[int, str, int]:
    return entry.event.timestamp, entry.event.group, entry.event.position


def in_groups(entries: Iterable[AccountedEvent]) -> Iterator[Sequence[AccountedEvent]]:
    """Groups of events that come in order. Sort with `order_key` first where they don't."""
    for _, together in groupby(entries, key=lambda one: (one.event.timestamp, one.event.group)):
        yield list(together)


def with_departures_first(groups: Iterable[Sequence[AccountedEvent]], end: int) -> Iterator[Sequence[AccountedEvent]]:
    """The same events; a linked departure that is told after its arrival, up to `end`, comes just before that, alone."""
    waiting: deque[Sequence[AccountedEvent]] = deque()
    source, seen, early = iter(groups), set[int](), set[int]()
    while group := waiting.popleft() if waiting else next(source, None):
        for entry in group:
            if entry.partner is None:
                continue
            seen.add(entry.identifier)
            if entry.is_ignored or (effect(entry.event) or 0) <= 0:
                continue
            wanted = {entry.partner, *entry.others} - seen
            if wanted:
                wanted -= {one.identifier for one in group}
                for found in _look_ahead(source, waiting, wanted, min(end, entry.event.timestamp + LATEST_DEPARTURE_MS)):
                    if found.identifier not in early and not found.is_ignored and (effect(found.event) or 0) < 0:
                        early.add(found.identifier)
                        yield [found]
        if early:
            group = [one for one in group if one.identifier not in early]
        if group:
            yield group


def _look_ahead(
    source: Iterator[Sequence[AccountedEvent]], waiting: deque[Sequence[AccountedEvent]], wanted: set[int], until: int,
) -> list[AccountedEvent]:
    """Those of `wanted` that come up to a time; what is read for that waits."""
    def ahead() -> Iterator[Sequence[AccountedEvent]]:
        yield from tuple(waiting)
        for group in source:
            waiting.append(group)
            yield group
    found: list[AccountedEvent] = []
    for group in ahead():
        if len(found) == len(wanted) or group[0].event.timestamp > until:
            break
        found += [one for one in group if one.identifier in wanted]
    return found
