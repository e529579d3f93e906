"""Moves, conversions, changes of law, adjustments, and what nobody knows."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from rotkehlchen.accounting.calendar import ConstantPolicies, YearPolicies
from rotkehlchen.accounting.engine import Assets, Engine, in_groups
from rotkehlchen.accounting.rule import AccountingRule, Property, RuleBook, shipped_rules
from rotkehlchen.accounting.setting import Settings
from rotkehlchen.contracts.gain import Method
from rotkehlchen.contracts.jurisdiction import Choice, Policy, TaxYear
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.time import TimestampS
from tests.accounting.history import ASSETS, MONEY, History, Prices, account

FIFO = Policy('fifo', 'global')
WALLET = Policy('fifo', 'location')
ALL_METHODS: tuple[Method, ...] = ('fifo', 'lifo', 'hifo', 'lofo', 'average', 'total_average', 'share_pool', 'specific')
UNKNOWN = Settings(missing_basis='unknown')


# ------------------------------------------------------------------ conversions
@pytest.mark.parametrize(('method', 'arrives'), [('fifo', 100), ('lifo', 200), ('hifo', 200), ('lofo', 100), ('average', 150), ('share_pool', 150)])
def test_half_wrapped_carries_its_cost_and_leaves_the_rest(method: Method, arrives: int) -> None:
    told = account('2020-01-01 B 1 100; 2020-02-01 B 1 200; 2020-03-01 W 1 A 10 VAULT', Policy(method, 'global'))
    assert told.left('VAULT') == (10, arrives)
    assert told.left('A') == (1, 300 - arrives)
    assert all(line.gain_taxable == 0 for line in told.lines)
    assert {line.kind for line in told.lines if line.event_type != 'trade'} == {'transfer'}


def test_wrapped_lots_keep_their_dates_and_come_back_with_them() -> None:
    history = '2020-01-01 B 1 100; 2020-02-01 B 1 200; 2020-03-01 W 2 A 4 VAULT; 2021-02-15 S 4 1000 as=VAULT'
    told = account(history, Policy('fifo', 'global', free_after_years=1))
    (line,) = told.disposals[-1:]
    assert [(part.amount, part.cost, part.is_free) for part in line.parts] == [(2, 100, True), (2, 200, True)]
    assert line.gain_free == 700


def test_swap_under_a_law_that_carries_is_no_disposal() -> None:
    told = account('2020-01-01 B 1 100; 2020-03-01 X 1 A 500 2 B 500; 2020-04-01 S 2 700 as=B', Policy('average', 'account', swap='carried'))
    assert told.gains()[-1] == 600
    assert [line.flags for line in told.lines if line.kind == 'transfer'] == [{'carried'}, {'carried'}]


def test_swap_of_several_for_several_splits_by_market_value_and_sums_are_exact() -> None:
    told = account(
        '2020-01-01 B 10 100; 2020-01-02 B 10 50 as=B; 2020-02-01 X 10 A 100 + 10 B 200 for 1 C 60 + 2 D 240 + 3 E 30 fee=7', FIFO)
    costs = {line.asset: line.cost for line in told.lines if line.kind == 'acquisition' and line.event_type == 'trade' and line.asset in 'CDE'}
    assert sum(cost for cost in costs.values() if cost is not None) == 307
    assert costs['D'] is not None
    assert abs(costs['D'] - Decimal(307) * 240 / 330) < Decimal('1e-50')
    assert told.gains() == [0, 150]


def test_swap_without_the_price_of_what_was_given_takes_the_other_side() -> None:
    told = account('2020-01-01 B 1 100; 2020-02-01 X 1 A ? 2 B 300', FIFO)
    (line,) = told.disposals
    assert line.gain_taxable == 200
    assert line.flags == {'price_of_other_side'}


def test_swap_without_any_price_is_unknown_and_told() -> None:
    told = account('2020-01-01 B 1 100; 2020-02-01 X 1 A ? 2 B ?; 2020-03-01 S 2 500 as=B', FIFO, UNKNOWN)
    assert told.gains() == [None, None]
    assert told.disposals[0].flags == {'missing_price'}
    assert told.disposals[1].flags == {'missing_basis'}
    assert {one.kind for one in told.engine.findings} == {'missing_price'}
    assert told.engine.totals['trade'].unknown == 2


def test_two_wraps_in_one_transaction_are_two() -> None:
    history = History().add('2020-01-01 B 1 100; 2020-01-02 B 1 900 as=B')
    history.event(
        {'type': 'deposit', 'subtype': 'deposit for wrapped', 'asset': 'A', 'amount': Decimal(1)},
        {'type': 'receive', 'subtype': 'receive wrapped', 'asset': 'vA', 'amount': Decimal(1)},
        {'type': 'deposit', 'subtype': 'deposit for wrapped', 'asset': 'B', 'amount': Decimal(1)},
        {'type': 'receive', 'subtype': 'receive wrapped', 'asset': 'vB', 'amount': Decimal(1)}, day='2020-03-01')
    told = account(history, FIFO)
    assert (told.left('vA'), told.left('vB')) == ((1, 100), (1, 900))


def test_receipt_of_two_assets_has_the_cost_of_both_and_gives_it_back() -> None:
    history = History().add('2020-01-01 B 4 100; 2020-01-02 B 2 300 as=B')
    history.event(
        {'type': 'deposit', 'subtype': 'deposit for wrapped', 'asset': 'A', 'amount': Decimal(4)},
        {'type': 'deposit', 'subtype': 'deposit for wrapped', 'asset': 'B', 'amount': Decimal(2)},
        {'type': 'receive', 'subtype': 'receive wrapped', 'asset': 'LP', 'amount': Decimal(7)}, day='2020-03-01')
    legs = history.event(
        {'type': 'withdrawal', 'subtype': 'redeem wrapped', 'asset': 'A', 'amount': Decimal(3)},
        {'type': 'withdrawal', 'subtype': 'redeem wrapped', 'asset': 'B', 'amount': Decimal(3)},
        {'type': 'spend', 'subtype': 'return wrapped', 'asset': 'LP', 'amount': Decimal(7)}, day='2020-04-01')
    stamp = legs[0].event.timestamp // 1000
    history.prices.put('A', stamp, Decimal(100))
    history.prices.put('B', stamp, Decimal(300))
    told = account(history, FIFO)
    assert told.left('LP') == (0, 0)
    assert (told.left('A'), told.left('B')) == ((3, 100), (3, 300))


def test_shared_pool_makes_a_wrap_nothing() -> None:
    told = account('2020-01-01 B 1 100; 2020-02-01 W 1 A 1 wA; 2020-03-01 S 1 150 as=wA', FIFO,
                   assets=Assets(fiat=ASSETS.fiat, pool_of={AssetId('wA'): AssetId('A')}))
    assert told.gains()[-1] == 50


def test_wrap_on_a_day_with_matched_sales_comes_out_of_the_pool() -> None:
    uk = Policy('share_pool', 'global', ahead_days=30)
    told = account('2020-01-01 B 100@1; 2020-03-01 B 10@5; 2020-03-01 S 10@9; 2020-03-01 W 50 A 50 VAULT', uk)
    assert told.gains()[0] == 40
    assert (told.left('A'), told.left('VAULT')) == ((50, 50), (50, 50))


# ------------------------------------------------------------------ moves
def test_move_keeps_date_and_cost_and_what_is_missing_on_arrival_is_a_disposal() -> None:
    history = History().add('2020-01-01 B 2 200 @a; 2020-06-01 MOVE 1 a b arrived=0.9')
    history.prices.put('A', history.entries[-1].event.timestamp // 1000, Decimal(500))
    told = account(history, WALLET)
    (fee,) = told.disposals
    assert (fee.kind, fee.taxable_amount, fee.proceeds, fee.cost, fee.gain_taxable) == ('fee', Decimal('0.1'), 50, 10, 40)
    assert [(lot.scope, lot.amount, lot.cost, lot.acquired) for lot in told.engine.open_lots()] == [
        ('a', 1, 100, history.entries[0].event.timestamp), ('b', Decimal('0.9'), 90, history.entries[0].event.timestamp)]


def test_fee_of_a_move_is_a_disposal_of_the_one_pool_too() -> None:
    history = History().add('2020-01-01 B 2 200 @a; 2020-06-01 MOVE 1 a b arrived=0.9')
    history.prices.put('A', history.entries[-1].event.timestamp // 1000, Decimal(500))
    told = account(history, FIFO)
    assert told.gains() == [40]
    assert told.left() == (Decimal('1.9'), 190)


def test_arrival_before_departure_is_waited_for() -> None:
    history = History().add('2020-01-01 B 1 100 @a')
    history.event({'type': 'deposit', 'subtype': 'deposit asset', 'asset': 'A', 'amount': Decimal(1), 'location': 'b', 'partner': 4}, day='2020-02-01')
    history.event({'type': 'withdrawal', 'subtype': 'remove asset', 'asset': 'A', 'amount': Decimal(1), 'location': 'a', 'partner': 3}, day='2020-02-01')
    told = account(history, WALLET)
    assert told.left(scope='b') == (1, 100)
    assert not told.engine.findings


@pytest.mark.parametrize('policy', [FIFO, WALLET])
def test_one_departure_may_arrive_in_parts(policy: Policy) -> None:
    history = History().add('2020-01-01 B 1 100 @a; 2020-01-02 B 2 400 @a')
    history.event({'type': 'withdrawal', 'subtype': 'remove asset', 'asset': 'A', 'amount': Decimal(3), 'partner': 6, 'others': (6, 7)}, day='2020-02-01')
    for day, amount in (('2020-02-02', '1'), ('2020-02-03', '1.9')):
        (entry,) = history.event(
            {'type': 'deposit', 'subtype': 'deposit asset', 'asset': 'A', 'amount': Decimal(amount), 'location': f'b{day[-1]}', 'partner': 5}, day=day)
        history.prices.put('A', entry.event.timestamp // 1000, Decimal(500))
    told = account(history, policy)
    (fee,) = told.disposals
    assert (fee.kind, fee.taxable_amount) == ('fee', Decimal('0.1'))
    assert fee.cost == (20 if policy is WALLET else 10)  # what is still under way, or the next lot of the one pool
    assert told.left()[0] == Decimal('2.9')
    if policy is WALLET:
        assert (told.left(scope='b2'), told.left(scope='b3')) == ((1, 100), (Decimal('1.9'), 380))
    assert not told.engine.findings


def test_several_departures_may_arrive_as_one() -> None:
    history = History().add('2020-01-01 B 1 100 @a; 2020-01-02 B 2 400 @b')
    for place, amount in (('a', 1), ('b', 2)):
        history.event({'type': 'withdrawal', 'subtype': 'remove asset', 'asset': 'A', 'amount': Decimal(amount), 'location': place, 'partner': 7},
                      day='2020-02-01')
    history.event({'type': 'deposit', 'subtype': 'deposit asset', 'asset': 'A', 'amount': Decimal(3), 'location': 'c', 'partner': 5, 'others': (5, 6)},
                  day='2020-02-02')
    told = account(history, WALLET)
    assert told.left(scope='c') == (3, 500)
    assert not told.engine.findings
    assert not told.disposals


def test_arrival_of_nothing_known_adds_nothing_to_the_one_pool() -> None:
    history = History().add('2020-01-01 B 1 100 @a')
    history.event({'type': 'deposit', 'subtype': 'deposit asset', 'asset': 'A', 'amount': Decimal(1), 'location': 'b', 'partner': 99}, day='2020-02-01')
    told = account(history, FIFO)
    assert told.left() == (1, 100)
    assert [one.kind for one in told.engine.findings] == ['unmatched_transfer']


def test_unlinked_move_is_nothing_in_one_pool() -> None:
    history = History().add('2020-01-01 B 1 100 @a')
    history.event({'type': 'withdrawal', 'subtype': 'remove asset', 'asset': 'A', 'amount': Decimal(1)}, day='2020-02-01')
    told = account(history.add('2020-03-01 S 1 150 @b'), FIFO)
    assert told.gains() == [50]
    assert not told.engine.findings


def test_unlinked_move_between_pools_is_told_on_both_sides_and_loses_nothing() -> None:
    history = History().add('2020-01-01 B 1 100 @a')
    history.event({'type': 'withdrawal', 'subtype': 'remove asset', 'asset': 'A', 'amount': Decimal(1)}, day='2020-02-01')
    history.event({'type': 'deposit', 'subtype': 'deposit asset', 'asset': 'A', 'amount': Decimal(1), 'location': 'b'}, day='2020-02-02')
    told = account(history.add('2020-03-01 S 1 150 @b'), WALLET, UNKNOWN)
    assert told.gains() == [None]
    assert [one.kind for one in told.engine.findings] == ['unmatched_transfer', 'unmatched_transfer']
    assert [line.flags for line in told.lines if line.kind == 'transfer'] == [{'unmatched_transfer'}, {'unmatched_transfer', 'missing_basis'}]
    assert told.left(scope='unmatched') == (1, 100)


@pytest.mark.parametrize(('is_left_out', 'findings', 'scope'), [(True, ['unmatched_transfer'], 'unmatched'), (False, [], 'a')])
def test_move_that_does_not_arrive_is_kept(is_left_out: bool, findings: list[str], scope: str) -> None:
    """The user left its arrival out, which is told; or it arrives after the report's end, and until then counts as being where it left."""
    history = History().add('2020-01-01 B 1 100 @a')
    history.event({'type': 'withdrawal', 'subtype': 'remove asset', 'asset': 'A', 'amount': Decimal(1), 'partner': 4, 'location': 'a'}, day='2020-02-01')
    history.event({'type': 'deposit', 'subtype': 'deposit asset', 'asset': 'A', 'amount': Decimal(1), 'partner': 3, 'location': 'b'}, day='2020-02-02')
    arrival = history.entries.pop()
    if is_left_out:
        history.entries.append(arrival._replace(is_ignored=True))
    told = account(history, WALLET)
    assert [one.kind for one in told.engine.findings] == findings
    assert told.left(scope=scope) == (1, 100)


def test_position_in_a_protocol_stays_in_the_pool_of_its_account() -> None:
    history = History().add('2020-01-01 B 1 100 @ethereum')
    history.event({'type': 'deposit', 'subtype': 'deposit asset', 'asset': 'A', 'amount': Decimal(1), 'location': 'ethereum', 'counterparty': 'x'},
                  day='2020-02-01', entry_type='evm event')
    told = account(history, WALLET)
    assert told.left(scope='ethereum') == (1, 100)
    assert not told.engine.findings


# ------------------------------------------------------------------ changes of law
def test_narrower_scope_allocates_lots_to_where_their_units_are() -> None:
    """Two lots bought at `a`; one unit went to `b` before 2025. `a` keeps the oldest of its own."""
    history = '2023-01-01 B 1 100 @a; 2023-06-01 B 1 300 @a; 2024-01-01 MOVE 1 a b; 2025-02-01 S 1 1000 @b; 2025-02-02 S 1 1000 @a'
    told = account(history, {2023: FIFO, 2025: WALLET})
    assert told.gains() == [700, 900]
    assert not told.engine.findings


def test_narrower_scope_splits_a_lot_between_places() -> None:
    told = account('2023-01-01 B 4 400 @a; 2024-01-01 MOVE 1 a b; 2025-02-01 S 1 1000 @b; 2025-02-02 S 3 1000 @a', {2023: FIFO, 2025: WALLET})
    assert told.gains() == [900, 700]


def test_wider_scope_makes_one_pool() -> None:
    told = account('2023-01-01 B 1 100 @a; 2023-06-01 B 1 300 @b; 2024-02-01 S 1 1000 @b', {2023: WALLET, 2024: FIFO})
    assert told.gains() == [900]


def test_method_that_looks_ahead_may_begin_and_change_in_the_middle() -> None:
    uk, stricter = Policy('share_pool', 'global', ahead_days=30), Policy('share_pool', 'global', ahead_days=1)
    history = '2019-01-01 B 10@1; 2019-06-01 S 2@3; 2020-03-01 S 4@9; 2020-03-10 B 4@5; 2021-03-01 S 4@9; 2021-03-10 B 4@5'
    told = account(history, {2019: FIFO, 2020: uk, 2021: stricter})
    assert told.gains() == [4, 16, 32]
    assert told.left() == (8, 24)


def test_sale_under_the_method_before_is_not_matched_by_the_one_after() -> None:
    uk = Policy('share_pool', 'global', ahead_days=30)
    told = account('2019-01-01 B 10@1; 2019-12-20 S 4@3; 2020-01-05 B 4@5; 2020-06-01 S 10@9', {2019: FIFO, 2020: uk})
    assert told.gains() == [8, 64]  # (6 + 20) for 10


def test_from_average_to_fifo_each_lot_has_the_average() -> None:
    told = account('2023-01-01 B 1 100; 2023-06-01 B 1 300; 2024-02-01 S 1 1000', {2023: Policy('average', 'global'), 2024: FIFO})
    assert told.gains() == [800]


@pytest.mark.parametrize('method', ['hifo', 'lofo'])
def test_lots_of_one_average_have_one_cost_and_the_oldest_goes_first(method: Method) -> None:
    """3.8 for 17 in all: their shares of an endless fraction differ in the last digit only."""
    bought = '; '.join(f'2023-0{month}-01 B {units} {cost}' for month, units, cost in ((1, '0.4', 2), (2, '0.6', 6), (3, '1.1', 5), (4, '1.7', 4)))
    sold = '; '.join(f'2024-0{month}-01 S {units} 10' for month, units in ((1, '0.4'), (2, '0.6'), (3, '1.1'), (4, '1.7')))
    told = account(f'{bought}; {sold}', {2023: Policy('average', 'global'), 2024: Policy(method, 'global')})
    parts = [part for line in told.disposals for part in line.parts]
    assert [part.amount for part in parts] == [Decimal(one) for one in ('0.4', '0.6', '1.1', '1.7')]
    assert [part.acquired for part in parts] == sorted(part.acquired or 0 for part in parts)


def test_policies_of_a_jurisdiction_change_with_its_tax_year() -> None:
    class Rules:
        currency = 'EUR'
        choices = (Choice('method', ('fifo', 'lifo')),)

        def tax_year(self, day: datetime.date) -> TaxYear:
            first = day.year if day >= datetime.date(day.year, 4, 6) else day.year - 1
            return TaxYear(f'{first}', datetime.date(first, 4, 6), datetime.date(first + 1, 4, 5), 'Europe/London')

        def policy(self, year: TaxYear, chosen: dict[str, str]) -> Policy:
            return Policy('lifo' if chosen.get('method') == 'lifo' else 'fifo', 'global')

    history = History().add('2023-01-01 B 1 100; 2023-02-01 B 2 600; 2024-04-05 S 1 1000; 2024-04-06 S 1 1000')
    policies = YearPolicies(Rules(), {'2024': {'method': 'lifo'}})  # type: ignore[arg-type]
    engine = Engine(Settings(), RuleBook(shipped_rules(), {}, Settings()), history.prices, policies, ASSETS)
    lines = list(engine.walk(list(in_groups(history.entries))))
    assert [line.gain_taxable for line in lines if line.parts] == [900, 700]


def test_total_average_counts_what_the_year_is_still_to_bring() -> None:
    history = '2020-01-01 B 1 100; 2020-03-01 S 1 500; 2020-12-01 B 1 300; 2021-06-01 B 1 500; 2021-07-01 S 1 1000'
    told = account(history, {2020: Policy('total_average', 'global')})
    assert told.gains() == [300, 650]  # (100 + 300) / 2; (200 + 500) / 2
    assert told.left() == (1, 350)


def test_total_average_sells_before_it_buys_within_the_year() -> None:
    told = account('2020-03-01 S 1 500; 2020-12-01 B 2 300', {2020: Policy('total_average', 'global')})
    assert told.gains() == [350]
    assert told.left() == (1, 150)
    assert not told.engine.findings


# ------------------------------------------------------------------ deferred losses
def test_superficial_loss_goes_into_the_cost_of_what_was_bought() -> None:
    canada = Policy('average', 'global', loss_deferred_days=30)
    told = account('2020-01-01 B 100@10; 2020-06-01 S 100@7; 2020-06-20 B 50@8', canada)
    (line,) = told.disposals
    assert line.gain_taxable == -150  # half of it was bought again
    assert 'loss_deferred' in line.flags
    assert told.left() == (50, 550)


def test_loss_counts_when_nothing_is_held_at_the_end_of_the_days() -> None:
    canada = Policy('average', 'global', loss_deferred_days=30)
    told = account('2020-05-20 B 100@10; 2020-06-01 S 100@7', canada)
    assert told.gains() == [-300]
    assert account('2020-05-20 B 100@10; 2020-06-01 S 100@7; 2020-06-10 B 10@7; 2020-06-11 S 10@7', canada).gains() == [-300, 0]


def test_loss_is_deferred_into_what_was_bought_before_and_is_still_held() -> None:
    canada = Policy('average', 'global', loss_deferred_days=30)
    told = account('2020-05-20 B 100@10; 2020-06-01 S 60@7', canada)
    assert told.gains() == [-60]  # 40 of 60 are held on
    assert told.left() == (40, 520)


@pytest.mark.parametrize(('day', 'gain'), [('2020-06-29', 0), ('2020-06-30', -300)])
def test_irish_loss_waits_for_what_was_bought_within_four_weeks(day: str, gain: int) -> None:
    ireland = Policy('fifo', 'global', recent_days=28, loss_deferred_days=28, loss_window='after')
    told = account(f'2020-01-01 B 100@10; 2020-06-01 S 100@7; {day} B 200@5; 2020-12-01 S 200@9', ireland)
    assert told.gains() == [gain, 500 if gain == 0 else 800]


# ------------------------------------------------------------------ single kinds of events
def test_kinds_of_events_and_what_they_count() -> None:
    history = History().add('2020-01-01 B 10 100')
    legs: list[tuple[str, str]] = [
        ('receive', 'reward'), ('receive', 'airdrop'), ('spend', 'payment'), ('loss', 'hack'), ('margin', 'profit'), ('margin', 'loss'),
        ('spend', 'donate'), ('staking', 'deposit asset'), ('informational', 'none'), ('receive', 'generate debt'), ('spend', 'payback debt')]
    for kind, subtype in legs:
        (entry,) = history.event({'type': kind, 'subtype': subtype, 'asset': 'A', 'amount': Decimal(1)}, day='2020-06-01')
        history.prices.put('A', entry.event.timestamp // 1000, Decimal(50))
    told = account(history, Policy('average', 'global'))
    lines = {(line.event_type, line.event_subtype): line for line in told.lines}
    assert lines['receive', 'reward'].gain_taxable == 50
    assert (lines['receive', 'airdrop'].kind, lines['receive', 'airdrop'].cost) == ('income', 50)
    spent = lines['spend', 'payment']
    assert spent.cost is not None
    assert spent.gain_taxable == -spent.cost  # an expense of what it had cost
    assert lines['loss', 'hack'].kind == 'loss'
    assert lines['margin', 'profit'].category == 'margin position'
    assert lines['spend', 'donate'].kind == 'gift'
    assert ('staking', 'deposit asset') not in lines
    assert ('informational', 'none') not in lines
    assert lines['receive', 'generate debt'].gain_taxable == 0
    assert lines['spend', 'payback debt'].gain_taxable == 50 - (lines['spend', 'payback debt'].cost or 0)


def test_fork_gives_the_new_coin_with_the_old_date_when_no_event_does() -> None:
    fork = (AssetId('BCH'), AssetId('BTC'), TimestampS(1_501_593_374))
    history = '2016-01-01 B 2 800 as=BTC; 2018-01-01 S 1 2000 as=BCH; 2018-02-01 S 1.5 3000 as=BCH'
    told = account(history, Policy('fifo', 'global', free_after_years=1), UNKNOWN, assets=Assets(ASSETS.fiat, forks=[fork]))
    assert [line.gain_free for line in told.disposals] == [2000, 2000]
    assert [one.params for one in told.engine.findings] == [{'found': '1', 'missing': '0.5'}]


def test_income_without_a_price_is_unknown_not_zero() -> None:
    history = History()
    history.event({'type': 'receive', 'subtype': 'reward', 'asset': 'A', 'amount': Decimal(1)}, day='2020-06-01')
    told = account(history, FIFO)
    assert [(line.gain_taxable, line.flags) for line in told.lines] == [(None, {'missing_price'})]
    assert told.engine.open_lots()[0].cost is None


def test_expense_without_a_price_is_what_it_had_cost() -> None:
    """Its value is the expense and the proceeds, and cancels out."""
    history = History().add('2020-01-01 B 2 100')
    history.event({'type': 'spend', 'subtype': 'fee', 'asset': 'A', 'amount': Decimal(1)}, day='2020-06-01')
    told = account(history, FIFO)
    assert [(line.gain_taxable, line.flags) for line in told.disposals] == [(-50, {'missing_price'})]


@pytest.mark.parametrize(('amount', 'is_exit', 'income'), [('0.5', False, '0.5'), ('32', True, None), ('32.25', True, '0.25')])
def test_validator_pays_out_earnings_and_gives_back_its_stake(amount: str, is_exit: bool, income: str | None) -> None:
    history = History()
    (entry,) = history.event(
        {'type': 'staking', 'subtype': 'remove asset', 'asset': 'ETH', 'amount': Decimal(amount), 'extra_data': {'is_exit': is_exit}}, day='2024-06-01',
        entry_type='eth withdrawal event')
    history.prices.put('ETH', entry.event.timestamp // 1000, Decimal(2000))
    told = account(history, FIFO)
    assert [(line.category, line.gain_taxable) for line in told.lines] == ([] if income is None else [('staking', Decimal(income) * 2000)])


def test_spam_has_no_price_that_could_be_missing() -> None:
    history = History()
    history.event({'type': 'receive', 'subtype': 'spam', 'asset': 'A', 'amount': Decimal(1)}, day='2020-06-01')
    told = account(history, FIFO)
    assert told.lines[0].gain_taxable == 0
    assert not told.engine.findings


def test_unknown_pair_and_deleted_rule_are_told() -> None:
    history = History().add('2020-01-01 B 1 100')
    history.event({'type': 'spend', 'subtype': 'airdrop', 'asset': 'A', 'amount': Decimal(1)}, day='2020-06-01')
    history.event({'type': 'spend', 'subtype': 'burn', 'asset': 'A', 'amount': Decimal(1)}, day='2020-06-02')
    rules = [rule for rule in shipped_rules() if rule.subtype != 'burn']
    settings = Settings()
    engine = Engine(settings, RuleBook(rules, {}, settings), history.prices, ConstantPolicies(FIFO), ASSETS)
    lines = list(engine.walk(in_groups(history.entries)))
    assert [one.kind for one in engine.findings] == ['unknown_pair', 'no_rule', 'missing_price']
    assert lines[-1].gain_taxable is None
    assert 'no_rule' in lines[-1].flags
    assert not engine.open_lots()


# ------------------------------------------------------------------ the user's word
def test_named_lots_go_first_and_the_rest_by_the_method_behind() -> None:
    told = account('2020-01-01 B 1 100; 2020-02-01 B 1 200; 2020-03-01 B 1 400; 2020-06-01 S 2 1000 lots=4:1', Policy('specific', 'global'))
    assert [(part.basis, part.cost) for part in told.disposals[0].parts] == [('named', 200), ('lot', 100)]


def test_bad_adjustment_is_told_and_passed_over() -> None:
    history = History().add('2020-01-01 B 1 100')
    history.event({'type': 'informational', 'subtype': 'none', 'asset': 'A', 'amount': Decimal(0), 'extra_data': {'accounting': {'split': '0'}}},
                  day='2020-02-01')
    told = account(history, FIFO)
    assert [(one.kind, one.params['problem']) for one in told.engine.findings] == [('bad_adjustment', 'split must be above zero')]
    assert told.left() == (1, 100)


def test_capital_returned_beyond_the_cost_is_a_gain() -> None:
    told = account('2020-01-01 B 1 100; 2020-02-01 COST -150', FIFO)
    assert [line.gain_taxable for line in told.lines if line.rule == 'adjustment'] == [50]
    assert told.left() == (1, 0)


def test_ignored_event_does_nothing() -> None:
    history = History().add('2020-01-01 B 1 100; 2020-02-01 S 1 200')
    history.entries = [entry._replace(is_ignored=entry.identifier > 2) for entry in history.entries]
    told = account(history, FIFO)
    assert told.left() == (1, 100)
    assert not told.disposals


# ------------------------------------------------------------------ the period, the order
def test_lines_before_the_period_are_told_and_not_counted() -> None:
    start = TimestampS(1_590_969_600)
    told = account('2020-01-01 B 2 200; 2020-02-01 S 1 150; 2020-07-01 S 1 170', FIFO, Settings(start=start))
    assert [(line.is_counted, line.gain_taxable) for line in told.disposals] == [(False, 0), (True, 70)]
    assert told.engine.totals['trade'].taxable == 70


def test_days_after_the_report_match_its_sales_and_make_no_lines() -> None:
    uk = Policy('share_pool', 'global', ahead_days=30)
    told = account('2020-01-01 B 10@4; 2020-03-31 S 10@10; 2020-04-10 B 10@9', uk, Settings(end=TimestampS(1_585_699_200)))
    assert told.gains() == [10]
    assert len(told.lines) == 4


def test_events_out_of_order_are_refused() -> None:
    history = History().add('2020-02-01 B 1 100; 2020-01-01 S 1 100')
    engine = Engine(Settings(), RuleBook(shipped_rules(), {}, Settings()), history.prices, None, ASSETS)
    with pytest.raises(ValueError, match='comes after'):
        list(engine.walk(list(in_groups(history.entries))))


def test_looking_ahead_needs_events_that_can_be_read_twice() -> None:
    history = History().add('2020-01-01 B 1 100')
    engine = Engine(Settings(cost_basis_method='share_pool'), RuleBook(shipped_rules(), {}, Settings()), history.prices, None, ASSETS)
    with pytest.raises(ValueError, match='read twice'):
        list(engine.walk(in_groups(history.entries)))


# ------------------------------------------------------------------ rules
def test_rule_of_an_event_then_of_a_counterparty_then_of_the_pair_decides() -> None:
    def rule(counterparty: str | None, *, entire: bool) -> AccountingRule:
        return AccountingRule('spend', 'none', counterparty, Property(True), Property(entire), Property(True))

    history = History().add('2020-01-01 B 3 30')
    for party in ('x', 'y', 'x'):
        (entry,) = history.event({'type': 'spend', 'subtype': 'none', 'asset': 'A', 'amount': Decimal(1), 'counterparty': party}, day='2020-06-01')
        history.prices.put('A', entry.event.timestamp // 1000, Decimal(50))
    told = account(history, FIFO, rules=[rule('x', entire=False)], event_rules={5: rule(None, entire=True)})
    assert [(line.rule, line.gain_taxable) for line in told.disposals] == [('spend/none/x', 40), ('spend/none', -10), ('event:5', -10)]


@pytest.mark.parametrize(('gas', 'crypto', 'gain'), [(True, True, -10), (True, False, -50), (False, True, 0)])
def test_linked_property_follows_its_setting(gas: bool, crypto: bool, gain: int) -> None:
    history = History().add('2020-01-01 B 1 10')
    (entry,) = history.event({'type': 'spend', 'subtype': 'fee', 'asset': 'A', 'amount': Decimal(1), 'counterparty': 'gas'}, day='2020-06-01')
    history.prices.put('A', entry.event.timestamp // 1000, Decimal(50))
    told = account(history, FIFO, Settings(include_gas_costs=gas, include_crypto2crypto=crypto))
    assert [line.gain_taxable for line in told.lines if line.event_type == 'spend'] == [gain]
    assert MONEY not in {lot.asset for lot in told.engine.open_lots()}


# ------------------------------------------------------------------ gas of a swap
def swap_with_gas(*legs: Mapping[str, Any]) -> History:
    """1 A is given for 10 B, worth 50; 0.1 ETH, worth 20, is paid for the gas. `legs`: what else the transaction did."""
    history = History().add('2020-01-01 B 2 20; 2020-01-02 B 1 100 as=ETH')
    (gas, given, *_) = history.event(
        {'type': 'spend', 'subtype': 'fee', 'asset': 'ETH', 'amount': Decimal('0.1'), 'counterparty': 'gas'},
        {'type': 'trade', 'subtype': 'spend', 'asset': 'A', 'amount': Decimal(1)},
        {'type': 'trade', 'subtype': 'receive', 'asset': 'B', 'amount': Decimal(10)}, *legs, day='2020-06-01')
    time = gas.event.timestamp // 1000
    for asset, price in (('ETH', 200), ('A', 50), ('B', 5)):
        history.prices.put(asset, time, Decimal(price))
    assert given.event.asset == 'A'
    return history


@pytest.mark.parametrize(('policy', 'gain', 'cost'), [
    (Policy('fifo', 'global'), 40, 70), (Policy('fifo', 'global', swap_fee='given'), 20, 50), (Policy('fifo', 'global', gas_in_swap=False), 40, 50),
], ids=['into the cost of what came', 'off the proceeds', 'apart'])
def test_gas_of_a_swap_is_a_fee_of_the_swap(policy: Policy, gain: int, cost: int) -> None:
    told = account(swap_with_gas(), policy)
    assert [(line.asset, line.gain_taxable) for line in told.lines if line.kind == 'disposal' and line.asset == 'A'] == [('A', gain)]
    assert told.left('B') == (10, cost)
    assert told.left('ETH') == (Decimal('0.9'), 90)
    (paid,) = [line for line in told.lines if line.kind == 'fee']
    assert paid.gain_taxable == (10 if policy.gas_in_swap else -10), 'the ETH itself cost 10, and is worth 20'


def test_rule_of_an_event_counts_more_than_what_a_law_says_of_wraps() -> None:
    history = '2020-01-01 B 2 200; 2020-02-01 X 1 C 5 1 C 5; 2020-03-01 W 1 A 1 V'
    law = Policy('fifo', 'global', wraps='taxable')
    told = History().add(history)
    told.prices.put('A', told.entries[-1].event.timestamp // 1000, Decimal(150))
    wrap = told.entries[-2].identifier
    own = AccountingRule('deposit', 'deposit for wrapped', None, Property(True), Property(False), Property(True), 'basis transfer')
    assert account(told, law).left('V') == (1, 150)
    assert account(told, law, event_rules={wrap: own}).left('V') == (1, 100)
    assert account(told, FIFO).left('V') == (1, 100)


def test_gas_stays_apart_where_cost_is_carried_or_no_rule_counts_it() -> None:
    carried = account(swap_with_gas(), Policy('fifo', 'global', swap='carried'))
    assert (carried.left('B'), [line.gain_taxable for line in carried.lines if line.kind == 'fee']) == ((10, 10), [-10])
    off = account(swap_with_gas(), Policy('fifo', 'global'), Settings(include_gas_costs=False))
    history = swap_with_gas()
    history.prices = Prices()
    history.prices.put('A', history.entries[-1].event.timestamp // 1000, Decimal(50))
    unknown = account(history, Policy('fifo', 'global'))
    assert unknown.left('B') == (10, 50)
    assert [line.flags for line in unknown.lines if line.kind == 'fee'] == [{'missing_price'}]
    assert (off.left('B'), [line.gain_taxable for line in off.lines if line.kind == 'fee']) == ((10, 50), [0])


def test_gas_of_two_swaps_in_one_transaction_stays_apart() -> None:
    history = swap_with_gas(
        {'type': 'trade', 'subtype': 'spend', 'asset': 'A', 'amount': Decimal('0.5')},
        {'type': 'trade', 'subtype': 'receive', 'asset': 'B', 'amount': Decimal(5)})
    told = account(history, Policy('fifo', 'global'))
    assert told.left('B') == (15, 75)
    assert [line.gain_taxable for line in told.lines if line.kind == 'fee'] == [-10]
