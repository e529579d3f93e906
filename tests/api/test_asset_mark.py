from tests.api.conftest import Client

USDC = 'eip155:1/erc20:0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48'


def test_assets_are_ignored_and_no_longer_ignored(user: Client) -> None:
    assert user.result('GET', '/assets/ignored') == []
    assert user.result('PUT', '/assets/ignored', {'assets': ['BTC', 'ETH']}) == {'successful': ['BTC', 'ETH'], 'no_action': []}
    assert user.result('PUT', '/assets/ignored', {'assets': ['BTC']}) == {'successful': [], 'no_action': ['BTC']}
    assert user.result('DELETE', '/assets/ignored', {'assets': ['BTC', 'EUR']}) == {'successful': ['BTC'], 'no_action': ['EUR']}
    assert user.result('GET', '/assets/ignored') == ['ETH']
    assert user.error('PUT', '/assets/ignored', {'assets': ['NOTHING']})['params']['field'] == 'assets.0'


def test_spam_is_ignored_until_it_is_whitelisted(user: Client) -> None:
    assert user.error('POST', '/assets/spam', {'tokens': ['eip155:1/erc20:0x12']})['params']['field'] == 'tokens.0'
    assert user.result('POST', '/assets/spam', {'tokens': [USDC]}) is True
    assert user.result('GET', '/assets/ignored') == [USDC]
    assert user.result('POST', '/assets/ignored/whitelist', {'token': USDC}) is True
    assert (user.result('GET', '/assets/ignored'), user.result('GET', '/assets/ignored/whitelist')) == ([], [USDC])
    user.error('DELETE', '/assets/spam', {'token': USDC}, status=404)
    assert user.result('DELETE', '/assets/ignored/whitelist', {'token': USDC}) is True
    user.error('DELETE', '/assets/ignored/whitelist', {'token': USDC}, status=404)
