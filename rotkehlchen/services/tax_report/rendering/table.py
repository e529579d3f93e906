"""Tables as CSV. Numbers are plain and exact; text that a spreadsheet would run is made harmless (see `snapshot_file.escape_cell`).

The first columns of the table of lines are those of the established tool. With formulas, the cost of a disposal is written as the sum of its lots, and
its gain as the difference of two cells, where these give exactly the figure of the report; a formula is made of the report's own numbers and never of text.
"""

import csv
import datetime
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from rotkehlchen.contracts.jurisdiction import Cell, Form
from rotkehlchen.core.money import ZERO, from_text, to_text
from rotkehlchen.services.snapshot_file import escape_cell
from rotkehlchen.services.tax_report import packing
from rotkehlchen.services.tax_report.packing import Row
from rotkehlchen.services.tax_report.rendering.source import FINDING_COLUMNS, LOT_COLUMNS, Source, time_text

COLUMNS: Final = (
    'type', 'notes', 'location', 'timestamp', 'asset_identifier', 'free_amount', 'taxable_amount', 'price', 'pnl_taxable', 'pnl_free',
    'cost_basis_taxable', 'cost_basis_free', 'asset', 'direction', 'proceeds', 'cost', 'index', 'kind', 'account', 'event_type', 'event_subtype',
    'counterparty', 'counted', 'rule', 'flags', 'group', 'event_id',
)
TEXT_COLUMNS: Final = frozenset({
    'type', 'notes', 'location', 'timestamp', 'asset_identifier', 'asset', 'direction', 'kind', 'account', 'event_type', 'event_subtype', 'counterparty',
    'counted', 'rule', 'flags', 'group',
})
COST_TAXABLE, COST_FREE, GAIN_TAXABLE, GAIN_FREE = (COLUMNS.index(one) for one in ('cost_basis_taxable', 'cost_basis_free', 'pnl_taxable', 'pnl_free'))
PROCEEDS_LETTER: Final = 'O'
COST_TAXABLE_LETTER: Final = 'K'
OUT: Final = frozenset({'disposal', 'expense', 'fee', 'gift', 'loss'})
_SAFE: Final = frozenset('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789')


def lines_csv(source: Source, delimiter: str, *, formulas: bool, summary: bool) -> Iterator[bytes]:
    """The table of lines, a piece for each part of the report."""
    yield encode([COLUMNS], delimiter)
    cells = LineCells(source)
    number = 2
    for block in source.line_blocks():
        rows = [cells.of(row) for row in block]
        if formulas:
            for offset, (row, made) in enumerate(zip(block, rows, strict=True)):
                if row[packing.PARTS]:
                    add_formulas(row, made, number + offset)
        number += len(rows)
        yield encode(rows, delimiter)
    if summary:
        yield encode(summary_rows(source), delimiter)


class LineCells:
    """Cells of lines in the order of `COLUMNS`; harmless text is remembered, since places and assets come again and again."""

    def __init__(self, source: Source) -> None:
        self._names: dict[str, str] = {}
        self._source = source

    def of(self, row: Row) -> list[Any]:
        (index, event, group, time, category, kind, location, account, asset, taxable, free, price, gain_taxable, gain_free, event_type, subtype,
         counterparty, proceeds, cost, parts, counted, rule, flags, notes, _, _) = row
        name = self._names.get(asset)
        if name is None:
            name = self._names[asset] = escape_cell(self._source.name_of(asset))
        cost_taxable, cost_free = costs(parts) if parts else ('', '')
        return [
            category, notes and _harmless(notes), _harmless(location), time_text(time), _harmless(asset), free, taxable, price, gain_taxable, gain_free,
            cost_taxable, cost_free, name, 'out' if kind in OUT else 'none' if kind == 'transfer' else 'in', proceeds, cost, index, kind,
            account and _harmless(account), event_type, subtype, counterparty and _harmless(counterparty), 'yes' if counted else 'no', _harmless(rule),
            ' '.join(flags), _harmless(group), event,
        ]


def _harmless(text: str) -> str:
    return text if text[:1] in _SAFE else escape_cell(text)


def costs(parts: Sequence[Row]) -> tuple[str, str]:
    """Cost of the taxable and of the free lots of a disposal; empty where a part of it is not known."""
    sums: list[Decimal | None] = [ZERO, ZERO]
    for part in parts:
        place, cost = int(part[packing.IS_FREE]), part[packing.PART_COST]
        known = sums[place]
        sums[place] = None if known is None or cost is None else known + from_text(cost)
    return tuple('' if one is None else to_text(one) for one in sums)  # type: ignore[return-value]


def add_formulas(row: Row, cells: list[Any], number: int) -> None:
    """Put formulas in the place of the figures that they give. `number`: of the row in the file."""
    for place, is_free in ((COST_TAXABLE, False), (COST_FREE, True)):
        parts = [part for part in row[packing.PARTS] if part[packing.IS_FREE] is is_free]
        if parts and cells[place] and all(_is_product(part) for part in parts):
            cells[place] = '=' + '+'.join(f'{part[packing.AMOUNT]}*{part[packing.UNIT_COST]}' for part in parts)
    proceeds, cost, gain = row[packing.PROCEEDS], row[packing.COST], row[packing.GAIN_TAXABLE]
    is_taxable = row[packing.FREE_AMOUNT] == '0' and row[packing.GAIN_FREE] == '0'
    if is_taxable and proceeds and cost and gain and cells[COST_TAXABLE] and from_text(proceeds) - from_text(cost) == from_text(gain):
        cells[GAIN_TAXABLE] = f'={PROCEEDS_LETTER}{number}-{COST_TAXABLE_LETTER}{number}'


def _is_product(part: Row) -> bool:
    amount, unit, cost = part[packing.AMOUNT], part[packing.UNIT_COST], part[packing.PART_COST]
    if not unit or not cost:
        return False
    return abs(from_text(amount) * from_text(unit) - from_text(cost)) <= abs(from_text(cost)) * _NOISE


_NOISE: Final = Decimal('1e-30')


def summary_rows(source: Source) -> list[Sequence[object]]:
    """Below the table: totals, how it was computed, what was not known."""
    rows: list[Sequence[object]] = [(), ('category', 'taxable', 'free', 'lines not known')]
    rows += source.overview()
    rows += [(), *((name, escape_cell(value)) for name, value in source.facts_of_report())]
    rows += [(name, escape_cell(value)) for name, value in source.settings()]
    return [*rows, *((words, count) for words, count in source.unknown())]


def lots_csv(source: Source, delimiter: str) -> bytes:
    return encode([LOT_COLUMNS, *(_escaped(row, (0, 1, 2, 3, 4)) for row in source.lots())], delimiter)


def findings_csv(source: Source, delimiter: str) -> bytes:
    return encode([FINDING_COLUMNS, *(_escaped(row, (2, 3, 4, 6)) for row in source.findings())], delimiter)


def form_csv(form: Form, delimiter: str) -> bytes:
    """The file that another program wants, where the form has one; else the table with its totals."""
    if form.text:
        return form.text.encode()
    rows: list[list[str | int]] = [[heading for heading, _ in form.columns], *([cell_text(one) for one in row] for row in form.rows)]
    if form.totals is not None:
        rows.append([cell_text(one) for one in form.totals])
    return encode(rows, delimiter)


def cell_text(value: Cell) -> str | int:
    if value is None:
        return ''
    if isinstance(value, Decimal):
        return to_text(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return escape_cell(value) if isinstance(value, str) else value


def _escaped(row: Sequence[Any], places: Iterable[int]) -> list[Any]:
    cells = list(row)
    for place in places:
        cells[place] = escape_cell(str(cells[place]))
    return cells


def encode(rows: Iterable[Iterable[object]], delimiter: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter[:1] or ',', lineterminator='\r\n').writerows(rows)
    return text.getvalue().encode()
