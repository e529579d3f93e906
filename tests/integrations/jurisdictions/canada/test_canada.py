"""Canada: half of the gain, superficial losses, the two periods of 2024."""

import datetime
from decimal import Decimal

from rotkehlchen.integrations.jurisdictions.canada.report import REPORT
from rotkehlchen.integrations.jurisdictions.canada.rules import RULES
from tests.integrations.jurisdictions.made import amounts, forms, part, sold


def test_canada_half_of_the_gain_is_taxable() -> None:
    """Vectors CA02 and CA05: gains of 60 and 52."""
    lines = [sold('2023-02-01', '1480', part('100', '1420', basis='average')), sold('2023-03-01', '318', part('5', '266', basis='average'), asset='ETH')]
    found = amounts(forms(RULES, REPORT, '2023-02-01', *lines)['schedule_3'])
    assert (found['15199'], found['15300'], found['12700']) == (1798, 112, 56)


def test_canada_net_loss_stays_out_of_the_return() -> None:
    found = amounts(forms(RULES, REPORT, '2023-02-01', sold('2023-02-01', '0', part('1', '11.01', basis='average')))['schedule_3'])
    assert (found['12700'], found['Inclusion rate of 50 %: taxable capital gain, or allowable loss']) == (0, Decimal('-5.51'))


def test_canada_superficial_loss_is_denied_and_shown() -> None:
    """Of a loss of 1,000 four tenths count; the rest went into the cost of what was bought within 30 days."""
    line = sold('2023-12-20', '5000', part('100', '6000', '-400', basis='average'), flags=frozenset({'loss_deferred'}))
    made = forms(RULES, REPORT, '2023-02-01', line)
    assert made['dispositions'].rows[0][3:] == (5000, 6000, 600, -400)
    found = amounts(made['schedule_3'])
    assert (found['15300'], found['Superficial losses, denied and added to the cost of what was bought']) == (-400, 600)


def test_canada_2024_has_two_periods_by_the_clock_of_toronto() -> None:
    lines = [sold('2024-06-25T03:59', '10', part('1', '1', basis='average')), sold('2024-06-25T04:00', '20', part('1', '1', basis='average'))]
    found = amounts(forms(RULES, REPORT, '2024-02-01', *lines)['schedule_3'])
    assert (found['Gain or loss before 25 June 2024'], found['Gain or loss after 24 June 2024'], found['15300']) == (9, 19, 28)
    assert not any('June' in str(row[1]) for year in ('2023', '2025') for row in forms(RULES, REPORT, f'{year}-02-01')['schedule_3'].rows)


def test_canada_policy_averages_everything_and_looks_thirty_days_around() -> None:
    policy = RULES.policy(RULES.tax_year(datetime.date(2024, 5, 1)), {})
    assert (policy.method, policy.scope, policy.loss_deferred_days, policy.loss_window) == ('average', 'global', 30, 'around')
