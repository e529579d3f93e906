"""Ireland: exemption, payment periods, losses held back."""

import datetime
from decimal import Decimal

import pytest

from rotkehlchen.integrations.jurisdictions.ireland.report import REPORT
from rotkehlchen.integrations.jurisdictions.ireland.rules import RULES
from tests.integrations.jurisdictions.made import amounts, forms, part, sold

TAX = 'Tax at 33 %'
FIRST = 'Of it due by 15 December 2024'
SECOND = 'Of it due by 31 January 2025, negative: to be reclaimed'


@pytest.mark.parametrize(('gain', 'tax'), [('186', '0'), ('1270', '0'), ('1270.01', '0.00'), ('1270.02', '0.01'), ('1370', '33')])
def test_ireland_tax_is_on_what_exceeds_the_exemption(gain: str, tax: str) -> None:
    """Vector IE03 among them: 716 less three for 131 and one for 137 is 186."""
    found = amounts(forms(RULES, REPORT, '2024-05-01', sold('2024-05-01', gain, part('1', '0')))['cg1'])
    assert found[TAX] == Decimal(tax)


def test_ireland_vectors_of_lots() -> None:
    lines = [sold('2024-06-01', '716', part('3', '393'), part('1', '137')), sold('2024-07-01', '1800', part('0.5', '1000'), part('0.5', '800'))]
    found = amounts(forms(RULES, REPORT, '2024-05-01', *lines)['cg1'])
    assert found['Net gain or loss of the year'] == 186


def test_ireland_periods_share_one_exemption() -> None:
    lines = [sold('2024-11-30', '2000', part('1', '0')), sold('2024-12-01', '1000', part('1', '0'))]
    found = amounts(forms(RULES, REPORT, '2024-05-01', *lines)['cg1'])
    assert (found[FIRST], found[SECOND], found[TAX]) == (Decimal('240.90'), 330, Decimal('570.90'))


def test_ireland_loss_of_december_gives_tax_back() -> None:
    lines = [sold('2024-11-30T23:59', '2270', part('1', '0')), sold('2024-12-01T00:00', '0', part('1', '400'))]
    found = amounts(forms(RULES, REPORT, '2024-05-01', *lines)['cg1'])
    assert (found[FIRST], found[SECOND], found[TAX]) == (330, -132, 198)


def test_ireland_loss_held_back_is_told() -> None:
    line = sold('2024-05-01', '100', part('1', '300', '-250'), part('3', '200', '-50'), flags=frozenset({'loss_deferred'}))
    made = forms(RULES, REPORT, '2024-05-01', line)
    found = amounts(made['cg1'])
    assert [row[6] for row in made['disposals'].rows] == [-250, -50]
    assert found['Net gain or loss of the year'] == -300
    assert found['Losses held back: the same was acquired again within four weeks (section 581)'] == 100


def test_ireland_policy_takes_the_last_four_weeks_first() -> None:
    policy = RULES.policy(RULES.tax_year(datetime.date(2024, 5, 1)), {})
    assert (policy.method, policy.recent_days, policy.loss_deferred_days, policy.loss_window) == ('fifo', 28, 28, 'after')
