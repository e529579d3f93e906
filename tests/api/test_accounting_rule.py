"""Accounting rules over the API: shipped and complete offline, edited, of single events, exchanged, in conflict with a newer shipped set."""

import io
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rotkehlchen.accounting.rule import Property, shipped_rules
from rotkehlchen.api import guard
from rotkehlchen.api.application import create_application
from rotkehlchen.api.table import load_routes
from rotkehlchen.app.wiring import wire
from rotkehlchen.core.event import PAIRS
from rotkehlchen.services.container import AppServices
from rotkehlchen.storage.global_db.connection import FOLDER
from tests.api.conftest import CHEAP, PASSWORD, PORT, Client, check_shape, configuration
from tests.contract.client_shape import find_mismatch, load_checks

NO = {'value': False}
RULE: dict[str, Any] = {
    'event_type': 'spend', 'event_subtype': 'payment', 'counterparty': 'acme', 'taxable': {'value': True, 'linked_setting': 'include_gas_costs'},
    'count_entire_amount_spend': NO, 'count_cost_basis_pnl': {'value': True}, 'accounting_treatment': None,
}
GIFT: dict[str, Any] = {
    'entry_type': 'history event', 'timestamp': 1_700_000_000_000, 'location': 'external', 'asset': 'ETH', 'amount': '1', 'event_type': 'receive',
    'event_subtype': 'none',
}


@pytest.fixture(scope='module')
def services(tmp_path_factory: pytest.TempPathFactory, filled_global_folder: Path) -> Iterator[AppServices]:
    folder = tmp_path_factory.mktemp('rules')
    shutil.copytree(filled_global_folder, folder / 'data' / FOLDER)
    wired = wire(configuration(folder / 'data'), kdf_cost=CHEAP)
    yield wired
    wired.close()


@pytest.fixture(scope='module')
def profile(services: AppServices) -> Iterator[Client]:
    application = create_application(services, load_routes(), guard.Policy(PORT, None), observe=check_shape)
    with application.test_client() as flask_client:
        client = Client(flask_client)
        client.result('PUT', '/users', {'name': 'ada', 'password': PASSWORD})
        yield client


@pytest.fixture
def user(profile: Client, services: AppServices) -> Iterator[Client]:
    """A profile that has the shipped rules after each test again."""
    yield profile
    rules: Any = services.session.require().accounting_rules
    rules._load_shipped = shipped_rules
    profile.result('PUT', '/accounting/rules/reset')


def find(user: Client, **wanted: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = user.result('POST', '/accounting/rules', wanted)['entries']
    return found


def words(rule: dict[str, Any]) -> tuple[str, str, str | None]:
    return rule['event_type'], rule['event_subtype'], rule['counterparty']


def test_shipped_rules_are_there_without_a_network_and_cover_every_pair(user: Client) -> None:
    rules = find(user)
    assert {(one['event_type'], one['event_subtype']) for one in rules} >= set(PAIRS)
    assert len({words(one) for one in rules}) == len(rules) == len(shipped_rules())
    assert {one['state'] for one in rules} == {'shipped'}


def test_rules_pass_the_checks_of_the_established_client(user: Client) -> None:
    checks = load_checks()
    user.result('PUT', '/accounting/rules', RULE)
    for path, body in (('/accounting/rules', {'limit': 10, 'offset': 0, 'custom_rule_handling': 'exclude'}), ('/accounting/rules/conflicts', {})):
        assert find_mismatch(user.result('POST', path, body), checks['POST', path]) is None
    assert find_mismatch(user.result('GET', '/accounting/rules/info'), checks['GET', '/accounting/rules/info']) is None


def test_rule_is_added_changed_and_deleted(user: Client) -> None:
    total = len(find(user))
    user.result('PUT', '/accounting/rules', RULE)
    [made] = find(user, counterparties=['acme'])
    assert {name: made[name] for name in RULE} == RULE
    assert made['state'] == 'own'
    error = user.error('PUT', '/accounting/rules', RULE, status=409)
    assert (error['code'], error['params']['identifier']) == ('rule_exists', made['identifier'])
    user.result('PATCH', '/accounting/rules', {**RULE, 'identifier': made['identifier'], 'accounting_treatment': 'swap', 'taxable': NO})
    [changed] = find(user, event_types=['spend'], counterparties=['acme'])
    assert (changed['accounting_treatment'], changed['taxable']) == ('swap', NO)
    user.result('PATCH', '/accounting/rules', {**RULE, 'identifier': made['identifier'], 'counterparty': 'other'})
    assert not find(user, counterparties=['acme'])
    [moved] = find(user, counterparties=['other'])
    user.result('DELETE', '/accounting/rules', {'identifier': moved['identifier']})
    assert len(find(user)) == total
    user.error('DELETE', '/accounting/rules', {'identifier': moved['identifier']}, status=404)


def test_shipped_rule_is_edited_deleted_and_put_back(user: Client) -> None:
    shipped = next(one for one in find(user) if words(one) == ('receive', 'airdrop', None))
    edited = {**RULE, 'event_type': 'receive', 'event_subtype': 'airdrop', 'counterparty': None, 'accounting_treatment': 'swap'}
    user.result('PATCH', '/accounting/rules', {**edited, 'identifier': shipped['identifier']})
    [now] = find(user, identifiers=[shipped['identifier']])
    assert now['state'] == 'edited'
    assert now['shipped']['taxable'] == shipped['taxable']
    user.result('PUT', '/accounting/rules/restore', {'identifier': shipped['identifier']})
    assert find(user, identifiers=[shipped['identifier']]) == [shipped]
    user.result('DELETE', '/accounting/rules', {'identifier': shipped['identifier']})
    assert not find(user, event_types=['receive'], event_subtypes=['airdrop'])
    user.result('PUT', '/accounting/rules', RULE)
    user.result('PUT', '/accounting/rules/reset')
    rules = find(user)
    assert len(rules) == len(shipped_rules())
    assert words(shipped) in {words(one) for one in rules}
    assert {one['state'] for one in rules} == {'shipped'}


def test_rule_of_single_events(user: Client) -> None:
    for number in range(2):
        user.result('PUT', '/history/events', {**GIFT, 'group_identifier': f'gift{number}', 'sequence_index': number})
    user.error('PUT', '/accounting/rules', {**RULE, 'event_ids': [1, 999]}, status=404)
    user.result('PUT', '/accounting/rules', {**RULE, 'event_type': 'receive', 'event_subtype': 'none', 'counterparty': None, 'event_ids': [1, 2]})
    [made] = find(user, custom_rule_handling='only')
    assert (made['event_ids'], made['state']) == ([1, 2], 'event')
    assert made not in find(user, custom_rule_handling='exclude')
    assert find(user, event_ids=[2]) == [made]
    user.result('PUT', '/accounting/rules', {**RULE, 'event_type': 'receive', 'event_subtype': 'none', 'event_ids': [2]})
    assert [one['event_ids'] for one in find(user, custom_rule_handling='only', order_by_attributes=['identifier'], ascending=[True])] == [[1], [2]]
    user.result('DELETE', '/history/events', {'identifiers': [1]})
    assert [one['event_ids'] for one in find(user, custom_rule_handling='only')] == [[2]]


def test_newer_shipped_set_is_a_conflict_only_where_the_user_edited(user: Client, services: AppServices) -> None:
    chosen = ('none', 'reward', 'airdrop')
    first, second, third = (one for one in shipped_rules() if one.counterparty is None and one.type == 'receive' and one.subtype in chosen)
    by_words = {words(one): one for one in find(user)}
    edited = [by_words[one.type, one.subtype, None] for one in (first, second)]
    for one in edited:
        user.result('PATCH', '/accounting/rules', {**one, 'accounting_treatment': 'swap'})
    rules: Any = services.session.require().accounting_rules
    newer = [replace(one, taxable=Property(not one.taxable.value)) if one in (first, second, third) else one for one in shipped_rules()][:-1]
    rules._load_shipped, rules._is_compared = (lambda: newer), False
    found = user.result('POST', '/accounting/rules/conflicts', {})
    assert {one['local_id'] for one in found['entries']} == {one['identifier'] for one in edited}
    assert all(one['local_data']['accounting_treatment'] == 'swap' and one['remote_data']['accounting_treatment'] is None for one in found['entries'])
    untouched = next(one for one in find(user) if words(one) == (third.type, third.subtype, None))
    assert untouched['taxable']['value'] is not third.taxable.value
    assert len(find(user)) == len(newer)
    user.error('PATCH', '/accounting/rules/conflicts', {}, status=400)
    user.error('PATCH', '/accounting/rules/conflicts', {'conflicts': [{'local_id': untouched['identifier'], 'solve_using': 'local'}]}, status=404)
    user.result('PATCH', '/accounting/rules/conflicts', {'conflicts': [{'local_id': edited[0]['identifier'], 'solve_using': 'remote'}]})
    assert find(user, identifiers=[edited[0]['identifier']])[0]['accounting_treatment'] is None
    user.result('PATCH', '/accounting/rules/conflicts', {'solve_all_using': 'local'})
    assert find(user, identifiers=[edited[1]['identifier']])[0]['accounting_treatment'] == 'swap'
    assert user.result('POST', '/accounting/rules/conflicts', {})['entries_found'] == 0


def test_export_comes_back_in_and_a_wrong_file_changes_nothing(user: Client, tmp_path: Path) -> None:
    user.result('PUT', '/accounting/rules', RULE)
    exported = user.result('POST', '/accounting/rules/export', {})
    user.result('POST', '/accounting/rules/export', {'directory_path': str(tmp_path)})
    file = tmp_path / 'accounting_rules.json'
    assert json.loads(file.read_text()) == exported
    user.result('PUT', '/accounting/rules/reset')
    before = find(user)
    for content, field in (
        (b'{', 'filepath'), (b'{"rules": 1}', 'filepath'), (json.dumps([RULE, RULE]).encode(), 'accounting_rules.1'),
        (json.dumps([RULE, {**RULE, 'taxable': {'value': 'yes'}}]).encode(), 'accounting_rules.1.taxable'),
        (json.dumps([{**RULE, 'event_subtype': 'nothing like it'}]).encode(), 'accounting_rules.0.event_subtype'),
        (json.dumps([RULE, {**RULE, 'counterparty': 'b', 'taxable': {'value': True, 'linked_setting': 'main_currency'}}]).encode(),
         'accounting_rules.1.taxable.linked_setting'),
    ):
        error = user.error('PATCH', '/accounting/rules/import', data={'filepath': (io.BytesIO(content), 'rules.json')}, content_type='multipart/form-data')
        assert error['params']['field'] == field
    assert find(user) == before
    user.error('PUT', '/accounting/rules/import', {'filepath': str(tmp_path / 'none.json')})
    user.result('PUT', '/accounting/rules/import', {'filepath': str(file)})
    assert {words(one): one['taxable'] for one in find(user)} == {words(one): one['taxable'] for one in exported['accounting_rules']}
    assert [one['state'] for one in find(user, counterparties=['acme'])] == ['own']


@pytest.mark.parametrize(('change', 'field'), [
    ({'taxable': {'value': True, 'linked_setting': 'main_currency'}}, 'taxable.linked_setting'), ({'event_subtype': 'nothing'}, 'event_subtype'),
    ({'accounting_treatment': 'sale'}, 'accounting_treatment'),
])
def test_wrong_rule_is_refused(user: Client, change: dict[str, Any], field: str) -> None:
    assert user.error('PUT', '/accounting/rules', {**RULE, **change})['params']['field'] == field


def test_filter_for_a_word_that_no_event_has_is_refused_where_it_found_nothing_in_silence(user: Client) -> None:
    error = user.error('POST', '/accounting/rules', {'event_types': ['trade', 'trde']})
    assert error['params']['field'] == 'event_types.1'
    assert {one['event_type'] for one in find(user, event_types=['trade'])} == {'trade'}
