from tests.api.conftest import Client


def test_all_locations_need_no_profile(client: Client) -> None:
    locations = client.result('GET', '/locations/all')['locations']
    assert locations['kraken'] == {'label': 'Kraken', 'image': 'kraken.svg', 'exchange_details': {'is_exchange_with_key': True}}
    assert 'icon' in locations['banks']
    assert 'total' not in locations


def test_used_locations_follow_balances(user: Client) -> None:
    assert user.result('GET', '/locations/associated') == []
    assert user.result('GET', '/locations/labels') == []
    entry = {'asset': 'BTC', 'label': 'a', 'amount': '1', 'location': 'Polygon POS', 'balance_type': 'asset'}
    user.result('PUT', '/balances/manual', {'balances': [entry]})
    assert user.result('GET', '/locations/associated') == ['polygon pos']
