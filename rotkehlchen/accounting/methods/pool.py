"""What lots of one asset and scope are kept in, and the plain kind: a heap in the order of a method."""

from collections.abc import Sequence
from decimal import Decimal
from heapq import heapify, heappop, heappush
from typing import Any, Protocol

from rotkehlchen.accounting.lot import Lot, Piece
from rotkehlchen.accounting.schedule import Schedule
from rotkehlchen.core.money import ZERO
from rotkehlchen.core.time import TimestampMs

Named = Sequence[tuple[int, Decimal]]
"""Lots that the user named for a disposal: identifier of the event that acquired them, and how much."""


class Order(Protocol):
    """The one decision of a method."""

    def key(self, lot: Lot) -> Any:
        """What lots are sorted by; the least one is next. Unique by the lot's sequence."""


class Calendar(Protocol):
    """Which day it is where the taxpayer lives."""

    def day(self, timestamp: TimestampMs) -> int: ...


class Ahead(Calendar, Protocol):
    """What pools ask about the time around an event."""

    def year_start(self, timestamp: TimestampMs) -> TimestampMs: ...

    @property
    def schedule(self) -> Schedule: ...

    @property
    def policy_since(self) -> int:
        """The day from which the policy in force counts."""


class Pool(Protocol):
    """Lots of one asset in one scope."""

    def add(self, lot: Lot, when: TimestampMs) -> None: ...

    def take(self, amount: Decimal, when: TimestampMs, named: Named = ()) -> tuple[list[Piece], Decimal]:
        """Pieces for `amount`, and how much of it there is not."""

    def carry(self, amount: Decimal, when: TimestampMs, named: Named = ()) -> tuple[list[Piece], Decimal]:
        """As `take`, for what goes on in another pool and is no sale."""

    def lots(self) -> list[Lot]:
        """All that is held, each with its cost as the method has it; the oldest first. The pool is not to be used any more afterwards."""

    def peek(self) -> list[Lot]:
        """The same as copies, the pool stays as it is."""

    def scale(self, factor: Decimal) -> None:
        """A split: each unit becomes `factor` units."""

    def shift_cost(self, change: Decimal, since: TimestampMs | None = None) -> Decimal:
        """Change the cost of what is held, by amount, and never below zero. What could not be placed.
        `since`: only of lots acquired then or later, where lots are told apart."""


class OrderedPool:
    """A heap of lots."""

    __slots__ = ('heap', 'key')

    def __init__(self, order: Order) -> None:
        self.heap: list[tuple[Any, Lot]] = []
        self.key = order.key

    def add(self, lot: Lot, when: TimestampMs) -> None:
        heappush(self.heap, (self.key(lot), lot))

    def take(self, amount: Decimal, when: TimestampMs, named: Named = ()) -> tuple[list[Piece], Decimal]:
        heap = self.heap
        pieces: list[Piece] = []
        while heap:
            lot = heap[0][1]
            if lot.amount > amount:
                pieces.append(Piece(amount, lot.split_off(amount), 'lot', lot))
                return pieces, ZERO
            heappop(heap)
            pieces.append(Piece(lot.amount, lot.cost, 'lot', lot))
            amount -= lot.amount
            if not amount:
                return pieces, ZERO
        return pieces, amount

    def carry(self, amount: Decimal, when: TimestampMs, named: Named = ()) -> tuple[list[Piece], Decimal]:
        return self.take(amount, when, named)

    def lots(self) -> list[Lot]:
        return sorted((lot for _, lot in self.heap), key=_by_age)

    def peek(self) -> list[Lot]:
        return self.lots()

    def scale(self, factor: Decimal) -> None:
        for _, lot in self.heap:
            lot.amount *= factor
            lot.full_amount *= factor
            lot.unit_cost = None if lot.unit_cost is None else lot.unit_cost / factor
        self._sort_again()

    def shift_cost(self, change: Decimal, since: TimestampMs | None = None) -> Decimal:
        lots = [lot for _, lot in self.heap if lot.cost is not None and (since is None or lot.acquired >= since)]
        left = shift(lots, change)
        self._sort_again()
        return left

    def _sort_again(self) -> None:
        self.heap = [(self.key(lot), lot) for _, lot in self.heap]
        heapify(self.heap)


def shift(lots: list[Lot], change: Decimal) -> Decimal:
    """Spread a change of cost over lots by amount; what no lot can take because its cost would be below zero is left."""
    total = sum((lot.amount for lot in lots), ZERO)
    left = change
    for lot in lots:
        if lot.cost is not None and total:
            part = max(left * lot.amount / total, -lot.cost)
            total -= lot.amount
            lot.cost += part
            left -= part
    return left


def _by_age(lot: Lot) -> tuple[int, int]:
    return lot.acquired, lot.sequence
