"""CoinGecko's answers. Fixtures are written by hand in the shapes that its documentation shows."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rotkehlchen.contracts.oracle import AssetRef, HistoricRequest, OracleContext, Pair, Price
from rotkehlchen.core.errors import AuthRejectedError, BadResponseError
from rotkehlchen.core.time import TimestampS
from rotkehlchen.integrations.oracles.coingecko.oracle import CoinGecko, build, parse_range, parse_simple
from tests.integrations.oracles.mutation import ANY_JSON, damaged

NOW = TimestampS(1_750_000_000)
BTC = AssetRef('BTC', 'own chain', 'BTC', coingecko='bitcoin')
EUR = AssetRef('EUR', 'fiat', 'EUR')
TOKEN = AssetRef(
    'eip155:1/erc20:0x6B175474E89094C44Da98b954EedeAC495271d0F', 'evm token', 'DAI',
    chain_id=1, address='0x6B175474E89094C44Da98b954EedeAC495271d0F', decimals=18)
SIMPLE = {
    'bitcoin': {'eur': Decimal('58000.12345678901234'), 'last_updated_at': 1_749_999_900},
    'dead-coin': {'eur': 0, 'last_updated_at': 1_700_000_000},
    'null-coin': {'eur': None},
    'ethereum': {'eur': Decimal('1E-8')},
}
NAMES = {'bitcoin': ['BTC'], 'ethereum': ['ETH', 'ETH2'], 'dead-coin': ['X'], 'null-coin': ['Y']}
CHART = {
    'prices': [[1_749_996_000_123, Decimal('58000.5')], [1_749_999_600_456, Decimal('58100.25')]],
    'market_caps': [], 'total_volumes': [],
}


class RecordingClient:
    """Answers from a list, in order, and remembers what was asked."""

    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, dict[str, str], dict[str, str]]] = []

    def get_json(self, url: str, *, params: dict[str, str] | None = None, headers: dict[str, str] | None = None) -> object:
        self.asked.append((url, params or {}, headers or {}))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def get_text(self, url: str) -> str:
        raise NotImplementedError(url)


def make(client: RecordingClient, key: str | None = None) -> CoinGecko:
    return build(OracleContext(client, lambda: NOW, lambda _field: key))


def test_simple_prices_keep_every_digit_and_the_time_of_the_source() -> None:
    found = {price.asset: price for price in parse_simple(SIMPLE, NAMES, 'EUR', NOW)}
    assert found['BTC'] == Price('BTC', 'EUR', Decimal('58000.12345678901234'), 'coingecko', TimestampS(1_749_999_900))
    assert found['ETH'].price == found['ETH2'].price == Decimal('0.00000001')
    assert found['ETH'].timestamp == NOW


def test_zero_and_null_are_unknown() -> None:
    assert {'X', 'Y'}.isdisjoint(price.asset for price in parse_simple(SIMPLE, NAMES, 'EUR', NOW))


def test_hourly_chart_keeps_times_and_daily_chart_stands_for_days() -> None:
    hourly = parse_range(CHART, 'BTC', 'EUR')
    assert [(p.timestamp, p.price, p.span_seconds) for p in hourly] == [
        (1_749_996_000, Decimal('58000.5'), 3600), (1_749_999_600, Decimal('58100.25'), 3600)]
    daily = parse_range({'prices': [[day * 86_400_000 + 5, 1 + day] for day in (20_000, 20_001, 20_002)]}, 'BTC', 'EUR')
    assert [(p.timestamp % 86_400, p.span_seconds) for p in daily] == [(0, 86_400)] * 3


@settings(deadline=None)
@given(damaged(SIMPLE))
def test_damaged_simple_answer_gives_fewer_prices_or_bad_response(raw: Any) -> None:
    try:
        found = parse_simple(raw, NAMES, 'EUR', NOW)
    except BadResponseError:
        return
    assert all(price.price > 0 and price.price.is_finite() for price in found)


@settings(deadline=None)
@given(st.one_of(damaged(CHART), ANY_JSON))
def test_damaged_chart_gives_fewer_prices_or_bad_response(raw: Any) -> None:
    try:
        found = parse_range(raw, 'BTC', 'EUR')
    except BadResponseError:
        return
    assert all(price.price > 0 and price.price.is_finite() for price in found)


def test_coins_are_asked_for_in_batches_of_250() -> None:
    coins = [AssetRef(f'C{i}', 'own chain', f'C{i}', coingecko=f'coin-{i}') for i in range(600)]
    client = RecordingClient(*({f'coin-{i}': {'eur': i + 1} for i in range(600)} for _ in range(3)))
    pages = list(make(client).fetch_current([Pair(coin, EUR) for coin in coins]))
    assert len(client.asked) == 3
    assert max(len(params['ids'].split(',')) for _, params, _ in client.asked) == 250
    assert {price.asset for page in pages for price in page} == {coin.identifier for coin in coins}


def test_token_without_coin_id_needs_a_key_and_is_asked_for_by_contract() -> None:
    assert not make(RecordingClient()).knows(TOKEN)
    assert TOKEN.address is not None
    client = RecordingClient({TOKEN.address.lower(): {'eur': Decimal('0.9')}})
    oracle = make(client, 'CG-key')
    assert oracle.knows(TOKEN)
    pages = list(oracle.fetch_current([Pair(TOKEN, EUR)]))
    assert [price.price for page in pages for price in page] == [Decimal('0.9')]
    url, params, headers = client.asked[0]
    assert url.endswith('/simple/token_price/ethereum')
    assert params['contract_addresses'] == TOKEN.address
    assert headers == {'x-cg-demo-api-key': 'CG-key'}


@pytest.mark.parametrize('refusal', [AuthRejectedError('no'), BadResponseError('wrong root')])
def test_key_refused_as_a_demo_key_is_used_as_a_paid_one_from_then_on(refusal: Exception) -> None:
    client = RecordingClient(refusal, SIMPLE, SIMPLE)
    oracle = make(client, 'CG-key')
    list(oracle.fetch_current([Pair(BTC, EUR)]))
    list(oracle.fetch_current([Pair(BTC, EUR)]))
    assert [url.split('/')[2] for url, _, _ in client.asked] == ['api.coingecko.com', 'pro-api.coingecko.com', 'pro-api.coingecko.com']


def test_history_older_than_a_year_is_not_asked_for_without_a_paid_key() -> None:
    client = RecordingClient(CHART)
    requests = [HistoricRequest(BTC, EUR, TimestampS(time)) for time in (1_500_000_000, 1_749_996_100, 1_749_999_000)]
    pages = list(make(client).fetch_historical(requests))
    assert len(client.asked) == 1
    assert [price.price for page in pages for price in page] == [Decimal('58000.5'), Decimal('58100.25')]


def test_history_far_apart_is_asked_for_in_ranges_short_enough_for_hours() -> None:
    client = RecordingClient(CHART, CHART)
    requests = [HistoricRequest(BTC, EUR, TimestampS(NOW - days * 86_400)) for days in (1, 50, 200, 210)]
    list(make(client).fetch_historical(requests))
    assert len(client.asked) == 2
    assert all(int(params['to']) - int(params['from']) < 90 * 86_400 for _, params, _ in client.asked)
