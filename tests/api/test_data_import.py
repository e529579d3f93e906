"""Imports over the API: looked at, taken in by path and by upload, listed, taken back; and the own export comes back in without loss."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import PASSWORD, Client

TRADES = (
    'Location,Spend Currency,Receive Currency,Receive Amount,Spend Amount,Fee,Fee Currency,Description,Timestamp\r\n'
    'kraken,EUR,ETH,1,1000,1,EUR,first,1658912400000\r\n'
    'moonbase,EUR,BTC,2,1000,,,second,1658912500000\r\n'
    'kraken,EUR,NOTHING OF THAT NAME,2,1000,,,third,1658912600000\r\n'
    'kraken,EUR,BTC,two,1000,,,fourth,1658912700000\r\n'
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / 'trades.csv'
    path.write_text(TRADES, newline='')
    return path


def entries(user: Client, **wanted: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = user.result('POST', '/history/events', wanted)['entries']
    return found


def upload(user: Client, path: str, content: bytes, **fields: Any) -> Any:
    response = user.call('POST', path, data={'file': (io.BytesIO(content), 'up.csv'), **fields}, content_type='multipart/form-data')
    assert response.status_code == 200, response.json
    return response.json['result']


def test_established_call_imports_by_path_and_by_upload(user: Client, file: Path) -> None:
    assert user.result('PUT', '/import', {'source': 'rotki_trades', 'file': str(file)}) is True
    assert len(entries(user)) == 5
    assert upload(user, '/import', TRADES.encode(), source='rotki_trades', timezone='', timestamp_format='') is True
    assert len(entries(user)) == 5
    assert {row['entry']['location'] for row in entries(user)} == {'kraken', 'external'}
    assert len(entries(user, state_markers=['imported from csv'])) == 5


def test_preview_tells_everything_and_stores_nothing(user: Client, file: Path) -> None:
    found = user.result('PUT', '/import/preview', {'file': str(file)})
    assert (found['format'], found['rows'], found['groups'], found['new_groups'], found['events'], found['problem_count']) == ('rotki_trades', 4, 2, 2, 5, 2)
    assert [(row['line'], row['column']) for row in found['problems']] == [(4, 'Receive Currency'), (5, 'Receive Amount')]
    assert [one['symbol'] for one in found['unknown_assets']] == ['NOTHING OF THAT NAME']
    assert found['unknown_places'] == {'moonbase': 1}
    assert found['preview'][0][0] | {'user_notes': 'first'} == found['preview'][0][0]
    assert entries(user) == []
    assert user.result('GET', '/import/runs') == []
    assert upload(user, '/import/preview', TRADES.encode())['groups'] == 2


def test_run_is_listed_with_what_it_left_out_and_taken_back(user: Client, file: Path) -> None:
    result = user.result('PUT', '/import/runs', {'file': str(file)})
    assert (result['imported'], result['unchanged'], len(result['problems'])) == (2, 0, 2)
    assert user.result('PUT', '/import/runs', {'file': str(file)})['unchanged'] == 2
    second, first = user.result('GET', '/import/runs')
    assert (first['file'], first['format'], first['problems'], second['imported']) == ('trades.csv', 'rotki_trades', 2, 0)
    assert [row['line'] for row in user.result('GET', f'/import/runs/{first["identifier"]}')['problems']] == [4, 5]
    for run in (first, second):
        user.result('DELETE', f'/import/runs/{run["identifier"]}')
    assert entries(user) == []
    user.error('DELETE', f'/import/runs/{first["identifier"]}', status=404)
    user.error('GET', f'/import/runs/{first["identifier"]}', status=404)


def test_open_question_is_an_error_that_names_it(user: Client, file: Path) -> None:
    file.write_text(TRADES.replace('1658912400000', '2021-07-01 10:00:00'))
    assert user.result('PUT', '/import/preview', {'file': str(file)})['needs'] == ['timezone']
    error = user.error('PUT', '/import/runs', {'file': str(file)})
    assert (error['code'], error['params']['needs'], error['params']['line'], error['params']['field']) == ('import_needs', ['timezone'], 2, 'timezone')
    assert user.error('PUT', '/import/runs', {'file': str(file), 'timezone': 'Mars/Olympus'})['params']['field'] == 'timezone'
    assert entries(user) == []
    assert user.result('PUT', '/import/runs', {'file': str(file), 'timezone': 'Europe/Vienna'})['imported'] == 2


def test_file_that_cannot_be_read_names_file_line_and_column(user: Client, file: Path) -> None:
    file.write_text(TRADES + 'kraken,"open\n')
    error = user.error('PUT', '/import', {'source': 'rotki_trades', 'file': str(file)})
    assert (error['code'], error['params']['reason'], error['params']['line']) == ('unreadable_table', 'unclosed_quote', 6)
    assert error['message'] == 'file: trades.csv, line 6: a quote that opens here is never closed'
    assert user.error('PUT', '/import', {'source': 'rotki_trades', 'file': str(file) + 'x'})['code'] == 'file_unreadable'
    assert user.error('PUT', '/import', {'source': 'nowhere', 'file': str(file)})['params']['field'] == 'source'


def test_symbols_and_mappings_are_kept_used_and_forgotten(user: Client, file: Path) -> None:
    user.result('PUT', '/import/assets', {'source': 'rotki_trades', 'symbol': 'NOTHING OF THAT NAME', 'asset': 'LTC'})
    assert user.result('GET', '/import/assets') == [{'source': 'rotki_trades', 'symbol': 'NOTHING OF THAT NAME', 'asset': 'LTC'}]
    assert user.result('PUT', '/import/preview', {'file': str(file)})['groups'] == 3
    user.result('DELETE', '/import/assets', {'source': 'rotki_trades', 'symbol': 'NOTHING OF THAT NAME'})
    assert user.error('PUT', '/import/assets', {'symbol': 'X', 'asset': 'no such asset'})['code'] == 'unknown_asset'

    own = {'columns': {'time': 'T', 'amount': 'N', 'asset': 'A'}, 'location': 'kraken', 'timezone': 'UTC'}
    content = b'T;N;A\n2021-01-01 10:00;1,5;ETH\n'
    assert upload(user, '/import/preview', content, mapping=json.dumps(own))['events'] == 1
    assert user.result('PUT', '/import/mappings', {'name': 'mine', **own}) is True
    [kept] = user.result('GET', '/import/mappings')
    assert (kept['name'], kept['columns']) == ('mine', own['columns'])
    run = upload(user, '/import/runs', content)['run']
    assert (run['format'], run['mapping'], run['imported']) == ('mapping', 'mine', 1)
    user.result('DELETE', '/import/mappings', {'name': 'mine'})
    user.error('DELETE', '/import/mappings', {'name': 'mine'}, status=404)
    assert user.error('PUT', '/import/mappings', {'name': 'x', 'columns': {'time': 'T'}})['params']['field'] == 'columns.amount'
    assert user.error('PUT', '/import/preview', {'file': str(file), 'mapping': {'columns': {'colour': 'x'}}})['params']['field'].startswith('mapping.columns')


def test_every_source_of_the_established_interface_is_known(user: Client) -> None:
    known = {word for one in user.result('GET', '/import/sources') for word in one['sources']}
    assert known >= {
        'cointracking', 'cryptocom', 'blockfi_transactions', 'blockfi_trades', 'nexo', 'shapeshift_trades', 'uphold_transactions', 'bisq_trades',
        'binance', 'rotki_trades', 'rotki_events', 'bitcoin_tax', 'bitmex_wallet_history', 'bitstamp', 'bittrex', 'kucoin', 'blockpit', 'coinledger',
        'coinbasepro'}


def test_own_export_comes_back_without_loss(user: Client, file: Path, tmp_path: Path) -> None:
    user.result('PUT', '/import', {'source': 'rotki_trades', 'file': str(file)})
    user.result('PUT', '/history/events', {
        'entry_type': 'evm event', 'timestamp': 1_660_000_600_123, 'tx_ref': '0x' + 'ab' * 32, 'sequence_index': 3, 'location': 'ethereum',
        'event_type': 'receive', 'event_subtype': 'none', 'asset': 'ETH', 'amount': '2.000000000000000001', 'counterparty': 'curve', 'product': 'pool',
        'location_label': '0x00000000000000000000000000000000000A11cE', 'extra_data': {'a': ['1', None]}, 'user_notes': '=1+1\r\n"quoted" \u2013 \'x '})
    user.result('PUT', '/history/events', {
        'entry_type': 'history event', 'timestamp': 1_650_000_000_000, 'group_identifier': "'odd; group", 'sequence_index': 0, 'location': 'external',
        'event_type': 'spend', 'event_subtype': 'none', 'asset': 'BTC', 'amount': '0.00000001', 'user_notes': '-1'})
    user.result('PUT', '/history/events', {
        'entry_type': 'history event', 'timestamp': 1_650_000_000_001, 'group_identifier': 'long', 'sequence_index': 0, 'location': 'external',
        'event_type': 'spend', 'event_subtype': 'none', 'asset': 'BTC', 'amount': '0.1',
        'user_notes': ' \U0001f680 "a;b",\n' + 'x\n\n' * 300 + '\u2028\ttab\x85 end\u00a0'})
    first = entries(user)[0]['entry']
    user.result('PUT', '/actions/ignored', {'data': [first['group_identifier']]})
    before = entries(user)
    user.result('POST', '/history/events/export', {'directory_path': str(tmp_path)})
    export = tmp_path / 'history_events.csv'

    same = user.result('PUT', '/import/runs', {'file': str(export)})
    assert (same['format'], same['imported'], same['unchanged'], same['problem_count']) == ('own_export', 0, 5, 0)
    assert entries(user) == before

    written = rows_of(export)

    user.result('PATCH', '/users/ada', {'action': 'logout'})
    user.result('PUT', '/users', {'name': 'eve', 'password': PASSWORD, 'initial_settings': {'main_currency': 'EUR'}})
    assert user.result('PUT', '/import/runs', {'file': str(export)})['imported'] == 5
    assert [told(row) for row in entries(user)] == [told(row) for row in before]
    user.result('POST', '/history/events/export', {'directory_path': str(tmp_path)})
    assert rows_of(export) == written


def rows_of(export: Path) -> list[dict[str, str]]:
    """Without the number of the row in its database, and how it came there."""
    with export.open(encoding='utf-8', newline='') as opened:
        return [{name: cell for name, cell in row.items() if name not in ('identifier', 'states')} for row in csv.DictReader(opened)]


def told(row: dict[str, Any]) -> dict[str, Any]:
    entry = {name: value for name, value in row['entry'].items() if name != 'identifier'}
    return {**{name: value for name, value in row.items() if name != 'states'}, 'entry': entry}
