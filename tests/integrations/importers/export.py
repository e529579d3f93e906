"""Reads the exports of this folder with the real table, cells and context, and tells as text what became of each row.

`python -m tests.integrations.importers.export` writes the texts anew beside the exports, to be read before they are committed.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import rotkehlchen
from rotkehlchen.contracts.cell import TimeReader, find_notation
from rotkehlchen.contracts.import_context import SheetContext, fold_place
from rotkehlchen.contracts.importer import ImportedGroup, ImporterInfo, Outcome, Problem, Row, Skipped, parse_importer
from rotkehlchen.contracts.registry import Registry
from rotkehlchen.contracts.table import Sheet, decode_text
from rotkehlchen.core.money import to_text

FOLDER: Final = Path(__file__).parent
EXPORTS: Final = sorted(FOLDER.glob('*/*.csv'))
LATEST: Final = 1_800_000_000_000


@dataclass(frozen=True)
class Export:
    """A file, its rows and the format that reads it."""

    format: Any
    rows: tuple[Row, ...]
    format_id: str

    def parse(self, rows: Iterable[Row] | None = None) -> list[Outcome]:
        taken = self.rows if rows is None else tuple(rows)
        return list(self.format.parse(taken, context_of(self.format_id, self.rows)))


@cache
def places() -> dict[str, str]:
    raw = json.loads((Path(rotkehlchen.__file__).parent / 'data' / 'location.json').read_text())
    return {fold_place(name): word for word, entry in raw.items() for name in (word, entry['label'])}


@cache
def info_of(format_id: str) -> ImporterInfo:
    return parse_importer(Registry().get('importer', format_id))


def context_of(format_id: str, rows: Iterable[Row]) -> SheetContext:
    """Every symbol is an asset of that name, unless the source's own table knows better."""
    info = info_of(format_id)

    def find(symbol: str) -> str | None:
        return info.symbols.get(symbol) or (symbol if ':' in symbol else symbol.upper()) or None

    return SheetContext(info.location, find_notation(rows), TimeReader(None, None, LATEST, UTC), find, places())


def read_text(format_id: str, text: str) -> Export:
    found = Registry().load('importer', format_id).FORMAT
    sheet = Sheet(decode_text(text.encode()))
    hit = sheet.find_header(found.headers)
    assert hit is not None, f'{format_id} does not know this header'
    return Export(found, tuple(row for row in sheet.rows(hit[0]) if isinstance(row, Row)), format_id)


@cache
def read(file: Path) -> Export:
    return read_text(file.parent.name, file.read_text(encoding='utf-8'))


def lines_of(outcomes: Iterable[Outcome]) -> list[int]:
    return [line for one in outcomes for line in (one.lines if isinstance(one, ImportedGroup) else (one.line,))]


def describe(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """A line for each event, row that was left out and problem, by the first line of the file that it tells of."""
    told = [(min(one.lines) if isinstance(one, ImportedGroup) else one.line, one) for one in outcomes]
    for _, one in sorted(told, key=lambda pair: pair[0]):
        if isinstance(one, Skipped):
            yield f'{one.line}: skipped, {one.reason}'
        elif isinstance(one, Problem):
            params = ''.join(f' {name}={value}' for name, value in sorted(one.params.items()))
            yield f'{one.line}: PROBLEM {one.code}, {one.column}{params}'
        else:
            yield from _describe_group(one)


def _describe_group(group: ImportedGroup) -> Iterator[str]:
    lines = ' '.join(map(str, group.lines)) + (f' [{group.identity[:12]!r}]' if group.identity else '')
    for event in group.events:
        when = datetime.fromtimestamp(event.timestamp / 1000, UTC).isoformat(timespec='milliseconds').removesuffix('+00:00').removesuffix('.000')
        more = ''.join(f', {name} {value}' for name, value in (('account', event.account), ('note', event.notes), *(event.extra_data or {}).items()) if value)
        yield f'{lines}: {when} {event.location} {event.type}/{event.subtype} {to_text(event.amount)} {event.asset}{more}'


def main() -> int:
    for file in EXPORTS:
        file.with_suffix('.txt').write_text('\n'.join(describe(read(file).parse())) + '\n', encoding='utf-8')
    return 0


if __name__ == '__main__':
    sys.exit(main())
