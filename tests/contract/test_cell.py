"""Numbers and moments as files write them. What can be read in two ways is asked, never assumed."""

from datetime import UTC
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rotkehlchen.contracts.cell import Notation, TimeReader, ZoneError, find_notation, parse_number
from rotkehlchen.contracts.importer import Row, RowError
from rotkehlchen.core.money import to_text

LATEST = 1_800_000_000_000


@pytest.mark.parametrize(('cells', 'expected'), [
    (['1.5', '2'], 'point'), (['1,5', '2'], 'comma'), (['1.234,56'], 'comma'), (['1,234.56'], 'point'), (['1,234'], 'unknown'), (['1.234'], 'point'),
    (['1,234', '0.5'], 'point'), (['1,234', '0,5'], 'comma'), (['1.5', '1,5'], 'unknown'), (['100', 'ETH', '2021-01-01 10:00'], 'point'),
    (['1.234.567'], 'comma'), (['1,234,567'], 'point'), (['0,123'], 'comma'), ([], 'point'),
    (['1,55444E+13', '0.5'], 'point'), (['1,5E-05'], 'comma'),
    (['12,50 \u20ac'], 'comma'), (['-$1,100.50'], 'point'),
    (['1 234,56'], 'comma'), (['1\u00a0234,5'], 'comma'), (['1\u202f234,567'], 'comma'), (['1 234.56'], 'point'), (["1'234.5"], 'point'),
])
def test_notation_of_a_file_is_told_by_its_cells(cells: list[str], expected: Notation) -> None:
    assert find_notation([Row(2, {str(number): cell for number, cell in enumerate(cells)})]) == expected


@pytest.mark.parametrize(('text', 'notation', 'value'), [
    ('1.5', 'point', '1.5'), ('1,234.5', 'point', '1234.5'), ("1'234.5", 'point', '1234.5'), ('1 234,5', 'comma', '1234.5'),
    ('1.234,56', 'comma', '1234.56'), ('1.234', 'comma', '1234'), ('1,5', 'comma', '1.5'), ('-0,5', 'comma', '-0.5'), ('12', 'comma', '12'),
    ('3.605E-05', 'point', '0.00003605'), ('1,5e-3', 'comma', '0.0015'), ('+2', 'point', '2'), ('1.234,5', 'unknown', '1234.5'), ('0,5', 'unknown', '0.5'),
    ('\u22121.5', 'point', '-1.5'), ('\u22121.234,5', 'comma', '-1234.5'), ('0.123', 'unknown', '0.123'),
])
def test_number_is_exact_in_its_notation(text: str, notation: Notation, value: str) -> None:
    assert parse_number(text, notation) == Decimal(value)


@pytest.mark.parametrize(('text', 'notation', 'code'), [
    ('1,5', 'point', 'bad_amount'), ('0.5', 'comma', 'bad_amount'), ('1,23,456', 'point', 'bad_amount'), ('=1+1', 'point', 'bad_amount'),
    ('1,234', 'unknown', 'ambiguous_amount'), ('1.234', 'unknown', 'ambiguous_amount'),
    ('１２', 'point', 'bad_amount'), ('1_000', 'point', 'bad_amount'), ('Infinity', 'point', 'bad_amount'),  # noqa: RUF001
    ('1e999', 'point', 'bad_amount'), (',', 'comma', 'bad_amount'), ('$5', 'point', 'bad_amount'),
])
def test_text_that_is_no_number_is_an_error_of_its_column(text: str, notation: Notation, code: str) -> None:
    with pytest.raises(RowError) as caught:
        parse_number(text, notation, column='Amount')
    assert (caught.value.code, caught.value.column) == (code, 'Amount')


def test_empty_cells_and_dashes_are_no_number() -> None:
    assert [parse_number(text, 'point') for text in ('', '-', 'N/A', '\u2013')] == [None] * 4
    with pytest.raises(RowError, match='negative_amount'):
        parse_number('-1', 'point', allow_negative=False)


@given(st.decimals(min_value=-10**9, max_value=10**9, allow_nan=False, places=9))
def test_both_notations_say_the_same(value: Decimal) -> None:
    plain = to_text(value)
    grouped = f'{value:,f}'
    swapped = grouped.translate({ord(','): '.', ord('.'): ','})
    assert parse_number(plain, 'point') == parse_number(grouped, 'point') == parse_number(swapped, 'comma') == value


def read(text: str, *formats: str, user: str | None = None, zone: str | None = None, source: str | None = None) -> int:
    times = TimeReader(user, ZoneInfo(zone) if zone else None, LATEST)
    return times.read(text, 'Date', formats, ZoneInfo(source) if source else None)


@pytest.mark.parametrize('text', [
    '2021-03-04T05:06:07Z', '2021-03-04 05:06:07 UTC', '2021-03-04 05:06:07+00:00', '2021-03-04 07:06:07 +0200', '2021-03-04T05:06:07.000000+00:00',
])
def test_moment_with_its_zone_needs_nobody(text: str) -> None:
    assert read(text) == 1_614_834_367_000


def test_moment_without_a_zone_is_asked_and_read_in_the_zone_of_user_or_source() -> None:
    with pytest.raises(ZoneError) as caught:
        read('2021-07-04 05:06:07')
    assert (caught.value.code, caught.value.column) == ('timezone_needed', 'Date')
    in_utc = read('2021-07-04 05:06:07', source='UTC')
    assert read('2021-07-04 05:06:07', zone='Europe/Vienna') == in_utc - 2 * 3_600_000
    assert read('2021-07-04 05:06:07', zone='Europe/Vienna', source='UTC') == in_utc - 2 * 3_600_000


def test_zone_that_is_assumed_is_told() -> None:
    times = TimeReader(None, None, LATEST, UTC)
    assert times.read('2021-07-04T05:06:07+00:00', 'Date', (), None)
    assert not times.is_assumed
    assert times.read('2021-07-04 05:06:07', 'Date', (), None) == 1_625_375_167_000
    assert times.is_assumed


def test_format_of_the_user_goes_first() -> None:
    assert read('04/03/2021', '%m/%d/%Y', source='UTC') != read('04/03/2021', '%m/%d/%Y', user='%d/%m/%Y', source='UTC')


def test_digits_are_seconds_or_milliseconds_by_their_number() -> None:
    assert read('1614834367', 'unix', 'unix_ms') == read('1614834367000', 'unix', 'unix_ms') == 1_614_834_367_000


@pytest.mark.parametrize(('text', 'code'), [
    ('1970-01-01T00:00:00Z', 'time_out_of_range'), ('2099-01-01T00:00:00Z', 'time_out_of_range'), ('9999-12-31T23:59:59Z', 'time_out_of_range'),
    ('2021-02-30T00:00:00Z', 'bad_time'), ('yesterday', 'bad_time'), ('', 'missing_value'), ('0001-01-01 00:00:00 +2300', 'time_out_of_range'),
    ('2021-01-01 00:00:00 +9900', 'bad_time'), ('=NOW()', 'bad_time'),
])
def test_moment_that_cannot_be_is_an_error_of_its_column(text: str, code: str) -> None:
    with pytest.raises(RowError) as caught:
        read(text)
    assert (caught.value.code, caught.value.column) == (code, 'Date')
