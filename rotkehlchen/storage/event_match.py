"""Links between events that are both sides of one movement."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final, Literal

from rotkehlchen.storage.database import Database
from rotkehlchen.storage.history_change import mark_change

MatchKind = Literal['asset_movement', 'bridge']
MatchState = Literal['matched', 'confirmed', 'undone', 'no_match']
AT_ONCE: Final = 400
_COLUMNS: Final = 'id, kind, outgoing, incoming, state, method, confidence'


@dataclass(frozen=True, slots=True)
class EventMatch:
    """`outgoing`, `incoming`: events. One of them None: the user says that there is no other side. `confidence` in percent."""

    identifier: int
    kind: MatchKind
    outgoing: int | None
    incoming: int | None
    state: MatchState
    method: str
    confidence: int


class EventMatchRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self, kind: MatchKind | None = None) -> list[EventMatch]:
        where, values = (' WHERE kind = ?', (kind,)) if kind is not None else ('', ())
        with self._database.read() as connection:
            return [EventMatch(*row) for row in connection.execute(f'SELECT {_COLUMNS} FROM event_match{where} ORDER BY id', values)]

    def of_event(self, event: int) -> list[EventMatch]:
        with self._database.read() as connection:
            rows = connection.execute(f'SELECT {_COLUMNS} FROM event_match WHERE outgoing = ? OR incoming = ? ORDER BY id', (event, event))
            return [EventMatch(*row) for row in rows]

    def matched_of(self, events: Collection[int]) -> set[int]:
        """Those of the events that have their other side."""
        found: set[int] = set()
        wanted = sorted(events)
        with self._database.read() as connection:
            for start in range(0, len(wanted), AT_ONCE):
                part = wanted[start:start + AT_ONCE]
                marks = ', '.join('?' * len(part))
                for column in ('outgoing', 'incoming'):
                    found |= {row[0] for row in connection.execute(
                        f"SELECT {column} FROM event_match WHERE state IN ('matched', 'confirmed') AND {column} IN ({marks})", part)}
        return found

    def save(self, matches: Iterable[tuple[MatchKind, int | None, int | None, MatchState, str, int]]) -> None:
        """Add links (kind, outgoing, incoming, state, method, confidence); a pair that is known takes the new state."""
        with self._database.write() as connection:
            connection.executemany(
                'INSERT INTO event_match (kind, outgoing, incoming, state, method, confidence) VALUES (?, ?, ?, ?, ?, ?) '
                'ON CONFLICT DO UPDATE SET state = excluded.state, method = excluded.method, confidence = excluded.confidence', list(matches))
            mark_change(connection)

    def set_state(self, identifier: int, state: MatchState) -> bool:
        with self._database.write() as connection:
            done = connection.execute('UPDATE event_match SET state = ? WHERE id = ?', (state, identifier))
            mark_change(connection)
            return bool(done.rowcount)

    def delete(self, identifiers: Collection[int]) -> None:
        with self._database.write() as connection:
            connection.executemany('DELETE FROM event_match WHERE id = ?', [(identifier,) for identifier in identifiers])
            mark_change(connection)
