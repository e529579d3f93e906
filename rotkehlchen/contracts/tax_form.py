"""What the forms of jurisdictions share: a year's lines read once, sorted into disposals, income and the rest; sums; rounding where it is printed.

A figure that is not known is in no sum. How many such there are, and their proceeds, goes into the notes of each form that sums, and
`unknown_form` lists them one by one.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Final, Literal

from rotkehlchen.contracts.gain import Basis, Line, LotPart
from rotkehlchen.contracts.holding import day_of
from rotkehlchen.contracts.jurisdiction import Cell, Form, YearFigures
from rotkehlchen.core.event import direction_of
from rotkehlchen.core.money import ZERO, to_text

Column = tuple[str, Literal['text', 'date', 'time', 'amount', 'money', 'number']]
CENT: Final = Decimal('0.01')
UNIT: Final = Decimal(1)
NOISE: Final = Decimal('1e-30')
SUMMARY: Final[tuple[Column, ...]] = (('Line', 'text'), ('What', 'text'), ('Figure', 'money'))
MARGIN: Final = 'margin position'
WORDS_OF_FINDING: Final = {
    'missing_acquisition': 'where it came from, and so its cost', 'missing_price': 'its price at that time', 'no_rule': 'how to treat it: no accounting rule',
    'unmatched_transfer': 'the other side of the transfer', 'giver_cost': 'what the giver paid for it',
    'missing_lot': 'where it came from; no gain hangs on it', 'named_lot': 'the rest of the lots that were named',
    'bad_adjustment': 'what the event says for accounting', 'unknown_pair': 'what it is: its words do not belong together',
}


@dataclass(frozen=True, slots=True)
class Piece:
    """What one disposal took of one lot. `acquired`: None for pools and unknown lots. What is unknown is None.

    `deferred`: the part of a loss that is not counted now; `gain` is without it.
    """

    line: Line
    day: datetime.date
    acquired: datetime.date | None
    asset: str
    amount: Decimal
    proceeds: Decimal | None
    cost: Decimal | None
    gain: Decimal | None
    basis: Basis
    is_free: bool
    is_long: bool
    deferred: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Receipt:
    """Something that came or went without being sold: `value` in the currency of the forms, negative for what went, None if unknown."""

    line: Line
    day: datetime.date
    asset: str
    amount: Decimal
    value: Decimal | None


@dataclass(slots=True)
class Year:
    """A year's lines. `income`: what was earned; `margin`: results of margin positions; `costs`: what the accounting rules count as expense
    beside disposals; `losses`: what was lost without proceeds. `left_out`: how many lines a law or a rule leaves out."""

    disposals: list[Piece] = field(default_factory=list)
    income: list[Receipt] = field(default_factory=list)
    margin: list[Receipt] = field(default_factory=list)
    costs: list[Receipt] = field(default_factory=list)
    losses: list[Receipt] = field(default_factory=list)
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Sums:
    """Of pieces whose gain is known. `gains`, `losses`: the positive and the negative ones, both as positive numbers. `unknown`: pieces that are in
    none of the sums, with `unknown_proceeds`."""

    count: int
    proceeds: Decimal
    cost: Decimal
    gains: Decimal
    losses: Decimal
    unknown: int
    unknown_proceeds: Decimal

    @property
    def gain(self) -> Decimal:
        return self.gains - self.losses


def read_year(figures: YearFigures) -> Year:
    """Sort the lines that count. Disposals are what was sold or liquidated, and fees, expenses and gifts whose lots the engine took with a gain.
    What was stolen or lost is none: its value less what it would have earned, the cost, is listed.

    What was carried over (a swap that is no disposal here), what the law treats as for its own cost, and money that was paid is left out.
    """
    year, zone = Year(), figures.year.zone
    for line in figures.lines():
        if not line.is_counted or line.kind in ('acquisition', 'transfer'):
            continue
        asset, day = figures.name_of(line.asset), day_of(line.timestamp, zone)
        gain = _whole_gain(line)
        receipt = Receipt(line, day, asset, line.taxable_amount + line.free_amount, gain)
        if line.category == MARGIN:
            pieces = _pieces(line, day, asset, zone) if line.parts else []  # what is paid in coins is a sale of them, whatever the position made
            year.disposals += pieces
            year.margin.append(replace(receipt, value=_without_sale(line, pieces)))
        elif line.kind == 'income' or (line.kind == 'gift' and direction_of(line.event_type, line.event_subtype) == 'in'):
            if line.taxable_amount or line.gain_taxable is None or line.gain_taxable or line.gain_free:
                year.income.append(receipt)
            else:
                year.left_out += 1
        elif line.flags & {'carried', 'no_gain'} or (gain == 0 and not line.parts):  # money has no lots
            year.left_out += 1
        elif line.kind == 'loss' and line.event_subtype != 'liquidate':
            year.losses.append(receipt)
        elif line.kind == 'disposal' or (line.parts and line.proceeds is not None):
            pieces = _pieces(line, day, asset, zone)
            year.disposals += pieces
            expense = _expense_of(line, pieces)
            if expense:
                year.costs.append(Receipt(line, day, asset, receipt.amount, expense))
        elif gain is None or gain:
            year.costs.append(receipt)
        else:
            year.left_out += 1
    return year


def _whole_gain(line: Line) -> Decimal | None:
    return None if line.gain_taxable is None else line.gain_taxable + (line.gain_free or ZERO)


def _pieces(line: Line, day: datetime.date, asset: str, zone: str) -> list[Piece]:
    """One for each part. Proceeds are shared by amount; the last part takes the rest, so that nothing is lost to a division.

    A sale of a share of the whole portfolio is one piece, whatever lots it took: its cost is not theirs.
    """
    amount = line.taxable_amount + line.free_amount
    if line.portfolio is not None or not line.parts:
        known = line.proceeds is not None and line.cost is not None
        gain = None if not known or line.proceeds is None or line.cost is None else line.proceeds - line.cost
        return [Piece(
            line, day, None, asset, amount, line.proceeds, line.cost, gain, 'missing' if line.cost is None else 'pool',
            bool(amount) and not line.taxable_amount, False)]
    pieces, left, whole = [], line.proceeds, sum((part.amount for part in line.parts), ZERO)
    for number, part in enumerate(line.parts, start=1):
        proceeds = left
        if line.proceeds is not None and left is not None and number < len(line.parts):
            proceeds = line.proceeds * part.amount / whole
            left -= proceeds
        pieces.append(_piece(line, part, day, asset, proceeds, zone))
    return [_defer(one) for one in pieces] if 'loss_deferred' in line.flags else pieces


def _piece(line: Line, part: LotPart, day: datetime.date, asset: str, proceeds: Decimal | None, zone: str) -> Piece:
    gain = part.gain
    if gain is None and proceeds is not None and part.cost is not None and part.basis != 'missing':
        gain = proceeds - part.cost
    return Piece(
        line, day, None if part.acquired is None else day_of(part.acquired, zone), asset, part.amount, proceeds, part.cost,
        gain, part.basis, part.is_free or not line.taxable_amount or 'exempt' in line.flags, part.is_long_term,
    )


def _defer(piece: Piece) -> Piece:
    """The gain of a part is without the loss that is put off."""
    if piece.gain is None or piece.proceeds is None or piece.cost is None or piece.is_free:
        return piece
    return replace(piece, deferred=piece.gain - (piece.proceeds - piece.cost))


def _is_expense(line: Line, own: Decimal) -> bool:
    """Whether the line's gain has all of its value as an expense in it, beside the gain of its parts (`own`)."""
    gain = _whole_gain(line)
    return line.kind == 'expense' or (line.kind in ('fee', 'loss', 'gift') and gain is not None and gain < own)


def _expense_of(line: Line, pieces: list[Piece]) -> Decimal | None:
    """What the rules count as an expense beside the gain, negative; None where there is none, or where it can't be told."""
    if line.proceeds is None or any(one.gain is None for one in pieces):
        return None
    own = sum((one.gain - one.deferred for one in pieces if one.gain is not None), ZERO)
    return -line.proceeds if _is_expense(line, own) else None


def _without_sale(line: Line, pieces: Sequence[Piece]) -> Decimal | None:
    """What a line's gain is beside the gain of what was sold for it; None where its value is not known."""
    if not pieces:
        return _whole_gain(line)
    if line.proceeds is None:
        return None
    own = sum((one.gain - one.deferred for one in pieces if one.gain is not None), ZERO)
    return -line.proceeds if _is_expense(line, own) else ZERO


def sum_up(pieces: Iterable[Piece]) -> Sums:
    count = unknown = 0
    proceeds = cost = gains = losses = unknown_proceeds = ZERO
    for piece in pieces:
        if piece.gain is None or piece.proceeds is None or piece.cost is None:
            unknown += 1
            unknown_proceeds += piece.proceeds or ZERO
            continue
        count += 1
        proceeds += piece.proceeds
        cost += piece.cost
        if piece.gain >= 0:
            gains += piece.gain
        else:
            losses -= piece.gain
    return Sums(count, proceeds, cost, gains, losses, unknown, unknown_proceeds)


def merge_pieces(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """Pieces of the same asset and day together, in the order of their first ones: one disposal in the eyes of laws that merge a day's sales."""
    merged: dict[tuple[str, datetime.date], list[Piece]] = {}
    for piece in pieces:
        merged.setdefault((piece.line.asset, piece.day), []).append(piece)
    return list(merged.values())


def total_of(receipts: Iterable[Receipt]) -> Decimal:
    """Of the values that are known."""
    return sum((one.value for one in receipts if one.value is not None), ZERO)


def without_noise(value: Decimal) -> Decimal:
    """What a sum is meant to be. Thirds that were computed one by one add up to 0.99…9, which is not to be cut to nothing, nor below a limit of one."""
    return value.quantize(NOISE) if value.adjusted() < -NOISE.adjusted() - 5 else value


def to_cents(value: Decimal | None) -> Decimal | None:
    """As a form with two decimals prints it, half a cent up and away from zero."""
    return None if value is None else without_noise(value).quantize(CENT, ROUND_HALF_UP)


def to_units_down(value: Decimal) -> Decimal:
    """Whole units, towards minus infinity: what a taxpayer may round down."""
    return without_noise(value).quantize(UNIT, ROUND_FLOOR)


def to_units_up(value: Decimal) -> Decimal:
    """Whole units, towards plus infinity."""
    return without_noise(value).quantize(UNIT, ROUND_CEILING)


def cut_to_units(value: Decimal) -> Decimal:
    """Whole units, what is behind the point cut off."""
    return without_noise(value).quantize(UNIT, ROUND_DOWN)


def unknown_notes(figures: YearFigures, pieces: Iterable[Piece] = (), receipts: Iterable[Receipt] = ()) -> tuple[str, ...]:
    """Sentences on what the sums of a form leave out because it isn't known."""
    notes = []
    sums, values, things = sum_up(pieces), sum(one.value is None for one in receipts), len(figures.findings)
    if sums.unknown:
        proceeds = to_text(to_cents(sums.unknown_proceeds) or ZERO)
        notes.append(
            f'Not in these sums: one disposal whose cost or price is not known, with proceeds of {proceeds} {figures.currency} as far as they are known.'
            if sums.unknown == 1 else
            f'Not in these sums: {sums.unknown} disposals whose cost or price is not known, with proceeds of {proceeds} {figures.currency} as far as '
            'they are known.')
    if values:
        notes.append(
            'Not in these sums: one receipt whose value is not known.' if values == 1 else
            f'Not in these sums: {values} receipts whose value is not known.')
    if things:
        notes.append(
            'One thing that could not be known is listed under "What is not known".' if things == 1 else
            f'{things} things that could not be known are listed under "What is not known".')
    return tuple(notes)


DISPOSALS: Final[tuple[Column, ...]] = (
    ('Sold', 'date'), ('Acquired', 'date'), ('Asset', 'text'), ('Amount', 'amount'), ('Proceeds', 'money'), ('Cost', 'money'), ('Gain', 'money'),
    ('Held', 'text'), ('Cost found by', 'text'), ('Location', 'text'), ('Account', 'text'),
)
WORDS_OF_BASIS: Final = {
    'lot': 'lot', 'same_day': 'same day', 'ahead': 'bought after', 'pool': 'pool', 'average': 'average', 'named': 'named lot', 'missing': 'not known',
}


def disposal_form(
    figures: YearFigures, pieces: Sequence[Piece], title: str, *, form_id: str = 'disposals', held: tuple[str, str] = ('short', 'long'),
) -> Form:
    """Every piece of every disposal. `held`: words for pieces that are not, and that are, free or long-term."""
    rows = [
        (
            one.day, one.acquired, one.asset, one.amount, to_cents(one.proceeds), to_cents(one.cost), to_cents(one.gain),
            held[one.is_free or one.is_long], WORDS_OF_BASIS[one.basis], one.line.location, one.line.account,
        ) for one in pieces
    ]
    sums = sum_up(pieces)
    totals = ('Total', None, None, None, to_cents(sums.proceeds), to_cents(sums.cost), to_cents(sums.gain), None, None, None, None)
    return Form(form_id, title, DISPOSALS, rows, totals, unknown_notes(figures, pieces))


RECEIPTS: Final[tuple[Column, ...]] = (
    ('Day', 'date'), ('What', 'text'), ('Asset', 'text'), ('Amount', 'amount'), ('Value', 'money'), ('Location', 'text'), ('Account', 'text'),
)


def receipt_form(figures: YearFigures, receipts: Sequence[Receipt], form_id: str, title: str, notes: Sequence[str] = ()) -> Form:
    """A list of income, or of other things that are not sold."""
    rows = [
        (
            one.day, f'{one.line.event_type} {one.line.event_subtype}'.removesuffix(' none'), one.asset, one.amount, to_cents(one.value),
            one.line.location, one.line.account,
        ) for one in receipts
    ]
    totals = ('Total', None, None, None, to_cents(total_of(receipts)), None, None)
    return Form(form_id, title, RECEIPTS, rows, totals, (*notes, *unknown_notes(figures, receipts=receipts)))


def other_forms(figures: YearFigures, year: Year) -> list[Form]:
    """What every jurisdiction shows at the end: margin positions, expenses and losses where there are any, and what is not known."""
    lists = (
        (year.margin, 'margin', 'Margin positions and funding',
         'Results of margin positions are in no other form here: laws treat them apart from sales.'),
        (year.costs, 'expenses', 'Expenses beside sales',
         'Counted by your accounting rules, in no other form here. Whether they may be deducted is for you to decide.'),
        (year.losses, 'losses', 'Lost without proceeds', 'In no other form here. Laws differ on whether, and when, such losses count.'),
    )
    forms = [receipt_form(figures, receipts, form_id, title, (note,)) for receipts, form_id, title, note in lists if receipts]
    return [*forms, unknown_form(figures)]


def unknown_form(figures: YearFigures) -> Form:
    """What the report could not know, one row each."""
    rows: list[tuple[Cell, ...]] = []
    for one in figures.findings:
        missing, found = one.params.get('missing'), one.params.get('found')
        rows.append((
            day_of(one.timestamp, figures.year.zone), figures.name_of(one.asset), WORDS_OF_FINDING.get(one.kind, one.kind.replace('_', ' ')),
            None if missing is None else str(missing), None if found is None else str(found), one.group,
        ))
    columns: tuple[Column, ...] = (
        ('Day', 'date'), ('Asset', 'text'), ('Not known', 'text'), ('Missing', 'text'), ('Found', 'text'), ('Event', 'text'))
    return Form('unknown', 'What is not known', columns, rows, None, () if rows else ('Everything that this report needed was known.',))
