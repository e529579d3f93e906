"""Figures of Anlage SO, the lists behind them, and the CSV that WISO Steuer imports."""

import csv
import datetime
import io
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from rotkehlchen.contracts.jurisdiction import Cell, Form, TaxReport, YearFigures
from rotkehlchen.contracts.tax_form import (
    SUMMARY,
    Column,
    Piece,
    disposal_form,
    other_forms,
    read_year,
    receipt_form,
    sum_up,
    to_cents,
    total_of,
    unknown_notes,
    without_noise,
)
from rotkehlchen.contracts.tax_law import get_figure
from rotkehlchen.core.money import ZERO, to_text
from rotkehlchen.integrations.jurisdictions.germany.rules import DISPOSAL_LIMITS, INCOME_LIMITS

FIRST_YEAR_OF_LINES: Final = 2023
LAST_YEAR_OF_LINES: Final = 2024
"""Forms whose line numbers were checked. Earlier ones have crypto among other goods, later ones were not seen."""

WISO_AMOUNT: Final = Decimal('0.00000001')
WISO_COLUMNS: Final[tuple[Column, ...]] = (
    ('Amount', 'amount'), ('Currency', 'text'), ('Date Sold', 'date'), ('Date Acquired', 'date'), ('Short/Long', 'text'), ('Buy/Input at', 'text'),
    ('Sell/Output at', 'text'), ('Proceeds', 'money'), ('Cost Basis', 'money'), ('Gain/Loss', 'money'),
)


class Report:
    def forms(self, figures: YearFigures) -> Sequence[Form]:
        year = read_year(figures)
        taxable = [one for one in year.disposals if not one.is_free]
        free = [one for one in year.disposals if one.is_free]
        income = total_of(year.income)
        return [
            Form(
                'anlage_so', f'Anlage SO {figures.year.label}', SUMMARY, _rows(figures, taxable, free, income), None,
                (*_notes(figures), *unknown_notes(figures, year.disposals, year.income)), 'Anlage SO zur Einkommensteuererklärung',
            ),
            disposal_form(figures, taxable, 'Private Veräußerungsgeschäfte, innerhalb eines Jahres', form_id='anlage_so_disposals'),
            disposal_form(figures, free, 'Veräußerungen nach mehr als einem Jahr, steuerfrei', form_id='tax_free', held=('', 'more than a year')),
            receipt_form(figures, year.income, 'income', 'Leistungen (§ 22 Nr. 3 EStG)'),
            wiso_form(figures, year.disposals),
            *other_forms(figures, year),
        ]


def _rows(figures: YearFigures, taxable: Sequence[Piece], free: Sequence[Piece], income: Decimal) -> list[tuple[Cell, ...]]:
    sums, first = sum_up(taxable), figures.year.first
    disposal_limit, income_limit = get_figure(DISPOSAL_LIMITS, first), get_figure(INCOME_LIMITS, first)
    has_lines = first.year >= FIRST_YEAR_OF_LINES
    rows = (
        ('44', 'Veräußerungspreis', sums.proceeds), ('45', 'Anschaffungskosten', sums.cost),
        ('46', 'Werbungskosten (schon in Preis und Kosten enthalten)', ZERO), ('47', 'Gewinn oder Verlust', sums.gain),
        ('', 'Freigrenze § 23 Abs. 3 Satz 5 EStG: steuerfrei nur darunter', disposal_limit),
        ('', 'Davon steuerpflichtig, wenn es keine anderen privaten Veräußerungsgeschäfte gab', _above(sums.gain, disposal_limit)),
        ('11', 'Einnahmen aus Leistungen (§ 22 Nr. 3 EStG)', income),
        ('', 'Freigrenze § 22 Nr. 3 Satz 2 EStG: steuerfrei nur darunter', income_limit),
        ('', 'Davon steuerpflichtig, wenn es keine anderen Leistungen gab', _above(income, income_limit)),
        ('', 'Nicht zu erklären: Gewinn oder Verlust nach mehr als einem Jahr', sum_up(free).gain),
    )
    return [(line if has_lines else '', words, to_cents(amount)) for line, words, amount in rows]


def _above(amount: Decimal, limit: Decimal) -> Decimal:
    """What is taxed: nothing below the limit, all at and above it, and a loss as it is. The law compares the exact sum, not the printed one."""
    return ZERO if ZERO <= without_noise(amount) < limit else amount


def _notes(figures: YearFigures) -> list[str]:
    notes = [
        'The exemption limits hold for all private disposals and all other income of the year together, also those that are not in this ledger.',
        'Losses of other years are not taken into account.',
    ]
    if figures.year.first.year < FIRST_YEAR_OF_LINES:
        notes.append('The form of this year has no lines of their own for crypto: they go under "andere Wirtschaftsgüter" and "Leistungen".')
    elif figures.year.first.year > LAST_YEAR_OF_LINES:
        notes.append(f'Line numbers are those of the form of {LAST_YEAR_OF_LINES}; compare them with the form of this year.')
    return notes


def wiso_form(figures: YearFigures, pieces: Sequence[Piece]) -> Form:
    """Two heading lines, then a row for each part of a disposal; dates as 31.12.2024, points for decimals, no quotes. Rows need all values:
    what is not known stays out, and the note says how many."""
    complete = [one for one in pieces if None not in (one.acquired, one.proceeds, one.cost, one.gain)]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator='\r\n')
    writer.writerow(('Identifier:Capital_Gains', 'Method:FIFO', f'Tax_Year:{figures.year.last.year}', 'Base_Currency:EUR'))
    writer.writerow([name for name, _ in WISO_COLUMNS])
    rows: list[tuple[Cell, ...]] = []
    for one in complete:
        rows.append((
            one.amount, one.asset, one.day, one.acquired, 'Long' if one.is_free else 'Short', one.line.location, one.line.location,
            to_cents(one.proceeds), to_cents(one.cost), to_cents(one.gain),
        ))
        writer.writerow([_plain(cell) for cell in (one.amount.quantize(WISO_AMOUNT, ROUND_HALF_UP) or one.amount, *rows[-1][1:])])
    left = len(pieces) - len(complete)
    notes = [] if not left else [
        'One part of a disposal is not in this file, because its cost, price or day of acquisition is not known.' if left == 1 else
        f'{left} parts of disposals are not in this file, because their cost, price or day of acquisition is not known.']
    return Form('wiso', 'CSV for WISO Steuer (kind: Capital Gains)', WISO_COLUMNS, rows, None, notes, text=text.getvalue())


def _plain(cell: Cell) -> str:
    """A cell as the program reads it. What separates columns, or makes a spreadsheet compute, is taken out of names."""
    if isinstance(cell, datetime.date):
        return f'{cell.day:02}.{cell.month:02}.{cell.year:04}'
    if isinstance(cell, Decimal):
        return to_text(cell)
    return ' '.join(str(cell).replace(',', ' ').replace('"', ' ').split()).lstrip('=+-@')


REPORT: Final[TaxReport] = Report()
