"""Time-weighted return: what the holdings did, whatever was paid in or taken out meanwhile.

Days are chained. By convention what comes in counts from the start of its day and what goes out to its end, so that a day's return is
(value at its end + what went out) / (value at the end of the day before + what came in) - 1. A day that starts from nothing has no return.
A day whose value is not known is passed over: the next known one is compared with the last known one, with the flows of all days between.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from rotkehlchen.core.money import ZERO

ONE: Final = Decimal(1)


@dataclass(frozen=True, slots=True)
class DayValue:
    """`day`: number of the day, by any count. `value` at its end, None where it is not known. `inflow`, `outflow`: both at least zero."""

    day: int
    value: Decimal | None
    inflow: Decimal = ZERO
    outflow: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class DayReturn:
    """`rate`: .01 is one percent. `index`: what 1 at the start has become by the end of the day."""

    day: int
    rate: Decimal
    index: Decimal


def chain(days: Iterable[DayValue]) -> list[DayReturn]:
    """A return for each day after the first one with a known value. Days ascend."""
    found: list[DayReturn] = []
    before: Decimal | None = None
    inflow = outflow = ZERO
    index = ONE
    for one in days:
        if before is None:
            before = one.value  # the first value is what the portfolio starts from
            continue
        inflow, outflow = inflow + one.inflow, outflow + one.outflow
        if one.value is None:
            continue
        start = before + inflow
        if start > 0:
            rate = (one.value + outflow) / start - ONE
            index *= ONE + rate
            found.append(DayReturn(one.day, rate, index))
        before, inflow, outflow = one.value, ZERO, ZERO
    return found


def total_return(returns: Sequence[DayReturn]) -> Decimal | None:
    """Of the whole time; None where there was nothing to have a return."""
    return returns[-1].index - ONE if returns else None


def annualised(rate: Decimal, days: int, year_days: Decimal = Decimal(365)) -> Decimal | None:
    """The yearly rate that makes `rate` in `days`; None for less than a day or a loss of more than everything."""
    if days <= 0 or rate < -ONE:
        return None
    if rate == -ONE:
        return rate
    return ((ONE + rate).ln() * year_days / days).exp() - ONE
