"""The two CSV files of a snapshot: read with every fault named by file, line and column, and written.

Columns are those of the established tool, so that its exports can be read and ours read there. An empty value is one
that is not known. Cells of text that a spreadsheet would take for a formula are written after an apostrophe
(owasp.org/www-community/attacks/CSV_Injection, read 2026-11) and read without it.
"""

import csv
import io
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from rotkehlchen.core.errors import InputError
from rotkehlchen.core.ids import parse_asset_id
from rotkehlchen.core.money import parse_amount, to_text
from rotkehlchen.core.time import TimestampS
from rotkehlchen.storage.snapshot import MAX_TIMESTAMP, TOTAL, Snapshot, SnapshotAsset

BALANCES_NAME: Final = 'balances_snapshot_import.csv'
LOCATIONS_NAME: Final = 'location_data_snapshot.csv'
BALANCE_COLUMNS: Final = ('timestamp', 'category', 'asset_identifier', 'amount', 'usd_value')
LOCATION_COLUMNS: Final = ('timestamp', 'location', 'usd_value')
CATEGORIES: Final = ('asset', 'liability')
MAX_PROBLEMS: Final = 100
_FORMULA_STARTS: Final = ('=', '+', '-', '@', '\t', '\r', '\n')


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file from outside. `name` is how the user knows it, `field` the parameter that brought it."""

    name: str
    field: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Known:
    """What may stand in a snapshot."""

    find_assets: Callable[[Collection[str]], Collection[str]]  # the known ones of some
    locations: Collection[str]


@dataclass(slots=True)
class Problems:
    """Faults by place, in the order of the files; the first becomes the error's sentence."""

    by_place: dict[str, str] = field(default_factory=dict)
    first_field: str = ''

    def add(self, field_name: str, place: str, sentence: str) -> None:
        if not self.by_place:
            self.first_field = field_name
        if len(self.by_place) < MAX_PROBLEMS:
            self.by_place.setdefault(place, sentence)

    def raise_any(self) -> None:
        if self.by_place:
            place, sentence = next(iter(self.by_place.items()))
            raise InputError(f'{place}: {sentence}', field=self.first_field, code='invalid_file', problems=self.by_place)


@dataclass(slots=True)
class _Reader:
    """One file's rows: cells are read by column, faults go to `problems`."""

    file: TextFile
    columns: Sequence[str]
    problems: Problems
    line: int = 1

    def rows(self) -> Iterator[dict[str, str]]:
        reader = csv.reader(io.StringIO(self._text(), newline=''), strict=True)
        try:
            header = [cell.strip() for cell in next(reader, [])]
            if missing := [column for column in self.columns if column not in header]:
                self._fault('', f'the header must name the columns {", ".join(self.columns)}; missing: {", ".join(missing)}')
                return
            for cells in reader:
                self.line = reader.line_num
                if not any(cell.strip() for cell in cells):
                    continue
                if len(cells) != len(header):
                    self._fault('', f'has {len(cells)} cells, the header has {len(header)}')
                    continue
                yield {column: unescape_cell(cell.strip()) for column, cell in zip(header, cells, strict=True)}
        except csv.Error as error:
            self.line = reader.line_num
            self._fault('', f'is not valid CSV: {error}')

    def read(self, row: Mapping[str, str], column: str, parse: Callable[[str], Any]) -> Any:
        """The parsed cell, or None after noting what is wrong with it."""
        try:
            return parse(row[column])
        except InputError as error:
            self._fault(column, error.message)
            return None

    def refuse(self, column: str, sentence: str) -> None:
        self._fault(column, sentence)

    def _fault(self, column: str, sentence: str) -> None:
        place = f'{self.file.name}, line {self.line}' + (f', column {column}' if column else '')
        self.problems.add(self.file.field, place, sentence)

    def _text(self) -> str:
        try:
            return self.file.content.decode('utf-8-sig')
        except UnicodeDecodeError as error:
            self.line = self.file.content[:error.start].count(b'\n') + 1
            self._fault('', 'is not UTF-8 text')
            self.problems.raise_any()
            raise AssertionError('unreachable') from error


def parse_snapshot(balances: TextFile, locations: TextFile, known: Known) -> Snapshot:
    """The snapshot of two files. Raises one InputError naming the first fault, with all of them in `params['problems']`."""
    problems, times = Problems(), set[TimestampS]()
    assets = _parse_assets(_Reader(balances, BALANCE_COLUMNS, problems), known, times)
    values = _parse_locations(_Reader(locations, LOCATION_COLUMNS, problems), known, times)
    problems.raise_any()
    return Snapshot(next(iter(times)), assets, values)


def _parse_assets(reader: _Reader, known: Known, times: set[TimestampS]) -> list[SnapshotAsset]:
    found: dict[tuple[str, str], SnapshotAsset] = {}
    lines: dict[str, int] = {}
    for row in reader.rows():
        _read_time(reader, row, times)
        category = reader.read(row, 'category', _parse_category)
        asset = reader.read(row, 'asset_identifier', lambda cell: parse_asset_id(cell, field='asset_identifier'))
        amount = reader.read(row, 'amount', lambda cell: parse_amount(cell, allow_negative=False))
        value = reader.read(row, 'usd_value', parse_value)
        if category is None or asset is None or amount is None:
            continue
        if (category, asset) in found:
            reader.refuse('asset_identifier', f'{asset} is there twice as {category}')
        found[category, asset] = SnapshotAsset(category, asset, amount, value)
        lines.setdefault(asset, reader.line)
    for asset in sorted(lines.keys() - set(known.find_assets(lines)), key=lines.__getitem__):
        reader.line = lines[asset]
        reader.refuse('asset_identifier', f'there is no asset {asset}: add it first')
    return list(found.values())


def _parse_locations(reader: _Reader, known: Known, times: set[TimestampS]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for row in reader.rows():
        _read_time(reader, row, times)
        location = reader.read(row, 'location', lambda cell: _parse_location(cell, known))
        value = reader.read(row, 'usd_value', lambda cell: parse_amount(cell, field='usd_value'))
        if location is None or value is None:
            continue
        if location in found:
            reader.refuse('location', f'{location} is there twice')
        found[location] = value
    if TOTAL not in found:
        reader.refuse('location', f'the row of the location {TOTAL} (the net worth) is missing')
    return found


def _read_time(reader: _Reader, row: Mapping[str, str], times: set[TimestampS]) -> None:
    time = reader.read(row, 'timestamp', _parse_time)
    if time is None:
        return
    if times and time not in times:
        reader.refuse('timestamp', f'must be {min(times)} as in the rows before: a snapshot has one time')
        return
    times.add(time)


def _parse_time(cell: str) -> TimestampS:
    if not (cell.isascii() and cell.isdigit() and len(cell) <= 12 and int(cell) <= MAX_TIMESTAMP):
        raise InputError('is not a time in UTC seconds')
    return TimestampS(int(cell))


def _parse_category(cell: str) -> str:
    if cell not in CATEGORIES:
        raise InputError(f'must be one of {", ".join(CATEGORIES)}')
    return cell


def _parse_location(cell: str, known: Known) -> str:
    name = cell.lower().replace('_', ' ')
    if name != TOTAL and name not in known.locations:
        raise InputError(f'there is no location {cell}')
    return name


def parse_value(cell: str) -> Decimal | None:
    """A value in USD; an empty cell and `NaN` say that it is not known."""
    return None if cell in ('', 'NaN') else parse_amount(cell, field='usd_value')


def render_snapshot(snapshot: Snapshot) -> dict[str, str]:
    """The snapshot's two files: text by file name."""
    assets = [
        (snapshot.timestamp, row.category, escape_cell(row.asset), to_text(row.amount), _render_value(row.usd_value))
        for row in snapshot.assets
    ]
    locations = [(snapshot.timestamp, escape_cell(location), to_text(value)) for location, value in snapshot.locations.items()]
    return {BALANCES_NAME: _render(BALANCE_COLUMNS, assets), LOCATIONS_NAME: _render(LOCATION_COLUMNS, locations)}


def _render_value(value: Decimal | None) -> str:
    return '' if value is None else to_text(value)


def _render(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator='\r\n')
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


def escape_cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula. `unescape_cell` gives it back."""
    return "'" + text if text.startswith((*_FORMULA_STARTS, "'")) else text


def unescape_cell(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*_FORMULA_STARTS, "'")) else cell
