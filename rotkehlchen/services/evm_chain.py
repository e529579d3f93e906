"""An EVM chain with what is needed to read it, as the services of accounts and balances see it."""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Final, Protocol

from rotkehlchen.core.ids import AssetId, EvmAddress
from rotkehlchen.core.money import from_base_units
from rotkehlchen.net.evm.client import MULTICALL3, EvmClient
from rotkehlchen.net.evm.rpc import RpcCaller

# Contracts that show the native balance once more under a token's face, or stand for the native coin in token lists.
# Counting them would double the coin. Sources: docs.polygon.technology (MRC20), docs.celo.org (CELO as ERC-20),
# docs.zksync.io (L2BaseToken), specs.optimism.io predeploys (LegacyERC20ETH; Mantle and Metis keep theirs there), docs.moonbeam.network.
NATIVE_MIRRORS: Final = frozenset(address.lower() for address in (
    '0x0000000000000000000000000000000000001010',
    '0x471EcE3750Da237f93B8E339c536989b8978a438',
    '0x000000000000000000000000000000000000800A',
    '0xDeadDeAddeAddEAddeadDEaDDEAdDeaDDeAD0000',
    '0x0000000000000000000000000000000000000802',
    '0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE',
    '0x0000000000000000000000000000000000000000',
))

MAX_READS_IN_FULL: Final = 500  # up to here one request for everything is best
MAX_PAIRS_AT_ONCE: Final = 50_000  # bounds memory: a pair costs some 300 bytes while it is asked for


@dataclass(frozen=True, slots=True)
class EvmChain:
    """`id` is the chain's word in the API ('eth'); `chain_id` its EIP-155 number."""

    id: str
    chain_id: int
    native_asset: AssetId
    client: EvmClient
    native_decimals: int = 18


class EvmChains(Protocol):
    """The EVM chains that there are now, shipped ones and the user's own."""

    def all(self) -> Sequence[EvmChain]: ...

    def find(self, chain: str) -> EvmChain | None:
        """The chain of this word; None for an unknown one and for chains that are not EVM chains."""


@dataclass(frozen=True, slots=True)
class KnownToken:
    asset: AssetId
    address: EvmAddress
    decimals: int


@dataclass(slots=True)
class Reading:
    """`amounts[address][asset]` for every address asked about, zeroes left out; `unread`: (address, asset) that could not be read."""

    amounts: dict[str, dict[str, Decimal]] = field(default_factory=dict)
    unread: set[tuple[str, str]] = field(default_factory=set)

    def note(self, address: str, asset: str, raw: int | None, decimals: int) -> None:
        """`raw` in smallest units; None: it could not be read."""
        if raw is None:
            self.unread.add((address, asset))
        elif raw:
            self.amounts[address][asset] = from_base_units(raw, decimals)


def is_countable(token: KnownToken, chain: EvmChain) -> bool:
    """Whether the token is something of its own rather than the chain's coin once more."""
    return token.asset != chain.native_asset and token.address.lower() not in NATIVE_MIRRORS


def read_holdings(
        chain: EvmChain, wanted: Mapping[EvmAddress, Iterable[KnownToken]], on_progress: Callable[[int], None] | None = None,
) -> Reading:
    """The native coin and the wanted tokens of each address, in as few requests as possible. Raises RemoteError."""
    holders: dict[KnownToken, list[EvmAddress]] = {}
    for address, tokens in wanted.items():
        for token in tokens:
            if is_countable(token, chain):
                holders.setdefault(token, []).append(address)
    # By token: a contract read twice in one call costs the node less the second time.
    pairs = ((token, holder) for token, addresses in holders.items() for holder in addresses)
    reading = Reading({address: {} for address in wanted})
    natives = list(wanted)
    while (part := list(islice(pairs, MAX_PAIRS_AT_ONCE))) or natives:
        native, amounts = chain.client.balances(natives, [(token.address, holder) for token, holder in part], on_progress)
        for address, raw in zip(natives, native, strict=True):
            reading.note(address, chain.native_asset, raw, chain.native_decimals)
        for (token, holder), raw in zip(part, amounts, strict=True):
            reading.note(holder, token.asset, raw, token.decimals)
        natives = []
    return reading


def read_all(
        chain: EvmChain, addresses: Sequence[EvmAddress], tokens: Sequence[KnownToken], on_progress: Callable[[int], None] | None = None,
) -> Reading:
    """The native coin and all of the tokens of each address, of which most are expected to be zero. Raises RemoteError."""
    if len(addresses) * len(tokens) > MAX_READS_IN_FULL:
        by_address = {token.address: token for token in tokens if is_countable(token, chain)}
        entries = chain.client.token_sheet(list(by_address), addresses, on_progress)
        if entries is not None:
            reading = read_holdings(chain, dict.fromkeys(addresses, ()), on_progress)
            for entry in entries:
                token = by_address[entry.token]
                reading.note(entry.holder, token.asset, entry.amount, token.decimals)
            return reading
    return read_holdings(chain, dict.fromkeys(addresses, tokens), on_progress)


class ChainFacts(Protocol):
    """The data of a chain's folder, or of a chain that the user added."""

    @property
    def id(self) -> str: ...
    @property
    def chain_id(self) -> int: ...
    @property
    def native_asset(self) -> AssetId: ...
    @property
    def native_decimals(self) -> int: ...
    @property
    def multicall3(self) -> str | None: ...


class EvmChainDirectory:
    """EvmChains over facts and node pools; each chain has one client, so that what that learned about its nodes stays."""

    def __init__(self, load_chains: Callable[[], Sequence[ChainFacts]], pool_of: Callable[[str], RpcCaller]) -> None:
        self._load_chains = load_chains
        self._pool_of = pool_of
        self._clients: dict[str, tuple[RpcCaller, EvmClient]] = {}
        self._lock = threading.Lock()

    def all(self) -> Sequence[EvmChain]:
        return [self._chain(facts) for facts in self._load_chains()]

    def find(self, chain: str) -> EvmChain | None:
        return next((self._chain(facts) for facts in self._load_chains() if facts.id == chain), None)

    def _chain(self, facts: ChainFacts) -> EvmChain:
        pool = self._pool_of(facts.id)
        with self._lock:
            known, client = self._clients.get(facts.id, (None, None))
            if client is None or known is not pool:
                client = EvmClient(pool, facts.multicall3 or MULTICALL3)
                self._clients[facts.id] = pool, client
        return EvmChain(facts.id, facts.chain_id, facts.native_asset, client, facts.native_decimals)
