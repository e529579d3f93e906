"""Austria: old stock, 27.5 %, losses of the year, swaps that are no sale, and the law before 2022."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest

from rotkehlchen.accounting.calendar import YearPolicies
from rotkehlchen.contracts.holding import day_of
from rotkehlchen.integrations.jurisdictions.austria.report import REPORT
from rotkehlchen.integrations.jurisdictions.austria.rules import RULES
from tests.integrations.jurisdictions.made import amounts, earned, forms, ms, part, sold

TAX = 'Steuer zum besonderen Satz, vor Anrechnung einbehaltener KESt'
BASE = 'Bemessungsgrundlage nach Verlustausgleich, nicht unter null'


def test_austria_old_stock_is_free() -> None:
    """Vector AT01: one of the old stock, bought at 100, is sold at 300."""
    made = forms(RULES, REPORT, '2023-01-01', sold('2023-01-01', '300', part('1', '100', acquired='2021-01-01', free=True)))
    found = amounts(made['e1kv'])
    assert (found['Nicht zu erklären: Altbestand, Gewinn oder Verlust'], found[BASE], found[TAX]) == (200, 0, 0)
    assert len(made['tax_free'].rows) == 1
    assert made['taxable_disposals'].rows == []


def test_austria_losses_lower_gains_and_income_but_not_below_zero() -> None:
    lines = [
        sold('2023-02-01', '100.01', part('1', '0', basis='average')), sold('2023-03-01', '0', part('1', '50', basis='average')),
        earned('2023-04-01', '10', kind='receive', subtype='interest'),
    ]
    found = amounts(forms(RULES, REPORT, '2023-02-01', *lines)['e1kv'])
    assert (found[BASE], found[TAX]) == (Decimal('60.01'), Decimal('16.50'))
    found = amounts(forms(RULES, REPORT, '2023-02-01', *lines, sold('2023-05-01', '0', part('1', '500', basis='average')))['e1kv'])
    assert (found[BASE], found[TAX]) == (0, 0)


def test_austria_staking_and_airdrops_are_listed_apart() -> None:
    at_zero = {'taxable_amount': Decimal(0), 'free_amount': Decimal(1), 'gain_taxable': Decimal(0)}
    lines = [
        replace(earned('2023-04-01', '7'), **at_zero, gain_free=Decimal(7)),
        replace(earned('2023-04-02', '8', kind='receive', subtype='airdrop'), **at_zero, gain_free=Decimal(8)),
        earned('2023-04-03', '9', kind='receive', subtype='interest'),
    ]
    made = forms(RULES, REPORT, '2023-02-01', *lines)
    assert amounts(made['e1kv'])[BASE] == 9
    assert [row[4] for row in made['free_on_receipt'].rows] == [7, 8]


def test_austria_swaps_are_no_sale() -> None:
    line = sold('2023-02-01', '500', part('1', '100', gain='0', basis='average'), flags=frozenset({'carried'}))
    made = forms(RULES, REPORT, '2023-02-01', line)
    assert made['taxable_disposals'].rows == made['tax_free'].rows == []


@pytest.mark.parametrize(('day', 'method', 'swap', 'old'), [
    ('2021-12-31', 'fifo', 'taxable', None), ('2022-02-28', 'fifo', 'taxable', None), ('2022-03-01', 'fifo', 'carried', datetime.date(2021, 3, 1)),
    ('2023-01-01', 'average', 'carried', datetime.date(2021, 3, 1)),
])
def test_austria_law_changes_in_2022_and_2023(day: str, method: str, swap: str, old: datetime.date | None) -> None:
    policy = YearPolicies(RULES, {})(ms(day)).policy
    assert (policy.method, policy.swap, policy.free_before, policy.scope) == (method, swap, old, 'account')
    assert policy.free_after_years == (None if old else 1)


@pytest.mark.parametrize(('gain', 'taxed'), [('440', '0'), ('440.01', '440.01'), ('439.99', '0')])
def test_austria_speculation_before_2022_is_free_up_to_440(gain: str, taxed: str) -> None:
    form = forms(RULES, REPORT, '2020-01-01', sold('2020-05-01', gain, part('1', '0', acquired='2020-01-01')))['speculation']
    assert amounts(form)['Davon steuerpflichtig, wenn es keine anderen Spekulationsgeschäfte gab'] == Decimal(taxed)


def test_austria_year_ends_by_the_clock_of_vienna() -> None:
    assert RULES.tax_year(day_of(ms('2021-12-31T23:00'), 'Europe/Vienna')).label == '2022'
