"""Germany: limits to the cent, the year by the clock of Berlin, Anlage SO, and the file for WISO."""

import datetime
from decimal import Decimal

import pytest

from rotkehlchen.contracts.holding import day_of, is_held_longer
from rotkehlchen.integrations.jurisdictions.germany.report import REPORT
from rotkehlchen.integrations.jurisdictions.germany.rules import RULES
from tests.integrations.jurisdictions.made import amounts, earned, forms, ms, part, sold

TAXED = 'Davon steuerpflichtig, wenn es keine anderen privaten Veräußerungsgeschäfte gab'
TAXED_INCOME = 'Davon steuerpflichtig, wenn es keine anderen Leistungen gab'


@pytest.mark.parametrize(('year', 'gain', 'taxed'), [
    ('2023', '599.99', '0'), ('2023', '600', '600'), ('2024', '999.99', '0'), ('2024', '1000', '1000'), ('2024', '1000.01', '1000.01'),
    ('2024', '-50', '-50'), ('2013', '599.99', '0'), ('2013', '600.00', '600'), ('2027', '999.99', '0'),
])
def test_germany_disposals_are_free_below_the_limit_and_wholly_taxed_at_it(year: str, gain: str, taxed: str) -> None:
    cost = Decimal(5000) - Decimal(gain)
    found = amounts(forms(RULES, REPORT, f'{year}-06-01', sold(f'{year}-06-01', '5000', part('1', str(cost))))['anlage_so'])
    assert found[TAXED] == Decimal(taxed)


def test_germany_limit_is_compared_before_rounding() -> None:
    """999.995 is less than 1,000 although it is printed as 1,000.00."""
    found = amounts(forms(RULES, REPORT, '2024-06-01', sold('2024-06-01', '1999.995', part('1', '1000')))['anlage_so'])
    assert (found['47'], found[TAXED]) == (Decimal('1000.00'), 0)


def test_germany_limit_is_for_all_disposals_together() -> None:
    lines = [sold('2024-02-01', '600', part('1', '0')), sold('2024-03-01', '399.99', part('1', '0'), asset='ETH')]
    assert amounts(forms(RULES, REPORT, '2024-06-01', *lines)['anlage_so'])[TAXED] == 0
    more = amounts(forms(RULES, REPORT, '2024-06-01', *lines, sold('2024-04-01', '0.01', part('1', '0')))['anlage_so'])
    assert more[TAXED] == Decimal(1000)


@pytest.mark.parametrize(('income', 'taxed'), [('255.99', '0'), ('256', '256'), ('256.01', '256.01')])
def test_germany_other_income_has_its_own_limit(income: str, taxed: str) -> None:
    found = amounts(forms(RULES, REPORT, '2024-06-01', earned('2024-06-01', income))['anlage_so'])
    assert (found['11'], found[TAXED_INCOME], found[TAXED]) == (Decimal(income), Decimal(taxed), 0)


def test_germany_year_ends_by_the_clock_of_berlin() -> None:
    assert RULES.tax_year(day_of(ms('2024-12-31T22:30'), 'Europe/Berlin')).label == '2024'
    assert RULES.tax_year(day_of(ms('2024-12-31T23:30'), 'Europe/Berlin')).label == '2025'
    rows = forms(RULES, REPORT, '2025-01-01', sold('2024-12-31T23:30', '10', part('1', '1', acquired='2024-06-30T22:30')))['anlage_so_disposals'].rows
    assert rows[0][:2] == (datetime.date(2025, 1, 1), datetime.date(2024, 7, 1))


def test_germany_gain_after_a_year_is_free_and_listed_apart() -> None:
    """Bought for 100 in January 2013 and for 800 in July 2013, both sold for 4,500 in March 2014: 4,400 free, 3,700 taxed."""
    lines = [sold('2014-03-01', '9000', part('10', '100', acquired='2013-01-15', free=True), part('10', '800', acquired='2013-07-15'))]
    made = forms(RULES, REPORT, '2014-06-01', *lines)
    found = amounts(made['anlage_so'])
    assert (found['Gewinn oder Verlust'], found['Nicht zu erklären: Gewinn oder Verlust nach mehr als einem Jahr']) == (3700, 4400)
    assert [row[6] for row in made['anlage_so_disposals'].rows] == [3700]
    assert [row[6] for row in made['tax_free'].rows] == [4400]


def test_germany_policy_is_fifo_by_wallet_and_free_after_a_calendar_year() -> None:
    policy = RULES.policy(RULES.tax_year(datetime.date(2024, 5, 1)), {})
    assert (policy.method, policy.scope, policy.free_after_years, policy.swap) == ('fifo', 'account', 1, 'taxable')
    assert not is_held_longer(datetime.date(2023, 3, 1), datetime.date(2024, 3, 1), 1)
    assert is_held_longer(datetime.date(2023, 3, 1), datetime.date(2024, 3, 2), 1)


def test_germany_lines_of_the_form_are_numbered_since_2023() -> None:
    assert {row[0] for row in forms(RULES, REPORT, '2022-06-01')['anlage_so'].rows} == {''}
    assert [row[0] for row in forms(RULES, REPORT, '2023-06-01')['anlage_so'].rows if row[0]] == ['44', '45', '46', '47', '11']
    assert any('compare' in note for note in forms(RULES, REPORT, '2026-06-01')['anlage_so'].notes)


def test_germany_wiso_file_has_two_heading_lines_and_a_row_for_each_part() -> None:
    lines = [
        sold('2024-12-31', '30.005', part('0.123456789', '10', acquired='2024-01-02'), part('0.1', '2', acquired='2020-02-29', free=True), asset='BTC'),
        sold('2024-05-01', '5', part('1', None, basis='missing')), sold('2024-05-02', '1', part('1', '2', acquired='2024-05-01'), asset='=A,B"C'),
    ]
    form = forms(RULES, REPORT, '2024-06-01', *lines)['wiso']
    assert form.text == (
        'Identifier:Capital_Gains,Method:FIFO,Tax_Year:2024,Base_Currency:EUR\r\n'
        'Amount,Currency,Date Sold,Date Acquired,Short/Long,Buy/Input at,Sell/Output at,Proceeds,Cost Basis,Gain/Loss\r\n'
        '0.12345679,BTC,31.12.2024,02.01.2024,Short,kraken,kraken,16.58,10,6.58\r\n'
        '0.1,BTC,31.12.2024,29.02.2020,Long,kraken,kraken,13.43,2,11.43\r\n'
        '1,A B C,02.05.2024,01.05.2024,Short,kraken,kraken,1,2,-1\r\n')
    assert 'One part' in form.notes[0]


def test_germany_unknown_cost_is_in_no_sum_and_told() -> None:
    form = forms(RULES, REPORT, '2024-06-01', sold('2024-06-01', '500', part('1', None, basis='missing')), sold('2024-06-02', '30', part('1', '10')))
    found = amounts(form['anlage_so'])
    assert (found['44'], found['45'], found['47']) == (30, 10, 20)
    assert any('one disposal' in note and '500' in note for note in form['anlage_so'].notes)
