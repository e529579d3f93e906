"""Any events at all, in every policy: the engine says something of each and never fails; what it does not know it tells."""

import random
from decimal import Decimal
from typing import Any

import pytest

from rotkehlchen.accounting.setting import Settings
from rotkehlchen.contracts.jurisdiction import Policy
from rotkehlchen.core.event import ENTRY_TYPES, PAIRS
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.money import ZERO
from tests.accounting.history import ASSETS, MONEY, History, account

POLICIES = {
    'uk': Policy('share_pool', 'global', ahead_days=30, swap_value='crossed'), 'canada': Policy('average', 'location', loss_deferred_days=30),
    'france': Policy('average', 'global', swap='carried', portfolio_gain=True), 'ireland': Policy('hifo', 'account', recent_days=28),
    'japan': Policy('total_average', 'global'), 'named': Policy('specific', 'location'), 'lifo': Policy('lifo', 'account', free_after_years=1),
    'settings': Settings(taxfree_after_period=1000).policy(),
}
ADJUSTMENTS: tuple[Any, ...] = (
    {'cost': '5'}, {'proceeds': '7'}, {'no_gain': True}, {'split': '2'}, {'split': '0.25'}, {'cost_change': '-3'}, {'lots': [{'event': 3, 'amount': '1'}]},
    {'lots': [{'event': 400, 'amount': '1'}]}, {'acquired': 1_000}, {'lots': 'all'}, {'cost': '-1'}, 'x', {'other': 1}, {'acquired': '2020'})


def _soup(seed: int) -> History:
    choose = random.Random(seed)
    history = History()
    pairs = sorted(PAIRS)
    for number in range(150):
        day = f'{2019 + number // 60}-{1 + number % 60 // 5:02d}-{1 + number % 5 * 5:02d}'
        legs = []
        for _ in range(choose.choice((1, 1, 2, 3, 5))):
            kind, subtype = choose.choice(pairs if choose.random() < 0.6 else [('trade', 'spend'), ('trade', 'receive'), ('receive', 'reward'),
                                                                              ('deposit', 'deposit for wrapped'), ('receive', 'receive wrapped')])
            legs.append({
                'type': kind, 'subtype': subtype, 'asset': choose.choice(('A', 'B', 'C', MONEY)),
                'amount': choose.choice((ZERO, Decimal(1), Decimal('0.3'), Decimal('1e-18'), Decimal(choose.randrange(1, 500)) / 7)),
                'location': choose.choice(('a', 'ethereum')), 'account': choose.choice((None, 'x', 'y')), 'address': choose.choice((None, 'x', 'z')),
                'counterparty': choose.choice((None, None, 'gas', 'p')), 'entry_type': choose.choice(sorted(ENTRY_TYPES)),
                'partner': choose.choice((None, None, None, len(history.entries) + choose.randrange(-3, 4))),
                'extra_data': {'accounting': choose.choice(ADJUSTMENTS)} if choose.random() < 0.1 else None,
            })
        for entry in history.event(*legs, day=day):
            if choose.random() < 0.7:
                history.prices.put(entry.event.asset, entry.event.timestamp // 1000, Decimal(choose.randrange(0, 900)) / 100)
    return history


@pytest.mark.parametrize('missing', ['zero', 'unknown'])
@pytest.mark.parametrize('name', POLICIES)
@pytest.mark.parametrize('seed', range(4))
def test_any_history_is_accounted(seed: int, name: str, missing: Any) -> None:
    history = _soup(seed)
    policy = POLICIES[name]
    settings = Settings(missing_basis=missing, include_fees_in_cost_basis=seed % 2 == 0)
    told = account(history, {2019: policy, 2021: POLICIES['ireland']}, settings)
    events = {entry.identifier: entry.event for entry in history.entries}
    unknown = dict.fromkeys(told.engine.totals, 0)
    for number, line in enumerate(told.lines):
        assert line.index == number
        assert line.event_id in events
        if line.gain_taxable is None or line.gain_free is None:
            assert line.flags & {'missing_price', 'missing_basis', 'no_rule'}, line
            unknown[line.category] += 1
        for part in line.parts:
            assert part.amount > 0
            assert part.cost is None or part.cost >= 0
        if line.parts:
            whole = sum((part.amount for part in line.parts), ZERO)
            assert abs(whole - line.taxable_amount - line.free_amount) < Decimal('1e-30')
    for category, total in told.engine.totals.items():
        assert total.unknown >= unknown[category]
        assert total.taxable == sum((line.gain_taxable or ZERO for line in told.lines if line.category == category), ZERO)
    for lot in told.engine.open_lots():
        assert lot.amount > 0
        assert lot.cost is None or lot.cost >= 0
        assert lot.asset != MONEY
    again = account(history, {2019: policy, 2021: POLICIES['ireland']}, settings)
    assert again.lines == told.lines


def test_pool_of_several_assets_takes_any_of_them() -> None:
    assets = type(ASSETS)(fiat=ASSETS.fiat, pool_of={AssetId('B'): AssetId('A'), AssetId('C'): AssetId('A')})
    for seed in range(3):
        told = account(_soup(seed), POLICIES['lifo'], assets=assets)
        assert {lot.asset for lot in told.engine.open_lots()} <= {'A'}
