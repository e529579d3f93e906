"""Rows of the history: what is stored of groups, and a writer that collects what is to be written of them.

All functions work within a transaction of the caller.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import is_, itemgetter
from typing import Any, Final

import orjson

from rotkehlchen.core.event import HistoryEvent
from rotkehlchen.storage.database import Connection
from rotkehlchen.storage.history_change import mark_change
from rotkehlchen.storage.history_row import SELECT, VALUE_COLUMNS, Origin, StoredEvent, pack, to_stored, to_values

AT_ONCE: Final = 400  # names in one query
Describe = Callable[[HistoryEvent], str]

_HEAD: Final = ('id', 'group_id', 'key', 'origin', 'edited')
# Columns that may be NULL, by their index in an event's values. The driver takes longer for a None than for a text, so rows go without them; only
# notes differ from row to row so much that they go as '' instead, since what goes out of order is slower still.
_NULLABLE: Final = tuple(VALUE_COLUMNS.index(name) for name in ('account', 'counterparty', 'address', 'product', 'tx_ref', 'extra_data'))
_NOTES: Final = VALUE_COLUMNS.index('notes')
_nullable_of: Final = itemgetter(*_NULLABLE)
_NONES: Final = (None,) * len(_NULLABLE)
_UPDATE: Final = f'UPDATE history_event SET edited = ?, {", ".join(f"{name} = ?" for name in VALUE_COLUMNS)} WHERE id = ?'


@dataclass(slots=True)
class StoredRow:
    id: int
    origin: Origin
    is_edited: int
    values: tuple[Any, ...]


@dataclass(slots=True)
class Edit:
    """`decoded`: the values as they were made last, packed; None: the event is not made any more."""

    event_id: int
    origin: Origin
    is_deleted: int
    fields: dict[str, Any]
    decoded: str | None


@dataclass(slots=True)
class KnownGroup:
    """What is stored of one group. `is_wanted`: the user said something of the group itself."""

    id: int
    timestamp: int
    hidden: str | None
    is_empty: int
    is_wanted: bool
    events: dict[str, StoredRow]
    edits: dict[str, Edit]


class Writer:
    """Collects rows and writes them together; gives out identifiers itself."""

    def __init__(self, connection: Connection, describe: Describe | None) -> None:
        """`describe` None: the texts of what is written are indexed later (`history_text_pending`)."""
        self._connection = connection
        self._describe = describe
        self._next_group = (connection.execute('SELECT coalesce(max(id), 0) FROM history_group').fetchone()[0]) + 1
        row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'history_event'").fetchone()
        self.next_event: int = (row[0] if row else 0) + 1
        self._groups: list[tuple[Any, ...]] = []
        self._rows: dict[tuple[bool, ...], _Rows] = {}
        self._has_rows = False
        self._texts: list[tuple[int, str]] = []
        self._late_texts: list[int] = []
        self._is_changed = False
        self.changes = 0  # statements and rows so far

    def add_group(self, identifier: str, timestamp: int, hidden: str | None, ignored: int = 0) -> int:
        group_id: int = self._next_group
        self._next_group += 1
        self._groups.append((group_id, identifier, timestamp, hidden, ignored))
        return group_id

    def change_group(self, group_id: int, timestamp: int, hidden: str | None, *, is_empty: bool) -> None:
        self._do(
            'UPDATE history_group SET timestamp = ?, hidden = ?, empty = ? WHERE id = ?', timestamp, hidden, int(is_empty), group_id)

    def delete_group(self, group_id: int) -> None:
        self._do('DELETE FROM history_group WHERE id = ?', group_id)

    def add(self, group_id: int, event: HistoryEvent, origin: Origin, is_edited: bool = False, identifier: int | None = None) -> int:
        if identifier is None:
            identifier = self.next_event
            self.next_event += 1
        self._put((identifier, group_id, event.key or f'{origin}:{identifier}', origin, int(is_edited)), to_values(event))
        self._tell(identifier, event)
        self.changes += 1
        return identifier

    def add_values(self, group_id: int, key: str, values: tuple[Any, ...], origin: Origin) -> int:
        """The same of an event's `to_values`, for many at once; its text is indexed later."""
        identifier = self.next_event
        self.next_event += 1
        self._put((identifier, group_id, key, origin, 0), values)
        self._late_texts.append(identifier)
        return identifier

    def change(self, identifier: int, event: HistoryEvent, is_edited: bool) -> None:
        self._do(_UPDATE, int(is_edited), *to_values(event), identifier)
        self._do('DELETE FROM history_text WHERE rowid = ?', identifier)
        self._tell(identifier, event)

    def delete(self, identifier: int) -> None:
        self._do('DELETE FROM history_event WHERE id = ?', identifier)

    def change_decoded(self, group_id: int, key: str, decoded: str | None) -> None:
        self._do('UPDATE history_event_edit SET decoded = ? WHERE group_id = ? AND key = ?', decoded, group_id, key)

    def forget_edit(self, group_id: int, key: str) -> None:
        self._do('DELETE FROM history_event_edit WHERE group_id = ? AND key = ?', group_id, key)

    def undelete(self, group_id: int, key: str) -> None:
        self._do('UPDATE history_event_edit SET is_deleted = 0 WHERE group_id = ? AND key = ?', group_id, key)

    def finish(self, mixed: Collection[int] = ()) -> None:
        """Write what was collected. `mixed`: groups whose time and emptiness their events tell."""
        if self._is_changed or self._has_rows:
            self.flush()
            refresh(self._connection, mixed)
            mark_change(self._connection)

    def _put(self, head: tuple[Any, ...], values: tuple[Any, ...]) -> None:
        notes = values[_NOTES]
        pattern = *map(is_, _nullable_of(values), _NONES), notes == ''
        rows = self._rows.get(pattern)
        if rows is None:
            rows = self._rows[pattern] = _Rows(pattern)
        if notes is None:
            values = *values[:_NOTES], '', *values[_NOTES + 1:]
        rows.found.append(head + rows.pick(values))
        self._has_rows = True

    def _do(self, sql: str, *values: Any) -> None:
        self._is_changed = True
        self.changes += 1
        self._connection.execute(sql, values)

    def _tell(self, identifier: int, event: HistoryEvent) -> None:
        if self._describe is None:
            self._late_texts.append(identifier)
        else:
            self._texts.append((identifier, self._describe(event)))

    def flush(self) -> None:
        """Write what was collected so far; `finish` does it, too."""
        self._is_changed = self._is_changed or self._has_rows
        self._connection.executemany('INSERT INTO history_group (id, identifier, timestamp, hidden, ignored) VALUES (?, ?, ?, ?, ?)', self._groups)
        for rows in filter(lambda one: one.found, self._rows.values()):
            self._connection.executemany(rows.sql, rows.found)
            rows.found = []
        self._has_rows = False
        self._connection.executemany('INSERT INTO history_text (rowid, body) VALUES (?, ?)', self._texts)
        self._connection.executemany(
            'INSERT INTO history_text_pending (first, last) VALUES (?, ?) ON CONFLICT DO UPDATE SET last = max(last, excluded.last)',
            _ranges(self._late_texts))
        self._groups, self._texts, self._late_texts = [], [], []


class _Rows:
    """Rows in which the same columns are None. `pick`: what is stored of an event's values."""

    def __init__(self, pattern: tuple[bool, ...]) -> None:
        """`pattern`: of each of `_NULLABLE` whether it is None, then whether notes are to stay ''."""
        absent = {index for index, is_absent in zip(_NULLABLE, pattern, strict=False) if is_absent}
        present = [index for index in range(len(VALUE_COLUMNS)) if index not in absent]
        names = ', '.join((*_HEAD, *(VALUE_COLUMNS[index] for index in present)))
        marked = ', '.join(('?',) * len(_HEAD) + tuple("nullif(?, '')" if index == _NOTES and not pattern[-1] else '?' for index in present))
        self.sql = f'INSERT INTO history_event ({names}) VALUES ({marked})'
        self.pick = itemgetter(*present)
        self.found: list[tuple[Any, ...]] = []


def _ranges(identifiers: Sequence[int]) -> list[tuple[int, int]]:
    """Ascending numbers as (first, last) of what is without a gap."""
    found: list[tuple[int, int]] = []
    for one in identifiers:
        if found and found[-1][1] + 1 == one:
            found[-1] = (found[-1][0], one)
        else:
            found.append((one, one))
    return found


def delete_groups(connection: Connection, identifiers: Collection[str]) -> None:
    """Within a transaction of the caller. Issues about a group go with it."""
    for names in portions(list(identifiers)):
        connection.execute(f'DELETE FROM issue WHERE subject IN ({marks(names)})', names)
        found = [row[0] for row in connection.execute(f'SELECT id FROM history_group WHERE identifier IN ({marks(names)})', names)]
        for ids in portions(found):
            connection.execute(f'DELETE FROM history_event WHERE group_id IN ({marks(ids)})', ids)  # cascades fire no triggers
            connection.execute(f'DELETE FROM history_group WHERE id IN ({marks(ids)})', ids)
    mark_change(connection)


def load_known(connection: Connection, identifiers: Collection[str]) -> dict[str, KnownGroup]:
    by_id: dict[int, KnownGroup] = {}
    known: dict[str, KnownGroup] = {}
    for names in portions(list(dict.fromkeys(identifiers))):
        for group_id, name, timestamp, hidden, is_empty, shown, ignored in connection.execute(
                'SELECT id, identifier, timestamp, hidden, empty, shown, ignored FROM history_group '
                f'WHERE identifier IN ({marks(names)})', names):
            known[name] = by_id[group_id] = KnownGroup(group_id, timestamp, hidden, is_empty, shown is not None or bool(ignored), {}, {})
    for ids in portions(list(by_id)):
        for row in connection.execute(
                f'SELECT group_id, key, id, origin, edited, {", ".join(VALUE_COLUMNS)} FROM history_event WHERE group_id IN ({marks(ids)})', ids):
            by_id[row[0]].events[row[1]] = StoredRow(row[2], row[3], row[4], tuple(row[5:]))
        for group_id, key, event_id, origin, is_deleted, fields, decoded in connection.execute(
                'SELECT group_id, key, event_id, origin, is_deleted, fields, decoded FROM history_event_edit '
                f'WHERE group_id IN ({marks(ids)})', ids):
            by_id[group_id].edits[key] = Edit(event_id, origin, is_deleted, orjson.loads(fields), decoded)
    return known


def load_events(connection: Connection, identifiers: Collection[int]) -> list[StoredEvent]:
    found: list[StoredEvent] = []
    for ids in portions(list(identifiers)):
        found += [to_stored(row) for row in connection.execute(f'{SELECT} WHERE e.id IN ({marks(ids)})', ids)]
    return sorted(found, key=lambda one: (one.event.timestamp, one.event.group, one.event.position))


def keep_edit(connection: Connection, stored: StoredEvent, fields: Mapping[str, Any], *, is_deleted: bool = False) -> None:
    """Remember the user's values beside the decoded ones. The first edit of an event keeps what was decoded."""
    row = connection.execute(
        'SELECT fields FROM history_event_edit WHERE group_id = ? AND key = ?', (stored.group_id, stored.event.key)).fetchone()
    merged = {**(orjson.loads(row[0]) if row else {}), **fields}
    connection.execute(
        'INSERT INTO history_event_edit (group_id, key, event_id, origin, is_deleted, fields, decoded) VALUES (?, ?, ?, ?, ?, ?, ?) '
        'ON CONFLICT DO UPDATE SET is_deleted = excluded.is_deleted, fields = excluded.fields', (
            stored.group_id, stored.event.key, stored.identifier, stored.origin, int(is_deleted), pack(merged), pack(to_values(stored.event))))


def refresh(connection: Connection, group_ids: Collection[int]) -> None:
    """A group's time is that of its first event. One without events is kept for what was deleted in it, or goes."""
    for ids in portions(list(set(group_ids))):
        times = dict(connection.execute(
            f'SELECT group_id, min(timestamp) FROM history_event WHERE group_id IN ({marks(ids)}) GROUP BY group_id', ids))
        connection.executemany(
            'UPDATE history_group SET timestamp = coalesce(?, timestamp), empty = ? WHERE id = ?',
            [(times.get(group_id), int(group_id not in times), group_id) for group_id in ids])
        connection.executemany(
            'DELETE FROM history_group WHERE id = ? AND shown IS NULL AND ignored = 0 AND NOT EXISTS '
            '(SELECT 1 FROM history_event_edit d WHERE d.group_id = history_group.id)', [(one,) for one in ids if one not in times])


def marks(values: Collection[Any]) -> str:
    return ', '.join('?' * len(values))


def portions(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (values[start:start + AT_ONCE] for start in range(0, len(values), AT_ONCE))
