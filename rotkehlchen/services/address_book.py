"""The two address books: `private` of the profile, `global` of all profiles on this machine."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final, Literal, Protocol

from rotkehlchen.core.errors import InputError
from rotkehlchen.core.ids import parse_evm_address
from rotkehlchen.services.location import load_shipped_locations
from rotkehlchen.services.lookup import ChainLookup
from rotkehlchen.services.notification import Notifier
from rotkehlchen.storage.address_name import AddressKey, AddressName, AddressNameFilter, AddressNameRepository
from rotkehlchen.storage.page import Page

Book = Literal['private', 'global']
BOOKS: Final = ('private', 'global')
MAX_ADDRESS_LENGTH: Final = 120
MAX_ADDRESSES_IN_FILTER: Final = 1_000


class AddressBookService:
    def __init__(self, private: AddressNameRepository, shared: AddressNameRepository, chains: ChainLookup, notifier: Notifier) -> None:
        self._books: Mapping[str, AddressNameRepository] = {'private': private, 'global': shared}
        self._chains = chains
        self._notifier = notifier

    def find(self, book: Book, wanted: AddressNameFilter, page: Page) -> tuple[list[AddressName], int, int]:
        """(names of the page, how many match, how many there are)."""
        keys = wanted.addresses
        if keys is not None:
            if len(keys) > MAX_ADDRESSES_IN_FILTER:
                raise InputError(f'addresses: at most {MAX_ADDRESSES_IN_FILTER}', field='addresses')
            wanted = replace(wanted, addresses=self._parse_keys(keys))
        if wanted.blockchain is not None and not self._chains.is_known(wanted.blockchain):
            raise _unknown_chain(wanted.blockchain, 'blockchain')
        return self._books[book].load_page(wanted, page)

    def add(self, book: Book, entries: Sequence[AddressName], *, update_existing: bool) -> None:
        """Name addresses, all or none."""
        self._books[book].add(self._parse_entries(entries), update_existing=update_existing)
        self._notifier.data_changed('names')

    def edit(self, book: Book, entries: Sequence[AddressName]) -> None:
        """Rename addresses that are in the book, all or none."""
        self._books[book].update(self._parse_entries(entries))
        self._notifier.data_changed('names')

    def delete(self, book: Book, keys: Sequence[AddressKey]) -> None:
        """Remove names, all or none. A key without a chain is the name for every chain."""
        self._books[book].delete(self._parse_keys(keys))
        self._notifier.data_changed('names')

    def _parse_entries(self, entries: Sequence[AddressName]) -> list[AddressName]:
        keys = parse_address_keys(self._chains, [AddressKey(entry.address, entry.blockchain) for entry in entries], 'entries')
        return [AddressName(key.address, key.blockchain, entry.name.strip()) for key, entry in zip(keys, entries, strict=True)]

    def _parse_keys(self, keys: Sequence[AddressKey]) -> list[AddressKey]:
        return parse_address_keys(self._chains, keys, 'addresses')


def parse_address_keys(chains: ChainLookup, keys: Sequence[AddressKey], field: str) -> list[AddressKey]:
    """The keys with EVM addresses checksummed. Raises InputError naming `<field>.<n>.address` or `.blockchain`.

    Without a chain an address that looks like an EVM address is one, and anything else is taken as it is.
    """
    named = {key.blockchain for key in keys if key.blockchain is not None}
    known = {chain for chain in named if chains.is_known(chain)}
    evm = {chain for chain in known if chains.find_evm_chain_id(chain) is not None}
    parsed = []
    for number, key in enumerate(keys):
        path = f'{field}.{number}.address'
        chain = key.blockchain
        if chain is not None and chain not in known:
            raise _unknown_chain(chain, f'{field}.{number}.blockchain')
        text = key.address.strip()
        if chain in evm or (chain is None and text[:2].lower() == '0x' and len(text) == 42):
            text = parse_evm_address(text, field=path)
        elif not text or len(text) > MAX_ADDRESS_LENGTH or not text.isascii() or not text.isprintable() or ' ' in text:
            raise InputError(f'{path} is not an address', field=path, code='invalid_identifier')
        parsed.append(AddressKey(text, chain))
    return parsed


class ChainFacts(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def chain_id(self) -> int: ...


class ChainWords:
    """ChainLookup over the EVM chains that there are now. Other chains of the established interface are known words, too."""

    def __init__(self, evm_chains: Callable[[], Iterable[ChainFacts]]) -> None:
        self._evm_chains = evm_chains

    def is_known(self, chain: str) -> bool:
        established = (detail.get('chain') for detail in load_shipped_locations().values())
        return chain in established or self.find_evm_chain_id(chain) is not None

    def find_evm_chain_id(self, chain: str) -> int | None:
        return next((facts.chain_id for facts in self._evm_chains() if facts.id == chain), None)


def _unknown_chain(chain: str, field: str) -> InputError:
    return InputError(f'{field}: there is no chain {chain}', field=field, code='unknown_chain')
