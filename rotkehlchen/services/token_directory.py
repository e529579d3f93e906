"""The asset database as the readers of chains see it: the ERC-20 tokens of a chain."""

import threading
from collections.abc import Collection, Sequence

from rotkehlchen.core.ids import AssetId, EvmAddress, find_evm_token
from rotkehlchen.storage.global_db.asset import AssetRepository
from rotkehlchen.storage.global_db.asset_row import EVM_TOKEN, Asset


class AssetTokenDirectory:
    """Keeps the lists it gave until an asset changes: they have thousands of entries and are asked for at each refresh."""

    def __init__(self, assets: AssetRepository) -> None:
        self._assets = assets
        self._lock = threading.Lock()
        self._revision = -1
        self._lists: dict[int, Sequence[tuple[AssetId, EvmAddress, int]]] = {}

    def tokens_of_chain(self, chain_id: int) -> Sequence[tuple[AssetId, EvmAddress, int]]:
        """(identifier, contract, decimals) of tokens that are not spam, well-known ones first; those without decimals left out."""
        revision = self._assets.revision
        with self._lock:
            if revision != self._revision:
                self._lists.clear()
                self._revision = revision
            if chain_id in self._lists:
                return self._lists[chain_id]
        tokens = [
            (AssetId(asset.identifier), EvmAddress(asset.address), asset.decimals) for asset in self._assets.load_tokens(chain_id)
            if asset.address is not None and asset.decimals is not None
        ]
        with self._lock:
            if revision == self._revision:
                self._lists[chain_id] = tokens
        return tokens

    def known(self, assets: Collection[str]) -> set[str]:
        """Those of the identifiers that the database has, spam included."""
        return set(self._assets.load_many(assets))

    def save_chain_token(self, asset: AssetId, *, name: str, symbol: str, decimals: int) -> bool:
        """Add a token with the origin 'chain'. False, and nothing is changed, if the identifier is known."""
        parts = find_evm_token(asset)
        if parts is None:
            raise AssertionError(f'{asset} is no EVM token')
        token = Asset(asset, EVM_TOKEN, name, symbol, decimals, chain_id=parts[0], address=parts[2], token_kind=parts[1], origin='chain')
        return self._assets.add_from_chain([token]) > 0
