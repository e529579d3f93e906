"""Losses that do not count because the same was bought again: they go into the cost of what was bought.

Canada, superficial loss (section 54 of the Income Tax Act): bought within 30 days before or after, and still held at the end of these days; the
part is the least of what was sold, bought and held then. Ireland (section 581(3)): bought within four weeks after the sale. What is bought on the
day of the sale counts, too, by its time before or after it.

Sales at one moment are one sale, whatever fills it came in: each of them gets what it changes in the loss of all. An average takes up what was put
off when the moment is over, since the next fill is still of the cost before.
"""

import datetime
from collections import defaultdict
from decimal import Decimal

from rotkehlchen.accounting.book import LotBook
from rotkehlchen.accounting.methods import AveragePool
from rotkehlchen.contracts.jurisdiction import Policy
from rotkehlchen.core.money import ZERO
from rotkehlchen.core.time import TimestampMs

Pending = tuple[TimestampMs | None, Decimal]
"""What goes into the cost of what is bought on a day: of what was bought after this time, None for all of the day; and how much."""


class Moment:
    """All that was sold of an asset at one time. `units`: base units; `gain`: of all, before anything is put off; `deferred`: what is put off, and
    `owed`: what of it went into the average.

    `placed`: (day of purchase, units of it, what its cost takes up, None where that went into the average)."""

    __slots__ = ('deferred', 'gain', 'owed', 'placed', 'timestamp', 'units')

    def __init__(self, timestamp: TimestampMs) -> None:
        self.timestamp = timestamp
        self.units = self.gain = self.deferred = self.owed = ZERO
        self.placed: list[tuple[int, Decimal, Pending | None]] = []


class Deferral:
    """Each unit that was bought takes up one unit's loss, once; the earliest purchases come first.

    `_owed`: what goes into the average of a pool soon."""

    def __init__(self, book: LotBook) -> None:
        self._book = book
        self._used: dict[tuple[str, int], Decimal] = defaultdict(lambda: ZERO)
        self._held: dict[tuple[str, int], Decimal] = defaultdict(lambda: ZERO)
        """By day of sale: units held at the end of its days that have taken up a loss."""
        self._pending: dict[tuple[str, int], list[Pending]] = defaultdict(list)
        self._owed: dict[tuple[str, str], Decimal] = {}
        self._moments: dict[tuple[str, str], Moment] = {}

    def defer(self, asset: str, scope: str, sold: Decimal, gain: Decimal, timestamp: TimestampMs, policy: Policy) -> Decimal:
        """What is not counted of the loss of all that was sold now, less what was said of earlier fills; below zero where this one is a gain."""
        moment = self._moments.get((asset, scope))
        if moment is None or moment.timestamp != timestamp:
            moment = self._moments[asset, scope] = Moment(timestamp)
        before = moment.deferred
        self._undo(asset, scope, moment)
        moment.units += sold / self._book.schedule.factor(asset)
        moment.gain += gain
        if moment.gain < 0:
            self._place(asset, scope, moment, policy)
        return moment.deferred - before

    def _place(self, asset: str, scope: str, moment: Moment, policy: Policy) -> None:
        book, schedule = self._book, self._book.schedule
        today, days = book.day(moment.timestamp), policy.loss_deferred_days
        open_units = moment.units
        spans = [(day, True) for day in range(today, today + days + 1)]  # (day, is it after the disposal)
        if policy.loss_window == 'around':
            open_units = min(open_units, max(schedule.balance(asset, today + days) - self._held[asset, today], ZERO))
            spans = [(day, False) for day in range(today - days, today + 1)] + spans
        for day, is_after in spans:
            if open_units <= 0:
                break
            bought = schedule.bought_on(asset, day)
            if not bought:
                continue
            free = bought - self._used[asset, day]
            if day == today:
                later = schedule.bought_on(asset, day, moment.timestamp)
                free = min(free, later if is_after else bought - later)
            part = min(free, open_units)
            if part <= 0:
                continue
            amount = -moment.gain * part / moment.units
            pending: Pending | None = None
            if is_after:
                pending = (moment.timestamp if day == today else None, amount)
                self._pending[asset, day].append(pending)
            else:
                amount, part = self._shift(asset, scope, day, amount, part, moment)
            self._used[asset, day] += part
            self._held[asset, today] += part
            moment.placed.append((day, part, pending))
            moment.deferred += amount
            open_units -= part

    def _shift(self, asset: str, scope: str, day: int, amount: Decimal, part: Decimal, moment: Moment) -> tuple[Decimal, Decimal]:
        """Put a loss into the cost of what was bought before. What of both found its place."""
        pool = self._book.pool(asset, scope)
        if isinstance(pool, AveragePool):
            self._owed[asset, scope] = self._owed.get((asset, scope), ZERO) + amount
            moment.owed += amount
            return amount, part
        self._moments.pop((asset, scope), None)  # lots have it now: the next fill is a sale of its own
        left = amount if pool is None else pool.shift_cost(amount, self._book.start_of(datetime.date.fromordinal(day)))
        return amount - left, ZERO if left else part  # what is left: that was bought then is not held any more

    def _undo(self, asset: str, scope: str, moment: Moment) -> None:
        for day, part, pending in moment.placed:
            self._used[asset, day] -= part
            self._held[asset, self._book.day(moment.timestamp)] -= part
            if pending is not None:
                self._pending[asset, day].remove(pending)
        if moment.owed:
            self._owed[asset, scope] -= moment.owed
        moment.placed.clear()
        moment.deferred = moment.owed = ZERO

    def pay(self, timestamp: TimestampMs) -> None:
        """Averages take up what they owe since earlier moments. An empty one waits for what comes next."""
        for (asset, scope), amount in list(self._owed.items()):
            moment, pool = self._moments.get((asset, scope)), self._book.pool(asset, scope)
            if pool is not None and (moment is None or timestamp > moment.timestamp):
                left = pool.shift_cost(amount)
                if left:
                    self._owed[asset, scope] = left
                else:
                    del self._owed[asset, scope]

    def claim(self, asset: str, amount: Decimal, timestamp: TimestampMs) -> Decimal:
        """What losses before add to the cost of `amount` that is bought now."""
        day = self._book.day(timestamp)
        schedule, cost = self._book.schedule, ZERO
        for after, waiting in self._pending.get((asset, day), ()):
            if after is None or timestamp > after:
                cost += waiting * amount / schedule.factor(asset) / schedule.bought_on(asset, day, after)
        return cost
