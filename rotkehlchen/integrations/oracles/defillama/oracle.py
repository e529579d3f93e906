"""Prices of DefiLlama's coins API, by contract on a chain or by CoinGecko id; always in USD.

Sources (read 2026-11-21): api-docs.defillama.com (coins: /prices/current/{coins}, /batchHistorical, searchWidth), and its llms.txt for
the paid host (pro-api.llama.fi/<key>/coins/...). Names of chains as in its coin keys (`ethereum:0x...`, `coingecko:bitcoin`).
A confidence below 0.5 (they give 0 to 1) is taken for "unknown": it is a guess from a thin market.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final
from urllib.parse import quote

from rotkehlchen.contracts.oracle import (
    USD,
    AssetRef,
    HistoricRequest,
    OracleContext,
    Pair,
    Price,
    expect_mapping,
    find_seconds,
    parse_price,
)
from rotkehlchen.core.errors import BadResponseError
from rotkehlchen.core.time import HOUR_SECONDS, TimestampS

ID: Final = 'defillama'
FREE_URL: Final = 'https://coins.llama.fi'
PRO_URL: Final = 'https://pro-api.llama.fi/{key}/coins'
COINS_A_REQUEST: Final = 80  # an address of the request is about 60 characters a coin: 5 KB
POINTS_A_REQUEST: Final = 120
LOWEST_CONFIDENCE: Final = Decimal('0.5')
CHAINS: Final = {
    1: 'ethereum', 10: 'optimism', 25: 'cronos', 56: 'bsc', 100: 'xdai', 130: 'unichain', 137: 'polygon', 143: 'monad', 146: 'sonic',
    250: 'fantom', 288: 'boba', 324: 'era', 369: 'pulse', 999: 'hyperliquid', 1101: 'polygon_zkevm', 5000: 'mantle', 8453: 'base',
    42161: 'arbitrum', 42170: 'arbitrum_nova', 42220: 'celo', 43114: 'avax', 57073: 'ink', 59144: 'linea', 81457: 'blast', 534352: 'scroll',
}


def build(context: OracleContext) -> 'DefiLlama':
    return DefiLlama(context)


class DefiLlama:
    id = ID

    def __init__(self, context: OracleContext) -> None:
        self._client = context.client
        self._clock = context.clock
        self._credential = context.credential
        self._base_url = context.base_url

    def knows(self, asset: AssetRef) -> bool:
        return find_coin_key(asset) is not None

    def quotes(self, currency: AssetRef) -> bool:
        return currency.identifier == USD

    def fetch_current(self, pairs: Sequence[Pair]) -> Iterator[Sequence[Price]]:
        keys = coin_keys([pair.asset for pair in pairs])
        names = list(keys)
        for start in range(0, len(names), COINS_A_REQUEST):
            batch = names[start:start + COINS_A_REQUEST]
            raw = self._client.get_json(f'{self._url()}/prices/current/{quote(",".join(batch), safe=":,")}', params={'searchWidth': '4h'})
            yield parse_current(raw, keys, self._clock())

    def fetch_historical(self, requests: Sequence[HistoricRequest]) -> Iterator[Sequence[Price]]:
        import json

        keys = coin_keys([request.asset for request in requests])
        for batch in split_requests(requests, POINTS_A_REQUEST):
            raw = self._client.get_json(f'{self._url()}/batchHistorical', params={
                'coins': json.dumps(batch, separators=(',', ':')), 'searchWidth': str(HOUR_SECONDS),
            })
            yield parse_batch(raw, keys)

    def _url(self) -> str:
        key = self._credential('api_key')
        if self._base_url or not key:
            return self._base_url or FREE_URL
        return PRO_URL.format(key=quote(key, safe=''))


def find_coin_key(asset: AssetRef) -> str | None:
    """The name of an asset there: its contract where it has one (that can't be mistaken), else its CoinGecko id."""
    if asset.is_fiat:
        return None
    if asset.address and asset.type == 'solana token':
        return f'solana:{asset.address}'
    if asset.address and asset.chain_id in CHAINS and asset.type != 'nft':
        return f'{CHAINS[asset.chain_id]}:{asset.address}'
    return f'coingecko:{asset.coingecko}' if asset.coingecko else None


def coin_keys(assets: Sequence[AssetRef]) -> dict[str, list[str]]:
    """Identifiers by coin key."""
    keys: dict[str, dict[str, None]] = defaultdict(dict)
    for asset in assets:
        key = find_coin_key(asset)
        if key is not None:
            keys[key][asset.identifier] = None
    return {key: list(identifiers) for key, identifiers in keys.items()}


def split_requests(requests: Sequence[HistoricRequest], points: int) -> Iterator[dict[str, list[int]]]:
    """{coin key: [times]} of at most so many times each."""
    batch: dict[str, list[int]] = defaultdict(list)
    count = 0
    for key, timestamp in sorted({(find_coin_key(r.asset) or '', r.timestamp) for r in requests}):
        if not key:
            continue
        if count == points:
            yield dict(batch)
            batch, count = defaultdict(list), 0
        batch[key].append(timestamp)
        count += 1
    if batch:
        yield dict(batch)


def parse_current(raw: object, keys: dict[str, list[str]], now: TimestampS) -> list[Price]:
    """`/prices/current`: {"coins": {key: {price, timestamp, confidence}}}; keys come back as they were sent, in any letter case."""
    found: list[Price] = []
    for identifiers, entry in _entries(raw, keys):
        price = _parse_point(entry)
        if price is not None:
            dated = find_seconds(entry.get('timestamp')) or now
            found.extend(Price(identifier, USD, price, ID, dated) for identifier in identifiers)
    return found


def parse_batch(raw: object, keys: dict[str, list[str]]) -> list[Price]:
    """`/batchHistorical`: {"coins": {key: {prices: [{timestamp, price, confidence}]}}}; a point without a time is left out."""
    found: list[Price] = []
    for identifiers, entry in _entries(raw, keys):
        points = entry.get('prices')
        for point in points if isinstance(points, list) else ():
            price = _parse_point(point) if isinstance(point, dict) else None
            dated = find_seconds(point.get('timestamp')) if price is not None else None
            if price is not None and dated is not None:
                found.extend(Price(identifier, USD, price, ID, dated) for identifier in identifiers)
    return found


def _entries(raw: object, keys: dict[str, list[str]]) -> Iterator[tuple[list[str], dict[str, object]]]:
    coins = expect_mapping(raw, ID).get('coins')
    if not isinstance(coins, dict):
        raise BadResponseError('DefiLlama answered without "coins".', source=ID)
    by_lower = {key.lower(): identifiers for key, identifiers in keys.items()}
    for key, entry in coins.items():
        identifiers = by_lower.get(str(key).lower())
        if identifiers and isinstance(entry, dict):
            yield identifiers, entry


def _parse_point(point: dict[str, object]) -> Decimal | None:
    confidence = parse_price(point.get('confidence', 1))
    if confidence is None or confidence < LOWEST_CONFIDENCE:
        return None
    return parse_price(point.get('price'))
