"""Events of history as they are written: decoded, added by hand, imported, edited, deleted, hidden.

What decoding makes and what a user made of it are kept apart. Decoding a group again compares with what is stored: what stayed the same
is not written, so that an unchanged history costs little, and identifiers of events stay.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from rotkehlchen.core.event import HistoryEvent
from rotkehlchen.core.time import TimestampMs
from rotkehlchen.storage.database import Connection, Database
from rotkehlchen.storage.history_row import (
    SELECT,
    VALUE_COLUMNS,
    Origin,
    StoredEvent,
    from_values,
    pack,
    to_stored,
    to_values,
    with_edits,
)

AT_ONCE: Final = 400  # names in one query
Describe = Callable[[HistoryEvent], str]

_INSERT: Final = (
    f'INSERT INTO history_event (id, group_id, key, origin, edited, {", ".join(VALUE_COLUMNS)}) '
    f'VALUES (?, ?, ?, ?, ?, {", ".join("?" * len(VALUE_COLUMNS))})'
)
_UPDATE: Final = f'UPDATE history_event SET edited = ?, {", ".join(f"{name} = ?" for name in VALUE_COLUMNS)} WHERE id = ?'


@dataclass(frozen=True, slots=True)
class DecodedGroup:
    """What decoding made of one transaction. `hidden`: why it is not to be shown, see `decoding.spam`."""

    identifier: str
    timestamp: TimestampMs
    events: Sequence[HistoryEvent]
    hidden: str | None = None


@dataclass(slots=True)
class _Known:
    """What is stored of one group. `events`: id, whether edited, values by key. `edits`: deleted, fields, decoded values by key."""

    id: int
    timestamp: int
    hidden: str | None
    events: dict[str, tuple[int, int, tuple[Any, ...]]]
    others: int  # events that decoding did not make
    edits: dict[str, tuple[int, dict[str, Any], str | None]]


class HistoryEventRepository:
    def __init__(self, database: Database, describe: Describe) -> None:
        """`describe`: the text by which an event is found."""
        self._database = database
        self._describe = describe

    # ------------------------------------------------------------------ decoding
    def replace_decoded(self, groups: Sequence[DecodedGroup]) -> None:
        """Store what was decoded of these groups in place of what was decoded of them before. Edits, additions, deletions stay."""
        with self._database.write() as connection:
            known = _load_known(connection, [group.identifier for group in groups])
            writer = _Writer(connection, self._describe)
            for group in groups:
                self._replace(writer, group, known.get(group.identifier))
            writer.flush()

    def _replace(self, writer: '_Writer', group: DecodedGroup, known: _Known | None) -> None:
        if known is None:
            if group.events:
                group_id = writer.add_group(group.identifier, group.timestamp, group.hidden)
                for event in group.events:
                    writer.add(group_id, event, 'decoded')
            return
        if (known.timestamp, known.hidden) != (group.timestamp, group.hidden):
            writer.change_group(known.id, group.timestamp, group.hidden)
        made = {event.key: event for event in group.events}
        for key, event in made.items():
            is_deleted, fields, decoded = known.edits.get(key, (0, {}, None))
            if key in known.edits and decoded != (packed := pack(to_values(event))):
                writer.change_decoded(known.id, key, packed)
            if is_deleted:
                continue
            self._put(writer, known, with_edits(event, fields) if fields else event, bool(fields))
        gone = [key for key in known.events if key not in made]
        for key in gone:
            if key in known.edits:  # an edited event outlives its rule; the user decides
                writer.change_decoded(known.id, key, None)
            else:
                writer.delete(known.events[key][0])
        if not made and not known.others and not known.edits:
            writer.delete_group(known.id)

    def _put(self, writer: '_Writer', known: _Known, event: HistoryEvent, is_edited: bool) -> None:
        stored = known.events.get(event.key)
        if stored is None:
            writer.add(known.id, event, 'decoded', is_edited)
        elif stored[1:] != (int(is_edited), to_values(event)):
            writer.change(stored[0], event, is_edited)

    # ------------------------------------------------------------------ by hand, by import
    def add(self, events: Sequence[HistoryEvent], origin: Origin) -> list[int]:
        """Identifiers of the new events. Those of a group that is stored join it. Raises ValueError for a key that is taken."""
        with self._database.write() as connection:
            known = _load_known(connection, [event.group for event in events])
            ids = {name: group.id for name, group in known.items()}
            writer = _Writer(connection, self._describe)
            made = []
            for event in events:
                if event.group not in ids:
                    ids[event.group] = writer.add_group(event.group, event.timestamp, None)
                made.append(writer.add(ids[event.group], event, origin))
            writer.flush()
            _refresh_times(connection, [ids[event.group] for event in events])
        return made

    def edit(self, changes: Mapping[int, Mapping[str, Any]]) -> None:
        """Give events the user's values (see `EDITABLE`; amounts as text). Those of decoded ones are kept apart, so that they can be undone."""
        with self._database.write() as connection:
            writer = _Writer(connection, self._describe)
            touched = []
            for stored in _load_events(connection, changes):
                changed = with_edits(stored.event, changes[stored.identifier])
                if stored.origin == 'decoded':
                    _keep_edit(connection, stored, changes[stored.identifier])
                writer.change(stored.identifier, changed, is_edited=stored.origin == 'decoded')
                touched.append(stored.group_id)
            writer.flush()
            _refresh_times(connection, touched)

    def delete(self, identifiers: Collection[int]) -> int:
        """How many were deleted. Of a decoded event it is remembered, so that decoding again does not bring it back."""
        with self._database.write() as connection:
            found = _load_events(connection, identifiers)
            for stored in found:
                if stored.origin == 'decoded':
                    _keep_edit(connection, stored, {}, is_deleted=True)
                connection.execute('DELETE FROM history_event WHERE id = ?', (stored.identifier,))
            _drop_empty(connection, [stored.group_id for stored in found])
        return len(found)

    def restore(self, groups: Collection[str], keys: Collection[str] | None = None) -> int:
        """Take back the user's edits and deletions of decoded events of groups (those of some keys). How many those were."""
        restored = 0
        with self._database.write() as connection:
            writer = _Writer(connection, self._describe)
            for name, known in _load_known(connection, groups).items():
                for key, (_, _, decoded) in known.edits.items():
                    if keys is not None and key not in keys:
                        continue
                    restored += 1
                    connection.execute('DELETE FROM history_event_edit WHERE group_id = ? AND key = ?', (known.id, key))
                    stored = known.events.get(key)
                    if decoded is None:
                        if stored is not None:
                            writer.delete(stored[0])
                    else:
                        self._put(writer, known, from_values(name, key, orjson.loads(decoded)), False)
            writer.flush()
            _refresh_times(connection, [known.id for known in _load_known(connection, groups).values()])
        return restored

    def load_edits(self, group: str) -> dict[str, tuple[bool, dict[str, Any], HistoryEvent | None]]:
        """By key: whether the user deleted it, the user's values, and the event as decoded (None: no longer made)."""
        with self._database.read() as connection:
            known = _load_known(connection, [group]).get(group)
        if known is None:
            return {}
        return {
            key: (bool(is_deleted), fields, None if decoded is None else from_values(group, key, orjson.loads(decoded)))
            for key, (is_deleted, fields, decoded) in known.edits.items()
        }

    # ------------------------------------------------------------------ groups
    def delete_groups(self, identifiers: Collection[str]) -> None:
        """Forget groups with everything in them, edits too."""
        with self._database.write() as connection:
            delete_groups(connection, identifiers)

    def set_shown(self, identifiers: Collection[str], shown: bool | None) -> int:
        """Show groups, hide them, or leave it to decoding. How many were found."""
        return self._set_group(identifiers, 'shown', None if shown is None else int(shown))

    def set_ignored(self, identifiers: Collection[str], ignored: bool) -> int:
        """Leave groups out of accounting, or not. How many were found."""
        return self._set_group(identifiers, 'ignored', int(ignored))

    def _set_group(self, identifiers: Collection[str], column: str, value: int | None) -> int:
        changed = 0
        with self._database.write() as connection:
            for names in _portions(list(identifiers)):
                done = connection.execute(
                    f'UPDATE history_group SET {column} = ? WHERE identifier IN ({_marks(names)})', (value, *names))
                changed += done.rowcount
        return changed

    # ------------------------------------------------------------------ reading
    def load(self, identifiers: Collection[int]) -> list[StoredEvent]:
        """Those of the events that there are, by time, group and position."""
        with self._database.read() as connection:
            return _load_events(connection, identifiers)

    def load_groups(self, identifiers: Collection[str]) -> list[StoredEvent]:
        found: list[StoredEvent] = []
        with self._database.read() as connection:
            for names in _portions(list(identifiers)):
                rows = connection.execute(f'{SELECT} WHERE g.identifier IN ({_marks(names)}) ORDER BY e.timestamp, g.identifier, e.position', names)
                found += [to_stored(row) for row in rows]
        return found

    def iter_events(self, first: int = 0, batch: int = 2000) -> Iterator[list[StoredEvent]]:
        """Every event from a time (UTC milliseconds) on, by (time, group, position, identifier), in batches."""
        after: tuple[int, str, int, int] = (first, '', -1, 0)
        while True:
            with self._database.read() as connection:
                rows = connection.execute(
                    f'{SELECT} WHERE e.timestamp >= ? AND (e.timestamp, g.identifier, e.position, e.id) > (?, ?, ?, ?) '
                    'ORDER BY e.timestamp, g.identifier, e.position, e.id LIMIT ?', (after[0], *after, batch)).fetchall()
            if not rows:
                return
            found = [to_stored(row) for row in rows]
            last = found[-1]
            after = (last.event.timestamp, last.event.group, last.event.position, last.identifier)
            yield found

    def contacts(self) -> frozenset[str]:
        """Addresses that the user sent something to, in lower case."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT DISTINCT lower(address) FROM history_event WHERE type IN ('spend', 'transfer', 'deposit') AND address IS NOT NULL")
            return frozenset(row[0] for row in rows)


class _Writer:
    """Collects rows and writes them together; gives out identifiers itself."""

    def __init__(self, connection: Connection, describe: Describe) -> None:
        self._connection = connection
        self._describe = describe
        self._next_group = (connection.execute('SELECT coalesce(max(id), 0) FROM history_group').fetchone()[0]) + 1
        row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'history_event'").fetchone()
        self._next_event = (row[0] if row else 0) + 1
        self._groups: list[tuple[Any, ...]] = []
        self._rows: list[tuple[Any, ...]] = []
        self._texts: list[tuple[int, str]] = []

    def add_group(self, identifier: str, timestamp: int, hidden: str | None) -> int:
        group_id: int = self._next_group
        self._next_group += 1
        self._groups.append((group_id, identifier, timestamp, hidden))
        return group_id

    def change_group(self, group_id: int, timestamp: int, hidden: str | None) -> None:
        self._connection.execute('UPDATE history_group SET timestamp = ?, hidden = ? WHERE id = ?', (timestamp, hidden, group_id))

    def delete_group(self, group_id: int) -> None:
        self._connection.execute('DELETE FROM history_group WHERE id = ?', (group_id,))

    def add(self, group_id: int, event: HistoryEvent, origin: Origin, is_edited: bool = False) -> int:
        identifier: int = self._next_event
        self._next_event += 1
        self._rows.append((identifier, group_id, event.key or f'{origin}:{identifier}', origin, int(is_edited), *to_values(event)))
        self._texts.append((identifier, self._describe(event)))
        return identifier

    def change(self, identifier: int, event: HistoryEvent, is_edited: bool) -> None:
        self._connection.execute(_UPDATE, (int(is_edited), *to_values(event), identifier))
        self._connection.execute('DELETE FROM history_text WHERE rowid = ?', (identifier,))
        self._texts.append((identifier, self._describe(event)))

    def delete(self, identifier: int) -> None:
        self._connection.execute('DELETE FROM history_event WHERE id = ?', (identifier,))

    def change_decoded(self, group_id: int, key: str, decoded: str | None) -> None:
        self._connection.execute('UPDATE history_event_edit SET decoded = ? WHERE group_id = ? AND key = ?', (decoded, group_id, key))

    def flush(self) -> None:
        self._connection.executemany('INSERT INTO history_group (id, identifier, timestamp, hidden) VALUES (?, ?, ?, ?)', self._groups)
        self._connection.executemany(_INSERT, self._rows)
        self._connection.executemany('INSERT INTO history_text (rowid, body) VALUES (?, ?)', self._texts)
        self._groups, self._rows, self._texts = [], [], []


def delete_groups(connection: Connection, identifiers: Collection[str]) -> None:
    """Within a transaction of the caller."""
    for names in _portions(list(identifiers)):
        found = [row[0] for row in connection.execute(f'SELECT id FROM history_group WHERE identifier IN ({_marks(names)})', names)]
        for ids in _portions(found):
            connection.execute(f'DELETE FROM history_event WHERE group_id IN ({_marks(ids)})', ids)  # cascades fire no triggers
            connection.execute(f'DELETE FROM history_group WHERE id IN ({_marks(ids)})', ids)


def _load_known(connection: Connection, identifiers: Collection[str]) -> dict[str, _Known]:
    by_id: dict[int, _Known] = {}
    known: dict[str, _Known] = {}
    for names in _portions(list(dict.fromkeys(identifiers))):
        for group_id, name, timestamp, hidden in connection.execute(
                f'SELECT id, identifier, timestamp, hidden FROM history_group WHERE identifier IN ({_marks(names)})', names):
            known[name] = by_id[group_id] = _Known(group_id, timestamp, hidden, {}, 0, {})
    for ids in _portions(list(by_id)):
        for row in connection.execute(
                f'SELECT group_id, key, id, edited, origin, {", ".join(VALUE_COLUMNS)} FROM history_event WHERE group_id IN ({_marks(ids)})', ids):
            if row[4] == 'decoded':
                by_id[row[0]].events[row[1]] = (row[2], row[3], tuple(row[5:]))
            else:
                by_id[row[0]].others += 1
        for group_id, key, is_deleted, fields, decoded in connection.execute(
                f'SELECT group_id, key, is_deleted, fields, decoded FROM history_event_edit WHERE group_id IN ({_marks(ids)})', ids):
            by_id[group_id].edits[key] = (is_deleted, orjson.loads(fields), decoded)
    return known


def _load_events(connection: Connection, identifiers: Collection[int]) -> list[StoredEvent]:
    found: list[StoredEvent] = []
    for ids in _portions(list(identifiers)):
        found += [to_stored(row) for row in connection.execute(f'{SELECT} WHERE e.id IN ({_marks(ids)})', ids)]
    return sorted(found, key=lambda one: (one.event.timestamp, one.event.group, one.event.position))


def _keep_edit(connection: Connection, stored: StoredEvent, fields: Mapping[str, Any], *, is_deleted: bool = False) -> None:
    """Remember the user's values beside the decoded ones. The first edit of an event keeps what was decoded."""
    row = connection.execute(
        'SELECT fields FROM history_event_edit WHERE group_id = ? AND key = ?', (stored.group_id, stored.event.key)).fetchone()
    merged = {**(orjson.loads(row[0]) if row else {}), **fields}
    connection.execute(
        'INSERT INTO history_event_edit (group_id, key, is_deleted, fields, decoded) VALUES (?, ?, ?, ?, ?) '
        'ON CONFLICT DO UPDATE SET is_deleted = excluded.is_deleted, fields = excluded.fields',
        (stored.group_id, stored.event.key, int(is_deleted), pack(merged), pack(to_values(stored.event))))


def _refresh_times(connection: Connection, group_ids: Collection[int]) -> None:
    """A group's time is that of its first event."""
    for ids in _portions(list(set(group_ids))):
        connection.execute(
            'UPDATE history_group SET timestamp = (SELECT min(e.timestamp) FROM history_event e WHERE e.group_id = history_group.id) '
            f'WHERE id IN ({_marks(ids)}) AND EXISTS (SELECT 1 FROM history_event e WHERE e.group_id = history_group.id)', ids)


def _drop_empty(connection: Connection, group_ids: Collection[int]) -> None:
    """Groups without events and without remembered deletions go."""
    for ids in _portions(list(set(group_ids))):
        connection.execute(
            f'DELETE FROM history_group WHERE id IN ({_marks(ids)}) AND NOT EXISTS (SELECT 1 FROM history_event e WHERE e.group_id = '
            'history_group.id) AND NOT EXISTS (SELECT 1 FROM history_event_edit d WHERE d.group_id = history_group.id)', ids)


def _marks(values: Collection[Any]) -> str:
    return ', '.join('?' * len(values))


def _portions(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (values[start:start + AT_ONCE] for start in range(0, len(values), AT_ONCE))
