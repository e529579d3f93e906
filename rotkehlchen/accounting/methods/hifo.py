"""Highest in, first out: the highest cost of a unit first. Equal ones by date; those whose cost nobody knows come last.

By the cost of a unit, not of the whole lot (some programs mean the latter). Lots that share an average have one cost, though the last digits of
endless fractions differ.
"""

from decimal import Context, Decimal
from typing import Final

from rotkehlchen.accounting.lot import Lot

_LAST: Final = Decimal('Infinity')
_SAME: Final = Context(prec=40)


class Hifo:
    def key(self, lot: Lot) -> tuple[Decimal, int, int]:
        cost = lot.cost
        return _LAST if cost is None else -_SAME.divide(cost, lot.amount), lot.acquired, lot.sequence
