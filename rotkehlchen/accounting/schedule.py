"""What a first walk saw of the whole history: what was bought and sold on which day, for methods and rules that look ahead.

Amounts are in units before all splits ('base units'), so that those of different days compare. Only what was really acquired counts as
bought: a lot that came from another pool brings its own date and is no purchase.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from rotkehlchen.core.money import ZERO
from rotkehlchen.core.time import TimestampMs


class Day:
    """Of one pool on one day. `cost`: of `bought`, None where a part of it is not known."""

    __slots__ = ('bought', 'cost', 'sold')

    def __init__(self) -> None:
        self.bought = ZERO
        self.cost: Decimal | None = ZERO
        self.sold = ZERO


class Match:
    """How what was sold on one day found its cost: `same_day` units, `later` units by day of purchase; the rest is of the pool."""

    __slots__ = ('later', 'same_day')

    def __init__(self, same_day: Decimal) -> None:
        self.same_day = same_day
        self.later: list[tuple[int, Decimal]] = []


class Matching:
    """Same day first, then purchases of the following days, the earliest sale with the earliest purchase first.

    Sources: HMRC, Cryptoassets Manual CRYPTO22251 to 22257; sections 105 and 106A TCGA 1992.
    """

    __slots__ = ('days', 'matched', 'sales')

    def __init__(self, days: dict[int, Day], ahead_days: int) -> None:
        self.days = days
        self.sales: dict[int, Match] = {}
        self.matched: dict[int, Decimal] = {}  # of each day's purchases
        order = sorted(days)
        free: dict[int, Decimal] = {}
        for day in order:
            one = days[day]
            same_day = min(one.bought, one.sold)
            if one.sold:
                self.sales[day] = Match(same_day)
            free[day] = one.bought - same_day
            self.matched[day] = same_day
        for place, day in enumerate(order):
            open_units = days[day].sold - self.sales[day].same_day if day in self.sales else ZERO
            following = place + 1
            while open_units > 0 and following < len(order) and order[following] <= day + ahead_days:
                later = order[following]
                units = min(open_units, free[later])
                if units > 0:
                    self.sales[day].later.append((later, units))
                    self.matched[later] += units
                    free[later] -= units
                    open_units -= units
                following += 1


class Schedule:
    """Filled by a first walk, read by the second one."""

    def __init__(self) -> None:
        self._days: dict[tuple[str, str], dict[int, Day]] = defaultdict(lambda: defaultdict(Day))
        self._years: dict[tuple[str, str, int], tuple[Decimal, Decimal]] = {}
        self._changes: dict[str, dict[int, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
        self._balances: dict[str, tuple[list[int], list[Decimal]]] = {}
        self._matchings: dict[tuple[str, str, int, int], Matching] = {}
        self._bought: dict[tuple[str, int], tuple[list[TimestampMs], list[Decimal]]] = defaultdict(lambda: ([], []))
        """By asset and day: when something was bought, and all that was bought until then."""
        self._factors: dict[str, Decimal] = {}
        self.named: dict[int, tuple[Decimal, Decimal | None]] = {}
        """By event that a user named for an earlier disposal: amount and cost of what it acquired."""
        self.wanted: set[int] = set()

    # ------------------------------------------------------------------ first walk
    def buy(self, asset: str, scope: str, when: TimestampMs, day: int, year: int, amount: Decimal, cost: Decimal | None) -> None:
        """`day` and the tax year that starts in `year` are those of `when`."""
        units = amount / self.factor(asset)
        one = self._days[asset, scope][day]
        one.bought += units
        times, sums = self._bought[asset, day]
        times.append(when)
        sums.append(units + sums[-1] if sums else units)
        one.cost = None if one.cost is None or cost is None else one.cost + cost
        if cost is not None:
            total, sum_cost = self._years.get((asset, scope, year), (ZERO, ZERO))
            self._years[asset, scope, year] = total + units, sum_cost + cost

    def sell(self, asset: str, scope: str, day: int, amount: Decimal) -> None:
        self._days[asset, scope][day].sold += amount / self.factor(asset)

    def change(self, asset: str, day: int, amount: Decimal) -> None:
        self._changes[asset][day] += amount / self.factor(asset)

    def split(self, asset: str, factor: Decimal) -> None:
        self._factors[asset] = self.factor(asset) * factor

    def factor(self, asset: str) -> Decimal:
        return self._factors.get(asset, _ONE)

    def start_again(self, factors: Mapping[str, Decimal]) -> None:
        """The second walk meets the splits anew, except those that it has met already."""
        self._factors = dict(factors)

    # ------------------------------------------------------------------ second walk
    def matching(self, asset: str, scope: str, ahead_days: int, since: int) -> Matching:
        """Of a pool. `since`: day from which its method counts; what was sold before by another one is not matched."""
        key = asset, scope, ahead_days, since
        if key not in self._matchings:
            days = {day: one for day, one in self._days.get((asset, scope), {}).items() if day >= since}
            self._matchings[key] = Matching(days, ahead_days)
        return self._matchings[key]

    def bought_in_year(self, asset: str, scope: str, year: int) -> tuple[Decimal, Decimal]:
        """Amount, in units as they are now, and cost of what was bought in the tax year that starts then."""
        units, cost = self._years.get((asset, scope, year), (ZERO, ZERO))
        return units * self.factor(asset), cost

    def bought_on(self, asset: str, day: int, after: TimestampMs | None = None) -> Decimal:
        """Base units, in all scopes. `after`: only what was bought later than that on the day."""
        if (asset, day) not in self._bought:
            return ZERO
        times, sums = self._bought[asset, day]
        place = 0 if after is None else bisect_right(times, after)
        return sums[-1] - sums[place - 1] if place else sums[-1]

    def balance(self, asset: str, day: int) -> Decimal:
        """Base units at the end of a day."""
        if asset not in self._balances:
            days, sums, total = [], [], ZERO
            for one, amount in sorted(self._changes[asset].items()):
                total += amount
                days.append(one)
                sums.append(total)
            self._balances[asset] = days, sums
        days, sums = self._balances[asset]
        place = bisect_right(days, day)
        return sums[place - 1] if place else ZERO


_ONE = Decimal(1)
