"""A sale that is only thought of: from which pool, by which law's order, and what of it is not known."""

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest

from rotkehlchen.contracts.gain import OpenLot
from rotkehlchen.contracts.registry import Registry
from rotkehlchen.core.errors import InputError
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.money import set_decimal_context
from rotkehlchen.core.time import TimestampMs, TimestampS
from rotkehlchen.services.tax_report.lot import HoldingService, Sale
from rotkehlchen.services.tax_report.policy import JurisdictionDirectory
from rotkehlchen.storage.report import StoredReport

set_decimal_context()
DIRECTORY = JurisdictionDirectory(Registry())
BTC, ETH = AssetId('BTC'), AssetId('ETH')


def second(day: str) -> TimestampS:
    return TimestampS(int(datetime.datetime.fromisoformat(f'{day}T12:00:00+00:00').timestamp()))


def lot(day: str, amount: str, cost: str | None, asset: AssetId = BTC, place: tuple[str, str | None] = ('kraken', 'main'), scope: str = '') -> OpenLot:
    return OpenLot(asset, scope, Decimal(amount), None if cost is None else Decimal(cost), TimestampMs(second(day) * 1000), None, *place)


def report(jurisdiction: str, **more: Any) -> StoredReport:
    summary = {
        'year': None, 'zone': 'UTC', 'jurisdiction': jurisdiction, 'choices': {}, 'methods': {}, 'scopes': {}, 'settings': {'profit_currency': 'EUR'}, **more}
    return StoredReport(1, second('2025-07-01'), '', TimestampS(0), second('2025-07-01'), summary, '')


def sold(
    jurisdiction: str, lots: Sequence[OpenLot], amount: str, price: str | None = '100', prices: Mapping[str, str] | None = None, pool: str | None = None,
    **more: Any,
) -> list[Sale]:
    """On 1 July 2025."""
    service = HoldingService(
        DIRECTORY, lambda assets, currency: {one: Decimal(value) for one, value in (prices or {}).items() if one in assets}, lambda: second('2025-07-01'))
    return service.sell(
        report(jurisdiction, **more), lots, BTC, Decimal(amount), None if price is None else Decimal(price), pool=pool)


def test_irish_sale_takes_what_was_bought_within_four_weeks() -> None:
    lots = [lot('2023-01-01', '1', '10'), lot('2025-06-02', '1', '30'), lot('2025-06-03', '1', '50'), lot('2025-06-20', '1', '70')]
    first, *others = sold('ireland', lots, '3')
    assert (first.is_chosen, first.method, first.cost) == (True, 'fifo', 70 + 50 + 10)
    assert [one.cost for one in others if one.method == 'lifo'] == [150]


def test_austrian_average_is_without_old_stock() -> None:
    lots = [lot('2020-01-01', '1', '10'), lot('2022-06-01', '1', '40'), lot('2023-06-01', '1', '60')]
    sale = sold('austria', lots, '2')[0]
    assert (sale.cost, sale.gain_free, sale.gain_taxable) == (60, 90, 50)


def test_british_sale_is_of_one_pool_wherever_it_is() -> None:
    sale = sold('united_kingdom', [lot('2024-01-01', '1', '10'), lot('2024-02-01', '1', '30', place=('okx', None))], '1')[0]
    assert (sale.method, sale.cost) == ('share_pool', 20)


@pytest.mark.parametrize('jurisdiction', ['germany', 'united_states', 'austria'])
def test_sale_of_one_wallet_is_of_that_alone(jurisdiction: str) -> None:
    """The lots of an American report of 2024 lie in one pool; today they lie in two."""
    lots = [lot('2024-01-01', '1', '10'), lot('2024-02-01', '1', '30', place=('kraken', None)), lot('2024-03-01', '1', '50', place=('okx', 'x'))]
    with pytest.raises(InputError) as refused:
        sold(jurisdiction, lots, '1')
    assert refused.value.params['pools'] == ['kraken:', 'kraken:main', 'okx:x']
    assert [sold(jurisdiction, lots, '1', pool=pool)[0].cost for pool in ('kraken:main', 'kraken:', 'okx:x')] == [10, 30, 50]
    with pytest.raises(InputError):
        sold(jurisdiction, lots, '1', pool='binance:')


PORTFOLIO = {'paid': '1000', 'used': '100'}


@pytest.mark.parametrize(('amount', 'price', 'prices', 'portfolio', 'cost'), [
    ('2.5', '200', {'ETH': '100'}, PORTFOLIO, '225'),  # 500 of 2,000: a quarter of what is left of the 1,000
    ('2.5', None, {'ETH': '100', 'BTC': '200'}, PORTFOLIO, '225'),
    ('2.5', '200', {}, PORTFOLIO, None),  # what ETH is worth is not known
    ('2.5', '200', {'ETH': '100'}, {'paid': '1000', 'used': None}, None),
    ('2.5', '200', {'ETH': '100'}, None, None),  # a report from before this was kept
    ('6', '200', {'ETH': '100'}, PORTFOLIO, None),  # more than is held
    ('5', '0', {'ETH': '0'}, PORTFOLIO, None),
], ids=['price given', 'price of today', 'no price', 'used unknown', 'old report', 'more than held', 'worth nothing'])
def test_french_sale_takes_a_share_of_the_whole_portfolio(
    amount: str, price: str | None, prices: dict[str, str], portfolio: dict[str, str] | None, cost: str | None,
) -> None:
    lots = [lot('2024-01-01', '5', '1'), lot('2024-01-02', '10', None, ETH)]
    more = {} if portfolio is None else {'portfolio': portfolio}
    sale, = sold('france', lots, amount, price, prices, **more)
    assert (sale.method, sale.is_chosen, sale.cost) == ('portfolio', True, None if cost is None else Decimal(cost))
    assert sale.gain_taxable == (None if cost is None else Decimal(500) - Decimal(cost))
    assert sale.missing == max(Decimal(amount) - 5, 0)
