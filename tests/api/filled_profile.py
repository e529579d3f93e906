"""A profile with one of everything, and no network, for tests that try every route."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import Client
from tests.api.odd_request import ADDRESS, TOKEN

SNAPSHOT_TIME = 1_700_000_000
EVENT = {
    'entry_type': 'history event', 'timestamp': SNAPSHOT_TIME * 1000, 'group_identifier': 'gift', 'sequence_index': 0, 'location': 'external', 'asset': 'ETH',
    'amount': '1.5',
}


@contextmanager
def network_off() -> Iterator[None]:
    """Connecting and resolving names fail at once, to this computer too."""
    def refuse(*_: Any, **__: Any) -> Any:
        raise OSError('the network is off')

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, 'connect', refuse)
        patch.setattr(socket, 'getaddrinfo', refuse)
        yield


def fill(user: Client, folder: Path) -> None:
    """Put one of everything into the open profile, so that requests find something to read and to change."""
    for chain in user.result('GET', '/blockchains/supported'):
        for node in user.result('GET', f'/blockchains/{chain["id"]}/nodes'):
            if node['identifier'] > 2:  # the first ones stay, to be changed and deleted; they cannot be reached
                user.result('DELETE', f'/blockchains/{chain["id"]}/nodes', {'identifier': node['identifier']})
    for method, path, body in (
        ('PUT', '/tasks/scheduler', {'enabled': False}),
        ('PUT', '/settings', {'settings': {'query_retry_limit': 1, 'connect_timeout': 1, 'read_timeout': 1}}),
        ('PUT', '/tags', {'name': 'cold'}),
        ('PUT', '/notes', {'title': 'a', 'content': 'b', 'location': 'G', 'is_pinned': True}),
        ('PUT', '/balances/manual', {'balances': [{'asset': 'BTC', 'label': 'savings', 'amount': '1', 'location': 'banks', 'tags': ['cold']}]}),
        ('PUT', '/names/addressbook/private', {'entries': [{'address': ADDRESS, 'blockchain': 'eth', 'name': 'one'}]}),
        ('PUT', '/queried_addresses', {'module': 'liquity', 'address': ADDRESS}),
        ('PUT', '/assets/custom', {'name': 'house', 'custom_asset_type': 'real estate'}),
        ('PUT', '/assets/prices/latest', {'from_asset': 'BTC', 'to_asset': 'EUR', 'price': '60000'}),
        ('PUT', '/assets/prices/historical', {'from_asset': 'ETH', 'to_asset': 'EUR', 'timestamp': SNAPSHOT_TIME, 'price': '2'}),
        ('PUT', '/blockchains/eth/accounts', {'accounts': [{'address': ADDRESS}]}),
        ('GET', '/balances?save_data=true&only_cache=true', None),
        ('POST', '/assets/ignored/whitelist', {'token': TOKEN}),
        ('PUT', '/blockchains/eth/nodes', {'name': 'dead', 'endpoint': 'https://node.invalid', 'owned': True, 'weight': '50', 'active': False}),
        ('PUT', '/snapshots', _snapshot(folder)),
        ('PUT', '/history/events', {**EVENT, 'event_type': 'spend', 'event_subtype': 'none'}),
        ('PUT', '/history/events', {**EVENT, 'sequence_index': 1, 'event_type': 'receive', 'event_subtype': 'none'}),
        ('PUT', '/import/mappings', {'name': 'mine', 'columns': {'time': 'When', 'amount': 'How much', 'asset': 'What'}}),
        ('PUT', '/import/assets', {'symbol': 'XYZ', 'asset': 'ETH'}),
        ('PUT', '/import/runs', {'file': _table(folder)}),
        ('PUT', '/reports', {'fetch_prices': False}),
    ):
        user.result(method, path, body)


def _table(folder: Path) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / 'table.csv'
    file.write_text('When,What,How much\n2024-01-01T00:00:00Z,ETH,1\n2024-01-01T00:00:00Z,ETH,none\n')
    return str(file)


def _snapshot(folder: Path) -> dict[str, str]:
    balances, locations = folder / 'balances.csv', folder / 'locations.csv'
    balances.write_text(f'timestamp,category,asset_identifier,amount,usd_value\n{SNAPSHOT_TIME},asset,BTC,1,2\n')
    locations.write_text(f'timestamp,location,usd_value\n{SNAPSHOT_TIME},total,2\n')
    return {'balances_snapshot_file': str(balances), 'location_data_snapshot_file': str(locations)}
