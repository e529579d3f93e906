"""Imports as they are stored when many groups come: what is there already is found, whatever its name."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from rotkehlchen.core.event import HistoryEvent
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.time import TimestampMs, TimestampS
from rotkehlchen.storage import import_run
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.history_event import HistoryEventRepository
from rotkehlchen.storage.history_row import to_values
from rotkehlchen.storage.import_run import ImportRun, ImportRunRepository, NewRun, PackedGroup


def group(name: str) -> PackedGroup:
    event = HistoryEvent(
        group=name, position=0, timestamp=TimestampMs(1_700_000_000_000), location='kraken', account=None, type='receive', subtype='none',
        asset=AssetId('BTC'), amount=Decimal(1), key='one')
    return name, event.timestamp, None, False, [(event.key, to_values(event))]


@pytest.fixture
def runs(user_database: Database, monkeypatch: pytest.MonkeyPatch) -> ImportRunRepository:
    monkeypatch.setattr(import_run, 'FEWEST_REBUILT', 1)
    return ImportRunRepository(user_database, HistoryEventRepository(user_database, lambda event: event.type))


def save(runs: ImportRunRepository, *batches: list[str]) -> ImportRun:
    return runs.save(
        NewRun('any', None, 'a.csv', TimestampS(1)), ([group(name) for name in names] for names in batches), lambda: (0, 0, '{}'), 100)


def indexes(database: Database) -> Iterator[tuple[str, str]]:
    with database.read() as connection:
        yield from connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name").fetchall()


def test_names_of_another_kind_that_come_later_are_looked_for(runs: ImportRunRepository, user_database: Database) -> None:
    before = list(indexes(user_database))
    save(runs, ['old:1', 'old:2'])
    run = save(runs, ['new:1', 'new:2'], ['new:3', 'old:2'], ['old:1', 'new:4'])
    assert (run.imported, run.unchanged) == (4, 2)
    with user_database.read() as connection:
        assert connection.execute('SELECT count(*), count(DISTINCT identifier) FROM history_group').fetchone() == (6, 6)
    assert list(indexes(user_database)) == before


def test_a_name_comes_once_however_many_are_written(runs: ImportRunRepository, user_database: Database) -> None:
    with pytest.raises(Exception, match='UNIQUE'):
        save(runs, ['new:1', 'new:2'], ['new:3', 'new:1'])
    with user_database.read() as connection:
        assert connection.execute('SELECT count(*) FROM history_group').fetchone() == (0,)
