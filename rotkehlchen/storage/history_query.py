"""Which events of history: filters, pages of events, pages of groups.

Pages are found in covering indexes by identifier alone and only then read, so that a page at the far end of a long history costs little
more than the first one. Without a filter on events, pages of groups and numbers of rows come from the groups.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from rotkehlchen.storage.database import Connection, Database
from rotkehlchen.storage.history_row import SELECT, StoredEvent, to_stored

LEAST_INDEXED_TEXT: Final = 3  # the index is of trigrams
MAX_NAMES: Final = 30_000  # SQLite takes 32,766 parameters
STREAM_ROWS: Final = 1000


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """What is wanted; None asks for nothing. Times in UTC milliseconds, both ends included. Addresses as they are stored."""

    first: int | None = None
    last: int | None = None
    types: Collection[str] | None = None
    subtypes: Collection[str] | None = None
    counterparties: Collection[str] | None = None
    products: Collection[str] | None = None
    entry_types: Collection[str] | None = None
    without_entry_types: Collection[str] | None = None
    location: str | None = None
    accounts: Collection[str] | None = None
    asset: str | None = None
    groups: Collection[str] | None = None
    identifiers: Collection[int] | None = None
    tx_refs: Collection[str] | None = None
    addresses: Collection[str] | None = None
    validators: Collection[int] | None = None
    states: Collection[str] | None = None  # 'customized', 'imported from csv', 'matched'; any of them
    text: str | None = None
    without_assets: Collection[str] | None = None
    ignored: bool | None = None
    hidden: bool | None = None

    @property
    def concerns_events(self) -> bool:
        """Whether anything but time, group and what is said of whole groups is asked for."""
        parts = (
            self.types, self.subtypes, self.counterparties, self.products, self.entry_types, self.without_entry_types, self.location, self.accounts,
            self.asset, self.identifiers, self.tx_refs, self.addresses, self.validators, self.states, self.text,
        )
        return any(part is not None for part in parts) or bool(self.without_assets)


class HistoryQueryRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, wanted: HistoryFilter, limit: int | None, offset: int, *, ascending: bool = False) -> tuple[list[StoredEvent], int, int]:
        """(events of the page, how many match, how many there are). By time, within a group by position."""
        where, values = _where(wanted)
        order = 'ASC' if ascending else 'DESC'
        with self._database.read(snapshot=True) as connection:
            total = _count(connection, 'history_event')
            found = _count_where(connection, wanted, where, values, total)
            ids = [row[0] for row in connection.execute(
                f'SELECT e.id FROM history_event e{_join(wanted)}{where} '
                f'ORDER BY e.timestamp {order}, e.group_id {order}, e.position LIMIT ? OFFSET ?', (*values, -1 if limit is None else limit, offset))]
            return _read(connection, ids), found, total

    def stream(self, wanted: HistoryFilter, *, ascending: bool = False) -> Iterator[list[StoredEvent]]:
        """Everything that matches, in portions, as one state of the data."""
        where, values = _where(wanted)
        order = 'ASC' if ascending else 'DESC'
        with self._database.read(snapshot=True) as connection:
            rows = connection.execute(f'{SELECT}{where} ORDER BY e.timestamp {order}, e.group_id {order}, e.position', values)
            while portion := rows.fetchmany(STREAM_ROWS):
                yield [to_stored(row) for row in portion]

    def find_groups(
            self, wanted: HistoryFilter, limit: int | None, offset: int, *, ascending: bool = False,
    ) -> tuple[list[tuple[StoredEvent, int]], int, int]:
        """((first matching event of each group of the page, how many match in it), how many groups match, how many there are)."""
        order = 'ASC' if ascending else 'DESC'
        with self._database.read(snapshot=True) as connection:
            total = _count(connection, 'history_group')
            ids, found = _group_page(connection, wanted, limit, offset, order, total)
            if not ids:
                return [], found, total
            where, values = _where(wanted)
            marks = ', '.join('?' * len(ids))
            inside = f'{where}{" AND " if where else " WHERE "}e.group_id IN ({marks})'
            rows = [to_stored(row) for row in connection.execute(f'{SELECT}{inside} ORDER BY e.position, e.id', (*values, *ids))]
        events: dict[int, list[StoredEvent]] = {}
        for row in rows:
            events.setdefault(row.group_id, []).append(row)
        return [(events[group][0], len(events[group])) for group in ids if group in events], found, total

    def position_of(self, group: str, wanted: HistoryFilter, *, ascending: bool = False) -> int | None:
        """Index of a group among the groups that match, None if it does not."""
        with self._database.read(snapshot=True) as connection:
            ids, _ = _group_page(connection, wanted, None, 0, 'ASC' if ascending else 'DESC', 0)
            row = connection.execute('SELECT id FROM history_group WHERE identifier = ?', (group,)).fetchone()
        return ids.index(row[0]) if row is not None and row[0] in ids else None

    def count(self, wanted: HistoryFilter) -> int:
        where, values = _where(wanted)
        with self._database.read() as connection:
            return _count_where(connection, wanted, where, values, None)

    def distinct(self, column: str) -> list[str]:
        """Every value of a column of events, sorted."""
        assert column in ('counterparty', 'product', 'account', 'location', 'asset')
        with self._database.read() as connection:
            return [row[0] for row in connection.execute(
                f'SELECT DISTINCT {column} FROM history_event WHERE {column} IS NOT NULL ORDER BY {column}')]


def _group_page(
        connection: Connection, wanted: HistoryFilter, limit: int | None, offset: int, order: str, total: int,
) -> tuple[list[int], int]:
    page = (-1 if limit is None else limit, offset)
    if not wanted.concerns_events:
        where, values = _where(wanted, groups_only=True)
        found = total if not where else connection.execute(f'SELECT count(*) FROM history_group g{where}', values).fetchone()[0]
        ids = connection.execute(
            f'SELECT g.id FROM history_group g{where} ORDER BY g.timestamp {order}, g.id {order} LIMIT ? OFFSET ?', (*values, *page))
        return [row[0] for row in ids], found
    where, values = _where(wanted)
    inner = f'SELECT DISTINCT e.group_id FROM history_event e{_join(wanted)}{where}'
    found = connection.execute(f'SELECT count(*) FROM ({inner})', values).fetchone()[0]
    ids = connection.execute(
        f'SELECT g.id FROM history_group g WHERE g.id IN ({inner}) ORDER BY g.timestamp {order}, g.id {order} LIMIT ? OFFSET ?', (*values, *page))
    return [row[0] for row in ids], found


def _read(connection: Connection, ids: Sequence[int]) -> list[StoredEvent]:
    found: dict[int, StoredEvent] = {}
    for start in range(0, len(ids), MAX_NAMES):
        part = ids[start:start + MAX_NAMES]
        for row in connection.execute(f'{SELECT} WHERE e.id IN ({", ".join("?" * len(part))})', part):
            stored = to_stored(row)
            found[stored.identifier] = stored
    return [found[identifier] for identifier in ids]


def _count(connection: Connection, table: str) -> int:
    number: int = connection.execute(f'SELECT count(*) FROM {table}').fetchone()[0]
    return number


def _count_where(connection: Connection, wanted: HistoryFilter, where: str, values: Sequence[Any], total: int | None) -> int:
    if not where and total is not None:
        return total
    number: int = connection.execute(f'SELECT count(*) FROM history_event e{_join(wanted)}{where}', values).fetchone()[0]
    return number


def _join(wanted: HistoryFilter) -> str:
    """The groups are joined only where something is asked of them."""
    asked = wanted.ignored is not None or wanted.hidden is not None or wanted.groups is not None
    return ' JOIN history_group g ON g.id = e.group_id' if asked else ''


def _where(wanted: HistoryFilter, *, groups_only: bool = False) -> tuple[str, list[Any]]:
    terms: list[str] = []
    values: list[Any] = []

    def add(term: str, *more: Any) -> None:
        terms.append(term)
        values.extend(more)

    def among(column: str, names: Collection[Any] | None, word: str = 'IN') -> None:
        if names is not None:
            add(f'{column} {word} ({", ".join("?" * len(names))})', *names)

    time = 'g.timestamp' if groups_only else 'e.timestamp'
    if wanted.first:
        add(f'{time} >= ?', wanted.first)
    if wanted.last is not None:
        add(f'{time} <= ?', wanted.last)
    among('g.identifier', wanted.groups)
    if wanted.ignored is not None:
        add('g.ignored = ?', int(wanted.ignored))
    if wanted.hidden is not None:
        add(f'{"" if wanted.hidden else "NOT "}(g.shown IS 0 OR (g.hidden IS NOT NULL AND g.shown IS NOT 1))')
    if not groups_only:
        for column, names in (
                ('e.type', wanted.types), ('e.subtype', wanted.subtypes), ('e.counterparty', wanted.counterparties), ('e.product', wanted.products),
                ('e.entry_type', wanted.entry_types), ('e.account', wanted.accounts), ('e.id', wanted.identifiers),
                ('e.tx_ref', wanted.tx_refs), ('e.address', wanted.addresses),
        ):
            among(column, names)
        among('e.entry_type', wanted.without_entry_types, 'NOT IN')
        among('e.asset', wanted.without_assets or None, 'NOT IN')
        if wanted.location is not None:
            add('e.location = ?', wanted.location)
        if wanted.asset is not None:
            add('e.asset = ?', wanted.asset)
        if wanted.validators is not None:
            add(f"json_extract(e.extra_data, '$.validator_index') IN ({', '.join('?' * len(wanted.validators))})", *wanted.validators)
        if wanted.states is not None:
            add(f'({" OR ".join(STATES[state] for state in wanted.states) or "0"})')
        if wanted.text:
            _add_text(wanted.text, add)
    return (f' WHERE {" AND ".join(terms)}' if terms else ''), values


STATES: Final = {
    'customized': "(e.edited = 1 OR e.origin = 'user')",
    'imported from csv': "e.origin = 'import'",
    'matched': "EXISTS (SELECT 1 FROM event_match m WHERE m.state IN ('matched', 'confirmed') AND (m.outgoing = e.id OR m.incoming = e.id))",
    'profit adjustment': '0',  # this application makes none
}


def _add_text(text: str, add: Any) -> None:
    """Shorter texts than the index can find are looked for in the user's own notes."""
    if len(text) >= LEAST_INDEXED_TEXT:
        quoted = text.replace('"', '""')
        add('e.id IN (SELECT rowid FROM history_text WHERE history_text MATCH ?)', f'"{quoted}"')
    else:
        add("instr(lower(coalesce(e.notes, '')), lower(?)) > 0", text)
