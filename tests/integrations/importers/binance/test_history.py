"""Binance's history: whatever the order of a second's rows, what was gained and lost is what the file says."""

import random
from collections import defaultdict
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from rotkehlchen.contracts.importer import ImportedGroup, Problem
from rotkehlchen.core.event import direction_of
from tests.integrations.importers.export import FOLDER, Export, read, read_text

HEADER = 'User_ID,UTC_Time,Account,Operation,Coin,Change,Remark\n'
ROWS = st.lists(st.tuples(
    st.integers(0, 3), st.sampled_from(('Spot', 'Funding')),
    st.sampled_from(('Buy', 'Sell', 'Fee', 'Transaction Buy', 'Transaction Spend', 'Transaction Sold', 'Transaction Revenue', 'Transaction Fee',
                     'Binance Convert', 'Small assets exchange BNB', 'ETH 2.0 Staking')),
    st.sampled_from(('BTC', 'ETH', 'EUR', 'BNB', 'BETH')), st.integers(-5, 5),
), min_size=1, max_size=14)


def history(rows: list[tuple[int, str, str, str, int]]) -> Export:
    return read_text('binance', HEADER + ''.join(f'1,2022-01-01 00:00:0{second},{account},{word},{coin},{change},\n'
                                                 for second, account, word, coin, change in rows))


@settings(max_examples=150)
@given(ROWS)
def test_what_is_imported_sums_to_what_its_rows_say(rows: list[tuple[int, str, str, str, int]]) -> None:
    export = history(rows)
    changes = {row.line: (row.get('Coin'), Decimal(row.get('Change'))) for row in export.rows}
    told: dict[int, int] = defaultdict(int)
    for outcome in export.parse():
        for line in outcome.lines if isinstance(outcome, ImportedGroup) else (outcome.line,):
            told[line] += 1
        if not isinstance(outcome, ImportedGroup):
            continue
        rows_say: dict[str, Decimal] = defaultdict(Decimal)
        for line in outcome.lines:
            coin, change = changes[line]
            rows_say[coin] += change
        events_say: dict[str, Decimal] = defaultdict(Decimal)
        for event in outcome.events:
            events_say[event.asset] += event.amount * {'in': 1, 'out': -1, 'neutral': 0}[direction_of(event.type, event.subtype)]
        assert {coin: value for coin, value in rows_say.items() if value} == {coin: value for coin, value in events_say.items() if value}
    assert told == dict.fromkeys(changes, 1)


def test_order_of_the_rows_decides_nothing() -> None:
    export = read(FOLDER / 'binance' / 'history.csv')

    def tell(rows: list[object]) -> set[object]:
        return {
            (tuple(sorted(one.lines)), tuple(sorted((event.type, event.subtype, event.asset, event.amount) for event in one.events)))
            if isinstance(one, ImportedGroup) else one.line for one in export.parse(rows)  # type: ignore[arg-type]
        }

    expected = tell(list(export.rows))
    for seed in range(5):
        shuffled = list(export.rows)
        random.Random(seed).shuffle(shuffled)
        assert tell(shuffled) == expected  # type: ignore[arg-type]


def test_accounts_are_kept_apart() -> None:
    outcomes = history([(0, 'Spot', 'Buy', 'BTC', 1), (0, 'Funding', 'Buy', 'EUR', -5)]).parse()
    assert [(type(one), one.code) for one in outcomes if isinstance(one, Problem)] == [(Problem, 'other_side_missing')] * 2


def test_other_side_is_looked_for_one_second_on_and_no_further() -> None:
    def kinds(second: int) -> list[str]:
        return [type(one).__name__ for one in history([(0, 'Spot', 'Binance Convert', 'BTC', 1), (second, 'Spot', 'Binance Convert', 'EUR', -5)]).parse()]

    assert kinds(1) == ['ImportedGroup']
    assert kinds(2) == ['Problem', 'Problem']
