"""Prices of a report are those that the price service gives out of what is stored, for any mixture of manual, hourly and daily prices."""

import random
from collections.abc import Iterator
from decimal import Decimal

import pytest

from rotkehlchen.contracts.oracle import Price
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.time import HOUR_SECONDS, TimestampS
from rotkehlchen.services.price.model import HistoricPrice
from rotkehlchen.services.tax_report.price_book import StoredPrices, to_price
from rotkehlchen.storage.database import Database
from tests.conftest import FixedClock
from tests.services.price_bench import DAI, WETH, PriceBench
from tests.services.price_server import PriceServer

DAY = 86_400
START = 1_700_000_000 // DAY * DAY
ASSETS = ('BTC', 'ETH', WETH, DAI, 'HOUSE', 'USD', 'GBP', 'RUB')
CURRENCIES = ('EUR', 'USD', 'GBP', 'BTC', 'ETH', 'HOUSE')


@pytest.fixture
def bench(global_database: Database, clock: FixedClock) -> Iterator[PriceBench]:
    made = PriceBench(global_database, clock, PriceServer())
    yield made
    made.close()


def book(bench: PriceBench, database: Database, target: str, told: dict[tuple[str, int], HistoricPrice] | None = None) -> StoredPrices:
    def load(asset: str) -> list[Price]:
        with database.read() as connection:
            return [to_price(row) for row in connection.execute(
                'SELECT from_asset, to_asset, timestamp, source, price, span FROM price WHERE from_asset = ?', (asset,))]

    return StoredPrices(load, target, frozenset({'USD', 'EUR', 'GBP', 'RUB'}), lambda: bench.service.desk.rates, told)


@pytest.mark.parametrize('seed', range(6))
@pytest.mark.parametrize('target', ['EUR', 'USD', 'GBP', 'BTC'])
def test_prices_are_those_of_the_price_service(bench: PriceBench, global_database: Database, target: str, seed: int) -> None:
    chance = random.Random(seed)
    prices = {}
    for _ in range(120):
        asset, currency = chance.choice(ASSETS), chance.choice(CURRENCIES)
        source = chance.choice(['manual', 'defillama', 'coingecko'])
        if asset == currency or (source != 'manual' and currency not in ('EUR', 'USD')):
            continue
        is_daily = source == 'coingecko'
        day = START + chance.randrange(4) * DAY
        time = TimestampS(day if is_daily else day + chance.randrange(12) * 7_000)
        one = Price(asset, currency, Decimal(chance.randrange(1, 10**6)) / 1000, source, time, DAY if is_daily else HOUR_SECONDS)
        prices[asset, currency, time, source] = one
    bench.repository.save_historic(prices.values())
    moments = [(asset, START + chance.randrange(5 * DAY)) for asset in ASSETS for _ in range(60)]
    moments += [(one.asset, one.timestamp + shift) for one in prices.values() for shift in (0, 3600, -3600, 3601, 1200)]
    found = bench.service.historic.find([(asset, TimestampS(time)) for asset, time in moments], target, only_cache_period=HOUR_SECONDS)
    mine = book(bench, global_database, target)
    answered = 0
    for asset, time in moments:
        if asset != target:
            expected = found.prices.get(asset, {}).get(TimestampS(time))
            assert mine.find(asset, time) == expected, (asset, time)
            assert mine.price(AssetId(asset), TimestampS(time)) == (None if expected is None else expected.price)
            assert ((asset, time) in mine.missing) == (expected is None)
            answered += expected is not None
    assert answered > 50


def test_what_oracles_told_fills_what_is_missing(bench: PriceBench, global_database: Database) -> None:
    assert book(bench, global_database, 'EUR').price(AssetId('BTC'), TimestampS(START)) is None
    told = {('BTC', START): HistoricPrice(Decimal(5), 'coingecko', TimestampS(START))}
    mine = book(bench, global_database, 'EUR', told)
    assert mine.price(AssetId('BTC'), TimestampS(START)) == 5
    assert not mine.missing
    assert mine.price(AssetId('EUR'), TimestampS(START)) == 1
