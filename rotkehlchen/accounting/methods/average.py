"""Moving average: each unit costs what all units held at that moment cost on average. Lots go first in, first out, for their dates only.

Lots of unknown cost stay out of the average and keep their unknown cost: one of them doesn't make all others unknown. So do lots from before
`old_before`, which an older law frees (Austria's Altbestand); they go first, as they are the oldest.
"""

from decimal import Decimal
from heapq import heappop

from rotkehlchen.accounting.lot import DUST, Lot, Piece
from rotkehlchen.accounting.methods.fifo import Fifo
from rotkehlchen.accounting.methods.pool import Named, OrderedPool
from rotkehlchen.core.money import ZERO
from rotkehlchen.core.time import TimestampMs


class AveragePool(OrderedPool):
    """`amount`, `cost`: of all that is in the average."""

    __slots__ = ('amount', 'cost', 'old_before')

    def __init__(self, old_before: int = -1) -> None:
        super().__init__(Fifo())
        self.amount = ZERO
        self.cost = ZERO
        self.old_before = old_before

    def add(self, lot: Lot, when: TimestampMs) -> None:
        super().add(lot, when)
        if self._is_averaged(lot):
            self.amount += lot.amount
            self.cost += lot.cost or ZERO

    def take(self, amount: Decimal, when: TimestampMs, named: Named = ()) -> tuple[list[Piece], Decimal]:
        heap = self.heap
        pieces: list[Piece] = []
        while heap and amount:
            lot = heap[0][1]
            part = min(lot.amount, amount)
            amount -= part
            averaged, is_whole = self._is_averaged(lot), part == lot.amount
            cost = self._draw(part, when) if averaged else lot.cost if is_whole else lot.split_off(part)
            if is_whole:
                heappop(heap)
            elif averaged:
                lot.amount -= part
            pieces.append(Piece(part, cost, 'average' if averaged else 'lot', lot))
        return pieces, amount

    def lots(self) -> list[Lot]:
        """Each averaged lot has its share of the cost of all."""
        lots = super().lots()
        averaged = [lot for lot in lots if self._is_averaged(lot)]
        amount, cost = sum((lot.amount for lot in averaged), ZERO), self.cost  # not `self.amount`: of endless fractions their sums differ in the last digit
        for lot in averaged:
            lot.cost = cost if lot is averaged[-1] else cost * lot.amount / amount
            amount, cost = amount - lot.amount, cost - lot.cost
        return lots

    def scale(self, factor: Decimal) -> None:
        super().scale(factor)
        self.amount *= factor

    def shift_cost(self, change: Decimal, since: TimestampMs | None = None) -> Decimal:
        if abs(self.amount) < DUST:
            return change
        part = max(change, -self.cost)
        self.cost += part
        return change - part

    def _is_averaged(self, lot: Lot) -> bool:
        return lot.cost is not None and lot.acquired >= self.old_before

    def _draw(self, part: Decimal, when: TimestampMs) -> Decimal:
        """The cost of `part` units, out of the average: all of it for the last ones, of which the sum of endless fractions may know a digit less."""
        if part >= self.amount:
            cost, self.amount, self.cost = self.cost, ZERO, ZERO
            return cost
        cost = self.cost * part / self.amount
        self.amount -= part
        self.cost -= cost
        return cost


