"""Notes that a user keeps: for the whole application, or for one of its pages."""

from dataclasses import dataclass
from typing import Final

from rotkehlchen.core.time import TimestampS
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.page import Page, like_pattern

ORDER_COLUMNS: Final = {
    'identifier': 'id', 'title': 'title COLLATE NOCASE', 'content': 'content COLLATE NOCASE', 'location': 'location',
    'last_update_timestamp': 'updated_at', 'is_pinned': 'is_pinned',
}


@dataclass(frozen=True, slots=True)
class Note:
    """`location`: the client's word for the page that it belongs to."""

    title: str
    content: str
    location: str
    is_pinned: bool
    updated_at: TimestampS
    identifier: int = 0


@dataclass(frozen=True, slots=True)
class NoteFilter:
    """Times (of the last change) include both ends."""

    from_time: TimestampS | None = None
    to_time: TimestampS | None = None
    title_substring: str | None = None
    location: str | None = None


class NoteRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self, wanted: NoteFilter, page: Page) -> tuple[list[Note], int, int]:
        """(notes of the page, how many match, how many there are). Without an order the pinned and the newest come first."""
        terms: list[str] = []
        values: list[str | int] = []
        for term, value in (
            ('updated_at >= ?', wanted.from_time),
            ('updated_at <= ?', wanted.to_time),
            ("title LIKE ? ESCAPE '\\'", None if wanted.title_substring is None else like_pattern(wanted.title_substring)),
            ('location = ?', wanted.location),
        ):
            if value is not None:
                terms.append(term)
                values.append(value)
        where = ' AND '.join(terms) or 'TRUE'
        paging = page.to_sql(ORDER_COLUMNS, 'is_pinned DESC, updated_at DESC, id DESC')
        with self._database.read(snapshot=True) as connection:
            rows = connection.execute(
                f'SELECT title, content, location, is_pinned, updated_at, id FROM note WHERE {where}{paging}', values,
            ).fetchall()
            found: int = connection.execute(f'SELECT count(*) FROM note WHERE {where}', values).fetchone()[0]
            total: int = connection.execute('SELECT count(*) FROM note').fetchone()[0]
        return [Note(r[0], r[1], r[2], bool(r[3]), TimestampS(r[4]), r[5]) for r in rows], found, total

    def add(self, note: Note) -> int:
        """Store a new note and return its identifier."""
        with self._database.write() as connection:
            cursor = connection.execute(
                'INSERT INTO note (title, content, location, is_pinned, updated_at) VALUES (?, ?, ?, ?, ?)',
                (note.title, note.content, note.location, note.is_pinned, note.updated_at),
            )
            return int(cursor.lastrowid)

    def update(self, note: Note) -> bool:
        """Replace the note of the same identifier. False if there is none."""
        with self._database.write() as connection:
            found: int = connection.execute(
                'UPDATE note SET title = ?, content = ?, location = ?, is_pinned = ?, updated_at = ? WHERE id = ?',
                (note.title, note.content, note.location, note.is_pinned, note.updated_at, note.identifier),
            ).rowcount
        return found > 0

    def delete(self, identifier: int) -> bool:
        with self._database.write() as connection:
            found: int = connection.execute('DELETE FROM note WHERE id = ?', (identifier,)).rowcount
        return found > 0
