"""What goes into a part comes out of it, to the last digit; pages of parts are what a plain search would give."""

import datetime
import hashlib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rotkehlchen.contracts.gain import Finding, Line, LotPart, OpenLot, Portfolio
from rotkehlchen.contracts.jurisdiction import Form
from rotkehlchen.core.errors import InputError
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.time import TimestampMs, TimestampS
from rotkehlchen.services.tax_report import packing
from rotkehlchen.services.tax_report.reading import ORDERS, LineFilter, ReportReader
from rotkehlchen.storage.page import Page
from rotkehlchen.storage.report import ReportRepository
from rotkehlchen.storage.user_database import create_user_database
from tests.storage.test_user_database import KEY

AMOUNTS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-10**30, max_value=10**30) | st.sampled_from(
    [Decimal('1E-30'), Decimal('0E-18'), Decimal('1.500'), Decimal('1E+20'), Decimal(0)])
MAYBE = st.none() | AMOUNTS
TEXT = st.text(st.characters(exclude_categories=['Cs']), max_size=8)
PARTS = st.builds(
    LotPart, AMOUNTS, MAYBE, st.sampled_from(['lot', 'missing', 'average']), st.none() | st.integers(0, 2**50).map(TimestampMs), st.none() | st.integers(0, 99),
    MAYBE, MAYBE, st.booleans(), st.booleans(), MAYBE)
LINES = st.builds(
    Line, index=st.integers(0, 10**9), event_id=st.none() | st.integers(1, 10**9), group=TEXT, timestamp=st.integers(0, 2**50).map(TimestampMs),
    category=st.sampled_from(['trade', 'fee']), kind=st.sampled_from(['disposal', 'income']), location=TEXT, account=st.none() | TEXT,
    asset=TEXT.map(AssetId), taxable_amount=AMOUNTS, free_amount=AMOUNTS, price=MAYBE, gain_taxable=MAYBE, gain_free=MAYBE, event_type=TEXT,
    event_subtype=TEXT, counterparty=st.none() | TEXT, proceeds=MAYBE, cost=MAYBE, parts=st.lists(PARTS, max_size=3).map(tuple), is_counted=st.booleans(),
    rule=TEXT, flags=st.frozensets(st.sampled_from(['missing_basis', 'carried'])), notes=TEXT, swap_group=st.none() | TEXT,
    portfolio=st.none() | st.builds(Portfolio, MAYBE, MAYBE, MAYBE))


@settings(max_examples=30, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=3))
def test_lines_come_back_as_they_were(lines: list[Line]) -> None:
    packer = packing.Packer('line', hashlib.sha256())
    for line in lines:
        assert packer.add(packing.line_row(line)) is None
    part = packer.take()
    assert part is not None
    assert [packing.to_line(row) for row in packing.unpack(part.content)] == lines
    assert part.part.rows == len(lines) == packer.rows
    assert (part.part.earliest, part.part.latest) == (min(one.timestamp for one in lines), max(one.timestamp for one in lines))


def test_lots_findings_and_forms_come_back_as_they_were() -> None:
    lot = OpenLot(AssetId('ETH'), 'kraken:a', Decimal('0.10'), None, TimestampMs(5), None, 'kraken', 'a')
    assert packing.to_lot(packing.lot_row(lot)) == lot
    finding = Finding('missing_price', TimestampMs(7), AssetId('ETH'), 3, 'g', {'found': '1', 'count': 2, 'none': None})
    assert packing.to_finding(packing.finding_row(finding)) == finding
    form = Form(
        'a', 'A', (('Day', 'date'), ('What', 'text'), ('Worth', 'money'), ('Number', 'number')),
        [(datetime.date(2024, 2, 29), '=1+1', Decimal('-1.50'), 4), (None, '', None, None)], ('Total', None, Decimal('1E+3'), 0), ('note',), 'source', 'text')
    [part] = packing.pack_forms([form], hashlib.sha256())
    assert packing.to_form(packing.unpack(part.content)) == form


# ------------------------------------------------------------------ pages
def line(index: int) -> Line:
    """Every third second two lines; categories, assets and amounts that repeat with other lengths."""
    amount = None if index % 7 == 0 else Decimal((index * 7919) % 1009 - 500) / 8
    return Line(
        index, index, f'g{index // 2}', TimestampMs(1_000_000 + index // 2 * 3000), ('trade', 'fee', 'staking')[index % 3], 'disposal', 'kraken', None,
        AssetId(('BTC', 'ETH')[index % 5 == 0]), Decimal(index), Decimal(0), Decimal(2), amount, Decimal(0), 'trade', 'spend',
        is_counted=index % 4 > 0, flags=frozenset({'missing_basis'}) if index % 11 == 0 else frozenset())


@pytest.fixture(scope='module')
def stored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ReportReader, int, list[packing.Row]]]:
    database = create_user_database(Path(tmp_path_factory.mktemp('reports')), KEY)
    reports = ReportRepository(database)
    identifier = reports.begin(TimestampS(5), 'r', 0, 10)
    packer = packing.Packer('line', hashlib.sha256(), rows_a_part=16)
    rows = [packing.line_row(line(index)) for index in range(333)]
    parts = [part for row in rows if (part := packer.add(row)) is not None]
    last = packer.take()
    assert last is not None
    reports.add(identifier, parts)
    reports.finish(identifier, [last], {'lines': 333}, 'digest')
    yield ReportReader(reports), identifier, [row for part in [*parts, last] for row in packing.unpack(part.content)]
    database.close()


FILTERS = [
    LineFilter(), LineFilter(category='fee'), LineFilter(category='none of these'), LineFilter(start_ms=1_050_000), LineFilter(end_ms=1_200_001),
    LineFilter(start_ms=1_048_000, end_ms=1_099_000, category='trade'), LineFilter(start_ms=9_000_000), LineFilter(asset='ETH'),
    LineFilter(flags=('missing_basis', 'other'), counted=True), LineFilter(group='g3'), LineFilter(event_id=9), LineFilter(kind='income'),
]


@pytest.mark.parametrize('number', range(len(FILTERS)))
def test_page_is_what_a_plain_search_gives(stored: tuple[ReportReader, int, list[packing.Row]], number: int) -> None:
    reader, identifier, rows = stored
    wanted = FILTERS[number]
    expected = [row for row in rows if wanted.takes(row)]
    for order in ((), (('timestamp', True),), (('timestamp', False),)):
        ordered = expected[::-1] if order == (('timestamp', False),) else expected
        for limit, offset in ((10, 0), (10, 15), (100, 90), (None, 0), (None, 320), (5, 1000), (0, 0)):
            found = reader.find(identifier, wanted, Page(limit, offset, order))
            assert found.rows == ordered[offset:None if limit is None else offset + limit], (order, limit, offset)
            assert (found.found, found.total) == (len(expected), 333)


def test_any_attribute_orders_with_unknown_amounts_last(stored: tuple[ReportReader, int, list[packing.Row]]) -> None:
    reader, identifier, rows = stored
    for attribute, place in ORDERS.items():
        for ascending in (True, False):
            found = reader.find(identifier, LineFilter(category='fee'), Page(None, 0, ((attribute, ascending),))).rows
            assert sorted(row[packing.INDEX] for row in found) == [row[packing.INDEX] for row in rows if row[packing.CATEGORY] == 'fee']
            if attribute == 'pnl_taxable':
                known = [Decimal(row[place]) for row in found if row[place] is not None]
                assert known == sorted(known, reverse=not ascending)
                assert all(row[place] is None for row in found[len(known):])
    with pytest.raises(InputError, match='cannot order by'):
        reader.find(identifier, LineFilter(), Page(10, 0, (('secret', True),)))


def test_single_lines_are_found_by_index(stored: tuple[ReportReader, int, list[packing.Row]]) -> None:
    reader, identifier, rows = stored
    for index in (0, 15, 16, 17, 332):
        assert reader.find_line(identifier, index) == rows[index]
    assert reader.find_line(identifier, 333) is None
    assert reader.find_lines(identifier, [3, 332, 999, 16]) == {index: rows[index] for index in (3, 332, 16)}


def test_views_are_dropped_when_they_need_more_room_than_there_is(
        stored: tuple[ReportReader, int, list[packing.Row]], monkeypatch: pytest.MonkeyPatch,
) -> None:
    reader, identifier, _ = stored
    monkeypatch.setattr('rotkehlchen.services.tax_report.reading.MOST_BYTES_KEPT', 6_000)
    views: Any = reader._views
    for attribute in ORDERS:
        reader.find(identifier, LineFilter(), Page(1, 0, ((attribute, False),)))
    assert len(views) < len(set(ORDERS.values()))
    assert reader._size == sum(view.size for view in views.values())
