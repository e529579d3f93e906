"""The indexers of a chain in the order in which the user wants them asked, one after another until one can answer."""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, TypeVar

from rotkehlchen.contracts.indexer import Indexer, IndexerContext, IndexerInfo, parse_indexer
from rotkehlchen.contracts.oracle import JsonClient
from rotkehlchen.contracts.registry import Registry
from rotkehlchen.core.errors import AuthRejectedError, RateLimitedError, RemoteError, UnavailableError
from rotkehlchen.core.progress import Job
from rotkehlchen.net.http import HttpClient, Limits
from rotkehlchen.net.outbound import OutboundLog
from rotkehlchen.net.pacing import Rate

log = logging.getLogger(__name__)

KIND: Final = 'indexer'
Answer = TypeVar('Answer')
TRIES_OF_A_LIMIT: Final = 4
FIRST_WAIT_SECONDS: Final = 1.0
LONGEST_WAIT_SECONDS: Final = 10.0
WAIT_SLICE_SECONDS: Final = 0.1
REST_SECONDS: Final = 60.0
REFUSED_ACCESS_REST_SECONDS: Final = 600.0
TRIES: Final = 2  # the next indexer is a better chance than the same one again
CONNECT_SECONDS: Final = 8.0

Order = Sequence[str]


class IndexerDirectory:
    """The indexers on disk, built when first used. Safe to use from several threads.

    `load_order(chain)`: ids in the user's order; `load_credential(indexer, field)`: 'api_key' or 'url', or None. An indexer that the user
    runs (its 'url' is set) is asked first, also where the order does not name it: what it is asked stays in the house.
    """

    def __init__(
            self, registry: Registry, make_client: Callable[[Sequence[IndexerInfo]], JsonClient], load_order: Callable[[str], Order],
            load_credential: Callable[[str, str], str | None], monotonic: Callable[[], float] = time.monotonic,
            sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._registry = registry
        self._make_client = make_client
        self._load_order = load_order
        self._load_credential = load_credential
        self._monotonic = monotonic
        self._sleep = sleep
        self._built: dict[str, Indexer] = {}
        self._resting: dict[tuple[str, int, str], tuple[float, RemoteError]] = {}
        self._client: JsonClient | None = None
        self._lock = threading.Lock()

    def ids(self) -> list[str]:
        return [one.id for one in self._registry.manifests(KIND)]

    def of_chain(self, chain: str, chain_id: int, order: Order | None = None) -> list[Indexer]:
        """Those that serve a chain, in order. `order`: in place of the user's."""
        known = self.ids()
        own = [one for one in known if self._load_credential(one, 'url')] if order is None else []
        wanted = [one for one in dict.fromkeys([*own, *(order or self._load_order(chain))]) if one in known]
        return [indexer for indexer in map(self._load, wanted) if indexer.serves(chain_id)]

    def ask(
            self, chain: str, chain_id: int, put: Callable[[Indexer], Answer], job: Job, order: Order | None = None,
    ) -> Answer:
        """What the first indexer answers that can. Raises the last one's RemoteError, or UnavailableError if the chain has none."""
        failure: RemoteError = UnavailableError('No indexer serves this chain.', code='no_indexer', chain=chain)
        for indexer in self.of_chain(chain, chain_id, order):
            try:
                return self.ask_one(indexer, chain_id, put, job)
            except RemoteError as error:
                log.info('%s on %s: %s', indexer.id, chain, error.error_code)
                failure = error
        raise failure

    def ask_one(self, indexer: Indexer, chain_id: int, put: Callable[[Indexer], Answer], job: Job) -> Answer:
        """What one indexer answers; one that wants fewer requests is waited for a little. Raises RemoteError.

        One that could not be used is left alone for a while, unless its address or key is changed.
        """
        key = (indexer.id, chain_id, f'{self._load_credential(indexer.id, "url")} {self._load_credential(indexer.id, "api_key")}')
        until, known = self._resting.get(key, (0.0, None))
        if known is not None and until > self._monotonic():
            raise known
        try:
            answer = self._ask_patiently(indexer, put, job)
        except (UnavailableError, AuthRejectedError) as error:
            rest = REFUSED_ACCESS_REST_SECONDS if isinstance(error, AuthRejectedError) else REST_SECONDS
            self._resting[key] = self._monotonic() + rest, error
            raise
        self._resting.pop(key, None)
        return answer

    def forget_failures(self) -> None:
        """The user asks to try again now."""
        self._resting.clear()

    def close(self) -> None:
        with self._lock:
            if self._client is not None:
                self._client.close()

    def _ask_patiently(self, indexer: Indexer, put: Callable[[Indexer], Answer], job: Job) -> Answer:
        for number in range(TRIES_OF_A_LIMIT):
            job.check()
            try:
                return put(indexer)
            except RateLimitedError as error:
                wait = error.retry_after_seconds or FIRST_WAIT_SECONDS * 2 ** number
                if number == TRIES_OF_A_LIMIT - 1 or wait > LONGEST_WAIT_SECONDS:
                    raise
                self._wait(wait, job)
        raise AssertionError('unreachable')

    def _wait(self, seconds: float, job: Job) -> None:
        while seconds > 0:
            job.check()
            self._sleep(min(seconds, WAIT_SLICE_SECONDS))
            seconds -= WAIT_SLICE_SECONDS

    def _load(self, identifier: str) -> Indexer:
        with self._lock:
            if identifier not in self._built:
                if self._client is None:
                    self._client = self._make_client([parse_indexer(one) for one in self._registry.manifests(KIND)])
                context = IndexerContext(
                    self._client, parse_indexer(self._registry.get(KIND, identifier)),
                    lambda field: self._load_credential(identifier, field), lambda: self._load_credential(identifier, 'url') or '',
                )
                built: Indexer = self._registry.load(KIND, identifier).build(context)
                self._built[identifier] = built
            return self._built[identifier]


def make_order(get: Callable[[str], Any]) -> Callable[[str], Order]:
    """The order of a chain by the settings: its own, or that of all chains."""
    def order(chain: str) -> Order:
        by_chain: Mapping[str, Order] = get('evm_indexers_order')
        own = by_chain.get(chain)
        return get('default_evm_indexer_order') if own is None else own  # none at all: the user's node alone
    return order


def make_indexer_client(limits: Callable[[], Limits], outbound: OutboundLog | None) -> Callable[[Sequence[IndexerInfo]], HttpClient]:
    """An HTTP client that keeps to each host's rate, and gives up soon: there are other indexers."""
    def quick_limits() -> Limits:
        given = limits()
        return replace(given, attempts=min(given.attempts, TRIES), connect_seconds=min(given.connect_seconds, CONNECT_SECONDS))

    def make(infos: Sequence[IndexerInfo]) -> HttpClient:
        rates = {host: Rate(count, 1) for info in infos for host, count in info.requests_per_second.items()}
        return HttpClient(quick_limits, outbound=outbound, rates=rates)
    return make
