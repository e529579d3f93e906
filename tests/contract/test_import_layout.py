"""Shapes that importers share: cells with an amount and its symbol, markets, layouts, orders, flows with one signed amount."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rotkehlchen.contracts.cell import TimeReader
from rotkehlchen.contracts.import_context import SheetContext
from rotkehlchen.contracts.import_event import FlowTable, Leg
from rotkehlchen.contracts.import_layout import Layouts, OrderTable, gathered, leg_in, split_pair
from rotkehlchen.contracts.importer import ImportedGroup, Problem, Row, RowError, Skipped

LATEST = 1_900_000_000_000
FORMATS = ('%d.%m.%Y %H:%M:%S', '%m/%d/%Y %H:%M', '%y-%m-%d %H:%M:%S', '%d/%m/%Y', '%Y-%m-%d %H:%M:%S.%f')
ORDERS = OrderTable(
    headers=(frozenset({'when', 'market', 'side', 'amount', 'price', 'fee'}),), time='when', pair='market', side='side', amount='amount',
    price='price', fee=('fee', ''), zone=UTC,
)
FLOWS = FlowTable(
    headers=(frozenset({'when', 'amount', 'asset', 'kind'}),), time='when', signed=('amount', 'asset'), kind='kind', zone=UTC, whole_seconds=True,
    kinds={'in': 'deposit', 'out': 'withdrawal', 'move': 'transfer', 'prize': 'reward', 'gone': 'loss'}, unsigned={'gone': 'outgoing'},
    keep=lambda row: 'void' if row.get('kind') == 'void' else None,
)


def context() -> SheetContext:
    return SheetContext('external', 'point', TimeReader(None, None, LATEST), lambda symbol: symbol.upper() or None, {})


def row(line: int = 2, **cells: str) -> Row:
    return Row(line, cells)


@pytest.mark.parametrize(('cell', 'amount', 'symbol'), [
    ('1.50000000 ETH', '1.5', 'ETH'), ('9.434SOL', '9.434', 'SOL'), ('100.00 1INCH', '100', '1INCH'), ('-3 EUR', '3', 'EUR'),
    ('1,234.50 USD', '1234.5', 'USD'), ('7 eth', '7', 'ETH'),
])
def test_amount_with_its_symbol_is_taken_apart(cell: str, amount: str, symbol: str) -> None:
    assert leg_in(row(a=cell), context(), 'a') == Leg(context().asset_named(symbol), Decimal(amount))


@pytest.mark.parametrize('cell', ['0.00100000', 'ETH', '1.2.3 ETH', 'ETH 1', '1 ETH EUR x', '1..'])
def test_amount_without_a_symbol_or_a_number_is_a_problem(cell: str) -> None:
    with pytest.raises(RowError, match='bad_amount'):
        leg_in(row(a=cell), context(), 'a')


def test_empty_cell_holds_no_amount() -> None:
    assert leg_in(row(a=''), context(), 'a') is None
    assert leg_in(row(a='-'), context(), 'a') is None


def test_market_is_taken_apart_at_what_divides_it() -> None:
    assert [split_pair(text, 'm') for text in ('BTC-EUR', 'BTC/EUR', 'BTC_EUR', 'BTC / EUR')] == [('BTC', 'EUR')] * 4
    for text in ('BTCEUR', '-EUR', 'BTC-', ''):
        with pytest.raises(RowError, match='bad_market'):
            split_pair(text, 'm')


def test_layout_that_asks_for_more_columns_reads_the_file() -> None:
    few = FlowTable(headers=(frozenset({'when', 'amount', 'asset'}),), time='when', signed=('amount', 'asset'), default_kind='deposit', zone=UTC)
    both = Layouts(few, FLOWS)
    [with_kind] = both.parse([row(when='2020-01-01', amount='1', asset='BTC', kind='prize')], context())
    [without] = both.parse([row(when='2020-01-01', amount='1', asset='BTC')], context())
    assert isinstance(with_kind, ImportedGroup)
    assert isinstance(without, ImportedGroup)
    assert (with_kind.events[0].subtype, without.events[0].type) == ('reward', 'exchange transfer')
    assert list(both.parse([], context())) == []


def test_order_without_a_total_is_amount_times_price() -> None:
    [group] = ORDERS.parse([row(when='2020-01-01', market='ETH-EUR', side='SELL', amount='2', price='150.5', fee='0.3')], context())
    assert isinstance(group, ImportedGroup)
    assert [(one.subtype, one.amount, one.asset) for one in group.events] == [
        ('spend', Decimal(2), 'ETH'), ('receive', Decimal(301), 'EUR'), ('fee', Decimal('0.3'), 'EUR')]


@pytest.mark.parametrize(('cells', 'problem'), [
    ({'side': 'hold'}, ('unknown_kind', 'side')), ({'amount': ''}, ('missing_value', 'amount')), ({'price': ''}, ('missing_value', 'price')),
    ({'market': 'ETHEUR'}, ('bad_market', 'market')), ({'when': ''}, ('missing_value', 'when')), ({'fee': 'much'}, ('bad_amount', 'fee')),
])
def test_order_that_makes_no_sense_names_its_column(cells: dict[str, str], problem: tuple[str, str]) -> None:
    whole = {'when': '2020-01-01', 'market': 'ETH-EUR', 'side': 'buy', 'amount': '2', 'price': '150', 'fee': ''}
    [found] = ORDERS.parse([row(7, **{**whole, **cells})], context())
    assert isinstance(found, Problem)
    assert (found.line, found.code, found.column) == (7, *problem)


@pytest.mark.parametrize(('kind', 'amount', 'told'), [
    ('in', '1', ('exchange transfer', 'receive')), ('move', '-1', ('exchange transfer', 'spend')), ('move', '1', ('exchange transfer', 'receive')),
    ('prize', '1', ('receive', 'reward')), ('gone', '1', ('loss', 'none')), ('gone', '-1', ('loss', 'none')),
])
def test_sign_or_word_tells_the_direction(kind: str, amount: str, told: tuple[str, str]) -> None:
    [group] = FLOWS.parse([row(when='2020-01-01 00:00:00.987', amount=amount, asset='BTC', kind=kind)], context())
    assert isinstance(group, ImportedGroup)
    [event] = group.events
    assert ((event.type, event.subtype), event.amount, event.timestamp % 1000) == (told, 1, 0)


@pytest.mark.parametrize(('kind', 'amount', 'code'), [
    ('in', '-1', 'sign_against_kind'), ('out', '1', 'sign_against_kind'), ('prize', '-1', 'sign_against_kind'), ('prize', '', 'missing_value'),
    ('magic', '1', 'unknown_kind'),
])
def test_flow_against_its_word_is_a_problem(kind: str, amount: str, code: str) -> None:
    [found] = FLOWS.parse([row(when='2020-01-01', amount=amount, asset='BTC', kind=kind)], context())
    assert isinstance(found, Problem)
    assert (found.code, found.column) == (code, 'kind' if code == 'unknown_kind' else 'amount')


def test_reason_to_skip_goes_before_a_word_that_nobody_knows() -> None:
    assert list(FLOWS.parse([row(when='', amount='', asset='', kind='void')], context())) == [Skipped(2, 'void')]


def test_rows_of_one_key_are_gathered_and_rows_without_stand_alone() -> None:
    rows = [row(number, key=key) for number, key in enumerate(['a', '', 'b', 'a', ''])]
    assert [[one.line for one in group] for group in gathered(rows, lambda one: one.get('key'))] == [[0, 3], [1], [2], [4]]


@given(st.datetimes(datetime(1995, 1, 1), datetime(2029, 12, 31)), st.sampled_from(FORMATS))
def test_time_of_numbers_is_read_as_strptime_reads_it(moment: datetime, name: str) -> None:
    text = moment.strftime(name)
    expected = datetime.strptime(text, name).replace(tzinfo=UTC)
    assert TimeReader(None, None, LATEST).read(text, 'when', (name,), UTC) == int(expected.timestamp() * 1000 + 0.0005)


@given(st.text('0123456789./: ', max_size=20), st.sampled_from(FORMATS))
def test_text_that_strptime_refuses_is_no_time(text: str, name: str) -> None:
    try:
        expected: datetime | None = datetime.strptime(text, name)
    except ValueError:
        expected = None
    try:
        found: int | None = TimeReader(None, None, 10**15).read(text, 'when', (name,), UTC)
    except RowError as error:
        found = -1 if error.code == 'time_out_of_range' else None
    assert (found is None) == (expected is None)


def test_what_came_in_is_not_below_zero_and_what_went_out_may_be_written_so() -> None:
    table = FlowTable(headers=(frozenset({'when'}),), time='when', incoming=('in', 'a'), outgoing=('out', 'b'), zone=UTC)
    when = '2022-01-01T00:00:00Z'
    found = table.parse_row(row(when=when, **{'in': '', 'a': '', 'out': '-1', 'b': 'ETH'}), context())
    assert isinstance(found, ImportedGroup)
    assert [(one.subtype, one.amount) for one in found.events] == [('spend', Decimal(1))]
    with pytest.raises(RowError, match='negative_amount'):
        table.parse_row(row(when=when, **{'in': '-1', 'a': 'ETH', 'out': '', 'b': ''}), context())


def test_fee_below_zero_is_a_rebate() -> None:
    found = ORDERS.parse_row(row(when='2022-01-01T00:00:00Z', market='ETH-EUR', side='buy', amount='2', price='100', fee='-0.5'), context())
    assert [(one.type, one.subtype, one.amount, one.asset) for one in found.events] == [
        ('trade', 'spend', Decimal(200), 'EUR'), ('trade', 'receive', Decimal(2), 'ETH'), ('receive', 'refund', Decimal('0.5'), 'EUR')]
