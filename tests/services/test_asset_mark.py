import pytest

from rotkehlchen.core.errors import InputError, NotFoundError
from rotkehlchen.services.asset_mark import AssetMarkService, MarkResult
from rotkehlchen.services.notification import Notifier
from rotkehlchen.storage.asset_mark import AssetMarkRepository
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.global_db.asset import AssetRepository
from rotkehlchen.storage.global_db.asset_row import Asset


@pytest.fixture
def assets(global_database: Database) -> AssetRepository:
    repository = AssetRepository(global_database)
    for identifier, protocol in (('A', None), ('B', 'aave-v3'), ('C', 'spam')):
        repository.add(Asset(identifier, 'own chain', f'name {identifier}', identifier, protocol=protocol))
    return repository


@pytest.fixture
def marks(user_database: Database, assets: AssetRepository) -> AssetMarkService:
    return AssetMarkService(AssetMarkRepository(user_database), assets, Notifier())


def protocol(assets: AssetRepository, identifier: str) -> str | None:
    asset = assets.find(identifier)
    assert asset is not None
    return asset.protocol


def test_ignore_says_what_was_so_already(marks: AssetMarkService) -> None:
    assert marks.ignore(['B', 'A', 'B']) == MarkResult(['B', 'A'], [])
    assert marks.ignore(['A', 'C']) == MarkResult(['C'], ['A'])
    assert marks.ignored() == ['A', 'B', 'C']
    assert marks.stop_ignoring(['A', 'GONE']) == MarkResult(['A'], ['GONE'])
    assert marks.ignored() == ['B', 'C']


def test_put_aside_is_done_once_and_never_to_what_is_trusted(marks: AssetMarkService) -> None:
    marks.whitelist('B')
    assert marks.put_aside({'A', 'B', 'C'}) == 2
    assert marks.ignored() == ['A', 'C']
    marks.stop_ignoring(['A'])
    assert marks.put_aside({'A', 'C'}) == 0  # nothing new
    assert marks.ignored() == ['C']
    assert marks.put_aside(set()) == 0


def test_ignore_unknown_asset_names_it_and_ignores_nothing(marks: AssetMarkService) -> None:
    with pytest.raises(InputError) as caught:
        marks.ignore(['A', 'NOTHING'])
    assert caught.value.field == 'assets.1'
    assert marks.ignored() == []


def test_spam_is_ignored_and_gets_its_protocol_back_when_it_was_none(marks: AssetMarkService, assets: AssetRepository) -> None:
    marks.whitelist('B')
    marks.mark_spam(['A', 'B'])
    marks.mark_spam(['B'])  # a second time must not forget the protocol
    assert (marks.ignored(), marks.whitelisted()) == (['A', 'B'], [])
    assert (protocol(assets, 'A'), protocol(assets, 'B')) == ('spam', 'spam')
    marks.unmark_spam('B')
    assert (marks.ignored(), protocol(assets, 'B')) == (['A'], 'aave-v3')


def test_whitelist_ends_that_a_token_is_spam_and_ignored(marks: AssetMarkService, assets: AssetRepository) -> None:
    marks.ignore(['C'])
    marks.whitelist('C')
    assert (marks.ignored(), marks.whitelisted(), protocol(assets, 'C')) == ([], ['C'], None)
    marks.stop_whitelisting('C')
    assert marks.whitelisted() == []


def test_taking_back_what_was_never_said_is_refused(marks: AssetMarkService) -> None:
    with pytest.raises(NotFoundError):
        marks.unmark_spam('A')
    with pytest.raises(NotFoundError):
        marks.stop_whitelisting('A')
    with pytest.raises(InputError) as caught:
        marks.whitelist('NOTHING')
    assert caught.value.field == 'token'
