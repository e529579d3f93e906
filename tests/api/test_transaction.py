"""Transactions over the API, with a node and an explorer on loopback: added, refused, listed, deleted; bad answers change nothing."""

from collections.abc import Iterator
from typing import Any

import pytest

from rotkehlchen.services.container import AppServices
from tests.api.conftest import Client
from tests.api.stored_state import changed, dump
from tests.net.local_server import LocalNode, LocalServer, Reply, json_reply
from tests.services.history_world import OWNERS, FakeIndexer, FakeNode, InventedChain, invent

ME = OWNERS[0]
UNKNOWN = '0x' + '12' * 32


class Place:
    """An invented chain behind a node and an explorer, and a profile that uses them."""

    def __init__(self, user: Client) -> None:
        self.chain: InventedChain = invent(11, 1)
        self.node, self.explorer = LocalNode(1), LocalServer(self.answer)
        inner, self.indexer = FakeNode(self.chain), FakeIndexer({1: self.chain})
        self.html = False
        for method in ('eth_blockNumber', 'eth_getTransactionByHash', 'eth_getTransactionReceipt', 'eth_getBlockByNumber'):
            self.node.results[method] = lambda params, method=method: inner.result(method, params)
        user.result('PUT', '/tasks/scheduler', {'enabled': False})
        for node in user.result('GET', '/blockchains/eth/nodes'):
            user.result('DELETE', '/blockchains/eth/nodes', {'identifier': node['identifier']})
        user.result('PUT', '/blockchains/eth/nodes', {'name': 'own', 'endpoint': self.node.url, 'owned': True, 'weight': '100', 'active': True})
        user.result('PUT', '/external_services', {'services': [{'name': 'etherscan', 'url': self.explorer.url, 'api_key': 'secret'}]})
        user.result('PUT', '/settings', {'settings': {'default_evm_indexer_order': ['etherscan']}})
        user.result('PUT', '/blockchains/eth/accounts', {'accounts': [{'address': ME}]})

    def answer(self, received: Any) -> Reply:
        if self.html:
            return Reply(200, b'<html>Just a moment</html>')
        from urllib.parse import parse_qsl, urlsplit
        return json_reply(self.indexer.get_json('', params=dict(parse_qsl(urlsplit(received.path).query))))

    def hash_of(self, kind: str) -> str:
        return next(one.tx_hash for one in self.chain.of_owner(ME) if one.kind == kind)


@pytest.fixture
def place(user: Client) -> Iterator[Place]:
    made = Place(user)
    yield made
    made.node.close()
    made.explorer.close()


def add(tx_ref: str, **others: Any) -> dict[str, Any]:
    return {'blockchain': 'ethereum', 'tx_ref': tx_ref, 'associated_address': ME, **others}


def open_kinds(user: Client) -> set[str]:
    return {one['kind'] for one in user.result('GET', '/issues')['entries']}


def settle(services: AppServices) -> None:
    from tests.api.test_bad_input import wait_for_rest
    wait_for_rest(services)


def test_transaction_is_added_and_counted(user: Client, place: Place) -> None:
    for word in ('ethereum', 'eth', 'Ethereum', 'ETH'):
        assert user.result('PUT', '/blockchains/transactions', add(place.hash_of('internal'), blockchain=word)) is True
    assert user.result('GET', '/blockchains/transactions/decode') == {'ethereum': {'undecoded': 0, 'total': 1}}
    events = user.result('POST', '/history/events', {'tx_refs': [place.hash_of('internal')]})['entries']
    assert events


def test_whole_history_comes_once_and_is_told_by_the_status(user: Client, place: Place) -> None:
    assert user.result('GET', '/blockchains/evm/transactions/status')['last_queried_ts'] == 0
    assert user.result('POST', '/blockchains/transactions', {'accounts': [{'address': ME, 'blockchain': 'eth'}]}) is True
    total = len(place.chain.of_owner(ME))
    assert user.result('GET', '/blockchains/transactions/decode') == {'ethereum': {'undecoded': 0, 'total': total}}
    status = user.result('GET', '/blockchains/evm/transactions/status')
    assert (status['last_queried_ts'] > 0, status['undecoded_tx_count'], status['has_evm_accounts']) == (True, 0, True)
    again = user.result('POST', '/blockchains/transactions/refetch', {'chain': 'eth', 'address': ME})
    assert again == {'new_transactions_count': 0, 'new_transactions': {}}
    assert user.result('POST', '/blockchains/transactions/decode', {'chain': 'eth', 'ignore_cache': True}) == {'decoded_tx_number': total}


def test_deleted_transactions_are_found_again_by_a_refetch(user: Client, place: Place) -> None:
    user.result('POST', '/blockchains/transactions', {})
    tx_hash = place.hash_of('token')
    assert user.result('DELETE', '/blockchains/transactions', {'chain': 'ethereum', 'tx_ref': tx_hash}) is True
    assert user.result('POST', '/history/events', {'tx_refs': [tx_hash]})['entries'] == []
    assert user.error('DELETE', '/blockchains/transactions', {'chain': 'ethereum', 'tx_ref': tx_hash}, status=404)['code'] == 'not_found'
    found = user.result('POST', '/blockchains/transactions/refetch', {})
    assert found == {'new_transactions_count': 1, 'new_transactions': {'eth': [tx_hash]}}


def test_account_takes_its_transactions_and_events_along(user: Client, place: Place, services: AppServices) -> None:
    user.result('POST', '/blockchains/transactions', {})
    settle(services)
    user.result('DELETE', '/blockchains/eth/accounts', {'accounts': [ME]})
    assert user.result('GET', '/blockchains/transactions/decode') == {}
    assert user.result('POST', '/history/events', {})['entries'] == []
    state = dump(services)
    assert {name: state[name][0] for name in state if name.startswith('user.evm_')} == {  # type: ignore[index]
        name: 0 for name in state if name.startswith('user.evm_')}


def test_what_cannot_be_added_is_named_and_nothing_is_stored(user: Client, place: Place, services: AppServices) -> None:
    settle(services)
    before = dump(services)
    for body, field in (
        ({'tx_ref': UNKNOWN}, 'tx_ref'), ({'tx_ref': '0x12'}, 'tx_ref'), ({'tx_ref': 'é'}, 'tx_ref'), ({'blockchain': 'atlantis'}, 'blockchain'),
        ({'blockchain': 'solana'}, 'blockchain'), ({'associated_address': '0x' + '99' * 20}, 'associated_address'),
        ({'associated_address': 'x'}, 'associated_address'),
    ):
        error = user.error('PUT', '/blockchains/transactions', {**add(place.hash_of('normal')), **body})
        assert error['params']['field'] == field
        assert field in error['message']
    assert changed(before, dump(services)) == []


def test_explorer_that_answers_html_is_named_where_there_is_no_node(user: Client, place: Place) -> None:
    """Not that there is no node: who uses an explorer alone wants to know what is wrong with it."""
    place.html = True
    for node in user.result('GET', '/blockchains/eth/nodes'):
        user.result('DELETE', '/blockchains/eth/nodes', {'identifier': node['identifier']})
    for method, path, body in (
            ('POST', '/blockchains/transactions', {}), ('POST', '/blockchains/transactions/refetch', {}),
            ('PUT', '/blockchains/transactions', add(place.hash_of('normal')))):
        error = user.error(method, path, body, status=502)
        assert (error['code'], error['message']) == ('not_json', f'{place.explorer.url[7:]} answered something that is not JSON.')
    [told] = [one for one in user.result('GET', '/issues')['entries'] if one['kind'] == 'history_unavailable']
    assert told['params']['error'] == error['message']


def test_hash_of_another_chain_is_unknown_here(user: Client, place: Place, services: AppServices) -> None:
    elsewhere = invent(12, 8453).made[0].tx_hash
    settle(services)
    error = user.error('PUT', '/blockchains/transactions', add(elsewhere))
    assert (error['code'], error['params']['field']) == ('unknown_transaction', 'tx_ref')


def test_receipt_without_its_logs_is_refused_and_nothing_is_stored(user: Client, place: Place, services: AppServices) -> None:
    wanted = next(one for one in place.chain.of_owner(ME) if one.kind == 'token')
    whole = dict(wanted.receipt)
    settle(services)
    before = dump(services)
    damages: list[dict[str, Any]] = [
        {'logs': None}, {'logs': [{'topics': []}]}, {'logs': 5}, {'transactionHash': UNKNOWN}, {'blockNumber': '0x7'}, {'gasUsed': 'many'}]
    for damage in damages:
        wanted.receipt.update({**whole, **damage})
        error = user.error('PUT', '/blockchains/transactions', add(wanted.tx_hash), status=502)
        assert error['code'] == 'remote_bad_response'
    assert [name for name in changed(before, dump(services)) if name.startswith(('user.evm_', 'user.history'))] == []


def test_explorer_that_answers_html_leaves_internal_transfers_to_be_asked_again(user: Client, place: Place, services: AppServices) -> None:
    place.html = True
    tx_hash = place.hash_of('internal')
    user.result('PUT', '/blockchains/transactions', add(tx_hash))
    assert user.result('POST', '/blockchains/transactions/internal/conflicts', {}) == {'pending': 1, 'failed': 0}
    [entry] = user.result('GET', '/blockchains/transactions/internal/conflicts?chain=ethereum')['entries']
    assert (entry['chain'], entry['tx_hash'], entry['reason'], entry['group_identifier']) == ('eth', tx_hash, 'unknown', f'1{tx_hash}')
    assert 'internal_transfers_unknown' in open_kinds(user)
    place.html = False
    user.result('PUT', '/blockchains/transactions/decode', {'chain': 'eth', 'tx_refs': [tx_hash]})
    assert user.result('POST', '/blockchains/transactions/internal/conflicts', {}) == {'pending': 0, 'failed': 0}
    assert 'internal_transfers_unknown' not in open_kinds(user)


def test_explorer_that_answers_html_is_an_issue_of_the_history(user: Client, place: Place, caplog: pytest.LogCaptureFixture) -> None:
    place.html = True
    caplog.set_level('DEBUG')
    user.error('POST', '/blockchains/transactions', {}, status=502)
    assert 'secret' not in caplog.text
    assert 'history_unavailable' in open_kinds(user)
    place.html = False
    user.result('POST', '/blockchains/transactions', {})
    assert 'history_unavailable' not in open_kinds(user)
    assert user.result('GET', '/blockchains/transactions/decode')['ethereum']['total'] == len(place.chain.of_owner(ME))


WRONG: list[tuple[str, str, Any, str]] = [
    ('POST', '/blockchains/transactions', {'from_timestamp': 9, 'to_timestamp': 8}, 'to_timestamp'),
    ('POST', '/blockchains/transactions', {'accounts': [{'address': '0x12', 'blockchain': 'eth'}]}, 'accounts.0.address'),
    ('POST', '/blockchains/transactions', {'accounts': [{'address': ME, 'blockchain': 'mars'}]}, 'accounts.0.blockchain'),
    ('POST', '/blockchains/transactions/refetch', {'address': '0x12'}, 'address'),
    ('POST', '/blockchains/transactions/refetch', {'chain': 'mars'}, 'chain'),
    ('POST', '/blockchains/transactions/decode', {'chain': 'mars'}, 'chain'),
    ('PUT', '/blockchains/transactions/decode', {'chain': 'eth', 'tx_refs': [UNKNOWN[:-1]]}, 'tx_refs.0'),
    ('DELETE', '/blockchains/transactions', {'tx_ref': UNKNOWN}, 'chain'),
    ('GET', '/blockchains/transactions/internal/conflicts?tx_hash=0x1', None, 'tx_hash'),
    ('GET', '/blockchains/transactions/internal/conflicts?order_by_attributes=colour', None, 'order_by_attributes.0'),
    ('POST', '/history/events/query', {'query_type': 'everything'}, 'query_type'),
]


def test_wrong_argument_is_named(user: Client, place: Place) -> None:
    for method, path, body, field in WRONG:
        assert user.error(method, path, body)['params'].get('field') == field, path


def test_services_that_are_not_connected_say_so(user: Client) -> None:
    assert user.error('POST', '/history/events/query', {'query_type': 'monerium'}, status=409)['code'] == 'not_connected'


def test_withdrawals_become_events_once_and_go_with_their_account(user: Client, place: Place) -> None:
    row = {'withdrawalIndex': '14', 'validatorIndex': '119023', 'address': ME, 'amount': '3402931175', 'blockNumber': '17034877', 'timestamp': '1681338599'}
    block = {'blockNumber': '17034878', 'timeStamp': '1681338611', 'blockReward': '44133000000000000'}

    def answer(received: Any) -> Reply:
        rows = [row] if 'txsBeaconWithdrawal' in received.path else [block]
        return json_reply({'status': '1', 'message': 'OK', 'result': rows})

    place.explorer.answer = answer
    for _ in range(2):
        assert user.result('POST', '/history/events/query', {'query_type': 'eth_withdrawals'}) is True
        assert user.result('POST', '/history/events/query', {'query_type': 'block_productions'}) is True
    entries = [one['entry'] for one in user.result('POST', '/history/events', {})['entries']]
    assert sorted((one['entry_type'], one['event_subtype'], one['amount'], one['location']) for one in entries) == [
        ('eth block event', 'block production', '0.044133', 'ethereum'), ('eth withdrawal event', 'remove asset', '3.402931175', 'ethereum')]
    user.result('DELETE', '/blockchains/eth/accounts', {'accounts': [ME]})
    assert user.result('POST', '/history/events', {})['entries'] == []
