"""The oracles on disk, built when first used: each with its HTTP client, the user's key and the user's nodes."""

import threading
from collections.abc import Callable, Sequence
from typing import Final

from rotkehlchen.contracts.manifest import Manifest, Table
from rotkehlchen.contracts.oracle import JsonClient, Oracle, OracleContext, RateSource, ReaderFinder
from rotkehlchen.contracts.registry import Registry
from rotkehlchen.core.time import Clock
from rotkehlchen.services.price.desk import RATE_ORACLE
from rotkehlchen.services.price.model import OracleInfo

KIND: Final = 'oracle'
DEFAULT_REQUESTS_PER_MINUTE: Final = 60
MakeClient = Callable[[str, int], JsonClient]


class RegistryCatalog:
    """`make_client(oracle, requests per minute)`; `load_credential(oracle, field)` is the user's key or None, read at each request."""

    def __init__(
            self, registry: Registry, make_client: MakeClient, clock: Clock, find_reader: ReaderFinder,
            load_credential: Callable[[str, str], str | None] = lambda _oracle, _field: None,
    ) -> None:
        self._registry = registry
        self._make_client = make_client
        self._clock = clock
        self._find_reader = find_reader
        self._load_credential = load_credential
        self._infos: tuple[OracleInfo, ...] | None = None
        self._built: dict[str, Oracle] = {}
        self._lock = threading.Lock()

    def infos(self) -> Sequence[OracleInfo]:
        if self._infos is None:
            self._infos = tuple(OracleInfo(one.id, one.name, one.capabilities) for one in self._registry.manifests(KIND))
        return self._infos

    def load(self, identifier: str) -> Oracle:
        with self._lock:
            if identifier not in self._built:
                self._built[identifier] = self._build(identifier)
            return self._built[identifier]

    def load_rates(self) -> RateSource:
        return self.load(RATE_ORACLE)  # type: ignore[return-value]  # declares the capability 'offline'

    def _build(self, identifier: str) -> Oracle:
        manifest = self._registry.get(KIND, identifier)
        context = OracleContext(
            client=self._make_client(identifier, requests_per_minute(manifest)), clock=self._clock,
            credential=lambda field: self._load_credential(identifier, field), find_reader=self._find_reader)
        built: Oracle = self._registry.load(KIND, identifier).build(context)
        return built


def requests_per_minute(manifest: Manifest) -> int:
    """The manifest's `[oracle] requests_per_minute`. Raises ManifestError for anything else in that table."""
    table = Table(manifest.file, 'oracle.', manifest.details)
    table.refuse_others({'requests_per_minute'})
    return table.number('requests_per_minute', 1, 60_000, default=DEFAULT_REQUESTS_PER_MINUTE)
