"""Pages of history: of events, and of groups.

What a filter finds is kept as a list of identifiers until the history changes, so that pages far from the start, and the same page again,
cost no search. The start of a history that only time narrows is read in the order of an index at once. Events are read by identifier.
"""

from array import array
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from rotkehlchen.storage.database import Connection, Database
from rotkehlchen.storage.history_change import FoundLists, load_change, load_event_change
from rotkehlchen.storage.history_filter import HIDDEN, Condition, HistoryFilter, condition_on_events, condition_on_groups, listed, marks
from rotkehlchen.storage.history_row import SELECT, StoredEvent, to_stored

NEAR: Final = 2000  # rows from the start that are read in the order of an index
STREAM_ROWS: Final = 1000
COUNTED: Final = 'SELECT count(*) FROM history_event'


@dataclass(frozen=True, slots=True)
class EventsFound:
    """`found`: how many match; `total`: how many there are."""

    events: Sequence[StoredEvent]
    found: int
    total: int


@dataclass(frozen=True, slots=True)
class GroupsFound:
    """The first matching event of each group of the page, and how many match in it. `found`, `total`: groups; `found_events`: events."""

    groups: Sequence[tuple[StoredEvent, int]]
    found: int
    total: int
    found_events: int


class HistoryQueryRepository:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._lists = FoundLists()

    def find(self, wanted: HistoryFilter, limit: int | None, offset: int, *, ascending: bool = False) -> EventsFound:
        """By time, within a group by position."""
        with self._database.read(snapshot=True) as connection:
            search = _Search(connection, self._lists, ascending)
            ids, found = search.events(wanted, limit, offset)
            return EventsFound(_read(connection, ids), found, search.number(COUNTED, ()))

    def find_groups(self, wanted: HistoryFilter, limit: int | None, offset: int, *, ascending: bool = False) -> GroupsFound:
        with self._database.read(snapshot=True) as connection:
            search = _Search(connection, self._lists, ascending)
            ids, found, found_events = search.groups(wanted, limit, offset)
            total = search.number('SELECT count(*) FROM history_group WHERE empty = 0', ())
            rows = _read_of_groups(connection, wanted, ids)
        events: dict[int, list[StoredEvent]] = {}
        for row in rows:
            events.setdefault(row.group_id, []).append(row)
        return GroupsFound([(events[group][0], len(events[group])) for group in ids if group in events], found, total, found_events)

    def stream(self, wanted: HistoryFilter, *, ascending: bool = False) -> Iterator[list[StoredEvent]]:
        """Everything that matches, in portions, as one state of the data."""
        with self._database.read(snapshot=True) as connection:
            search = _Search(connection, self._lists, ascending)
            condition = condition_on_events(wanted)
            rows = connection.execute(f'{SELECT}{condition.where}{search.order_of(wanted)}', condition.values)
            while portion := rows.fetchmany(STREAM_ROWS):
                yield [to_stored(row) for row in portion]

    def position_of(self, group: str, wanted: HistoryFilter, *, ascending: bool = False) -> int | None:
        """Index of a group among the groups that match, None if it does not."""
        with self._database.read(snapshot=True) as connection:
            row = connection.execute('SELECT id FROM history_group WHERE identifier = ?', (group,)).fetchone()
            ids, _ = _Search(connection, self._lists, ascending).all_groups(wanted)
        return ids.index(row[0]) if row is not None and row[0] in ids else None

    def load_hidden_assets(self, reasons: Collection[str]) -> set[str]:
        """Assets of groups that are hidden for one of these reasons, without those that are in any group that is shown."""
        with self._database.read(snapshot=True) as connection:
            hidden = [row[0] for row in connection.execute(
                f'SELECT DISTINCT e.asset FROM history_group g JOIN history_event e ON e.group_id = g.id WHERE g.hidden IN {marks(reasons)} AND {HIDDEN}',
                sorted(reasons))]
            shown = f'SELECT 1 FROM history_event e JOIN history_group g ON g.id = e.group_id WHERE e.asset = ? AND NOT {HIDDEN} LIMIT 1'
            return {asset for asset in hidden if connection.execute(shown, (asset,)).fetchone() is None}

    def count(self, wanted: HistoryFilter) -> int:
        with self._database.read(snapshot=True) as connection:
            return _Search(connection, self._lists, False).count(wanted)

    def change_number(self) -> int:
        """Another one after every change of the history."""
        with self._database.read() as connection:
            return load_change(connection)

    def event_change_number(self) -> int:
        """Another one after every change of events, groups or matches."""
        with self._database.read() as connection:
            return load_event_change(connection)

    def find_identifiers(self, wanted: HistoryFilter) -> list[int]:
        """Of all events that match."""
        with self._database.read(snapshot=True) as connection:
            return list(_Search(connection, self._lists, False).all_events(wanted))

    def moments(self, wanted: HistoryFilter) -> list[tuple[int, str, int, str, str]]:
        """(identifier, asset, UTC milliseconds, type, subtype) of the events that match and have an amount."""
        condition = condition_on_events(wanted)
        condition.add("e.amount <> '0'")
        with self._database.read() as connection:
            rows = connection.execute(f'SELECT e.id, e.asset, e.timestamp, e.type, e.subtype FROM history_event e{_join(wanted)}{condition.where}',
                                      condition.values)
            return list(rows.fetchall())

    def distinct(self, column: str) -> list[str]:
        """Every value of a column of events, sorted."""
        assert column in ('counterparty', 'product', 'account', 'location', 'asset')
        with self._database.read() as connection:
            return [row[0] for row in connection.execute(
                f'SELECT DISTINCT {column} FROM history_event WHERE {column} IS NOT NULL ORDER BY {column}')]


class _Search:
    """Within one snapshot. Lists that were found before are taken from `lists`."""

    def __init__(self, connection: Connection, lists: FoundLists, ascending: bool) -> None:
        self._connection = connection
        self._lists = lists
        self._order = 'ASC' if ascending else 'DESC'
        self._change = load_change(connection)

    def events(self, wanted: HistoryFilter, limit: int | None, offset: int) -> tuple[Sequence[int], int]:
        """(identifiers of the page, how many match)."""
        sql, condition = self._select_events(wanted)
        is_near = limit is not None and offset + limit <= NEAR and not wanted.names_events and wanted.groups is None
        if is_near and self._lists.find(self._change, (sql, *condition.values)) is None:
            page = self._connection.execute(f'{sql} LIMIT ? OFFSET ?', (*condition.values, limit, offset))
            return [row[0] for row in page], self.count(wanted)
        ids = self._list(sql, condition.values)
        return _cut(ids, limit, offset), len(ids)

    def groups(self, wanted: HistoryFilter, limit: int | None, offset: int) -> tuple[Sequence[int], int, int]:
        """(groups of the page, how many match, events that match)."""
        if wanted.names_events or wanted.without_assets or limit is None or offset + limit > NEAR:
            ids, found_events = self.all_groups(wanted)
            return _cut(ids, limit, offset), len(ids), found_events
        condition = condition_on_groups(wanted)
        found = self.number(f'SELECT count(*) FROM history_group g{condition.where}', condition.values)
        page = self._connection.execute(
            f'SELECT g.id FROM history_group g{condition.where}{self._order_of_groups} LIMIT ? OFFSET ?', (*condition.values, limit, offset))
        return [row[0] for row in page], found, self.count(wanted)

    def all_events(self, wanted: HistoryFilter) -> Sequence[int]:
        sql, condition = self._select_events(wanted)
        return self._list(sql, condition.values)

    def all_groups(self, wanted: HistoryFilter) -> tuple[Sequence[int], int]:
        """(groups, events that match in them)."""
        if not wanted.names_events and not wanted.without_assets:
            condition = condition_on_groups(wanted)
            return self._list(f'SELECT g.id FROM history_group g{condition.where}{self._order_of_groups}', condition.values), self.count(wanted)
        condition = condition_on_events(wanted)
        sql = f'SELECT e.group_id AS id FROM history_event e{_join(wanted)}{condition.where}{self.order_of(wanted)}'
        return self._list(sql, condition.values), self.count(wanted)

    def count(self, wanted: HistoryFilter) -> int:
        condition = condition_on_events(wanted)
        if not condition.terms:
            return self.number(COUNTED, ())
        return self.number(f'SELECT count(*) FROM history_event e{_join(wanted)}{condition.where}', condition.values)

    def number(self, sql: str, values: Sequence[Any]) -> int:
        known = self._lists.find(self._change, (sql, *values))
        if known is None:
            known = array('q', (self._connection.execute(sql, values).fetchone()[0],))
            self._lists.keep(self._change, (sql, *values), known)
        return known[0]

    def order_of(self, wanted: HistoryFilter) -> str:
        """Where events are named, their index is better than that of time, and what it finds is sorted."""
        is_sorted = wanted.groups is not None or (wanted.names_events and not wanted.is_of_one_index)
        time = '+e.timestamp' if is_sorted else 'e.timestamp'
        return f' ORDER BY {time} {self._order}, e.group_id {self._order}, e.position, e.id'

    @property
    def _order_of_groups(self) -> str:
        return f' ORDER BY g.timestamp {self._order}, g.id {self._order}'

    def _select_events(self, wanted: HistoryFilter) -> tuple[str, Condition]:
        condition = condition_on_events(wanted)
        return f'SELECT e.id FROM history_event e{_join(wanted)}{condition.where}{self.order_of(wanted)}', condition

    def _list(self, sql: str, values: Sequence[Any]) -> 'array[int]':
        """Each identifier once. Read as one text: a row at a time would take most of the time."""
        known = self._lists.find(self._change, (sql, *values))
        if known is None:
            text = self._connection.execute(f'SELECT group_concat(id) FROM ({sql})', values).fetchone()[0]
            known = array('q', dict.fromkeys(map(int, text.split(',')))) if text else array('q')
            self._lists.keep(self._change, (sql, *values), known)
        return known


def _cut(ids: Sequence[int], limit: int | None, offset: int) -> Sequence[int]:
    return ids[offset:] if limit is None else ids[offset:offset + limit]


def _read(connection: Connection, ids: Sequence[int]) -> list[StoredEvent]:
    found = {row[21]: to_stored(row) for row in connection.execute(f'{SELECT} WHERE e.id IN {marks(ids)}', listed(ids))}
    return [found[identifier] for identifier in ids]


def _read_of_groups(connection: Connection, wanted: HistoryFilter, ids: Sequence[int]) -> list[StoredEvent]:
    """The events of these groups that match, by position."""
    if not ids:
        return []
    condition = condition_on_events(wanted, free=True)
    condition.add(f'e.group_id IN {marks(ids)}', *listed(ids))
    return [to_stored(row) for row in connection.execute(f'{SELECT}{condition.where} ORDER BY e.position, e.id', condition.values)]


def _join(wanted: HistoryFilter) -> str:
    """The groups are joined only where something is asked of them."""
    return ' JOIN history_group g ON g.id = e.group_id' if wanted.names_groups else ''
