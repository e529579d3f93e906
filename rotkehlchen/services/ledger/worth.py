"""What the ledger's holdings were worth day by day, by the prices that are stored. No oracle is asked.

A price that is not known is not zero: a day on which something held has no price is unknown. An asset that has no price on any day would make
all of them unknown; it is left out and named instead.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Protocol

from rotkehlchen.core.money import ZERO
from rotkehlchen.core.progress import Job
from rotkehlchen.core.time import DAY_SECONDS, TimestampS
from rotkehlchen.ledger.balance import Ledger
from rotkehlchen.ledger.posting import Account
from rotkehlchen.services.price.model import HistoricPrices

STEP: Final = 'prices'
MOMENTS_AT_ONCE: Final = 4000
WINDOW_SECONDS: Final = DAY_SECONDS  # prices are of a day: the nearest one within a day answers
Wanted = Callable[[Account, str], bool]
Moment = tuple[str, TimestampS]


class StoredPrices(Protocol):
    def find(self, moments: Iterable[tuple[str, int]], target: str, *, only_cache_period: int | None = None) -> HistoricPrices: ...

    def count_stored(self) -> int: ...


@dataclass(frozen=True, slots=True)
class WorthPoint:
    """`amounts`: by asset. `value`: of those that are priced at some time; None where one of them has no price at this time, or
    nothing that is held has any."""

    time: TimestampS
    amounts: Mapping[str, Decimal]
    value: Decimal | None
    unknown: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class WorthSeries:
    """`unpriced`: assets without a price at any of the times; no value has them."""

    points: Sequence[WorthPoint]
    unpriced: frozenset[str]
    prices: Mapping[Moment, Decimal] = field(default_factory=dict)


def ends_of_days(first: int, last: int) -> list[TimestampS]:
    """The last second of each UTC day from that of `first` to that of `last`; of the last day `last` itself. UTC seconds."""
    starts = range(first // DAY_SECONDS * DAY_SECONDS, last + 1, DAY_SECONDS)
    return [TimestampS(min(start + DAY_SECONDS - 1, last)) for start in starts]


class WorthService:
    """`known_now`: current prices at hand, for a time of today that no historic price answers. `debts_of`: those of the assets that are owed
    by whoever holds them: their prices are below zero here.
    """

    def __init__(
            self, prices: StoredPrices, known_now: Callable[[Collection[str]], Mapping[str, Decimal]], clock: Callable[[], TimestampS],
            debts_of: Callable[[Collection[str]], Collection[str]] = lambda _: frozenset(),
    ) -> None:
        self._debts_of = debts_of
        self._prices = prices
        self._known_now = known_now
        self._clock = clock

    def find_prices(self, moments: Iterable[Moment], currency: str, job: Job) -> dict[Moment, Decimal]:
        """Those that are stored. Raises CancelledError."""
        wanted = list(dict.fromkeys(moments))
        found: dict[Moment, Decimal] = {}
        for start in range(0, len(wanted), MOMENTS_AT_ONCE):
            job.report(start, len(wanted), STEP)
            part = wanted[start:start + MOMENTS_AT_ONCE]
            prices = self._prices.find(part, currency, only_cache_period=WINDOW_SECONDS).prices
            for asset, time in part:
                price = prices.get(asset, {}).get(time)
                if price is not None:
                    found[asset, time] = price.price
        self._add_current(wanted, found)
        debts = self._debts_of({asset for asset, _ in found})
        found.update({moment: -price for moment, price in found.items() if moment[0] in debts})
        job.report(len(wanted), len(wanted), STEP)
        return found

    def _add_current(self, wanted: Sequence[Moment], found: dict[Moment, Decimal]) -> None:
        today = self._clock() // DAY_SECONDS * DAY_SECONDS
        missing = [moment for moment in wanted if moment[1] >= today and moment not in found]
        if missing:
            now = self._known_now({asset for asset, _ in missing})
            found.update({moment: now[moment[0]] for moment in missing if moment[0] in now})

    def series(
            self, ledger: Ledger, times: Sequence[TimestampS], currency: str, job: Job, wanted: Wanted | None = None, more: Iterable[Moment] = (),
    ) -> WorthSeries:
        """Holdings and their worth at each time. `more`: further moments whose prices the caller needs."""
        held = [(TimestampS(time // 1000), dict(amounts)) for time, amounts in ledger.at_times([time * 1000 + 999 for time in times], wanted)]
        job.check()
        moments = [(asset, time) for time, amounts in held for asset in amounts]
        prices = self.find_prices([*moments, *more], currency, job)
        priced = {asset for asset, _ in prices}
        points = [_value(time, amounts, prices, priced) for time, amounts in held]
        return WorthSeries(points, frozenset(asset for asset, _ in moments) - priced, prices)


def _value(time: TimestampS, amounts: Mapping[str, Decimal], prices: Mapping[Moment, Decimal], priced: set[str]) -> WorthPoint:
    total, unknown = ZERO, set()
    if amounts and priced.isdisjoint(amounts):
        return WorthPoint(time, amounts, None, frozenset(amounts))  # something, of which nobody knows anything
    for asset, amount in amounts.items():
        price = prices.get((asset, time))
        if price is not None:
            total += amount * price
        elif asset in priced:
            unknown.add(asset)
    return WorthPoint(time, amounts, None if unknown else total, frozenset(unknown))
