import pytest

from rotkehlchen.core.errors import NotFoundError
from rotkehlchen.core.issue import Issue, Severity
from rotkehlchen.core.time import TimestampS
from rotkehlchen.services.issue import IssueService
from rotkehlchen.services.notification import Notifier
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.issue import IssueRepository
from tests.conftest import FixedClock


def test_dismissed_issue_is_hidden_until_it_changes_or_is_restored(user_database: Database, clock: FixedClock) -> None:
    repository = IssueRepository(user_database)
    issues = IssueService(repository, clock, Notifier())

    def save(reason: str) -> int:
        return repository.save(Issue('chain_unreachable', 'eth', Severity.WARNING, TimestampS(5), {'reason': reason}, 'retry')).identifier

    identifier = save('timeout')
    issues.dismiss(identifier)
    save('timeout')
    assert issues.open() == []
    save('refused')
    assert [stored.issue.params for stored in issues.open()] == [{'reason': 'refused'}]
    issues.dismiss(identifier)
    issues.restore(identifier)
    assert len(issues.open()) == 1
    for act in (issues.dismiss, issues.restore):
        with pytest.raises(NotFoundError):
            act(identifier + 1)
