"""Balances at any time are the sum of what happened until then."""

import time as clock
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rotkehlchen.core.money import ZERO
from rotkehlchen.ledger.balance import build_ledger
from rotkehlchen.ledger.posting import Account, post
from tests.ledger.example import KRAKEN, WALLET, at_kraken, event, numbered
from tests.ledger.test_posting import EVENTS, LINKS, made


def ledger_of(*events: Any, **options: Any) -> Any:
    return build_ledger(post(numbered(*events), **options))


def test_balance_counts_the_millisecond_itself_and_nothing_later() -> None:
    ledger = ledger_of(event('receive/none', '3', time=1000), event('spend/none', '1', time=2000))
    assert [ledger.balance(WALLET, 'ETH', time) for time in (999, 1000, 1999, 2000)] == [0, 3, 3, 2]
    assert ledger.balance(WALLET, 'ETH') == 2
    assert ledger.balance(KRAKEN, 'ETH', 2000) == 0


def test_totals_hold_what_is_under_way_and_in_protocols_and_take_off_debts() -> None:
    ledger = ledger_of(
        event('receive/none', '10'), event('deposit/deposit to protocol', '4', time=1, counterparty='maker'),
        event('receive/generate debt', '100', 'DAI', time=2, counterparty='maker'), at_kraken('withdrawal/remove asset', '1', time=3),
        event('receive/none', '1', time=9), links=[(4, 5)])
    assert ledger.totals(3) == ledger.totals() == {'ETH': Decimal(10)}  # what kraken lacks is under way, then there; the debt takes off the loan
    own = ledger.totals(3, lambda account, _: account.kind == 'own')
    assert own == {'ETH': Decimal(5), 'DAI': Decimal(100)}


def test_series_has_one_value_a_time_at_which_the_amount_changed() -> None:
    ledger = ledger_of(
        event('receive/none', '3', time=1), event('trade/spend', '1', time=2, group='t'), event('trade/receive', '1', time=2, group='t'),
        event('transfer/none', '1', time=3, address='0xB'), event('spend/fee', '0.5', time=4))
    assert ledger.series(['ETH']) == [(1, Decimal(3)), (4, Decimal('2.5'))]
    assert ledger.series(['ETH'], lambda account, _: account == WALLET) == [(1, Decimal(3)), (3, Decimal(2)), (4, Decimal('1.5'))]


def test_shortfall_names_the_first_time_and_the_depth() -> None:
    ledger = ledger_of(
        event('receive/none', '1', time=1), event('spend/none', '3', time=2), event('receive/none', '5', time=3), event('spend/none', '7', time=4))
    (found,) = ledger.shortfalls()
    assert (found.account, found.asset, found.timestamp, found.event_id, found.amount) == (WALLET, 'ETH', 2, 2, Decimal(4))


def test_dip_within_one_transaction_is_no_shortfall() -> None:
    ledger = ledger_of(event('spend/none', '1', time=2, group='a'), event('receive/none', '1', time=2, group='a'))
    assert ledger.shortfalls() == []


def test_flows_are_what_crosses_the_border_of_the_portfolio() -> None:
    ledger = ledger_of(
        at_kraken('deposit/deposit asset', '100', 'EUR'), event('receive/reward', '1', time=1), event('spend/payment', '0.2', time=2),
        event('adjustment/receive', '7', time=3), event('spend/fee', '0.1', time=4))
    assert [(one.account.kind, one.asset, one.amount) for one in ledger.outside()] == [
        ('unmatched', 'EUR', Decimal(-100)), ('external', 'ETH', Decimal('0.2')), ('adjustment', 'ETH', Decimal(-7))]


@given(EVENTS, LINKS, st.integers(-1, 26))
@settings(max_examples=100, deadline=None)
def test_balance_at_a_time_is_the_sum_of_the_postings_until_then(drawn: Any, links: list[tuple[int, int]], time: int) -> None:
    postings = post(numbered(*made(drawn)), links)
    ledger = build_ledger(postings)
    expected: dict[tuple[Account, str], Decimal] = defaultdict(lambda: ZERO)
    for one in postings:
        if one.timestamp <= time and one.account.kind in ('own', 'protocol', 'debt', 'in_transit'):
            expected[one.account, one.asset] += one.amount
    assert ledger.balances(time) == {key: amount for key, amount in expected.items() if amount}
    (walked,) = (dict(held) for _, held in ledger.at_times([time]))
    assert walked == ledger.totals(time)


def test_series_of_thirty_thousand_events_is_quick() -> None:
    kinds = ('receive/none', 'spend/none', 'trade/spend', 'trade/receive', 'spend/fee', 'deposit/deposit to protocol', 'withdrawal/withdraw from protocol')
    base = [event(kind, '1.25', f'T{number}', group=kind, counterparty='aave', position=number) for kind in kinds for number in range(20)]
    events = [replace(base[number % len(base)], timestamp=number * 60_000, group=str(number // 2)) for number in range(30_000)]
    entries = numbered(*events)
    started = clock.process_time()
    ledger = build_ledger(post(entries))
    series = {f'T{number}': ledger.series([f'T{number}']) for number in range(20)}
    used = clock.process_time() - started
    assert sum(map(len, series.values())) > 15_000
    assert used < 1, f'{used:.2f} s of CPU'  # a fifth of it on a quiet machine
