import pytest

from rotkehlchen.core.errors import InputError
from rotkehlchen.services.location import ChainName, LocationLabel, LocationService, LocationUseService, location_of_chain
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.location import LocationUseRepository


@pytest.fixture
def locations() -> LocationService:
    return LocationService(lambda: [ChainName('eth', 'Ethereum'), ChainName('zksync_era', 'zkSync Era'), ChainName('my_chain', 'Mine')])


def test_all_has_each_location_once_with_label_and_picture(locations: LocationService) -> None:
    everything = locations.all()
    assert len(everything) == 57 + 2  # the chain that has a word already adds none
    assert all(detail['label'] and ('icon' in detail) != ('image' in detail) for detail in everything.values())
    assert 'total' not in everything
    assert everything['my chain'] == {'label': 'Mine', 'image': 'my_chain.svg'}
    assert set(everything) == set(locations.names())


def test_all_does_not_show_the_chain_behind_a_location(locations: LocationService) -> None:
    assert not any('chain' in detail for detail in locations.all().values())


@pytest.mark.parametrize(('chain', 'location'), [
    ('eth', 'ethereum'), ('polygon_pos', 'polygon pos'), ('btc', 'bitcoin'), ('avax', 'avalanche'), ('zksync_era', 'zksync era'),
])
def test_location_of_a_chain_is_the_established_word(chain: str, location: str) -> None:
    assert location_of_chain(chain) == location


@pytest.mark.parametrize(('raw', 'location'), [('Kraken', 'kraken'), ('polygon_pos', 'polygon pos'), ('my chain', 'my chain')])
def test_parse_ignores_case_and_underscores(locations: LocationService, raw: str, location: str) -> None:
    assert locations.parse(raw) == location


@pytest.mark.parametrize('raw', ['total', 'mars', ''])
def test_parse_of_what_nothing_is_held_at_is_refused(locations: LocationService, raw: str) -> None:
    with pytest.raises(InputError) as caught:
        locations.parse(raw, 'balances.0.location')
    assert caught.value.field == 'balances.0.location'


def test_uses_are_those_of_balances_and_accounts(user_database: Database) -> None:
    uses = LocationUseService(LocationUseRepository(user_database))
    assert uses.associated() == []
    with user_database.write() as connection:
        connection.execute("INSERT INTO account (chain, address, added_at) VALUES ('eth', '0x1', 1), ('polygon_pos', '0x1', 1)")
        connection.execute(
            'INSERT INTO manual_balance (asset, label, amount, location, category) '
            "VALUES ('BTC', 'a', '1', 'banks', 'asset'), ('BTC', 'b', '1', 'ethereum', 'asset')",
        )
    assert uses.associated() == ['banks', 'ethereum', 'polygon pos']
    assert uses.labels() == [LocationLabel('0x1', 'ethereum'), LocationLabel('0x1', 'polygon pos')]
