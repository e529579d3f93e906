"""What was paid in against what grew, the return on what was invested on average, and the same payments put into a benchmark."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rotkehlchen.accounting.performance.time_weighted import DayValue
from rotkehlchen.core.money import ZERO


@dataclass(frozen=True, slots=True)
class Growth:
    """`end` = `start` + `paid_in` - `taken_out` + `growth`. All in one currency."""

    start: Decimal
    paid_in: Decimal
    taken_out: Decimal
    end: Decimal

    @property
    def growth(self) -> Decimal:
        return self.end - self.start - self.paid_in + self.taken_out


def growth_of(days: Sequence[DayValue]) -> Growth | None:
    """From the first day with a known value to the last one. None where no value is known."""
    known = [(number, one.value) for number, one in enumerate(days) if one.value is not None]
    if not known:
        return None
    (first, start), (last, end) = known[0], known[-1]
    inside = days[first + 1:last + 1]
    return Growth(start, sum((one.inflow for one in inside), ZERO), sum((one.outflow for one in inside), ZERO), end)


def return_on_average(gain: Decimal, invested: Sequence[tuple[int, Decimal]], end: int) -> Decimal | None:
    """`gain` over what was invested on average, weighted by days while something was. `invested`: (day, amount from then on), ascending."""
    weighted, days = ZERO, 0
    following = [day for day, _ in invested[1:]] + [end]
    for (day, amount), until in zip(invested, following, strict=True):
        if amount > 0 and until > day:
            weighted += amount * (until - day)
            days += until - day
    return gain / (weighted / days) if days and weighted else None


def invest_in_benchmark(days: Sequence[DayValue], prices: Mapping[int, Decimal]) -> list[tuple[int, Decimal]] | None:
    """(day, value) had the first value and every later flow gone into one asset at the price of its day; days without a price are left out.

    None where a flow falls on a day without a price, since then nothing can be said. Below zero: more was taken out than it would have had.
    """
    units: Decimal | None = None
    found = []
    for one in days:
        price = prices.get(one.day)
        if units is None:
            if one.value is None or price is None:
                continue
            units = one.value / price
        elif one.inflow or one.outflow:
            if price is None:
                return None
            units += (one.inflow - one.outflow) / price
        if price is not None:
            found.append((one.day, units * price))
    return found
