"""Figures of SA108 (capital gains summary), the computation behind them, and income.

HMRC takes whole pounds, rounded as suits the taxpayer: gains and proceeds down, costs and losses up. Each printed total is rounded once, from
exact figures: rounding every disposal would lose up to a pound with each.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from rotkehlchen.contracts.jurisdiction import Cell, Form, TaxReport, YearFigures
from rotkehlchen.contracts.tax_form import (
    SUMMARY,
    Column,
    Piece,
    Sums,
    merge_pieces,
    other_forms,
    read_year,
    receipt_form,
    sum_up,
    to_cents,
    to_units_down,
    to_units_up,
    unknown_notes,
)
from rotkehlchen.contracts.tax_law import find_figure, get_figure
from rotkehlchen.core.money import ZERO
from rotkehlchen.integrations.jurisdictions.united_kingdom.rules import EXEMPT_AMOUNTS, RATE_CHANGE, RATES, REPORTING_PROCEEDS

FIRST_YEAR_OF_CRYPTO_BOXES: Final = 2024
CRYPTO_BOXES: Final = ('13.1', '13.2', '13.3', '13.4', '13.5')
OTHER_BOXES: Final = ('14', '15', '16', '17', '19')
COMPUTATION: Final[tuple[Column, ...]] = (
    ('Day', 'date'), ('Asset', 'text'), ('Amount', 'amount'), ('Proceeds', 'money'), ('Allowable cost', 'money'), ('Gain or loss', 'money'),
    ('Same day', 'amount'), ('Within 30 days', 'amount'), ('Section 104 pool', 'amount'), ('Not known', 'amount'),
)
COLUMN_OF_BASIS: Final = {'same_day': 0, 'ahead': 1, 'missing': 3}


class Report:
    def forms(self, figures: YearFigures) -> Sequence[Form]:
        year = read_year(figures)
        taxed = [one for one in year.disposals if not one.is_free]
        disposals = [Disposal(one[0].day, one[0].asset, one, sum_up(one)) for one in merge_pieces(taxed)]
        unknown = unknown_notes(figures, taxed)
        return [
            _summary_form(figures, disposals, unknown),
            _computation_form(disposals, unknown),
            receipt_form(figures, year.income, 'income', 'Income', (
                'For box 17 of SA100 or the pages of a trade, apart from capital gains. The value is also the cost of what was received.',)),
            *other_forms(figures, year),
        ]


@dataclass(frozen=True, slots=True)
class Disposal:
    """All of an asset that was disposed of on one day: one disposal. `sums`: of the parts that are known."""

    day: datetime.date
    asset: str
    pieces: Sequence[Piece]
    sums: Sums


@dataclass(frozen=True, slots=True)
class Totals:
    proceeds: Decimal
    cost: Decimal
    gains: Decimal
    losses: Decimal


def _total(disposals: Sequence[Disposal]) -> Totals:
    gains = [one.sums.gain for one in disposals]
    return Totals(
        sum((one.sums.proceeds for one in disposals), ZERO), sum((one.sums.cost for one in disposals), ZERO),
        sum((one for one in gains if one > 0), ZERO), -sum((one for one in gains if one < 0), ZERO),
    )


def _summary_form(figures: YearFigures, disposals: Sequence[Disposal], unknown: Sequence[str]) -> Form:
    first = figures.year.first
    has_crypto_boxes = first.year >= FIRST_YEAR_OF_CRYPTO_BOXES
    boxes = CRYPTO_BOXES if has_crypto_boxes else OTHER_BOXES
    total, exempt = _total(disposals), get_figure(EXEMPT_AMOUNTS, first)
    net = to_units_down(total.gains) - to_units_up(total.losses)  # as the boxes say it
    rows: list[tuple[Cell, ...]] = [
        (boxes[0], 'Number of disposals', len(disposals)),
        (boxes[1], 'Disposal proceeds', to_units_down(total.proceeds)),
        (boxes[2], 'Allowable costs', to_units_up(total.cost)),
        (boxes[3], 'Gains in the year, before losses', to_units_down(total.gains)),
        (boxes[4], 'Losses in the year', to_units_up(total.losses)),
        *_period_rows(disposals, figures),
        ('', 'Net gain of the year, negative for a loss', net),
        ('', 'Annual exempt amount', exempt),
        ('', 'Above the annual exempt amount, before losses of earlier years', max(ZERO, net - exempt)),
        ('', 'Proceeds above which the pages are needed in any case', find_figure(REPORTING_PROCEEDS, first) or exempt * 4),
    ]
    return Form(
        'sa108', f'SA108 {figures.year.label}', SUMMARY, rows, None, (*_notes(figures, has_crypto_boxes), *unknown), 'SA108 capital gains summary')


def _period_rows(disposals: Sequence[Disposal], figures: YearFigures) -> list[tuple[Cell, ...]]:
    """The year in which rates changed: what HMRC's calculator for the adjustment (box 51) asks for."""
    if not _has_change(figures):
        return []
    before, after = (_total([one for one in disposals if (one.day >= RATE_CHANGE) is is_after]) for is_after in (False, True))
    return [
        ('', 'Gains before 30 October 2024', to_units_down(before.gains)), ('', 'Losses before 30 October 2024', to_units_up(before.losses)),
        ('', 'Gains from 30 October 2024 on', to_units_down(after.gains)), ('', 'Losses from 30 October 2024 on', to_units_up(after.losses)),
    ]


def _has_change(figures: YearFigures) -> bool:
    return figures.year.first < RATE_CHANGE <= figures.year.last


def _notes(figures: YearFigures, has_crypto_boxes: bool) -> list[str]:
    first, last = get_figure(RATES, figures.year.first), get_figure(RATES, figures.year.last)
    notes = [f'Rates: {first[0]} and {first[1]}' + ('' if first == last else f', {last[0]} and {last[1]} from 30 October 2024 on') + '.']
    if _has_change(figures):
        notes.append("Box 51, the adjustment for the change of rates, comes out of HMRC's calculator, which asks for the gains and losses of both periods.")
    if not has_crypto_boxes:
        notes.append('Crypto has no boxes of its own in this year: these are those of other property, assets and gains.')
    return [
        *notes, 'Acquisitions of the 30 days after the year can change it: compute it again after 5 May. Losses of earlier years are not taken into account.',
    ]


def _computation_form(disposals: Sequence[Disposal], unknown: Sequence[str]) -> Form:
    rows: list[tuple[Cell, ...]] = []
    for one in disposals:
        amounts = [ZERO, ZERO, ZERO, ZERO]
        for piece in one.pieces:
            amounts[COLUMN_OF_BASIS.get(piece.basis, 2)] += piece.amount
        rows.append((one.day, one.asset, sum(amounts, ZERO), to_cents(one.sums.proceeds), to_cents(one.sums.cost), to_cents(one.sums.gain), *amounts))
    total = _total(disposals)
    totals = ('Total', None, None, to_cents(total.proceeds), to_cents(total.cost), to_cents(total.gains - total.losses), None, None, None, None)
    return Form('computation', 'Computation: one row for each asset and day', COMPUTATION, rows, totals, unknown)


REPORT: Final[TaxReport] = Report()
