"""Form 8949 by box, Schedule D, income for Schedule 1, and the allocation statement of Rev. Proc. 2024-28.

Form 8949 is added up by whoever reads it, so its totals are sums of the printed cents, and its gains are differences of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from rotkehlchen.contracts.holding import day_of
from rotkehlchen.contracts.jurisdiction import Cell, Form, TaxReport, YearFigures
from rotkehlchen.contracts.tax_form import (
    CENT,
    Column,
    Piece,
    other_forms,
    read_year,
    receipt_form,
    to_cents,
    unknown_notes,
)
from rotkehlchen.contracts.tax_law import choose
from rotkehlchen.core.money import ZERO, to_text
from rotkehlchen.integrations.jurisdictions.united_states.rules import ALLOCATION_YEAR, CHOICES, FIRST_YEAR_OF_DIGITAL_BOXES, LOSS_LIMIT

FORM_8949: Final[tuple[Column, ...]] = (
    ('(a) Description of property', 'text'), ('(b) Date acquired', 'date'), ('(c) Date sold or disposed of', 'date'), ('(d) Proceeds', 'money'),
    ('(e) Cost or other basis', 'money'), ('(f) Code(s)', 'text'), ('(g) Adjustment', 'money'), ('(h) Gain or (loss)', 'money'),
)
BOXES: Final = {
    (False, 'with basis'): 'G', (False, 'without basis'): 'H', (False, 'none'): 'I',
    (True, 'with basis'): 'J', (True, 'without basis'): 'K', (True, 'none'): 'L',
}
BOXES_BEFORE: Final = {False: 'C', True: 'F'}
"""Until 2024, without a Form 1099-B, which exchanges of digital assets didn't send as a rule."""
LINES: Final = (
    ('1b', 'AG', 'Short-term, basis reported'), ('2', 'BH', 'Short-term, basis not reported'), ('3', 'CI', 'Short-term, not on a form 1099'),
    ('8b', 'DJ', 'Long-term, basis reported'), ('9', 'EK', 'Long-term, basis not reported'), ('10', 'FL', 'Long-term, not on a form 1099'),
)
WORDS_OF_BOX: Final = {
    'C': 'not reported on Form 1099-B', 'F': 'not reported on Form 1099-B', 'G': 'on Form 1099-DA with basis', 'J': 'on Form 1099-DA with basis',
    'H': 'on Form 1099-DA without basis', 'K': 'on Form 1099-DA without basis', 'I': 'not on Form 1099-DA', 'L': 'not on Form 1099-DA',
}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of Form 8949: exact values rounded to cents once, here. `gain`: what the cents give."""

    piece: Piece
    box: str
    proceeds: Decimal | None
    cost: Decimal | None

    @property
    def gain(self) -> Decimal | None:
        return None if self.proceeds is None or self.cost is None else self.proceeds - self.cost


class Report:
    def forms(self, figures: YearFigures) -> Sequence[Form]:
        year = read_year(figures)
        taxed = [one for one in year.disposals if not one.is_free]
        rows = [_row(one, figures) for one in taxed]
        boxes = sorted({one.box for one in rows})
        return [
            _schedule_d(figures, rows, unknown_notes(figures, taxed)),
            *(_form_8949(figures, box, [one for one in rows if one.box == box]) for box in boxes),
            receipt_form(figures, year.income, 'schedule_1', f'Income for Schedule 1 (Form 1040), {figures.year.label}', (
                'Other income (line 8v, digital assets, on the forms since 2023), as far as it is no trade or business.',)),
            *([_allocation_form(figures)] if figures.year.first.year == ALLOCATION_YEAR else []),
            *other_forms(figures, year),
        ]


def _row(piece: Piece, figures: YearFigures) -> Row:
    if figures.year.first.year < FIRST_YEAR_OF_DIGITAL_BOXES:
        box = BOXES_BEFORE[piece.is_long]
    else:
        box = BOXES[piece.is_long, choose(CHOICES, figures.chosen, 'form_1099_da', piece.line.location)]
    cost = None if piece.gain is None else piece.cost
    return Row(piece, box, to_cents(piece.proceeds), to_cents(cost))


def _form_8949(figures: YearFigures, box: str, rows: Sequence[Row]) -> Form:
    part = 'Part I, short-term' if box in 'ABCGHI' else 'Part II, long-term'
    cells: list[tuple[Cell, ...]] = [
        (f'{to_text(one.piece.amount)} {one.piece.asset}', one.piece.acquired, one.piece.day, one.proceeds, one.cost, '', None, one.gain) for one in rows
    ]
    proceeds, cost, gain = _add(rows)
    return Form(
        f'form_8949_{box.lower()}', f'Form 8949 ({figures.year.label}), {part}, box {box}: {WORDS_OF_BOX[box]}', FORM_8949, cells,
        ('Totals', None, None, proceeds, cost, None, None, gain),
        (*_date_notes(rows), *unknown_notes(figures, [one.piece for one in rows])), 'Form 8949')


def _date_notes(rows: Sequence[Row]) -> tuple[str, ...]:
    without = sum(one.piece.acquired is None for one in rows)
    return (f'{without} rows have no date acquired, because it is not known.',) if without else ()


def _add(rows: Sequence[Row]) -> tuple[Decimal, Decimal, Decimal]:
    known = [one for one in rows if one.gain is not None]
    return (
        sum((one.proceeds for one in known if one.proceeds is not None), ZERO), sum((one.cost for one in known if one.cost is not None), ZERO),
        sum((one.gain for one in known if one.gain is not None), ZERO),
    )


def _schedule_d(figures: YearFigures, rows: Sequence[Row], unknown: Sequence[str]) -> Form:
    columns: tuple[Column, ...] = (
        ('Line', 'text'), ('What', 'text'), ('(d) Proceeds', 'money'), ('(e) Cost or other basis', 'money'), ('(g) Adjustments', 'money'),
        ('(h) Gain or (loss)', 'money'))
    cells: list[tuple[Cell, ...]] = []
    nets = {False: ZERO, True: ZERO}
    for line, boxes, words in LINES:
        proceeds, cost, gain = _add([one for one in rows if one.box in boxes])
        is_long = line in ('8b', '9', '10')
        nets[is_long] += gain
        cells.append((line, f'{words} (box {boxes[0]} or {boxes[1]})', proceeds, cost, ZERO, gain))
        if line == '3':
            cells.append(('7', 'Net short-term gain or loss', None, None, None, nets[False]))
        if line == '10':
            cells.append(('15', 'Net long-term gain or loss', None, None, None, nets[True]))
    net = nets[False] + nets[True]
    cells.append(('16', 'Lines 7 and 15 together', None, None, None, net))
    if net < 0:
        cells.append(('21', 'Loss that can be set off against other income', None, None, None, max(net, Decimal(-LOSS_LIMIT)).quantize(CENT)))
    return Form(
        'schedule_d', f'Schedule D (Form 1040), {figures.year.label}', columns, cells, None,
        (*_schedule_notes(figures), *unknown), 'Schedule D (Form 1040)')


def _schedule_notes(figures: YearFigures) -> list[str]:
    notes = ['Losses carried over from earlier years, and gains from elsewhere, are not taken into account. Wash sale rules are not applied.']
    if figures.year.first.year >= FIRST_YEAR_OF_DIGITAL_BOXES:
        notes.append('Boxes I and L stand for sales without a Form 1099-DA. Say for each exchange whether it sent one, and whether with basis.')
        notes.append('Where a Form 1099-DA shows another basis, the difference goes into columns (f) and (g), which are empty here.')
    return notes


def _allocation_form(figures: YearFigures) -> Form:
    """What of the one pool of 2024 is unused, by where it lies, as of the end of the year."""
    columns: tuple[Column, ...] = (
        ('Asset', 'text'), ('Location', 'text'), ('Account', 'text'), ('Units', 'amount'), ('Unused basis', 'money'), ('Acquired', 'date'))
    lots = sorted(figures.open_lots, key=lambda one: (figures.name_of(one.asset), one.location, one.account or '', one.acquired))
    rows: list[tuple[Cell, ...]] = [
        (figures.name_of(one.asset), one.location, one.account, one.amount, to_cents(one.cost), day_of(one.acquired, figures.year.zone)) for one in lots
    ]
    known = sum((one.cost for one in lots if one.cost is not None), ZERO)
    unknown = sum(one.cost is None for one in lots)
    notes = [
        'Unused basis and remaining units as of the end of 31 December 2024.',
        'Rows say where lots are by the amounts of all events: compare them with what each place held.',
        'By specific units: before the first sale of the asset in 2025 or the due date of the return for 2025, whichever is earlier.',
        'By a global rule: described in writing before 1 January 2025. Allocations cannot be changed later. Keep this with your records.',
    ]
    if unknown:
        notes.append(f'{unknown} rows have no known basis and are not in the total.')
    return Form(
        'rev_proc_2024_28', 'Allocation of unused basis (Rev. Proc. 2024-28)', columns, rows, ('Total', None, None, None, to_cents(known), None),
        notes, 'Rev. Proc. 2024-28')


REPORT: Final[TaxReport] = Report()
