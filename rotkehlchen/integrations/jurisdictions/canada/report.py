"""Schedule 3 (capital gains or losses): its sums, a row for each disposition, and income."""

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from rotkehlchen.contracts.jurisdiction import Cell, Form, TaxReport, YearFigures
from rotkehlchen.contracts.tax_form import (
    SUMMARY,
    Column,
    Piece,
    other_forms,
    read_year,
    receipt_form,
    sum_up,
    to_cents,
    unknown_notes,
)
from rotkehlchen.contracts.tax_law import get_figure
from rotkehlchen.core.money import ZERO
from rotkehlchen.integrations.jurisdictions.canada.rules import INCLUSION_RATES, PERIOD_CHANGE

DISPOSITIONS: Final[tuple[Column, ...]] = (
    ('Number', 'amount'), ('Property', 'text'), ('Date of disposition', 'date'), ('Proceeds of disposition', 'money'),
    ('Adjusted cost base and outlays', 'money'), ('Superficial loss, denied', 'money'), ('Gain or loss', 'money'),
)


class Report:
    def forms(self, figures: YearFigures) -> Sequence[Form]:
        year = read_year(figures)
        taxed = [one for one in year.disposals if not one.is_free]
        return [
            _schedule_3(figures, taxed),
            _list_form(figures, taxed),
            receipt_form(figures, year.income, 'income', 'Income', (
                'Line 13000 or the forms of a business, apart from capital gains. The value is also the cost of what was received.',)),
            *other_forms(figures, year),
        ]


def _schedule_3(figures: YearFigures, pieces: Sequence[Piece]) -> Form:
    rate = get_figure(INCLUSION_RATES, figures.year.first)
    sums = sum_up(pieces)
    rows: list[tuple[str, str, Decimal]] = []
    if figures.year.first < PERIOD_CHANGE <= figures.year.last:
        for words, first, last in (
            ('before 25 June 2024', figures.year.first, PERIOD_CHANGE - datetime.timedelta(days=1)), ('after 24 June 2024', PERIOD_CHANGE, figures.year.last),
        ):
            part = sum_up(one for one in pieces if first <= one.day <= last)
            rows += [('', f'Proceeds {words}', part.proceeds), ('', f'Gain or loss {words}', part.gain)]
    rows += [
        ('15199', 'Proceeds: bonds, debentures, promissory notes, crypto-assets and similar', sums.proceeds),
        ('', 'Adjusted cost base with outlays', sums.cost),
        ('', 'Superficial losses, denied and added to the cost of what was bought', _denied(pieces)),
        ('15300', 'Gain or loss', sums.gain),
        ('', f'Inclusion rate of {(rate * 100).normalize():f} %: taxable capital gain, or allowable loss', sums.gain * rate),
        ('12700', 'To line 12700 of the return, a loss stays out of it', max(ZERO, sums.gain * rate)),
    ]
    return Form(
        'schedule_3', f'Schedule 3, {figures.year.label}', SUMMARY, [(line, words, to_cents(amount)) for line, words, amount in rows], None, (
            'Capital treatment throughout. Whether yours is a business, whose whole profit is income, depends on facts that this ledger does not know.',
            'Numbers 15199 and 15300 were not checked against the form of this year. Losses of other years are not taken into account.',
            *unknown_notes(figures, pieces)), 'Schedule 3 (T1)')


def _denied(pieces: Sequence[Piece]) -> Decimal:
    return sum((one.deferred for one in pieces), ZERO)


def _list_form(figures: YearFigures, pieces: Sequence[Piece]) -> Form:
    rows: list[tuple[Cell, ...]] = [
        (one.amount, one.asset, one.day, to_cents(one.proceeds), to_cents(one.cost), to_cents(one.deferred), to_cents(one.gain)) for one in pieces
    ]
    sums = sum_up(pieces)
    totals = ('Total', None, None, to_cents(sums.proceeds), to_cents(sums.cost), to_cents(_denied(pieces)), to_cents(sums.gain))
    return Form('dispositions', 'Dispositions', DISPOSITIONS, rows, totals, unknown_notes(figures, pieces))


REPORT: Final[TaxReport] = Report()
