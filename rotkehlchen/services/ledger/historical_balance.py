"""Balances at past times out of the events of history: of everything, of one asset over time, and net worth by day."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from rotkehlchen.core.errors import InputError, NotFoundError
from rotkehlchen.core.money import ZERO
from rotkehlchen.core.progress import Job, QuietJob
from rotkehlchen.core.time import TimestampS
from rotkehlchen.ledger.balance import Shortfall
from rotkehlchen.ledger.posting import Account
from rotkehlchen.services.ledger.book import LedgerBook
from rotkehlchen.services.ledger.worth import Wanted, WorthPoint, WorthSeries, WorthService, ends_of_days
from rotkehlchen.storage.history_row import StoredEvent


class CollectionLookup(Protocol):
    def load_collection_members(self, identifier: int) -> Sequence[str]: ...


class EventLookup(Protocol):
    def load(self, identifiers: Collection[int]) -> list[StoredEvent]: ...


@dataclass(frozen=True, slots=True)
class BalanceFilter:
    """None asks for nothing. `location` in its own word; `label`: an account; `protocol`: a counterparty that holds it."""

    asset: str | None = None
    location: str | None = None
    label: str | None = None
    protocol: str | None = None

    def __call__(self, account: Account, asset: str) -> bool:
        return (
            (self.asset is None or self.asset == asset) and (self.location is None or self.location == account.location) and
            (self.label is None or self.label == account.label) and (self.protocol is None or self.protocol == account.protocol))


@dataclass(frozen=True, slots=True)
class PastBalances:
    """`accounts`: every balance that is not zero. `worth`: of all together, in `currency`."""

    currency: str
    accounts: Mapping[tuple[Account, str], Decimal]
    worth: WorthPoint
    unpriced: frozenset[str]


@dataclass(frozen=True, slots=True)
class AmountSeries:
    """`shortfall`: where an account first fell below zero, with the group of the event that did it; None: nowhere."""

    points: Sequence[tuple[TimestampS, Decimal]]
    shortfall: Shortfall | None
    group: str | None


@dataclass(frozen=True, slots=True)
class NetWorth:
    """`shortfalls`: accounts that fell below zero, so that the figures lack something that is not in the history."""

    currency: str
    series: WorthSeries
    shortfalls: Sequence[Shortfall]


class HistoricalBalanceService:
    def __init__(
            self, book: LedgerBook, worth: WorthService, events: EventLookup, collections: CollectionLookup, currency: Callable[[], str],
            ignored_assets: Callable[[], Collection[str]], clock: Callable[[], TimestampS],
    ) -> None:
        self._book = book
        self._worth = worth
        self._events = events
        self._collections = collections
        self._currency = currency
        self._ignored_assets = ignored_assets
        self._clock = clock

    def at(self, time: TimestampS, wanted: BalanceFilter, job: Job | None = None) -> PastBalances:
        """Everything that was held at the end of a second. Ignored assets are left out unless asked for."""
        job = job or QuietJob()
        ledger, currency = self._book.load(job).ledger, self._currency()
        ignored = frozenset(self._ignored_assets()) - {wanted.asset}

        def chosen(account: Account, asset: str) -> bool:
            return asset not in ignored and wanted(account, asset)

        series = self._worth.series(ledger, [time], currency, job, chosen)
        return PastBalances(currency, ledger.balances(time * 1000 + 999, chosen), series.points[0], series.unpriced)

    def amounts(self, asset: str | None, collection: int | None, first: TimestampS, last: TimestampS | None, job: Job | None = None) -> AmountSeries:
        """Of one asset or of a collection, at each second at which it changed. Raises InputError, NotFoundError."""
        if (asset is None) == (collection is None):
            raise InputError('Give either asset or collection_id.', field='asset')
        assets = [asset] if asset is not None else self._collections.load_collection_members(collection or 0)
        if not assets:
            raise NotFoundError(f'There is no asset collection {collection}', field='collection_id', collection_id=collection)
        ledger = self._book.load(job).ledger
        by_second: dict[TimestampS, Decimal] = {}
        for time, amount in ledger.series(assets):
            by_second[TimestampS(time // 1000)] = amount
        earlier = [amount for time, amount in by_second.items() if time < first]
        points = [(time, amount) for time, amount in by_second.items() if time >= first and (last is None or time <= last)]
        if earlier and earlier[-1] and (not points or points[0][0] > first):
            points.insert(0, (first, earlier[-1]))
        found = next((one for one in ledger.shortfalls() if one.asset in assets and (last is None or one.timestamp // 1000 <= last)), None)
        stored = self._events.load([found.event_id]) if found is not None else []
        return AmountSeries(points, found, stored[0].event.group if stored else None)

    def net_worth(self, first: TimestampS, last: TimestampS | None, job: Job | None = None, wanted: Wanted | None = None) -> NetWorth:
        """Day by day from the first event (or `first`, if later) to now (or `last`). Raises CancelledError."""
        job = job or QuietJob()
        ledger, currency = self._book.load(job).ledger, self._currency()
        began = ledger.first_time()
        if began is None:
            return NetWorth(currency, WorthSeries((), frozenset()), ())
        end = self._clock() if last is None else min(last, self._clock())
        ignored = frozenset(self._ignored_assets())

        def chosen(account: Account, asset: str) -> bool:
            return asset not in ignored and (wanted is None or wanted(account, asset))

        start = max(first, began // 1000)
        times = ends_of_days(start, end) if start <= end else []
        series = self._worth.series(ledger, times, currency, job, chosen)
        shortfalls = [one for one in ledger.shortfalls() if one.asset not in ignored and one.timestamp // 1000 <= end]
        return NetWorth(currency, series, shortfalls)


def total_of(accounts: Mapping[tuple[Account, str], Decimal]) -> dict[str, Decimal]:
    """By asset; debts count against it, and what is zero in all is left out."""
    found: dict[str, Decimal] = {}
    for (_, asset), amount in accounts.items():
        found[asset] = found.get(asset, ZERO) + amount
    return {asset: amount for asset, amount in found.items() if amount}
