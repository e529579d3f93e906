"""Specific identification: lots that the user named for the disposal, the rest by the method behind.

A lot that is bought after the disposal may be named, too: it closes a sale of what was not held (a short sale). Its cost comes from the
schedule of a first walk, and it is taken off when it arrives.
"""

from decimal import Decimal

from rotkehlchen.accounting.lot import Lot, Piece
from rotkehlchen.accounting.methods.pool import Ahead, Named, Order, OrderedPool
from rotkehlchen.core.money import ZERO
from rotkehlchen.core.time import TimestampMs


class SpecificPool(OrderedPool):
    """`reserved`: by event that is to come, how much of it is sold already."""

    __slots__ = ('ahead', 'reserved')

    def __init__(self, order: Order, ahead: Ahead) -> None:
        super().__init__(order)
        self.ahead = ahead
        self.reserved: dict[int, Decimal] = {}

    def add(self, lot: Lot, when: TimestampMs) -> None:
        reserved = self.reserved.get(lot.event_id, ZERO) if lot.event_id is not None else ZERO
        if reserved and lot.is_bought:
            assert lot.event_id is not None
            used = min(reserved, lot.amount)
            self.reserved[lot.event_id] = reserved - used
            if used == lot.amount:
                return
            lot.split_off(used)
        super().add(lot, when)

    def take(self, amount: Decimal, when: TimestampMs, named: Named = ()) -> tuple[list[Piece], Decimal]:
        pieces: list[Piece] = []
        for event, wanted in named:
            wanted = min(wanted, amount)
            amount -= wanted
            for lot in [one for _, one in self.heap if one.event_id == event]:
                part = min(lot.amount, wanted)
                if part:
                    cost = lot.cost if part == lot.amount else lot.split_off(part)
                    if part == lot.amount:
                        self.heap = [one for one in self.heap if one[1] is not lot]
                        self._sort_again()
                    pieces.append(Piece(part, cost, 'named', lot))
                    wanted -= part
            if wanted:
                coming, cost = self.ahead.schedule.named.get(event, (ZERO, None))
                part = min(wanted, coming - self.reserved.get(event, ZERO))
                if part > 0:
                    self.reserved[event] = self.reserved.get(event, ZERO) + part
                    pieces.append(Piece(part, None if cost is None else cost * part / coming, 'ahead', None))
                    wanted -= part
            amount += wanted  # what the named event does not have is taken by the method behind
        if not amount:
            return pieces, ZERO
        rest, missing = super().take(amount, when)
        return pieces + rest, missing
