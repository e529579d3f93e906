"""What several services ask of the asset and chain tables, as narrow interfaces."""

from collections.abc import Collection, Mapping
from typing import Protocol


class KnownAsset(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def symbol(self) -> str: ...
    @property
    def protocol(self) -> str | None: ...


class AssetLookup(Protocol):
    def find(self, identifier: str) -> KnownAsset | None:
        """The asset of this identifier, None if it is not known."""

    def load_many(self, identifiers: Collection[str]) -> Mapping[str, KnownAsset]:
        """The known ones of these, by identifier."""


class ChainLookup(Protocol):
    def is_known(self, chain: str) -> bool:
        """Whether `chain` ('eth', 'polygon_pos', 'btc', one that the user added, ...) is a chain."""

    def find_evm_chain_id(self, chain: str) -> int | None:
        """Its EVM chain id; None if it is no EVM chain or unknown."""
