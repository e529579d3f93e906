"""Raises and settles issues: stored, and told to whoever listens."""

from collections.abc import Iterable, Mapping

from rotkehlchen.core.issue import Issue, Severity
from rotkehlchen.core.time import Clock
from rotkehlchen.services.notification import Notifier
from rotkehlchen.storage.issue import IssueRepository


class IssueLog:
    def __init__(self, issues: IssueRepository, notifier: Notifier, clock: Clock) -> None:
        self._issues = issues
        self._notifier = notifier
        self._clock = clock

    def put(
            self, kind: str, subject: str, severity: Severity = Severity.WARNING,
            params: Mapping[str, str | int | None] | None = None, action: str = '',
    ) -> None:
        stored = self._issues.save(Issue(kind, subject, severity, self._clock(), params or {}, action))
        self._notifier.issue(stored.identifier, stored.issue)

    def settle(self, kind: str, subjects: Iterable[str]) -> None:
        """Remove the issues of these subjects: their cause is gone."""
        settled = [subject for subject in subjects if self._issues.resolve(kind, subject)]
        if settled:
            self._notifier.data_changed('issues')

    def open_subjects(self, kind: str) -> set[str]:
        return {stored.issue.subject for stored in self._issues.load_open() if stored.issue.kind == kind}
