"""Australia: losses first, half of what was held for more than twelve months, years from July, the change of 2027."""

import datetime
from decimal import Decimal

import pytest

from rotkehlchen.contracts.holding import day_of, is_held_longer
from rotkehlchen.integrations.jurisdictions.australia.report import REPORT
from rotkehlchen.integrations.jurisdictions.australia.rules import RULES
from tests.integrations.jurisdictions.made import amounts, forms, ms, part, sold


def test_australia_half_of_a_long_gain_is_taxed() -> None:
    """Vector AU03: 4,702.26 becomes 7,500: a gain of 2,797.74, discounted 1,398.87."""
    found = amounts(forms(RULES, REPORT, '2024-02-01', sold('2024-02-01', '7500', part('1', '4702.26', long=True)))['item_18'])
    assert (found['Gains held for more than 12 months'], found['Discount']) == (Decimal('2797.74'), Decimal('1398.87'))
    assert (found['18H'], found['18A'], found['18V']) == (2797, 1398, 0)


@pytest.mark.parametrize(('loss', 'net', 'carried'), [
    ('0', 100 + 100, 0), ('60', 40 + 100, 0), ('100', 100, 0), ('150', 75, 0), ('300', 0, 0), ('300.99', 0, 0), ('301', 0, 1),
])
def test_australia_losses_are_taken_off_short_gains_first_and_before_the_discount(loss: str, net: int, carried: int) -> None:
    lines = [
        sold('2024-02-01', '100', part('1', '0')), sold('2024-02-02', '200', part('1', '0', long=True)),
        sold('2024-02-03', '0', part('1', loss, long=True)),
    ]
    found = amounts(forms(RULES, REPORT, '2024-02-01', *lines)['item_18'])
    assert (found['18A'], found['18V'], found['18H']) == (net, carried, 300)


def test_australia_year_begins_in_july_by_the_clock_of_sydney() -> None:
    assert [RULES.tax_year(day_of(ms(when), 'Australia/Sydney')).label for when in ('2024-06-30T13:59', '2024-06-30T14:00')] == ['2023/24', '2024/25']


@pytest.mark.parametrize(('acquired', 'sold_on', 'is_long'), [
    ('2024-01-15', '2025-01-15', False), ('2024-01-15', '2025-01-16', True), ('2024-02-29', '2025-02-28', False), ('2024-02-29', '2025-03-01', True),
    ('2023-02-28', '2024-02-28', False), ('2023-02-28', '2024-02-29', True),
])
def test_australia_twelve_months_are_over_on_the_day_after_the_anniversary(acquired: str, sold_on: str, is_long: bool) -> None:
    assert is_held_longer(datetime.date.fromisoformat(acquired), datetime.date.fromisoformat(sold_on), 1) is is_long


def test_australia_law_from_july_2027_is_left_open() -> None:
    line = sold('2027-07-01', '100', part('1', '0', long=True))
    form = forms(RULES, REPORT, '2027-07-01', line)['item_18']
    assert (amounts(form)['18H'], amounts(form)['18A'], amounts(form)['Discount']) == (100, None, None)
    assert any('indexation' in note for note in form.notes)
    assert amounts(forms(RULES, REPORT, '2027-06-30', sold('2027-06-30', '100', part('1', '0', long=True)))['item_18'])['18A'] == 50


def test_australia_leaves_the_choice_of_parcels() -> None:
    year = RULES.tax_year(datetime.date(2024, 5, 1))
    assert [RULES.policy(year, {'method': one}).method for one in ('fifo', 'lifo', 'hifo', 'specific')] == ['fifo', 'lifo', 'hifo', 'specific']
    assert RULES.policy(year, {'scope': 'account'}).scope == 'account'
