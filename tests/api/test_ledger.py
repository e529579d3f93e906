"""Past balances, reconciliation and performance through the API, over a real profile with events by hand and prices that are stored."""

from typing import Any

import pytest

from tests.api.conftest import Client

DAY = 86_400
START = 1_700_006_400  # 2023-11-15, a midnight


def add(user: Client, number: int, kind: str, asset: str, amount: str, day: int, *, location: str = 'kraken', label: str = 'main', **more: Any) -> int:
    name, subtype = kind.split('/')
    body = {
        'entry_type': 'history event', 'timestamp': (START + day * DAY + 3600) * 1000, 'group_identifier': f'g{number}', 'sequence_index': number,
        'location': location, 'location_label': label, 'event_type': name, 'event_subtype': subtype, 'asset': asset, 'amount': amount, **more}
    return int(user.result('PUT', '/history/events', body)['identifier'])


def price(user: Client, asset: str, day: int, value: str) -> None:
    user.result('PUT', '/assets/prices/historical', {
        'from_asset': asset, 'to_asset': 'EUR', 'timestamp': START + day * DAY + DAY // 2, 'price': value})


@pytest.fixture
def traded(user: Client) -> Client:
    """1000 EUR paid in, 0.5 BTC bought for 900 with a fee of 10, BTC doubles, 0.1 BTC is sent away."""
    add(user, 1, 'deposit/deposit asset', 'EUR', '1000', 0)
    add(user, 2, 'trade/spend', 'EUR', '900', 1)
    add(user, 2, 'trade/receive', 'BTC', '0.5', 1, sequence_index=3)
    add(user, 2, 'trade/fee', 'EUR', '10', 1, sequence_index=4)
    add(user, 3, 'spend/payment', 'BTC', '0.1', 3)
    for day, value in enumerate(['1800', '1800', '3600', '3600', '3600']):
        price(user, 'BTC', day, value)
    return user


def at(day: int) -> int:
    return START + (day + 1) * DAY - 1


def test_balances_at_a_time_are_what_the_events_made_until_then(traded: Client) -> None:
    before = traded.result('POST', '/balances/historical', {'timestamp': at(0)})
    assert (before['processing_required'], before['entries'], before['value']) == (False, {'EUR': '1000'}, '1000')
    after = traded.result('POST', '/balances/historical', {'timestamp': at(1)})
    assert (after['entries'], after['value'], after['unknown_prices']) == ({'BTC': '0.5', 'EUR': '90'}, '990', [])
    assert after['accounts'][0] == {
        'kind': 'own', 'location': 'kraken', 'location_label': 'main', 'protocol': None, 'asset': 'BTC', 'amount': '0.5'}
    assert traded.result('POST', '/balances/historical', {'timestamp': at(1), 'asset': 'BTC'})['entries'] == {'BTC': '0.5'}
    assert traded.result('POST', '/balances/historical', {'timestamp': at(1), 'location': 'binance'})['entries'] == {}
    assert traded.result('POST', '/balances/historical', {'timestamp': at(1), 'location': 'Kraken', 'location_label': 'main'})['entries'] == after['entries']
    assert traded.error('POST', '/balances/historical', {'timestamp': at(1), 'location': 'nowhere'})['params']['field'] == 'location'


def test_amounts_of_an_asset_over_time_name_the_group_that_went_below_zero(traded: Client) -> None:
    found = traded.result('POST', '/balances/historical/asset', {'asset': 'BTC'})
    assert (found['times'], found['values']) == ([START + DAY + 3600, START + 3 * DAY + 3600], ['0.5', '0.4'])
    assert 'last_group_identifier' not in found
    later = traded.result('POST', '/balances/historical/asset', {'asset': 'BTC', 'from_timestamp': at(1), 'to_timestamp': at(2)})
    assert (later['times'], later['values']) == ([at(1)], ['0.5'])
    add(traded, 9, 'spend/none', 'BTC', '2', 4)
    assert traded.result('POST', '/balances/historical/asset', {'asset': 'BTC'})['last_group_identifier'] == 'g9'
    assert traded.error('POST', '/balances/historical/asset', {})['params']['field'] == 'asset'
    assert traded.error('POST', '/balances/historical/asset', {'collection_id': 99_999_999}, status=404)['code'] == 'not_found'


def test_net_worth_by_day_says_what_it_does_not_know(traded: Client) -> None:
    found = traded.result('POST', '/balances/historical/netvalue', {'to_timestamp': at(3)})
    assert found['times'] == [at(0), at(1), at(2), at(3)]
    assert found['net_values'] == ['1000', '990', '1890', '1530']
    assert found['values'][3] == {'EUR': '90', 'BTC': '0.4'}
    assert (found['unknown_times'], found['unpriced_assets'], found['below_zero']) == ([], [], [])
    add(traded, 9, 'receive/reward', 'ETH', '2', 2)
    price(traded, 'ETH', 3, '5')
    add(traded, 10, 'receive/airdrop', 'DOGE', '7', 2)
    found = traded.result('POST', '/balances/historical/netvalue', {'from_timestamp': at(1), 'to_timestamp': at(5)})
    assert found['net_values'] == ['990', '1900', '1540', None, None]  # a price within a day answers, an older one does not
    assert (found['unknown_times'], found['unknown_prices'], found['unpriced_assets']) == ([at(4), at(5)], {'BTC': 1, 'ETH': 2}, ['DOGE'])


def test_history_without_events_has_no_worth(user: Client) -> None:
    assert user.result('POST', '/balances/historical', {'timestamp': at(0)})['entries'] == {}
    assert user.result('POST', '/balances/historical/netvalue', {})['times'] == []
    assert user.result('GET', '/performance')['time_weighted_return'] is None
    assert user.result('GET', '/reconciliation')['gaps'] == []


def test_ledger_follows_every_change_of_the_history(traded: Client) -> None:
    identifier = add(traded, 9, 'receive/none', 'EUR', '5', 1)
    assert traded.result('POST', '/balances/historical', {'timestamp': at(1)})['entries']['EUR'] == '95'
    traded.result('DELETE', '/history/events', {'identifiers': [identifier]})
    assert traded.result('POST', '/balances/historical', {'timestamp': at(1)})['entries']['EUR'] == '90'


def test_performance_of_everything(traded: Client) -> None:
    found = traded.result('GET', f'/performance?to_timestamp={at(3)}&benchmark=BTC')
    assert (found['start_value'], found['contributions'], found['withdrawals'], found['end_value'], found['growth']) == ('0', '1000', '360', '1530', '890')
    # -10 of 1000 on the second day, 900 of 990 on the third
    assert found['time_weighted_return'] == '0.89'
    assert found['max_drawdown'] == {'depth': '0.01', 'peak': START, 'trough': START + DAY, 'recovered': START + 2 * DAY}
    assert found['series']['index'] == [None, '1', '0.99', '1.89', '1.89']
    assert found['series']['paid_in'][-1] == '640'
    # 1000 at 1800 are 0.5556 BTC; 360 of 3600 are taken out of it
    assert found['benchmark']['time_weighted_return'] == '1'
    assert found['benchmark']['end_value'].startswith('1640')
    assert found['unknown_days'] == []


def test_performance_of_one_asset_counts_what_it_was_swapped_for_as_payment(traded: Client) -> None:
    found = traded.result('GET', f'/performance?to_timestamp={at(3)}&asset=BTC&with_series=false')
    assert (found['contributions'], found['withdrawals'], found['end_value'], found['time_weighted_return']) == ('900', '360', '1440', '1')
    assert found['series'] is None
    kraken = traded.result('GET', f'/performance?to_timestamp={at(3)}&location=kraken&location_label=main')
    assert kraken['growth'] == '890'


def test_payments_do_not_change_the_time_weighted_return(user: Client) -> None:
    for day, value in enumerate(['100', '110', '99', '99', '120']):
        price(user, 'BTC', day, value)
    add(user, 1, 'deposit/deposit asset', 'BTC', '1', 0)
    alone = user.result('GET', f'/performance?to_timestamp={at(4)}')
    add(user, 2, 'deposit/deposit asset', 'BTC', '5', 2)
    add(user, 3, 'withdrawal/remove asset', 'BTC', '2.5', 3)
    moved = user.result('GET', f'/performance?to_timestamp={at(4)}')
    assert alone['time_weighted_return'] == moved['time_weighted_return'] == '0.2'
    assert (moved['contributions'], moved['withdrawals'], moved['growth']) == ('595', '247.5', '72.5')
    assert alone['volatility'] == moved['volatility']
    assert alone['internal_rate_of_return'] != moved['internal_rate_of_return']


def test_payment_without_a_price_waits_for_the_next_day_that_has_one(user: Client) -> None:
    add(user, 1, 'deposit/deposit asset', 'BTC', '1', 0)
    add(user, 2, 'deposit/deposit asset', 'BTC', '1', 3)
    for day, value in ((0, '100'), (6, '150')):
        price(user, 'BTC', day, value)
    found = user.result('GET', f'/performance?to_timestamp={at(6)}')
    assert found['unknown_days'] == [at(1), at(2), at(3), at(4)]
    assert (found['contributions'], found['end_value'], found['time_weighted_return']) == ('250', '300', '0.5')  # paid in at 100 and at 150
    assert found['unvalued_payments'] == {}


def test_performance_says_which_days_and_assets_it_cannot_value(traded: Client) -> None:
    add(traded, 9, 'receive/airdrop', 'DOGE', '7', 2)
    found = traded.result('GET', f'/performance?to_timestamp={at(6)}')
    assert (found['unknown_days'], found['unpriced_assets']) == ([at(5), at(6)], ['DOGE'])
    assert found['time_weighted_return'] == '0.89'
    assert traded.error('GET', f'/performance?from_timestamp={at(5)}&to_timestamp={at(1)}')['params']['field'] == 'from_timestamp'


def test_what_was_paid_for_an_asset_without_a_price_is_no_loss(user: Client) -> None:
    """900 of 1,000 go into something that nobody can value; all of it does on the third day."""
    add(user, 1, 'deposit/deposit asset', 'EUR', '1000', 0)
    for day, amount in ((1, '900'), (2, '100')):
        add(user, day + 1, 'trade/spend', 'EUR', amount, day)
        add(user, day + 1, 'trade/receive', 'DOGE', '7', day, sequence_index=1)
    found = user.result('GET', f'/performance?to_timestamp={at(1)}')
    assert (found['contributions'], found['withdrawals'], found['end_value'], found['growth']) == ('1000', '900', '100', '0')
    assert (found['time_weighted_return'], found['unpriced_assets']) == ('0', ['DOGE'])
    found = user.result('GET', f'/performance?to_timestamp={at(3)}')
    assert (found['growth'], found['unknown_days']) == ('0', [at(2), at(3)])


def test_gaps_are_listed_by_value_with_causes_and_closed_by_an_opening_balance(traded: Client) -> None:
    balances = [
        {'asset': asset, 'label': asset, 'amount': amount, 'location': 'kraken'} for asset, amount in (('BTC', '1.4'), ('EUR', '90'), ('ETH', '3'))]
    traded.result('PUT', '/balances/manual', {'balances': balances})
    traded.result('PUT', '/assets/prices/latest', {'from_asset': 'BTC', 'to_asset': 'EUR', 'price': '4000'})
    assert len(traded.result('GET', '/reconciliation')['gaps']) == 2
    assert not [one for one in traded.result('GET', '/issues')['entries'] if one['kind'] == 'balance_gaps']  # reading changes nothing
    found = traded.result('POST', '/reconciliation', {'refresh': False})
    assert [(gap['asset'], gap['ledger'], gap['live'], gap['value'], gap['since']) for gap in found['gaps']] == [
        ('BTC', '0.4', '1.4', '4000', 'since_start'), ('ETH', '0', '3', None, 'never_in_ledger')]
    assert found['agreeing'] == 1
    assert found['gaps'][0]['causes'][0]['kind'] == 'missing_import'
    opening = next(cause for cause in found['gaps'][0]['causes'] if cause['kind'] == 'opening_balance')
    assert (opening['amount'], opening['fix']) == ('1', 'add_opening_balance')
    (issue,) = [one for one in traded.result('GET', '/issues')['entries'] if one['kind'] == 'balance_gaps']
    assert issue['params']['count'] == 2
    assert traded.result('GET', '/reconciliation?value_threshold=5000')['gaps'][0]['asset'] == 'ETH'  # what is not known is shown
    closed = traded.result('PUT', '/reconciliation/opening_balance', {
        'location': 'kraken', 'location_label': 'main', 'asset': 'BTC', 'amount': opening['amount']})
    traded.result('PUT', '/reconciliation/opening_balance', {'location': 'kraken', 'asset': 'ETH', 'amount': '3', 'timestamp': START})
    told = traded.result('POST', '/history/events', {'group_identifiers': [closed['group_identifier']]})['entries'][0]['entry']
    assert (told['event_type'], told['event_subtype'], told['auto_notes']) == ('adjustment', 'receive', 'Opening balance of 1 BTC')
    after = traded.result('POST', '/reconciliation', {'refresh': False})
    assert (after['gaps'], after['agreeing']) == ([], 3)
    assert not [one for one in traded.result('GET', '/issues')['entries'] if one['kind'] == 'balance_gaps']
    assert traded.result('POST', '/balances/historical', {'timestamp': START + DAY + 3600 - 1, 'asset': 'BTC'})['entries'] == {'BTC': '1'}
    traded.result('DELETE', '/history/events', {'identifiers': [closed['identifier']]})
    assert [gap['asset'] for gap in traded.result('GET', '/reconciliation')['gaps']] == ['BTC']


def test_opening_balance_is_refused_where_it_says_nothing(traded: Client) -> None:
    body = {'location': 'kraken', 'asset': 'BTC', 'amount': '1', 'timestamp': START}
    assert traded.error('PUT', '/reconciliation/opening_balance', {**body, 'amount': '0'})['params']['field'] == 'amount'
    assert traded.error('PUT', '/reconciliation/opening_balance', {**body, 'location': 'nowhere'})['params']['field'] == 'location'
    assert traded.error('PUT', '/reconciliation/opening_balance', {**body, 'asset': 'NOPE'})['code'] == 'unknown_asset'
    without_time = {'location': 'binance', 'asset': 'BTC', 'amount': '1'}
    assert traded.error('PUT', '/reconciliation/opening_balance', without_time, status=409)['code'] == 'no_first_event'
    traded.result('PUT', '/reconciliation/opening_balance', body)
    assert traded.error('PUT', '/reconciliation/opening_balance', body, status=409)['code'] == 'event_exists'


def test_opening_balance_before_the_first_event_is_not_taken_twice_and_may_be_added_to(traded: Client) -> None:
    body = {'location': 'kraken', 'location_label': 'main', 'asset': 'BTC', 'amount': '1'}
    traded.result('PUT', '/reconciliation/opening_balance', body)
    assert traded.error('PUT', '/reconciliation/opening_balance', body, status=409)['code'] == 'event_exists'
    traded.result('PUT', '/reconciliation/opening_balance', {**body, 'amount': '0.25'})
    assert traded.error('PUT', '/reconciliation/opening_balance', body, status=409)['code'] == 'event_exists'
    traded.result('PUT', '/reconciliation/opening_balance', {**body, 'amount': '-1'})


def test_past_balance_on_a_chain_needs_a_chain_and_one_of_its_assets(user: Client) -> None:
    body = {'timestamp': START, 'evm_chain': 'ethereum', 'address': '0x' + '11' * 20, 'asset': 'ETH'}
    assert user.error('POST', '/balances/historical/onchain', {**body, 'evm_chain': 'nochain'})['params']['field'] == 'evm_chain'
    assert user.error('POST', '/balances/historical/onchain', {**body, 'asset': 'BTC'})['params']['field'] == 'asset'
