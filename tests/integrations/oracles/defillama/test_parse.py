"""DefiLlama's answers. Fixtures are written by hand in the shapes that its documentation shows."""

import json
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

from hypothesis import given, settings
from hypothesis import strategies as st

from rotkehlchen.contracts.oracle import AssetRef, HistoricRequest, OracleContext, Pair, Price
from rotkehlchen.core.errors import BadResponseError
from rotkehlchen.core.time import TimestampS
from rotkehlchen.integrations.oracles.defillama.oracle import DefiLlama, build, find_coin_key, parse_batch, parse_current
from tests.integrations.oracles.coingecko.test_parse import RecordingClient
from tests.integrations.oracles.mutation import ANY_JSON, damaged

NOW = TimestampS(1_750_000_000)
USD = AssetRef('USD', 'fiat', 'USD')
DAI = AssetRef(
    'eip155:1/erc20:0x6B175474E89094C44Da98b954EedeAC495271d0F', 'evm token', 'DAI',
    chain_id=1, address='0x6B175474E89094C44Da98b954EedeAC495271d0F', decimals=18, coingecko='dai')
BTC = AssetRef('BTC', 'own chain', 'BTC', coingecko='bitcoin')
DAI_KEY = 'ethereum:0x6B175474E89094C44Da98b954EedeAC495271d0F'
KEYS = {DAI_KEY: [DAI.identifier], 'coingecko:bitcoin': ['BTC'], 'coingecko:odd': ['ODD']}
CURRENT = {'coins': {
    DAI_KEY.lower(): {
        'decimals': 18, 'symbol': 'DAI', 'price': Decimal('0.99991'), 'timestamp': 1_749_999_950, 'confidence': Decimal('0.99')},
    'coingecko:bitcoin': {'symbol': 'BTC', 'price': 60000, 'timestamp': 1_749_999_940, 'confidence': Decimal('0.99')},
    'coingecko:odd': {'symbol': 'ODD', 'price': 12, 'timestamp': 1_749_999_940, 'confidence': Decimal('0.3')},
}}
BATCH = {'coins': {
    'coingecko:bitcoin': {'symbol': 'BTC', 'prices': [
        {'timestamp': 1_666_876_743, 'price': Decimal('20000.5'), 'confidence': Decimal('0.99')},
        {'timestamp': 1_666_880_000, 'price': 0, 'confidence': Decimal('0.99')}]},
}}


def make(client: RecordingClient, key: str | None = None) -> DefiLlama:
    return build(OracleContext(client, lambda: NOW, lambda _field: key))


def test_current_prices_match_keys_in_any_letter_case_and_leave_out_low_confidence() -> None:
    assert {(p.asset, p.price, p.timestamp, p.currency) for p in parse_current(CURRENT, KEYS, NOW)} == {
        (DAI.identifier, Decimal('0.99991'), 1_749_999_950, 'USD'), ('BTC', Decimal(60000), 1_749_999_940, 'USD')}


def test_batch_history_keeps_the_times_of_the_source_and_drops_zeros() -> None:
    assert parse_batch(BATCH, KEYS) == [Price('BTC', 'USD', Decimal('20000.5'), 'defillama', TimestampS(1_666_876_743))]


@settings(deadline=None)
@given(st.one_of(damaged(CURRENT), damaged(BATCH), ANY_JSON))
def test_damaged_answers_give_fewer_prices_or_bad_response(raw: Any) -> None:
    for parse in (lambda: parse_current(raw, KEYS, NOW), lambda: parse_batch(raw, KEYS)):
        try:
            found = parse()
        except BadResponseError:
            continue
        assert all(price.price > 0 and price.price.is_finite() for price in found)


def test_coin_keys_prefer_the_contract_and_know_no_fiat() -> None:
    assert find_coin_key(DAI) == DAI_KEY
    assert find_coin_key(BTC) == 'coingecko:bitcoin'
    assert find_coin_key(USD) is None
    assert find_coin_key(AssetRef('X', 'own chain', 'X')) is None


def test_current_is_asked_for_in_batches() -> None:
    coins = [AssetRef(f'C{i}', 'own chain', f'C{i}', coingecko=f'coin-{i}') for i in range(170)]
    client = RecordingClient(*[CURRENT] * 3)
    list(make(client).fetch_current([Pair(coin, USD) for coin in coins]))
    assert len(client.asked) == 3
    assert all(len(url) < 8000 for url, _, _ in client.asked)


def test_history_of_many_assets_and_times_is_one_request_for_each_120_points() -> None:
    client = RecordingClient(BATCH, BATCH)
    requests = [HistoricRequest(BTC, USD, TimestampS(1_600_000_000 + i * 86_400)) for i in range(130)]
    list(make(client).fetch_historical([*requests, *requests]))
    points = [len(times) for _, params, _ in client.asked for times in json.loads(params['coins']).values()]
    assert points == [120, 10]


def test_paid_key_goes_into_the_path_of_the_paid_host() -> None:
    client = RecordingClient(CURRENT)
    list(make(client, 'se/cret').fetch_current([Pair(BTC, USD)]))
    assert unquote(client.asked[0][0]).startswith('https://pro-api.llama.fi/se/cret/coins/prices/current/coingecko:bitcoin')
    assert 'se%2Fcret' in client.asked[0][0]
