import csv
import io
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import Client

BALANCES = [['timestamp', 'category', 'asset_identifier', 'amount', 'usd_value']]
LOCATIONS = [['timestamp', 'location', 'usd_value']]


def text(rows: list[list[Any]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def files_at(timestamp: int, value: str = '20') -> tuple[str, str]:
    balances = [*BALANCES, [timestamp, 'asset', 'BTC', '1', value], [timestamp, 'asset', 'ETH', '2', '']]
    return text(balances), text([*LOCATIONS, [timestamp, 'kraken', value], [timestamp, 'total', value]])


def write(folder: Path, balances: str, locations: str) -> dict[str, str]:
    paths = {'balances_snapshot_file': folder / 'b.csv', 'location_data_snapshot_file': folder / 'l.csv'}
    for path, content in zip(paths.values(), (balances, locations), strict=True):
        path.write_text(content, newline='')
    return {name: str(path) for name, path in paths.items()}


def test_import_view_export_download_delete(user: Client, tmp_path: Path) -> None:
    body = write(tmp_path, *files_at(1_700_000_000))
    assert user.result('PUT', '/snapshots', body) is True
    user.error('PUT', '/snapshots', body, status=409)
    viewed = user.result('GET', '/snapshots/1700000000')
    assert viewed == user.result('GET', '/snapshots', query_string={'timestamp': '1700000000'})
    assert [row['usd_value'] for row in viewed['balances_snapshot']] == ['20', 'NaN']
    out = tmp_path / 'out'
    out.mkdir()
    assert user.result('GET', '/snapshots/1700000000', query_string={'action': 'export', 'path': str(out)}) is True
    assert sorted(path.name for path in out.iterdir()) == ['balances_snapshot_import.csv', 'location_data_snapshot.csv']
    answer = user.call('GET', '/snapshots/1700000000', query_string={'action': 'download'})
    assert answer.content_type == 'application/zip'
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {path.name: path.read_bytes() for path in out.iterdir()}
    assert user.result('DELETE', '/snapshots', {'timestamp': 1_700_000_000}) is True
    user.error('GET', '/snapshots/1700000000', status=404)


def test_upload_is_an_import(user: Client) -> None:
    balances, locations = (io.BytesIO(part.encode()) for part in files_at(1_700_000_000))
    data = {'balances_snapshot_file': (balances, 'mine.csv'), 'location_data_snapshot_file': (locations, 'l.csv')}
    assert user.result('POST', '/snapshots', data=data) is True
    assert user.result('GET', '/snapshots/1700000000')['location_data_snapshot'][0]['location'] == 'kraken'


def test_import_with_a_fault_names_file_line_and_column_and_stores_nothing(user: Client, tmp_path: Path) -> None:
    balances, locations = files_at(1_700_000_000, '1e400')
    error = user.error('PUT', '/snapshots', write(tmp_path, balances, locations))
    assert error['params']['field'] == 'balances_snapshot_file'
    assert error['message'].startswith('b.csv, line 2, column usd_value: ')
    user.error('GET', '/snapshots/1700000000', status=404)


@pytest.mark.parametrize(('body', 'field'), [
    ({'balances_snapshot_file': '/nowhere', 'location_data_snapshot_file': '/nowhere'}, 'balances_snapshot_file'),
    ({}, 'balances_snapshot_file'), ({'balances_snapshot_file': 7}, 'balances_snapshot_file'),
])
def test_import_of_no_file_names_the_field(user: Client, body: dict[str, Any], field: str) -> None:
    assert user.error('PUT', '/snapshots', body)['params']['field'] == field


def test_rows_of_a_snapshot_can_be_replaced_as_they_were_shown(user: Client, tmp_path: Path) -> None:
    user.result('PUT', '/snapshots', write(tmp_path, *files_at(1_700_000_000)))
    rows = user.result('GET', '/snapshots/1700000000')
    rows['balances_snapshot'][0]['amount'] = '3'
    assert user.result('PATCH', '/snapshots/1700000000', rows) is True
    assert user.result('GET', '/snapshots/1700000000') == rows
    for change, field in (
        ({'timestamp': 5}, 'location_data_snapshot.0.timestamp'), ({'location': 'mars'}, 'location_data_snapshot.0.location'),
        ({'usd_value': 'x'}, 'location_data_snapshot.0.usd_value'), ({'location': 'total'}, 'location_data_snapshot.1.location'),
    ):
        first = {**rows['location_data_snapshot'][0], **change}
        body = {**rows, 'location_data_snapshot': [first, *rows['location_data_snapshot'][1:]]}
        assert user.error('PATCH', '/snapshots/1700000000', body)['params']['field'] == field
    assert user.result('GET', '/snapshots/1700000000') == rows


def test_statistics_follow_the_snapshots(user: Client, tmp_path: Path) -> None:
    user.result('PUT', '/settings', {'settings': {'main_currency': 'USD'}})
    empty = user.result('GET', '/statistics/netvalue', query_string={'include_nfts': 'true'})
    assert empty == {'times': [], 'data': [], 'unknown_times': [], 'incomplete_times': []}
    assert user.result('GET', '/statistics/value_distribution', query_string={'distribution_by': 'asset'}) == []
    for day in (2, 1):
        user.result('PUT', '/snapshots', write(tmp_path, *files_at(1_700_000_000 + day, str(day * 10))))
    net = user.result('GET', '/statistics/netvalue')
    assert (net['times'], net['data']) == ([1_700_000_001, 1_700_000_002], ['10', '20'])
    assert net['incomplete_times'] == net['times']
    assert user.result('GET', '/statistics/value_distribution', query_string={'distribution_by': 'asset'}) == [
        {'time': 1_700_000_002, 'asset': 'BTC', 'amount': '1', 'usd_value': '20', 'value': '20'},
        {'time': 1_700_000_002, 'asset': 'ETH', 'amount': '2', 'usd_value': 'NaN'},
    ]
    assert user.result('GET', '/statistics/value_distribution', {'distribution_by': 'location'}) == [
        {'time': 1_700_000_002, 'location': 'kraken', 'usd_value': '20', 'value': '20'},
    ]
    points = user.result('POST', '/statistics/balance', {'asset': 'BTC', 'to_timestamp': 1_700_000_001})
    assert points == [{'time': 1_700_000_001, 'amount': '1', 'usd_value': '10', 'value': '10'}]
    assert user.error('POST', '/statistics/balance', {})['params']['field'] == 'asset'
    assert user.error('POST', '/statistics/balance', {'asset': 'BTC', 'collection_id': 1})['params']['field'] == 'asset'
    user.error('POST', '/statistics/balance', {'collection_id': 999_999}, status=404)
    assert user.error('GET', '/statistics/value_distribution')['params']['field'] == 'distribution_by'


def test_net_values_of_a_year_of_snapshots_are_quick(user: Client, tmp_path: Path) -> None:
    user.result('PUT', '/settings', {'settings': {'main_currency': 'USD'}})
    for day in range(60):
        user.result('PUT', '/snapshots', write(tmp_path, *files_at(1_700_000_000 + day * 86_400)))
    seconds = []
    for _ in range(5):
        start = time.perf_counter()
        user.result('GET', '/statistics/netvalue')
        seconds.append(time.perf_counter() - start)
    assert min(seconds) < 0.25
