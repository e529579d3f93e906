"""The year's miscellaneous income from crypto-assets, and the figures of each asset as the worksheet of the National Tax Agency asks for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from rotkehlchen.contracts.jurisdiction import Cell, Form, TaxReport, YearFigures
from rotkehlchen.contracts.tax_form import (
    SUMMARY,
    Column,
    Piece,
    Year,
    cut_to_units,
    disposal_form,
    other_forms,
    read_year,
    receipt_form,
    sum_up,
    total_of,
    unknown_notes,
)
from rotkehlchen.core.event import direction_of
from rotkehlchen.core.money import ZERO

WORKSHEET: Final[tuple[Column, ...]] = (
    ('暗号資産の名称', 'text'), ('取得数量', 'amount'), ('売却数量', 'amount'), ('売却価額', 'money'), ('売却原価', 'money'), ('所得金額', 'money'),
    ('年末残高 数量', 'amount'), ('年末残高 金額', 'money'),
)


class Report:
    def forms(self, figures: YearFigures) -> Sequence[Form]:
        year = read_year(figures)
        sales = [one for one in year.disposals if not one.is_free]
        return [
            _summary_form(figures, year, sales),
            _worksheet(figures, sales),
            disposal_form(figures, sales, '売却等の明細', held=('', '')),
            receipt_form(figures, year.income, 'income', '報酬、マイニング等の収入'),
            *other_forms(figures, year),
        ]


def _summary_form(figures: YearFigures, year: Year, sales: Sequence[Piece]) -> Form:
    sums, income = sum_up(sales), total_of(year.income)
    total = sums.gain + income
    rows: list[tuple[Cell, ...]] = [(line, words, cut_to_units(amount)) for line, words, amount in (
        ('', '売却等の収入金額', sums.proceeds), ('', '売却原価', sums.cost), ('', '売却等の損益', sums.gain), ('', '報酬、マイニング等の収入', income),
        ('雑所得', '暗号資産の所得金額 (マイナスは他の所得と通算できません)', total), ('', '申告する所得金額', max(ZERO, total)),
    )]
    return Form('miscellaneous_income', f'{figures.year.label}年分 暗号資産の雑所得', SUMMARY, rows, None, (
        'A loss cannot be set off against other kinds of income, nor carried into another year. Expenses other than the cost are not taken off.',
        'Parts of a yen are cut off where a total is printed.',
        *unknown_notes(figures, sales, year.income)), '暗号資産の計算書')


@dataclass(slots=True)
class Kind:
    """What happened with one asset."""

    acquired: Decimal = ZERO
    left: Decimal = ZERO
    left_cost: Decimal | None = ZERO


def _worksheet(figures: YearFigures, sales: Sequence[Piece]) -> Form:
    kinds = _read_kinds(figures)
    for one in sales:
        kinds.setdefault(one.asset, Kind())
    rows: list[tuple[Cell, ...]] = []
    for asset, kind in sorted(kinds.items()):
        own = [one for one in sales if one.asset == asset]
        sums = sum_up(own)
        rows.append((
            asset, kind.acquired, sum((one.amount for one in own), ZERO), cut_to_units(sums.proceeds), cut_to_units(sums.cost), cut_to_units(sums.gain),
            kind.left, None if kind.left_cost is None else cut_to_units(kind.left_cost)))
    sums = sum_up(sales)
    totals = ('合計', None, None, cut_to_units(sums.proceeds), cut_to_units(sums.cost), cut_to_units(sums.gain), None, None)
    return Form('worksheet', '暗号資産ごとの計算', WORKSHEET, rows, totals, unknown_notes(figures, sales), '暗号資産の計算書')


def _read_kinds(figures: YearFigures) -> dict[str, Kind]:
    """Acquisitions of the year, income and gifts among them, and lots at its end, by the asset's symbol. Money has no cost."""
    kinds: dict[str, Kind] = {}
    for line in figures.lines():
        came = line.kind in ('acquisition', 'income') or (line.kind == 'gift' and direction_of(line.event_type, line.event_subtype) == 'in')
        if came and line.is_counted and (line.cost is not None or 'missing_price' in line.flags):
            kinds.setdefault(figures.name_of(line.asset), Kind()).acquired += line.taxable_amount + line.free_amount
    for lot in figures.open_lots:
        kind = kinds.setdefault(figures.name_of(lot.asset), Kind())
        kind.left += lot.amount
        kind.left_cost = None if kind.left_cost is None or lot.cost is None else kind.left_cost + lot.cost
    return kinds


REPORT: Final[TaxReport] = Report()
