"""The walk: events in order, lots in pools, lines out. Methods decide which lot is next, policies what the law says, rules what an event is."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from rotkehlchen.accounting.book import LotBook
from rotkehlchen.accounting.calendar import MAX_MS, ConstantPolicies, Policies
from rotkehlchen.accounting.entry import AccountedEvent, Assets, PriceBook, in_groups, order_key, with_departures_first
from rotkehlchen.accounting.rule import RuleBook
from rotkehlchen.accounting.schedule import Schedule
from rotkehlchen.accounting.setting import Settings
from rotkehlchen.accounting.total import Total
from rotkehlchen.accounting.walker import Walker
from rotkehlchen.contracts.gain import Finding, Line, OpenLot
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.time import TimestampMs

__all__ = ['AccountedEvent', 'Assets', 'Engine', 'PriceBook', 'Total', 'in_groups', 'order_key']

LATEST: Final = 250_000_000_000  # in the year 9892: calendars end with 9999


class Engine:
    """One report. `policies`: None for the one that the settings make.

    Where a policy looks ahead (`share_pool`, `total_average`, `loss_deferred_days`, a named lot that is still to come), the history is walked
    a first time when that is first asked for: `walk` then needs an iterable that can be read twice. Give it events beyond the report's end, too
    (30 days in the United Kingdom); no lines come of them.
    """

    def __init__(self, settings: Settings, rules: RuleBook, prices: PriceBook, policies: Policies | None, assets: Assets) -> None:
        self._settings = settings
        self._rules = rules
        self._prices = prices
        self._policies = policies or ConstantPolicies(settings.policy())
        self._assets = assets
        self._groups: Iterable[Sequence[AccountedEvent]] = ()
        self._book = LotBook(self._policies, self._pool_of, None, self._walk_first)
        self._walker = self._make_walker(self._book)
        self.processed = 0
        """Events up to the end of the report that have come by so far, those that the settings pass over too."""

    @property
    def findings(self) -> list[Finding]:
        return self._walker.findings

    @property
    def totals(self) -> dict[str, Total]:
        """By category; those without any gain are absent."""
        return self._walker.totals

    @property
    def portfolio(self) -> tuple[Decimal, Decimal | None]:
        """(price of all acquisitions, what sales and gifts have used of it, None if that is not known), for laws that tax by the share of all."""
        return self._walker.portfolio.paid, self._walker.portfolio.used

    def walk(self, groups: Iterable[Sequence[AccountedEvent]]) -> Iterator[Line]:
        """Lines in the order of events. Findings, totals and open lots are complete when it is exhausted.

        Raises ValueError for groups that do not come in the order of time."""
        self._groups = groups
        walker = self._walker
        lines = walker.lines
        start = self._settings.start * 1000 if not self._settings.calculate_past_cost_basis else None
        end = self._settings.end * 1000 + 999
        for group in with_departures_first(_in_order(groups), end):
            time = group[0].event.timestamp
            if time > end:
                break
            self.processed += len(group)
            if start is not None and time < start:
                continue
            walker.tell(group)
            if lines:
                yield from lines
                lines.clear()
        walker.moves.finish()
        walker.deferral.pay(TimestampMs(end + 1))
        yield from lines
        lines.clear()

    def open_lots(self) -> list[OpenLot]:
        """What is held now, by asset, scope and date."""
        following = self._policies(TimestampMs(min(self._settings.end + 1, LATEST) * 1000)).policy
        return [
            OpenLot(AssetId(asset), scope, lot.amount, lot.cost, lot.acquired, lot.line, lot.location, lot.account)
            for asset, scope, lot in self._book.open_lots(following)]

    def _make_walker(self, book: LotBook, *, is_first: bool = False) -> Walker:
        return Walker(self._settings, self._rules, self._prices, self._policies, self._assets, book, is_first=is_first)

    def _walk_first(self) -> Schedule:
        """See the whole history once, beyond the report's end, too."""
        if iter(self._groups) is self._groups:
            raise ValueError('a policy looks ahead: the groups must be an iterable that can be read twice')
        schedule = Schedule()
        walker = self._make_walker(LotBook(self._policies, self._pool_of, schedule, Schedule), is_first=True)
        start = self._settings.start * 1000 if not self._settings.calculate_past_cost_basis else None
        for group in with_departures_first(self._groups, MAX_MS):
            if start is None or group[0].event.timestamp >= start:
                walker.tell(group)
        return schedule

    def _pool_of(self, asset: str) -> str:
        return self._assets.pool_of.get(AssetId(asset), asset)


def _in_order(groups: Iterable[Sequence[AccountedEvent]]) -> Iterator[Sequence[AccountedEvent]]:
    before = None
    for group in groups:
        time = group[0].event.timestamp
        if before is not None and time < before:
            raise ValueError(f'group {group[0].event.group!r} comes after one that is later')
        before = time
        yield group
