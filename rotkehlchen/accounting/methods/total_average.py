"""Total average: each unit that is sold in a tax year costs what was left before it and all that was bought in it cost on average.

So the cost of a sale in January is known when the year is over: it comes from the schedule of a first walk. What is carried into the pool during
the year (a wrap, a move from another account) is no purchase: it brings its cost, and joins the average of the units that are left then.
Source: National Tax Agency of Japan, FAQ on crypto assets, 総平均法.
"""

from decimal import Decimal

from rotkehlchen.accounting.lot import Lot, Piece
from rotkehlchen.accounting.methods.average import AveragePool
from rotkehlchen.accounting.methods.pool import Ahead, Named
from rotkehlchen.core.money import ZERO
from rotkehlchen.core.time import TimestampMs


class TotalAveragePool(AveragePool):
    """`advance`: units that were sold before they were bought, within the year. `coming`: units that the year is still to bring.
    `unit`: what each unit costs that is sold now."""

    __slots__ = ('advance', 'ahead', 'asset', 'coming', 'scope', 'unit', 'year')

    def __init__(self, old_before: int, asset: str, scope: str, ahead: Ahead) -> None:
        super().__init__(old_before)
        self.ahead = ahead
        self.asset, self.scope = asset, scope
        self.year: TimestampMs | None = None
        self.unit = self.advance = self.coming = ZERO

    def add(self, lot: Lot, when: TimestampMs) -> None:
        self._enter(when)
        averaged = self._is_averaged(lot)
        if averaged:
            if lot.is_bought:
                self.coming -= lot.amount
            else:
                left = self.amount + self.coming
                self.unit = (self.unit * left + (lot.cost or ZERO)) / (left + lot.amount) if left + lot.amount else ZERO
            self.amount += lot.amount
            self.cost += lot.cost or ZERO
            used = min(self.advance, lot.amount)
            self.advance -= used
            lot.amount -= used
        if lot.amount:
            super(AveragePool, self).add(lot, when)

    def take(self, amount: Decimal, when: TimestampMs, named: Named = ()) -> tuple[list[Piece], Decimal]:
        self._enter(when)
        pieces, missing = super().take(amount, when)
        early = min(missing, self.coming - self.advance)
        if early > 0:
            self.advance += early
            pieces.append(Piece(early, self._draw(early, when), 'average', None))
            missing -= early
        return pieces, missing

    def scale(self, factor: Decimal) -> None:
        super().scale(factor)
        self.unit /= factor
        self.coming *= factor
        self.advance *= factor

    def shift_cost(self, change: Decimal, since: TimestampMs | None = None) -> Decimal:
        left = super().shift_cost(change, since)
        whole = self.amount + self.coming
        if whole:
            self.unit += (change - left) / whole
        return left

    def _draw(self, part: Decimal, when: TimestampMs) -> Decimal:
        cost = self.cost if part == self.amount and not self.coming else self.unit * part
        self.amount -= part
        self.cost -= cost
        return cost

    def _enter(self, when: TimestampMs) -> None:
        year = self.ahead.year_start(when)
        if year == self.year:
            return
        self.year = year
        bought, cost = self.ahead.schedule.bought_in_year(self.asset, self.scope, year)
        self.coming = bought
        amount = self.amount + bought
        self.unit = (self.cost + cost) / amount if amount else ZERO
