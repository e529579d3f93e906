from tests.api.conftest import Client

A = '0x52908400098527886E0F7030069857D2E4169EE7'


def test_restrictions_are_set_and_lifted(user: Client) -> None:
    assert user.result('GET', '/queried_addresses') == {}
    body = {'module': 'liquity', 'address': A.lower()}
    assert user.result('PUT', '/queried_addresses', body) == {'liquity': [A]}
    user.error('PUT', '/queried_addresses', body, status=409)
    assert user.result('DELETE', '/queried_addresses', body) == {}
    user.error('DELETE', '/queried_addresses', body, status=404)
    assert user.error('PUT', '/queried_addresses', {**body, 'module': 'nothing'})['params']['field'] == 'module'
