"""Gains by category, every disposal, income: what any adviser can start from."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from rotkehlchen.contracts.jurisdiction import Form, TaxReport, YearFigures
from rotkehlchen.contracts.tax_form import Column, Piece, disposal_form, other_forms, read_year, receipt_form, sum_up, to_cents, unknown_notes
from rotkehlchen.core.money import ZERO

COLUMNS: Final[tuple[Column, ...]] = (('Category', 'text'), ('Taxable', 'money'), ('Free', 'money'), ('Lines not known', 'number'))


class Report:
    def forms(self, figures: YearFigures) -> Sequence[Form]:
        year = read_year(figures)
        return [
            summarise(figures),
            terms_form(figures, year.disposals),
            disposal_form(figures, year.disposals, 'Disposals'),
            receipt_form(figures, year.income, 'income', 'Income'),
            *other_forms(figures, year),
        ]


def summarise(figures: YearFigures) -> Form:
    """All lines that count, by category; the sums of the report itself."""
    taxable: dict[str, Decimal] = {}
    free: dict[str, Decimal] = {}
    unknown: dict[str, int] = {}
    for line in figures.lines():
        if line.is_counted:
            taxable[line.category] = taxable.get(line.category, ZERO) + (line.gain_taxable or ZERO)
            free[line.category] = free.get(line.category, ZERO) + (line.gain_free or ZERO)
            unknown[line.category] = unknown.get(line.category, 0) + (line.gain_taxable is None or line.gain_free is None)
    rows = [(one, to_cents(taxable[one]), to_cents(free[one]), unknown[one]) for one in sorted(taxable)]
    totals = ('Total', to_cents(sum(taxable.values(), ZERO)), to_cents(sum(free.values(), ZERO)), sum(unknown.values()))
    return Form('summary', f'Gains of {figures.year.label} in {figures.currency}', COLUMNS, rows, totals, unknown_notes(figures))


def terms_form(figures: YearFigures, pieces: Sequence[Piece]) -> Form:
    """Disposals by how long the lots were held."""
    groups = (
        ('Held for a year or less', [one for one in pieces if not one.is_long and not one.is_free]),
        ('Held for longer', [one for one in pieces if one.is_long and not one.is_free]),
        ('Free', [one for one in pieces if one.is_free]),
    )
    columns: tuple[Column, ...] = (
        ('Holding period', 'text'), ('Parts of disposals', 'number'), ('Proceeds', 'money'), ('Cost', 'money'), ('Gains', 'money'), ('Losses', 'money'),
        ('Net', 'money'))
    rows = []
    for words, group in groups:
        sums = sum_up(group)
        rows.append((words, sums.count, *(to_cents(one) for one in (sums.proceeds, sums.cost, sums.gains, sums.losses, sums.gain))))
    return Form('holding_periods', 'Disposals by holding period', columns, rows, None, unknown_notes(figures, pieces))


REPORT: Final[TaxReport] = Report()
