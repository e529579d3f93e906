"""Figures of form CG1 (or the capital gains panel of form 11), by payment period."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from rotkehlchen.contracts.jurisdiction import Cell, Form, TaxReport, YearFigures
from rotkehlchen.contracts.tax_form import (
    SUMMARY,
    Piece,
    disposal_form,
    other_forms,
    read_year,
    receipt_form,
    sum_up,
    to_cents,
    unknown_notes,
)
from rotkehlchen.contracts.tax_law import get_figure
from rotkehlchen.core.money import ZERO
from rotkehlchen.integrations.jurisdictions.ireland.rules import EXEMPTIONS, LATER_PERIOD_MONTH, RATES


class Report:
    def forms(self, figures: YearFigures) -> Sequence[Form]:
        year = read_year(figures)
        taxed = [one for one in year.disposals if not one.is_free]
        return [
            _summary_form(figures, taxed),
            disposal_form(figures, taxed, 'Disposals', held=('', '')),
            receipt_form(figures, year.income, 'income', 'Income', (
                'Income tax, apart from capital gains. The value is also the cost of what was received.',)),
            *other_forms(figures, year),
        ]


def _summary_form(figures: YearFigures, pieces: Sequence[Piece]) -> Form:
    """The exemption is used in the initial period as far as that has a gain; the later one has what is left, and its loss gives back tax."""
    first = figures.year.first
    rate, exemption = get_figure(RATES, first), get_figure(EXEMPTIONS, first)
    initial = sum_up(one for one in pieces if one.day.month < LATER_PERIOD_MONTH)
    later = sum_up(one for one in pieces if one.day.month >= LATER_PERIOD_MONTH)
    sums = sum_up(pieces)
    chargeable, chargeable_initial = max(ZERO, sums.gain - exemption), max(ZERO, initial.gain - exemption)
    due, due_initial = chargeable * rate, chargeable_initial * rate
    held_back = sum((one.deferred for one in pieces), ZERO)
    rows: list[tuple[str, str, Decimal]] = [
        ('', 'Consideration, 1 January to 30 November', initial.proceeds), ('', 'Net gain or loss, 1 January to 30 November', initial.gain),
        ('', 'Consideration, 1 to 31 December', later.proceeds), ('', 'Net gain or loss, 1 to 31 December', later.gain),
        ('', 'Losses held back: the same was acquired again within four weeks (section 581)', held_back),
        ('', 'Net gain or loss of the year', sums.gain), ('', 'Personal exemption', exemption), ('', 'Chargeable gain', chargeable),
        ('', f'Tax at {(rate * 100).normalize():f} %', due),
        ('', f'Of it due by 15 December {first.year}', due_initial),
        ('', f'Of it due by 31 January {first.year + 1}, negative: to be reclaimed', due - due_initial),
    ]
    cells: list[tuple[Cell, ...]] = [(line, words, to_cents(amount)) for line, words, amount in rows]
    return Form('cg1', f'Capital gains {figures.year.label} (form CG1 or form 11)', SUMMARY, cells, None, (
        'Losses of earlier years, and gains from elsewhere, are not taken into account.',
        'A loss that is held back goes into the cost of what was acquired again. Where that is then sold at a loss, section 581 allows less than this.',
        *unknown_notes(figures, pieces)), 'Form CG1')


REPORT: Final[TaxReport] = Report()
