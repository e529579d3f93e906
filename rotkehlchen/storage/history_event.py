"""Events of history as they are written: decoded, added by hand, imported, edited, deleted, hidden.

What decoding or an import makes and what a user made of it are kept apart. Making a group again compares with what is stored: what stayed
the same is not written, so that an unchanged history costs little, and identifiers of events stay.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from rotkehlchen.core.errors import ConflictError
from rotkehlchen.core.event import HistoryEvent
from rotkehlchen.core.time import TimestampMs
from rotkehlchen.storage.database import Connection, Database
from rotkehlchen.storage.history_change import mark_change, mark_indexed
from rotkehlchen.storage.history_row import SELECT, VALUE_COLUMNS, Origin, StoredEvent, from_values, pack, to_stored, to_values, with_edits
from rotkehlchen.storage.history_writer import (
    Describe,
    KnownGroup,
    Writer,
    delete_groups,
    keep_edit,
    load_events,
    load_known,
    marks,
    portions,
    refresh,
)

INDEXED_AT_ONCE: Final = 250


@dataclass(frozen=True, slots=True)
class DecodedGroup:
    """What decoding made of one transaction, or an import of one of its own. `hidden`: why it is not to be shown, see `decoding.spam`."""

    identifier: str
    timestamp: TimestampMs
    events: Sequence[HistoryEvent]
    hidden: str | None = None


class HistoryEventRepository:
    def __init__(self, database: Database, describe: Describe) -> None:
        """`describe`: the text by which an event is found."""
        self._database = database
        self._describe = describe

    # ------------------------------------------------------------------ decoding, import
    def replace_decoded(self, groups: Sequence[DecodedGroup]) -> None:
        """Store what was decoded of these groups in place of what was decoded of them before. Edits, additions, deletions stay."""
        self._replace_all(groups, 'decoded')

    def save_imported(self, groups: Sequence[DecodedGroup]) -> None:
        """The same for groups of an import: one that is imported again changes what differs, and what the user changed stays."""
        self._replace_all(groups, 'import')

    def _replace_all(self, groups: Sequence[DecodedGroup], origin: Origin) -> None:
        with self._database.write() as connection:
            known = load_known(connection, [group.identifier for group in groups])
            writer = Writer(connection, self._describe)
            mixed = [known_id for group in groups if (known_id := self.replace(writer, group, known.get(group.identifier), origin)) is not None]
            writer.finish(mixed)

    def replace(self, writer: Writer, group: DecodedGroup, known: KnownGroup | None, origin: Origin) -> int | None:
        """Within a transaction of the caller. Returns the group if it holds more than what was made of it, so that its time is not its own."""
        if known is None:
            if group.events:
                group_id = writer.add_group(group.identifier, group.timestamp, group.hidden)
                for event in group.events:
                    writer.add(group_id, event, origin)
            return None
        made = {event.key: event for event in group.events}
        for event in made.values():
            self._put_made(writer, known, event, origin)
        for key, stored in known.events.items():
            if stored.origin != origin or key in made:
                continue
            if key in known.edits:  # an edited event outlives its rule; the user decides
                writer.change_decoded(known.id, key, None)
            else:
                writer.delete(stored.id)
        others = any(stored.origin != origin for stored in known.events.values())
        if not made and not others and not known.edits and not known.is_wanted:
            writer.delete_group(known.id)
            return None
        if (known.timestamp, known.hidden, known.is_empty) != (group.timestamp, group.hidden, int(not made)):
            writer.change_group(known.id, group.timestamp, group.hidden, is_empty=not made)
        return known.id if others or known.edits else None

    def _put_made(self, writer: Writer, known: KnownGroup, event: HistoryEvent, origin: Origin) -> None:
        edit = known.edits.get(event.key)
        if edit is None:
            self._put(writer, known, event, origin, False)
            return
        if edit.decoded != (packed := pack(to_values(event))):
            writer.change_decoded(known.id, event.key, packed)
        if not edit.is_deleted:
            self._put(writer, known, with_edits(event, edit.fields), origin, bool(edit.fields))

    def _put(self, writer: Writer, known: KnownGroup, event: HistoryEvent, origin: Origin, is_edited: bool, identifier: int | None = None) -> None:
        stored = known.events.get(event.key)
        if stored is None:
            writer.add(known.id, event, origin, is_edited, identifier)
        elif (stored.is_edited, stored.values) != (int(is_edited), to_values(event)):
            writer.change(stored.id, event, is_edited)

    # ------------------------------------------------------------------ by hand
    def add(self, events: Sequence[HistoryEvent], origin: Origin, *, refuse_same: bool = False) -> list[int]:
        """Identifiers of the new events. Those of a group that is stored join it. Raises ConflictError for a key that is taken, and with
        `refuse_same` for an event that is there already; then nothing is added."""
        with self._database.write() as connection:
            known = load_known(connection, [event.group for event in events])
            ids = {name: group.id for name, group in known.items()}
            writer = Writer(connection, self._describe)
            made = []
            for event in events:
                if event.group in known:
                    _refuse(event, known[event.group], refuse_same)
                elif event.group not in ids:
                    ids[event.group] = writer.add_group(event.group, event.timestamp, None)
                made.append(writer.add(ids[event.group], event, origin))
            writer.finish([ids[name] for name in known])
        return made

    def edit(self, changes: Mapping[int, Mapping[str, Any]]) -> None:
        """Give events the user's values (see `EDITABLE`; amounts as text). Those of events that were decoded or imported are kept apart,
        so that they can be undone."""
        with self._database.write() as connection:
            writer = Writer(connection, self._describe)
            touched = []
            for stored in load_events(connection, changes):
                changed = with_edits(stored.event, changes[stored.identifier])
                if stored.origin != 'user':
                    keep_edit(connection, stored, changes[stored.identifier])
                writer.change(stored.identifier, changed, is_edited=stored.origin != 'user')
                touched.append(stored.group_id)
            writer.finish(touched)

    def replace_asset(self, source: str, target: str) -> int:
        """Let events of `source` be of `target`, as the user's own word on them. How many those were."""
        with self._database.read() as connection:
            found = [row[0] for row in connection.execute('SELECT id FROM history_event WHERE asset = ?', (source,))]
        if found:
            self.edit(dict.fromkeys(found, {'asset': target}))
        return len(found)

    def delete(self, identifiers: Collection[int]) -> int:
        """How many were deleted. What they were is remembered: making them again does not bring them back, `restore` does."""
        with self._database.write() as connection:
            found = load_events(connection, identifiers)
            for stored in found:
                keep_edit(connection, stored, {}, is_deleted=True)
                connection.execute('DELETE FROM history_event WHERE id = ?', (stored.identifier,))
            refresh(connection, [stored.group_id for stored in found])
            mark_change(connection)
        return len(found)

    def restore(self, groups: Collection[str], keys: Collection[str] | None = None, *, only_deleted: bool = False) -> int:
        """Take back the user's edits and deletions in groups (those of some keys). How many those were.

        `only_deleted`: deleted events come back as they were, edits stay. Events by hand that were deleted come back only where they are
        meant: by key, or with `only_deleted`.
        """
        restored = 0
        with self._database.write() as connection:
            writer = Writer(connection, self._describe)
            known_groups = load_known(connection, groups)
            for name, known in known_groups.items():
                for key, edit in known.edits.items():
                    named = key in keys if keys is not None else edit.origin != 'user' or only_deleted
                    if named and (edit.is_deleted or not only_deleted):
                        restored += 1
                        self._restore_one(writer, name, known, key, keep_fields=only_deleted)
            writer.finish([known.id for known in known_groups.values()])
        return restored

    def _restore_one(self, writer: Writer, group: str, known: KnownGroup, key: str, *, keep_fields: bool) -> None:
        edit, stored = known.edits[key], known.events.get(key)
        fields = edit.fields if keep_fields else {}
        if fields:
            writer.undelete(known.id, key)
        else:
            writer.forget_edit(known.id, key)
        if edit.decoded is not None:
            event = from_values(group, key, orjson.loads(edit.decoded))
            self._put(writer, known, with_edits(event, fields), edit.origin, bool(fields), edit.event_id)
        elif stored is not None:
            writer.delete(stored.id)

    def load_edits(self, group: str) -> dict[str, tuple[bool, dict[str, Any], HistoryEvent | None]]:
        """By key: whether the user deleted it, the user's values, and the event as it was made last (None: it no longer is)."""
        with self._database.read() as connection:
            known = load_known(connection, [group]).get(group)
        if known is None:
            return {}
        return {
            key: (bool(edit.is_deleted), edit.fields, None if edit.decoded is None else from_values(group, key, orjson.loads(edit.decoded)))
            for key, edit in known.edits.items()
        }

    # ------------------------------------------------------------------ groups
    def delete_groups(self, identifiers: Collection[str]) -> None:
        """Forget groups with everything in them, edits too."""
        with self._database.write() as connection:
            delete_groups(connection, identifiers)

    def indexed_words(self) -> str:
        """Names the words of descriptions that the index of texts was made of."""
        with self._database.read() as connection:
            return str(connection.execute('SELECT words FROM history_change').fetchone()[0])

    def index_text(self, words: str, batch: int = INDEXED_AT_ONCE) -> None:
        """Make the index of descriptions anew, in portions, so that others can write between. Until then, texts of later portions are not
        found; taking the old ones out of it one by one would take three times as long."""
        with self._database.write() as connection:
            connection.execute("INSERT INTO history_text (history_text) VALUES ('delete-all')")
            mark_indexed(connection)
        after: int | None = 0
        while after is not None:
            with self._database.write() as connection:
                after = self._index_portion(connection, after, batch)
                if after is None:
                    connection.execute('UPDATE history_change SET words = ?', (words,))
                    connection.execute('DELETE FROM history_text_pending')
                    mark_indexed(connection)

    def has_pending_text(self) -> bool:
        with self._database.read() as connection:
            return connection.execute('SELECT 1 FROM history_text_pending LIMIT 1').fetchone() is not None

    def index_pending_text(self, batch: int = INDEXED_AT_ONCE) -> None:
        """Index the descriptions that were left for later, in portions, so that others can write between."""
        while True:
            with self._database.write() as connection:
                span = connection.execute('SELECT first, last FROM history_text_pending ORDER BY first LIMIT 1').fetchone()
                if span is None:
                    return
                first, last = span
                upto = self._index_portion(connection, first - 1, batch, last)
                connection.execute('DELETE FROM history_text_pending WHERE first = ?', (first,))
                if upto is not None and upto < last:
                    connection.execute(
                        'INSERT INTO history_text_pending (first, last) VALUES (?, ?) ON CONFLICT DO UPDATE SET last = max(last, excluded.last)',
                        (upto + 1, last))
                mark_indexed(connection)

    def _index_portion(self, connection: Connection, after: int, batch: int, last: int = 2**62) -> int | None:
        """The last event of the portion, None if there was none left."""
        rows = connection.execute(f'{SELECT} WHERE e.id > ? AND e.id <= ? ORDER BY e.id LIMIT ?', (after, last, batch)).fetchall()
        stored = [to_stored(row) for row in rows]
        if not stored:
            return None
        connection.executemany(
            'INSERT OR REPLACE INTO history_text (rowid, body) VALUES (?, ?)', [(one.identifier, self._describe(one.event)) for one in stored])
        return stored[-1].identifier

    def set_shown(self, identifiers: Collection[str], shown: bool | None) -> int:
        """Show groups, hide them, or leave it to decoding. How many were found."""
        return self._set_group(identifiers, 'shown', None if shown is None else int(shown))

    def set_ignored(self, identifiers: Collection[str], ignored: bool) -> int:
        """Leave groups out of accounting, or not. How many were found."""
        return self._set_group(identifiers, 'ignored', int(ignored))

    def _set_group(self, identifiers: Collection[str], column: str, value: int | None) -> int:
        changed = 0
        with self._database.write() as connection:
            for names in portions(list(identifiers)):
                done = connection.execute(
                    f'UPDATE history_group SET {column} = ? WHERE identifier IN ({marks(names)})', (value, *names))
                changed += done.rowcount
            mark_change(connection)
        return changed

    # ------------------------------------------------------------------ reading
    def load(self, identifiers: Collection[int]) -> list[StoredEvent]:
        """Those of the events that there are, by time, group and position."""
        with self._database.read() as connection:
            return load_events(connection, identifiers)

    def load_groups(self, identifiers: Collection[str]) -> list[StoredEvent]:
        found: list[StoredEvent] = []
        with self._database.read() as connection:
            for names in portions(list(identifiers)):
                rows = connection.execute(f'{SELECT} WHERE g.identifier IN ({marks(names)}) ORDER BY e.timestamp, g.identifier, e.position', names)
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


def _refuse(event: HistoryEvent, known: KnownGroup, refuse_same: bool) -> None:
    if event.key and event.key in known.events:
        raise ConflictError('There is such an event already.', code='event_exists', group=event.group)
    if refuse_same and any(_facts(stored.values) == _facts(to_values(event)) for stored in known.events.values()):
        raise ConflictError('There is the same event in this group already.', code='event_exists', group=event.group)


def _facts(values: Sequence[Any]) -> tuple[Any, ...]:
    """What makes two events the same: all but how they are told."""
    return tuple(value for name, value in zip(VALUE_COLUMNS, values, strict=True) if name not in _TOLD)


_TOLD: Final = frozenset({'kind', 'params', 'rule', 'sources', 'notes', 'extra_data', 'product'})
