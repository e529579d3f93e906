import pytest

from tests.api.conftest import Client

A = '0x52908400098527886E0F7030069857D2E4169EE7'
BOOKS = ('private', 'global')


@pytest.mark.parametrize('book', BOOKS)
def test_book_names_are_added_found_changed_and_deleted(user: Client, book: str) -> None:
    path = f'/names/addressbook/{book}'
    entry = {'address': A, 'blockchain': None, 'name': 'one'}
    assert user.result('PUT', path, {'entries': [{**entry, 'address': A.lower()}]}) is True
    user.error('PUT', path, {'entries': [entry]}, status=409)
    assert user.result('PUT', path, {'entries': [{**entry, 'name': 'two'}], 'update_existing': True}) is True
    query = {'strict_blockchain': True, 'limit': 10, 'offset': 0, 'ascending': [True], 'order_by_attributes': ['name']}
    found = user.result('POST', path, query)
    assert found == {'entries': [{**entry, 'name': 'two'}], 'entries_found': 1, 'entries_total': 1, 'entries_limit': -1}
    assert user.result('PATCH', path, {'entries': [entry]}) is True
    best = user.result('POST', '/names', {'addresses': [{'address': A, 'blockchain': 'btc'}, {'address': A, 'blockchain': None}]})
    assert best == [
        {'address': A, 'blockchain': chain, 'name': 'one', 'source': f'{book}_addressbook'} for chain in ('btc', None)
    ]
    assert user.result('DELETE', path, {'addresses': [{'address': A, 'blockchain': None}]}) is True
    user.error('DELETE', path, {'addresses': [{'address': A}]}, status=404)
    assert user.result('POST', '/names', {}) == []


def test_names_with_bad_input_name_the_field(user: Client) -> None:
    for path, body, field in (
        ('/names/addressbook/other', {}, 'book_type'),
        ('/names/addressbook/private', {'addresses': [{}]}, 'addresses.0.address'),
        ('/names/addressbook/private', {'blockchain': 'mars'}, 'blockchain'),
        ('/names', {'addresses': [{'address': '0x1' + '0' * 39, 'blockchain': 'mars'}]}, 'addresses.0.blockchain'),
        ('/names/ens/reverse', {'ethereum_addresses': ['0x1']}, 'ethereum_addresses.0'),
        ('/names/ens/reverse', {'ethereum_addresses': []}, 'ethereum_addresses'),
        ('/names/ens/resolve', {}, 'name'),
    ):
        assert user.error('POST', path, body)['params']['field'] == field


def test_global_names_are_there_for_the_next_profile_and_private_ones_are_not(user: Client) -> None:
    for book in BOOKS:
        user.result('PUT', f'/names/addressbook/{book}', {'entries': [{'address': A, 'blockchain': None, 'name': book}]})
    user.result('PATCH', '/users/ada', {'action': 'logout'})
    user.result('PUT', '/users', {'name': 'grace', 'password': 'another horse'})
    assert [best['name'] for best in user.result('POST', '/names', {})] == ['global']
