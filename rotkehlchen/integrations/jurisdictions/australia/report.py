"""Item 18 of the individual return: total gains, losses against the gains without discount first, then half of what is left of the others."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from rotkehlchen.contracts.jurisdiction import Cell, Form, TaxReport, YearFigures
from rotkehlchen.contracts.tax_form import (
    SUMMARY,
    Piece,
    cut_to_units,
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
from rotkehlchen.integrations.jurisdictions.australia.rules import DISCOUNTS


class Report:
    def forms(self, figures: YearFigures) -> Sequence[Form]:
        year = read_year(figures)
        taxed = [one for one in year.disposals if not one.is_free]
        return [
            _item_18(figures, taxed),
            disposal_form(figures, taxed, 'CGT events', form_id='cgt_events', held=('12 months or less', 'more than 12 months')),
            receipt_form(figures, year.income, 'income', 'Income', (
                'Ordinary income, item 24, apart from capital gains. The value is also the cost of what was received.',)),
            *other_forms(figures, year),
        ]


def _item_18(figures: YearFigures, pieces: Sequence[Piece]) -> Form:
    """Losses of the year are taken off the gains without discount first: that leaves the most to be halved."""
    discount = get_figure(DISCOUNTS, figures.year.first)
    short, long = sum_up(one for one in pieces if not one.is_long), sum_up(one for one in pieces if one.is_long)
    losses = short.losses + long.losses
    short_left = max(ZERO, short.gains - losses)
    long_left = max(ZERO, long.gains - max(ZERO, losses - short.gains))
    unused = max(ZERO, losses - short.gains - long.gains)
    halved = long_left * (discount or ZERO)
    rows: list[tuple[str, str, Decimal | None]] = [
        ('', 'Gains without discount', short.gains), ('', 'Gains held for more than 12 months', long.gains), ('', 'Losses of the year', losses),
        ('18H', 'Total current year capital gains', cut_to_units(short.gains + long.gains)),
        ('', 'Left of gains without discount, after losses', short_left), ('', 'Left of discount gains, after losses', long_left),
        ('', 'Discount', halved if discount is not None else None),
        ('18A', 'Net capital gain', cut_to_units(short_left + long_left - halved) if discount is not None else None),
        ('18V', 'Net capital losses carried forward, those of this year', cut_to_units(unused)),
    ]
    cells: list[tuple[Cell, ...]] = [(line, words, to_cents(amount)) for line, words, amount in rows]
    notes = ['Losses of earlier years are not taken into account; they are taken off before the discount, too.']
    if discount is None:
        notes.append(
            'From 1 July 2027 on indexation and a minimum tax were announced in place of the discount. That is not computed here: 18A is left open.')
    return Form('item_18', f'Capital gains, item 18, {figures.year.label}', SUMMARY, cells, None, (*notes, *unknown_notes(figures, pieces)), 'Item 18')


REPORT: Final[TaxReport] = Report()
