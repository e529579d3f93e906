"""Prices of CoinGecko, by coin id or by contract.

Sources (read 2026-11-21): docs.coingecko.com/reference/simple-price, .../simple-token-price,
.../coins-id-market-chart-range, .../contract-address-market-chart-range, .../authentication,
.../simple-supported-currencies, .../asset-platforms-list. Facts used:
* a demo key goes in `x-cg-demo-api-key` to api.coingecko.com, a paid one in `x-cg-pro-api-key` to pro-api.coingecko.com;
* a range of at most 90 days comes in hours, a longer one in days (00:00 UTC);
* without a paid key, history reaches back 365 days: older requests are not sent;
* without any key only one contract may be asked for at a time: tokens without a coin id are then left to other oracles.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
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
from rotkehlchen.core.errors import AuthRejectedError, BadResponseError
from rotkehlchen.core.time import DAY_SECONDS, HOUR_SECONDS, TimestampS

ID: Final = 'coingecko'
DEMO_URL: Final = 'https://api.coingecko.com/api/v3'
PRO_URL: Final = 'https://pro-api.coingecko.com/api/v3'
COINS_A_REQUEST: Final = 250
CONTRACTS_A_REQUEST: Final = 100
RANGE_SECONDS: Final = 89 * DAY_SECONDS
FREE_HISTORY_SECONDS: Final = 365 * DAY_SECONDS
PLATFORMS: Final = {
    1: 'ethereum', 10: 'optimistic-ethereum', 25: 'cronos', 56: 'binance-smart-chain', 100: 'xdai', 130: 'unichain', 137: 'polygon-pos',
    143: 'monad', 146: 'sonic', 250: 'fantom', 324: 'zksync', 999: 'hyperevm', 1101: 'polygon-zkevm', 5000: 'mantle', 8453: 'base',
    42161: 'arbitrum-one', 42170: 'arbitrum-nova', 42220: 'celo', 43114: 'avalanche', 57073: 'ink', 59144: 'linea', 81457: 'blast',
    534352: 'scroll',
}
CURRENCIES: Final = frozenset((
    'USD', 'AED', 'ARS', 'AUD', 'BDT', 'BHD', 'BMD', 'BRL', 'CAD', 'CHF', 'CLP', 'CNY', 'CZK', 'DKK', 'EUR', 'GBP', 'GEL', 'HKD',
    'HUF', 'IDR', 'ILS', 'INR', 'JPY', 'KRW', 'KWD', 'LKR', 'MMK', 'MXN', 'MYR', 'NGN', 'NOK', 'NZD', 'PHP', 'PKR', 'PLN', 'RUB',
    'SAR', 'SEK', 'SGD', 'THB', 'TRY', 'TWD', 'UAH', 'VND', 'ZAR',
))


def build(context: OracleContext) -> 'CoinGecko':
    return CoinGecko(context)


class CoinGecko:
    id = ID

    def __init__(self, context: OracleContext) -> None:
        self._client = context.client
        self._clock = context.clock
        self._credential = context.credential
        self._base_url = context.base_url
        self._paid_key: str | None = None  # the key that was found to be a paid one

    def knows(self, asset: AssetRef) -> bool:
        if asset.is_fiat:
            return False
        return bool(asset.coingecko) or (find_platform(asset) is not None and asset.coingecko is None and self._key() is not None)

    def quotes(self, currency: AssetRef) -> bool:
        return currency.identifier in CURRENCIES

    def fetch_current(self, pairs: Sequence[Pair]) -> Iterator[Sequence[Price]]:
        groups: dict[tuple[str, str], list[Pair]] = defaultdict(list)
        for pair in pairs:
            platform = '' if pair.asset.coingecko else find_platform(pair.asset) or ''
            groups[platform, pair.currency.identifier].append(pair)
        for (platform, currency), members in groups.items():
            size = CONTRACTS_A_REQUEST if platform else COINS_A_REQUEST
            for start in range(0, len(members), size):
                yield self._fetch_simple(platform, currency, members[start:start + size])

    def fetch_historical(self, requests: Sequence[HistoricRequest]) -> Iterator[Sequence[Price]]:
        oldest = 0 if self._paid_key is not None else self._clock() - FREE_HISTORY_SECONDS + HOUR_SECONDS
        times: dict[Pair, list[TimestampS]] = defaultdict(list)
        for request in requests:
            if request.timestamp > oldest:
                times[Pair(request.asset, request.currency)].append(request.timestamp)
        for pair, wanted in times.items():
            for window in split_windows(sorted(wanted), RANGE_SECONDS):
                start, end = TimestampS(window[0] - HOUR_SECONDS), TimestampS(window[-1] + HOUR_SECONDS)
                yield nearest_of(self._fetch_range(pair, start, end), window)

    def fetch_series(self, pair: Pair, start: TimestampS, end: TimestampS) -> Iterator[Sequence[Price]]:
        if self._paid_key is None:
            start = TimestampS(max(start, self._clock() - FREE_HISTORY_SECONDS + HOUR_SECONDS))
        while start < end:
            stop = TimestampS(min(end, start + RANGE_SECONDS))
            yield self._fetch_range(pair, start, stop)
            start = stop

    def _fetch_simple(self, platform: str, currency: str, pairs: Sequence[Pair]) -> list[Price]:
        names = {(pair.asset.address if platform else pair.asset.coingecko) or '': pair.asset.identifier for pair in pairs}
        path = f'/simple/token_price/{platform}' if platform else '/simple/price'
        raw = self._get(path, {
            'contract_addresses' if platform else 'ids': ','.join(names),
            'vs_currencies': currency.lower(), 'include_last_updated_at': 'true', 'precision': 'full',
        })
        by_name: dict[str, list[str]] = defaultdict(list)
        for pair in pairs:
            by_name[((pair.asset.address if platform else pair.asset.coingecko) or '').lower()].append(pair.asset.identifier)
        return parse_simple(raw, by_name, currency, self._clock())

    def _fetch_range(self, pair: Pair, start: TimestampS, end: TimestampS) -> list[Price]:
        asset = pair.asset
        path = f'/coins/{asset.coingecko}' if asset.coingecko else f'/coins/{find_platform(asset)}/contract/{asset.address}'
        raw = self._get(f'{path}/market_chart/range', {
            'vs_currency': pair.currency.identifier.lower(), 'from': str(start), 'to': str(end), 'precision': 'full',
        })
        return parse_range(raw, asset.identifier, pair.currency.identifier)

    def _key(self) -> str | None:
        return self._credential('api_key') or None

    def _get(self, path: str, params: dict[str, str]) -> object:
        """One request. A key of unknown kind is tried as a demo key first, then as a paid one."""
        key = self._key()
        if key is None:
            return self._client.get_json((self._base_url or DEMO_URL) + path, params=params)
        if key != self._paid_key:
            try:
                return self._client.get_json((self._base_url or DEMO_URL) + path, params=params, headers={'x-cg-demo-api-key': key})
            except (AuthRejectedError, BadResponseError):
                pass  # a paid key is refused there with status 400 or 401
        raw = self._client.get_json((self._base_url or PRO_URL) + path, params=params, headers={'x-cg-pro-api-key': key})
        self._paid_key = key
        return raw


def find_platform(asset: AssetRef) -> str | None:
    """CoinGecko's name of the chain of a token that has a contract."""
    if not asset.address:
        return None
    if asset.type == 'solana token':
        return 'solana'
    return PLATFORMS.get(asset.chain_id or 0)


def parse_simple(raw: object, assets: dict[str, list[str]], currency: str, now: TimestampS) -> list[Price]:
    """`/simple/price` and `/simple/token_price`: {name: {currency: number, last_updated_at: seconds}}.

    `assets`: identifiers by lower-case name. What is absent, null or not a positive number is left out.
    """
    prices: list[Price] = []
    for name, entry in expect_mapping(raw, ID).items():
        if not isinstance(entry, dict):
            continue
        price = parse_price(entry.get(currency.lower()))
        if price is None:
            continue
        dated = find_seconds(entry.get('last_updated_at')) or now
        prices.extend(Price(asset, currency, price, ID, dated) for asset in assets.get(str(name).lower(), ()))
    return prices


def parse_range(raw: object, asset: str, currency: str) -> list[Price]:
    """`.../market_chart/range`: {"prices": [[milliseconds, number], ...]}, oldest first; spaced by days, they stand for their day."""
    points = expect_mapping(raw, ID).get('prices')
    if not isinstance(points, list):
        raise BadResponseError('CoinGecko answered a chart without prices.', source=ID)
    found = []
    for point in points:
        if not isinstance(point, list) or len(point) < 2 or isinstance(point[0], bool) or not isinstance(point[0], int):
            continue
        dated, price = find_seconds(point[0] // 1000), parse_price(point[1])
        if dated is not None and price is not None:
            found.append((dated, price))
    found.sort(key=lambda item: item[0])
    gaps = sorted(later[0] - earlier[0] for earlier, later in pairwise(found))
    daily = bool(gaps) and gaps[len(gaps) // 2] > DAY_SECONDS // 2
    span = DAY_SECONDS if daily else HOUR_SECONDS
    return [Price(asset, currency, price, ID, TimestampS(dated - dated % DAY_SECONDS) if daily else dated, span) for dated, price in found]


def split_windows(timestamps: Sequence[TimestampS], longest_seconds: int) -> Iterator[list[TimestampS]]:
    """Sorted times cut into runs, none longer than asked."""
    window: list[TimestampS] = []
    for timestamp in timestamps:
        if window and timestamp - window[0] > longest_seconds:
            yield window
            window = []
        window.append(timestamp)
    if window:
        yield window


def nearest_of(prices: Sequence[Price], wanted: Sequence[TimestampS]) -> list[Price]:
    """The one price nearest to each wanted time, each once: a whole chart would fill the cache with what nobody asked for."""
    if not prices:
        return []
    return list(dict.fromkeys(min(prices, key=lambda price: abs(price.timestamp - time)) for time in wanted))
