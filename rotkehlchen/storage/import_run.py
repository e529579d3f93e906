"""Imports of files as they are stored: all of a file or nothing of it, which run brought what, and taking a run back.

A run's own events are known by the span of their identifiers, which are never given out twice; groups that it found already there are listed.
A group goes with the last run that has it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from rotkehlchen.core.errors import NotFoundError
from rotkehlchen.core.time import TimestampMs, TimestampS
from rotkehlchen.storage.database import Connection, Database
from rotkehlchen.storage.history_change import mark_change
from rotkehlchen.storage.history_event import DecodedGroup, HistoryEventRepository
from rotkehlchen.storage.history_row import VALUE_COLUMNS, from_values
from rotkehlchen.storage.history_writer import KnownGroup, Writer, load_known, marks, portions, refresh

# What a worker process sends of a group: (its identifier, its time, why it is hidden, whether it is left out of accounting,
# [(key, `history_row.to_values` of the event)])
PackedGroup = tuple[str, int, str | None, bool, list[tuple[str, tuple[Any, ...]]]]
SOURCES: Final = VALUE_COLUMNS.index('sources')
FEWEST_REBUILT: Final = 5_000  # events; fewer are no work either way
WORTH_REBUILDING: Final = 1  # times as many events as come may be there for indexes to be built anew
MOST_SORTED: Final = 300_000  # events whose longest index entries together stay well below the pages that a bulk connection holds in memory
FEW_EVENTS: Final = 1_000  # whose texts are indexed at once
_COLUMNS: Final = 'id, format, mapping, file, time, imported, unchanged, events, skipped, problems'


@dataclass(frozen=True, slots=True)
class NewRun:
    format: str
    mapping: str | None
    file: str
    time: TimestampS


@dataclass(frozen=True, slots=True)
class ImportRun:
    """`imported`, `unchanged`: groups that were new or changed, and that were there already. `events`: of all of them. `skipped`, `problems`: rows."""

    identifier: int
    format: str
    mapping: str | None
    file: str
    time: TimestampS
    imported: int
    unchanged: int
    events: int
    skipped: int
    problems: int


class ImportRunRepository:
    def __init__(self, database: Database, events: HistoryEventRepository) -> None:
        self._database = database
        self._events = events

    def save(
            self, run: NewRun, batches: Iterable[Sequence[PackedGroup]], count_rows: Callable[[], tuple[int, int, str]], expected: int = 0,
    ) -> ImportRun:
        """Store all batches in one transaction; whatever is raised while they come leaves everything as it was.

        `count_rows`: called after the last batch: (skipped rows, rows with problems, JSON of both). `expected`: about how many events come.
        """
        with self._database.write_bulk() as connection:
            saved = _Saving(connection, self._events, expected)
            for batch in batches:
                saved.put(batch)
            counts = saved.finish()
            identifier: int = connection.execute(
                'INSERT INTO import_run (format, mapping, file, time, first_event, last_event, imported, unchanged, events, skipped, problems, left_out) '
                'VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id',
                (run.format, run.mapping, run.file, run.time, saved.first_event, saved.next_event - 1, *counts, *count_rows()),
            ).fetchall()[0][0]
            connection.executemany('INSERT INTO import_run_group (group_id, run_id) VALUES (?, ?)', [(one, identifier) for one in saved.present])
            row = connection.execute(f'SELECT {_COLUMNS} FROM import_run WHERE id = ?', (identifier,)).fetchone()
        if counts[2] <= FEW_EVENTS:
            self._events.index_pending_text()
        return ImportRun(*row)

    def count_present(self, identifiers: Collection[str]) -> int:
        """How many of these groups are stored."""
        found = 0
        with self._database.read(snapshot=True) as connection:
            for names in portions(list(identifiers)):
                found += connection.execute(f'SELECT count(*) FROM history_group WHERE empty = 0 AND identifier IN ({marks(names)})', names).fetchone()[0]
        return found

    def load(self) -> list[ImportRun]:
        """The newest first."""
        with self._database.read() as connection:
            return [ImportRun(*row) for row in connection.execute(f'SELECT {_COLUMNS} FROM import_run ORDER BY id DESC')]

    def load_left_out(self, identifier: int) -> str:
        """JSON of the rows that a run left out, as it was saved. Raises NotFoundError."""
        with self._database.read() as connection:
            row = connection.execute('SELECT left_out FROM import_run WHERE id = ?', (identifier,)).fetchone()
        if row is None:
            raise _unknown(identifier)
        return str(row[0])

    def remove(self, identifier: int, check: Callable[[], None]) -> int:
        """Take back what a run brought, edits of it too, unless another run has it. How many events went. Raises NotFoundError.

        What the user or decoding added to the groups stays. `check` is called now and then and may raise: then nothing is taken back.
        """
        with self._database.write_bulk(foreign_keys=False) as connection:
            if connection.execute('SELECT 1 FROM import_run WHERE id = ?', (identifier,)).fetchone() is None:
                raise _unknown(identifier)
            groups = list(_own_groups(connection, identifier))
            connection.execute('DELETE FROM import_run_group WHERE run_id = ?', (identifier,))
            connection.execute('DELETE FROM import_run WHERE id = ?', (identifier,))
            connection.execute('CREATE TEMP TABLE going (id INTEGER PRIMARY KEY)')
            for ids in portions(groups):
                check()
                connection.execute(f"DELETE FROM history_event_edit WHERE origin = 'import' AND group_id IN ({marks(ids)})", ids)
                connection.execute(f"INSERT INTO going SELECT id FROM history_event WHERE origin = 'import' AND group_id IN ({marks(ids)})", ids)
            removed = _remove_going(connection)
            check()
            refresh(connection, groups)
            mark_change(connection)
        return removed


def _remove_going(connection: Connection) -> int:
    """Remove the events of the table `going` and what refers to them. For each row by itself, as foreign keys and the trigger do it, this takes
    thirty times as long."""
    for table, column, on_delete in _references(connection):
        if on_delete == 'CASCADE':
            connection.execute(f'DELETE FROM {table} WHERE {column} IN (SELECT id FROM going)')
        elif on_delete == 'SET NULL':
            connection.execute(f'UPDATE {table} SET {column} = NULL WHERE {column} IN (SELECT id FROM going)')
        else:
            raise AssertionError(f'{table}.{column} refers to events, and nobody says what becomes of it')
    connection.execute(
        'DELETE FROM history_text WHERE rowid IN (SELECT id FROM going WHERE NOT EXISTS '
        '(SELECT 1 FROM history_text_pending p WHERE going.id BETWEEN p.first AND p.last))')
    name, sql = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'history_event'").fetchone()
    connection.execute(f'DROP TRIGGER {name}')
    removed: int = connection.execute('DELETE FROM history_event WHERE id IN (SELECT id FROM going)').rowcount
    connection.execute(sql)
    return removed


def _references(connection: Connection) -> list[tuple[str, str, str]]:
    """(table, column, what becomes of its rows) of all that refers to events."""
    return [tuple(row) for row in connection.execute(
        'SELECT m.name, f."from", f.on_delete FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f '
        'WHERE m.type = \'table\' AND f."table" = \'history_event\'').fetchall()]


def _unknown(identifier: int) -> NotFoundError:
    return NotFoundError(f'There is no import {identifier}.', code='unknown_import', identifier=identifier)


def _own_groups(connection: Connection, identifier: int) -> Iterator[int]:
    """Groups that no other run has."""
    yield from (row[0] for row in connection.execute(
        'WITH mine AS (SELECT e.group_id FROM import_run r JOIN history_event e ON e.id BETWEEN r.first_event AND r.last_event '
        "AND e.origin = 'import' WHERE r.id = ?1 UNION SELECT d.group_id FROM import_run r JOIN history_event_edit d ON d.event_id "
        "BETWEEN r.first_event AND r.last_event AND d.origin = 'import' WHERE r.id = ?1 UNION SELECT group_id FROM import_run_group WHERE run_id = ?1) "
        'SELECT group_id FROM mine WHERE NOT EXISTS (SELECT 1 FROM import_run_group g WHERE g.group_id = mine.group_id AND g.run_id <> ?1) '
        'AND NOT EXISTS (SELECT 1 FROM history_event e JOIN import_run r ON e.id BETWEEN r.first_event AND r.last_event '
        "WHERE e.group_id = mine.group_id AND e.origin = 'import' AND r.id <> ?1)", (identifier,)))


class _Indexes:
    """Within a transaction: takes the indexes of events and groups away and builds them anew later, where that is less work than to keep them up
    for each row. Others read with the old ones until the transaction ends."""

    def __init__(self, connection: Connection, expected: int) -> None:
        present: int = connection.execute('SELECT count(*) FROM (SELECT 1 FROM history_event LIMIT ?)', (MOST_SORTED,)).fetchone()[0]
        self._is_worth_it = expected >= FEWEST_REBUILT and present <= expected * WORTH_REBUILDING and present + expected <= MOST_SORTED
        self._connection = connection
        self._dropped: list[str] = []

    def drop(self, *, is_new: bool) -> None:
        """`is_new`: nothing of what comes is stored, so that nothing is looked for by the names of groups and events either."""
        if not self._is_worth_it:
            return
        for name, sql in self._connection.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name IN ('history_event', 'history_group') AND sql IS NOT NULL "
                "AND (? OR sql NOT LIKE 'CREATE UNIQUE %')", (int(is_new),)).fetchall():
            self._connection.execute(f'DROP INDEX {name}')
            self._dropped.append(sql)

    def build(self) -> None:
        """Those that were taken away."""
        if not self._dropped:
            return
        # With this, entries are sorted in one piece of memory, else in a piece for each, all of which are locked and wiped one by one. No file is
        # written: that would begin where they are more than the connection's pages may hold, which is far beyond MOST_SORTED.
        self._connection.execute('PRAGMA temp_store = FILE')
        for sql in self._dropped:
            self._connection.execute(sql)
        self._connection.execute('PRAGMA temp_store = MEMORY')
        self._dropped = []


def _with_known_sources(known: KnownGroup, key: str, values: tuple[Any, ...]) -> tuple[Any, ...]:
    """That a row stands at another line than in the file before is no change of its event."""
    edit, row = known.edits.get(key), known.events.get(key)
    before = orjson.loads(edit.decoded) if edit is not None and edit.decoded is not None else None if row is None else row.values
    if before is None or tuple(before[:SOURCES]) != values[:SOURCES] or tuple(before[SOURCES + 1:]) != values[SOURCES + 1:]:
        return values
    return *values[:SOURCES], before[SOURCES], *values[SOURCES + 1:]


class _Saving:
    """What a run writes, within its transaction. `present`: groups that were there before it."""

    def __init__(self, connection: Connection, events: HistoryEventRepository, expected: int) -> None:
        self._connection = connection
        self._events = events
        self._indexes = _Indexes(connection, expected)
        self._writer = Writer(connection, None)
        self.first_event = self._writer.next_event
        self.present: list[int] = []
        self._mixed: list[int] = []
        self._unused: str | None = None  # what begins so was not there before this run, '' for nothing
        self._new = self._changed = self._count = 0

    @property
    def next_event(self) -> int:
        return self._writer.next_event

    def put(self, batch: Sequence[PackedGroup]) -> None:
        if not batch:
            return
        writer, known = self._writer, load_known(self._connection, self._find_known([group[0] for group in batch]))
        for identifier, timestamp, hidden, is_ignored, events in batch:
            self._count += len(events)
            if identifier in known:
                self._put_known(known[identifier], identifier, timestamp, hidden, events)
                continue
            self._new += 1
            group_id = writer.add_group(identifier, timestamp, hidden, int(is_ignored))
            for key, values in reversed(events):  # the order in which indexes have them, so that most of them only grow at their end
                writer.add_values(group_id, key, values, 'import')
        writer.flush()

    def _find_known(self, identifiers: Sequence[str]) -> set[str]:
        if self._unused is None:
            low, high = min(identifiers), max(identifiers)
            start = low[:next((index for index, pair in enumerate(zip(low, high, strict=False)) if pair[0] != pair[1]), len(low))]
            self._unused = '' if start and self._connection.execute(
                'SELECT 1 FROM history_group WHERE identifier >= ? AND identifier < ? LIMIT 1', (start, start + '\U0010ffff')).fetchone() else start
            self._indexes.drop(is_new=self._unused != '')
        if self._unused and all(name.startswith(self._unused) for name in identifiers):
            return set()
        if self._unused:  # names of another kind come, too: they are looked for
            self._indexes.build()
        return {row[0] for row in self._connection.execute(  # one statement for any number of names: it is prepared once
            'SELECT g.identifier FROM json_each(?) j CROSS JOIN history_group g ON g.identifier = j.value', (orjson.dumps(identifiers).decode(),))}

    def _put_known(
            self, known: KnownGroup, identifier: str, timestamp: int, hidden: str | None, events: list[tuple[str, tuple[Any, ...]]],
    ) -> None:
        made = [from_values(identifier, key, _with_known_sources(known, key, values)) for key, values in events]
        self.present.append(known.id)
        before = self._writer.changes
        mixed = self._events.replace(self._writer, DecodedGroup(identifier, TimestampMs(timestamp), made, hidden), known, 'import')
        self._changed += self._writer.changes > before
        if mixed is not None:
            self._mixed.append(mixed)

    def finish(self) -> tuple[int, int, int]:
        """(groups that are new or changed, groups that are as they were, events)"""
        self._writer.finish(self._mixed)
        self._indexes.build()
        return self._new + self._changed, len(self.present) - self._changed, self._count
