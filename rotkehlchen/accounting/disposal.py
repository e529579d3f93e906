"""What a disposal earns: its pieces of lots against its proceeds, apart for what is taxed and what is free by holding period."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from rotkehlchen.accounting.lot import Lot, Piece
from rotkehlchen.accounting.maker import maker_of
from rotkehlchen.contracts.gain import Flag, LotPart
from rotkehlchen.contracts.holding import is_held_longer
from rotkehlchen.contracts.jurisdiction import Policy
from rotkehlchen.core.money import ZERO
from rotkehlchen.core.time import TimestampMs

NO_FLAGS: Final[frozenset[Flag]] = frozenset()
FLAG: Final[dict[Flag, frozenset[Flag]]] = {
    'missing_price': frozenset({'missing_price'}), 'no_rule': frozenset({'no_rule'}), 'carried': frozenset({'carried'}),
    'unmatched_transfer': frozenset({'unmatched_transfer', 'missing_basis'}), 'price_of_other_side': frozenset({'price_of_other_side'}),
    'no_gain': frozenset({'no_gain'}), 'missing_basis': frozenset({'missing_basis'}), 'short': frozenset({'short'}),
    'loss_deferred': frozenset({'loss_deferred'}),
}
_make_part: Final = maker_of(LotPart)
_MISSING: Final[frozenset[Flag]] = frozenset({'missing_basis'})
_OVERSOLD: Final[frozenset[Flag]] = frozenset({'missing_basis', 'oversold'})


class Outcome:
    """`taxable_amount` + `free_amount`: all. `gain_taxable`, `gain_free`: None where no part of it is known. `cost`: of what is known."""

    __slots__ = ('cost', 'flags', 'free_amount', 'gain_free', 'gain_taxable', 'parts', 'taxable_amount')

    def __init__(
        self, taxable_amount: Decimal, free_amount: Decimal, gain_taxable: Decimal | None, gain_free: Decimal | None, cost: Decimal | None,
        parts: tuple[LotPart, ...], flags: frozenset[Flag],
    ) -> None:
        self.taxable_amount = taxable_amount
        self.free_amount = free_amount
        self.gain_taxable = gain_taxable
        self.gain_free = gain_free
        self.cost = cost
        self.parts = parts
        self.flags = flags


class Holding:
    """Holding periods of a policy."""

    def __init__(self, day: Callable[[TimestampMs], int], start_of: Callable[[datetime.date], TimestampMs]) -> None:
        self._day = day
        self._start_of = start_of
        self._policy: Policy | None = None
        self._old_before: TimestampMs | None = None
        self._has_periods = False

    def enter(self, policy: Policy) -> None:
        if policy is self._policy:
            return
        self._policy = policy
        self._old_before = None if policy.free_before is None else self._start_of(policy.free_before)
        self._has_periods = any(one is not None for one in (
            policy.free_after_seconds, policy.free_after_years, policy.free_before, policy.long_after_days, policy.long_after_years))

    def judge(self, lot: Lot | None, sold: TimestampMs) -> tuple[bool, bool]:
        """(is free, is long-term) of a lot that is sold then."""
        if lot is None or not self._has_periods:
            return False, False
        policy = self._policy
        assert policy is not None
        acquired = lot.acquired
        if self._old_before is not None and acquired < self._old_before:
            return True, True
        seconds = policy.free_after_seconds
        is_free = seconds is not None and acquired // 1000 + seconds < sold // 1000
        years = policy.free_after_years
        if years is not None and not is_free:
            is_free = self._is_longer(acquired, sold, years, policy)
        is_long = False
        if policy.long_after_years is not None:
            is_long = self._is_longer(acquired, sold, policy.long_after_years, policy)
        elif policy.long_after_days is not None:
            is_long = self._day(sold) - self._day(acquired) > policy.long_after_days
        return is_free, is_long

    def _is_longer(self, acquired: TimestampMs, sold: TimestampMs, years: int, policy: Policy) -> bool:
        if sold - acquired < (years * 365 - 1) * 86_400_000:  # for sure, whatever the calendar: a day more than summer time takes
            return False
        return is_held_longer(
            datetime.date.fromordinal(self._day(acquired)), datetime.date.fromordinal(self._day(sold)), years,
            is_counted_from_next_day=policy.is_counted_from_next_day)


def settle(
    pieces: list[Piece], missing: Decimal, amount: Decimal, proceeds: Decimal | None, sold: TimestampMs, holding: Holding, *, missing_is_zero: bool,
) -> Outcome:
    """`amount` = the sum of the pieces + `missing`. `missing_is_zero`: in the gain, not in the parts, unknown cost counts as none."""
    if len(pieces) == 1 and not missing and pieces[0].cost is not None and proceeds is not None:
        return _settle_one(pieces[0], proceeds, sold, holding)
    free_amount = ZERO
    cost = {False: ZERO, True: ZERO}
    known = {False: ZERO, True: ZERO}
    has_cost = False
    parts: list[LotPart] = []
    flags = NO_FLAGS
    for piece in pieces:
        lot = piece.lot
        is_free, is_long = holding.judge(lot, sold)
        gain = None
        if is_free:
            free_amount += piece.amount
        if piece.cost is None:
            flags = _MISSING
        else:
            has_cost = True
            cost[is_free] += piece.cost
            known[is_free] += piece.amount
            if proceeds is not None:
                gain = proceeds * piece.amount / amount - piece.cost
        parts.append(_part(piece, is_free, is_long, gain))
    if missing:
        flags = _OVERSOLD
        parts.append(LotPart(missing, None, 'missing'))
    taxable_amount = amount - free_amount
    gains: list[Decimal | None] = []
    for is_free, whole in ((False, taxable_amount), (True, free_amount)):
        counted = whole if missing_is_zero else known[is_free]
        if not whole:
            gains.append(ZERO)
        elif proceeds is None or not counted:
            gains.append(None)
        else:
            gains.append((proceeds if counted == amount else proceeds * counted / amount) - cost[is_free])
    return Outcome(taxable_amount, free_amount, gains[0], gains[1], cost[False] + cost[True] if has_cost else None, tuple(parts), flags)


def _settle_one(piece: Piece, proceeds: Decimal, sold: TimestampMs, holding: Holding) -> Outcome:
    """The usual case: one lot, all known."""
    is_free, is_long = holding.judge(piece.lot, sold)
    assert piece.cost is not None
    gain = proceeds - piece.cost
    parts = (_part(piece, is_free, is_long, gain),)
    if is_free:
        return Outcome(ZERO, piece.amount, ZERO, gain, piece.cost, parts, NO_FLAGS)
    return Outcome(piece.amount, ZERO, gain, ZERO, piece.cost, parts, NO_FLAGS)


def _part(piece: Piece, is_free: bool, is_long: bool, gain: Decimal | None) -> LotPart:
    lot = piece.lot
    if lot is None:
        return LotPart(piece.amount, piece.cost, piece.basis, gain=gain)
    return _make_part(piece.amount, piece.cost, piece.basis, lot.acquired, lot.line, lot.unit_cost, lot.full_amount, is_free, is_long, gain)
