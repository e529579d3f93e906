import time
from typing import Any

import pytest

from tests.api.conftest import Client


def balance(**changes: Any) -> dict[str, Any]:
    return {'asset': 'BTC', 'label': 'wallet', 'amount': '1.5', 'location': 'kraken', 'balance_type': 'asset', **changes}


def test_balance_without_a_price_has_the_value_nan_and_not_zero(user: Client) -> None:
    put = user.result('PUT', '/balances/manual', {'balances': [balance()]})
    assert put == user.result('GET', '/balances/manual')
    assert put == {'balances': [{
        'identifier': 1, 'asset': 'BTC', 'label': 'wallet', 'amount': '1.5', 'value': 'NaN', 'location': 'kraken', 'tags': None,
        'balance_type': 'asset', 'asset_is_missing': False,
    }]}


def test_balance_is_added_in_a_task_changed_and_deleted(user: Client) -> None:
    task = user.result('PUT', '/balances/manual', {'balances': [balance()], 'async_query': True})['task_id']
    for _ in range(100):
        answer = user.result('GET', f'/tasks/{task}')
        if answer['status'] == 'completed':
            break
        time.sleep(0.02)
    added = answer['outcome']['result']['balances'][0]
    change = balance(identifier=added['identifier'], amount='0', location='banks')
    changed = user.result('PATCH', '/balances/manual', {'balances': [change]})
    assert [(row['amount'], row['location'], row['value']) for row in changed['balances']] == [('0', 'banks', '0')]
    assert user.result('DELETE', '/balances/manual', {'ids': [added['identifier']]}) == {'balances': []}
    user.error('DELETE', '/balances/manual', {'ids': [added['identifier']]}, status=404)


@pytest.mark.parametrize(('changes', 'field'), [
    ({'amount': 'NaN'}, 'balances.1.amount'), ({'amount': '1e400'}, 'balances.1.amount'), ({'amount': '1_000'}, 'balances.1.amount'),
    ({'amount': '-1'}, 'balances.1.amount'), ({'amount': '\uff11'}, 'balances.1.amount'), ({'amount': None}, 'balances.1.amount'),
    ({'amount': True}, 'balances.1.amount'), ({'asset': 'NOTHING'}, 'balances.1.asset'),
    ({'asset': 'eip155:1/erc20:0x1'}, 'balances.1.asset'), ({'location': 'mars'}, 'balances.1.location'),
    ({'location': 'total'}, 'balances.1.location'), ({'label': ''}, 'balances.1.label'), ({'label': 'a\u0000b'}, 'balances.1.label'),
    ({'balance_type': 'debt'}, 'balances.1.balance_type'), ({'tags': ['no']}, 'balances.1.tags.0'),
])
def test_bad_balance_names_its_field_and_changes_nothing(user: Client, changes: dict[str, Any], field: str) -> None:
    error = user.error('PUT', '/balances/manual', {'balances': [balance(), balance(label='other') | changes]})
    assert error['params']['field'] == field
    assert error['message'].startswith(f'{field}: ')
    assert user.result('GET', '/balances/manual') == {'balances': []}


def test_duplicate_label_is_a_conflict_that_names_label_and_field(user: Client) -> None:
    user.result('PUT', '/balances/manual', {'balances': [balance()]})
    error = user.error('PUT', '/balances/manual', {'balances': [balance()]}, status=409)
    assert (error['params']['field'], error['params']['label']) == ('balances.0.label', 'wallet')
    assert 'wallet' in error['message']


def test_number_in_json_keeps_every_digit(user: Client) -> None:
    body = '{"balances":[{"asset":"BTC","label":"a","amount":0.1000000000000000000000000001,"location":"banks","balance_type":"asset"}]}'
    response = user.call('PUT', '/balances/manual', data=body, content_type='application/json')
    assert response.json['result']['balances'][0]['amount'] == '0.1000000000000000000000000001'


def test_thousand_balances_are_answered_quickly(user: Client) -> None:
    user.result('PUT', '/balances/manual', {'balances': [balance(label=f'b{number}') for number in range(1000)]})
    seconds = []
    for _ in range(5):
        start = time.perf_counter()
        user.call('GET', '/balances/manual')
        seconds.append(time.perf_counter() - start)
    assert min(seconds) < 0.1  # the shape check of this client takes most of it
