"""History over the API: events by hand, filters, edits that can be taken back, splits, swaps, visibility, matching, export."""

from typing import Any

import pytest

from tests.api.conftest import Client

TRADE = {
    'entry_type': 'swap event', 'timestamp': 1_600_000_000_000, 'location': 'kraken', 'spend_amount': '100', 'spend_asset': 'EUR',
    'receive_amount': '0.5', 'receive_asset': 'ETH', 'fees': [{'amount': '0.1', 'asset': 'EUR'}], 'user_notes': ['a first trade'],
}
EVENT = {
    'entry_type': 'history event', 'timestamp': 1_650_000_000_000, 'group_identifier': 'gift', 'sequence_index': 0, 'location': 'external',
    'event_type': 'receive', 'event_subtype': 'none', 'asset': 'BTC', 'amount': '1.5', 'user_notes': 'from grandmother',
}
MOVEMENT = {
    'entry_type': 'asset movement event', 'timestamp': 1_660_000_000_000, 'event_subtype': 'remove asset', 'location': 'kraken', 'asset': 'ETH',
    'amount': '2', 'fee': '0.01', 'location_label': 'my kraken',
}
ARRIVAL = {
    'entry_type': 'evm event', 'timestamp': 1_660_000_600_000, 'tx_ref': '0x' + 'ab' * 32, 'sequence_index': 1, 'location': 'ethereum',
    'event_type': 'receive', 'event_subtype': 'none', 'asset': 'ETH', 'amount': '2', 'location_label': '0x00000000000000000000000000000000000A11cE',
}


def page(user: Client, **wanted: Any) -> dict[str, Any]:
    found: dict[str, Any] = user.result('POST', '/history/events', wanted)
    return found


@pytest.fixture
def filled(user: Client) -> Client:
    for body in (TRADE, EVENT, MOVEMENT, ARRIVAL):
        user.result('PUT', '/history/events', body)
    return user


def test_events_by_hand_are_found_newest_first_with_a_description(filled: Client) -> None:
    found = page(filled, limit=3, offset=0)
    assert (found['entries_found'], found['entries_total'], len(found['entries'])) == (7, 7, 3)
    newest = found['entries'][0]['entry']
    assert (newest['asset'], newest['amount'], newest['tx_ref']) == ('ETH', '2', '0x' + 'ab' * 32)
    assert newest['auto_notes'] == 'Receive 2 ETH'
    assert newest['group_identifier'] == '1' + '0x' + 'ab' * 32
    assert found['entries'][0]['states'] == ['customized']


def test_what_accounting_is_told_of_an_event_is_kept_and_left_alone_where_it_is_not_given(user: Client) -> None:
    gift = {**EVENT, 'event_subtype': 'donate'}
    identifier = user.result('PUT', '/history/events', {**gift, 'extra_data': {'accounting': {'cost': '1400'}}})['identifier']

    def told() -> Any:
        return page(user)['entries'][0]['entry']['extra_data']

    assert told() == {'accounting': {'cost': '1400'}}
    user.result('PATCH', '/history/events', {**gift, 'identifier': identifier, 'amount': '2'})
    assert told() == {'accounting': {'cost': '1400'}}
    user.result('PATCH', '/history/events', {**gift, 'identifier': identifier, 'extra_data': {'accounting': {'cost': '6'}}})
    assert told() == {'accounting': {'cost': '6'}}
    user.result('PATCH', '/history/events', {**gift, 'identifier': identifier, 'extra_data': None})
    assert told() is None


@pytest.mark.parametrize(('asked', 'told'), [
    ('de', '2 ETH empfangen'), ('de-AT,de;q=0.9,en;q=0.8', '2 ETH empfangen'), ('en-GB', 'Receive 2 ETH'), ('fr', 'Receive 2 ETH'),
    ('fr,de;q=0.5', '2 ETH empfangen'), ('*', 'Receive 2 ETH'), (';;q=x', 'Receive 2 ETH'),
])
def test_events_are_told_in_the_language_of_the_request_and_found_in_any(filled: Client, asked: str, told: str) -> None:
    for wanted in ({'limit': 1, 'offset': 0}, {'limit': 1, 'offset': 0, 'aggregate_by_group_ids': True}, {'notes_substring': '2 ETH empf'}):
        found = filled.result('POST', '/history/events', wanted, headers={'Accept-Language': asked})
        assert found['entries'][0]['entry']['auto_notes'] == told


def test_groups_are_paged_with_their_number_of_events(filled: Client) -> None:
    found = page(filled, aggregate_by_group_ids=True, limit=10, offset=0)
    assert [entry['grouped_events_num'] for entry in found['entries']] == [1, 2, 1, 3]
    assert (found['entries_found'], found['entries_found_total']) == (4, 7)


def test_legs_of_a_swap_stand_together_where_its_group_is_asked_for(filled: Client) -> None:
    group = page(filled, event_types=['trade'])['entries'][0]['entry']['group_identifier']
    [legs] = page(filled, group_identifiers=[group])['entries']
    assert [leg['entry']['event_subtype'] for leg in legs] == ['spend', 'receive', 'fee']


@pytest.mark.parametrize(('wanted', 'count'), [
    ({'asset': 'BTC'}, 1), ({'event_types': ['trade']}, 3), ({'event_subtypes': ['fee']}, 2), ({'location': 'kraken'}, 5),
    ({'entry_types': ['asset movement event']}, 2), ({'entry_types': {'values': ['asset movement event'], 'behaviour': 'exclude'}}, 5),
    ({'notes_substring': 'grandmother'}, 1), ({'notes_substring': 'wap 100'}, 1), ({'from_timestamp': 1_650_000_000, 'to_timestamp': 1_650_000_000}, 1),
    ({'location_labels': ['0x00000000000000000000000000000000000a11ce']}, 1), ({'tx_refs': ['0x' + 'AB' * 32]}, 1), ({'state_markers': ['customized']}, 7),
    ({'state_markers': ['matched']}, 0), ({'group_identifiers': ['gift']}, 1), ({'counterparties': ['curve']}, 0), ({'hidden': True}, 0),
    ({'ignored_in_accounting': False}, 7),
])
def test_each_filter_narrows(filled: Client, wanted: dict[str, Any], count: int) -> None:
    assert page(filled, **wanted)['entries_found'] == count
    assert page(filled, **wanted, aggregate_by_group_ids=True)['entries_found_total'] == count


def test_ignored_assets_are_left_out_unless_wanted(filled: Client) -> None:
    filled.result('PUT', '/assets/ignored', {'assets': ['BTC']})
    assert page(filled)['entries_found'] == 6
    shown = page(filled, exclude_ignored_assets=False, asset='BTC')['entries'][0]
    assert shown['has_ignored_assets']


def test_edit_changes_what_was_given_and_keeps_the_rest(filled: Client) -> None:
    entry = page(filled, asset='BTC')['entries'][0]['entry']
    assert filled.result('PATCH', '/history/events', {**EVENT, 'identifier': entry['identifier'], 'amount': '1.75', 'event_subtype': 'donate'})
    changed = page(filled, asset='BTC')['entries'][0]['entry']
    assert (changed['amount'], changed['event_subtype'], changed['user_notes']) == ('1.75', 'donate', 'from grandmother')
    assert page(filled, notes_substring='donation')['entries_found'] == 1


@pytest.mark.parametrize(('change', 'field'), [
    ({'amount': '-1'}, 'amount'), ({'event_type': 'trade', 'event_subtype': 'donate'}, 'event_subtype'), ({'asset': 'NOSUCHASSET'}, 'asset'),
    ({'location': 'atlantis'}, 'location'), ({'event_type': 'nonsense'}, 'event_type'), ({'timestamp': -1}, 'timestamp'),
])
def test_bad_event_names_its_field_and_nothing_changes(filled: Client, change: dict[str, Any], field: str) -> None:
    entry = page(filled, asset='BTC')['entries'][0]['entry']
    for method, more in (('PUT', {}), ('PATCH', {'identifier': entry['identifier']})):
        answer = filled.call(method, '/history/events', {**EVENT, **more, **change})
        assert answer.status_code == 400
        assert field in str(answer.json['error']['params'])
    assert page(filled, asset='BTC')['entries'] == [page(filled, asset='BTC')['entries'][0]]
    assert page(filled)['entries_total'] == 7


def test_hash_that_is_none_is_refused(user: Client) -> None:
    answer = user.call('PUT', '/history/events', {**ARRIVAL, 'tx_ref': '0x12'})
    assert (answer.status_code, answer.json['error']['params']['field']) == (400, 'tx_ref')


def test_delete_of_the_last_event_of_a_transaction_wants_force(filled: Client) -> None:
    entry = page(filled, tx_refs=['0x' + 'ab' * 32])['entries'][0]['entry']
    assert filled.call('DELETE', '/history/events', {'identifiers': [entry['identifier']]}).status_code == 409
    assert filled.result('DELETE', '/history/events', {'identifiers': [entry['identifier']], 'force_delete': True})
    assert page(filled)['entries_total'] == 6
    assert filled.call('DELETE', '/history/events', {'identifiers': [999_999]}).status_code == 404
    assert filled.call('DELETE', '/history/events', {}).status_code == 400


def test_split_keeps_the_sum(filled: Client) -> None:
    entry = page(filled, asset='BTC')['entries'][0]['entry']
    assert filled.call('POST', '/history/events/split', {'identifier': entry['identifier'], 'amounts': ['1', '1']}).status_code == 400
    made = filled.result('POST', '/history/events/split', {'identifier': entry['identifier'], 'amounts': ['1', '0.5']})['identifiers']
    assert sorted(one['entry']['amount'] for one in page(filled, identifiers=made)['entries']) == ['0.5', '1']


def test_merge_makes_a_swap_of_two_events_of_a_group(user: Client) -> None:
    first = user.result('PUT', '/history/events', {**EVENT, 'event_type': 'spend', 'asset': 'EUR'})['identifier']
    second = user.result('PUT', '/history/events', {**EVENT, 'sequence_index': 1})['identifier']
    assert user.result('POST', '/history/events/merge', {'spend': [first], 'receive': [second]})
    assert {(one['entry']['event_type'], one['entry']['event_subtype']) for one in page(user)['entries']} == {('trade', 'spend'), ('trade', 'receive')}
    assert user.call('POST', '/history/events/merge', {'spend': [first], 'receive': [first]}).status_code == 400


def test_hidden_and_ignored_groups_say_so_and_come_back(filled: Client) -> None:
    assert filled.result('PATCH', '/history/events/visibility', {'group_identifiers': ['gift'], 'shown': False})['count'] == 1
    hidden = page(filled, hidden=True)['entries'][0]
    assert (hidden['hidden'], hidden['hidden_reason']) == (True, 'user')
    filled.result('PATCH', '/history/events/visibility', {'group_identifiers': ['gift'], 'shown': None})
    assert page(filled, hidden=True)['entries_found'] == 0
    filled.result('PUT', '/actions/ignored', {'data': ['gift']})
    assert page(filled, ignored_in_accounting=True)['entries'][0]['ignored_in_accounting']
    filled.result('DELETE', '/actions/ignored', {'data': ['gift']})
    assert page(filled, ignored_in_accounting=True)['entries_found'] == 0


def test_withdrawal_and_its_arrival_are_matched_undone_and_confirmed(filled: Client) -> None:
    path = '/history/events/match/asset_movements'
    movement = page(filled, entry_types=['asset movement event'], event_subtypes=['remove asset'])['entries'][0]['entry']
    assert filled.result('GET', path) == [movement['group_identifier']]
    found = filled.result('POST', path, {'asset_movement': movement['identifier'], 'time_range': 7200, 'tolerance': '0.01'})
    arrival = page(filled, tx_refs=['0x' + 'ab' * 32])['entries'][0]['entry']['identifier']
    assert found['close_matches'] == [arrival]
    assert filled.result('POST', f'{path}/run', {})['count'] == 1
    assert filled.result('GET', path) == []
    [link] = filled.result('GET', f'{path}/links')
    assert (link['outgoing'], link['incoming'], link['state'], link['method']) == (movement['identifier'], arrival, 'matched', 'exact')
    assert page(filled, state_markers=['matched'])['entries_found'] == 2
    assert filled.result('DELETE', path, {'identifier': movement['identifier']})
    assert filled.result('POST', f'{path}/run', {})['count'] == 0, 'what the user took back is not matched again'
    assert filled.result('PUT', path, {'asset_movement': movement['identifier'], 'matched_events': [arrival]})
    assert filled.result('GET', path) == []
    filled.result('DELETE', path, {'identifier': movement['identifier']})
    assert filled.result('PUT', path, {'asset_movement': movement['identifier']})
    assert filled.result('GET', f'{path}?only_ignored=true') == [movement['group_identifier']]


def test_movements_that_came_with_a_file_are_matched_and_money_from_a_bank_wants_no_other_side(user: Client, tmp_path: Any) -> None:
    file = tmp_path / 'bitstamp.csv'
    file.write_text(
        'ID,Account,Type,Subtype,Datetime,Amount,Amount currency,Value,Value currency,Rate,Rate currency,Fee,Fee currency,Order ID\n'
        '1,Main Account,Deposit,,2022-08-08T10:00:00Z,500,EUR,,,,,,,\n2,Main Account,Withdrawal,,2022-08-08T23:00:00Z,2,ETH,,,,,0.002,ETH,\n'
        '3,Main Account,Deposit,,2022-08-10T11:00:00Z,1,ETH,,,,,,,\n')
    day = 1_660_003_200_000  # 2022-08-09
    for event_type, amount, time in (('receive', '2', day), ('spend', '1', day + 34 * 3_600_000)):
        user.result('PUT', '/history/events', {
            'entry_type': 'evm event', 'tx_ref': f'0x{time:064x}', 'sequence_index': 0, 'timestamp': time, 'location': 'ethereum', 'asset': 'ETH',
            'amount': amount, 'event_type': event_type, 'event_subtype': 'none', 'location_label': None, 'address': None, 'counterparty': None})
    path = '/history/events/match/asset_movements'
    user.result('PUT', '/import/runs', {'file': str(file), 'source': 'bitstamp'})
    assert user.result('GET', path) == []
    kinds = {one['entry']['identifier']: (one['entry']['location'], one['entry']['event_type']) for one in page(user, state_markers=['matched'])['entries']}
    assert sorted((kinds[link['outgoing']], kinds[link['incoming']]) for link in user.result('GET', f'{path}/links')) == [
        (('bitstamp', 'exchange transfer'), ('ethereum', 'receive')), (('ethereum', 'spend'), ('bitstamp', 'exchange transfer'))]


def test_what_is_linked_is_no_other_side_of_a_second_movement(user: Client) -> None:
    """A deposit of 1.999 is the whole of one withdrawal of 2, or of two of 1."""
    def movement(way: str, amount: str, hour: int) -> int:
        location = 'kraken' if way == 'remove asset' else 'coinbase'
        return int(user.result('PUT', '/history/events', {
            'entry_type': 'asset movement event', 'timestamp': 1_660_003_200_000 + hour * 3_600_000, 'location': location, 'asset': 'ETH', 'amount': amount,
            'event_type': 'exchange transfer', 'event_subtype': 'spend' if way == 'remove asset' else 'receive', 'unique_id': f'{way}{amount}{hour}',
        })['identifier'])
    path = '/history/events/match/asset_movements'
    first, second, third = movement('remove asset', '1', 0), movement('remove asset', '1', 1), movement('remove asset', '1', 2)
    arrival, later = movement('deposit asset', '1.999', 3), movement('deposit asset', '1', 4)
    user.result('PUT', path, {'asset_movement': first, 'matched_events': [arrival]})
    user.result('PUT', path, {'asset_movement': first, 'matched_events': [arrival]})  # once more is no second link
    user.result('PUT', path, {'asset_movement': second, 'matched_events': [arrival]})  # two withdrawals that became one deposit
    found = user.result('POST', path, {'asset_movement': third, 'time_range': 86400, 'tolerance': '1'})
    assert found['close_matches'] + found['other_events'] == [later]
    answer = user.call('PUT', path, {'asset_movement': third, 'matched_events': [later, arrival]})
    assert answer.status_code == 400
    assert 'undo that link first' in answer.get_json()['message']
    assert len(user.result('GET', f'{path}/links')) == 2
    answer = user.call('PUT', path, {'asset_movement': first, 'matched_events': [later]})  # all of it has arrived elsewhere
    assert answer.status_code == 400


def test_export_is_csv_that_no_spreadsheet_runs(filled: Client, tmp_path: Any) -> None:
    filled.result('PUT', '/history/events', {**EVENT, 'group_identifier': 'odd', 'user_notes': '=HYPERLINK("x")'})
    name = filled.result('PUT', '/history/events/export', {})['file_path']
    content = filled.call('GET', f'/history/events/export/download?file_path={name}').get_data(as_text=True)
    assert content.splitlines()[0].startswith('identifier,group_identifier,')
    assert len(content.splitlines()) == 9
    assert "'=HYPERLINK" in content
    assert filled.result('POST', '/history/events/export', {'directory_path': str(tmp_path)})
    assert (tmp_path / 'history_events.csv').read_bytes().decode() == content
    assert filled.call('GET', '/history/events/export/download?file_path=nothing').status_code == 404


def test_words_of_events_are_complete(user: Client) -> None:
    mappings = user.result('GET', '/history/events/type_mappings')
    categories = {one['default'] for group in mappings['global_mappings'].values() for one in group.values()}
    assert categories <= set(mappings['event_category_details'])
    words = {one['identifier']: one for one in user.result('GET', '/history/events/counterparties')}
    assert words['gas']['icon']
    assert words['curve']['image'] == 'curve.svg'


def test_position_of_a_group_and_why_an_event_is_here(filled: Client) -> None:
    assert filled.result('POST', '/history/events/position', {'group_identifier': 'gift'}) == 2
    assert filled.call('POST', '/history/events/position', {'group_identifier': 'nowhere'}).status_code == 404
    entry = page(filled, asset='BTC')['entries'][0]['entry']
    told = filled.result('GET', f'/history/events/provenance?identifier={entry["identifier"]}')
    assert (told['entry']['entry']['rule'], told['decoded'], told['transaction']) == ('user', None, None)


def test_edit_leaves_alone_what_its_body_does_not_say(filled: Client) -> None:
    entry = page(filled, tx_refs=['0x' + 'ab' * 32])['entries'][0]['entry']
    whole = {**ARRIVAL, 'identifier': entry['identifier'], 'product': 'pool', 'counterparty': 'curve', 'extra_data': {'a': 1}, 'user_notes': 'mine'}
    filled.result('PATCH', '/history/events', whole)
    filled.result('PATCH', '/history/events', {**ARRIVAL, 'identifier': entry['identifier'], 'counterparty': None})
    changed = page(filled, tx_refs=['0x' + 'ab' * 32])['entries'][0]['entry']
    assert (changed['product'], changed['counterparty'], changed['extra_data'], changed['user_notes']) == ('pool', None, {'a': 1}, 'mine')


@pytest.mark.parametrize(('change', 'field'), [({'tx_ref': '0x' + 'cd' * 32}, 'tx_ref'), ({'group_identifier': 'elsewhere'}, 'group_identifier')])
def test_event_stays_in_its_group(filled: Client, change: dict[str, Any], field: str) -> None:
    entry = page(filled, tx_refs=['0x' + 'ab' * 32])['entries'][0]['entry']
    answer = filled.call('PATCH', '/history/events', {**ARRIVAL, 'identifier': entry['identifier'], **change})
    assert (answer.status_code, answer.json['error']['params']['field']) == (400, field)


def test_same_event_a_second_time_is_refused(filled: Client) -> None:
    for body in (TRADE, EVENT, MOVEMENT, ARRIVAL):
        assert filled.call('PUT', '/history/events', body).status_code == 409
    assert filled.result('PUT', '/history/events', {**EVENT, 'sequence_index': 1})
    assert page(filled)['entries_total'] == 8


def test_many_events_are_changed_at_once_or_none(filled: Client) -> None:
    ids = [one['entry']['identifier'] for one in page(filled, location='kraken')['entries']]
    assert filled.result('PATCH', '/history/events/bulk', {'identifiers': ids, 'location_label': 'other', 'user_notes': None})
    assert page(filled, location_labels=['other'])['entries_found'] == len(ids)
    for change in ({'event_type': 'trade', 'event_subtype': 'donate'}, {'asset': 'NOSUCHASSET'}, {}):
        assert filled.call('PATCH', '/history/events/bulk', {'identifiers': ids, **change}).status_code == 400
    assert filled.call('PATCH', '/history/events/bulk', {'identifiers': [*ids, 999_999], 'location_label': 'x'}).status_code == 404
    assert page(filled, location_labels=['other'])['entries_found'] == len(ids)


def test_deletion_is_taken_back_with_its_identifier(filled: Client) -> None:
    entry = page(filled, asset='BTC')['entries'][0]['entry']
    filled.result('DELETE', '/history/events', {'identifiers': [entry['identifier']]})
    assert page(filled, asset='BTC')['entries'] == []
    assert filled.result('POST', '/history/events/restore', {'group_identifiers': ['gift'], 'only_deleted': True})['count'] == 1
    assert page(filled, asset='BTC')['entries'][0]['entry'] == entry


def test_events_without_a_price_are_found_until_one_is_known(filled: Client) -> None:
    movement = page(filled, entry_types=['asset movement event'], missing_price=True)
    assert movement['entries_found'] == 2
    before = page(filled, missing_price=True)['entries_found']
    filled.result('PUT', '/assets/prices/historical', {'from_asset': 'ETH', 'to_asset': 'EUR', 'timestamp': 1_660_000_000, 'price': '1500'})
    assert page(filled, missing_price=True)['entries_found'] == before - 3
    priced = page(filled, missing_price=False, asset='ETH', with_values=True, entry_types=['evm event'])['entries']
    assert [one['entry']['value'] for one in priced] == ['3000']
    assert page(filled, missing_price=True, aggregate_by_group_ids=True)['entries_found_total'] == before - 3


def test_address_in_any_case_is_kept_with_its_checksum(filled: Client) -> None:
    lower = '0x52908400098527886e0f7030069857d2e4169ee7'
    filled.result('PUT', '/history/events', {**EVENT, 'sequence_index': 4, 'location_label': lower})
    [found] = page(filled, location_labels=[lower.upper().replace('0X', '0x')])['entries']
    assert found['entry']['location_label'] == '0x52908400098527886E0F7030069857D2E4169EE7'


def test_both_spellings_of_behaviour_exclude(filled: Client) -> None:
    for word in ('behaviour', 'behavior'):
        assert page(filled, entry_types={'values': ['swap event'], word: 'exclude'})['entries_found'] == 4
        assert filled.call('POST', '/history/events', {'entry_types': {'values': ['swap event'], word: 'other'}}).status_code == 400


@pytest.mark.parametrize(('body', 'count', 'member'), [
    ({'entry_type': 'eth withdrawal event', 'amount': '0.01', 'is_exit': False, 'withdrawal_address': '0x' + '52' * 20, 'validator_index': 7}, 1, 'is_exit'),
    ({'entry_type': 'eth block event', 'amount': '0.02', 'is_mev_reward': True, 'fee_recipient': '0x' + '52' * 20, 'block_number': 5, 'validator_index': 7},
     1, 'block_number'),
    ({'entry_type': 'eth deposit event', 'amount': '32', 'tx_ref': '0x' + '12' * 32, 'depositor': '0x' + '52' * 20, 'sequence_index': 1,
      'validator_index': 7}, 1, 'validator_index'),
    ({'entry_type': 'evm swap event', 'location': 'base', 'tx_ref': '0x' + '12' * 32, 'sequence_index': 0, 'spend': [{'amount': '1', 'asset': 'ETH'}],
      'receive': [{'amount': '2', 'asset': 'EUR'}], 'fee': [{'amount': '0', 'asset': 'ETH'}]}, 3, 'tx_ref'),
    ({'entry_type': 'solana event', 'tx_ref': 'sig', 'sequence_index': 0, 'event_type': 'spend', 'event_subtype': 'fee', 'asset': 'ETH', 'amount': '1'},
     1, 'tx_ref'),
    ({'entry_type': 'solana swap event', 'tx_ref': 'sig', 'sequence_index': 0, 'spend': [{'amount': '1', 'asset': 'ETH'}],
      'receive': [{'amount': '2', 'asset': 'EUR'}]}, 2, 'tx_ref'),
])
def test_every_kind_of_entry_can_be_added_and_found(user: Client, body: dict[str, Any], count: int, member: str) -> None:
    user.result('PUT', '/history/events', {'timestamp': 1_700_000_000_123, **body})
    found = page(user, entry_types=[body['entry_type']])
    assert (found['entries_found'], found['entries_total']) == (count, count)
    assert all(member in one['entry'] and one['entry']['timestamp'] == 1_700_000_000_123 for one in found['entries'])


def test_nothing_was_left_out_and_nothing_is_there_twice(filled: Client, tmp_path: Any) -> None:
    assert filled.result('GET', '/history/skipped_external_events') == {'locations': {}, 'total': 0}
    assert filled.result('POST', '/history/skipped_external_events', {}) == {'total': 0, 'successful': 0}
    assert filled.result('PUT', '/history/skipped_external_events', {'directory_path': str(tmp_path)})
    content = filled.call('PATCH', '/history/skipped_external_events').get_data()
    assert (tmp_path / 'skipped_events.csv').read_bytes() == content == b'location,subject,time,details\r\n'
    assert filled.call('PUT', '/history/skipped_external_events', {'directory_path': 'relative'}).status_code == 400
    assert filled.result('PUT', '/history/events/duplicates/customized', {'group_identifiers': ['gift']}) == []


def test_long_answer_comes_whole_in_portions(user: Client, services: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from rotkehlchen.api.v1 import history_event

    for number in range(12):
        user.result('PUT', '/history/events', {**EVENT, 'sequence_index': number})
    whole = page(user)
    monkeypatch.setattr(history_event, 'STREAMED_ROWS', 5)
    assert page(user) == whole
    assert len(whole['entries']) == 12
