"""Manual prices, the table of historic prices, and what oracles have cached."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from rotkehlchen.contracts.oracle import Price
from rotkehlchen.core.errors import CancelledError, ConflictError, InputError, NotFoundError, RemoteError
from rotkehlchen.core.progress import QuietJob, cancelled
from rotkehlchen.core.time import TimestampS
from rotkehlchen.services.price.record import parse_order
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.global_db.price import ManualLatestPrice, PriceFilter
from tests.conftest import FixedClock
from tests.services.price_bench import PriceBench
from tests.services.price_server import PriceServer

NOW = 1_750_000_000


@pytest.fixture
def bench(global_database: Database, clock: FixedClock) -> Iterator[PriceBench]:
    made = PriceBench(global_database, clock, PriceServer())
    made.server.prices = {'BTC': '60100', 'bitcoin': '60000'}
    yield made
    made.close()


def row(price: str = '1', *, asset: str = 'BTC', currency: str = 'USD', timestamp: int = NOW - 500, source: str = 'manual') -> Price:
    return Price(asset, currency, Decimal(price), source, TimestampS(timestamp))


def test_manual_latest_price_is_listed_replaced_and_deleted(bench: PriceBench) -> None:
    records = bench.service.records
    records.set_manual_latest('BTC', 'USD', Decimal(1))
    records.set_manual_latest('BTC', 'EUR', Decimal(2))
    assert records.list_manual_latest() == [ManualLatestPrice('BTC', 'EUR', Decimal(2))]
    assert records.list_manual_latest(to_asset='USD') == []
    records.delete_manual_latest('BTC')
    with pytest.raises(NotFoundError):
        records.delete_manual_latest('BTC')
    assert bench.changes() == 3


@pytest.mark.parametrize(('asset', 'currency', 'price', 'field'), [
    ('NOPE', 'USD', '1', 'from_asset'), ('BTC', 'NOPE', '1', 'to_asset'), ('BTC', 'BTC', '1', 'to_asset'), ('BTC', 'USD', '-1', 'price')])
def test_wrong_manual_price_names_the_field_and_changes_nothing(
        bench: PriceBench, asset: str, currency: str, price: str, field: str,
) -> None:
    for write in (
            lambda: bench.service.records.set_manual_latest(asset, currency, Decimal(price)),
            lambda: bench.service.records.add_historic(row(price, asset=asset, currency=currency)),
            lambda: bench.service.records.add_historic_bulk([row(), row(price, asset=asset, currency=currency)])):
        with pytest.raises(InputError) as caught:
            write()
        assert caught.value.field == field
    assert bench.service.records.list_manual_latest() == []
    assert bench.service.records.list_manual_historic() == []


@pytest.mark.parametrize(('changed', 'field'), [
    ({'source': 'nobody'}, 'source_type'), ({'timestamp': 0}, 'timestamp'), ({'timestamp': NOW + 90_000}, 'timestamp')])
def test_wrong_historic_price_names_the_field(bench: PriceBench, changed: dict[str, object], field: str) -> None:
    with pytest.raises(InputError) as caught:
        bench.service.records.add_historic(row(**changed))  # type: ignore[arg-type]
    assert caught.value.field == field


def test_historic_price_is_added_edited_listed_and_deleted(bench: PriceBench) -> None:
    records = bench.service.records
    records.add_historic(row('1'))
    records.add_historic(row('1'))
    with pytest.raises(ConflictError):
        records.add_historic(row('2'))
    records.edit_historic(row('3'))
    records.add_historic(row('9', source='coingecko'))
    assert records.list_manual_historic('BTC', 'USD') == [row('3')]
    records.delete_historic('BTC', 'USD', TimestampS(NOW - 500), 'manual')
    with pytest.raises(NotFoundError):
        records.delete_historic('BTC', 'USD', TimestampS(NOW - 500), 'manual')
    with pytest.raises(NotFoundError):
        records.edit_historic(row('3'))


def test_page_of_all_prices_orders_by_the_keys_of_the_api(bench: PriceBench) -> None:
    bench.service.records.add_historic_bulk([row(str(i), timestamp=NOW - i) for i in range(1, 6)])
    page = bench.service.records.load_page(PriceFilter('BTC'), order=parse_order(['price', 'timestamp'], [False]), limit=2)
    assert ([int(entry.price) for entry in page.entries], page.found, page.total) == ([5, 4], 5, 5)
    with pytest.raises(InputError):
        bench.service.records.load_page(PriceFilter(), order=[('price; DROP TABLE price', True)])


def test_oracles_that_can_be_ordered_leave_out_what_is_always_asked_first(bench: PriceBench) -> None:
    names = [info.id for info in bench.service.records.list_oracles('current')]
    assert names == ['chainlink', 'coingecko', 'cryptocompare', 'defillama', 'uniswapv2', 'uniswapv3']
    assert {info.id: info.name for info in bench.service.records.list_oracles('historical')}['defillama'] == 'DefiLlama'


def test_whole_history_of_a_pair_is_fetched_listed_continued_and_deleted(bench: PriceBench) -> None:
    records = bench.service.records
    first = records.create_range('cryptocompare', 'BTC', 'USD')
    assert first > 10_000
    assert len(bench.server.asked) > 5
    ranges = records.list_ranges('cryptocompare')
    assert [(one.from_asset, one.to_asset) for one in ranges] == [('BTC', 'USD')]
    assert ranges[0].to_timestamp - ranges[0].from_timestamp >= (first - 1) * 3600
    bench.clock.now += 10 * 3600
    assert records.create_range('cryptocompare', 'BTC', 'USD') <= 12
    assert records.create_range('cryptocompare', 'BTC', 'USD', purge_old=True) >= first
    assert bench.historic(('BTC', NOW - 86_400)) == {('BTC', NOW - 86_400): ('60100', 'cryptocompare')}
    assert records.delete_range('cryptocompare', 'BTC', 'USD') >= first
    assert records.list_ranges('cryptocompare') == []


def test_cancelled_history_keeps_its_pages_and_failed_one_raises(bench: PriceBench) -> None:
    class Job(QuietJob):
        def report(self, done: int, total: int | None = None, step: str = '') -> None:
            raise cancelled()

    with pytest.raises(CancelledError):
        bench.service.records.create_range('cryptocompare', 'BTC', 'USD', job=Job())
    kept = bench.service.records.list_ranges('cryptocompare')
    assert len(kept) == 1
    bench.server.fail['cryptocompare'] = (500, '')
    with pytest.raises(RemoteError):
        bench.service.records.create_range('cryptocompare', 'BTC', 'USD', purge_old=True)
    assert bench.service.records.list_ranges('cryptocompare') == kept


@pytest.mark.parametrize(('oracle', 'asset', 'field'), [
    ('defillama', 'BTC', 'oracle'), ('nobody', 'BTC', 'oracle'), ('cryptocompare', 'HOUSE', 'from_asset'),
    ('cryptocompare', 'NOPE', 'from_asset')])
def test_history_of_a_pair_that_cannot_be_had_is_refused(bench: PriceBench, oracle: str, asset: str, field: str) -> None:
    with pytest.raises(InputError) as caught:
        bench.service.records.create_range(oracle, asset, 'USD')
    assert caught.value.field == field
    with pytest.raises(InputError):
        bench.service.records.list_ranges('nobody')
