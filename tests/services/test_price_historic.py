"""Past prices over real parts: database, oracles, HTTP on loopback."""

import time
from collections.abc import Iterator, Sequence
from decimal import Decimal

import pytest

from rotkehlchen.contracts.oracle import Price
from rotkehlchen.core.errors import BadResponseError, CancelledError
from rotkehlchen.core.progress import QuietJob, cancelled
from rotkehlchen.core.time import TimestampS
from rotkehlchen.storage.database import Database
from tests.conftest import FixedClock
from tests.services.price_bench import DAI, SPAM, WETH, PriceBench
from tests.services.price_server import PriceServer

NOON = 1_749_000_000 // 86_400 * 86_400 + 43_200  # a Wednesday of June 2025
DAY = 86_400


@pytest.fixture
def bench(global_database: Database, clock: FixedClock) -> Iterator[PriceBench]:
    made = PriceBench(global_database, clock, PriceServer())
    made.server.prices = {'bitcoin': '60000.5', 'ethereum': '3000', DAI[15:].lower(): '0.999', 'BTC': '60100'}
    yield made
    made.close()


def write(bench: PriceBench, asset: str, currency: str, timestamp: int, price: str, source: str = 'manual') -> None:
    bench.service.records.add_historic(Price(asset, currency, Decimal(price), source, TimestampS(timestamp)))


def test_prices_are_asked_for_in_batches_and_cached(bench: PriceBench) -> None:
    moments = [(asset, NOON - day * DAY) for asset in ('BTC', 'ETH', DAI) for day in range(30)]
    found = bench.historic(*moments)
    assert len(found) == 90
    assert found['ETH', NOON] == ('3000', 'defillama')
    assert len(bench.server.asked) == 1
    assert bench.historic(*moments) == found
    assert bench.historic(('BTC', NOON + 1800)) == {('BTC', NOON + 1800): ('60000.5', 'defillama')}
    assert len(bench.server.asked) == 1


def test_price_carries_the_time_of_its_source(bench: PriceBench) -> None:
    found = bench.service.historic.find([('BTC', NOON)], 'USD').prices['BTC'][TimestampS(NOON)]
    assert found.timestamp == NOON + 60


def test_what_one_oracle_does_not_know_the_next_is_asked(bench: PriceBench) -> None:
    bench.use('defillama', 'cryptocompare', 'coingecko')
    del bench.server.prices['bitcoin']
    assert bench.historic(('BTC', NOON), ('ETH', NOON)) == {
        ('BTC', NOON): ('60100', 'cryptocompare'), ('ETH', NOON): ('3000', 'defillama')}
    assert bench.server.count('coingecko') == 0


def test_unknown_price_is_missing_and_never_zero(bench: PriceBench) -> None:
    found = bench.service.historic.find([('HOUSE', NOON), ('BTC', NOON), (SPAM, NOON), ('NOT-AN-ASSET', NOON)], 'USD')
    assert found.prices.keys() == {'BTC'}
    assert set(found.missing) == {('HOUSE', NOON), (SPAM, NOON), ('NOT-AN-ASSET', NOON)}


def test_unknown_price_is_not_asked_for_again(bench: PriceBench) -> None:
    bench.use('cryptocompare')
    old = NOON - 2000 * DAY  # before the server's coins began
    assert bench.historic(('BTC', old)) == {}
    assert bench.historic(('BTC', old)) == {}
    assert len(bench.server.asked) == 1


def test_fiat_is_priced_offline_by_the_day(bench: PriceBench) -> None:
    day = 1_588_593_600  # 2020-05-04 12:00
    assert bench.historic(('EUR', day), ('USD', day)) == {('EUR', day): ('1.0942', 'ecb'), ('USD', day): ('1', 'fiat')}
    assert bench.server.asked == []


def test_price_is_converted_by_the_rate_of_its_own_day(bench: PriceBench) -> None:
    day = 1_588_593_600
    write(bench, 'BTC', 'USD', day, '10942', 'coingecko')
    assert bench.historic(('BTC', day), target='EUR') == {('BTC', day): ('10000', 'coingecko')}


def test_price_in_the_target_is_preferred_to_a_converted_one(bench: PriceBench) -> None:
    write(bench, 'BTC', 'EUR', NOON, '7', 'coingecko')
    write(bench, 'BTC', 'USD', NOON, '9', 'coingecko')
    assert bench.historic(('BTC', NOON), target='EUR')['BTC', NOON] == ('7', 'coingecko')


def test_manual_price_wins_over_the_cache_in_any_currency(bench: PriceBench) -> None:
    day = 1_588_593_600
    write(bench, 'BTC', 'USD', day, '5', 'coingecko')
    write(bench, 'BTC', 'EUR', day + 3600, '100')
    assert bench.historic(('BTC', day)) == {('BTC', day): ('109.42', 'manual')}
    assert bench.historic(('BTC', day - 1)) == {('BTC', day - 1): ('5', 'coingecko')}


def test_manual_prices_are_followed_through_other_assets(bench: PriceBench) -> None:
    write(bench, 'HOUSE', 'ETH', NOON, '10')
    write(bench, 'ETH', 'BTC', NOON, '0.05')
    assert bench.historic(('HOUSE', NOON))['HOUSE', NOON] == ('30000.25', 'manual')
    assert bench.historic(('HOUSE', NOON), target='ETH')['HOUSE', NOON] == ('10', 'manual')


def test_circle_of_manual_prices_ends(bench: PriceBench) -> None:
    write(bench, 'HOUSE', DAI, NOON, '2')
    write(bench, DAI, 'HOUSE', NOON, '2')
    assert bench.historic(('HOUSE', NOON))['HOUSE', NOON] == ('1.998', 'manual')


def test_wrapped_coin_is_worth_its_coin(bench: PriceBench) -> None:
    assert bench.historic((WETH, NOON)) == {(WETH, NOON): ('3000', 'defillama')}
    write(bench, 'ETH', 'USD', NOON - 5 * DAY, '1234')
    assert bench.historic((WETH, NOON - 5 * DAY)) == {(WETH, NOON - 5 * DAY): ('1234', 'manual')}


def test_target_that_is_no_fiat_is_a_quotient_of_the_same_time(bench: PriceBench) -> None:
    write(bench, 'ETH', 'USD', NOON, '3000', 'coingecko')
    write(bench, 'BTC', 'USD', NOON, '60000', 'coingecko')
    assert bench.historic(('BTC', NOON), ('BTC', NOON), target='ETH') == {('BTC', NOON): ('20', 'coingecko')}


def test_cache_only_takes_what_is_near_enough_and_asks_nobody(bench: PriceBench) -> None:
    write(bench, 'BTC', 'USD', NOON, '5', 'coingecko')
    moments = [('BTC', NOON + 2 * DAY), ('BTC', NOON + 4 * DAY), ('ETH', NOON)]
    assert bench.historic(*moments, only_cache_period=3 * DAY) == {('BTC', NOON + 2 * DAY): ('5', 'coingecko')}
    assert bench.server.asked == []


def test_rate_limited_times_are_told_apart_from_unknown_ones(bench: PriceBench) -> None:
    bench.use('defillama')
    bench.server.fail['defillama'] = (429, {})
    bench.server.headers['Retry-After'] = '600'
    bench.service.historic.find([('BTC', NOON)], 'USD')
    found = bench.service.historic.find_series('BTC', 'USD', [NOON, NOON + DAY])
    assert found.rate_limited == found.missing == (NOON, NOON + DAY)
    assert bench.service.historic.find([('HOUSE', NOON)], 'USD').rate_limited == []


def test_time_that_met_the_limit_in_this_very_search_is_rate_limited(bench: PriceBench) -> None:
    bench.use('defillama')
    bench.server.fail['defillama'] = (429, {})
    found = bench.service.historic.find([('BTC', NOON)], 'USD')
    assert list(found.rate_limited) == [('BTC', NOON)]


def test_node_without_old_states_still_gives_prices_of_now(bench: PriceBench) -> None:
    class PrunedNode:
        asked_old = 0

        def call_many(self, calls: Sequence[tuple[str, bytes]], block: int | None = None) -> list[bytes | None]:
            if block is not None:
                self.asked_old += 1
                raise BadResponseError('missing trie node')
            return [None for _ in calls]

        def block_number(self) -> int:
            return 1000

        def block_timestamp(self, number: int) -> TimestampS:
            return TimestampS(NOON + (number - 1000) * 12)

    node = bench.reader = PrunedNode()
    bench.use('uniswapv2')
    for shift in range(7):
        assert bench.historic(('ETH', NOON - 12 * shift)) == {}
    assert node.asked_old == 5
    resting = {state.kind: state.resting_until is not None for state in bench.service.desk.states() if state.info.id == 'uniswapv2'}
    assert resting == {'current': False, 'historical': True}


def test_series_is_in_order_with_its_gaps(bench: PriceBench) -> None:
    bench.use('cryptocompare')
    times = [NOON, NOON - 2000 * DAY, NOON - DAY]
    found = bench.service.historic.find_series('BTC', 'USD', times)
    assert list(found.prices) == [NOON - DAY, NOON]
    assert found.missing == (NOON - 2000 * DAY,)
    assert found.rate_limited == ()


def test_progress_rises_to_the_total_and_change_is_told(bench: PriceBench) -> None:
    bench.use('coingecko')
    bench.historic(*[('BTC', NOON - day * DAY) for day in range(200)], ('EUR', NOON))
    steps = bench.progress('historical_price_query_status')
    assert steps[0] == (1, 201)
    assert steps[-1] == (201, 201)
    assert len(steps) >= 4
    assert steps == sorted(steps)
    assert bench.changes() == 1


def test_cancelled_search_keeps_the_pages_that_came(bench: PriceBench) -> None:
    class Job(QuietJob):
        checks = 0

        def check(self) -> None:
            self.checks += 1
            if self.checks == 2:
                raise cancelled()

    bench.use('coingecko')
    moments = [('BTC', NOON - day * DAY) for day in range(0, 300, 50)]
    with pytest.raises(CancelledError):
        bench.service.historic.find(moments, 'USD', job=Job())
    kept = bench.historic(*moments, only_cache_period=3600)
    assert 0 < len(kept) < len(moments)


def test_thousands_of_cached_prices_are_answered_quickly(bench: PriceBench) -> None:
    rows = [
        Price(asset, 'EUR', Decimal(100 + day), 'manual', TimestampS(NOON - day * DAY))
        for asset in ('BTC', 'ETH', 'HOUSE', DAI, 'GBP') for day in range(1461)]
    started = time.thread_time()
    assert bench.service.records.add_historic_bulk(rows) == 7305
    assert time.thread_time() - started < 1.5
    started = time.thread_time()
    found = bench.service.historic.find([(row.asset, row.timestamp + 3500) for row in rows], 'EUR')
    assert time.thread_time() - started < 3
    assert sum(len(times) for times in found.prices.values()) == 7305
    assert bench.server.asked == []
