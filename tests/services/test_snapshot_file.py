from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rotkehlchen.core.errors import InputError
from rotkehlchen.core.time import TimestampS
from rotkehlchen.services.snapshot_file import Known, TextFile, escape_cell, parse_snapshot, render_snapshot, unescape_cell
from rotkehlchen.storage.snapshot import Snapshot, SnapshotAsset

KNOWN = Known({'BTC', 'ETH', '=CMD', "'+x"}.intersection, {'kraken', 'polygon pos'})
BALANCES = 'timestamp,category,asset_identifier,amount,usd_value\n100,asset,BTC,1.5,75000.1\n100,liability,ETH,2,\n'
LOCATIONS = 'timestamp,location,usd_value\n100,kraken,75000.1\n100,total,75000.1\n'


def parse(balances: str | bytes = BALANCES, locations: str | bytes = LOCATIONS) -> Snapshot:
    return parse_snapshot(_file('b.csv', 'balances', balances), _file('l.csv', 'locations', locations), KNOWN)


def _file(name: str, field: str, content: str | bytes) -> TextFile:
    return TextFile(name, field, content if isinstance(content, bytes) else content.encode())


def test_parse_gives_exact_values_and_unknown_for_empty() -> None:
    assert parse() == Snapshot(
        TimestampS(100),
        [SnapshotAsset('asset', 'BTC', Decimal('1.5'), Decimal('75000.1')), SnapshotAsset('liability', 'ETH', Decimal(2), None)],
        {'kraken': Decimal('75000.1'), 'total': Decimal('75000.1')},
    )


def test_parse_takes_byte_order_mark_columns_in_any_order_and_blank_lines() -> None:
    balances = '\ufeffusd_value,timestamp,amount,category,asset_identifier\r\n75000.1,100,1.5,asset,BTC\r\n\r\n,100,2,liability,ETH\r\n'
    assert parse(balances) == parse()


@pytest.mark.parametrize(('balances', 'locations', 'place', 'field'), [
    (BALANCES + '100,asset,NOTHING,1,1\n', LOCATIONS, 'b.csv, line 4, column asset_identifier', 'balances'),
    (BALANCES + '100,asset,BTC,1,1\n', LOCATIONS, 'b.csv, line 4, column asset_identifier', 'balances'),
    (BALANCES.replace('1.5', 'NaN'), LOCATIONS, 'b.csv, line 2, column amount', 'balances'),
    (BALANCES.replace('1.5', '-1'), LOCATIONS, 'b.csv, line 2, column amount', 'balances'),
    (BALANCES.replace('75000.1', '1_0'), LOCATIONS, 'b.csv, line 2, column usd_value', 'balances'),
    (BALANCES.replace('liability', 'debt'), LOCATIONS, 'b.csv, line 3, column category', 'balances'),
    (BALANCES.replace('100,liability', '101,liability'), LOCATIONS, 'b.csv, line 3, column timestamp', 'balances'),
    (BALANCES.replace('100,liability', '1e2,liability'), LOCATIONS, 'b.csv, line 3, column timestamp', 'balances'),
    (BALANCES + '100,asset\n', LOCATIONS, 'b.csv, line 4', 'balances'),
    ('timestamp,amount\n', LOCATIONS, 'b.csv, line 1', 'balances'),
    ('', LOCATIONS, 'b.csv, line 1', 'balances'),
    (BALANCES + '100,asset,"BTC,1,1\n', LOCATIONS, 'b.csv, line 4', 'balances'),
    (BALANCES.encode() + b'100,asset,\xff,1,1\n', LOCATIONS, 'b.csv, line 4', 'balances'),
    (BALANCES, LOCATIONS.replace('kraken', 'mars'), 'l.csv, line 2, column location', 'locations'),
    (BALANCES, LOCATIONS.replace('total', 'kraken'), 'l.csv, line 3, column location', 'locations'),
    (BALANCES, LOCATIONS.replace('100,total,75000.1\n', ''), 'l.csv, line 2, column location', 'locations'),
    (BALANCES, LOCATIONS.replace('100', '99'), 'l.csv, line 2, column timestamp', 'locations'),
    (BALANCES, LOCATIONS.replace('75000.1', ''), 'l.csv, line 2, column usd_value', 'locations'),
])
def test_parse_with_a_fault_names_file_line_and_column(balances: str | bytes, locations: str, place: str, field: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(balances, locations)
    assert caught.value.message.startswith(f'{place}: ')
    assert caught.value.field == field


def test_parse_with_several_faults_names_them_all() -> None:
    with pytest.raises(InputError) as caught:
        parse(BALANCES.replace('1.5', 'x').replace('liability', 'debt'), LOCATIONS.replace('kraken', 'mars'))
    problems = caught.value.params['problems']
    assert isinstance(problems, dict)
    assert list(problems) == ['b.csv, line 2, column amount', 'b.csv, line 3, column category', 'l.csv, line 2, column location']


def test_render_then_parse_gives_the_snapshot_and_no_formula() -> None:
    snapshot = Snapshot(
        TimestampS(100),
        [SnapshotAsset('asset', '=CMD', Decimal('1e-18'), Decimal(1)), SnapshotAsset('asset', "'+x", Decimal('1e20'), None)],
        {'polygon pos': Decimal(-5), 'total': Decimal('-5')},
    )
    files = render_snapshot(snapshot)
    assert sorted(files) == ['balances_snapshot_import.csv', 'location_data_snapshot.csv']
    assert ',=CMD' not in files['balances_snapshot_import.csv']
    assert parse(files['balances_snapshot_import.csv'], files['location_data_snapshot.csv']) == snapshot


@given(st.text())
def test_escape_any_text_comes_back_and_starts_no_formula(text: str) -> None:
    escaped = escape_cell(text)
    assert unescape_cell(escaped) == text
    assert not escaped.startswith(('=', '+', '-', '@', '\t', '\r', '\n'))
