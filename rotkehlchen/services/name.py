"""The best name of an address: from the first source, in the order of the setting `address_name_priority`, that has one.

Nothing here asks the network: ENS names are those that were resolved before.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Final, Protocol

from rotkehlchen.core.errors import InputError
from rotkehlchen.core.ids import EvmAddress, evm_token_id
from rotkehlchen.services.address_book import parse_address_keys
from rotkehlchen.services.lookup import AssetLookup, ChainLookup
from rotkehlchen.storage.account import AccountRepository
from rotkehlchen.storage.address_name import AddressKey, AddressNameRepository

ETHEREUM_CHAIN_ID: Final = 1
Names = Mapping[AddressKey, str]
Source = Callable[[Sequence[AddressKey]], Names]


@dataclass(frozen=True, slots=True)
class BestName:
    """`source`: the word of the setting for where it is from; `blockchain` as it was asked for."""

    address: str
    blockchain: str | None
    name: str
    source: str


class EnsNames(Protocol):
    def cached(self, addresses: Sequence[EvmAddress]) -> Mapping[str, str]:
        """Names at hand by address, without the network."""


@dataclass(frozen=True, slots=True)
class NameParts:
    """Where names come from."""

    private: AddressNameRepository
    shared: AddressNameRepository
    accounts: AccountRepository
    assets: AssetLookup
    ens: EnsNames
    chains: ChainLookup


class NameService:
    def __init__(self, parts: NameParts, load_priority: Callable[[], Sequence[str]]) -> None:
        self._parts = parts
        self._load_priority = load_priority
        self._sources: Mapping[str, Source] = {
            'private_addressbook': lambda keys: _from_book(parts.private, keys),
            'blockchain_account': self._from_accounts,
            'global_addressbook': lambda keys: _from_book(parts.shared, keys),
            'ethereum_tokens': self._from_tokens,
            'hardcoded_mappings': _from_well_known,
            'ens_names': self._from_ens,
        }

    def find_names(self, keys: Sequence[AddressKey] | None) -> list[BestName]:
        """The best name of each key that has one, in order. None: of everything that is named in a book or labelled."""
        wanted = self._named() if keys is None else list(dict.fromkeys(parse_address_keys(self._parts.chains, keys, 'addresses')))
        best: dict[AddressKey, BestName] = {}
        for word in self._load_priority():
            missing = [key for key in wanted if key not in best]
            if not missing:
                break
            for key, name in self._source(word)(missing).items():
                best[key] = BestName(key.address, key.blockchain, name, word)
        return [best[key] for key in wanted if key in best]

    def _source(self, word: str) -> Source:
        source = self._sources.get(word)
        if source is None:
            raise InputError(f'address_name_priority: there is no source {word}', field='address_name_priority')
        return source

    def _named(self) -> list[AddressKey]:
        accounts = [AddressKey(account.address, account.chain) for account in self._parts.accounts.load() if account.label]
        return list(dict.fromkeys([*self._parts.private.load_names(), *accounts, *self._parts.shared.load_names()]))

    def _from_accounts(self, keys: Sequence[AddressKey]) -> Names:
        labels: dict[AddressKey, str] = {}
        for account in self._parts.accounts.load():
            if account.label:
                labels[AddressKey(account.address, account.chain)] = account.label
                labels.setdefault(AddressKey(account.address), account.label)
        return {key: labels[key] for key in keys if key in labels}

    def _from_tokens(self, keys: Sequence[AddressKey]) -> Names:
        chains = {key.blockchain for key in keys}
        ids = {chain: ETHEREUM_CHAIN_ID if chain is None else self._parts.chains.find_evm_chain_id(chain) for chain in chains}
        tokens = {
            key: evm_token_id(chain_id, key.address) for key in keys if (chain_id := ids[key.blockchain]) is not None and _is_evm(key)
        }
        known = self._parts.assets.load_many(set(tokens.values()))
        return {key: known[token].name for key, token in tokens.items() if token in known and known[token].name}

    def _from_ens(self, keys: Sequence[AddressKey]) -> Names:
        addresses = list(dict.fromkeys(EvmAddress(key.address) for key in keys if _is_evm(key)))
        names = self._parts.ens.cached(addresses) if addresses else {}
        return {key: names[key.address] for key in keys if key.address in names}


def _is_evm(key: AddressKey) -> bool:
    return key.address.startswith('0x') and len(key.address) == 42


def _from_book(book: AddressNameRepository, keys: Sequence[AddressKey]) -> Names:
    """A name for the very chain goes before one for every chain."""
    names = book.load_names(list({key.address for key in keys}))
    found = {key: names.get(key) or names.get(AddressKey(key.address)) for key in keys}
    return {key: name for key, name in found.items() if name is not None}


@dataclass(frozen=True, slots=True)
class WellKnown:
    """`chains` empty: the same on every chain."""

    name: str
    chains: Collection[str]


@lru_cache(maxsize=1)
def load_well_known() -> Mapping[str, WellKnown]:
    """Contracts that everybody meets, by address. Each entry of the file names where its address is published."""
    text = (resources.files('rotkehlchen') / 'data' / 'well_known_address.json').read_text(encoding='utf-8')
    return {row['address']: WellKnown(row['name'], frozenset(row['chains'])) for row in json.loads(text)}


def _from_well_known(keys: Sequence[AddressKey]) -> Names:
    found = {key: load_well_known().get(key.address) for key in keys}
    return {
        key: known.name for key, known in found.items()
        if known is not None and (key.blockchain is None or not known.chains or key.blockchain in known.chains)
    }
