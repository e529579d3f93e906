"""France: lines of form 2086, the 305 euros, rates by year."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest

from rotkehlchen.contracts.gain import Portfolio
from rotkehlchen.integrations.jurisdictions.france.report import REPORT
from rotkehlchen.integrations.jurisdictions.france.rules import RULES
from tests.integrations.jurisdictions.made import amounts, forms, part, sold


def test_france_form_2086_tells_every_line_of_a_sale() -> None:
    """Vector FR02: a portfolio worth 3,000 for which 1,200 is left; 500 is spent: 500 - 1200 x 500 / 3000 = 300."""
    line = replace(
        sold('2024-05-01', '500', part('0.04', '30', acquired='2020-01-01'), part('0.06', None, basis='missing')), cost=Decimal(200),
        gain_taxable=Decimal(300), gain_free=Decimal(0), portfolio=Portfolio(Decimal(3000), Decimal(2000), Decimal(800)))
    made = forms(RULES, REPORT, '2024-05-01', line)
    form = made['form_2086']
    by_heading = {heading[0][:3]: cell for heading, cell in zip(form.columns, form.rows[0], strict=True)}
    assert by_heading == {
        '211': datetime.date(2024, 5, 1), 'Act': 'BTC', 'Qua': Decimal('0.1'), '212': 3000, '213': 500, '214': 0, '215': 500, '216': 0, '217': 500, '218': 500,
        '220': 2000, '221': 800, '222': 0, '223': 1200, '224': 300,
    }
    assert by_heading['218'] - by_heading['223'] * by_heading['217'] / by_heading['212'] == by_heading['224']  # type: ignore[operator]
    assert amounts(made['form_2042_c'])['3AN'] == 300


def test_france_fees_of_a_sale_stand_in_their_line_and_lower_what_it_brought() -> None:
    """Of 500 that were paid, 490 were left: 490 - 1200 x 500 / 3000 = 290."""
    line = replace(
        sold('2024-05-01', '490', part('0.1', '30', acquired='2020-01-01')), cost=Decimal(200), gain_taxable=Decimal(290), gain_free=Decimal(0),
        portfolio=Portfolio(Decimal(3000), Decimal(2000), Decimal(800), Decimal(500)))
    form = forms(RULES, REPORT, '2024-05-01', line)['form_2086']
    by_heading = {heading[0][:3]: cell for heading, cell in zip(form.columns, form.rows[0], strict=True)}
    assert [by_heading[line] for line in ('213', '214', '215', '217', '218', '224')] == [500, 10, 490, 500, 490, 290]
    assert form.totals is not None
    assert (form.totals[6], form.totals[14]) == (490, 290)


@pytest.mark.parametrize(('price', 'taxed'), [('304.99', 0), ('305', 0), ('305.01', 305)])
def test_france_sales_of_305_are_exempt_and_of_a_cent_more_not(price: str, taxed: int) -> None:
    lines = [sold('2024-05-01', '5', part('1', '0', basis='pool')), sold('2024-06-01', str(Decimal(price) - 5), part('1', '0', basis='pool'))]
    assert amounts(forms(RULES, REPORT, '2024-05-01', *lines)['form_2042_c'])['3AN'] == taxed


@pytest.mark.parametrize(('year', 'rate', 'tax'), [('2019', '30 %', 300), ('2024', '30 %', 300), ('2025', '31,4 %', 314), ('2026', '31,4 %', 314)])
def test_france_rate_is_that_of_the_year(year: str, rate: str, tax: int) -> None:
    found = amounts(forms(RULES, REPORT, f'{year}-05-01', sold(f'{year}-05-01', '1000', part('1', '0', basis='pool')))['form_2042_c'])
    assert found[f'Ensemble à {rate}'] == tax


def test_france_loss_has_its_box_and_an_exempt_one_none() -> None:
    found = amounts(forms(RULES, REPORT, '2024-05-01', sold('2024-05-01', '400', part('1', '500.50', basis='pool')))['form_2042_c'])
    assert (found['3AN'], found['3BN']) == (0, 101)
    assert amounts(forms(RULES, REPORT, '2024-05-01', sold('2024-05-01', '300', part('1', '500', basis='pool')))['form_2042_c'])['3BN'] == 0


def test_france_sale_without_the_value_of_the_portfolio_is_open() -> None:
    line = sold('2024-05-01', '500', part('1', None, basis='pool'), portfolio=Portfolio(None, Decimal(2000), Decimal(0)))
    form = forms(RULES, REPORT, '2024-05-01', line)['form_2086']
    assert (form.rows[0][3], form.rows[0][14]) == (None, None)
    assert len(form.notes) == 2


def test_france_policy_takes_swaps_for_nothing_and_sales_by_the_portfolio() -> None:
    policy = RULES.policy(RULES.tax_year(datetime.date(2024, 5, 1)), {})
    assert (policy.portfolio_gain, policy.swap, policy.zone) == (True, 'carried', 'Europe/Paris')
    assert any('2019' in note for note in forms(RULES, REPORT, '2018-05-01')['form_2042_c'].notes)
