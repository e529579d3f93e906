"""Prices of Chainlink feeds, read through the user's own node; in USD. The feeds are data: `feeds.toml`.

Sources (read 2026-11-21): docs.chain.link/data-feeds/api-reference, docs.chain.link/data-feeds/historical-data. Facts used:
`latestRoundData()` gives (roundId, answer, startedAt, updatedAt, answeredInRound); a proxy's round id is `phase << 64 | round of that
phase's aggregator`, whose rounds rise by one from 1, and `phaseAggregators(phase)` is the aggregator behind each phase.
A feed that is late (`max_age`), or whose `description()` is not the expected one, gives no price.
"""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from rotkehlchen.contracts.oracle import USD, AssetRef, EvmReader, HistoricRequest, OracleContext, Pair, Price
from rotkehlchen.contracts.pool_price import encode_call, read_address, read_word
from rotkehlchen.core.money import from_base_units
from rotkehlchen.core.time import TimestampS

ID: Final = 'chainlink'
LATEST_ROUND_DATA: Final = 'feaf968c'  # latestRoundData()
GET_ROUND_DATA: Final = '9a6fc8f5'  # getRoundData(uint80)
DECIMALS: Final = '313ce567'  # decimals()
DESCRIPTION: Final = '7284e416'  # description()
PHASE_AGGREGATORS: Final = 'c1597304'  # phaseAggregators(uint16)
LATEST_ROUND: Final = '668a0f02'  # latestRound()
PHASE_SHIFT: Final = 64
PROBES: Final = 30  # rounds read in one batch while searching: three batches find one among 27,000


@dataclass(frozen=True, slots=True)
class Feed:
    """A price of `assets` in USD on a chain; `max_age_seconds`: an answer older than this says nothing about now."""

    chain_id: int
    contract: str
    description: str
    assets: tuple[str, ...]
    max_age_seconds: int


@dataclass(frozen=True, slots=True)
class Round:
    answer: int
    updated_at: TimestampS


def build(context: OracleContext, feeds: Sequence[Feed] | None = None) -> 'Chainlink':
    return Chainlink(context, load_feeds() if feeds is None else feeds)


def load_feeds() -> list[Feed]:
    rows = tomllib.loads((Path(__file__).parent / 'feeds.toml').read_text(encoding='utf-8'))['feed']
    return [Feed(r['chain_id'], r['contract'], r['description'], tuple(r['assets']), r['max_age']) for r in rows]


class Chainlink:
    id = ID

    def __init__(self, context: OracleContext, feeds: Sequence[Feed]) -> None:
        self._clock = context.clock
        self._find_reader = context.find_reader
        self._by_asset: dict[str, list[Feed]] = {}
        for feed in feeds:
            for asset in feed.assets:
                self._by_asset.setdefault(asset, []).append(feed)

    def knows(self, asset: AssetRef) -> bool:
        return self._find_feed(asset.identifier) is not None

    def quotes(self, currency: AssetRef) -> bool:
        return currency.identifier == USD

    def fetch_current(self, pairs: Sequence[Pair]) -> Iterator[Sequence[Price]]:
        by_chain: dict[int, dict[str, Feed]] = {}
        for pair in pairs:
            feed = self._find_feed(pair.asset.identifier)
            if feed is not None:
                by_chain.setdefault(feed.chain_id, {})[pair.asset.identifier] = feed
        for chain_id, feeds in by_chain.items():
            reader = self._find_reader(chain_id)
            if reader is not None:
                yield self._read_latest(reader, feeds)

    def fetch_historical(self, requests: Sequence[HistoricRequest]) -> Iterator[Sequence[Price]]:
        for request in requests:
            feed = self._find_feed(request.asset.identifier)
            reader = self._find_reader(feed.chain_id) if feed is not None else None
            if feed is None or reader is None:
                continue
            decimals = self._read_decimals(reader, feed)
            found = find_round(reader, feed.contract, request.timestamp) if decimals is not None else None
            if found is not None and decimals is not None and request.timestamp - found.updated_at <= feed.max_age_seconds:
                # dated as asked for: this answer was the feed's word at that time
                price = from_base_units(found.answer, decimals)
                yield [Price(request.asset.identifier, USD, price, ID, request.timestamp)]

    def _read_latest(self, reader: EvmReader, feeds: dict[str, Feed]) -> list[Price]:
        rows = list(feeds.items())
        data = reader.call_many([
            (feed.contract, encode_call(selector)) for _, feed in rows for selector in (DESCRIPTION, DECIMALS, LATEST_ROUND_DATA)])
        now = self._clock()
        prices = []
        for index, (asset, feed) in enumerate(rows):
            description, decimals, answer = data[3 * index:3 * index + 3]
            price = parse_feed(feed, description, decimals, answer, now)
            if price is not None:
                prices.append(Price(asset, USD, price[0], ID, price[1]))
        return prices

    def _read_decimals(self, reader: EvmReader, feed: Feed) -> int | None:
        description, decimals = reader.call_many([(feed.contract, encode_call(DESCRIPTION)), (feed.contract, encode_call(DECIMALS))])
        return parse_decimals(feed, description, decimals)

    def _find_feed(self, asset: str) -> Feed | None:
        """The first feed, in the order of the data, on a chain for which there is a node."""
        return next((feed for feed in self._by_asset.get(asset, ()) if self._find_reader(feed.chain_id) is not None), None)


def parse_decimals(feed: Feed, description: bytes | None, decimals: bytes | None) -> int | None:
    """The feed's decimals, None if the contract is not the feed that it should be."""
    if parse_text(description) != feed.description:
        return None
    places = read_word(decimals, 0)
    return places if places is not None and places <= 36 else None


def parse_feed(
        feed: Feed, description: bytes | None, decimals: bytes | None, answer: bytes | None, now: TimestampS,
) -> tuple[Decimal, TimestampS] | None:
    """(price, time of the answer); None if it is late, not positive, or not this feed's."""
    places, latest = parse_decimals(feed, description, decimals), parse_round(answer)
    if places is None or latest is None or now - latest.updated_at > feed.max_age_seconds:
        return None
    return from_base_units(latest.answer, places), latest.updated_at


def parse_round(data: bytes | None) -> Round | None:
    """(roundId, answer, startedAt, updatedAt, answeredInRound); None for an answer that is not positive or a round not finished."""
    answer, updated_at = read_word(data, 1), read_word(data, 3)
    if not answer or answer >= 1 << 200 or not updated_at or updated_at >= 1 << 40:
        return None
    return Round(answer, TimestampS(updated_at))


def parse_text(data: bytes | None) -> str:
    """An ABI-encoded string, '' if it is none."""
    offset, size = read_word(data, 0), read_word(data, 1)
    if data is None or offset != 32 or size is None or size > 64 or len(data) < 64 + size:
        return ''
    return data[64:64 + size].decode('ascii', 'replace')


def find_round(reader: EvmReader, contract: str, timestamp: TimestampS) -> Round | None:
    """The last answer given at or before a time; None if the feed is younger. A few batches of reads, no archive node needed."""
    data = reader.call_many([(contract, encode_call(LATEST_ROUND_DATA))])[0]
    latest, latest_id = parse_round(data), read_word(data, 0)
    if latest is None or latest_id is None:
        return None
    if latest.updated_at <= timestamp:
        return latest
    phase, last_round = latest_id >> PHASE_SHIFT, latest_id & ((1 << PHASE_SHIFT) - 1)
    while True:
        found = search_phase(reader, contract, phase, last_round, timestamp)
        if found is not None or phase <= 1:
            return found
        phase -= 1
        aggregator = read_address(reader.call_many([(contract, encode_call(PHASE_AGGREGATORS, phase))])[0])
        if aggregator is None:
            return None
        last_round = read_word(reader.call_many([(aggregator, encode_call(LATEST_ROUND))])[0], 0) or 0


def search_phase(reader: EvmReader, contract: str, phase: int, last_round: int, timestamp: TimestampS) -> Round | None:
    """The last round of a phase at or before a time, None if the phase began later. Rounds without data are passed over."""
    low, high = 1, last_round
    best: Round | None = None
    while low <= high:
        step = -(-(high - low + 1) // PROBES)
        probes = range(low, high + 1, step)
        rounds = [
            (number, one) for number, one in zip(probes, read_rounds(reader, contract, phase, probes), strict=True) if one is not None]
        before = [(number, one) for number, one in rounds if one.updated_at <= timestamp]
        after = [number for number, one in rounds if one.updated_at > timestamp]
        if step == 1 or not rounds or (after and after[0] == low):
            return before[-1][1] if before else best
        if before:
            low, best = before[-1][0] + 1, before[-1][1]
        if after:
            high = after[0] - 1
    return best


def read_rounds(reader: EvmReader, contract: str, phase: int, numbers: Sequence[int]) -> list[Round | None]:
    calls = [(contract, encode_call(GET_ROUND_DATA, phase << PHASE_SHIFT | number)) for number in numbers]
    return [parse_round(data) for data in reader.call_many(calls)]
