"""United Kingdom: boxes of SA108 in whole pounds, rounded once; the year by the clock of London; exempt amounts; the change of rates."""

import datetime
from decimal import Decimal

import pytest

from rotkehlchen.contracts.holding import day_of
from rotkehlchen.integrations.jurisdictions.united_kingdom.report import REPORT
from rotkehlchen.integrations.jurisdictions.united_kingdom.rules import RULES
from tests.integrations.jurisdictions.made import amounts, earned, forms, ms, part, sold


def test_uk_pence_of_two_sales_are_rounded_once() -> None:
    """Vector UK28: two sales for 1.99 with a cost of 1.00; 0.99 each is nothing, 1.98 together is a pound."""
    lines = [sold(f'2023-06-0{day}', '1.99', part('1', '1.00', basis='pool')) for day in (1, 2)]
    found = amounts(forms(RULES, REPORT, '2023-06-01', *lines)['sa108'])
    assert [found[box] for box in ('14', '15', '16', '17', '19')] == [2, 3, 2, 1, 0]


def test_uk_gain_is_rounded_down_and_cost_up() -> None:
    """Vector UK02: 1,400 less 937.50 is 462.50, which HMRC prints as 938 and 462."""
    found = amounts(forms(RULES, REPORT, '2020-06-23', sold('2020-06-23', '1400', part('1500', '937.5', basis='same_day')))['sa108'])
    assert [found[box] for box in ('14', '15', '16', '17', '19')] == [1, 1400, 938, 462, 0]


def test_uk_loss_is_rounded_up() -> None:
    """Vector UK06: a loss of 163,636.36 is printed as 163,637."""
    lines = [
        sold('2020-07-31', '150000', part('10000', '45000', basis='same_day'), part('20000', '90000', basis='ahead')),
        sold('2020-08-05', '100000', part('20000', '90000', basis='ahead')),
        sold('2020-08-07', '150000', part('10000', '45000', basis='ahead'), part('90000', '268636.36363636', basis='pool')),
    ]
    made = forms(RULES, REPORT, '2020-08-07', *lines)
    found = amounts(made['sa108'])
    assert (found['17'], found['19'], found['14']) == (25000, 163637, 3)
    assert next(row[2:] for row in made['computation'].rows) == (30000, 150000, 135000, 15000, 10000, 20000, 0, 0)


def test_uk_sales_of_a_day_are_one_disposal() -> None:
    """Vector UK22: a gain and a loss of the same day and asset are one loss of 18.83, not both."""
    lines = [
        sold('2018-10-28T09:00', '57.50', part('10', '82.166666', basis='pool')), sold('2018-10-28T22:59', '88.00', part('10', '82.166667', basis='pool')),
        sold('2018-10-28T10:00', '5', part('1', '4', basis='pool'), asset='ETH'),
    ]
    found = amounts(forms(RULES, REPORT, '2018-10-28', *lines)['sa108'])
    assert (found['14'], found['17'], found['19']) == (2, 1, 19)


def test_uk_year_ends_by_the_clock_of_london() -> None:
    label = [RULES.tax_year(day_of(ms(when), 'Europe/London')).label for when in ('2024-04-05T22:59', '2024-04-05T23:00', '2024-04-05T23:30')]
    assert label == ['2023/24', '2024/25', '2024/25']
    year = RULES.tax_year(datetime.date(2025, 4, 5))
    assert (year.label, year.first, year.last) == ('2024/25', datetime.date(2024, 4, 6), datetime.date(2025, 4, 5))
    assert RULES.tax_year(datetime.date(2000, 1, 1)).label == '1999/00'


@pytest.mark.parametrize(('day', 'exempt', 'limit'), [
    ('2014-04-05', 10900, 43600), ('2014-04-06', 11000, 44000), ('2017-04-05', 11100, 44400), ('2020-04-06', 12300, 49200), ('2023-04-05', 12300, 49200),
    ('2023-04-06', 6000, 50000), ('2024-04-05', 6000, 50000), ('2024-04-06', 3000, 50000), ('2027-12-31', 3000, 50000),
])
def test_uk_exempt_amount_is_that_of_the_year(day: str, exempt: int, limit: int) -> None:
    found = amounts(forms(RULES, REPORT, day)['sa108'])
    assert (found['Annual exempt amount'], found['Proceeds above which the pages are needed in any case']) == (exempt, limit)


@pytest.mark.parametrize(('gain', 'above'), [('2999.99', 0), ('3000', 0), ('3000.99', 0), ('3001', 1)])
def test_uk_exempt_amount_to_the_pound(gain: str, above: int) -> None:
    found = amounts(forms(RULES, REPORT, '2024-06-01', sold('2024-06-01', gain, part('1', '0', basis='pool')))['sa108'])
    assert found['Above the annual exempt amount, before losses of earlier years'] == above


def test_uk_crypto_has_its_own_boxes_since_2024() -> None:
    found = amounts(forms(RULES, REPORT, '2024-06-01', sold('2024-06-01', '12.5', part('1', '2.5', basis='pool')))['sa108'])
    assert [found[box] for box in ('13.1', '13.2', '13.3', '13.4', '13.5')] == [1, 12, 3, 10, 0]


def test_uk_year_of_the_new_rates_has_both_periods() -> None:
    lines = [
        sold('2024-10-29T23:59', '110.5', part('1', '10', basis='pool')), sold('2024-10-30T00:00', '50', part('1', '10.5', basis='pool')),
        sold('2025-01-01', '1', part('1', '3.2', basis='pool'), asset='ETH'),
    ]
    form = forms(RULES, REPORT, '2024-06-01', *lines)['sa108']
    found = amounts(form)
    assert [found[f'{what} {when}'] for when in ('before 30 October 2024', 'from 30 October 2024 on') for what in ('Gains', 'Losses')] == [100, 0, 39, 3]
    assert form.notes[0] == 'Rates: 10 % and 20 %, 18 % and 24 % from 30 October 2024 on.'
    assert forms(RULES, REPORT, '2025-06-01')['sa108'].notes[0] == 'Rates: 18 % and 24 %.'
    assert not any('October' in str(row[1]) for row in forms(RULES, REPORT, '2025-06-01')['sa108'].rows)


def test_uk_income_is_apart_from_gains() -> None:
    made = forms(RULES, REPORT, '2024-06-01', earned('2024-06-01', '12.345', amount='0.5'), earned('2024-06-02', None))
    assert amounts(made['sa108'])['13.4'] == 0
    assert made['income'].totals is not None
    assert made['income'].totals[4] == Decimal('12.35')
    assert any('one receipt' in note for note in made['income'].notes)


def test_uk_policy_pools_all_places_and_looks_thirty_days_ahead() -> None:
    policy = RULES.policy(RULES.tax_year(datetime.date(2024, 5, 1)), {})
    assert (policy.method, policy.scope, policy.ahead_days, policy.zone) == ('share_pool', 'global', 30, 'Europe/London')
