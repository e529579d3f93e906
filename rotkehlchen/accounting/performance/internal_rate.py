"""Money-weighted return: the yearly rate at which everything paid in and taken out, and what is left, is worth nothing on the first day.

The equation may have several answers: the one nearest to zero is taken. It is looked for between brackets that grow from zero on both sides,
on the scale of ln(1 + rate), so that rates close to minus one are reached as well; then by halving and false position, which never lose it.
"""

from collections.abc import Iterable, Sequence
from decimal import Context, Decimal, localcontext
from itertools import pairwise
from typing import Final, NamedTuple

from rotkehlchen.core.money import ZERO

WORKING_DIGITS: Final = 34
FIRST_STEP: Final = Decimal('0.02')
MOST_STEPS: Final = 200
GROWTH: Final = Decimal('1.15')
FARTHEST: Final = Decimal(40)  # e^40: beyond any rate that means something
EXACT: Final = Decimal('1e-20')
MOST_ROUNDS: Final = 200
TOTAL_LOSS: Final = Decimal('-1')


class CashFlow(NamedTuple):
    """Seen by the investor: below zero is paid in, above zero is taken out, the value at the end too. `day` by any count."""

    day: int
    amount: Decimal


def internal_rate(flows: Iterable[CashFlow], year_days: Decimal = Decimal(365)) -> Decimal | None:
    """The yearly rate; None where no rate fits: all flows in one direction, or all on one day. As Excel's XIRR with 365 days a year.

    Payments of which a last flow of zero says that nothing is left are a total loss: -1.
    """
    by_day: dict[int, Decimal] = {}
    for day, amount in flows:
        by_day[day] = by_day.get(day, ZERO) + amount
    ordered = [(day, amount) for day, amount in sorted(by_day.items()) if amount]
    if ordered and not by_day[max(by_day)] and max(amount for _, amount in ordered) < 0:
        return TOTAL_LOSS
    if len(ordered) < 2 or min(amount for _, amount in ordered) > 0 or max(amount for _, amount in ordered) < 0:
        return None
    with localcontext(Context(prec=WORKING_DIGITS)):
        root = _find_root(_Worth(ordered, year_days))
        return None if root is None else root.exp() - 1


class _Worth:
    """What the flows are worth on the last day at a rate, scaled so that it stays in range: sign and zero are those of the present value."""

    def __init__(self, flows: Sequence[tuple[int, Decimal]], year_days: Decimal) -> None:
        self._amounts = [amount for _, amount in flows]
        self._gaps = [after[0] - before[0] for before, after in pairwise(flows)]
        self._year_days = year_days

    def __call__(self, log_rate: Decimal) -> Decimal:
        daily = (log_rate / self._year_days).exp()
        worth = self._amounts[0]
        for gap, amount in zip(self._gaps, self._amounts[1:], strict=True):
            worth = worth * daily ** gap + amount
        return worth


def _find_root(worth: _Worth) -> Decimal | None:
    bracket = _find_bracket(worth)
    if bracket is None:
        return None
    (low, worth_low), (high, worth_high) = bracket
    for number in range(MOST_ROUNDS):
        if not worth_low:
            return low
        if not worth_high or high - low < EXACT:
            return high
        # By turns: false position is quick near the root, halving bounds how long it takes elsewhere.
        middle = (low + high) / 2 if number % 2 else low - worth_low * (high - low) / (worth_high - worth_low)
        if not low < middle < high:
            middle = (low + high) / 2
        worth_middle = worth(middle)
        if (worth_middle < 0) == (worth_low < 0):
            low, worth_low = middle, worth_middle
        else:
            high, worth_high = middle, worth_middle
    return (low + high) / 2


def _find_bracket(worth: _Worth) -> tuple[tuple[Decimal, Decimal], tuple[Decimal, Decimal]] | None:
    """The nearest pair of rates to zero between which the sign changes."""
    here = (ZERO, worth(ZERO))
    if not here[1]:
        return here, here
    up = down = here
    step = FIRST_STEP
    for _ in range(MOST_STEPS):
        higher, lower = (up[0] + step, worth(up[0] + step)), (down[0] - step, worth(down[0] - step))
        if (higher[1] < 0) != (up[1] < 0):
            return up, higher
        if (lower[1] < 0) != (down[1] < 0):
            return lower, down
        up, down = higher, lower
        step *= GROWTH
        if up[0] > FARTHEST:
            break
    return None
