"""What an indexer must be: a service that knows which transactions an address took part in.

An indexer's folder holds `manifest.toml`, which says which chains it serves and where, and `indexer.py` with `build(context)`. It gives
rows as values and never touches storage. What every indexer keeps to:
* an answer that is not understood is a failure, never an empty list: an empty list says "there is nothing", and is believed;
* any failure is one of the four leaves of `RemoteError`;
* pages of a listing are oldest first.

    capabilities = ["transactions", "internal", "staking"]
    [indexer]
    url = "https://api.acme.example/{chain_id}/api"   # of all chains; {chain_id} is filled in where it stands
    chains = [1, 10]
    page_rows = 1000                                   # rows of a page at most
    [indexer.urls]                                     # instead of url and chains: an address for each chain
    "1" = "https://eth.acme.example/api"
    [indexer.requests_per_second]
    "api.acme.example" = 5
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol

from rotkehlchen.contracts.manifest import Manifest, Table
from rotkehlchen.contracts.oracle import JsonClient
from rotkehlchen.core.time import TimestampS

ListingKind = Literal['normal', 'internal', 'token', 'nft', 'multi']
LISTING_KINDS: Final[tuple[ListingKind, ...]] = ('normal', 'internal', 'token', 'nft', 'multi')
StakingKind = Literal['withdrawal', 'block']
MAX_PAGE_ROWS: Final = 10_000
_KEYS: Final = {'url', 'urls', 'chains', 'page_rows', 'requests_per_second'}


@dataclass(frozen=True, slots=True)
class ListedTransaction:
    """That a transaction concerns an address. `tx_hash`: lower case. `timestamp` None: the listing does not say.

    `has_internal`: the native coin moves inside it, from or to the address.
    """

    tx_hash: str
    block_number: int
    timestamp: TimestampS | None = None
    has_internal: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """What is asked: transactions of an address within blocks, both ends included. `page` counts from 1."""

    kind: ListingKind
    address: str
    first: int
    last: int
    page: int = 1


@dataclass(frozen=True, slots=True)
class StakingRow:
    """A withdrawal of a validator to an address, or a block that it proposed. `raw`: the row as it came."""

    kind: StakingKind
    identifier: int
    block_number: int
    timestamp: TimestampS
    raw: Mapping[str, Any]


class Indexer(Protocol):
    """Safe to use from several threads at once."""

    id: str
    page_rows: int

    def serves(self, chain_id: int) -> bool:
        """Whether it can be asked about a chain at all. No network."""

    def fetch_listing(self, chain_id: int, listing: Listing) -> Sequence[ListedTransaction]:
        """One page, oldest block first; fewer rows than `page_rows` where there are no more."""

    def fetch_internal(self, chain_id: int, tx_hash: str) -> list[dict[str, str]]:
        """Successful transfers of the native coin inside a transaction, in order of execution: from, to, value, isError."""

    def fetch_rpc(self, chain_id: int, method: str, params: Mapping[str, str]) -> object:
        """`result` of a call that the indexer passes to a node of its own: eth_getTransactionByHash and its like."""

    def fetch_staking(self, chain_id: int, kind: StakingKind, address: str, first: int, page: int) -> Sequence[StakingRow]:
        """One page of blocks from `first` on, oldest first (of proposed blocks: all of them, in any order); fewer rows than `page_rows`
        where there are no more.
        """


@dataclass(frozen=True, slots=True)
class IndexerInfo:
    """The facts of an indexer's manifest. `url_of(chain_id)` is None for a chain that it does not serve."""

    id: str
    name: str
    url: str
    urls: Mapping[int, str]
    chains: frozenset[int]
    page_rows: int
    requests_per_second: Mapping[str, int]

    def url_of(self, chain_id: int) -> str | None:
        if chain_id in self.urls:
            return self.urls[chain_id]
        return self.url.replace('{chain_id}', str(chain_id)) if chain_id in self.chains else None


@dataclass(frozen=True, slots=True)
class IndexerContext:
    """What `build(context)` receives. `credential(field)`: the user's key, or None; `own_url()`: an indexer that the user runs, or ''."""

    client: JsonClient
    info: IndexerInfo
    credential: Callable[[str], str | None] = lambda _field: None
    own_url: Callable[[], str] = lambda: ''


def parse_indexer(manifest: Manifest) -> IndexerInfo:
    """The facts of an indexer's manifest. Raises ManifestError."""
    table = Table(manifest.file, 'indexer.', manifest.details)
    table.refuse_others(_KEYS)
    urls, rates = table.table('urls'), table.table('requests_per_second')
    if bool(urls.raw) == ('url' in table.raw):
        raise table.error('url', 'either one address or one for each chain is needed')
    chains = table.raw.get('chains', [])
    if not isinstance(chains, list) or not all(isinstance(one, int) and one > 0 for one in chains) or len(set(chains)) != len(chains):
        raise table.error('chains', 'must be a list of different chain ids')
    if not all(one.isdigit() for one in urls.raw):
        raise table.error('urls', 'the keys must be chain ids')
    return IndexerInfo(
        id=manifest.id, name=manifest.name, url=table.url('url', default=''), urls={int(one): urls.url(one) for one in urls.raw},
        chains=frozenset(chains), page_rows=table.number('page_rows', 1, MAX_PAGE_ROWS),
        requests_per_second={host: rates.number(host, 1, 1000) for host in rates.raw},
    )
