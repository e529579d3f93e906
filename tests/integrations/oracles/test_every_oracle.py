"""What every folder of an oracle keeps to, found on disk: a new folder is tested without a line here."""

import subprocess
import sys
from contextlib import suppress

import pytest

from rotkehlchen.contracts.oracle import AssetRef, HistoricRequest, OracleContext, Pair
from rotkehlchen.contracts.registry import Registry
from rotkehlchen.core.errors import AuthRejectedError, BadResponseError, RateLimitedError, RemoteError, UnavailableError
from rotkehlchen.core.time import TimestampS
from rotkehlchen.services.price.catalog import load_request_rates

REGISTRY = Registry()
ORACLES = [manifest.id for manifest in REGISTRY.manifests('oracle')]
CAPABILITIES = {'current', 'historical', 'series', 'offline'}
NOW = TimestampS(1_750_000_000)
FIATS = [AssetRef(name, 'fiat', name) for name in ('USD', 'EUR')]
ASSETS = [
    AssetRef('BTC', 'own chain', 'BTC', 'bitcoin', 'BTC', decimals=8), AssetRef('ETH', 'own chain', 'ETH', 'ethereum', 'ETH', decimals=18),
    AssetRef(
        'eip155:1/erc20:0x6B175474E89094C44Da98b954EedeAC495271d0F', 'evm token', 'DAI', 'dai', 'DAI', 1,
        '0x6B175474E89094C44Da98b954EedeAC495271d0F', 18),
    *FIATS,
]
GARBAGE = [None, [], {}, 0, 'text', {'coins': None}, {'prices': None}, {'Data': 7, 'Response': 'Success'}, {'bitcoin': {'usd': 0}}]


class Remote:
    """HTTP and node in one: answers the same to everything, or fails."""

    def __init__(self, answer: object) -> None:
        self.answer = answer

    def _give(self) -> object:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def get_json(self, url: str, *, params: dict[str, str] | None = None, headers: dict[str, str] | None = None) -> object:
        return self._give()

    def get_text(self, url: str) -> str:
        return str(self._give())

    def call_many(self, calls: list[tuple[str, bytes]], block: int | None = None) -> list[bytes | None]:
        self._give()
        return [None for _ in calls]

    def block_number(self) -> int:
        self._give()
        return 100

    def block_timestamp(self, number: int) -> TimestampS:
        self._give()
        return TimestampS(NOW - (100 - number) * 12)


def ask(identifier: str, answer: object) -> list[object]:
    """All that an oracle says about all assets, now and an hour ago, in every currency that it quotes."""
    remote = Remote(answer)
    oracle = REGISTRY.load('oracle', identifier).build(OracleContext(remote, lambda: NOW, lambda _field: 'key', lambda _chain: remote))
    pairs = [Pair(asset, fiat) for fiat in FIATS for asset in ASSETS if oracle.quotes(fiat) and oracle.knows(asset)]
    assert pairs, 'an oracle that knows nothing is of no use'
    requests = [HistoricRequest(pair.asset, pair.currency, TimestampS(NOW - back)) for pair in pairs for back in (600, 5000)]
    return [price for pages in (oracle.fetch_current(pairs), oracle.fetch_historical(requests)) for page in pages for price in page]


@pytest.mark.parametrize('identifier', ORACLES)
def test_manifest_names_known_capabilities_and_sources(identifier: str) -> None:
    manifest = REGISTRY.get('oracle', identifier)
    assert {'current', 'historical'} <= manifest.capabilities <= CAPABILITIES
    oracle = REGISTRY.load('oracle', identifier).build(OracleContext(Remote(None), lambda: NOW))
    assert oracle.id == identifier
    assert hasattr(oracle, 'fetch_series') == manifest.can('series')
    assert hasattr(oracle, 'find_price') == manifest.can('offline')
    assert any(oracle.quotes(fiat) for fiat in FIATS)


@pytest.mark.parametrize('identifier', [one for one in ORACLES if not REGISTRY.get('oracle', one).can('offline')])
@pytest.mark.parametrize('error', [UnavailableError('x'), RateLimitedError('x'), AuthRejectedError('x'), BadResponseError('x')])
def test_failures_pass_as_the_four_remote_errors(identifier: str, error: RemoteError) -> None:
    with pytest.raises(type(error)):
        ask(identifier, error)


@pytest.mark.parametrize('identifier', [one for one in ORACLES if not REGISTRY.get('oracle', one).can('offline')])
@pytest.mark.parametrize('answer', GARBAGE, ids=str)
def test_garbage_gives_no_price_and_nothing_but_remote_errors(identifier: str, answer: object) -> None:
    with suppress(RemoteError):
        assert ask(identifier, answer) == []


def test_request_rates_name_every_host_once() -> None:
    rates = load_request_rates(REGISTRY)
    assert rates['api.coingecko.com'] < 60
    assert {'coins.llama.fi', 'min-api.cryptocompare.com', 'www.ecb.europa.eu'} <= rates.keys()


def test_importing_every_oracle_loads_no_heavy_library() -> None:
    script = (
        'import sys; from rotkehlchen.contracts.registry import Registry; r = Registry();'
        "[r.load('oracle', m.id) for m in r.manifests('oracle')];"
        "heavy = {'requests', 'eth_abi', 'currency_converter', 'Crypto', 'zipfile', 'flask', 'gevent'} & set(sys.modules);"
        'assert not heavy, heavy'
    )
    done = subprocess.run([sys.executable, '-c', script], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
