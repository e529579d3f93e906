"""Reports over the API: the whole way from events to lines, lots, forms and files, in the shapes of the established interface."""

import csv
import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from rotkehlchen.api import guard
from rotkehlchen.api.application import create_application
from rotkehlchen.api.table import load_routes
from rotkehlchen.app.wiring import wire
from rotkehlchen.contracts.jurisdiction import Form
from rotkehlchen.core.errors import CancelledError, StorageError
from rotkehlchen.core.progress import QuietJob, cancelled
from rotkehlchen.core.time import TimestampS
from rotkehlchen.services.container import AppServices
from rotkehlchen.services.price.model import HistoricPrice
from rotkehlchen.services.tax_report import packing
from rotkehlchen.services.tax_report import service as report_service
from rotkehlchen.services.tax_report.order import Done, Missing, Parts, RunOrder, Told
from rotkehlchen.services.tax_report.rendering import document
from rotkehlchen.services.tax_report.run import run
from rotkehlchen.services.tax_report.service import Wish
from rotkehlchen.storage.global_db.connection import FOLDER
from tests.api.conftest import CHEAP, PASSWORD, PORT, Client, check_shape, configuration
from tests.api.filled_profile import network_off
from tests.contract.client_shape import find_mismatch, load_checks

NOON = 43_200
DAY = 86_400
YEAR_2020 = 1_577_836_800
EVIL = '=HYPERLINK("http://evil.example")'


def at(day: int) -> int:
    return YEAR_2020 + day * DAY + NOON


def trade(group: str, day: int, spend: tuple[str, str], receive: tuple[str, str], location: str = 'kraken') -> dict[str, Any]:
    return {
        'entry_type': 'swap event', 'timestamp': at(day) * 1000, 'location': location, 'unique_id': group, 'spend_amount': spend[0], 'spend_asset': spend[1],
        'receive_amount': receive[0], 'receive_asset': receive[1], 'user_notes': [EVIL, '', ''],
    }


def plain(group: str, day: int, event_type: str, subtype: str, asset: str, amount: str, **more: Any) -> dict[str, Any]:
    return {
        'entry_type': 'history event', 'timestamp': at(day) * 1000, 'location': 'kraken', 'group_identifier': group, 'sequence_index': 0, 'asset': asset,
        'amount': amount, 'event_type': event_type, 'event_subtype': subtype, **more,
    }


EVENTS = [
    trade('buy1', 0, ('100', 'EUR'), ('1', 'BTC')),
    trade('buy2', 300, ('300', 'EUR'), ('1', 'BTC'), 'coinbase'),
    trade('sell1', 400, ('1.5', 'BTC'), ('900', 'EUR')),  # 1 held for longer than a year, half of the other one not
    plain('reward', 410, 'staking', 'reward', 'ETH', '2'),
    plain('gift', 420, 'receive', 'none', 'DOT', '5'),  # no price is known
    trade('sell2', 430, ('3', 'ADA'), ('30', 'EUR')),  # never acquired
    plain('spam', 440, 'receive', 'none', 'ETH', '1000'),
    plain('mine', 445, 'receive', 'none', 'ETH', '1000'),
]


@pytest.fixture(scope='module')
def services(tmp_path_factory: pytest.TempPathFactory, filled_global_folder: Path) -> Iterator[AppServices]:
    folder = tmp_path_factory.mktemp('report')
    shutil.copytree(filled_global_folder, folder / 'data' / FOLDER)
    wired = wire(configuration(folder / 'data'), kdf_cost=CHEAP)
    yield wired
    wired.close()


@pytest.fixture(scope='module')
def user(services: AppServices) -> Iterator[Client]:
    """A profile with the events above, prices of BTC and ETH, one hidden and one ignored group. Nothing is asked over the network."""
    application = create_application(services, load_routes(), guard.Policy(PORT, None), observe=check_shape)
    with application.test_client() as flask_client, network_off():
        client = Client(flask_client)
        client.result('PUT', '/users', {'name': 'ada', 'password': PASSWORD, 'initial_settings': {'main_currency': 'EUR'}})
        for body in EVENTS:
            client.result('PUT', '/history/events', body)
        client.result('PUT', '/assets/prices/historical', {'from_asset': 'ETH', 'to_asset': 'EUR', 'timestamp': at(410), 'price': '50'})
        client.result('PATCH', '/history/events/visibility', {'group_identifiers': ['spam'], 'shown': False})
        client.result('PUT', '/actions/ignored', {'data': ['mine']})
        yield client


@pytest.fixture(scope='module')
def report(user: Client) -> int:
    return int(user.result('GET', '/history'))


def entry(user: Client, report: int) -> dict[str, Any]:
    found: dict[str, Any] = user.result('GET', f'/reports/{report}')['entries'][0]
    return found


def lines(user: Client, report: int, **wanted: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = user.result('POST', f'/reports/{report}/data', wanted)['entries']
    return found


def download(user: Client, report: int, file_format: str, form: str = '') -> bytes:
    response = user.call('GET', f'/reports/{report}/download', query_string={'format': file_format, **({'form': form} if form else {})})
    assert response.status_code == 200, response.json
    return bytes(response.data)


def test_answers_pass_the_checks_of_the_established_client(user: Client, report: int) -> None:
    checks = load_checks()
    for method, path, body in (
        ('GET', '/reports', None), ('GET', '/history/status', None), ('GET', '/history/actionable_items', None),
        ('POST', '/reports/{}/data', {'limit': 10, 'offset': 0, 'order_by_attributes': ['timestamp'], 'ascending': [False]}),
    ):
        answer = user.result(method, path.replace('{}', str(report)), body)
        assert find_mismatch(answer, checks[method, path]) is None, path


def test_gain_is_split_by_lot_into_free_and_taxable(user: Client, report: int) -> None:
    sale = next(one for one in lines(user, report) if one['asset_identifier'] == 'BTC' and one['kind'] == 'disposal')
    assert (sale['free_amount'], sale['taxable_amount'], sale['price']) == ('1', '0.5', '600')
    assert (sale['pnl_free'], sale['pnl_taxable']) == ('500', '150')
    assert sale['cost_basis']['is_complete']
    first, second = sale['cost_basis']['matched_acquisitions']
    assert (first['amount'], first['taxable'], first['event']['rate'], first['event']['timestamp']) == ('1', False, '100', at(0))
    assert (second['amount'], second['taxable'], second['event']['full_amount']) == ('0.5', True, '1')
    opened = user.result('GET', f'/reports/{report}/lines/{sale["index"]}')
    assert opened['line'] == sale
    assert [part['acquisition']['index'] for part in opened['parts']] == [first['event']['index'], second['event']['index']]
    assert opened['rule']['event_type'] == 'trade'
    user.error('GET', f'/reports/{report}/lines/999', status=404)


def test_what_is_not_known_is_told_and_is_no_zero(user: Client, report: int) -> None:
    gift = next(one for one in lines(user, report) if one['asset_identifier'] == 'DOT')
    assert (gift['price'], gift['pnl_taxable']) == ('NaN', 'NaN')
    assert 'missing_price' in gift['flags']
    items = user.result('GET', '/history/actionable_items')
    assert items['report_id'] == report
    assert [(one['from_asset'], one['to_asset'], one['time']) for one in items['missing_prices']] == [('DOT', 'EUR', at(420))]
    assert [(one['asset'], one['found_amount'], one['missing_amount']) for one in items['missing_acquisitions']] == [('ADA', '0', '3')]
    found = entry(user, report)
    assert found['overview']['transaction event']['not_known'] == 1
    assert found['findings'] == {'missing_acquisition': 1, 'missing_price': 1}
    findings = user.result('POST', f'/reports/{report}/findings', {'kind': 'missing_price', 'limit': 1, 'offset': 0})
    assert (findings['entries_found'], findings['entries_total'], findings['entries'][0]['asset']) == (1, 2, 'DOT')


def test_a_price_that_two_lines_of_a_second_lack_is_counted_once(user: Client) -> None:
    before = entry(user, user.result('PUT', '/reports', {'fetch_prices': False}))
    identifiers = [user.result('PUT', '/history/events', {
        'entry_type': 'history event', 'group_identifier': f'twice{number}', 'timestamp': at(430) * 1000 + number, 'location': 'kraken',
        'asset': 'DOT', 'amount': '1', 'event_type': 'staking', 'event_subtype': 'reward'})['identifier'] for number in (0, 500)]
    after = entry(user, user.result('PUT', '/reports', {'fetch_prices': False}))
    assert after['findings'] == {**before['findings'], 'missing_price': before['findings']['missing_price'] + 1}
    user.result('DELETE', '/history/events', {'identifiers': identifiers, 'force_delete': True})
    for made in (before, after):
        user.result('DELETE', f'/reports/{made["identifier"]}')


def test_hidden_and_ignored_events_are_left_out_and_counted(user: Client, report: int) -> None:
    assert entry(user, report)['left_out'] == {'hidden': 1, 'ignored': 1}
    assert not {'spam', 'mine'} & {one['group_identifier'] for one in lines(user, report)}


def test_same_inputs_make_the_same_report_wherever_it_is_computed(user: Client, report: int, monkeypatch: pytest.MonkeyPatch) -> None:
    first = entry(user, report)
    monkeypatch.setattr(report_service, 'SMALL_EVENTS', 0)  # in a process of its own
    again = entry(user, user.result('PUT', '/reports', {'fetch_prices': False}))
    assert again['digest'] == first['digest']
    other = entry(user, user.result('PUT', '/reports', {'fetch_prices': False, 'settings': {'include_crypto2crypto': False}, 'name': 'other'}))
    assert (other['digest'] != first['digest'], other['name']) == (True, 'other')
    for made in (again, other):
        user.result('DELETE', f'/reports/{made["identifier"]}')
    user.error('GET', f'/reports/{other["identifier"]}', status=404)


def test_totals_are_the_sums_of_the_lines(user: Client, report: int) -> None:
    for category, total in entry(user, report)['overview'].items():
        counted = [one for one in lines(user, report, event_type=category) if one['is_counted']]
        for name, ours in (('taxable', 'pnl_taxable'), ('free', 'pnl_free')):
            assert sum(Decimal(one[ours]) for one in counted if one[ours] != 'NaN') == Decimal(total[name])


def test_filters_and_pages_are_told_apart(user: Client, report: int) -> None:
    every = lines(user, report)
    page = user.result('POST', f'/reports/{report}/data', {'limit': 2, 'offset': 3})
    assert (page['entries'], page['entries_found'], page['entries_total']) == (every[3:5], len(every), len(every))
    assert lines(user, report, order_by_attributes=['timestamp'], ascending=[False]) == every[::-1]
    assert lines(user, report, from_timestamp=at(400), to_timestamp=at(410)) == [one for one in every if at(400) <= one['timestamp'] <= at(410)]
    assert lines(user, report, flags=['missing_price'], asset='DOT') == [one for one in every if one['asset_identifier'] == 'DOT']
    error = user.error('POST', f'/reports/{report}/data', {'order_by_attributes': ['secret']})
    assert error['params']['field'] == 'order_by_attributes.0'
    user.error('POST', '/reports/999/data', {}, status=404)


def test_jurisdiction_makes_its_forms_in_its_year_and_currency(user: Client) -> None:
    listed = {one['id']: one for one in user.result('GET', '/accounting/jurisdictions')}
    british = listed['united_kingdom']
    assert british['currency'] == 'GBP'
    assert [day for label, day in zip(british['years'], british['starts'], strict=True) if day != f'{label[:4]}-04-06'] == []
    made = user.result('PUT', '/reports', {'jurisdiction': 'germany', 'year': '2021', 'fetch_prices': False})
    found = entry(user, made)
    assert (found['jurisdiction'], found['year'], found['zone'], found['name']) == ('germany', '2021', 'Europe/Berlin', '2021')
    assert (found['start_ts'], found['end_ts']) == (1_609_455_600, 1_640_991_599)
    forms = user.result('GET', f'/reports/{made}/forms')
    assert forms
    assert all(len(row) == len(form['columns']) for form in forms for row in form['rows'])
    assert download(user, made, 'csv', forms[0]['id']).strip()
    assert json.loads(download(user, made, 'json', forms[0]['id']))['title'] == forms[0]['title']
    assert user.call('GET', f'/reports/{made}/download', query_string={'format': 'csv', 'form': 'none'}).status_code == 404
    user.result('DELETE', '/reports', {'report_id': made})
    for body, field in (
        ({'jurisdiction': 'atlantis'}, 'jurisdiction'), ({'year': '2021'}, 'year'), ({'jurisdiction': 'germany', 'year': 'soon'}, 'year'),
        ({'jurisdiction': 'germany', 'choices': {'2021': {'method': 'tarot'}}}, 'choices.2021.method'), ({'choices': {'method': 'fifo'}}, 'choices'),
        ({'method': 'tarot'}, 'method'), ({'scope': {'2020': 'moon'}}, 'scope.2020'), ({'from_timestamp': 10, 'to_timestamp': 5}, 'from_timestamp'),
        ({'profit_currency': 'XX'}, 'profit_currency'),
    ):
        assert user.error('PUT', '/reports', {**body, 'fetch_prices': False})['params']['field'] == field


def test_named_lots_are_used_by_specific_identification(user: Client) -> None:
    events = {(one['entry']['group_identifier'], one['entry']['event_subtype']): one['entry']['identifier'] for one in _entries(user)}
    sale, second = events['sell1', 'spend'], events['buy2', 'receive']
    user.error('PUT', '/accounting/lots', {'event_id': sale, 'lots': [{'event_id': 999, 'amount': '1'}]}, status=404)
    user.error('PUT', '/accounting/lots', {'event_id': sale, 'lots': [{'event_id': sale, 'amount': '1'}]})
    user.result('PUT', '/accounting/lots', {'event_id': sale, 'lots': [{'event_id': second, 'amount': '1'}]})
    assert user.result('GET', '/accounting/lots') == [{'event_id': sale, 'lots': [{'event_id': second, 'amount': '1'}]}]
    made = user.result('PUT', '/reports', {'method': 'specific', 'fetch_prices': False})
    [line] = lines(user, made, event_id=sale)
    assert [part['basis'] for part in user.result('GET', f'/reports/{made}/lines/{line["index"]}')['parts']] == ['named', 'lot']
    assert (line['pnl_taxable'], line['pnl_free']) == ('300', '250')
    user.result('PUT', '/accounting/lots', {'event_id': sale, 'lots': []})
    assert user.result('GET', '/accounting/lots') == []
    user.result('DELETE', f'/reports/{made}')


def _entries(user: Client) -> list[dict[str, Any]]:
    found = user.result('POST', '/history/events', {'exclude_ignored_assets': False})['entries']
    return [one for item in found for one in (item if isinstance(item, list) else [item])]


def test_open_lots_and_a_sale_that_is_thought_of(user: Client, report: int) -> None:
    user.result('PUT', '/assets/prices/latest', {'from_asset': 'BTC', 'to_asset': 'EUR', 'price': '1000'})
    found = user.result('POST', f'/reports/{report}/lots', {'asset': 'BTC'})
    [lot] = found['entries']
    assert (lot['amount'], lot['cost'], lot['value'], lot['gain']) == ('0.5', '150', '500', '350')
    assert (lot['is_free'], lot['free_from']) == (True, at(300) + 31_536_000 + 1)
    assert user.result('GET', f'/reports/{report}/lots?asset=BTC')['entries'] == [lot]
    ordered = user.result('POST', f'/reports/{report}/lots', {'order_by_attributes': ['cost'], 'ascending': [False]})
    known = [Decimal(one['cost']) for one in ordered['entries'] if one['cost'] is not None]
    assert known == sorted(known, reverse=True)
    assert all(one['cost'] is None for one in ordered['entries'][len(known):])
    sales = user.result('POST', '/accounting/what_if', {'report_id': report, 'asset': 'BTC', 'amount': '0.75'})['sales']
    assert [one['method'] for one in sales if one['is_chosen']] == ['fifo']
    for sale in sales:
        assert (sale['missing'], sale['proceeds'], sale['cost'], sale['gain_free']) == ('0.25', '750', None, '350')
    given = user.result('POST', '/accounting/what_if', {'report_id': report, 'asset': 'BTC', 'amount': '0.5', 'price': '200'})['sales'][0]
    assert (given['gain_free'], given['gain_taxable'], given['parts'][0]['used_cost']) == ('-50', '0', '150')
    assert user.error('POST', '/accounting/what_if', {'report_id': report, 'asset': 'SOL', 'amount': '1'})['params']['field'] == 'asset'


def test_a_sale_that_is_thought_of_is_of_one_wallet_where_the_law_keeps_them_apart(user: Client) -> None:
    report = user.result('PUT', '/reports', {'jurisdiction': 'germany', 'to_timestamp': at(350), 'fetch_prices': False})
    wish = {'report_id': report, 'asset': 'BTC', 'amount': '1', 'price': '1000'}
    refused = user.error('POST', '/accounting/what_if', wish)['params']
    assert (refused['field'], refused['pools']) == ('pool', ['coinbase:', 'kraken:'])
    assert [one['pool'] for one in user.result('POST', f'/reports/{report}/lots', {'asset': 'BTC'})['entries']] == refused['pools']
    assert [user.result('POST', '/accounting/what_if', {**wish, 'pool': pool})['sales'][0]['cost'] for pool in refused['pools']] == ['300', '100']
    assert user.result('POST', '/accounting/what_if', {**wish, 'amount': '2', 'location': 'kraken'})['sales'][0]['missing'] == '1'


def test_report_of_a_law_on_the_whole_portfolio_says_what_of_it_is_used(user: Client) -> None:
    user.result('PUT', '/assets/prices/historical', {'from_asset': 'BTC', 'to_asset': 'EUR', 'timestamp': at(400), 'price': '600'})
    report = user.result('PUT', '/reports', {'jurisdiction': 'france', 'to_timestamp': at(405), 'fetch_prices': False})
    assert entry(user, report)['portfolio'] == {'paid': '400', 'used': '300'}  # 900 of 1,200 were sold
    assert 'portfolio' not in entry(user, user.result('PUT', '/reports', {'jurisdiction': 'germany', 'to_timestamp': at(405), 'fetch_prices': False}))


# ------------------------------------------------------------------ files
def test_csv_runs_nothing_and_keeps_numbers(user: Client, report: int) -> None:
    user.result('PUT', '/settings', {'settings': {'pnl_csv_with_formulas': False, 'pnl_csv_have_summary': True, 'csv_export_delimiter': ';'}})
    text = download(user, report, 'csv').decode()
    rows = list(csv.DictReader(io.StringIO(text), delimiter=';'))
    every = lines(user, report)
    assert text.startswith('type;notes;location;timestamp;asset_identifier;free_amount;taxable_amount;price;pnl_taxable;pnl_free')
    assert not any(str(cell).startswith(('=', '+', '@', '\t', '\r')) for row in rows for cell in row.values())
    for row, line in zip(rows, every, strict=False):
        assert row['notes'] == ("'" + line['notes'] if line['notes'] == EVIL else line['notes'])
        assert (row['taxable_amount'], row['pnl_taxable']) == (line['taxable_amount'], line['pnl_taxable'].replace('NaN', ''))
    assert any(row['notes'] == "'" + EVIL for row in rows)
    assert 'Its price at that time is not known' in text
    user.result('PUT', '/settings', {'settings': {'pnl_csv_with_formulas': True, 'pnl_csv_have_summary': False, 'csv_export_delimiter': ','}})


def test_formulas_give_the_figures_of_the_report(user: Client, report: int) -> None:
    rows = list(csv.reader(io.StringIO(download(user, report, 'csv').decode())))
    head = rows[0]
    sale = next(row for row in rows if row[head.index('asset')] == 'BTC' and row[head.index('kind')] == 'disposal')
    assert sale[head.index('cost_basis_free')] == '=1*100'
    assert sale[head.index('cost_basis_taxable')] == '=0.5*300'
    assert not any(cell.startswith('=') for row in rows for name, cell in zip(head, row, strict=True) if name in ('notes', 'asset', 'location', 'group'))


def test_export_writes_the_table_into_a_folder(user: Client, report: int, tmp_path: Path) -> None:
    user.result('GET', f'/reports/{report}/export?directory_path={tmp_path}')
    assert [path.name for path in tmp_path.iterdir()] == ['all_events.csv']
    assert (tmp_path / 'all_events.csv').read_bytes() == download(user, report, 'csv')
    user.error('GET', f'/reports/{report}/export?directory_path={tmp_path / "none"}')


def test_zip_and_json_hold_everything(user: Client, report: int) -> None:
    with zipfile.ZipFile(io.BytesIO(download(user, report, 'zip'))) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert names[:4] == ['all_events.csv', 'open_lots.csv', 'not_known.csv', 'summary.json']
        assert archive.read('all_events.csv') == download(user, report, 'csv')
        assert b'missing 3' in archive.read('not_known.csv')
    whole = json.loads(download(user, report, 'json'))
    assert whole['lines'] == lines(user, report)
    assert (whole['report']['digest'], len(whole['not_known'])) == (entry(user, report)['digest'], 2)
    assert [f'{one["id"]}.csv' for one in whole['forms']] == names[4:]


def test_workbook_has_text_as_text_and_numbers_as_numbers(user: Client, report: int) -> None:
    with zipfile.ZipFile(io.BytesIO(download(user, report, 'xlsx'))) as archive:
        sheets = {name: archive.read(name).decode() for name in archive.namelist() if name.startswith('xl/worksheets/sheet')}
        book = archive.read('xl/workbook.xml').decode()
    assert not any('<f>' in sheet for sheet in sheets.values())
    for name in ('Summary', 'Lines', 'Open lots', 'Not known'):
        assert f'name="{name}"' in book
    assert any('HYPERLINK' in sheet and 't="inlineStr"' in sheet for sheet in sheets.values())
    assert any('<v>600</v>' in sheet for sheet in sheets.values())


def test_document_is_whole_and_the_same_each_time(user: Client, report: int) -> None:
    content = download(user, report, 'pdf')
    assert content.startswith(b'%PDF-')
    assert content.rstrip().endswith(b'%%EOF')
    assert content.count(b'/FontFile2') >= 2
    assert download(user, report, 'pdf') == content


@pytest.mark.parametrize(('text', 'shown'), [
    ('Euro € Ελλάς Привет', 'Euro € Ελλάς Привет'), ('漢字 🚀', '\ufffd\ufffd \ufffd'), ('a\u202eb\x00c', 'abc'),
])
def test_document_shows_what_its_font_has(text: str, shown: str) -> None:
    known: Any = document._fonts()
    page = document._Page(canvas=None, known=known, source=None)  # type: ignore[arg-type]
    assert page.shown(text) == shown


def test_document_has_forms_whole_with_their_totals(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[tuple[str, str]] = []
    monkeypatch.setattr(document._Page, '_row', lambda _page, cells, _columns, _widths, font: drawn.append((cells[0], font)))
    monkeypatch.setattr(document, 'MOST_ROWS', 100)
    report: Any = SimpleNamespace(end=1, summary={'settings': {'profit_currency': 'USD'}, 'stamps': {'version': '1'}})
    source: Any = SimpleNamespace(title='Report', version='1', period='2024', report=report)
    form = Form('8949', 'Form 8949', (('Description', 'text'),), [(f'row {number}',) for number in range(250)], ('Totals',))
    assert document.document(source, form).startswith(b'%PDF-')
    rows = [row for row in drawn if row[0] != 'Description']
    assert len(rows) == 251
    assert rows[-2:] == [('row 249', document.REGULAR), ('Totals', document.BOLD)]


# ------------------------------------------------------------------ inputs, interruptions
def test_inputs_make_the_same_report_in_another_profile(user: Client, report: int, tmp_path: Path, filled_global_folder: Path) -> None:
    user.result('POST', '/history/debug', {'directory_path': str(tmp_path)})
    exported = json.loads((tmp_path / 'pnl_debug.json').read_text())
    assert {'events', 'settings', 'ignored_events_ids', 'pnl_settings'} <= exported.keys()
    assert exported['ignored_events_ids'] == ['mine']
    assert user.error('PUT', '/history/debug', {'filepath': str(tmp_path / 'pnl_debug.json')}, status=409)['code'] == 'history_not_empty'
    shutil.copytree(filled_global_folder, tmp_path / 'data' / FOLDER)
    other = wire(configuration(tmp_path / 'data'), kdf_cost=CHEAP)
    try:
        fresh = Client(create_application(other, load_routes(), guard.Policy(PORT, None)).test_client())
        fresh.result('PUT', '/users', {'name': 'bob', 'password': PASSWORD})
        broken = {**exported, 'events': [*exported['events'], {**exported['events'][0], 'amount': '-1'}]}
        (tmp_path / 'broken.json').write_text(json.dumps(broken))
        error = fresh.error('PUT', '/history/debug', {'filepath': str(tmp_path / 'broken.json')})
        assert error['params']['field'] == f'events.{len(EVENTS) + 4}.amount'
        assert fresh.result('POST', '/history/events', {})['entries_total'] == 0
        fresh.result('PUT', '/history/debug', {'filepath': str(tmp_path / 'pnl_debug.json')})
        fresh.result('PATCH', '/history/events/visibility', {'group_identifiers': ['spam'], 'shown': False})
        made = fresh.result('PUT', '/reports', {'fetch_prices': False})
        assert lines(fresh, made) == lines(user, report)
        assert entry(fresh, made)['overview'] == entry(user, report)['overview']
    finally:
        other.close()


def test_prices_that_oracles_tell_are_used_and_limits_are_remembered(user: Client, services: AppServices) -> None:
    reports: Any = services.session.require().reports
    wish = Wish(end=at(900))
    period, terms = reports._period(wish)
    order = RunOrder(reports._parts.place, reports._settings(wish, period), period, terms, True, '1', at(900))
    for told, price in (({('DOT', at(420)): HistoricPrice(Decimal(7), 'coingecko', TimestampS(at(420)))}, '7'), ({}, None)):
        work = run(order)
        message: Any = next(work)
        while not isinstance(message, Missing):
            message = next(work)
        assert (list(message.moments), message.target) == ([('DOT', at(420))], 'EUR')
        messages: list[Any] = [work.send(Told(told, frozenset({('DOT', at(420))})))]
        messages += work
        parts = [part for one in messages if isinstance(one, Parts) for part in one.parts]
        rows = [row for part in parts if part.part.kind == 'line' for row in packing.unpack(part.content)]
        [gift] = [row for row in rows if row[packing.ASSET] == 'DOT']
        assert gift[packing.PRICE] == price
        findings = [row for part in parts if part.part.kind == 'finding' for row in packing.unpack(part.content)]
        assert [row[5].get('rate_limited') for row in findings if row[0] == 'missing_price'] == ([] if price else [True])
        assert isinstance(messages[-1], Done)


def test_profile_settings_do_not_change_what_a_law_decides(user: Client) -> None:
    """What the request itself says counts."""
    wish = {'jurisdiction': 'germany', 'year': '2021', 'fetch_prices': False}
    whole = entry(user, user.result('PUT', '/reports', wish))
    own = {'calculate_past_cost_basis': False, 'include_crypto2crypto': False, 'include_gas_costs': False}
    user.result('PUT', '/settings', {'settings': own})
    try:
        found = entry(user, user.result('PUT', '/reports', wish))
        asked = entry(user, user.result('PUT', '/reports', {**wish, 'settings': {'calculate_past_cost_basis': False}}))
    finally:
        user.result('PUT', '/settings', {'settings': dict.fromkeys(own, True)})
    assert found['overview'] == whole['overview']
    assert found['settings']['calculate_past_cost_basis'] is True
    assert asked['settings']['calculate_past_cost_basis'] is False


def test_a_cost_that_nobody_knows_is_no_gain_under_a_law(user: Client) -> None:
    """3 ADA that were never acquired are sold for 30. Forms leave them out, and so do the lines and sums beside them, unless the request says otherwise."""
    def told(**settings: str) -> tuple[Any, Any, str]:
        wish = {'jurisdiction': 'germany', 'year': '2021', 'fetch_prices': False, 'settings': settings}
        identifier = user.result('PUT', '/reports', wish)
        sale = next(one for one in lines(user, identifier) if one['asset_identifier'] == 'ADA' and one['kind'] == 'disposal')
        found = entry(user, identifier)
        return found['settings']['missing_basis'], found['overview']['trade']['not_known'], sale['pnl_taxable']
    assert told() == ('unknown', 2, 'NaN')
    assert told(missing_basis='zero') == ('zero', 2, '30')


@pytest.mark.parametrize('jurisdiction', [
    'australia', 'austria', 'canada', 'france', 'generic', 'germany', 'ireland', 'japan', 'united_kingdom', 'united_states',
])
def test_every_jurisdiction_makes_a_report_of_any_history(user: Client, jurisdiction: str) -> None:
    listed = next(one for one in user.result('GET', '/accounting/jurisdictions') if one['id'] == jurisdiction)
    year = next(one for one in listed['years'] if one.startswith('2021'))
    choices = {one['name']: one['values'][-1] for one in listed['choices'] if not one['is_by_location']}
    made = user.result('PUT', '/reports', {'jurisdiction': jurisdiction, 'year': year, 'choices': choices, 'fetch_prices': False})
    found = entry(user, made)
    assert (found['year'], found['settings']['profit_currency']) == (year, listed['currency'] or 'EUR')
    assert user.result('GET', f'/reports/{made}/forms')
    for file_format in ('zip', 'xlsx', 'pdf'):
        assert len(download(user, made, file_format)) > 1000
    user.result('DELETE', f'/reports/{made}')


class StoppedJob(QuietJob):
    """Cancelled after so many looks."""

    def __init__(self, looks: int) -> None:
        self.looks = looks

    def check(self) -> None:
        self.looks -= 1
        if self.looks < 0:
            raise cancelled()


def test_cancelled_or_broken_report_leaves_nothing(user: Client, report: int, services: AppServices, monkeypatch: pytest.MonkeyPatch) -> None:
    reports = services.session.require().reports
    before = [one.identifier for one in reports.all()]
    with pytest.raises(CancelledError):
        reports.run(Wish(ask_prices=False), StoppedJob(0))
    monkeypatch.setattr(report_service, 'SMALL_EVENTS', 0)
    with pytest.raises(CancelledError):
        reports.run(Wish(ask_prices=False), StoppedJob(1))
    monkeypatch.setattr('rotkehlchen.services.tax_report.worker.sys.executable', '/bin/false')
    with pytest.raises(StorageError, match='process ended before'):
        reports.run(Wish(ask_prices=False), QuietJob())
    assert [one.identifier for one in reports.all()] == before
    with services.session.require().database.read() as connection:
        assert connection.execute("SELECT count(*) FROM report WHERE state = 'running'").fetchone()[0] == 0


def test_what_a_crash_left_is_removed_when_the_profile_is_opened(user: Client, report: int, services: AppServices) -> None:
    profile = services.session.require().profile
    left = profile.folder / '.report-abc'
    left.mkdir()
    (left / 'rows.xml').write_text('x')
    with profile.database.write() as connection:
        connection.execute("INSERT INTO report (created, name, start, end, state, summary, digest) VALUES (1, '', 0, 1, 'running', '{}', '')")
    user.result('PATCH', '/users/ada', {'action': 'logout'})
    user.result('POST', '/users/ada', {'password': PASSWORD})
    assert not left.exists()
    with services.session.require().database.read() as connection:
        assert [row[0] for row in connection.execute("SELECT count(*) FROM report WHERE state = 'running'")] == [0]
    assert entry(user, report)['identifier'] == report


def test_report_is_outdated_when_the_history_changes(user: Client, report: int) -> None:
    assert entry(user, report)['is_outdated'] is True  # lots were named meanwhile
    fresh = user.result('PUT', '/reports', {'fetch_prices': False, 'name': 'a'})
    assert entry(user, fresh)['is_outdated'] is False
    user.result('PATCH', f'/reports/{fresh}', {'name': 'b'})
    user.result('PUT', '/actions/ignored', {'data': ['gift']})
    assert (entry(user, fresh)['is_outdated'], entry(user, fresh)['name']) == (True, 'b')
    user.result('DELETE', '/actions/ignored', {'data': ['gift']})
    user.result('DELETE', f'/reports/{fresh}')


def test_to_borrow_and_to_pay_back_is_no_purchase_and_no_sale(user: Client) -> None:
    """The token of debt that comes and goes with a loan has a price, and makes neither lots nor lines."""
    token = '0x72E95b8931767C79bA4EeE721354d6E99a61D004'
    debt = user.result('PUT', '/assets/all', {
        'asset_type': 'evm token', 'address': token, 'evm_chain': 'ethereum', 'token_kind': 'erc20', 'decimals': 6,
        'name': 'Aave Ethereum Variable Debt USDC', 'symbol': 'variableDebtEthUSDC'})['identifier']
    for day in (700, 701):
        user.result('PUT', '/assets/prices/historical', {'from_asset': debt, 'to_asset': 'EUR', 'timestamp': at(day), 'price': '0.9'})
    for day, event_type, subtype in ((700, 'receive', 'receive wrapped'), (701, 'spend', 'none')):
        user.result('PUT', '/history/events', {
            'entry_type': 'history event', 'group_identifier': f'loan {day}', 'timestamp': at(day) * 1000, 'location': 'ethereum', 'asset': debt,
            'amount': '300', 'event_type': event_type, 'event_subtype': subtype})
    made = user.result('PUT', '/reports', {'fetch_prices': False, 'from_timestamp': at(699), 'name': 'loan'})
    assert entry(user, made)['left_out']['debt'] == 2
    assert [one for one in lines(user, made) if one['asset_identifier'] == debt] == []
    user.result('DELETE', f'/reports/{made}')


@pytest.mark.parametrize(('method', 'gain'), [('fifo', '300'), ('total_average', '200'), ('share_pool', '150')])
def test_what_is_bought_after_the_end_counts_where_the_method_says_so(user: Client, method: str, gain: str) -> None:
    """Bought for 100, sold for 400; ten days after the report's end bought for 250 (matched), in the same year again for 250 (averaged)."""
    for body in (
            trade(f'{method} 1', 735, ('100', 'EUR'), ('1', 'LTC')), trade(f'{method} 2', 740, ('1', 'LTC'), ('400', 'EUR')),
            trade(f'{method} 3', 750, ('250', 'EUR'), ('1', 'LTC')), trade(f'{method} 4', 800, ('250', 'EUR'), ('1', 'LTC'))):
        user.result('PUT', '/history/events', body)
    made = user.result('PUT', '/reports', {
        'fetch_prices': False, 'from_timestamp': at(732), 'to_timestamp': at(741), 'name': method,
        'settings': {'cost_basis_method': method}})
    gains = [one['pnl_taxable'] for one in lines(user, made) if one['asset_identifier'] == 'LTC' and one['cost_basis']]
    assert gains == [gain]
    user.result('DELETE', f'/reports/{made}')
    for one in _entries(user):
        if one['entry']['group_identifier'].startswith(method):
            user.result('DELETE', '/history/events', {'identifiers': [one['entry']['identifier']]})


def test_method_and_scope_of_one_s_own_settings_change_by_year(user: Client) -> None:
    """Three lots at 100, 200 and 300 of two places: the first is sold in 2022, the last one in 2023, and in 2024 that of the place."""
    for number, (day, cost, location) in enumerate(((735, '100', 'kraken'), (736, '200', 'coinbase'), (737, '300', 'kraken'))):
        user.result('PUT', '/history/events', trade(f'yearly {number}', day, (cost, 'EUR'), ('1', 'LTC'), location))
    for number, day in enumerate((740, 1140)):
        user.result('PUT', '/history/events', trade(f'yearly sale {number}', day, ('1', 'LTC'), ('1000', 'EUR')))
    user.result('PUT', '/history/events', trade('yearly sale 2', 1510, ('1', 'LTC'), ('1000', 'EUR'), 'coinbase'))
    made = user.result('PUT', '/reports', {
        'fetch_prices': False, 'from_timestamp': at(732), 'to_timestamp': at(1600), 'name': 'yearly', 'settings': {'taxfree_after_period': None},
        'method': {'2022': 'fifo', '2023': 'lifo'}, 'scope': {'2024': 'location'}})
    assert [one['pnl_taxable'] for one in lines(user, made) if one['asset_identifier'] == 'LTC' and one['cost_basis']] == ['900', '700', '800']
    assert entry(user, made)['scope'] == 'location'
    user.result('DELETE', f'/reports/{made}')
