"""What the engine is given: events with their links, prices, which assets share a pool, and the policy of each time.

**Order.** Events are walked by (time in milliseconds, group identifier, position). Identifiers compare by code points, as SQLite's BINARY
collation and Python's `<` both do. Events of one group with the same time come together; nothing else decides, so that the same history
gives the same report whatever order it was read in.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple, Protocol

from rotkehlchen.core.event import HistoryEvent
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.time import TimestampS


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
