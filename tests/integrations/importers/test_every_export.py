"""Every export in this folder becomes the events that the text beside it says, and no damage of a cell is lost or ends the reading."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rotkehlchen.contracts.importer import ImportedGroup, Outcome, Problem, Row, Skipped
from rotkehlchen.core.event import is_pair
from rotkehlchen.services.data_import.text import PROBLEMS, SKIPPED
from tests.integrations.importers.export import EXPORTS, FOLDER, Export, describe, lines_of, read

JUNK = ('', 'x', '-', '1,2,3', 'NaN', '1e999', '\uff11\uff12', '-7', '0', '=1+1', '9' * 90, '2021-13-45 99:99:99')
each_export = pytest.mark.parametrize('file', EXPORTS, ids=[f'{file.parent.name}/{file.stem}' for file in EXPORTS])


@each_export
def test_export_becomes_the_events_that_are_written_down(file: Path) -> None:
    assert '\n'.join(describe(read(file).parse())) + '\n' == file.with_suffix('.txt').read_text(encoding='utf-8')


@each_export
def test_export_told_twice_gives_the_same(file: Path) -> None:
    export = read(file)
    assert export.parse() == export.parse()


@each_export
def test_damaged_cell_is_a_problem_of_its_row_or_another_meaning_and_nothing_else(file: Path) -> None:
    export = read(file)
    for rows in _damaged(export.rows):
        outcomes = export.parse(rows)
        assert set(lines_of(outcomes)) == {row.line for row in rows}
        _check_events(outcomes)


@each_export
def test_time_that_makes_no_sense_imports_nothing_of_its_row(file: Path) -> None:
    export = read(file)
    found = 0
    for column in export.rows[0].cells:
        outcomes = export.parse(replace(row, cells={**row.cells, column: 'long ago'}) for row in export.rows)
        if any(isinstance(one, Problem) and (one.code, one.column, one.params.get('value')) == ('bad_time', column, 'long ago') for one in outcomes):
            assert not any(isinstance(one, ImportedGroup) for one in outcomes)
            found += 1
    assert found == 1


@pytest.mark.parametrize('folder', sorted({file.parent for file in EXPORTS}), ids=lambda folder: folder.name)
def test_exports_of_a_format_try_what_is_right_and_what_is_not(folder: Path) -> None:
    """Each format has at least one row that is imported and one that is a problem naming a word or a cell."""
    found: Counter[str] = Counter()
    for file in folder.glob('*.csv'):
        found.update(type(one).__name__ for one in read(file).parse())
    assert found['ImportedGroup']
    assert found['Problem']


def test_each_reason_and_each_problem_has_a_sentence() -> None:
    outcomes = [one for file in EXPORTS for one in read(file).parse()]
    assert {one.reason for one in outcomes if isinstance(one, Skipped)} <= SKIPPED.keys()
    assert {one.code for one in outcomes if isinstance(one, Problem)} <= PROBLEMS.keys()


def test_each_text_belongs_to_an_export() -> None:
    assert {file.with_suffix('.csv') for file in FOLDER.glob('*/*.txt')} == set(EXPORTS)


def _damaged(rows: tuple[Row, ...]) -> Iterator[list[Row]]:
    """Each piece of junk in each column: every row has it in another one; and each row by itself."""
    columns = tuple(rows[0].cells)
    for junk in JUNK:
        for first in range(0, len(columns), len(rows)):
            yield [replace(row, cells={**row.cells, columns[(first + index) % len(columns)]: junk}) for index, row in enumerate(rows)]
    for row in rows:
        yield [row]


def _check_events(outcomes: list[Outcome]) -> None:
    for one in outcomes:
        if not isinstance(one, ImportedGroup):
            continue
        assert one.events
        for event in one.events:
            assert is_pair(event.type, event.subtype)
            assert event.amount.is_finite()
            assert event.amount >= 0
            assert event.asset


def test_export_of_one_format_is_not_taken_for_another() -> None:
    """Two formats may share columns; where all columns of one are in the other's file, the one that asks for more is meant."""
    exports: dict[Path, Export] = {file: read(file) for file in EXPORTS}
    headers = {export.format_id: export.format.headers for export in exports.values()}
    for file, export in exports.items():
        columns = frozenset(export.rows[0].cells)
        fits = {name: max(len(header) for header in some if header <= columns) for name, some in headers.items() if any(h <= columns for h in some)}
        most = max(fits.values())
        assert [name for name, size in fits.items() if size == most] == [export.format_id], file
