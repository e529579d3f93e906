"""Prices of now over real parts: database, oracles, HTTP on loopback."""

import threading
import time
from collections.abc import Iterator
from decimal import Decimal

import pytest

from rotkehlchen.contracts.oracle import Price
from rotkehlchen.core.errors import CancelledError
from rotkehlchen.core.progress import QuietJob, cancelled
from rotkehlchen.net.http import Limits
from rotkehlchen.services.price.model import CURRENT_ORACLE_NUMBERS, number_sources
from rotkehlchen.storage.database import Database
from tests.conftest import FixedClock
from tests.services.price_bench import DAI, SPAM, WETH, PriceBench
from tests.services.price_server import PriceServer

DEAD = dict.fromkeys(('coingecko', 'defillama', 'cryptocompare', 'ecb'), 'http://127.0.0.1:9/')


@pytest.fixture
def bench(global_database: Database, clock: FixedClock) -> Iterator[PriceBench]:
    made = PriceBench(global_database, clock, PriceServer())
    made.server.prices = {'bitcoin': '60000.5', 'ethereum': '3000', DAI[15:].lower(): '0.999', 'BTC': '60100', 'weth': '1'}
    yield made
    made.close()


def test_prices_come_from_the_first_oracle_that_knows_them(bench: PriceBench) -> None:
    bench.use('defillama', 'cryptocompare')
    bench.server.prices['DAI'] = '1.5'
    del bench.server.prices['bitcoin']
    assert bench.current('BTC', 'ETH', DAI) == {
        'BTC': ('60100', 'cryptocompare'), 'ETH': ('3000', 'defillama'), DAI: ('0.999', 'defillama')}
    assert (bench.server.count('defillama'), bench.server.count('cryptocompare')) == (1, 1)


def test_fresh_price_is_not_asked_for_again_until_it_is_old(bench: PriceBench) -> None:
    bench.current('BTC', 'ETH')
    bench.clock.now += 300
    bench.current('ETH', 'BTC')
    assert len(bench.server.asked) == 1
    bench.clock.now += 1
    bench.server.prices['bitcoin'] = '61000'
    assert bench.current('BTC')['BTC'] == ('61000', 'defillama')
    bench.server.prices['bitcoin'] = '62000'
    assert bench.current('BTC', ignore_cache=True)['BTC'] == ('62000', 'defillama')


def test_unknown_asset_is_absent_and_not_asked_for_again_for_an_hour(bench: PriceBench) -> None:
    del bench.server.prices['bitcoin']
    assert bench.current('BTC') == {}
    asked = len(bench.server.asked)
    assert asked == 2
    bench.clock.now += 3000
    assert bench.current('BTC') == {}
    assert len(bench.server.asked) == asked
    bench.clock.now += 601
    bench.current('BTC')
    assert len(bench.server.asked) > asked


def test_zero_of_a_source_is_unknown(bench: PriceBench) -> None:
    bench.server.prices['bitcoin'] = '0'
    assert bench.current('BTC') == {}


def test_price_is_converted_by_the_bank_when_the_oracle_quotes_dollars_only(bench: PriceBench) -> None:
    bench.use('defillama')
    price = Decimal(bench.current('BTC', target='EUR')['BTC'][0])
    rate = bench.service.current.exchange_rates(['EUR'])['EUR']
    assert abs(price / (Decimal('60000.5') * rate) - 1) < Decimal('1e-20')
    assert len(price.as_tuple().digits) <= 24
    assert Decimal('0.5') < rate < Decimal(1)


def test_oracle_that_quotes_the_target_is_asked_in_it(bench: PriceBench) -> None:
    bench.use('coingecko')
    bench.current('BTC', target='GBP')
    assert 'vs_currencies=gbp' in bench.server.asked[0]


def test_target_that_is_no_fiat_is_a_quotient(bench: PriceBench) -> None:
    assert bench.current('BTC', 'ETH', 'EUR', target='ETH').keys() == {'BTC', 'ETH', 'EUR'}
    assert bench.current('BTC', target='ETH')['BTC'][0].startswith('20.00016666')
    assert bench.current('ETH', target='ETH')['ETH'][0] == '1'


def test_fiat_needs_no_oracle_and_says_so(bench: PriceBench) -> None:
    found = bench.current('EUR', 'GBP', 'USD')
    assert {asset: source for asset, (_, source) in found.items()} == {'EUR': 'fiat', 'GBP': 'fiat', 'USD': 'fiat'}
    assert found['USD'][0] == '1'
    assert [path for path in bench.server.asked if not path.startswith('/ecb')] == []


def test_currency_without_a_rate_is_asked_for_where_it_is_quoted(bench: PriceBench) -> None:
    bench.use('defillama', 'coingecko')
    assert bench.current('ETH', target='RUB') == {'ETH': ('3000', 'coingecko')}
    assert bench.server.count('defillama') == 0


def test_currency_without_a_rate_is_priced_by_what_a_coin_costs_in_both(bench: PriceBench) -> None:
    bench.use('coingecko')
    bench.server.before = lambda path: bench.server.prices.update(bitcoin='5000000' if 'rub' in path else '50000')
    assert bench.current('RUB') == {'RUB': ('0.01', 'coingecko')}
    assert bench.service.current.exchange_rates(['RUB']) == {'RUB': Decimal(100)}


def test_manual_price_wins_and_is_followed_through_other_assets(bench: PriceBench) -> None:
    bench.service.records.set_manual_latest('HOUSE', 'BTC', Decimal('2.5'))
    bench.service.records.set_manual_latest('BTC', 'ETH', Decimal(20))
    assert bench.current('HOUSE', 'BTC', 'ETH') == {
        'HOUSE': ('150000', 'manualcurrent'), 'BTC': ('60000', 'manualcurrent'), 'ETH': ('3000', 'defillama')}
    assert bench.current('HOUSE', target='BTC')['HOUSE'] == ('2.5', 'manualcurrent')


def test_circle_of_manual_prices_prices_nothing(bench: PriceBench) -> None:
    bench.service.records.set_manual_latest('HOUSE', 'BTC', Decimal(2))
    bench.service.records.set_manual_latest('BTC', 'HOUSE', Decimal(2))
    assert bench.current('HOUSE', 'BTC', 'ETH') == {'ETH': ('3000', 'defillama')}


def test_manual_zero_means_worthless_and_is_kept(bench: PriceBench) -> None:
    bench.service.records.set_manual_latest('HOUSE', 'USD', Decimal(0))
    assert bench.current('HOUSE') == {'HOUSE': ('0', 'manualcurrent')}


def test_wrapped_coin_is_worth_its_coin(bench: PriceBench) -> None:
    assert bench.current(WETH, 'ETH') == {WETH: ('3000', 'defillama'), 'ETH': ('3000', 'defillama')}
    assert all(WETH[15:] not in path and 'weth' not in path for path in bench.server.asked)


def test_spam_and_ignored_assets_are_never_asked_for(bench: PriceBench) -> None:
    bench.server.prices['free-money'] = '1000000'
    bench.ignored = {'BTC'}
    assert bench.current(SPAM, 'BTC', 'ETH').keys() == {'ETH'}
    assert all(SPAM[15:] not in path and 'free-money' not in path and 'bitcoin' not in path for path in bench.server.asked)


@pytest.mark.parametrize('failure', [
    (500, 'oops'), (429, {'error': 'slow down'}), (200, '<html><body>maintenance</body></html>'), (200, '[1, 2'), (403, {}),
    (200, {'coins': 5}), (200, '{"coins": NaN}'), (301, ''),
])
def test_failing_oracle_is_replaced_by_the_next_and_never_gives_a_price(bench: PriceBench, failure: tuple[int, object]) -> None:
    bench.server.fail['defillama'] = failure
    assert bench.current('BTC') == {'BTC': ('60000.5', 'coingecko')}


def test_oracle_that_fails_five_times_rests_as_long_as_the_setting_says(bench: PriceBench) -> None:
    bench.use('defillama', penalty_threshold_count=5, penalty_duration_seconds=1800)
    bench.server.fail['defillama'] = (200, 'nonsense')
    for _ in range(7):
        bench.current('BTC')
    assert bench.server.count('defillama') == 5
    state = next(state for state in bench.service.desk.states() if (state.info.id, state.kind) == ('defillama', 'current'))
    assert state.resting_until == bench.clock.now + 1800
    del bench.server.fail['defillama']
    bench.clock.now += 1801
    assert bench.current('BTC') == {'BTC': ('60000.5', 'defillama')}


def test_rate_limited_oracle_rests_as_long_as_it_asks(bench: PriceBench) -> None:
    bench.use('defillama')
    bench.server.fail['defillama'] = (429, {})
    bench.server.headers['Retry-After'] = '120'
    bench.current('BTC')
    bench.clock.now += 119
    bench.current('BTC')
    assert bench.server.count('defillama') == 1


def test_last_known_price_stands_with_its_time_when_nobody_answers(bench: PriceBench) -> None:
    bench.current('BTC')
    bench.server.fail = dict.fromkeys(('defillama', 'coingecko'), (500, ''))
    bench.clock.now += 86_400
    found = bench.service.current.find(['BTC'], 'USD').prices['BTC']
    assert (found.price, found.fresh, found.timestamp) == (Decimal('60000.5'), False, 1_749_999_000)
    bench.clock.now += 7 * 86_400
    assert bench.current('BTC') == {}


def test_cached_prices_never_touch_the_network(bench: PriceBench) -> None:
    assert bench.service.current.cached(['BTC', 'EUR'], 'USD').prices.keys() == {'EUR'}
    assert bench.server.asked == []
    bench.current('BTC')
    asked = len(bench.server.asked)
    bench.clock.now += 4000
    assert bench.service.current.cached(['BTC', WETH], 'USD').prices['BTC'].fresh is False
    assert len(bench.server.asked) == asked


def test_offline_machine_answers_within_two_seconds_and_then_at_once(bench: PriceBench) -> None:
    service = bench.make_service(DEAD, Limits(attempts=4))
    bench.use('defillama', 'coingecko', 'cryptocompare', 'uniswapv3', 'uniswapv2', 'chainlink')
    started = time.perf_counter()
    assert service.current.find(['BTC', 'ETH', DAI, 'EUR'], 'GBP').prices.keys() == {'EUR'}
    first = time.perf_counter() - started
    started = time.perf_counter()
    for _ in range(10):
        assert service.current.find(['BTC', 'ETH', DAI, 'EUR'], 'GBP').prices.keys() == {'EUR'}
    assert first < 2
    assert time.perf_counter() - started < 2


def test_oracles_are_asked_side_by_side(bench: PriceBench) -> None:
    bench.use('cryptocompare', 'defillama')
    with bench.repository._database.write() as connection:
        connection.execute("UPDATE asset SET cryptocompare = '' WHERE id = 'ETH'")
    together = threading.Barrier(2, timeout=5)
    bench.server.before = lambda _path: together.wait() and None
    assert bench.current('BTC', 'ETH').keys() == {'BTC', 'ETH'}


def test_two_askers_of_the_same_price_cause_one_request(bench: PriceBench) -> None:
    entered, release = threading.Event(), threading.Event()

    def hold(_path: str) -> None:
        entered.set()
        release.wait(5)

    bench.server.before = hold
    results: list[object] = []
    threads = [threading.Thread(target=lambda: results.append(bench.current('BTC'))) for _ in range(3)]
    threads[0].start()
    assert entered.wait(5)
    for thread in threads[1:]:
        thread.start()
    release.set()
    for thread in threads:
        thread.join()
    assert results == [{'BTC': ('60000.5', 'defillama')}] * 3
    assert len(bench.server.asked) == 1


def test_change_and_progress_are_told(bench: PriceBench) -> None:
    bench.current('BTC', 'ETH', 'EUR')
    assert bench.changes() == 1
    steps = bench.progress('multiple_prices_query_status')
    assert steps[0] == (1, 3)
    assert steps[-1] == (3, 3)
    assert steps == sorted(steps)
    bench.current('BTC', 'ETH', 'EUR')
    assert bench.changes() == 1


def test_cancelled_job_stops_and_keeps_what_came(bench: PriceBench) -> None:
    class Job(QuietJob):
        def check(self) -> None:
            raise cancelled()

    with pytest.raises(CancelledError):
        bench.service.current.find(['BTC'], 'USD', job=Job())
    assert bench.service.current.cached(['BTC'], 'USD').prices['BTC'].price == Decimal('60000.5')


def test_exchange_rates_are_units_of_a_currency_for_one_dollar(bench: PriceBench) -> None:
    bench.use('defillama')
    rates = bench.service.current.exchange_rates(['USD', 'EUR', 'BTC', 'RUB'])
    assert rates.keys() == {'USD', 'EUR', 'BTC'}
    assert rates['USD'] == 1
    assert abs(rates['BTC'] * Decimal('60000.5') - 1) < Decimal('1e-20')


def test_oracle_numbers_are_those_of_the_established_interface() -> None:
    assert list(CURRENT_ORACLE_NUMBERS.items())[:9] == [
        ('coingecko', 1), ('cryptocompare', 2), ('uniswapv2', 3), ('uniswapv3', 4), ('manualcurrent', 5), ('blockchain', 6), ('fiat', 7),
        ('defillama', 8), ('alchemy', 9)]


def test_price_of_an_oracle_that_has_no_established_number_keeps_its_name(bench: PriceBench) -> None:
    bench.use()
    bench.repository.save_latest([Price('BTC', 'USD', Decimal(7), 'acme', bench.clock())], bench.clock())
    assert bench.current('BTC') == {'BTC': ('7', 'acme')}
    assert number_sources(['acme', 'coingecko', 'fiat'])['acme'] == len(CURRENT_ORACLE_NUMBERS) + 1
