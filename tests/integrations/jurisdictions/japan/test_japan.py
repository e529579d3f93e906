"""Japan: miscellaneous income in whole yen, the worksheet of each asset, the year by the clock of Tokyo."""

import datetime
from decimal import Decimal

import pytest

from rotkehlchen.contracts.gain import OpenLot
from rotkehlchen.contracts.holding import day_of
from rotkehlchen.core.errors import InputError
from rotkehlchen.core.ids import AssetId
from rotkehlchen.integrations.jurisdictions.japan.report import REPORT
from rotkehlchen.integrations.jurisdictions.japan.rules import RULES
from tests.integrations.jurisdictions.made import amounts, earned, forms, make, ms, part, sold


def test_japan_gains_and_income_are_one_sum_cut_to_the_yen() -> None:
    lines = [sold('2024-05-01', '1000.9', part('1', '500.5', basis='average')), earned('2024-05-02', '99.9')]
    found = amounts(forms(RULES, REPORT, '2024-05-01', *lines)['miscellaneous_income'])
    assert (found['売却等の損益'], found['報酬、マイニング等の収入'], found['雑所得']) == (500, 99, 600)


def test_japan_loss_is_shown_and_nothing_declared() -> None:
    found = amounts(forms(RULES, REPORT, '2024-05-01', sold('2024-05-01', '1', part('1', '500.5', basis='average')))['miscellaneous_income'])
    assert (found['雑所得'], found['申告する所得金額']) == (-499, 0)


def test_japan_worksheet_has_a_row_for_each_asset() -> None:
    lines = [
        make('2024-01-05', 'acquisition', 'BTC', Decimal(3), cost=Decimal('1501')), sold('2024-05-01', '900', part('1', '500', basis='average')),
        sold('2024-06-01', '800', part('1', '500', basis='average')), earned('2024-05-02', '99', amount='0.5'),
    ]
    lots = [OpenLot(AssetId('BTC'), '', Decimal(2), Decimal('1000.7'), ms('2024-01-05'), 0, 'kraken', None), OpenLot(
        AssetId('XRP'), '', Decimal(7), None, ms('2020-01-05'), None, 'kraken', None)]
    form = forms(RULES, REPORT, '2024-05-01', *lines, lots=lots)['worksheet']
    assert form.rows == [('BTC', 3, 2, 1700, 1000, 700, 2, 1000), ('ETH', Decimal('0.5'), 0, 0, 0, 0, 0, 0), ('XRP', 0, 0, 0, 0, 0, 7, None)]


def test_japan_year_ends_by_the_clock_of_tokyo() -> None:
    assert [RULES.tax_year(day_of(ms(when), 'Asia/Tokyo')).label for when in ('2024-12-31T14:59', '2024-12-31T15:00')] == ['2024', '2025']


def test_japan_total_average_stands_unless_the_moving_one_is_chosen() -> None:
    year = RULES.tax_year(datetime.date(2024, 5, 1))
    assert [RULES.policy(year, chosen).method for chosen in ({}, {'method': 'average'})] == ['total_average', 'average']
    with pytest.raises(InputError):
        RULES.policy(year, {'method': 'fifo'})
