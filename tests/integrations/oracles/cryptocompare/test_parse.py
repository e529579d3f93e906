"""CryptoCompare's answers. Fixtures are written by hand in the shapes that its documentation shows."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rotkehlchen.contracts.oracle import AssetRef, HistoricRequest, OracleContext, Pair
from rotkehlchen.core.errors import AuthRejectedError, BadResponseError, RateLimitedError, RemoteError
from rotkehlchen.core.time import TimestampS
from rotkehlchen.integrations.oracles.cryptocompare.oracle import (
    CryptoCompare,
    build,
    find_symbol,
    parse_candles,
    parse_multi,
    split_by_length,
)
from tests.integrations.oracles.coingecko.test_parse import RecordingClient
from tests.integrations.oracles.mutation import ANY_JSON, damaged

NOW = TimestampS(1_750_000_000)
BTC = AssetRef('BTC', 'own chain', 'BTC', cryptocompare='BTC')
EUR = AssetRef('EUR', 'fiat', 'EUR')
MULTI = {'BTC': {'EUR': Decimal('58000.12')}, 'ETH': {'EUR': Decimal('2500.5')}, 'OLD': {'EUR': 0}}
SYMBOLS = {'BTC': ['BTC'], 'ETH': ['ETH'], 'OLD': ['OLD'], 'GONE': ['GONE']}
RATE_LIMIT = {'Response': 'Error', 'Message': 'You are over your rate limit', 'Type': 99, 'RateLimit': {}, 'Data': {}}
NO_MARKET = {'Response': 'Error', 'Message': 'market does not exist for this coin pair', 'HasWarning': False, 'Type': 2, 'Data': {}}
BAD_KEY = {'Response': 'Error', 'Message': 'You need a valid auth key or api key to access this endpoint', 'Type': 1, 'Data': {}}
ODD_ERROR = {'Response': 'Error', 'Message': 'internal', 'Type': 42}


def history(*candles: tuple[int, object]) -> dict[str, Any]:
    return {'Response': 'Success', 'Message': '', 'Type': 100, 'Data': {'Aggregated': False, 'Data': [
        {'time': time, 'open': price, 'close': price, 'high': price, 'low': price, 'volumefrom': 1} for time, price in candles]}}


HISTORY = history((1_500_000_000, 0), (1_500_003_600, Decimal('2100.1')), (1_500_007_200, Decimal('2101.2')))


def make(client: RecordingClient, key: str | None = None) -> CryptoCompare:
    return build(OracleContext(client, lambda: NOW, lambda _field: key))


def test_multi_keeps_digits_and_leaves_out_zero_and_missing() -> None:
    assert {(p.asset, p.price, p.timestamp) for p in parse_multi(MULTI, SYMBOLS, 'EUR', NOW)} == {
        ('BTC', Decimal('58000.12'), NOW), ('ETH', Decimal('2500.5'), NOW)}


def test_candles_of_zeros_are_unknown() -> None:
    assert [(p.timestamp, p.price) for p in parse_candles(HISTORY, 'BTC', 'EUR')] == [
        (1_500_003_600, Decimal('2100.1')), (1_500_007_200, Decimal('2101.2'))]


@pytest.mark.parametrize(('answer', 'error'), [(RATE_LIMIT, RateLimitedError), (BAD_KEY, AuthRejectedError), (ODD_ERROR, BadResponseError)])
def test_errors_with_status_200_map_to_the_standard_errors(answer: dict[str, Any], error: type[RemoteError]) -> None:
    with pytest.raises(error):
        parse_multi(answer, SYMBOLS, 'EUR', NOW)
    with pytest.raises(error):
        parse_candles(answer, 'BTC', 'EUR')


def test_unknown_market_is_no_error_and_no_price() -> None:
    assert parse_multi(NO_MARKET, SYMBOLS, 'EUR', NOW) == []
    assert parse_candles(NO_MARKET, 'BTC', 'EUR') == []


@settings(deadline=None)
@given(st.one_of(damaged(MULTI), damaged(HISTORY), damaged(RATE_LIMIT), ANY_JSON))
def test_damaged_answers_give_fewer_prices_or_a_remote_error(raw: Any) -> None:
    for parse in (lambda: parse_multi(raw, SYMBOLS, 'EUR', NOW), lambda: parse_candles(raw, 'BTC', 'EUR')):
        try:
            found = parse()
        except RemoteError:
            continue
        assert all(price.price > 0 and price.price.is_finite() for price in found)


def test_tokens_are_known_only_by_the_symbol_on_record() -> None:
    assert find_symbol(BTC) == 'BTC'
    assert find_symbol(AssetRef('LTC', 'own chain', 'LTC')) == 'LTC'
    assert find_symbol(AssetRef('LTC', 'own chain', 'LTC', cryptocompare='')) is None
    assert find_symbol(AssetRef('eip155:1/erc20:0x0', 'evm token', 'LTC')) is None


def test_symbols_are_split_by_the_documented_length() -> None:
    words = [f'SYMBOL{i}' for i in range(300)]
    groups = list(split_by_length(words, 900))
    assert [word for group in groups for word in group] == words
    assert max(len(','.join(group)) for group in groups) <= 900


def test_history_near_together_is_one_request() -> None:
    client = RecordingClient(HISTORY)
    requests = [HistoricRequest(BTC, EUR, TimestampS(time)) for time in (1_500_003_700, 1_500_007_000)]
    pages = list(make(client, 'k').fetch_historical(requests))
    assert {price.timestamp for page in pages for price in page} == {1_500_003_600, 1_500_007_200}
    assert len(client.asked) == 1
    assert client.asked[0][2] == {'authorization': 'Apikey k'}


def test_history_far_apart_pages_back_without_asking_what_lies_between() -> None:
    client = RecordingClient(HISTORY, HISTORY)
    list(make(client).fetch_historical([HistoricRequest(BTC, EUR, TimestampS(time)) for time in (1_500_003_700, 1_700_000_000)]))
    assert [int(params['toTs']) for _, params, _ in client.asked] == [1_700_003_600, 1_500_007_300]
    assert all(int(params['limit']) <= 3 for _, params, _ in client.asked)


def test_series_pages_back_until_the_data_ends() -> None:
    first = history(*((1_500_000_000 + i * 3600, 100 + i) for i in range(3)))
    client = RecordingClient(first, NO_MARKET)
    pages = list(make(client).fetch_series(Pair(BTC, EUR), TimestampS(0), TimestampS(1_500_010_000)))
    assert [len(page) for page in pages] == [3]
