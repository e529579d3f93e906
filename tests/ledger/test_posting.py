"""Events become postings that balance; what belongs to the user stays the user's wherever it is."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rotkehlchen.core.effect import arrives_at, effect
from rotkehlchen.core.event import PAIRS, HistoryEvent
from rotkehlchen.core.money import ZERO
from rotkehlchen.ledger.posting import ROUTES, Account, Poster, Posting, Transits, post
from tests.ledger.example import KRAKEN, ME, OTHER, WALLET, at_kraken, event, numbered


def balances(postings: Iterable[Posting]) -> dict[tuple[Account, str], Decimal]:
    found: dict[tuple[Account, str], Decimal] = defaultdict(lambda: ZERO)
    for one in postings:
        found[one.account, one.asset] += one.amount
    return {key: amount for key, amount in found.items() if amount}


def of(*events: HistoryEvent, **options: Any) -> dict[tuple[str, str], Decimal]:
    """By (kind of account, asset)."""
    found: dict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
    for (account, asset), amount in balances(post(numbered(*events), **options)).items():
        found[account.kind, asset] += amount
    return {key: amount for key, amount in found.items() if amount}


def eth(**amounts: str) -> dict[tuple[str, str], Decimal]:
    return {(kind, 'ETH'): Decimal(amount) for kind, amount in amounts.items()}


def test_every_pair_that_moves_something_has_a_route() -> None:
    moving = {pair for pair in PAIRS if effect(event('/'.join(pair), '1'))}
    assert set(ROUTES) == moving


@pytest.mark.parametrize(('kind', 'expected'), [
    ('receive/reward', {'own': '2', 'income': '-2'}), ('spend/fee', {'own': '-2', 'fee': '2'}), ('spend/none', {'own': '-2', 'external': '2'}),
    ('receive/payment', {'own': '2', 'external': '-2'}), ('loss/hack', {'own': '-2', 'expense': '2'}), ('trade/spend', {'own': '-2', 'conversion': '2'}),
    ('adjustment/receive', {'own': '2', 'adjustment': '-2'}), ('receive/generate debt', {'own': '2', 'debt': '-2'}),
    ('staking/deposit asset', {'own': '-2', 'protocol': '2'}), ('deposit/bridge', {'own': '-2', 'unmatched': '2'}), ('informational/none', {}),
    ('transaction to self/none', {}),
])
def test_other_side_of_an_event_says_why(kind: str, expected: dict[str, str]) -> None:
    assert of(event(kind, '2')) == eth(**expected)


def test_transfer_goes_to_the_other_own_account() -> None:
    found = balances(post(numbered(event('transfer/none', '2', address=OTHER))))
    assert found == {(WALLET, 'ETH'): Decimal(-2), (Account('own', 'ethereum', OTHER), 'ETH'): Decimal(2)}


def test_position_comes_back_with_interest_and_the_interest_is_income() -> None:
    into = event('deposit/deposit to protocol', '10', counterparty='maker')
    out = event('withdrawal/withdraw from protocol', '10.5', time=1, counterparty='maker')
    assert of(into) == eth(own='-10', protocol='10')
    assert of(into, out) == eth(own='0.5', income='-0.5')


def test_position_that_another_account_put_there_is_found() -> None:
    into = event('staking/deposit asset', '32', counterparty='eth2')
    out = event('staking/remove asset', '32', time=1, counterparty='eth2', account=OTHER, entry_type='eth withdrawal event', extra_data={'is_exit': True})
    skim = replace(out, amount=Decimal('0.02'), extra_data={'is_exit': False}, group='skim')
    assert of(into, skim, out) == eth(own='0.02', income='-0.02')
    assert of(into, skim) == eth(own='-31.98', protocol='32', income='-0.02')


def test_position_of_which_no_deposit_is_known_came_from_outside_and_is_no_income() -> None:
    assert of(event('withdrawal/withdraw from protocol', '3', counterparty='maker')) == eth(own='3', external='-3')


def test_deposit_with_a_receipt_token_is_a_conversion_since_the_token_stands_for_it() -> None:
    stake = event('staking/deposit asset', '5', group='g', counterparty='aave')
    receipt = event('receive/receive wrapped', '5', 'stkAAVE', group='g', counterparty='aave')
    assert of(stake, receipt) == {
        ('own', 'ETH'): Decimal(-5), ('conversion', 'ETH'): Decimal(5), ('own', 'stkAAVE'): Decimal(5), ('conversion', 'stkAAVE'): Decimal(-5)}


def test_debt_is_below_zero_until_paid_and_what_is_paid_beyond_it_is_an_expense() -> None:
    borrow = event('receive/generate debt', '100', counterparty='aave')
    repay = event('spend/payback debt', '103', time=1, counterparty='aave')
    assert of(borrow) == eth(own='100', debt='-100')
    assert of(borrow, repay) == eth(own='-3', expense='3')


def test_order_that_is_paid_when_placed_is_not_paid_again_when_filled() -> None:
    placed = event('deposit/place order', '1', counterparty='cowswap')
    filled = [
        event('trade/spend', '0.9', time=1, group='fill', counterparty='cowswap'), event('trade/receive', '1800', 'DAI', time=1, group='fill'),
        event('trade/fee', '0.1', time=1, group='fill', counterparty='cowswap')]
    assert of(placed) == eth(own='-1', protocol='1')
    found = of(placed, *filled)
    assert found['own', 'ETH'] == Decimal(-1)
    assert ('protocol', 'ETH') not in found


def test_cancelled_order_comes_back_whole() -> None:
    assert of(event('deposit/place order', '1', counterparty='cowswap'), event('withdrawal/cancel order', '1', time=1, counterparty='cowswap')) == {}


def test_matched_withdrawal_goes_from_account_to_account_through_transit() -> None:
    left, came = at_kraken('withdrawal/remove asset', '1'), event('receive/none', '1', time=5)
    assert of(left, links=[(1, 2)]) == eth(own='-1', in_transit='1')
    assert balances(post(numbered(left, came), [(1, 2)])) == {(KRAKEN, 'ETH'): Decimal(-1), (WALLET, 'ETH'): Decimal(1)}


def test_what_is_missing_on_arrival_is_a_fee() -> None:
    assert of(at_kraken('withdrawal/remove asset', '1'), event('receive/none', '0.999', time=5), links=[(1, 2)]) == eth(own='-0.001', fee='0.001')


def test_arrival_that_carries_an_earlier_time_balances_in_the_end() -> None:
    came, left = event('receive/none', '1'), at_kraken('withdrawal/remove asset', '1', time=5)
    assert of(came, left, links=[(2, 1)]) == {}


def test_bridge_to_another_asset_of_the_same_name_converts_it() -> None:
    left, came = event('deposit/bridge', '100', 'USDC'), event('withdrawal/bridge', '99', 'USDC.e', time=9, location='base')
    found = of(left, came, links=[(1, 2)])
    assert found == {
        ('own', 'USDC'): Decimal(-100), ('conversion', 'USDC'): Decimal(100), ('own', 'USDC.e'): Decimal(99), ('conversion', 'USDC.e'): Decimal(-99)}


def test_one_departure_with_two_arrivals_is_one_movement() -> None:
    events = (at_kraken('withdrawal/remove asset', '3'), event('receive/none', '1', time=1), event('receive/none', '2', time=2))
    assert of(*events[:2], links=[(1, 2), (1, 3)]) == eth(own='-2', in_transit='2')
    assert of(*events, links=[(1, 2), (1, 3)]) == {}


def test_side_of_nothing_ends_a_movement_too() -> None:
    assert of(at_kraken('withdrawal/remove asset', '1'), event('receive/none', '0', time=1), links=[(1, 2)]) == eth(own='-1', fee='1')


def test_unmatched_movements_are_no_strangers() -> None:
    assert of(at_kraken('withdrawal/remove asset', '1')) == eth(own='-1', unmatched='1')
    assert of(at_kraken('deposit/deposit asset', '1')) == eth(own='1', unmatched='-1')
    assert of(event('deposit/deposit asset', '1', counterparty='kraken'), custodians=['kraken']) == eth(own='-1', unmatched='1')
    assert of(event('deposit/deposit asset', '1', counterparty='giveth'), custodians=['kraken']) == eth(own='-1', protocol='1')


def test_pair_that_does_not_exist_is_told() -> None:
    poster = Poster(Transits())
    assert list(poster.post(numbered(event('spend/airdrop', '1')))) == []
    assert poster.unknown_pairs == [1]


AMOUNT = st.decimals('0', '1000', places=6)
EVENTS = st.lists(st.tuples(
    st.sampled_from(sorted(PAIRS)), AMOUNT, st.sampled_from(['ETH', 'DAI']), st.sampled_from(['aave', 'kraken', None]),
    st.sampled_from([('ethereum', 'evm event'), ('kraken', 'asset movement event'), ('base', 'eth withdrawal event')]),
    st.sampled_from([ME, OTHER]), st.integers(0, 3),
), max_size=25)
LINKS = st.lists(st.tuples(st.integers(1, 25), st.integers(1, 25)).filter(lambda one: one[0] != one[1]), max_size=6)


def made(drawn: Any) -> list[HistoryEvent]:
    return [
        event('/'.join(pair), str(amount), asset, time=number, group=f'{number // 3}', counterparty=party, location=place[0], entry_type=place[1],
              account=account, address=OTHER if flag else None)
        for number, (pair, amount, asset, party, place, account, flag) in enumerate(drawn)
    ]


@given(EVENTS, LINKS)
@settings(max_examples=150, deadline=None)
def test_postings_of_each_event_sum_to_zero_by_asset_and_positions_never_turn_around(drawn: Any, links: list[tuple[int, int]]) -> None:
    entries = numbered(*made(drawn))
    postings = post(entries, links, custodians=['kraken'])
    sums: dict[tuple[int, str], Decimal] = defaultdict(lambda: ZERO)
    running: dict[tuple[Account, str], Decimal] = defaultdict(lambda: ZERO)
    for one in postings:
        sums[one.event_id, one.asset] += one.amount
        running[one.account, one.asset] += one.amount
        assert one.account.kind != 'protocol' or running[one.account, one.asset] >= 0
        assert one.account.kind != 'debt' or running[one.account, one.asset] <= 0
    assert not any(sums.values())
    present = {identifier for identifier, _ in entries}
    if all(side in present for link in links for side in link):
        assert not any(amount for (account, _), amount in running.items() if account.kind == 'in_transit')


@given(EVENTS)
@settings(max_examples=100, deadline=None)
def test_own_accounts_hold_the_sum_of_the_effects(drawn: Any) -> None:
    events = [one for one in made(drawn) if one.subtype != 'place order']  # what an order paid beforehand is paid once
    expected: dict[tuple[str, str | None, str], Decimal] = defaultdict(lambda: ZERO)
    for one in events:
        change = effect(one) or ZERO
        expected[one.location, one.account, one.asset] += change
        if (receiver := arrives_at(one)) is not None:
            expected[one.location, receiver, one.asset] -= change
    held = balances(post(numbered(*events))).items()
    found = {(account.location, account.label, asset): amount for (account, asset), amount in held if account.kind == 'own'}
    assert found == {key: amount for key, amount in expected.items() if amount}
