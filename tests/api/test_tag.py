from tests.api.conftest import Client


def test_tags_of_a_new_profile_are_the_reserved_one(user: Client) -> None:
    tags = user.result('GET', '/tags')
    assert list(tags) == ['Contract']
    assert set(tags['Contract']) == {'name', 'description', 'background_color', 'foreground_color'}


def test_tag_created_edited_renamed_deleted_is_answered_each_time(user: Client) -> None:
    created = user.result('PUT', '/tags', {'name': 'cold', 'description': None, 'background_color': 'AAAAAA', 'foreground_color': '000000'})
    assert created['cold'] == {'name': 'cold', 'description': None, 'background_color': 'AAAAAA', 'foreground_color': '000000'}
    edited = user.result('PATCH', '/tags', {'name': 'Cold', 'new_name': 'warm', 'description': 'x', 'background_color': None})
    assert 'cold' not in edited
    assert edited['warm']['description'] == 'x'
    response = user.call('DELETE', '/tags', {'name': 'WARM'})
    assert list(response.json['result']) == ['Contract']
    assert response.json['message'] == ''


def test_delete_of_a_used_tag_says_how_often_it_was_used(user: Client) -> None:
    user.result('PUT', '/tags', {'name': 'cold'})
    balance = {'asset': 'BTC', 'label': 'a', 'amount': '1', 'location': 'external', 'balance_type': 'asset', 'tags': ['cold']}
    user.result('PUT', '/balances/manual', {'balances': [balance]})
    assert '1' in user.call('DELETE', '/tags', {'name': 'cold'}).json['message']
    assert user.result('GET', '/balances/manual')['balances'][0]['tags'] is None


def test_tag_with_bad_input_names_the_field(user: Client) -> None:
    for body, field in (
        ({}, 'name'), ({'name': ' '}, 'name'), ({'name': 5}, 'name'), ({'name': 'a', 'background_color': '#AAAAAA'}, 'background_color'),
        ({'name': 'a\nb'}, 'name'),
    ):
        error = user.error('PUT', '/tags', body)
        assert error['params']['field'] == field
        assert error['message'].startswith(f'{field}: ')
    assert user.error('PUT', '/tags', {'name': 'CONTRACT'}, status=409)['params']['field'] == 'name'
    assert user.error('PATCH', '/tags', {'name': 'Contract'})['params']['field'] == 'new_name'
    user.error('PATCH', '/tags', {'name': 'nothing', 'new_name': 'x'}, status=404)
    user.error('DELETE', '/tags', {'name': 'Contract'}, status=409)
    assert list(user.result('GET', '/tags')) == ['Contract']


def test_tags_without_a_profile_are_refused(client: Client) -> None:
    assert client.error('GET', '/tags', status=401)['code'] == 'not_logged_in'
