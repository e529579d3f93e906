"""What a price oracle must be: a source that says what one unit of an asset is worth in a currency, now or then.

An oracle's folder holds `manifest.toml`, which declares what it can do, and `oracle.py` with `build(context)`. It gets
assets as `AssetRef` (all names under which sources know an asset) and never touches storage. Its `parse_*` functions
are pure. Its `fetch_*` functions yield one list for each answer of the source, so that what was already learned is
kept when a later page fails and a task can be cancelled between pages.

What every oracle keeps to:
* a pair that the source doesn't know is not in the answer: unknown stays unknown and never becomes zero;
* a zero (or a negative number) is taken for "unknown": sources write it for coins they know nothing of;
* a price carries the time at which the source dates it, and for how long after it that price stands;
* any failure is one of the four leaves of `RemoteError`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Final, Protocol

from rotkehlchen.core.errors import AmountError, BadResponseError
from rotkehlchen.core.money import parse_amount
from rotkehlchen.core.time import HOUR_SECONDS, Clock, TimestampS

USD: Final = 'USD'
EUR: Final = 'EUR'
FIAT_TYPE: Final = 'fiat'
EARLIEST: Final = 946_684_800
LATEST: Final = 4_102_444_800
_QUOTIENT: Final = Context(prec=30)  # for rates that prices are multiplied with
_SHOWN: Final = Context(prec=24)  # no source is exact to more digits


@dataclass(frozen=True, slots=True)
class AssetRef:
    """All that sources may know an asset by. `coingecko` '' or None: not listed there or not known to be.

    `type`: word of the asset types ('fiat', 'own chain', 'evm token', ...); `address`: checksummed contract of a token;
    `protocol` 'spam' marks a token that is never asked for.
    """

    identifier: str
    type: str = ''
    symbol: str = ''
    coingecko: str | None = None
    cryptocompare: str | None = None
    chain_id: int | None = None
    address: str | None = None
    decimals: int | None = None
    protocol: str | None = None

    @property
    def is_fiat(self) -> bool:
        return self.type == FIAT_TYPE

    @property
    def is_spam(self) -> bool:
        return self.protocol == 'spam'


@dataclass(frozen=True, slots=True)
class Pair:
    """The question: what is one `asset` worth in `currency`?"""

    asset: AssetRef
    currency: AssetRef


@dataclass(frozen=True, slots=True)
class HistoricRequest:
    """The question: what was one `asset` worth in `currency` at `timestamp`?"""

    asset: AssetRef
    currency: AssetRef
    timestamp: TimestampS


@dataclass(frozen=True, slots=True)
class Price:
    """One unit of `asset` is worth `price` of `currency` (both identifiers) says `source`, which dates it `timestamp`.

    `span_seconds`: 3,600 for a price of an hour, 86,400 for one of a day (then `timestamp` is that day's 00:00 UTC).
    """

    asset: str
    currency: str
    price: Decimal
    source: str
    timestamp: TimestampS
    span_seconds: int = HOUR_SECONDS


class Oracle(Protocol):
    """A source of prices. Safe to use from several threads at once."""

    id: str

    def knows(self, asset: AssetRef) -> bool:
        """Whether the source can be asked about the asset at all. No network; True promises no answer."""

    def quotes(self, currency: AssetRef) -> bool:
        """Whether it answers in this currency. Every oracle quotes at least one of USD and EUR."""

    def fetch_current(self, pairs: Sequence[Pair]) -> Iterator[Sequence[Price]]:
        """Prices of now, in any order, a list for each request made. Raises RemoteError after what was yielded."""

    def fetch_historical(self, requests: Sequence[HistoricRequest]) -> Iterator[Sequence[Price]]:
        """Prices at and around the times asked for; more than was asked is welcome. Raises as `fetch_current`."""


class SeriesOracle(Oracle, Protocol):
    """An oracle that can also give all it knows of a pair (manifest capability 'series')."""

    def fetch_series(self, pair: Pair, start: TimestampS, end: TimestampS) -> Iterator[Sequence[Price]]:
        """All prices of the pair between two times, page by page."""


class RateSource(Protocol):
    """An oracle whose data is on this machine (manifest capability 'offline'): fiat rates. Never fails for want of a network."""

    def find_price(self, asset: str, currency: str, timestamp: TimestampS) -> Price | None:
        """What one `asset` is worth in `currency`, dated at the day of the rate. No network."""

    def is_stale(self) -> bool:
        """Whether newer rates should exist and `fetch_recent` is due."""

    def fetch_recent(self) -> bool:
        """Read newer rates. True if there were any. Raises RemoteError."""


class JsonClient(Protocol):
    """What an oracle needs of HTTP. Numbers with a fraction come as Decimal. Failures are the four RemoteErrors."""

    def get_json(self, url: str, *, params: dict[str, str] | None = None, headers: dict[str, str] | None = None) -> object: ...

    def get_text(self, url: str) -> str: ...

    def close(self) -> None: ...


class EvmReader(Protocol):
    """What an oracle needs of a node. An archive node also answers for old blocks; another raises or gives None."""

    def call_many(self, calls: Sequence[tuple[str, bytes]], block: int | None = None) -> list[bytes | None]:
        """Results of contract reads (contract, call data) in order; None for a call that reverts or hits no contract."""

    def block_number(self) -> int: ...

    def block_timestamp(self, number: int) -> TimestampS: ...


class ReaderFinder(Protocol):
    """Finds the user's node of a chain, None where there is none."""

    def __call__(self, chain_id: int, /) -> EvmReader | None: ...


@dataclass(frozen=True, slots=True)
class OracleContext:
    """What `build(context)` of an oracle receives. `credential(field)` is the user's key for a declared field, or None.

    `base_url` replaces the manifest's own where it isn't empty: a mirror, or a test server.
    """

    client: JsonClient
    clock: Clock
    credential: Callable[[str], str | None] = lambda _field: None
    find_reader: ReaderFinder = lambda _chain_id: None
    base_url: str = ''


def parse_price(raw: object) -> Decimal | None:
    """A price as a source writes it: None for what is missing, not a plain number, zero or negative."""
    try:
        value = parse_amount(raw)
    except AmountError:
        return None
    return value if value > 0 else None


def divide_price(dividend: Decimal, divisor: Decimal) -> Decimal:
    """A price that is a quotient of two, to 30 significant digits. `divisor` must not be zero."""
    return _QUOTIENT.divide(dividend, divisor)


def round_price(price: Decimal) -> Decimal:
    """A computed price to 24 significant digits, so that the last digits of quotients don't show."""
    return _SHOWN.plus(price)


def expect_mapping(raw: object, source: str) -> dict[str, object]:
    """A JSON object of a source, or BadResponseError."""
    if not isinstance(raw, dict):
        raise BadResponseError(f'{source} answered something else than the documented object.', source=source)
    return raw


def find_seconds(raw: object) -> TimestampS | None:
    """A time in whole UTC seconds between 2000 and 2100 as sources write it (int or Decimal), None for anything else."""
    if isinstance(raw, bool) or not isinstance(raw, int | Decimal) or (isinstance(raw, Decimal) and not raw.is_finite()):
        return None
    return TimestampS(int(raw)) if EARLIEST <= raw <= LATEST else None
