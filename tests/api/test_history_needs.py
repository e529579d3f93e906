"""Answers of history routes pass the checks of the established client, for every kind of entry."""

from typing import Any

import pytest

from tests.api.conftest import Client
from tests.contract.client_shape import find_mismatch, load_checks

ADDRESS = '0x52908400098527886E0F7030069857D2E4169EE7'
HASH = '0x' + '5c' * 32
LEGS = {'spend': [{'amount': '1', 'asset': 'ETH'}], 'receive': [{'amount': '2', 'asset': 'EUR'}], 'fee': [{'amount': '0.1', 'asset': 'ETH'}]}
PLAIN = {'amount': '1', 'asset': 'ETH', 'event_type': 'receive', 'event_subtype': 'none', 'sequence_index': 0}
BODIES: list[dict[str, Any]] = [
    {'entry_type': 'history event', 'group_identifier': 'gift', 'location': 'external', **PLAIN},
    {'entry_type': 'evm event', 'location': 'ethereum', 'tx_ref': HASH, 'location_label': ADDRESS, 'counterparty': 'curve', **PLAIN},
    {'entry_type': 'solana event', 'tx_ref': 'signature', **PLAIN},
    {'entry_type': 'swap event', 'location': 'kraken', 'spend_amount': '1', 'spend_asset': 'ETH', 'receive_amount': '2', 'receive_asset': 'EUR',
     'fees': [{'amount': '0.1', 'asset': 'EUR'}], 'unique_id': 'trade'},
    {'entry_type': 'evm swap event', 'location': 'base', 'tx_ref': HASH, 'sequence_index': 3, **LEGS},
    {'entry_type': 'solana swap event', 'tx_ref': 'other', 'sequence_index': 3, **LEGS},
    {'entry_type': 'asset movement event', 'amount': '1', 'event_subtype': 'remove asset', 'asset': 'ETH', 'location': 'kraken', 'fee': '0.1'},
    {'entry_type': 'asset movement event', 'amount': '1', 'event_subtype': 'deposit asset', 'asset': 'ETH', 'location': 'kraken', 'address': ADDRESS,
     'transaction_id': HASH, 'blockchain': 'eth', 'unique_id': 'movement'},
    {'entry_type': 'eth withdrawal event', 'amount': '0.01', 'is_exit': True, 'withdrawal_address': ADDRESS, 'validator_index': 7},
    {'entry_type': 'eth block event', 'amount': '0.02', 'is_mev_reward': True, 'fee_recipient': ADDRESS, 'block_number': 5, 'validator_index': 7},
    {'entry_type': 'eth deposit event', 'amount': '32', 'tx_ref': '0x' + '12' * 32, 'depositor': ADDRESS, 'sequence_index': 1, 'validator_index': 7},
]
REQUESTS: list[dict[str, Any]] = [
    {}, {'limit': 5, 'offset': 2}, {'aggregate_by_group_ids': True, 'limit': 10, 'offset': 0}, {'exclude_ignored_assets': False, 'with_values': True},
    {'state_markers': ['customized', 'matched']}, {'hidden': True}, {'order_by_attributes': ['timestamp'], 'ascending': [True]},
]


@pytest.fixture
def filled(user: Client) -> Client:
    for number, body in enumerate(BODIES):
        user.result('PUT', '/history/events', {'timestamp': 1_700_000_000_000 + number, **body})
    user.result('PUT', '/assets/ignored', {'assets': ['EUR']})
    user.result('PUT', '/actions/ignored', {'data': ['gift']})
    user.result('PATCH', '/history/events/visibility', {'group_identifiers': ['trade'], 'shown': False})
    return user


def test_pages_of_events_pass_the_checks_of_the_established_client(filled: Client) -> None:
    shape = load_checks()['POST', '/history/events']
    pages = [filled.result('POST', '/history/events', wanted) for wanted in REQUESTS]
    groups = list(dict.fromkeys(one['entry']['group_identifier'] for one in pages[0]['entries']))
    pages += [filled.result('POST', '/history/events', {'group_identifiers': [group], 'exclude_ignored_assets': False}) for group in groups]
    for number, found in enumerate(pages):
        assert find_mismatch(found, shape) is None, number
    assert {one['entry']['entry_type'] for one in pages[0]['entries']} == {body['entry_type'] for body in BODIES}
    assert any(isinstance(one, list) for found in pages for one in found['entries']), 'swaps stand together'


@pytest.mark.parametrize(('method', 'path'), [
    ('GET', '/history/events/counterparties'), ('GET', '/history/events/type_mappings'), ('GET', '/history/skipped_external_events'),
    ('POST', '/history/skipped_external_events'), ('GET', '/history/status/summary'),
])
def test_words_and_counts_pass_the_checks_of_the_established_client(filled: Client, method: str, path: str) -> None:
    shape = load_checks()[method, path]
    assert find_mismatch(filled.result(method, path, {} if method == 'POST' else None), shape) is None
