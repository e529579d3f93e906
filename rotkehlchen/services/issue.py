"""Open issues: read, dismiss, take a dismissal back."""

from rotkehlchen.core.errors import NotFoundError
from rotkehlchen.core.time import Clock
from rotkehlchen.services.notification import Notifier
from rotkehlchen.storage.issue import IssueRepository, StoredIssue


class IssueService:
    def __init__(self, issues: IssueRepository, clock: Clock, notifier: Notifier) -> None:
        self._issues = issues
        self._clock = clock
        self._notifier = notifier

    def open(self) -> list[StoredIssue]:
        """Issues that are not dismissed, worst first, then newest first."""
        return self._issues.load_open()

    def dismiss(self, identifier: int) -> None:
        """Hide an issue until something about it changes."""
        if not self._issues.dismiss(identifier, self._clock()):
            raise _unknown(identifier)
        self._notifier.data_changed('issues')

    def restore(self, identifier: int) -> None:
        """Undo of `dismiss`."""
        if not self._issues.restore(identifier):
            raise _unknown(identifier)
        self._notifier.data_changed('issues')


def _unknown(identifier: int) -> NotFoundError:
    return NotFoundError(f'There is no issue {identifier}: it may have been solved', identifier=identifier)
