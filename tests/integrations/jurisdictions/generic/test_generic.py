"""Without a country: the user's settings, sums by category, holding periods, and what every jurisdiction shows at the end."""

import datetime
from decimal import Decimal

from rotkehlchen.contracts.gain import Finding
from rotkehlchen.core.ids import AssetId
from rotkehlchen.integrations.jurisdictions.generic.report import REPORT
from rotkehlchen.integrations.jurisdictions.generic.rules import RULES
from tests.integrations.jurisdictions.made import earned, forms, make, ms, part, sold


def test_generic_policy_is_what_the_user_chose() -> None:
    year = RULES.tax_year(datetime.date(2024, 5, 1))
    policy = RULES.policy(year, {'method': 'lifo', 'scope': 'account', 'swap': 'carried', 'free_after': 'one year'})
    assert (policy.method, policy.scope, policy.swap, policy.free_after_years) == ('lifo', 'account', 'carried', 1)
    default = RULES.policy(year, {})
    assert (default.method, default.scope, default.swap, default.free_after_years) == ('fifo', 'global', 'taxable', None)


def test_generic_sums_by_category_and_term() -> None:
    lines = [
        sold('2024-05-01', '30', part('1', '10'), part('1', '5', long=True), part('1', '20', free=True)), earned('2024-05-02', '7', category='staking'),
        sold('2024-05-03', '1', part('1', None, basis='missing')), sold('2023-01-01', '99', part('1', '1'), is_counted=False),
    ]
    made = forms(RULES, REPORT, '2024-05-01', *lines)
    assert made['summary'].rows == [('staking', 7, 0, 0), ('trade', 5, -10, 1)]
    assert [(row[1], row[6]) for row in made['holding_periods'].rows] == [(1, 0), (1, 5), (1, -10)]
    assert [row[7] for row in made['disposals'].rows] == ['short', 'long', 'long', 'short']


def test_generic_proceeds_are_shared_without_loss() -> None:
    made = forms(RULES, REPORT, '2024-05-01', sold('2024-05-01', '100', *(part('1', '0') for _ in range(3))))
    assert made['disposals'].totals is not None
    assert made['disposals'].totals[4] == Decimal('100.00')


def test_generic_lists_margin_expenses_losses_and_the_unknown_apart() -> None:
    fee = make(
        '2024-05-01', 'fee', 'ETH', Decimal(1), proceeds=Decimal(5), cost=Decimal(2), gain_taxable=Decimal(-2), category='fee', event_type='spend',
        event_subtype='fee', parts=(part('1', '2', '3', acquired='2024-01-01'),))
    lines = [
        fee, make('2024-05-02', 'income', 'EUR', Decimal(1), gain_taxable=Decimal(40), category='margin position', event_type='margin', event_subtype='profit'),
        make('2024-05-03', 'loss', 'ETH', Decimal(1), gain_taxable=Decimal(-9), event_type='loss', event_subtype='hack'),
        make('2024-05-04', 'expense', 'EUR', Decimal(1), gain_taxable=Decimal(-1), event_type='spend', event_subtype='payment'),
    ]
    findings = [Finding('missing_acquisition', ms('2024-05-05'), AssetId('BTC'), 3, 'g', {'missing': '0.5', 'found': '0'})]
    made = forms(RULES, REPORT, '2024-05-01', *lines, findings=findings)
    assert [row[6] for row in made['disposals'].rows] == [3]
    assert {one: [row[4] for row in made[one].rows] for one in ('margin', 'expenses', 'losses')} == {'margin': [40], 'expenses': [-5, -1], 'losses': [-9]}
    assert made['unknown'].rows == [(datetime.date(2024, 5, 5), 'BTC', 'where it came from, and so its cost', '0.5', '0', 'g')]
    assert any('One thing' in note for note in made['summary'].notes)


def test_generic_money_that_was_paid_is_no_disposal() -> None:
    paid = make('2024-05-01', 'disposal', 'EUR', Decimal(500), proceeds=Decimal(500), cost=Decimal(500))
    assert forms(RULES, REPORT, '2024-05-01', paid)['disposals'].rows == []
