"""Losses that do not count because the same was bought again: they go into the cost of what was bought.

Canada, superficial loss (section 54 of the Income Tax Act): bought within 30 days before or after, and still held at the end of these days; the
part is the least of what was sold, bought and held then. Ireland (section 581(3)): bought within four weeks after the sale.
"""

import datetime
from collections import defaultdict
from decimal import Decimal

from rotkehlchen.accounting.book import LotBook
from rotkehlchen.contracts.jurisdiction import Policy
from rotkehlchen.core.money import ZERO
from rotkehlchen.core.time import TimestampMs


class Deferral:
    """Each unit that was bought takes up one unit's loss, once."""

    def __init__(self, book: LotBook) -> None:
        self._book = book
        self._used: dict[tuple[str, int], Decimal] = defaultdict(lambda: ZERO)
        self._pending: dict[tuple[str, int], Decimal] = defaultdict(lambda: ZERO)

    def defer(self, asset: str, scope: str, sold: Decimal, loss: Decimal, timestamp: TimestampMs, policy: Policy) -> Decimal:
        """How much of `loss` (above zero) is not counted now."""
        book, schedule = self._book, self._book.schedule
        today, days = book.day(timestamp), policy.loss_deferred_days
        around = policy.loss_window == 'around'
        factor = schedule.factor(asset)
        open_units = units = sold / factor
        if around:
            open_units = min(open_units, max(schedule.balance(asset, today + days), ZERO))
        deferred = ZERO
        order = list(range(today + 1, today + days + 1))
        if around:
            order += range(today, today - days - 1, -1)
        for day in order:
            free = schedule.bought_on(asset, day) - self._used[asset, day]
            part = min(free, open_units)
            if part <= 0:
                continue
            amount = loss * part / units
            if day > today:
                self._pending[asset, day] += amount
            else:
                pool = book.pool(asset, scope)
                since = self._start(day)
                left = amount if pool is None else pool.shift_cost(amount, since)
                amount -= left
                part = part if not left else ZERO
            self._used[asset, day] += part
            open_units -= part
            deferred += amount
            if open_units <= 0:
                break
        return deferred

    def claim(self, asset: str, amount: Decimal, timestamp: TimestampMs) -> Decimal:
        """What losses before add to the cost of `amount` that is bought now."""
        key = asset, self._book.day(timestamp)
        if key not in self._pending:
            return ZERO
        schedule = self._book.schedule
        bought = schedule.bought_on(*key)
        return self._pending[key] * amount / schedule.factor(asset) / bought if bought else ZERO

    def _start(self, day: int) -> TimestampMs:
        return self._book.start_of(datetime.date.fromordinal(day))
