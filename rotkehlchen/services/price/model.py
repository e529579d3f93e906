"""Words and results of the price service."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from rotkehlchen.core.time import TimestampS

MANUAL_CURRENT: Final = 'manualcurrent'
BLOCKCHAIN: Final = 'blockchain'
FIAT: Final = 'fiat'
# The established interface numbers its current oracles in this order from 1; what it doesn't know follows.
CURRENT_ORACLE_NUMBERS: Final[Mapping[str, int]] = {
    name: number for number, name in enumerate((
        'coingecko', 'cryptocompare', 'uniswapv2', 'uniswapv3', MANUAL_CURRENT, BLOCKCHAIN, FIAT, 'defillama', 'alchemy', 'chainlink',
    ), start=1)
}
LATEST_PROGRESS: Final = 'multiple_prices_query_status'
HISTORIC_PROGRESS: Final = 'historical_price_query_status'
SERIES_PROGRESS: Final = 'stats_price_query'


def number_sources(sources: Iterable[str]) -> dict[str, int]:
    """A number for each source: those of the established interface, and the next ones for others among `sources`."""
    others = sorted(set(sources) - CURRENT_ORACLE_NUMBERS.keys())
    return {**CURRENT_ORACLE_NUMBERS, **{name: number for number, name in enumerate(others, start=len(CURRENT_ORACLE_NUMBERS) + 1)}}


@dataclass(frozen=True, slots=True)
class PriceSettings:
    """The profile's settings of prices. Oracles in the order in which they are asked; unknown names are passed over."""

    current_oracles: tuple[str, ...] = ('defillama', 'coingecko', 'uniswapv2', 'uniswapv3')
    historical_oracles: tuple[str, ...] = ('defillama', 'coingecko', 'uniswapv3', 'uniswapv2')
    penalty_threshold_count: int = 5
    penalty_duration_seconds: int = 1800
    max_age_seconds: int = 300


@dataclass(frozen=True, slots=True)
class CurrentPrice:
    """What one unit is worth in the target. `timestamp`: as the source dates it; `fresh`: fetched within the maximum age.

    `source`: an oracle's id, or one of the three words above.
    """

    price: Decimal
    source: str
    timestamp: TimestampS
    fresh: bool = True


@dataclass(frozen=True, slots=True)
class LatestPrices:
    """Prices by asset; an asset whose price is unknown is absent."""

    target: str
    prices: Mapping[str, CurrentPrice]


@dataclass(frozen=True, slots=True)
class HistoricPrice:
    """What one unit was worth in the target. `timestamp`: as the source dates it, near the time that was asked."""

    price: Decimal
    source: str
    timestamp: TimestampS


@dataclass(frozen=True, slots=True)
class HistoricPrices:
    """Prices by asset and asked time. `missing`: (asset, time) without a price; `rate_limited`: those among them that an
    oracle might have known that had reached its limit."""

    target: str
    prices: Mapping[str, Mapping[TimestampS, HistoricPrice]]
    missing: Collection[tuple[str, TimestampS]]
    rate_limited: Collection[tuple[str, TimestampS]]


@dataclass(frozen=True, slots=True)
class PriceSeries:
    """Prices of one asset at times an interval apart, oldest first, and the times for which there is none."""

    prices: Mapping[TimestampS, Decimal]
    missing: tuple[TimestampS, ...]
    rate_limited: tuple[TimestampS, ...]


@dataclass(frozen=True, slots=True)
class OracleInfo:
    """An oracle as its manifest has it. `capabilities`: 'current', 'historical', 'series', 'offline'."""

    id: str
    name: str
    capabilities: frozenset[str]


@dataclass(frozen=True, slots=True)
class OracleState:
    """Whether an oracle is asked at the moment: `resting_until` is None or when it is asked again."""

    info: OracleInfo
    kind: str  # 'current' or 'historical'
    failures: int
    resting_until: TimestampS | None
    last_error: str
