"""Share matching: what was bought on the same day, then what was bought in the days after the sale, then the pool at its average.

All sales of one day are one sale and all purchases of one day one purchase; each line gets its share of them. What is matched never enters
the pool; what is kept for a sale later on the day may be wrapped or moved until then, and comes back into the pool.
Sources: HMRC, Cryptoassets Manual CRYPTO22251 to 22257; sections 104, 105 and 106A TCGA 1992.
"""

from decimal import Decimal

from rotkehlchen.accounting.lot import DUST, Lot, Piece, known_cost
from rotkehlchen.accounting.methods.pool import Ahead, Named
from rotkehlchen.contracts.gain import Basis
from rotkehlchen.core.money import ZERO
from rotkehlchen.core.time import TimestampMs


class SharePool:
    """`amount`, `cost`: of the pool of section 104. `unknown`: units in it whose cost nobody knows; they go last.
    `kept`, `kept_cost`: bought on the day and to be sold on it (below zero where the sale came first). `lent`, `lent_cost`: of these, what went on
    meanwhile."""

    __slots__ = ('ahead', 'ahead_days', 'amount', 'asset', 'cost', 'kept', 'kept_cost', 'last', 'lent', 'lent_cost', 'scope', 'since', 'unknown')

    def __init__(self, asset: str, scope: str, ahead: Ahead, ahead_days: int) -> None:
        self.asset, self.scope = asset, scope
        self.ahead = ahead
        self.ahead_days = ahead_days
        self.since = ahead.policy_since
        self.amount = self.cost = self.unknown = self.kept = self.kept_cost = self.lent = self.lent_cost = ZERO
        self.last: Lot | None = None

    def add(self, lot: Lot, when: TimestampMs) -> None:
        if lot.is_bought:
            matching = self.ahead.schedule.matching(self.asset, self.scope, self.ahead_days, self.since)
            day = self.ahead.day(when)
            matched = matching.matched.get(day, ZERO)
            if matched:
                bought = matching.days[day].bought
                if day in matching.sales and lot.cost is not None:
                    part = matching.sales[day].same_day / bought
                    self.kept += lot.amount * part
                    self.kept_cost += lot.cost * part
                if matched == bought:
                    return
                lot.split_off(lot.amount * matched / bought)
        elif self.lent > DUST and lot.cost is not None:
            self._give_back(lot, lot.cost)
        if lot.cost is None:
            self.unknown += lot.amount
        else:
            self.amount += lot.amount
            self.cost += lot.cost
        self.last = lot

    def take(self, amount: Decimal, when: TimestampMs, named: Named = ()) -> tuple[list[Piece], Decimal]:
        schedule = self.ahead.schedule
        matching = schedule.matching(self.asset, self.scope, self.ahead_days, self.since)
        day = self.ahead.day(when)
        match = matching.sales.get(day)
        pieces: list[Piece] = []
        left = amount
        if match is not None:
            sold = matching.days[day].sold
            units = amount / schedule.factor(self.asset)
            parts: list[tuple[Basis, int, Decimal]] = [('ahead', *one) for one in match.later]
            if match.same_day:
                parts.insert(0, ('same_day', day, match.same_day))
            covered = ZERO
            for basis, bought_on, matched in parts:
                covered += matched
                bought = matching.days[bought_on]
                part = left if covered == sold else amount * matched / sold
                cost = None if bought.cost is None else bought.cost * matched * units / (bought.bought * sold)
                if basis == 'same_day' and cost is not None:
                    found = part - self._use_kept(part, cost)
                    part, cost = found, cost * found / part
                if part:
                    pieces.append(Piece(part, cost, basis, None))
                left -= part
        if not left:
            return pieces, left
        rest, missing = self.carry(left, when)
        return pieces + rest, missing

    def carry(self, amount: Decimal, when: TimestampMs, named: Named = ()) -> tuple[list[Piece], Decimal]:
        """Out of the pool, whatever was bought on the day or after it; then of what is kept for a sale of the day."""
        pieces, left = self._draw(amount)
        part = min(left, self.kept)
        if part > 0:
            cost = self.kept_cost if part == self.kept else self.kept_cost * part / self.kept
            self.kept -= part
            self.kept_cost -= cost
            self.lent += part
            self.lent_cost += cost
            pieces.append(Piece(part, cost, 'pool', None))
            left -= part
        return pieces, left

    def _draw(self, amount: Decimal) -> tuple[list[Piece], Decimal]:
        pieces: list[Piece] = []
        left = amount
        part = min(left, self.amount)
        if part:
            cost = self.cost if part == self.amount else self.cost * part / self.amount
            self.amount -= part
            self.cost -= cost
            pieces.append(Piece(part, cost, 'pool', None))
            left -= part
        part = min(left, self.unknown)
        if part:
            self.unknown -= part
            pieces.append(Piece(part, None, 'pool', None))
            left -= part
        return pieces, left

    def _give_back(self, lot: Lot, cost: Decimal) -> None:
        """What comes back of what was lent is kept again, at its own cost; the rest of the lot is for the pool."""
        back = min(lot.amount, self.lent)
        own = min(self.lent_cost if back == self.lent else self.lent_cost * back / self.lent, cost)
        lot.amount -= back
        lot.cost = cost - own
        self.lent -= back
        self.lent_cost -= own
        self.kept += back
        self.kept_cost += own

    def _use_kept(self, amount: Decimal, cost: Decimal) -> Decimal:
        """A sale takes what was kept for it. For what is lent of that, others leave the pool, at its cost. How much of it is not there."""
        back = min(amount, self.lent)
        lost = ZERO
        if back:
            pieces, lost = self._draw(back)
            own = self.lent_cost * (back - lost) / self.lent
            self.cost = max(self.cost + (known_cost(pieces) or ZERO) - own, ZERO)
            self.lent_cost -= own
            self.lent -= back
        part = amount - back
        if part:
            spent = self.kept_cost * part / self.kept if self.kept >= part else cost * part / amount
            self.kept -= part
            self.kept_cost -= spent
        return lost

    def lots(self) -> list[Lot]:
        """The pool as one lot (and a second one of what is unknown), with the date of what came last, since a pool has no date."""
        return self.peek()

    def peek(self) -> list[Lot]:
        last = self.last
        if last is None:
            return []
        found = []
        for amount, cost in ((self.amount, self.cost), (self.unknown, None)):
            if amount:
                found.append(Lot(amount, cost, last.acquired, last.sequence, last.line, None, None, last.location, last.account, None, False))
        return found

    def scale(self, factor: Decimal) -> None:
        self.amount *= factor
        self.unknown *= factor
        self.kept *= factor
        self.lent *= factor

    def shift_cost(self, change: Decimal, since: TimestampMs | None = None) -> Decimal:
        if self.amount < DUST:
            return change
        part = max(change, -self.cost)
        self.cost += part
        return change - part
