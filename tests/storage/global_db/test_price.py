"""The price tables on a real database."""

import time
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rotkehlchen.contracts.oracle import AssetRef, Price
from rotkehlchen.core.time import TimestampS
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.global_db.price import ManualLatestPrice, PriceFilter, PriceRange, PriceRepository

DAY = 86_400
NOON = 1_609_502_400  # 2021-01-01 12:00 UTC


def price(asset: str, currency: str, timestamp: int, value: str, source: str = 'manual', span: int = 3600) -> Price:
    return Price(asset, currency, Decimal(value), source, TimestampS(timestamp), span)


def at(asset: str, timestamp: int) -> tuple[str, TimestampS]:
    return asset, TimestampS(timestamp)


@pytest.fixture
def repository(global_database: Database) -> PriceRepository:
    return PriceRepository(global_database)


def values(found: dict[tuple[str, TimestampS], list[Price]]) -> dict[tuple[str, int], str]:
    return {moment: str(prices[0].price) for moment, prices in found.items()}


def test_seven_thousand_historic_prices_are_stored_and_found_in_bulk_quickly(repository: PriceRepository) -> None:
    rows = [price(asset, 'EUR', NOON + day * DAY, str(100 + day)) for asset in ('BTC', 'ETH', 'LTC', 'ADA', 'DOT') for day in range(1461)]
    started = time.thread_time()
    assert repository.save_historic(rows) == 7305
    stored = time.thread_time() - started
    moments = [at(row.asset, row.timestamp + 3500) for row in rows]
    started = time.thread_time()
    found = repository.find_manual_historic(moments)
    looked_up = time.thread_time() - started
    assert len(found) == 7305
    assert all(prices[0].price == 100 + (timestamp - 3500 - NOON) // DAY for (_, timestamp), prices in found.items())
    assert stored < 1  # of the processor; 0.03 where nothing else runs
    assert looked_up < 1.5


def test_lookup_takes_the_nearest_within_an_hour_and_nothing_beyond(repository: PriceRepository) -> None:
    repository.save_historic([price('BTC', 'USD', NOON + shift, str(10 + shift), 'defillama') for shift in (0, 1000, 5000)])
    moments = [at('BTC', NOON + shift) for shift in (-3601, -3600, 400, 600, 5000 + 3600, 5000 + 3601)]
    assert values(repository.find_historic(moments, ['USD'])) == {
        ('BTC', NOON - 3600): '10', ('BTC', NOON + 400): '10', ('BTC', NOON + 600): '1010', ('BTC', NOON + 8600): '5010'}


def test_manual_price_wins_over_a_nearer_one(repository: PriceRepository) -> None:
    repository.save_historic([price('BTC', 'USD', NOON, '1', 'coingecko'), price('BTC', 'USD', NOON + 3000, '2')])
    assert values(repository.find_historic([at('BTC', NOON)], ['USD'])) == {('BTC', NOON): '2'}


def test_daily_price_answers_for_its_own_day_only(repository: PriceRepository) -> None:
    midnight = NOON - DAY // 2
    repository.save_historic([price('BTC', 'USD', midnight, '5', 'coingecko', DAY)])
    moments = [at('BTC', midnight + shift) for shift in (-1, 0, DAY - 1, DAY)]
    assert values(repository.find_historic(moments, ['USD'])) == {('BTC', midnight): '5', ('BTC', midnight + DAY - 1): '5'}


def test_hourly_price_is_preferred_to_a_daily_one(repository: PriceRepository) -> None:
    midnight = NOON - DAY // 2
    repository.save_historic([price('BTC', 'USD', midnight, '5', 'coingecko', DAY), price('BTC', 'USD', midnight + 3000, '6', 'defillama')])
    assert values(repository.find_historic([at('BTC', midnight + 10)], ['USD'])) == {('BTC', midnight + 10): '6'}


def test_wider_window_reaches_further_both_ways(repository: PriceRepository) -> None:
    repository.save_historic([price('BTC', 'USD', NOON, '1', 'defillama'), price('ETH', 'USD', NOON - DAY // 2, '2', 'coingecko', DAY)])
    moments = [at('BTC', NOON + 3 * DAY), at('BTC', NOON - 3 * DAY), at('BTC', NOON + 5 * DAY), at('ETH', NOON + 2 * DAY)]
    assert set(repository.find_historic(moments, ['USD'], 4 * DAY)) == {moments[0], moments[1], moments[3]}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(st.integers(0, 40_000), st.sampled_from(['manual', 'coingecko', 'defillama'])), max_size=12),
    asked=st.lists(st.integers(0, 40_000), min_size=1, max_size=6), window=st.sampled_from([0, 600, 3600]))
def test_lookup_agrees_with_a_plain_search(repository: PriceRepository, rows: list[tuple[int, str]], asked: list[int], window: int) -> None:
    with repository._database.write() as connection:
        connection.execute('DELETE FROM price')
    repository.save_historic([price('A', 'USD', shift, str(shift + 1), source) for shift, source in rows])
    found = repository.find_historic([at('A', time) for time in asked], ['USD'], window)
    for moment in asked:
        near = [(source != 'manual', abs(shift - moment)) for shift, source in rows if abs(shift - moment) <= window]
        hit = found.get(at('A', moment))
        assert bool(hit) == bool(near)
        if hit:
            assert (hit[0].source != 'manual', abs(hit[0].timestamp - moment)) == min(near)


def test_manual_lookup_finds_any_currency_and_no_oracle_price(repository: PriceRepository) -> None:
    repository.save_historic([price('A', 'EUR', NOON, '1'), price('A', 'BTC', NOON + 5, '2'), price('A', 'USD', NOON, '3', 'coingecko')])
    found = repository.find_manual_historic([at('A', NOON + 1), at('B', NOON)])
    assert {(p.currency, str(p.price)) for p in found[at('A', NOON + 1)]} == {('EUR', '1'), ('BTC', '2')}
    assert at('B', NOON) not in found


def test_prices_keep_every_digit(repository: PriceRepository) -> None:
    exact = '0.00000000000000000012345678901234567890123456789'
    repository.save_historic([price('A', 'USD', NOON, exact, 'defillama')])
    assert values(repository.find_historic([at('A', NOON)], ['USD'])) == {('A', NOON): str(Decimal(exact))}


def test_add_edit_and_delete_say_whether_they_did_it(repository: PriceRepository) -> None:
    row = price('A', 'USD', NOON, '1')
    assert not repository.edit_historic(row)
    assert repository.add_historic(row)
    assert not repository.add_historic(price('A', 'USD', NOON, '9'))
    assert repository.edit_historic(price('A', 'USD', NOON, '2'))
    assert repository.load_manual_historic() == [price('A', 'USD', NOON, '2')]
    assert repository.delete_historic('A', 'USD', TimestampS(NOON), 'manual')
    assert not repository.delete_historic('A', 'USD', TimestampS(NOON), 'manual')


def test_page_filters_orders_and_counts(repository: PriceRepository) -> None:
    repository.save_historic([price('A', 'USD', NOON + i, str(100 - i), 'coingecko') for i in range(20)])
    repository.save_historic([price('B', 'EUR', NOON + i, str(i)) for i in range(5)])
    page = repository.load_page(PriceFilter(), limit=3)
    assert (page.total, page.found, [entry.timestamp - NOON for entry in page.entries]) == (25, 25, [19, 18, 17])
    chosen = PriceFilter(source='coingecko', from_timestamp=TimestampS(NOON + 5))
    page = repository.load_page(chosen, order=[('price', True)], limit=2, offset=1)
    assert (page.total, page.found, [int(entry.price) for entry in page.entries]) == (25, 15, [82, 83])
    chosen = PriceFilter('B', 'EUR', to_timestamp=TimestampS(NOON + 1))
    page = repository.load_page(chosen, order=[('from_asset', True), ('timestamp', True)])
    assert [int(entry.price) for entry in page.entries] == [0, 1]


def test_ranges_of_a_source(repository: PriceRepository) -> None:
    repository.save_historic([price('A', 'USD', NOON + i, '1', 'cryptocompare') for i in (5, 1, 9)] + [price('A', 'USD', NOON + 50, '1')])
    assert repository.load_ranges('cryptocompare') == [PriceRange('A', 'USD', TimestampS(NOON + 1), TimestampS(NOON + 9))]
    assert repository.delete_range('cryptocompare', 'A', 'USD') == 3
    assert repository.load_ranges('cryptocompare') == []
    assert len(repository.load_manual_historic()) == 1


def test_latest_prices_are_replaced_and_keep_both_times(repository: PriceRepository) -> None:
    repository.save_latest([price('A', 'USD', NOON, '1', 'coingecko')], TimestampS(NOON + 5))
    second = [price('A', 'USD', NOON + 60, '2', 'defillama'), price('A', 'EUR', NOON, '3', 'coingecko')]
    repository.save_latest(second, TimestampS(NOON + 70))
    found = repository.load_latest(['A', 'B'], ['USD'])
    assert set(found) == {('A', 'USD')}
    one = found['A', 'USD']
    assert (one.price, one.source, one.timestamp, one.fetched_at) == (Decimal(2), 'defillama', NOON + 60, NOON + 70)


def test_manual_latest_prices(repository: PriceRepository) -> None:
    repository.save_manual_latest(ManualLatestPrice('A', 'USD', Decimal('1.5')))
    repository.save_manual_latest(ManualLatestPrice('A', 'EUR', Decimal(2)))
    repository.save_manual_latest(ManualLatestPrice('B', 'EUR', Decimal(3)))
    assert repository.load_manual_latest(to_asset='EUR', from_asset='A') == [ManualLatestPrice('A', 'EUR', Decimal(2))]
    assert len(repository.load_manual_latest()) == 2
    assert repository.delete_manual_latest('A')
    assert not repository.delete_manual_latest('A')


def test_asset_refs_of_known_assets(repository: PriceRepository, global_database: Database) -> None:
    with global_database.write() as connection:
        connection.execute(
            'INSERT INTO asset (id, type, name, symbol, decimals, coingecko, origin) '
            "VALUES ('ETH', 'own chain', 'Ether', 'ETH', 18, 'ethereum', 'shipped')")
    assert repository.load_asset_refs(['ETH', 'NOPE']) == {'ETH': AssetRef('ETH', 'own chain', 'ETH', coingecko='ethereum', decimals=18)}
