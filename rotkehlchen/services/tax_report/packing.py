"""Lines, lots, findings and forms as packed parts, and back.

A part is a JSON list of rows, compressed. A row is a list in the order of the names below, amounts as exact plain text: pages and CSV are made of
rows as they are, and whoever computes with them makes `Line`s of them again.
"""

import datetime
import hashlib
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import orjson

from rotkehlchen.contracts.gain import Finding, Line, LotPart, OpenLot, Portfolio
from rotkehlchen.contracts.jurisdiction import Cell, Form
from rotkehlchen.core.money import from_text, to_text
from rotkehlchen.storage.report import PackedPart, Part, PartKind

ROWS_A_PART: Final = 250
LEVEL: Final = 1  # the digits of quotients don't shrink any further with more effort
Row = Sequence[Any]
# Places in the row of a line.
(
    INDEX, EVENT, GROUP, TIME, CATEGORY, KIND, LOCATION, ACCOUNT, ASSET, TAXABLE_AMOUNT, FREE_AMOUNT, PRICE, GAIN_TAXABLE, GAIN_FREE, TYPE, SUBTYPE,
    COUNTERPARTY, PROCEEDS, COST, PARTS, COUNTED, RULE, FLAGS, NOTES, SWAP, PORTFOLIO,
) = range(26)
# Places in the row of a part of a line.
AMOUNT, PART_COST, BASIS, ACQUIRED, PART_LINE, UNIT_COST, FULL_AMOUNT, IS_FREE, IS_LONG, PART_GAIN = range(10)


class Packer:
    """Collects rows of one kind into parts. `digest` goes over all that was said, in order."""

    def __init__(self, kind: PartKind, digest: 'hashlib._Hash', rows_a_part: int = ROWS_A_PART) -> None:
        self._kind = kind
        self._digest = digest
        self._size = rows_a_part
        self._rows: list[Row] = []
        self._number = 0
        self.rows = 0

    def add(self, row: Row) -> PackedPart | None:
        """A full part, once there is one."""
        self._rows.append(row)
        return self.take() if len(self._rows) >= self._size else None

    def take(self) -> PackedPart | None:
        """What has been collected since the last part, None if nothing was."""
        rows, self._rows = self._rows, []
        if not rows:
            return None
        content = orjson.dumps(rows)
        self._digest.update(content)
        categories: dict[str, int] = {}
        times = (0,)
        if self._kind == 'line':
            for row in rows:
                categories[row[CATEGORY]] = categories.get(row[CATEGORY], 0) + 1
            times = tuple(row[TIME] for row in rows)
        part = Part(self._kind, self._number, len(rows), min(times), max(times), categories)
        self._number += 1
        self.rows += len(rows)
        return PackedPart(part, zlib.compress(content, LEVEL))


def unpack(content: bytes) -> list[Row]:
    found: list[Row] = orjson.loads(zlib.decompress(content))
    return found


def pack_rows(rows: Sequence[Row]) -> bytes:
    return zlib.compress(orjson.dumps(rows), LEVEL)


# ------------------------------------------------------------------ lines
def line_row(line: Line) -> Row:
    return (
        line.index, line.event_id, line.group, line.timestamp, line.category, line.kind, line.location, line.account, line.asset,
        _text(line.taxable_amount), _text(line.free_amount), _text(line.price), _text(line.gain_taxable), _text(line.gain_free), line.event_type,
        line.event_subtype, line.counterparty, _text(line.proceeds), _text(line.cost), [
            (_text(part.amount), _text(part.cost), part.basis, part.acquired, part.line, _text(part.unit_cost), _text(part.full_amount), part.is_free,
             part.is_long_term, _text(part.gain)) for part in line.parts
        ] if line.parts else (), line.is_counted, line.rule, sorted(line.flags) if line.flags else (), line.notes, line.swap_group,
        None if line.portfolio is None else (_text(line.portfolio.value), _text(line.portfolio.paid), _text(line.portfolio.used)),
    )


def to_line(row: Row) -> Line:
    (index, event, group, time, category, kind, location, account, asset, taxable_amount, free_amount, price, gain_taxable, gain_free, event_type, subtype,
     counterparty, proceeds, cost, parts, is_counted, rule, flags, notes, swap, portfolio) = row
    return Line(
        index, event, group, time, category, kind, location, account, asset, from_text(taxable_amount), from_text(free_amount), _number(price),
        _number(gain_taxable), _number(gain_free), event_type, subtype, counterparty, _number(proceeds), _number(cost), tuple(
            LotPart(from_text(part[0]), _number(part[1]), part[2], part[3], part[4], _number(part[5]), _number(part[6]), part[7], part[8], _number(part[9]))
            for part in parts
        ), is_counted, rule, frozenset(flags), notes, swap,
        None if portfolio is None else Portfolio(*(_number(one) for one in portfolio)),
    )


def _text(value: Decimal | None) -> str | None:
    """Plain notation. Most values are in it already, and asking for it costs more than looking."""
    if not value:
        return None if value is None else '0'
    text = str(value)
    return to_text(value) if text[-1] == '0' or 'E' in text else text


def _number(text: str | None) -> Decimal | None:
    return None if text is None else from_text(text)


# ------------------------------------------------------------------ lots and findings
def lot_row(lot: OpenLot) -> Row:
    return lot.asset, lot.scope, _text(lot.amount), _text(lot.cost), lot.acquired, lot.line, lot.location, lot.account


def to_lot(row: Row) -> OpenLot:
    asset, scope, amount, cost, acquired, line, location, account = row
    return OpenLot(asset, scope, from_text(amount), _number(cost), acquired, line, location, account)


def finding_row(finding: Finding) -> Row:
    return finding.kind, finding.timestamp, finding.asset, finding.event_id, finding.group, dict(finding.params)


def to_finding(row: Row) -> Finding:
    return Finding(*row)


# ------------------------------------------------------------------ forms
def form_rows(form: Form) -> list[Row]:
    """The form's head, then its rows. Amounts and days say what they are, so that they come back as such."""
    head = (form.id, form.title, form.columns, None if form.totals is None else [_cell(one) for one in form.totals], form.notes, form.source, form.text)
    return [head, *([_cell(one) for one in row] for row in form.rows)]


def to_form(rows: Sequence[Row]) -> Form:
    identifier, title, columns, totals, notes, source, text = rows[0]
    return Form(
        identifier, title, tuple((one, kind) for one, kind in columns), [tuple(_uncell(one) for one in row) for row in rows[1:]],
        None if totals is None else tuple(_uncell(one) for one in totals), tuple(notes), source, text)


def pack_forms(forms: Iterable[Form], digest: 'hashlib._Hash') -> Iterator[PackedPart]:
    """A part for each form."""
    for number, form in enumerate(forms):
        content = orjson.dumps(form_rows(form))
        digest.update(content)
        yield PackedPart(Part('form', number, len(form.rows), 0, 0, {}), zlib.compress(content, LEVEL))


def _cell(value: Cell) -> str | int | Mapping[str, str] | None:
    if isinstance(value, Decimal):
        return {'amount': to_text(value)}
    if isinstance(value, datetime.date):
        return {'day': value.isoformat()}
    return value


def _uncell(value: Any) -> Cell:
    if isinstance(value, dict):
        return from_text(value['amount']) if 'amount' in value else datetime.date.fromisoformat(value['day'])
    found: Cell = value
    return found
