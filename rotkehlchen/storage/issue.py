"""Issues of a profile: kept until what caused them is gone or the user dismisses them."""

import json
from dataclasses import dataclass

from rotkehlchen.core.issue import Issue, Severity
from rotkehlchen.core.time import TimestampS
from rotkehlchen.storage.database import Database


@dataclass(frozen=True, slots=True)
class StoredIssue:
    identifier: int
    first_seen: TimestampS
    issue: Issue


class IssueRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, issue: Issue) -> StoredIssue:
        """Store it, or renew the one of the same kind and subject. A dismissed one stays dismissed while nothing about it changes."""
        params = json.dumps(dict(issue.params), sort_keys=True)
        with self._database.write() as connection:
            row = connection.execute(
                'INSERT INTO issue (kind, subject, severity, first_seen, last_seen, params, action) VALUES (?, ?, ?, ?, ?, ?, ?) '
                'ON CONFLICT (kind, subject) DO UPDATE SET '
                'dismissed_at = CASE WHEN params = excluded.params AND severity = excluded.severity THEN dismissed_at END, '
                'severity = excluded.severity, last_seen = excluded.last_seen, params = excluded.params, action = excluded.action '
                'RETURNING id, first_seen',
                (issue.kind, issue.subject, issue.severity.value, issue.time, issue.time, params, issue.action),
            ).fetchall()[0]
        return StoredIssue(row[0], TimestampS(row[1]), issue)

    def resolve(self, kind: str, subject: str) -> bool:
        """Remove the issue, whose cause is gone. True if there was one."""
        with self._database.write() as connection:
            removed: int = connection.execute('DELETE FROM issue WHERE kind = ? AND subject = ?', (kind, subject)).rowcount
        return removed > 0

    def dismiss(self, identifier: int, now: TimestampS) -> bool:
        """Hide it until something about it changes. True if it exists."""
        with self._database.write() as connection:
            found: int = connection.execute('UPDATE issue SET dismissed_at = ? WHERE id = ?', (now, identifier)).rowcount
        return found > 0

    def restore(self, identifier: int) -> bool:
        """Undo of `dismiss`."""
        with self._database.write() as connection:
            found: int = connection.execute('UPDATE issue SET dismissed_at = NULL WHERE id = ?', (identifier,)).rowcount
        return found > 0

    def load_open(self) -> list[StoredIssue]:
        """Issues that are not dismissed, worst first, then newest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                'SELECT id, first_seen, kind, subject, severity, last_seen, params, action FROM issue WHERE dismissed_at IS NULL '
                "ORDER BY CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, last_seen DESC, id DESC",
            ).fetchall()
        return [
            StoredIssue(r[0], TimestampS(r[1]), Issue(r[2], r[3], Severity(r[4]), TimestampS(r[5]), json.loads(r[6]), r[7]))
            for r in rows
        ]
