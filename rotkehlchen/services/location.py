"""Locations: where something is held or happened. Exchanges, chains, banks, ...

The words are those of the established interface (data/location.json); every chain that it has no word for is a
location under its own name, so that a chain added by a folder or by the user needs nothing here.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Final

from rotkehlchen.core.errors import InputError
from rotkehlchen.storage.location import LocationUseRepository

OTHER_CUSTODIANS: Final = frozenset({'banks'})
TOTAL: Final = 'total'  # names the net worth where values are kept by location; nothing is held there


@dataclass(frozen=True, slots=True)
class ChainName:
    """A chain by its identifier ('polygon_pos') and the name that people know."""

    identifier: str
    label: str


@dataclass(frozen=True, slots=True)
class LocationLabel:
    """Something at a location that has a name of its own there: an address, an exchange account."""

    label: str
    location: str


@lru_cache(maxsize=1)
def load_shipped_locations() -> Mapping[str, Mapping[str, Any]]:
    """Locations as shipped: `label`, `icon` or `image`, what kind of exchange it is, and `chain` for those that are a chain."""
    text = (resources.files('rotkehlchen') / 'data' / 'location.json').read_text(encoding='utf-8')
    shipped: dict[str, dict[str, Any]] = json.loads(text)
    return shipped


@lru_cache(maxsize=1)
def load_custodians() -> frozenset[str]:
    """Locations where somebody else keeps the user's assets: exchanges and banks."""
    exchanges = (name for name, detail in load_shipped_locations().items() if detail.get('is_exchange') or detail.get('exchange_details'))
    return frozenset(exchanges) | OTHER_CUSTODIANS


@lru_cache(maxsize=1)
def _shipped_by_chain() -> Mapping[str, str]:
    return {detail['chain']: name for name, detail in load_shipped_locations().items() if 'chain' in detail}


def location_of_chain(chain: str) -> str:
    """'polygon_pos' -> 'polygon pos', 'eth' -> 'ethereum', a chain without a word of its own -> its name with spaces."""
    return _shipped_by_chain().get(chain) or chain.replace('_', ' ')


class LocationService:
    """`chains` names every supported chain, those of the user included, at each call."""

    def __init__(self, chains: Callable[[], Iterable[ChainName]]) -> None:
        self._chains = chains

    def all(self) -> dict[str, dict[str, Any]]:
        """Every location with its details, the shipped ones first."""
        found = {
            name: {key: value for key, value in detail.items() if key != 'chain'} for name, detail in load_shipped_locations().items()
        }
        for chain in self._chains():
            found.setdefault(location_of_chain(chain.identifier), {'label': chain.label, 'image': f'{chain.identifier}.svg'})
        return found

    def names(self) -> Collection[str]:
        return load_shipped_locations().keys() | {location_of_chain(chain.identifier) for chain in self._chains()}

    def parse(self, raw: str, field: str = 'location', known: Collection[str] | None = None) -> str:
        """The location's word: letter case doesn't count, `_` stands for a space. Raises InputError at `field` if it is unknown.

        `known`: what `names()` gave, for many at once.
        """
        name = raw.strip().lower().replace('_', ' ')
        if name not in (self.names() if known is None else known):
            raise InputError(f'{field}: there is no location {raw}', field=field)
        return name


class LocationUseService:
    """Which locations the profile uses."""

    def __init__(self, uses: LocationUseRepository) -> None:
        self._uses = uses

    def associated(self) -> list[str]:
        """Locations of manual balances and of accounts, sorted."""
        chains = {chain for chain, _ in self._uses.load_accounts()}
        return sorted({location_of_chain(chain) for chain in chains} | set(self._uses.load_manual_locations()))

    def labels(self) -> list[LocationLabel]:
        """Addresses that the profile tracks, each with its chain as location; sorted."""
        return [LocationLabel(address, location_of_chain(chain)) for chain, address in self._uses.load_accounts()]
