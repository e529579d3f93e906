"""United States: boxes of Form 8949 by year, Schedule D, the change of 2025, and the allocation statement."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest

from rotkehlchen.contracts.gain import OpenLot
from rotkehlchen.contracts.holding import is_held_longer
from rotkehlchen.core.errors import InputError
from rotkehlchen.core.ids import AssetId
from rotkehlchen.integrations.jurisdictions.united_states.report import REPORT
from rotkehlchen.integrations.jurisdictions.united_states.rules import RULES
from tests.integrations.jurisdictions.made import earned, forms, ms, part, sold


def test_us_scope_is_by_account_from_2025_on() -> None:
    by_day = {day: RULES.policy(RULES.tax_year(datetime.date.fromisoformat(day)), {}) for day in ('2013-01-01', '2024-12-31', '2025-01-01', '2027-01-01')}
    assert [policy.scope for policy in by_day.values()] == ['global', 'global', 'account', 'account']
    assert all(policy.is_counted_from_next_day and policy.long_after_years == 1 for policy in by_day.values())


@pytest.mark.parametrize(('acquired', 'sold_on', 'is_long'), [
    ('2023-05-10', '2024-05-10', False), ('2023-05-10', '2024-05-11', True), ('2024-02-29', '2025-02-28', False), ('2024-02-29', '2025-03-01', True),
    ('2023-02-28', '2024-02-29', False), ('2023-02-28', '2024-03-01', True), ('2023-12-31', '2024-12-31', False), ('2023-12-31', '2025-01-01', True),
])
def test_us_long_term_begins_on_the_day_after_the_anniversary(acquired: str, sold_on: str, is_long: bool) -> None:
    """Rev. Rul. 66-7: what was acquired on the last day of February is long-term from 1 March of the next year on."""
    days = datetime.date.fromisoformat(acquired), datetime.date.fromisoformat(sold_on)
    assert is_held_longer(*days, 1, is_counted_from_next_day=True) is is_long


def test_us_form_8949_of_2024_has_boxes_c_and_f() -> None:
    line = sold('2024-06-01', '300', part('1', '100', acquired='2024-01-01'), part('2', '50', acquired='2020-01-01', long=True))
    made = forms(RULES, REPORT, '2024-06-01', line)
    assert [one for one in made if one.startswith('form_8949')] == ['form_8949_c', 'form_8949_f']
    assert made['form_8949_c'].rows == [('1 BTC', datetime.date(2024, 1, 1), datetime.date(2024, 6, 1), 100, 100, '', None, 0)]
    assert made['form_8949_f'].rows == [('2 BTC', datetime.date(2020, 1, 1), datetime.date(2024, 6, 1), 200, 50, '', None, 150)]
    assert 'Part II' in made['form_8949_f'].title


def test_us_form_8949_of_2025_goes_by_the_form_that_the_location_sent() -> None:
    lines = [
        sold('2025-06-01', '3', part('1', '1', acquired='2025-01-01', long=long), location=location)
        for location in ('ethereum', 'kraken', 'coinbase') for long in (False, True)
    ]
    chosen = {'form_1099_da:kraken': 'without basis', 'form_1099_da:coinbase': 'with basis'}
    made = forms(RULES, REPORT, '2025-06-01', *lines, chosen=chosen)
    assert [one for one in made if one.startswith('form_8949')] == [f'form_8949_{box}' for box in 'ghijkl']
    by_line = {row[0]: row[5] for row in made['schedule_d'].rows}
    assert by_line == {'1b': 2, '2': 2, '3': 2, '7': 6, '8b': 2, '9': 2, '10': 2, '15': 6, '16': 12}
    with pytest.raises(InputError):
        forms(RULES, REPORT, '2025-06-01', *lines, chosen={'form_1099_da:kraken': 'perhaps'})


def test_us_printed_cents_add_up() -> None:
    """Three thirds of a cent's worth: each row is rounded, and totals are what the rows add up to."""
    lines = [sold('2024-06-01', '0.335', part('1', '0.114', acquired='2024-01-01')) for _ in range(3)]
    made = forms(RULES, REPORT, '2024-06-01', *lines)
    form = made['form_8949_c']
    assert [row[7] for row in form.rows] == [Decimal('0.23')] * 3
    assert form.totals == ('Totals', None, None, Decimal('1.02'), Decimal('0.33'), None, None, Decimal('0.69'))
    assert {row[0]: row[5] for row in made['schedule_d'].rows}['3'] == Decimal('0.69')


@pytest.mark.parametrize(('loss', 'allowed'), [('2999.99', '-2999.99'), ('3000', '-3000'), ('3000.01', '-3000')])
def test_us_loss_against_other_income_is_limited(loss: str, allowed: str) -> None:
    made = forms(RULES, REPORT, '2024-06-01', sold('2024-06-01', '0', part('1', loss, acquired='2024-01-01')))
    assert {row[0]: row[5] for row in made['schedule_d'].rows}['21'] == Decimal(allowed)


def test_us_year_goes_by_the_zone_of_the_taxpayer() -> None:
    """At 06:30 UTC on 1 January it is the new year in New York and the old one in Los Angeles."""
    eastern = RULES.tax_year(datetime.date(2025, 1, 1))
    western = replace(eastern, zone='America/Los_Angeles')
    assert RULES.policy(western, {'zone': 'America/Los_Angeles'}).zone == 'America/Los_Angeles'
    line = sold('2025-01-01T06:30', '2', part('1', '1', acquired='2024-01-02T03:00'))
    assert forms(RULES, REPORT, '2025-01-01', line)['form_8949_i'].rows[0][1:3] == (datetime.date(2024, 1, 1), datetime.date(2025, 1, 1))


def test_us_allocation_statement_is_of_2024_only_and_tells_unknown_basis() -> None:
    lots = [
        OpenLot(AssetId('XRP'), '', Decimal(10), Decimal(1000), ms('2020-01-01'), 0, 'coinbase', 'main'),
        OpenLot(AssetId('XRP'), '', Decimal(10), None, ms('2020-02-01'), 1, 'binance', None),
    ]
    form = forms(RULES, REPORT, '2024-06-01', lots=lots)['rev_proc_2024_28']
    assert form.rows == [
        ('XRP', 'binance', None, 10, None, datetime.date(2020, 2, 1)), ('XRP', 'coinbase', 'main', 10, Decimal('1000.00'), datetime.date(2020, 1, 1))]
    assert form.totals is not None
    assert form.totals[4] == 1000
    assert '1 rows have no known basis' in form.notes[-1]
    assert 'rev_proc_2024_28' not in forms(RULES, REPORT, '2025-06-01', lots=lots)


def test_us_unknown_basis_is_a_row_without_cost() -> None:
    form = forms(RULES, REPORT, '2024-06-01', sold('2024-06-01', '9', part('1', None, basis='missing')))['form_8949_c']
    assert form.rows == [('1 BTC', None, datetime.date(2024, 6, 1), Decimal('9.00'), None, '', None, None)]
    assert form.totals is not None
    assert form.totals[3] == 0
    assert len(form.notes) == 2


def test_us_income_is_for_schedule_1() -> None:
    made = forms(RULES, REPORT, '2024-06-01', earned('2024-03-03', '5.005'))
    assert made['schedule_1'].rows[0][:5] == (datetime.date(2024, 3, 3), 'staking reward', 'ETH', 1, Decimal('5.01'))
