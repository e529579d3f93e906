"""Gaps between the ledger and what is there: size, time, causes."""

from decimal import Decimal
from typing import Any

from rotkehlchen.core.event import HistoryEvent
from rotkehlchen.ledger.balance import build_ledger
from rotkehlchen.ledger.posting import post
from rotkehlchen.ledger.reconciliation import Gap, Hints, LivePlace, Movement, Reconciliation, reconcile
from tests.ledger.example import ME, at_kraken, event, numbered


def check(events: list[HistoryEvent], live: dict[str, str], *, hints: Hints | None = None, **options: Any) -> Reconciliation:
    values = {'location': 'ethereum', 'label': ME, 'is_complete': True, 'native_asset': 'ETH', **options}
    place = LivePlace(amounts={asset: Decimal(amount) for asset, amount in live.items()}, **values)
    return reconcile(build_ledger(post(numbered(*events))), [place], hints or Hints())


def only(found: Reconciliation) -> Gap:
    (gap,) = found.gaps
    return gap


def kinds(gap: Gap) -> list[tuple[str, str]]:
    return [(cause.kind, cause.likelihood) for cause in gap.causes]


def test_balances_that_agree_are_counted_and_no_gap() -> None:
    found = check([event('receive/none', '2', time=5)], {'ETH': '2'})
    assert (found.gaps, found.agreeing, found.unchecked) == ([], 1, [])


def test_missing_inflow_is_dated_by_the_first_time_below_zero() -> None:
    gap = only(check([event('receive/none', '1', time=10), event('spend/none', '3', time=20), event('receive/none', '5', time=30)], {'ETH': '5'}))
    assert (gap.ledger, gap.live, gap.difference) == (Decimal(3), Decimal(5), Decimal(2))
    assert (gap.since, gap.first_time, gap.event_id) == ('went_negative', 20, 2)
    assert ('opening_balance', 'likely') in kinds(gap)
    opening = next(cause for cause in gap.causes if cause.kind == 'opening_balance')
    assert (opening.amount, opening.time, opening.fix) == (Decimal(2), 9, 'add_opening_balance')


def test_missing_inflow_that_never_shows_may_be_there_since_the_start() -> None:
    gap = only(check([event('receive/none', '1', time=10)], {'ETH': '4'}))
    assert (gap.since, gap.first_time) == ('since_start', 10)
    assert kinds(gap) == [('opening_balance', 'possible')]


def test_missing_outflow_cannot_have_left_while_there_was_less() -> None:
    events = [
        event('receive/none', '9', time=10), event('spend/none', '8', time=20), event('receive/none', '5', time=30), event('receive/none', '1', time=40)]
    gap = only(check(events, {'ETH': '4'}))
    assert (gap.difference, gap.since, gap.first_time, gap.event_id) == (Decimal(-3), 'left_after', 30, 3)


def test_asset_that_no_event_tells_of() -> None:
    gap = only(check([], {'DAI': '7'}))
    assert (gap.since, gap.first_time) == ('never_in_ledger', None)
    assert kinds(gap) == [('missing_import', 'likely'), ('opening_balance', 'likely')]
    assert gap.causes[0].fix == 'fetch_transactions'


def test_asset_that_the_ledger_has_and_the_chain_does_not_is_a_gap() -> None:
    gap = only(check([event('receive/none', '2', 'DAI', time=5)], {}))
    assert (gap.ledger, gap.live) == (Decimal(2), Decimal(0))


def test_what_a_reading_cannot_see_is_unchecked_and_no_gap() -> None:
    events = [event('receive/none', '1', 'eip155:1/erc721:0x1/7', time=5), event('receive/none', '2', time=6)]
    found = check(events, {'ETH': '2'}, covers={'ETH'})
    assert (found.gaps, found.unchecked) == ([], [('ethereum', ME, 'eip155:1/erc721:0x1/7')])
    partial = check([*events, at_kraken('deposit/deposit asset', '1', 'EUR')], {'ETH': '2'}, is_complete=False)
    assert partial.unchecked == [('ethereum', ME, 'eip155:1/erc721:0x1/7'), ('kraken', 'main', 'EUR')]


def test_location_without_an_account_is_compared_with_all_of_its_accounts() -> None:
    events = [at_kraken('deposit/deposit asset', '1', 'EUR'), at_kraken('deposit/deposit asset', '2', 'EUR', account='second')]
    found = check(events, {'EUR': '3'}, location='kraken', label=None, is_complete=False, native_asset=None, is_custodian=True)
    assert (found.gaps, found.agreeing, found.unchecked) == ([], 1, [])


def test_balance_is_compared_as_of_the_reading() -> None:
    events = [event('receive/none', '2', time=5), event('spend/none', '1', time=50)]
    assert check(events, {'ETH': '2'}, read_at=20).gaps == []
    assert only(check(events, {'ETH': '2'}, read_at=60)).difference == 1


def test_unmatched_movement_of_the_same_amount_is_the_likely_cause() -> None:
    hints = Hints(unmatched=[
        Movement(7, 'kraken', 'main', 'ETH', Decimal('2.001')), Movement(8, 'kraken', 'main', 'ETH', Decimal(9)),
        Movement(9, 'kraken', 'main', 'ETH', Decimal(-2)), Movement(10, 'kraken', 'main', 'DAI', Decimal(2))])
    gap = only(check([event('receive/none', '1', time=5)], {'ETH': '3'}, hints=hints))
    cause = gap.causes[0]
    assert (cause.kind, cause.likelihood, cause.events, cause.fix) == ('unmatched_transfer', 'likely', (7,), 'match_events')


def test_unmatched_movement_on_another_chain_counts_as_the_same_coin() -> None:
    hints = Hints(unmatched=[Movement(7, 'base', ME, 'USDC base', Decimal(50))], family={'USDC base': 'usdc', 'USDC': 'usdc'})
    gap = only(check([], {'USDC': '50'}, hints=hints))
    assert ('unmatched_transfer', 'likely') in kinds(gap)


def test_hidden_events_that_close_the_gap() -> None:
    hints = Hints(hidden={('ethereum', ME, 'ETH'): Decimal(2), ('ethereum', 'x', 'ETH'): Decimal(9)})
    gap = only(check([event('receive/none', '1', time=5)], {'ETH': '3'}, hints=hints))
    assert kinds(gap)[0] == ('hidden_or_ignored_events', 'likely')
    assert gap.causes[0].amount == 2


def test_rebasing_token_that_grew() -> None:
    gap = only(check([event('receive/none', '10', 'stETH', time=5)], {'stETH': '10.4'}, hints=Hints(rebasing={'stETH'})))
    assert kinds(gap)[0] == ('rebasing_token', 'likely')


def test_gas_that_nobody_told() -> None:
    hints = Hints(without_gas={('ethereum', ME): 3})
    gap = only(check([event('receive/none', '10', time=5)], {'ETH': '9.99'}, hints=hints))
    assert kinds(gap) == [('gas_not_tracked', 'likely')]


def test_custodian_with_a_gap_lacks_a_file() -> None:
    events = [at_kraken('withdrawal/remove asset', '1', time=5)]
    gap = only(check(events, {'ETH': '0'}, location='kraken', label='main', native_asset=None, is_custodian=True))
    assert gap.since == 'went_negative'
    assert gap.causes[0].kind == 'missing_import'
    assert gap.causes[0].fix == 'import_file'


def test_ignored_assets_are_not_compared() -> None:
    found = check([event('receive/none', '10', 'SPAM')], {}, hints=Hints(ignored={'SPAM'}))
    assert (found.gaps, found.unchecked) == ([], [])
