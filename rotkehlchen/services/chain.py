"""The chains that there are: those that ship as folders, and EVM chains that the user adds by an RPC address."""

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, cast

from rotkehlchen.contracts.chain import ChainInfo, parse_chain
from rotkehlchen.contracts.registry import Registry
from rotkehlchen.core.errors import BadResponseError, ConflictError, InputError, NotFoundError, RemoteError
from rotkehlchen.core.ids import AssetId, native_asset_id
from rotkehlchen.core.money import parse_amount
from rotkehlchen.data import KnownChain, find_known_chain
from rotkehlchen.net.address import parse_endpoint
from rotkehlchen.net.http import HttpClient
from rotkehlchen.net.node_pool import fetch_chain_id
from rotkehlchen.services.notification import Notifier
from rotkehlchen.storage.global_db.asset import AssetRepository
from rotkehlchen.storage.global_db.asset_row import Asset
from rotkehlchen.storage.rpc_node import RpcNode
from rotkehlchen.storage.user_chain import UserChain, UserChainRepository

USER_POSITION: Final = 1_000_000  # after all shipped ones
OWN_CHAIN: Final = 'own chain'
MAX_NAME_LENGTH: Final = 60
MAX_SYMBOL_LENGTH: Final = 20
MAX_DECIMALS: Final = 36
# Words that mean other things in the established API and must not become chains of the user.
RESERVED: Final = frozenset({
    'eth2', 'btc', 'bch', 'ksm', 'dot', 'zksync_lite', 'solana', 'evm', 'supported', 'transactions', 'all', 'evmlike', 'bitcoin',
    'ethereum', 'avalanche', 'total', 'blockchain', 'external', 'fantom', 'boba', 'evmos', 'polygon_zkevm', 'pulsechain', 'megaeth',
})


class ShippedChains:
    """The chains that have a folder. Their manifests are read at the first question."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    @cached_property
    def chains(self) -> tuple[ChainInfo, ...]:
        """In the order of their positions."""
        return tuple(sorted(map(parse_chain, self._registry.manifests('chain')), key=lambda chain: (chain.position, chain.id)))

    def find_logo(self, chain: str) -> bytes | None:
        """The SVG of a chain that ships with one."""
        return self._registry.find_logo('chain', chain)


@dataclass(frozen=True, slots=True)
class NewChain:
    """What the user says of a chain to be added. What is None is taken from known data, where the chain is known."""

    endpoint: str
    name: str | None = None
    native_symbol: str | None = None
    native_name: str | None = None
    native_decimals: int | None = None
    explorer_url: str | None = None
    node_name: str | None = None


@dataclass(frozen=True, slots=True)
class ChainEdit:
    name: str
    native_symbol: str
    native_name: str
    native_decimals: int
    explorer_url: str | None


@dataclass(frozen=True, slots=True)
class ChainProbe:
    """What is known of the chain behind an address. `existing`: the id of the chain that the application has already."""

    chain_id: int
    existing: str | None
    name: str | None
    native_symbol: str | None
    native_name: str | None
    native_decimals: int | None
    explorer_url: str | None
    is_testnet: bool


class ChainService:
    """The chains of the open profile. Safe to use from several threads.

    `on_change` is called after a chain was added, edited or removed.
    """

    def __init__(
            self, shipped: ShippedChains, chains: UserChainRepository, assets: AssetRepository, http: HttpClient, notifier: Notifier,
    ) -> None:
        self._shipped = shipped
        self._repository = chains
        self._assets = assets
        self._http = http
        self._notifier = notifier
        self._lock = threading.Lock()
        self._listeners: list[Callable[[], None]] = []
        self._user_chains: list[UserChain] = []
        self._all: tuple[ChainInfo, ...] | None = None

    def on_change(self, listener: Callable[[], None]) -> None:
        self._listeners.append(listener)

    # -- questions

    def all(self) -> Sequence[ChainInfo]:
        """Every chain: the shipped ones by position, then the user's by name."""
        if self._all is None:
            with self._lock:
                self._user_chains = self._repository.load_all()
                self._all = (*self._shipped.chains, *map(to_chain_info, self._user_chains))
        return self._all

    def find(self, chain: str) -> ChainInfo | None:
        return next((known for known in self.all() if known.id == chain), None)

    def get(self, chain: str, *, field: str = 'blockchain') -> ChainInfo:
        """Raises InputError that names `field`."""
        found = self.find(chain)
        if found is None:
            raise InputError(f'{field}: there is no chain {chain}', field=field, code='unknown_chain')
        return found

    def find_by_chain_id(self, chain_id: int) -> ChainInfo | None:
        return next((known for known in self.all() if known.chain_id == chain_id), None)

    def is_known(self, chain: str) -> bool:
        return self.find(chain) is not None

    def find_evm_chain_id(self, chain: str) -> int | None:
        found = self.find(chain)
        return None if found is None else found.chain_id

    def user_chains(self) -> Sequence[UserChain]:
        """The chains that the user added, with what can be edited of them."""
        self.all()
        return list(self._user_chains)

    def probe(self, endpoint: str) -> ChainProbe:
        """What is behind an address. Raises InputError that names `endpoint`, also when nothing useful answers there."""
        chain_id = self._fetch_chain_id(parse_endpoint(endpoint, field='rpc_url'))
        existing, known = self.find_by_chain_id(chain_id), find_known_chain(chain_id)
        if known is None:
            return ChainProbe(chain_id, existing.id if existing else None, None, None, None, None, None, False)
        return ChainProbe(
            chain_id, existing.id if existing else None, known.name, known.native_symbol, known.native_name, known.native_decimals,
            known.explorer_url, known.is_testnet)

    # -- changes

    def add(self, new: NewChain) -> ChainInfo:
        """Add the chain behind an address, with that node as its own first one. Raises InputError, ConflictError."""
        endpoint = parse_endpoint(new.endpoint, field='rpc_url')
        chain_id = self._fetch_chain_id(endpoint)
        existing = self.find_by_chain_id(chain_id)
        if existing is not None:
            raise ConflictError(
                f'rpc_url: the node serves chain {chain_id}, which is there already as {existing.name}: add the node to it.',
                code='duplicate_chain', field='rpc_url', chain=existing.id, chain_id=chain_id)
        chain = self._describe(new, chain_id, find_known_chain(chain_id))
        self._assets.add_from_chain([native_asset_of(chain)])
        node = RpcNode(chain.id, (new.node_name or '').strip() or chain.name, endpoint, owned=True, weight=parse_amount(100), active=True)
        self._repository.add(chain, [node])
        self._changed()
        return to_chain_info(chain)

    def edit(self, chain: str, edit: ChainEdit) -> ChainInfo:
        """Change what the user said of a chain. Raises NotFoundError for a shipped or unknown one, InputError."""
        stored = self._stored(chain)
        native_asset = stored.native_asset
        if (edit.native_symbol, edit.native_decimals) != (stored.native_symbol, stored.native_decimals):
            native_asset = native_asset_id(stored.chain_id)  # it is not the coin that it was taken for
        changed = replace(
            stored, name=check_text(edit.name, 'name', MAX_NAME_LENGTH), native_asset=native_asset,
            native_symbol=check_text(edit.native_symbol, 'native_symbol', MAX_SYMBOL_LENGTH),
            native_name=check_text(edit.native_name, 'native_name', MAX_NAME_LENGTH),
            native_decimals=check_decimals(edit.native_decimals), explorer_url=check_explorer(edit.explorer_url))
        self._refuse_taken_name(changed.name, chain)
        self._save_native_asset(changed)
        self._repository.update(changed)
        self._changed()
        return to_chain_info(changed)

    def remove(self, chain: str) -> None:
        """Remove a chain that the user added, with its nodes. Raises NotFoundError, and ConflictError while it has accounts."""
        self._stored(chain)
        self._repository.delete(chain)
        self._changed()

    def save_native_assets(self) -> None:
        """Put the coins of the user's chains into the asset database, which another machine's profile may not have met."""
        chains = self.user_chains()
        if chains:
            self._assets.add_from_chain(map(native_asset_of, chains))

    # -- parts

    def _fetch_chain_id(self, endpoint: str) -> int:
        try:
            return fetch_chain_id(endpoint, self._http)
        except BadResponseError as error:
            raise InputError(
                f'rpc_url: what answers there is not an EVM node ({error.message})', field='rpc_url', code='not_a_node') from None
        except RemoteError as error:
            raise InputError(f'rpc_url: the node cannot be reached ({error.message})', field='rpc_url', code='node_unreachable') from None

    def _describe(self, new: NewChain, chain_id: int, known: KnownChain | None) -> UserChain:
        name = check_text(new.name or (known.name if known else f'Chain {chain_id}'), 'name', MAX_NAME_LENGTH)
        symbol = new.native_symbol or (known.native_symbol if known else None)
        if symbol is None:
            raise InputError(
                f'native_symbol is needed: chain {chain_id} is not known, so its coin has to be named', field='native_symbol',
                code='unknown_native_coin')
        decimals = new.native_decimals if new.native_decimals is not None else (known.native_decimals if known else 18)
        self._refuse_taken_name(name, '')
        is_known_coin = known is not None and not known.is_testnet and (symbol, decimals) == (known.native_symbol, known.native_decimals)
        return UserChain(
            id=self._free_id(name, chain_id),
            chain_id=chain_id,
            name=name,
            native_asset=(known.native_asset if known and is_known_coin else None) or native_asset_id(chain_id),
            native_symbol=check_text(symbol, 'native_symbol', MAX_SYMBOL_LENGTH),
            native_name=check_text(new.native_name or (known.native_name if known else symbol), 'native_name', MAX_NAME_LENGTH),
            native_decimals=check_decimals(decimals),
            explorer_url=check_explorer(new.explorer_url or (known.explorer_url if known else None)),
        )

    def _free_id(self, name: str, chain_id: int) -> str:
        word = re.sub(r'[^a-z0-9]+', '_', name.lower()).strip('_')[:40]
        taken = {chain.id for chain in self.all()} | {chain.evm_chain_name for chain in self.all()} | RESERVED
        return word if re.match('[a-z]', word) and word not in taken else f'chain_{chain_id}'

    def _refuse_taken_name(self, name: str, own_id: str) -> None:
        if any(chain.name.casefold() == name.casefold() and chain.id != own_id for chain in self.all()):
            raise ConflictError(f'name: there is a chain {name} already.', code='duplicate_name', field='name')

    def _save_native_asset(self, chain: UserChain) -> None:
        asset = native_asset_of(chain)
        known = self._assets.find(asset.identifier)
        if known is None:
            self._assets.add_from_chain([asset])
        elif chain.native_asset == native_asset_id(chain.chain_id):
            self._assets.edit(replace(known, name=asset.name, symbol=asset.symbol, decimals=asset.decimals))

    def _stored(self, chain: str) -> UserChain:
        found = next((one for one in self.user_chains() if one.id == chain), None)
        if found is None:
            raise NotFoundError(f'blockchain: there is no chain {chain} that you added.', field='blockchain', chain=chain)
        return found

    def _changed(self) -> None:
        with self._lock:  # whoever is reading the chains just now must not keep the old ones
            self._all = None
        for listener in self._listeners:
            listener()
        self._notifier.data_changed('chains')


def to_chain_info(chain: UserChain) -> ChainInfo:
    return ChainInfo(
        id=chain.id, name=chain.name, type='evm', position=USER_POSITION, chain_id=chain.chain_id, evm_chain_name=chain.id,
        native_asset=cast(AssetId, chain.native_asset), native_decimals=chain.native_decimals, multicall3=None, wrapped_native=None,
        explorer_url=chain.explorer_url, gas_fee='ethereum', has_ens=False, nodes=(), is_user_added=True,
    )


def native_asset_of(chain: UserChain) -> Asset:
    return Asset(chain.native_asset, OWN_CHAIN, chain.native_name, chain.native_symbol, chain.native_decimals, origin='chain')


def check_text(text: str, field: str, max_length: int) -> str:
    """Text that a person typed, without blanks around it. Raises InputError."""
    cleaned = text.strip()
    if not cleaned or len(cleaned) > max_length or not cleaned.isprintable():
        raise InputError(f'{field} must be text of 1 to {max_length} characters', field=field)
    return cleaned


def check_decimals(decimals: int) -> int:
    if not 0 <= decimals <= MAX_DECIMALS:
        raise InputError(f'native_decimals must be from 0 to {MAX_DECIMALS}', field='native_decimals')
    return decimals


def check_explorer(url: str | None) -> str | None:
    return parse_endpoint(url, field='explorer_url') if url else None
