"""Performance of the portfolio, or of a part of it, by day: values and payments out of the ledger, figures out of `accounting.performance`.

A payment is what crosses the border of what is looked at. Of everything: deposits of money, transfers to and from strangers, movements without
another side, opening balances. Of one account also what goes to other own accounts, of one asset also what it is swapped for. Rewards, interest,
fees and losses are no payments but return. An asset that has no price at all is outside of what is looked at: what is paid for it leaves, what is got for it
comes in. A payment counts at the price of the end of its day; one without a price waits for the next
day on which everything is priced, and until then no day has a value. In the time-weighted return what comes in counts from the start of its day,
so it is valued there at the last price before: what it did on that very day is return, and how much came in does not change the rate.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from rotkehlchen.accounting.performance.contribution import Growth, growth_of, invest_in_benchmark
from rotkehlchen.accounting.performance.internal_rate import CashFlow, internal_rate
from rotkehlchen.accounting.performance.risk import Drawdown, deepest_fall, scaled, semi_deviation, volatility
from rotkehlchen.accounting.performance.time_weighted import DayReturn, DayValue, annualised, chain, total_return
from rotkehlchen.core.errors import InputError
from rotkehlchen.core.money import ZERO
from rotkehlchen.core.progress import Job, QuietJob
from rotkehlchen.core.time import DAY_SECONDS, TimestampS
from rotkehlchen.ledger.balance import Ledger
from rotkehlchen.ledger.posting import Account
from rotkehlchen.services.ledger.book import LedgerBook
from rotkehlchen.services.ledger.historical_balance import BalanceFilter
from rotkehlchen.services.ledger.worth import Moment, WorthService, ends_of_days

RETURN_KINDS: Final = frozenset({'income', 'expense', 'fee'})
YEAR_DAYS: Final = Decimal(365)


@dataclass(frozen=True, slots=True)
class Benchmark:
    """The same time in one asset. `end_value`: had every payment gone into it; None where a price lacks. `difference`: ours less that."""

    asset: str
    total_return: Decimal | None
    annual_return: Decimal | None
    volatility: Decimal | None
    drawdown: Drawdown | None
    end_value: Decimal | None
    difference: Decimal | None
    returns: Sequence[DayReturn] = ()
    values: Mapping[int, Decimal] = field(default_factory=dict)
    missing_days: int = 0


@dataclass(frozen=True, slots=True)
class Performance:
    """Rates: .01 is one percent; None where they cannot be said. Days are UTC days since 1970, `times` their ends in UTC seconds.

    `internal_rate`: of a year. `volatility`, `semi_deviation`: of the whole time; `annual_volatility`: of 365 days.
    `unknown_days`: without a value, as something held had no price. `unpriced`: assets without any price, left out of everything.
    `unvalued`: payments that no later day could value, by asset.
    """

    currency: str
    times: Sequence[TimestampS]
    days: Sequence[DayValue]
    returns: Sequence[DayReturn]
    growth: Growth | None
    total_return: Decimal | None
    annual_return: Decimal | None
    internal_rate: Decimal | None
    volatility: Decimal | None
    annual_volatility: Decimal | None
    semi_deviation: Decimal | None
    drawdown: Drawdown | None
    benchmark: Benchmark | None
    unpriced: frozenset[str]
    unvalued: Mapping[str, Decimal]

    @property
    def unknown_days(self) -> list[TimestampS]:
        return [time for time, one in zip(self.times, self.days, strict=True) if one.value is None]


class PerformanceService:
    def __init__(
            self, book: LedgerBook, worth: WorthService, currency: Callable[[], str], ignored_assets: Callable[[], Collection[str]],
            clock: Callable[[], TimestampS],
    ) -> None:
        self._book = book
        self._worth = worth
        self._currency = currency
        self._ignored_assets = ignored_assets
        self._clock = clock

    def measure(
            self, first: TimestampS, last: TimestampS | None, wanted: BalanceFilter, benchmark: str | None = None, job: Job | None = None,
    ) -> Performance:
        """From the end of the day of `first` (or of the first event) to now (or `last`). Raises InputError, CancelledError."""
        job = job or QuietJob()
        ledger, currency = self._book.load(job).ledger, self._currency()
        end = self._clock() if last is None else min(last, self._clock())
        if first > end:
            raise InputError('from_timestamp: must not be after to_timestamp', field='from_timestamp')
        ignored = frozenset(self._ignored_assets()) - {wanted.asset}

        def chosen(account: Account, asset: str) -> bool:
            return asset not in ignored and wanted(account, asset)

        began = min((track.times[0] for (account, asset), track in ledger.tracks.items() if chosen(account, asset)), default=None)
        if began is None or began // 1000 > end:
            return _summarise(currency, [], _Valued(), frozenset(), None)
        # The day before the first event is worth nothing, so that the first payment is one.
        times = ends_of_days(max(first, began // 1000 - DAY_SECONDS), end)
        swaps = _conversions(ledger, chosen, wanted)
        more: list[Moment] = [
            (asset, times[day]) for index, by_asset in _flows_by_day(ledger, chosen, wanted, times, {}).items() for asset in by_asset
            for day in (index - 1, index)]
        if benchmark is not None:
            more += [(benchmark, time) for time in times]
        series = self._worth.series(ledger, times, currency, job, chosen, more)
        priced = {asset for asset, _ in series.prices}
        among_priced = {time: legs for time, legs in swaps.items() if all(asset in priced for asset, _ in legs)}
        flows = _flows_by_day(ledger, chosen, wanted, times, among_priced)
        valued = _value_days(times, [point.value for point in series.points], flows, series.prices, priced)
        found = None if benchmark is None else _measure_benchmark(benchmark, times, valued.days, series.prices)
        unpriced = series.unpriced | frozenset(asset for by_asset in flows.values() for asset in by_asset if asset not in priced)
        return _summarise(currency, times, valued, unpriced, found)


@dataclass(slots=True)
class _Valued:
    """`days` with payments at the price of their day's end; `chained` with those that came in at the last price before. `waiting`: not valued."""

    days: list[DayValue] = field(default_factory=list)
    chained: list[DayValue] = field(default_factory=list)
    waiting: dict[str, Decimal] = field(default_factory=dict)


Conversions = Mapping[int, Sequence[tuple[str, Decimal]]]
"""By moment: what of which asset was converted then."""


def _conversions(ledger: Ledger, chosen: Callable[[Account, str], bool], wanted: BalanceFilter) -> dict[int, list[tuple[str, Decimal]]]:
    """Within what is looked at; of one asset nothing is."""
    found: dict[int, list[tuple[str, Decimal]]] = {}
    for posting in ledger.others if wanted.asset is None else ():
        if posting.account.kind == 'conversion' and chosen(posting.account, posting.asset):
            found.setdefault(posting.timestamp, []).append((posting.asset, posting.amount))
    return found


def _flows_by_day(
        ledger: Ledger, chosen: Callable[[Account, str], bool], wanted: BalanceFilter, times: Sequence[TimestampS], within: Conversions,
) -> dict[int, dict[str, Decimal]]:
    """By index of the day and asset what came into the part that is looked at (below zero: left): its changes less its returns and what was converted
    `within` it.

    The first day is where it starts from and has none.
    """
    start, end = times[0] * 1000 + 999, times[-1] * 1000 + 999
    first_day = times[0] // DAY_SECONDS
    found: dict[int, dict[str, Decimal]] = {}

    def add(time: int, asset: str, amount: Decimal) -> None:
        if start < time <= end:
            by_asset = found.setdefault(time // 1000 // DAY_SECONDS - first_day, {})
            by_asset[asset] = by_asset.get(asset, ZERO) + amount

    for (account, asset), track in ledger.tracks.items():
        if chosen(account, asset):
            for time, change in track.changes():
                add(time, asset, change)
    for posting in ledger.others:
        if posting.account.kind in RETURN_KINDS and chosen(posting.account, posting.asset):
            add(posting.timestamp, posting.asset, posting.amount)
    for time, legs in within.items():
        for asset, amount in legs:
            add(time, asset, amount)
    return {index: kept for index, by_asset in found.items() if (kept := {asset: amount for asset, amount in by_asset.items() if amount})}


def _value_days(
        times: Sequence[TimestampS], values: Sequence[Decimal | None], flows: Mapping[int, Mapping[str, Decimal]], prices: Mapping[Moment, Decimal],
        priced: Collection[str],
) -> _Valued:
    found = _Valued()
    before: TimestampS | None = None  # the last day that has a value
    for index, (time, value) in enumerate(zip(times, values, strict=True)):
        for asset, amount in flows.get(index, {}).items():
            if asset in priced:
                found.waiting[asset] = found.waiting.get(asset, ZERO) + amount
        waiting = {asset: amount for asset, amount in found.waiting.items() if amount}
        day = time // DAY_SECONDS
        if value is None or any((asset, time) not in prices for asset in waiting):
            found.days.append(DayValue(day, None))
            found.chained.append(DayValue(day, None))
            continue
        inflow = early = outflow = ZERO
        for asset, amount in waiting.items():
            price = prices[asset, time]
            if amount < 0:
                outflow -= amount * price
            else:
                inflow += amount * price
                early += amount * (price if before is None else prices.get((asset, before), price))
        found.days.append(DayValue(day, value, inflow, outflow))
        found.chained.append(DayValue(day, value, early, outflow))
        found.waiting, before = {}, time
    return found


def _measure_benchmark(asset: str, times: Sequence[TimestampS], days: Sequence[DayValue], prices: Mapping[Moment, Decimal]) -> Benchmark:
    by_day = {time // DAY_SECONDS: prices[asset, time] for time in times if (asset, time) in prices}
    known = [one.day for one in days if one.value is not None]
    span = range(known[0], known[-1] + 1) if known else range(0)
    returns = chain([DayValue(day, by_day.get(day)) for day in span])
    total = total_return(returns)
    invested = invest_in_benchmark(days, by_day)
    end_value = invested[-1][1] if invested and known and invested[-1][0] == known[-1] else None
    ours = next((one.value for one in reversed(days) if one.value is not None), None)
    rates = [one.rate for one in returns]
    return Benchmark(
        asset, total, None if total is None else annualised(total, len(span) - 1), volatility(rates), deepest_fall(returns, span[0] if span else 0),
        end_value, None if end_value is None or ours is None else ours - end_value, returns, dict(invested or ()),
        sum(day not in by_day for day in span))


def _summarise(
        currency: str, times: Sequence[TimestampS], valued: _Valued, unpriced: frozenset[str], benchmark: Benchmark | None,
) -> Performance:
    days, returns = valued.days, chain(valued.chained)
    known = [one for one in days if one.value is not None]
    total = total_return(returns)
    rates = [one.rate for one in returns]
    spread = volatility(rates)
    length = known[-1].day - known[0].day if known else 0
    return Performance(
        currency, times, days, returns, growth_of(days), total, None if total is None else annualised(total, length), _money_weighted(days),
        spread, None if spread is None else scaled(spread, len(rates), YEAR_DAYS), semi_deviation(rates),
        deepest_fall(returns, known[0].day) if known else None, benchmark, unpriced, {asset: amount for asset, amount in valued.waiting.items() if amount})


def _money_weighted(days: Sequence[DayValue]) -> Decimal | None:
    known = [index for index, one in enumerate(days) if one.value is not None]
    if len(known) < 2:
        return None
    first, last = known[0], known[-1]
    flows = [CashFlow(days[first].day, -(days[first].value or ZERO)), CashFlow(days[last].day, days[last].value or ZERO)]
    flows += [CashFlow(one.day, one.outflow - one.inflow) for one in days[first + 1:last + 1]]
    return internal_rate(flows)
