"""Lots of the last days first, the latest of them first; then the order of the method behind.

Section 581 of the Irish Taxes Consolidation Act 1997: what is sold within four weeks of being bought is that which was bought then.
"""

from decimal import Decimal
from heapq import heappush

from rotkehlchen.accounting.lot import Lot, Piece
from rotkehlchen.accounting.methods.pool import Calendar, Named, Order, OrderedPool
from rotkehlchen.core.time import TimestampMs


class RecentPool(OrderedPool):
    """`recent`: the oldest first. What has become older is handed to the heap."""

    __slots__ = ('calendar', 'days', 'recent')

    def __init__(self, order: Order, calendar: Calendar, days: int) -> None:
        super().__init__(order)
        self.calendar = calendar
        self.days = days
        self.recent: list[Lot] = []

    def add(self, lot: Lot, when: TimestampMs) -> None:
        if self.recent and self.recent[-1].acquired > lot.acquired:
            self.recent.append(lot)
            self.recent.sort(key=lambda one: (one.acquired, one.sequence))
        else:
            self.recent.append(lot)

    def take(self, amount: Decimal, when: TimestampMs, named: Named = ()) -> tuple[list[Piece], Decimal]:
        self._age(when)
        pieces: list[Piece] = []
        recent = self.recent
        while recent and amount:
            lot = recent[-1]
            if lot.amount > amount:
                pieces.append(Piece(amount, lot.split_off(amount), 'lot', lot))
                return pieces, amount - amount
            recent.pop()
            pieces.append(Piece(lot.amount, lot.cost, 'lot', lot))
            amount -= lot.amount
        if not amount:
            return pieces, amount
        older, missing = super().take(amount, when)
        return pieces + older, missing

    def lots(self) -> list[Lot]:
        for lot in self.recent:
            heappush(self.heap, (self.key(lot), lot))
        self.recent.clear()
        return super().lots()

    def peek(self) -> list[Lot]:
        return sorted([*self.recent, *(lot for _, lot in self.heap)], key=lambda lot: (lot.acquired, lot.sequence))

    def scale(self, factor: Decimal) -> None:
        kept = self._all_into_heap()
        super().scale(factor)
        self._restore(kept)

    def shift_cost(self, change: Decimal, since: TimestampMs | None = None) -> Decimal:
        kept = self._all_into_heap()
        left = super().shift_cost(change, since)
        self._restore(kept)
        return left

    def _all_into_heap(self) -> list[Lot]:
        kept = list(self.recent)
        self.lots()
        return kept

    def _restore(self, kept: list[Lot]) -> None:
        names = {lot.sequence for lot in kept}
        self.heap = [one for one in self.heap if one[1].sequence not in names]
        self._sort_again()
        self.recent = kept

    def _age(self, when: TimestampMs) -> None:
        first = self.calendar.day(when) - self.days
        aged = 0
        for lot in self.recent:
            if self.calendar.day(lot.acquired) >= first:
                break
            heappush(self.heap, (self.key(lot), lot))
            aged += 1
        del self.recent[:aged]
