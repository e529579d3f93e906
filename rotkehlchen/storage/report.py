"""Finished reports: a row with totals and stamps, and packed parts of lines, lots, findings and forms.

A part is a few hundred rows in one compressed text, so that a hundred thousand lines are written in a fraction of a second. What a part holds
stands in a table of its own: a page reads a few of those rows and opens one or two parts, however long the report is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import orjson

from rotkehlchen.core.time import TimestampS
from rotkehlchen.storage.database import Connection, Database

PartKind = Literal['line', 'lot', 'finding', 'form']
FREED_AT_ONCE: Final = 2000  # pages given back to the disk in one transaction


@dataclass(frozen=True, slots=True)
class Part:
    """What a packed part holds. `earliest`, `latest`: UTC milliseconds. `categories`: rows by category."""

    kind: PartKind
    number: int
    rows: int
    earliest: int
    latest: int
    categories: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PackedPart:
    part: Part
    content: bytes


@dataclass(frozen=True, slots=True)
class StoredReport:
    """`start`, `end`: the period in UTC seconds, both included. `digest`: the same for reports that say the same."""

    identifier: int
    created: TimestampS
    name: str
    start: TimestampS
    end: TimestampS
    summary: Mapping[str, Any]
    digest: str


class ReportRepository:
    """Parts are written while their report is 'running', which no reader sees; `remove_unfinished` clears what a crash left."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, created: TimestampS, name: str, start: int, end: int) -> int:
        """The identifier of a new report, to be filled and then finished."""
        with self._database.write() as connection:
            made = connection.execute(
                "INSERT INTO report (created, name, start, end, state, summary, digest) VALUES (?, ?, ?, ?, 'running', '{}', '')",
                (created, name, start, end)).lastrowid
        return int(made or 0)

    def add(self, identifier: int, parts: Iterable[PackedPart]) -> None:
        with self._database.write() as connection:
            _insert(connection, identifier, parts)

    def finish(self, identifier: int, parts: Iterable[PackedPart], summary: Mapping[str, Any], digest: str) -> None:
        """The last parts, and the report is there for readers."""
        with self._database.write() as connection:
            _insert(connection, identifier, parts)
            connection.execute(
                "UPDATE report SET state = 'done', summary = ?, digest = ? WHERE id = ?",
                (orjson.dumps(summary, option=orjson.OPT_SORT_KEYS).decode(), digest, identifier))

    def put_forms(self, identifier: int, parts: Iterable[PackedPart]) -> None:
        """Forms of a finished report, in the place of those it had."""
        with self._database.write() as connection:
            for table in ('report_part', 'report_content'):
                connection.execute(f"DELETE FROM {table} WHERE report_id = ? AND kind = 'form'", (identifier,))
            if connection.execute('SELECT 1 FROM report WHERE id = ?', (identifier,)).fetchone() is not None:
                _insert(connection, identifier, parts)

    def load_all(self) -> list[StoredReport]:
        """The newest first."""
        with self._database.read() as connection:
            return [_report(row) for row in connection.execute(f"{_SELECT} WHERE state = 'done' ORDER BY id DESC")]

    def find(self, identifier: int) -> StoredReport | None:
        with self._database.read() as connection:
            row = connection.execute(f"{_SELECT} WHERE state = 'done' AND id = ?", (identifier,)).fetchone()
        return None if row is None else _report(row)

    def load_parts(self, identifier: int, kind: PartKind) -> list[Part]:
        """In their order."""
        with self._database.read() as connection:
            rows = connection.execute(
                'SELECT number, rows, earliest, latest, categories FROM report_part WHERE report_id = ? AND kind = ? ORDER BY number',
                (identifier, kind))
            return [Part(kind, number, count, earliest, latest, orjson.loads(categories)) for number, count, earliest, latest, categories in rows]

    def load_content(self, identifier: int, kind: PartKind, numbers: Sequence[int]) -> dict[int, bytes]:
        """By number; one that is gone is absent."""
        with self._database.read() as connection:
            return dict(connection.execute(
                'SELECT number, content FROM report_content WHERE report_id = ? AND kind = ? AND number IN (SELECT value FROM json_each(?))',
                (identifier, kind, orjson.dumps(list(numbers)).decode())).fetchall())

    def stream(self, identifier: int, kind: PartKind) -> Iterator[bytes]:
        """Every part in order, one at a time; each is read by itself, so that a slow reader holds nothing."""
        for part in self.load_parts(identifier, kind):
            content = self.load_content(identifier, kind, (part.number,)).get(part.number)
            if content is not None:
                yield content

    def rename(self, identifier: int, name: str) -> bool:
        with self._database.write() as connection:
            changed: int = connection.execute("UPDATE report SET name = ? WHERE id = ? AND state = 'done'", (name, identifier)).rowcount
        return changed > 0

    def delete(self, identifier: int) -> bool:
        """With all that belongs to it; its space is given back to the disk. False if there is none."""
        with self._database.write() as connection:
            removed: int = connection.execute('DELETE FROM report WHERE id = ?', (identifier,)).rowcount
        if removed:
            self._give_space_back()
        return removed > 0

    def remove_unfinished(self) -> int:
        """Reports whose making was interrupted. How many there were."""
        with self._database.read() as connection:
            found = [row[0] for row in connection.execute("SELECT id FROM report WHERE state = 'running'")]
        if found:
            with self._database.write() as connection:
                connection.execute("DELETE FROM report WHERE state = 'running'")
            self._give_space_back()
        return len(found)

    def _give_space_back(self) -> None:
        """In steps, so that other writers come in between. Does nothing in a file that was made without the room for it."""
        while True:
            with self._database.write() as connection:
                before = int(connection.execute('PRAGMA freelist_count').fetchone()[0])
                connection.execute(f'PRAGMA incremental_vacuum({FREED_AT_ONCE})').fetchall()
                after = int(connection.execute('PRAGMA freelist_count').fetchone()[0])
            if after == 0 or after >= before:
                return


_SELECT: Final = 'SELECT id, created, name, start, end, summary, digest FROM report'


def _report(row: Sequence[Any]) -> StoredReport:
    identifier, created, name, start, end, summary, digest = row
    return StoredReport(identifier, created, name, start, end, orjson.loads(summary), digest)


def _insert(connection: Connection, identifier: int, parts: Iterable[PackedPart]) -> None:
    listed = list(parts)
    connection.executemany('INSERT INTO report_part VALUES (?, ?, ?, ?, ?, ?, ?)', [
        (identifier, one.part.kind, one.part.number, one.part.rows, one.part.earliest, one.part.latest, orjson.dumps(one.part.categories).decode())
        for one in listed
    ])
    connection.executemany('INSERT INTO report_content (report_id, kind, number, content) VALUES (?, ?, ?, ?)', [
        (identifier, one.part.kind, one.part.number, one.content) for one in listed
    ])
