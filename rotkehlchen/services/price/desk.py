"""Asking oracles: who is next, who rests after failures, what need not be asked again.

Each need goes to the first oracle of the order that can be asked for it; all oracles of such a round are asked side by side, and
what one could not answer goes to the next of the order in the following round.

An oracle that can't be reached rests half a minute, so that an offline machine answers at once; one that says "too many
requests" rests as long as it says; one that rejects the key rests ten minutes. After `oracle_penalty_threshold_count` failures in a
row it rests for `oracle_penalty_duration`. Current and past prices are counted apart: a node without old states still
knows what is now. What an oracle answered nothing for is not asked again from it for an hour.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol

from rotkehlchen.contracts.oracle import EUR, FIAT_TYPE, USD, AssetRef, HistoricRequest, Oracle, Pair, Price, RateSource
from rotkehlchen.core.errors import AuthRejectedError, CancelledError, RateLimitedError, RemoteError, UnavailableError
from rotkehlchen.core.progress import Job
from rotkehlchen.core.time import DAY_SECONDS, HOUR_SECONDS, Clock, TimestampS
from rotkehlchen.services.price.model import OracleInfo, OracleState, PriceSettings

log = logging.getLogger(__name__)

UNREACHABLE_REST_SECONDS: Final = 30
RATE_LIMIT_REST_SECONDS: Final = 60
REJECTED_REST_SECONDS: Final = 600
UNKNOWN_SECONDS: Final = HOUR_SECONDS
MAX_UNKNOWN: Final = 200_000
LOCK_POLL_SECONDS: Final = 0.1
RATE_ORACLE: Final = 'ecb'

Kind = Literal['current', 'historical']
KINDS: Final[tuple[Kind, ...]] = ('current', 'historical')


class OracleCatalog(Protocol):
    """The oracles on disk. `load` imports one at its first use; the same object each time."""

    def infos(self) -> Sequence[OracleInfo]: ...

    def load(self, identifier: str) -> Oracle: ...

    def load_rates(self) -> RateSource: ...


@dataclass(frozen=True, slots=True)
class Need:
    """An asset to be priced, now (`timestamp` None) or at a time."""

    asset: AssetRef
    timestamp: TimestampS | None = None

    def is_met_by(self, price: Price) -> bool:
        if price.asset != self.asset.identifier:
            return False
        return self.timestamp is None or answers_for(price, self.timestamp)


def answers_for(price: Price, timestamp: TimestampS, window_seconds: int = HOUR_SECONDS) -> bool:
    """Whether a price tells about a time: an hourly one within the window around it, a daily one on its own day."""
    if price.span_seconds > HOUR_SECONDS:
        return 0 <= timestamp - price.timestamp < price.span_seconds
    return abs(price.timestamp - timestamp) <= window_seconds


@dataclass(slots=True)
class _Health:
    failures: int = 0
    resting_until: TimestampS = field(default=TimestampS(0))
    rate_limited: bool = False
    last_error: str = ''


@dataclass(slots=True)
class Asked:
    """What came of asking: `rate_limited` are needs about which an oracle would not be asked because of its limit."""

    rate_limited: set[Need] = field(default_factory=set)


class OracleDesk:
    """Safe to use from several threads; askers of one kind take turns, so that two of them never ask for the same."""

    def __init__(self, catalog: OracleCatalog, settings: Callable[[], PriceSettings], clock: Clock) -> None:
        self._catalog = catalog
        self._settings = settings
        self._clock = clock
        self._health: dict[tuple[str, Kind], _Health] = {}
        self._unknown: dict[tuple[str, str, str, int], TimestampS] = {}
        self._lock = threading.Lock()
        self._turns = {'current': threading.Lock(), 'historical': threading.Lock()}

    @property
    def settings(self) -> PriceSettings:
        return self._settings()

    @property
    def rates(self) -> RateSource:
        return self._catalog.load_rates()

    def infos(self) -> Sequence[OracleInfo]:
        return self._catalog.infos()

    def load(self, identifier: str) -> Oracle:
        return self._catalog.load(identifier)

    def states(self) -> list[OracleState]:
        """How each oracle fares with current and with past prices."""
        now = self._clock()
        with self._lock:
            healths = [(info, kind, self._health.get((info.id, kind), _Health())) for info in self._catalog.infos() for kind in KINDS]
        return [
            OracleState(info, kind, health.failures, health.resting_until if health.resting_until > now else None, health.last_error)
            for info, kind, health in healths
        ]

    def forget_failures(self) -> None:
        """Ask everybody again, as after a changed key or order."""
        with self._lock:
            self._health.clear()
            self._unknown.clear()

    def refresh_rates(self) -> None:
        """Read newer fiat rates if that is due and the bank does not rest after a failure."""
        rates = self.rates
        if self._is_resting(RATE_ORACLE, 'current') or not rates.is_stale():
            return
        try:
            rates.fetch_recent()
        except RemoteError as error:
            self._note_failure(RATE_ORACLE, 'current', error)
        else:
            self._note_success(RATE_ORACLE, 'current')

    def take_turn(self, kind: Kind, job: Job) -> 'Turn':
        """A block in which nobody else asks for prices of this kind. Waiting for it ends when the job is cancelled."""
        return Turn(self._turns[kind], job)

    def ask(
            self, kind: Kind, needs: Sequence[Need], pivot: AssetRef, on_prices: Callable[[Sequence[Price]], None],
            job: Job, *, again: bool = False,
    ) -> Asked:
        """Ask oracles until each need is met or nobody is left. `on_prices` gets answers as they come, in one thread at a time.

        Prices are in `pivot` where the oracle quotes it, else in USD or EUR if the bank's rates lead from there to `pivot`; who quotes
        neither is not asked. `again`: ask even what was not known lately.
        Raises CancelledError; oracles' failures are noted here and never raised.
        """
        order = self._order(kind, pivot)
        outcome = Asked()
        left = list(needs)
        positions = dict.fromkeys(left, 0)
        while left:
            rounds: dict[str, list[Need]] = {}
            for need in left:
                position = self._next_oracle(kind, order, positions[need], need, again, outcome)
                positions[need] = position + 1
                if position < len(order):
                    rounds.setdefault(order[position].oracle.id, []).append(need)
            if not rounds:
                break
            quotes = {one.oracle.id: one for one in order}
            met = self._ask_round(kind, [(quotes[name], members) for name, members in rounds.items()], on_prices, job, outcome)
            left = [need for members in rounds.values() for need in members if need not in met]
        return outcome

    def _ask_round(
            self, kind: Kind, rounds: Sequence[tuple['_Quote', list[Need]]], on_prices: Callable[[Sequence[Price]], None], job: Job,
            outcome: Asked,
    ) -> set[Need]:
        gate = threading.Lock()
        met: set[Need] = set()

        def ask_one(quote: _Quote, needs: list[Need]) -> None:
            name = quote.oracle.id
            waiting: dict[str, list[Need]] = {}
            for need in needs:
                waiting.setdefault(need.asset.identifier, []).append(need)
            answered: set[Need] = set()
            try:
                for page in fetch(quote.oracle, kind, needs, quote.currency):
                    answered.update(need for price in page for need in waiting.get(price.asset, ()) if need.is_met_by(price))
                    with gate:
                        met.update(answered)
                        on_prices(page)
                    job.check()
            except RemoteError as error:
                self._note_failure(name, kind, error)
                if isinstance(error, RateLimitedError):
                    with gate:
                        outcome.rate_limited.update(need for need in needs if need not in answered)
            else:
                self._note_success(name, kind)
                self._note_unknown(name, quote.currency.identifier, [need for need in needs if need not in answered])

        if len(rounds) == 1:
            ask_one(*rounds[0])
            return met
        with ThreadPoolExecutor(len(rounds), thread_name_prefix='oracle') as pool:
            futures = [pool.submit(ask_one, quote, needs) for quote, needs in rounds]
            errors = [error for future in futures if (error := future.exception()) is not None]
        for error in errors:
            if not isinstance(error, CancelledError):
                raise error
        if errors:
            raise errors[0]
        return met

    def _order(self, kind: Kind, pivot: AssetRef) -> list['_Quote']:
        settings = self._settings()
        names = settings.current_oracles if kind == 'current' else settings.historical_oracles
        able = {info.id for info in self._catalog.infos() if kind in info.capabilities and 'offline' not in info.capabilities}
        oracles = [self._catalog.load(name) for name in dict.fromkeys(names) if name in able]
        return [_Quote(oracle, currency) for oracle in oracles if (currency := self._find_currency(oracle, pivot)) is not None]

    def _find_currency(self, oracle: Oracle, pivot: AssetRef) -> AssetRef | None:
        now = self._clock()
        for currency in (pivot, AssetRef(USD, FIAT_TYPE, USD), AssetRef(EUR, FIAT_TYPE, EUR)):
            leads_there = currency == pivot or self.rates.find_price(currency.identifier, pivot.identifier, now) is not None
            if leads_there and oracle.quotes(currency):
                return currency
        return None

    def _next_oracle(
            self, kind: Kind, order: Sequence['_Quote'], position: int, need: Need, again: bool, outcome: Asked,
    ) -> int:
        while position < len(order):
            oracle = order[position].oracle
            if oracle.knows(need.asset):
                health = self._find_rest(oracle.id, kind)
                if health is not None:
                    if health.rate_limited:
                        outcome.rate_limited.add(need)
                elif again or not self._is_unknown(oracle.id, order[position].currency.identifier, need):
                    return position
            position += 1
        return position

    def _find_rest(self, identifier: str, kind: Kind) -> _Health | None:
        health = self._health.get((identifier, kind))
        return health if health is not None and health.resting_until > self._clock() else None

    def _is_resting(self, identifier: str, kind: Kind) -> bool:
        return self._find_rest(identifier, kind) is not None

    def _note_success(self, identifier: str, kind: Kind) -> None:
        with self._lock:
            self._health.pop((identifier, kind), None)

    def _note_failure(self, identifier: str, kind: Kind, error: RemoteError) -> None:
        log.info('price oracle %s failed: %s', identifier, error.error_code)
        settings = self._settings()
        with self._lock:
            health = self._health.setdefault((identifier, kind), _Health())
            health.failures += 1
            health.rate_limited = isinstance(error, RateLimitedError)
            health.last_error = error.message
            rest = float(rest_seconds(error))
            if health.failures >= settings.penalty_threshold_count:
                rest = max(rest, settings.penalty_duration_seconds)
                health.failures = 0
            health.resting_until = TimestampS(max(health.resting_until, int(self._clock() + rest)))

    def _note_unknown(self, oracle: str, currency: str, needs: Iterable[Need]) -> None:
        expires = TimestampS(self._clock() + UNKNOWN_SECONDS)
        with self._lock:
            if len(self._unknown) > MAX_UNKNOWN:
                self._unknown.clear()
            for need in needs:
                self._unknown[_unknown_key(oracle, currency, need)] = expires

    def _is_unknown(self, oracle: str, currency: str, need: Need) -> bool:
        return self._unknown.get(_unknown_key(oracle, currency, need), 0) > self._clock()


@dataclass(frozen=True, slots=True, eq=False)
class _Quote:
    """An oracle and the currency in which it is asked."""

    oracle: Oracle
    currency: AssetRef


class Turn:
    """A lock that is waited for only as long as the job is wanted."""

    def __init__(self, lock: threading.Lock, job: Job) -> None:
        self._lock = lock
        self._job = job

    def __enter__(self) -> None:
        while not self._lock.acquire(timeout=LOCK_POLL_SECONDS):
            self._job.check()

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def fetch(oracle: Oracle, kind: Kind, needs: Sequence[Need], quote: AssetRef) -> Iterator[Sequence[Price]]:
    if kind == 'current':
        return oracle.fetch_current([Pair(need.asset, quote) for need in needs])
    return oracle.fetch_historical([HistoricRequest(need.asset, quote, need.timestamp) for need in needs if need.timestamp is not None])


def rest_seconds(error: RemoteError) -> float:
    """How long not to ask after one failure."""
    if isinstance(error, RateLimitedError):
        return min(error.retry_after_seconds or RATE_LIMIT_REST_SECONDS, DAY_SECONDS)
    if isinstance(error, AuthRejectedError):
        return REJECTED_REST_SECONDS
    return UNREACHABLE_REST_SECONDS if isinstance(error, UnavailableError) else 0


def _unknown_key(oracle: str, currency: str, need: Need) -> tuple[str, str, str, int]:
    return oracle, need.asset.identifier, currency, -1 if need.timestamp is None else need.timestamp // HOUR_SECONDS
