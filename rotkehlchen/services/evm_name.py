"""Words for EVM chain ids: those that the established interface has, and readable ones for every other chain of the asset database.

A chain's folder names its word; of chains that have no folder, some have a word in the established vocabulary, and
the rest are called by their registered name.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Protocol

from rotkehlchen.data import load_known_chains

WORDS_WITHOUT_FOLDER: Final[Mapping[int, str]] = {
    25: 'cronos', 250: 'fantom', 288: 'boba', 369: 'pulsechain', 1101: 'polygon_zkevm', 4326: 'megaeth', 9001: 'evmos', 42170: 'arbitrum_nova', 57073: 'ink',
}


class NamedChain(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def chain_id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def evm_chain_name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class EvmName:
    """`name` is the word of programs, `label` that of people."""

    chain_id: int
    name: str
    label: str


class EvmNames:
    """`load_chains`: the chains with a folder and those of the user, at each call."""

    def __init__(self, load_chains: Callable[[], Iterable[NamedChain]]) -> None:
        self._load_chains = load_chains

    @cached_property
    def _known(self) -> dict[int, EvmName]:
        taken: set[str] = set(WORDS_WITHOUT_FOLDER.values())
        found: dict[int, EvmName] = {}
        for chain in load_known_chains():
            word = WORDS_WITHOUT_FOLDER.get(chain.chain_id) or to_word(chain.name)
            if chain.chain_id not in WORDS_WITHOUT_FOLDER and (not word or word in taken):
                word = f'{word or "chain"}_{chain.chain_id}'
            taken.add(word)
            found[chain.chain_id] = EvmName(chain.chain_id, word, chain.name)
        return found

    def all(self) -> list[EvmName]:
        """Chains with a folder, the user's, and those with a word in the established vocabulary, by chain id."""
        found = {number: self._known[number] for number in WORDS_WITHOUT_FOLDER if number in self._known}
        found.update({chain.chain_id: EvmName(chain.chain_id, chain.evm_chain_name, chain.name) for chain in self._load_chains()})
        return [found[number] for number in sorted(found)]

    def name_of(self, chain_id: int | None) -> str | None:
        """The word of a chain id; of an unheard-of one 'chain_<id>'."""
        if chain_id is None:
            return None
        for chain in self._load_chains():
            if chain.chain_id == chain_id:
                return chain.evm_chain_name
        known = self._known.get(chain_id)
        return f'chain_{chain_id}' if known is None else known.name

    def names_of(self, chain_ids: Iterable[int | None]) -> dict[int | None, str | None]:
        return {number: self.name_of(number) for number in set(chain_ids)}

    def find_id(self, word: str) -> int | None:
        """The chain id of a word, of a chain's identifier in paths, or of digits."""
        for chain in self._load_chains():
            if word in (chain.evm_chain_name, chain.id):
                return chain.chain_id
        if word.isascii() and word.isdigit() and len(word) < 18:
            return int(word)
        return next((known.chain_id for known in self._known.values() if known.name == word), None)


def to_word(name: str) -> str:
    return re.sub(r'[^a-z0-9]+', '_', name.lower()).strip('_')
