"""Losses that do not count because the same was bought again: they go into the cost of what was bought.

Canada, superficial loss (section 54 of the Income Tax Act): bought within 30 days before or after, and still held at the end of these days; the
part is the least of what was sold, bought and held then. Ireland (section 581(3)): bought within four weeks after the sale. What is bought on the
day of the sale counts, too, by its time before or after it.
"""

import datetime
from collections import defaultdict
from decimal import Decimal

from rotkehlchen.accounting.book import LotBook
from rotkehlchen.contracts.jurisdiction import Policy
from rotkehlchen.core.money import ZERO
from rotkehlchen.core.time import TimestampMs


class Deferral:
    """Each unit that was bought takes up one unit's loss, once; the earliest purchases come first."""

    def __init__(self, book: LotBook) -> None:
        self._book = book
        self._used: dict[tuple[str, int], Decimal] = defaultdict(lambda: ZERO)
        self._pending: dict[tuple[str, int], list[tuple[TimestampMs | None, Decimal]]] = defaultdict(list)
        """By day of purchase: (what was bought after this time of the day, None for all of it; what goes into its cost)."""

    def defer(self, asset: str, scope: str, sold: Decimal, loss: Decimal, timestamp: TimestampMs, policy: Policy) -> Decimal:
        """How much of `loss` (above zero) is not counted now."""
        book, schedule = self._book, self._book.schedule
        today, days = book.day(timestamp), policy.loss_deferred_days
        factor = schedule.factor(asset)
        open_units = units = sold / factor
        spans = [(day, True) for day in range(today, today + days + 1)]  # (day, is it after the disposal)
        if policy.loss_window == 'around':
            open_units = min(open_units, max(schedule.balance(asset, today + days), ZERO))
            spans = [(day, False) for day in range(today - days, today + 1)] + spans
        deferred = ZERO
        for day, is_after in spans:
            if open_units <= 0:
                break
            bought = schedule.bought_on(asset, day)
            if not bought:
                continue
            free = bought - self._used[asset, day]
            if day == today:
                later = schedule.bought_on(asset, day, timestamp)
                free = min(free, later if is_after else bought - later)
            part = min(free, open_units)
            if part <= 0:
                continue
            amount = loss * part / units
            if is_after:
                self._pending[asset, day].append((timestamp if day == today else None, amount))
            else:
                pool = book.pool(asset, scope)
                left = amount if pool is None else pool.shift_cost(amount, self._start(day))
                if left:  # what was bought then is not held any more
                    amount -= left
                    part = ZERO
            self._used[asset, day] += part
            open_units -= part
            deferred += amount
        return deferred

    def claim(self, asset: str, amount: Decimal, timestamp: TimestampMs) -> Decimal:
        """What losses before add to the cost of `amount` that is bought now."""
        day = self._book.day(timestamp)
        schedule, cost = self._book.schedule, ZERO
        for after, waiting in self._pending.get((asset, day), ()):
            if after is None or timestamp > after:
                cost += waiting * amount / schedule.factor(asset) / schedule.bought_on(asset, day, after)
        return cost

    def _start(self, day: int) -> TimestampMs:
        return self._book.start_of(datetime.date.fromordinal(day))
