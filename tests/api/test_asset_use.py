"""Assets that a profile uses: they are not deleted under it, and are replaced everywhere."""

from typing import Any

import pytest

from tests.api.conftest import Client

EVENT = {
    'entry_type': 'history event', 'timestamp': 1_650_000_000_000, 'group_identifier': 'gift', 'sequence_index': 0, 'location': 'external',
    'event_type': 'receive', 'event_subtype': 'none', 'amount': '1.5',
}
MINE = {'asset_type': 'own chain', 'name': 'Mine', 'symbol': 'MINE'}


@pytest.fixture
def mine(user: Client) -> str:
    return str(user.result('PUT', '/assets/all', MINE)['identifier'])


def assets_of_events(user: Client) -> list[Any]:
    return [entry['entry']['asset'] for entry in user.result('POST', '/history/events', {})['entries']]


def test_an_asset_of_an_event_alone_is_not_deleted(user: Client, mine: str) -> None:
    user.result('PUT', '/history/events', {**EVENT, 'asset': mine})
    refused = user.error('DELETE', '/assets/all', {'identifier': mine}, status=409)
    assert (refused['code'], refused['params']['asset']) == ('in_use', mine)
    assert user.error('DELETE', '/assets/updates', {'reset': 'hard'}, status=409)['params']['assets'] == [mine]
    [event] = user.result('POST', '/history/events', {})['entries']
    user.result('DELETE', '/history/events', {'identifiers': [event['entry']['identifier']]})
    assert user.result('DELETE', '/assets/all', {'identifier': mine}) is True


def test_replacing_an_asset_reaches_the_events(user: Client, mine: str) -> None:
    user.result('PUT', '/history/events', {**EVENT, 'asset': mine})
    user.result('PUT', '/history/events', {**EVENT, 'asset': 'BTC', 'sequence_index': 1})
    user.result('PUT', '/assets/replace', {'source_identifier': mine, 'target_asset': 'ETH'})
    assert sorted(assets_of_events(user)) == ['BTC', 'ETH']
    assert user.result('POST', '/history/events', {'notes_substring': 'Receive 1.5 ETH'})['entries_found'] == 1


def test_replacing_an_asset_of_an_import_outlives_the_next_import_of_the_file(user: Client, mine: str, tmp_path: Any) -> None:
    file = tmp_path / 'trades.csv'
    file.write_text('Type,Buy,Cur.,Sell,Cur.,Fee,Cur.,Exchange,Group,Comment,Date\nTrade,1,MINE,5000,EUR,,,Kraken,,,01.02.2020 10:00:00\n')
    user.result('PUT', '/import/assets', {'source': '', 'symbol': 'MINE', 'asset': mine})
    user.result('PUT', '/import/runs', {'file': str(file), 'timezone': 'UTC'})
    user.result('PUT', '/assets/replace', {'source_identifier': mine, 'target_asset': 'ETH'})
    assert user.result('GET', '/import/assets')[0]['asset'] == 'ETH', 'files to come mean the asset that there is'
    user.result('PUT', '/import/runs', {'file': str(file), 'timezone': 'UTC'})
    assert sorted(assets_of_events(user)) == ['ETH', 'EUR']
