"""Answers of what a profile keeps (tags, notes, names, balances by hand, ...) pass the checks of the established client."""

from pathlib import Path
from typing import Any

from tests.api.conftest import Client
from tests.contract.client_shape import find_mismatch, load_checks

A = '0x52908400098527886E0F7030069857D2E4169EE7'
BOOK = '/names/addressbook/{}'
BALANCE = {'asset': 'BTC', 'label': 'a', 'amount': '1', 'location': 'banks', 'balance_type': 'asset', 'tags': ['cold']}
NOTE = {'title': 'a', 'content': 'b', 'location': 'G', 'is_pinned': True}
SERVICE = {'services': [{'name': 'gnosis_pay', 'api_key': 'k'}, {'name': 'monerium', 'username': 'a', 'password': 'b'}]}
ENTRY = {'address': A, 'blockchain': 'btc', 'name': 'one'}
MODULE = {'module': 'liquity', 'address': A}
# In the order in which they are called; each finds data there that the ones before it made.
CALLS: tuple[tuple[str, str, str, Any], ...] = (
    ('PUT', '/tags', '/tags', {'name': 'cold', 'description': None}),
    ('GET', '/tags', '/tags', None),
    ('PATCH', '/tags', '/tags', {'name': 'cold', 'description': 'x'}),
    ('PUT', '/notes', '/notes', NOTE),
    ('POST', '/notes', '/notes', {'limit': 10, 'offset': 0, 'order_by_attributes': ['last_update_timestamp'], 'ascending': [False]}),
    ('PUT', '/balances/manual', '/balances/manual', {'balances': [BALANCE, {**BALANCE, 'label': 'b', 'asset': 'ETH', 'tags': None}]}),
    ('GET', '/balances/manual', '/balances/manual', None),
    ('GET', '/locations/all', '/locations/all', None),
    ('GET', '/locations/associated', '/locations/associated', None),
    ('GET', '/locations/labels', '/locations/labels', None),
    ('PUT', '/external_services', '/external_services', SERVICE),
    ('GET', '/external_services', '/external_services', None),
    ('DELETE', '/external_services', '/external_services', {'services': ['monerium']}),
    ('PUT', BOOK, '/names/addressbook/private', {'entries': [ENTRY, {'address': A, 'blockchain': None, 'name': 'all'}]}),
    ('POST', BOOK, '/names/addressbook/private', {'strict_blockchain': False}),
    ('POST', '/names', '/names', {'addresses': [{'address': A, 'blockchain': 'btc'}]}),
    ('PUT', '/queried_addresses', '/queried_addresses', MODULE),
    ('GET', '/queried_addresses', '/queried_addresses', None),
    ('PUT', '/assets/ignored', '/assets/ignored', {'assets': ['BTC']}),
    ('DELETE', '/assets/ignored', '/assets/ignored', {'assets': ['BTC', 'ETH']}),
    ('GET', '/statistics/netvalue', '/statistics/netvalue', None),
    ('POST', '/statistics/balance', '/statistics/balance', {'asset': 'BTC'}),
    ('GET', '/statistics/value_distribution', '/statistics/value_distribution?distribution_by=asset', None),
    ('DELETE', '/tags', '/tags', {'name': 'cold'}),
    ('DELETE', '/balances/manual', '/balances/manual', {'ids': [1]}),
)


def test_answers_with_data_pass_the_checks_of_the_client(user: Client, tmp_path: Path) -> None:
    checks = load_checks()
    user.result('PUT', '/snapshots', _snapshot(tmp_path))
    problems = []
    for method, path, url, body in CALLS:
        result = user.result(method, url, body)
        if problem := find_mismatch(result, checks.get((method, path))):
            problems.append(f'{method} {path}: {problem}')
    assert problems == []


def test_answers_of_a_new_profile_pass_the_checks_of_the_client(user: Client) -> None:
    checks = load_checks()
    problems = [
        f'{method} {path}: {problem}' for method, path, url, _ in CALLS
        if method == 'GET' and (problem := find_mismatch(user.result(method, url), checks.get((method, path))))
    ]
    assert problems == []


def _snapshot(folder: Path) -> dict[str, str]:
    balances, locations = folder / 'b.csv', folder / 'l.csv'
    balances.write_text('timestamp,category,asset_identifier,amount,usd_value\n1700000000,asset,BTC,1,2\n1700000000,asset,ETH,1,\n')
    locations.write_text('timestamp,location,usd_value\n1700000000,total,2\n')
    return {'balances_snapshot_file': str(balances), 'location_data_snapshot_file': str(locations)}
