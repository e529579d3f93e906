from rotkehlchen.core.issue import Issue, Severity
from rotkehlchen.core.time import TimestampS
from rotkehlchen.services.container import AppServices
from tests.api.conftest import Client


def test_issue_is_shown_dismissed_and_restored(user: Client, services: AppServices) -> None:
    issue = Issue('chain_unreachable', 'eth', Severity.WARNING, TimestampS(7), {'reason': 'timeout'}, 'retry')
    identifier = services.session.require().issues.save(issue).identifier
    entry = {
        'identifier': identifier, 'kind': 'chain_unreachable', 'subject': 'eth', 'severity': 'warning', 'time': 7, 'first_seen': 7,
        'params': {'reason': 'timeout'}, 'action': 'retry',
    }
    assert user.result('GET', '/issues') == {'entries': [entry]}
    assert user.result('DELETE', f'/issues/{identifier}') is True
    assert user.result('GET', '/issues') == {'entries': []}
    assert user.result('PUT', f'/issues/{identifier}') is True
    assert user.result('GET', '/issues') == {'entries': [entry]}
    user.error('DELETE', '/issues/99', status=404)
