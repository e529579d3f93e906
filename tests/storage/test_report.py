"""Reports on the disk: seen when they are whole, gone when they are deleted or were interrupted, their space given back."""

import os
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from rotkehlchen.core.time import TimestampS
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.report import PackedPart, Part, ReportRepository
from rotkehlchen.storage.user_database import FILE_NAME, create_user_database, open_user_database
from tests.storage.test_user_database import KEY


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = create_user_database(tmp_path, KEY)
    yield made
    made.close()


def parts(count: int, size: int = 20_000) -> list[PackedPart]:
    return [PackedPart(Part('line', number, 250, number, number + 1, {'trade': 250}), os.urandom(size)) for number in range(count)]


def test_report_is_seen_when_it_is_whole(database: Database) -> None:
    reports = ReportRepository(database)
    identifier = reports.begin(TimestampS(7), 'mine', 1, 2)
    reports.add(identifier, parts(3))
    assert reports.load_all() == []
    assert reports.find(identifier) is None
    form = PackedPart(Part('form', 0, 1, 0, 0, {}), zlib.compress(b'[]'))
    reports.finish(identifier, [form], {'lines': 750}, 'abc')
    found = reports.find(identifier)
    assert found is not None
    assert (found.name, found.start, found.end, found.created, found.digest, found.summary) == ('mine', 1, 2, 7, 'abc', {'lines': 750})
    assert [one.number for one in reports.load_parts(identifier, 'line')] == [0, 1, 2]
    assert len(list(reports.stream(identifier, 'line'))) == 3
    reports.put_forms(identifier, [form, PackedPart(Part('form', 1, 1, 0, 0, {}), b'x')])
    assert list(reports.stream(identifier, 'form')) == [form.content, b'x']
    assert reports.rename(identifier, 'other')
    assert not reports.rename(99, 'other')


def test_interrupted_report_is_removed_with_all_it_had(tmp_path: Path) -> None:
    database = create_user_database(tmp_path, KEY)
    reports = ReportRepository(database)
    kept = reports.begin(TimestampS(7), 'kept', 1, 2)
    reports.finish(kept, parts(1), {}, 'abc')
    reports.add(reports.begin(TimestampS(7), 'killed', 1, 2), parts(2))
    database.close()
    again = open_user_database(tmp_path, KEY)
    assert ReportRepository(again).remove_unfinished() == 1
    assert ReportRepository(again).remove_unfinished() == 0
    with again.read() as connection:
        assert [row[0] for row in connection.execute('SELECT DISTINCT report_id FROM report_content')] == [kept]
        assert connection.execute('SELECT count(*) FROM report').fetchone()[0] == 1
    again.close()


def test_deleting_gives_space_back_to_the_disk(tmp_path: Path) -> None:
    database = create_user_database(tmp_path, KEY)
    reports = ReportRepository(database)
    first, second = (reports.begin(TimestampS(7), name, 1, 2) for name in ('a', 'b'))
    reports.finish(first, parts(200), {}, '1')
    reports.finish(second, parts(3), {}, '2')
    database.close()
    full = (tmp_path / FILE_NAME).stat().st_size
    database = open_user_database(tmp_path, KEY)
    assert ReportRepository(database).delete(first)
    assert not ReportRepository(database).delete(first)
    database.close()
    assert full - (tmp_path / FILE_NAME).stat().st_size > 200 * 20_000
    database = open_user_database(tmp_path, KEY)
    assert len(list(ReportRepository(database).stream(second, 'line'))) == 3
    database.close()
