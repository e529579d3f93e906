import logging

import pytest

from tests.api.conftest import Client


def test_services_are_set_shown_and_removed(user: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    assert user.result('GET', '/external_services') == {}
    entries = [
        {'name': 'gnosis_pay', 'api_key': 'hush-key'},
        {'name': 'monerium', 'username': 'me', 'password': 'hush-password'},
        {'name': 'blockscout', 'url': 'http://127.0.0.1:4000'},
    ]
    expected = {
        'gnosis_pay': {'api_key': 'hush-key'}, 'monerium': {'api_key': '', 'username': 'me'},
        'blockscout': {'api_key': '', 'url': 'http://127.0.0.1:4000'},
    }
    assert user.result('PUT', '/external_services', {'services': entries}) == expected
    assert user.result('GET', '/external_services') == expected
    assert user.result('DELETE', '/external_services', {'services': ['gnosis pay', 'monerium', 'blockscout']}) == {}
    assert 'hush' not in caplog.text


def test_wrong_service_names_the_field_and_no_secret(user: Client) -> None:
    for entry, field in (
        ({'name': 'nobody', 'api_key': 'hush'}, 'services.0.name'), ({'name': 'helius'}, 'services.0.api_key'),
        ({'name': 'helius', 'api_key': 'hush', 'url': 'http://8.8.8.8'}, 'services.0.url'),
        ({'name': 'helius', 'api_key': 'hush\n'}, 'services.0.api_key'),
    ):
        error = user.error('PUT', '/external_services', {'services': [entry]})
        assert error['params']['field'] == field
        assert 'hush' not in str(error)
