"""A lot: units of one asset that were acquired together, and what is left of them. And a piece of one, as a disposal takes it."""

from decimal import Decimal
from typing import Final

from rotkehlchen.contracts.gain import Basis
from rotkehlchen.core.money import ZERO
from rotkehlchen.core.time import TimestampMs

DUST: Final = Decimal('1e-30')
"""Less than the smallest unit of any token: what rounding leaves of amounts that were shared out, and no amount."""


class Lot:
    """`amount`, `cost`: of what is left; `cost` None where nobody knows it. `unit_cost`, `full_amount`, `line`: of the acquisition.

    `acquired`: of the first acquisition, whatever pool it went through since. `location`, `account`: where it is, as far as is known.
    `is_bought`: acquired just now, and not carried from elsewhere; laws that match disposals with later purchases mean these.
    """

    __slots__ = ('account', 'acquired', 'amount', 'cost', 'event_id', 'full_amount', 'is_bought', 'line', 'location', 'sequence', 'unit_cost')

    def __init__(
        self, amount: Decimal, cost: Decimal | None, acquired: TimestampMs, sequence: int, line: int | None = None, unit_cost: Decimal | None = None,
        full_amount: Decimal | None = None, location: str = '', account: str | None = None, event_id: int | None = None, is_bought: bool = True,
    ) -> None:
        self.amount = amount
        self.cost = cost
        self.acquired = acquired
        self.sequence = sequence
        self.line = line
        self.unit_cost = unit_cost
        self.full_amount = amount if full_amount is None else full_amount
        self.location = location
        self.account = account
        self.event_id = event_id
        self.is_bought = is_bought

    def split_off(self, amount: Decimal) -> Decimal | None:
        """Take `amount`, less than all, out of the lot. Its cost; what is left keeps the rest, so that nothing is lost to rounding."""
        cost = self.cost
        if cost is not None:
            taken = cost * amount / self.amount
            self.cost = cost - taken
            cost = taken
        self.amount -= amount
        return cost


class Piece:
    """`amount` of a lot with its `cost`. `lot`: what it is of, for its dates; None for parts of a pool without dates."""

    __slots__ = ('amount', 'basis', 'cost', 'lot')

    def __init__(self, amount: Decimal, cost: Decimal | None, basis: Basis, lot: Lot | None) -> None:
        self.amount = amount
        self.cost = cost
        self.basis = basis
        self.lot = lot


def known_cost(pieces: list[Piece]) -> Decimal | None:
    """The sum of what is known, None where nothing is."""
    if len(pieces) == 1:
        return pieces[0].cost
    costs = [piece.cost for piece in pieces if piece.cost is not None]
    return sum(costs, ZERO) if costs else None


def split_pieces(pieces: list[Piece], amount: Decimal) -> list[Piece]:
    """Take the first `amount` units out of `pieces`."""
    taken: list[Piece] = []
    while amount and pieces:
        piece = pieces[0]
        if piece.amount <= amount:
            taken.append(pieces.pop(0))
            amount -= piece.amount
        else:
            cost = None if piece.cost is None else piece.cost * amount / piece.amount
            taken.append(Piece(amount, cost, piece.basis, piece.lot))
            pieces[0] = Piece(piece.amount - amount, None if piece.cost is None or cost is None else piece.cost - cost, piece.basis, piece.lot)
            amount = ZERO
    return taken


def split_share(pieces: list[Piece], part: Decimal) -> list[Piece]:
    """Take a share of each piece, so that what it goes to has all the dates."""
    taken = []
    for place, piece in enumerate(pieces):
        amount = piece.amount * part
        cost = None if piece.cost is None else piece.cost * part
        taken.append(Piece(amount, cost, piece.basis, piece.lot))
        pieces[place] = Piece(piece.amount - amount, None if piece.cost is None or cost is None else piece.cost - cost, piece.basis, piece.lot)
    return taken


def in_units_of(pieces: list[Piece], amount: Decimal, worth: Decimal) -> list[Piece]:
    """Pieces of one leg with their amounts as shares of what the leg is worth, so that pieces of different assets may be delivered together."""
    return [Piece(piece.amount * worth / amount, piece.cost, piece.basis, piece.lot) for piece in pieces]
