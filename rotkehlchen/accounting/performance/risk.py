"""Risk of a series of returns: volatility, deviation downwards, the deepest fall.

Volatility is the sample deviation of the logarithms of the returns times the root of their number: that of the whole time, not of a year.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rotkehlchen.accounting.performance.time_weighted import ONE, DayReturn
from rotkehlchen.core.money import ZERO


@dataclass(frozen=True, slots=True)
class Drawdown:
    """`depth`: .25 is a fall by a quarter. `peak` and `trough`: days. `recovered`: the day on which the peak was reached again, or None."""

    depth: Decimal
    peak: int
    trough: int
    recovered: int | None


def volatility(rates: Sequence[Decimal]) -> Decimal | None:
    """None for fewer than two returns, or where everything was lost."""
    return _deviation(rates, only_below=False)


def semi_deviation(rates: Sequence[Decimal]) -> Decimal | None:
    """The same of the returns below the mean alone, over the number of all."""
    return _deviation(rates, only_below=True)


def _deviation(rates: Sequence[Decimal], *, only_below: bool) -> Decimal | None:
    if len(rates) < 2 or min(rates) <= -ONE:
        return None
    logs = [(ONE + rate).ln() for rate in rates]
    mean = sum(logs, ZERO) / len(logs)
    squares = sum(((one - mean) ** 2 for one in logs if one < mean or not only_below), ZERO)
    return (squares / (len(logs) - 1) * len(logs)).sqrt()


def scaled(deviation: Decimal, count: int, per_year: Decimal = Decimal(365)) -> Decimal:
    """A deviation of `count` returns as that of a year of `per_year` returns."""
    return deviation * (per_year / count).sqrt()


def deepest_fall(returns: Iterable[DayReturn], start_day: int) -> Drawdown | None:
    """The largest fall from a peak of the index, which is 1 on `start_day`. None where it never fell."""
    peak, peak_day = ONE, start_day
    worst: Drawdown | None = None
    worst_peak = ONE
    for one in returns:
        if worst is not None and worst.recovered is None and one.index >= worst_peak:
            worst = Drawdown(worst.depth, worst.peak, worst.trough, one.day)
        if one.index >= peak:
            peak, peak_day = one.index, one.day
            continue
        depth = ONE - one.index / peak
        if worst is None or depth > worst.depth:
            worst, worst_peak = Drawdown(depth, peak_day, one.day, None), peak
    return worst
