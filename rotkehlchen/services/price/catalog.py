"""The oracles on disk, built when first used: each with the HTTP client, the user's key and the user's nodes."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from rotkehlchen.contracts.manifest import Table
from rotkehlchen.contracts.oracle import JsonClient, Oracle, OracleContext, RateSource, ReaderFinder
from rotkehlchen.contracts.registry import Registry
from rotkehlchen.core.time import Clock
from rotkehlchen.services.price.desk import RATE_ORACLE
from rotkehlchen.services.price.model import OracleInfo

if TYPE_CHECKING:
    from rotkehlchen.net.http import HttpClient, Limits
    from rotkehlchen.net.outbound import OutboundLog

KIND: Final = 'oracle'
BURST: Final = 5
TRIES: Final = 1  # the next oracle is a better second chance than the same one again
CONNECT_SECONDS: Final = 5.0
LONGEST_WAIT_SECONDS: Final = 20.0
RatesPerMinute = Mapping[str, int]


class RegistryCatalog:
    """`make_client` gets the requests a minute that each host allows, and is called once, when the first oracle is used.

    `load_credential(oracle, field)` is the user's key or None; `base_urls` replaces oracles' addresses (a mirror, a test server).
    """

    def __init__(
            self, registry: Registry, make_client: Callable[[RatesPerMinute], JsonClient], clock: Clock, find_reader: ReaderFinder,
            load_credential: Callable[[str, str], str | None] = lambda _oracle, _field: None, base_urls: Mapping[str, str] | None = None,
            load_base_url: Callable[[str], str | None] = lambda _oracle: None,
    ) -> None:
        self._registry = registry
        self._make_client = make_client
        self._clock = clock
        self._find_reader = find_reader
        self._load_credential = load_credential
        self._base_urls = dict(base_urls or {})
        self._load_base_url = load_base_url
        self._infos: tuple[OracleInfo, ...] | None = None
        self._client: JsonClient | None = None
        self._built: dict[str, tuple[str, Oracle]] = {}
        self._lock = threading.Lock()

    def infos(self) -> Sequence[OracleInfo]:
        if self._infos is None:
            self._infos = tuple(OracleInfo(one.id, one.name, one.capabilities) for one in self._registry.manifests(KIND))
        return self._infos

    def load(self, identifier: str) -> Oracle:
        with self._lock:
            base_url = self._load_base_url(identifier) or self._base_urls.get(identifier, '')
            known = self._built.get(identifier)
            if known is None or known[0] != base_url:  # the user may have named another address since
                known = self._built[identifier] = (base_url, self._build(identifier, base_url))
            return known[1]

    def load_rates(self) -> RateSource:
        return self.load(RATE_ORACLE)  # type: ignore[return-value]  # declares the capability 'offline'

    def close(self) -> None:
        """Close the connections of the oracles' client."""
        with self._lock:
            if self._client is not None:
                self._client.close()

    def _build(self, identifier: str, base_url: str) -> Oracle:
        if self._client is None:
            self._client = self._make_client(load_request_rates(self._registry))
        context = OracleContext(
            client=self._client, clock=self._clock, credential=lambda field: self._load_credential(identifier, field),
            find_reader=self._find_reader, base_url=base_url.rstrip('/'))
        built: Oracle = self._registry.load(KIND, identifier).build(context)
        return built


def load_request_rates(registry: Registry) -> dict[str, int]:
    """Requests a minute by host, of all oracles' `[oracle.requests_per_minute]`. Raises ManifestError for anything else there."""
    rates = {}
    for manifest in registry.manifests(KIND):
        details = Table(manifest.file, 'oracle.', manifest.details)
        details.refuse_others({'requests_per_minute'})
        hosts = details.table('requests_per_minute')
        rates.update({host: hosts.number(host, 1, 60_000) for host in hosts.raw})
    return rates


def make_price_client(limits: 'Callable[[], Limits]', outbound: 'OutboundLog | None', rates: RatesPerMinute) -> 'HttpClient':
    """An HTTP client that gives up soon: a user waits for prices, and there are other oracles."""
    from rotkehlchen.net.http import HttpClient
    from rotkehlchen.net.pacing import Rate

    def quick_limits() -> 'Limits':
        given = limits()
        return replace(
            given, attempts=min(given.attempts, TRIES), connect_seconds=min(given.connect_seconds, CONNECT_SECONDS),
            longest_wait_seconds=min(given.longest_wait_seconds, LONGEST_WAIT_SECONDS))

    return HttpClient(quick_limits, outbound=outbound, rates={host: Rate(count / 60, min(BURST, count)) for host, count in rates.items()})
