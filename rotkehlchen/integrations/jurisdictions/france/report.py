"""Form 2086, one row for each sale with its lines, and what goes into form 2042 C."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from rotkehlchen.contracts.gain import Portfolio
from rotkehlchen.contracts.jurisdiction import Cell, Form, TaxReport, YearFigures
from rotkehlchen.contracts.tax_form import (
    SUMMARY,
    UNIT,
    Column,
    Piece,
    other_forms,
    read_year,
    receipt_form,
    sum_up,
    to_cents,
    unknown_notes,
    without_noise,
)
from rotkehlchen.contracts.tax_law import get_figure
from rotkehlchen.core.money import ZERO, to_text
from rotkehlchen.integrations.jurisdictions.france.rules import EXEMPT_SALES, FIRST_YEAR, FIRST_YEAR_OF_SCALE, INCOME_TAX_RATES, SOCIAL_RATES

FORM_2086: Final[tuple[Column, ...]] = (
    ('211 Date de la cession', 'date'), ('Actif', 'text'), ('Quantité', 'amount'), ('212 Valeur globale du portefeuille', 'money'),
    ('213 Prix de cession', 'money'), ('214 Frais de cession', 'money'), ('215 Prix net des frais', 'money'), ('216 Soulte', 'money'),
    ('217 Prix net des soultes', 'money'), ('218 Prix net des frais et soultes', 'money'), ("220 Prix total d'acquisition", 'money'),
    ('221 Fractions de capital initial', 'money'), ('222 Soultes reçues', 'money'), ("223 Prix total d'acquisition net", 'money'),
    ('224 Plus ou moins-value', 'money'),
)


class Report:
    def forms(self, figures: YearFigures) -> Sequence[Form]:
        year = read_year(figures)
        sales = [one for one in year.disposals if not one.is_free]
        return [
            _form_2042(figures, sales),
            _form_2086(figures, sales),
            receipt_form(figures, year.income, 'income', 'Revenus (minage, jalonnement, prêts)', (
                'Not part of 150 VH bis: as a rule bénéfices non commerciaux. Their value is also part of the acquisition price of the portfolio.',)),
            *other_forms(figures, year),
        ]


def _form_2042(figures: YearFigures, sales: Sequence[Piece]) -> Form:
    first = figures.year.first
    sums, limit = sum_up(sales), get_figure(EXEMPT_SALES, first)
    all_sales = sums.proceeds + sums.unknown_proceeds
    is_exempt = without_noise(all_sales) <= limit
    base = ZERO if is_exempt else max(ZERO, sums.gain)
    income_tax, social = get_figure(INCOME_TAX_RATES, first), get_figure(SOCIAL_RATES, first)
    loss = ZERO if is_exempt else max(ZERO, -sums.gain)
    rows: list[tuple[Cell, ...]] = [
        ('', 'Total des prix de cession', to_cents(all_sales)), ('', "Seuil d'exonération des cessions de l'année", to_cents(limit)),
        ('', 'Plus ou moins-value globale', to_cents(sums.gain)),
        ('3AN', 'Plus-value imposable', without_noise(base).quantize(UNIT, ROUND_HALF_UP)),
        ('3BN', 'Moins-value', without_noise(loss).quantize(UNIT, ROUND_HALF_UP)),
        ('', f'Impôt sur le revenu à {_percent(income_tax)}', to_cents(base * income_tax)),
        ('', f'Prélèvements sociaux à {_percent(social)}', to_cents(base * social)),
        ('', f'Ensemble à {_percent(income_tax + social)}', to_cents(base * (income_tax + social))),
    ]
    notes = ['A loss counts against gains of 150 VH bis of the same year only.']
    if first.year < FIRST_YEAR:
        notes.append('Before 2019 article 150 VH bis was not in force: these figures are not those of the law of that year.')
    if first.year >= FIRST_YEAR_OF_SCALE:
        notes.append('The progressive scale can be chosen instead of the flat income tax (box 3CN).')
    if first.year == max(since for since, _ in SOCIAL_RATES).year:
        notes.append('Sources differ on whether the higher social levies hold for sales of 2025 (so the law on them says) or from 2026 on.')
    if sums.unknown:
        notes.append(
            f'The gains of {sums.unknown} sales are not known and in no sum here; their prices are in the total of prices as far as they are known: '
            f'{to_text(to_cents(sums.unknown_proceeds) or ZERO)} EUR.')
    return Form('form_2042_c', f'Formulaire 2042 C, revenus de {figures.year.label}', SUMMARY, rows, None, (
        *notes, *unknown_notes(figures)), '2042 C')


def _percent(rate: Decimal) -> str:
    return f'{(rate * 100).normalize():f} %'.replace('.', ',')


def _form_2086(figures: YearFigures, sales: Sequence[Piece]) -> Form:
    """A sale is a row, whatever lots it took. A line's proceeds are net of the sale's fees. There are no soultes here: swaps between crypto assets
    are no sales."""
    rows: list[tuple[Cell, ...]] = []
    without = 0
    for pieces in _by_sale(sales):
        line, gains = pieces[0].line, [one.gain for one in pieces]
        portfolio = line.portfolio or Portfolio(None, None, None)
        kept = to_cents(line.proceeds)
        price = kept if portfolio.price is None else to_cents(portfolio.price)
        fees = None if price is None or kept is None else price - kept
        net = None if portfolio.paid is None or portfolio.used is None else portfolio.paid - portfolio.used
        gain = None if None in gains else sum((one for one in gains if one is not None), ZERO)
        without += net is None or portfolio.value is None
        rows.append((
            pieces[0].day, pieces[0].asset, sum((one.amount for one in pieces), ZERO), to_cents(portfolio.value), price, fees, kept, ZERO, price, kept,
            to_cents(portfolio.paid), to_cents(portfolio.used), ZERO, to_cents(net), to_cents(gain)))
    sums = sum_up(sales)
    notes = [f'{without} sales lack the value of the whole portfolio or what was paid for it: lines 212 to 223 are open.'] if without else []
    totals: list[Cell] = ['Total', *[None] * (len(FORM_2086) - 1)]
    totals[6], totals[14] = to_cents(sums.proceeds), to_cents(sums.gain)
    return Form('form_2086', f'Formulaire 2086, cessions de {figures.year.label}', FORM_2086, rows, totals, (*notes, *unknown_notes(figures, sales)), '2086')


def _by_sale(sales: Sequence[Piece]) -> list[list[Piece]]:
    found: dict[int, list[Piece]] = {}
    for one in sales:
        found.setdefault(one.line.index, []).append(one)
    return list(found.values())


REPORT: Final[TaxReport] = Report()
