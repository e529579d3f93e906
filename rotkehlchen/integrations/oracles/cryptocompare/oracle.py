"""Prices of CryptoCompare, by symbol.

Sources (read 2026-11-21): schemas.apis.io/schemas/cryptocompare (candles), apis.io/rate-limits/cryptocompare, answers quoted in
public notebooks and issue threads; paths as in min-api.cryptocompare.com/documentation (pricemulti, v2/histohour, `authorization:
Apikey ...`). Facts used: errors come with status 200 as {"Response": "Error", "Type": n}, where Type 99 is the rate limit and a
symbol or market that isn't known is Type 1 or 2; a candle of zeros means that there is no data.
Symbols are not unique: a token is asked for only under the symbol that the asset database names for it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from rotkehlchen.contracts.oracle import (
    AssetRef,
    HistoricRequest,
    OracleContext,
    Pair,
    Price,
    expect_mapping,
    find_seconds,
    parse_price,
)
from rotkehlchen.core.errors import AuthRejectedError, BadResponseError, RateLimitedError
from rotkehlchen.core.time import HOUR_SECONDS, TimestampS

ID: Final = 'cryptocompare'
URL: Final = 'https://min-api.cryptocompare.com/data'
SYMBOLS_LENGTH: Final = 900  # documented: at most 1,000 characters of `fsyms`
CANDLES_A_REQUEST: Final = 2000
EARLIEST_CANDLE: Final = TimestampS(1_279_300_000)  # July 2010: nothing older is there
UNKNOWN_TYPES: Final = (1, 2)
CURRENCIES: Final = frozenset((
    'USD', 'EUR', 'GBP', 'JPY', 'CHF', 'AUD', 'CAD', 'CNY', 'KRW', 'INR', 'BRL', 'RUB', 'TRY', 'ZAR', 'PLN', 'SEK', 'NOK', 'DKK',
    'CZK', 'HUF', 'SGD', 'HKD', 'MXN', 'NZD', 'THB', 'UAH',
))


def build(context: OracleContext) -> 'CryptoCompare':
    return CryptoCompare(context)


class CryptoCompare:
    id = ID

    def __init__(self, context: OracleContext) -> None:
        self._client = context.client
        self._clock = context.clock
        self._credential = context.credential
        self._url = context.base_url or URL

    def knows(self, asset: AssetRef) -> bool:
        return find_symbol(asset) is not None

    def quotes(self, currency: AssetRef) -> bool:
        return currency.identifier in CURRENCIES

    def fetch_current(self, pairs: Sequence[Pair]) -> Iterator[Sequence[Price]]:
        by_currency: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for pair in pairs:
            symbol = find_symbol(pair.asset)
            if symbol is not None:
                by_currency[pair.currency.identifier][symbol].append(pair.asset.identifier)
        for currency, symbols in by_currency.items():
            for batch in split_by_length(list(symbols), SYMBOLS_LENGTH):
                raw = self._get('/pricemulti', {'fsyms': ','.join(batch), 'tsyms': currency})
                yield parse_multi(raw, symbols, currency, self._clock())

    def fetch_historical(self, requests: Sequence[HistoricRequest]) -> Iterator[Sequence[Price]]:
        times: dict[Pair, list[TimestampS]] = defaultdict(list)
        for request in requests:
            times[Pair(request.asset, request.currency)].append(request.timestamp)
        for pair, wanted in times.items():
            left = sorted(set(wanted))
            while left:
                end = TimestampS(left[-1] + HOUR_SECONDS)
                start = end - CANDLES_A_REQUEST * HOUR_SECONDS
                hours = [time for time in left if time > start]
                limit = min(CANDLES_A_REQUEST, (end - hours[0]) // HOUR_SECONDS + 2)
                candles = self._fetch_candles(pair, end, limit)
                yield [nearest for time in hours if (nearest := find_nearest(candles, time)) is not None]
                left = left[:-len(hours)]

    def fetch_series(self, pair: Pair, start: TimestampS, end: TimestampS) -> Iterator[Sequence[Price]]:
        """All hours, newest page first; ends where the data ends."""
        start = TimestampS(max(start, EARLIEST_CANDLE))
        while end > start:
            limit = min(CANDLES_A_REQUEST, (end - start) // HOUR_SECONDS + 1)
            candles = self._fetch_candles(pair, end, limit)
            if not candles:
                return
            yield [candle for candle in candles if candle.timestamp >= start]
            end = TimestampS(min(candles[0].timestamp - 1, end - limit * HOUR_SECONDS))

    def _fetch_candles(self, pair: Pair, end: TimestampS, limit: int) -> list[Price]:
        raw = self._get('/v2/histohour', {
            'fsym': find_symbol(pair.asset) or '', 'tsym': pair.currency.identifier, 'limit': str(limit), 'toTs': str(end),
        })
        return parse_candles(raw, pair.asset.identifier, pair.currency.identifier)

    def _get(self, path: str, params: dict[str, str]) -> object:
        key = self._credential('api_key')
        return self._client.get_json(self._url + path, params=params, headers={'authorization': f'Apikey {key}'} if key else None)


def find_symbol(asset: AssetRef) -> str | None:
    """The symbol to ask for: the one on record, or the own one of a coin with a chain of its own; None when there is none."""
    if asset.cryptocompare is not None:
        return asset.cryptocompare or None
    return asset.symbol.upper() if asset.type == 'own chain' and asset.symbol.isascii() and asset.symbol.isalnum() else None


def raise_for_error(raw: dict[str, object]) -> bool:
    """Raise what an error answer means; True if it only says that the symbol or market is not known there."""
    if raw.get('Response') != 'Error':
        return False
    kind = raw.get('Type')
    if kind == 99:
        raise RateLimitedError('CryptoCompare says that its rate limit is reached.', source=ID)
    if 'api key' in str(raw.get('Message', '')).lower() or 'apikey' in str(raw.get('Message', '')).lower():
        raise AuthRejectedError('CryptoCompare rejected the API key.', source=ID)
    if kind in UNKNOWN_TYPES:
        return True
    raise BadResponseError('CryptoCompare answered an error that its documentation does not name.', source=ID, type=str(kind)[:20])


def parse_multi(raw: object, symbols: dict[str, list[str]], currency: str, now: TimestampS) -> list[Price]:
    """`/pricemulti`: {symbol: {currency: number}}. It gives no time: the price is dated by our clock."""
    answer = expect_mapping(raw, ID)
    if raise_for_error(answer):
        return []
    found: list[Price] = []
    for symbol, identifiers in symbols.items():
        entry = answer.get(symbol)
        price = parse_price(entry.get(currency)) if isinstance(entry, dict) else None
        if price is not None:
            found.extend(Price(identifier, currency, price, ID, now) for identifier in identifiers)
    return found


def parse_candles(raw: object, asset: str, currency: str) -> list[Price]:
    """`/v2/histohour`: {"Data": {"Data": [{time, open, ...}]}}; the opening price, which is the one at `time`. Oldest first."""
    answer = expect_mapping(raw, ID)
    if raise_for_error(answer):
        return []
    candles = answer.get('Data')
    candles = candles.get('Data') if isinstance(candles, dict) else candles
    if not isinstance(candles, list):
        raise BadResponseError('CryptoCompare answered a history without data.', source=ID)
    found: list[Price] = []
    for candle in candles:
        if isinstance(candle, dict):
            dated, price = find_seconds(candle.get('time')), parse_price(candle.get('open'))
            if dated is not None and price is not None:
                found.append(Price(asset, currency, price, ID, dated))
    return sorted(found, key=lambda price: price.timestamp)


def find_nearest(candles: Sequence[Price], time: TimestampS) -> Price | None:
    nearest = min(candles, key=lambda candle: abs(candle.timestamp - time), default=None)
    return nearest if nearest is not None and abs(nearest.timestamp - time) <= HOUR_SECONDS else None


def split_by_length(words: Sequence[str], length: int) -> Iterator[list[str]]:
    """Words in groups that, joined by commas, are not longer than `length`."""
    group: list[str] = []
    used = 0
    for word in words:
        if group and used + len(word) + 1 > length:
            yield group
            group, used = [], 0
        group.append(word)
        used += len(word) + 1
    if group:
        yield group
