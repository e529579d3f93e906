"""What accounting asks about assets, out of the global database: which are money, which share a pool, which came out of a fork, how they are called."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Final

from rotkehlchen.accounting.engine import Assets
from rotkehlchen.contracts.oracle import Price
from rotkehlchen.contracts.wrapped_native import find_unwrapped
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.time import TimestampS
from rotkehlchen.services.debt_token import is_debt
from rotkehlchen.services.location import load_custodians
from rotkehlchen.services.tax_report.price_book import to_price
from rotkehlchen.storage.global_db.connection import connect

# (new coin, coin it came from, UTC seconds of the first block of its own). Sources, read 2026-11: blog.ethereum.org/2016/07/20/hard-fork-completed;
# bitcoincash.org (block 478,559); the announcement of Bitcoin SV at block 556,767.
FORKS: Final = (
    (AssetId('ETC'), AssetId('ETH'), TimestampS(1_469_020_840)), (AssetId('BCH'), AssetId('BTC'), TimestampS(1_501_593_374)),
    (AssetId('BSV'), AssetId('BCH'), TimestampS(1_542_304_321)),
)
STAKED_ETH: Final = AssetId('ETH2')
ETH: Final = AssetId('ETH')


class AssetFacts:
    """Reads over a connection of its own. Close it when done."""

    def __init__(self, global_database: Path) -> None:
        self._connection = connect(global_database)

    def close(self) -> None:
        self._connection.close()

    @cached_property
    def fiats(self) -> frozenset[AssetId]:
        return frozenset(AssetId(row[0]) for row in self._connection.execute("SELECT id FROM asset WHERE type = 'fiat'"))

    @cached_property
    def debts(self) -> frozenset[str]:
        return frozenset(row[0] for row in self._connection.execute(
            "SELECT id, coalesce(name, ''), symbol FROM asset WHERE symbol GLOB '*Debt*'") if is_debt(row[1], row[2]))

    def assets(self, *, collections: bool, staked_eth: bool) -> Assets:
        """`collections`: whether the assets of a collection share one pool; wrapped coins are in that of their coin, too."""
        pools: dict[AssetId, AssetId] = {STAKED_ETH: ETH} if staked_eth else {}
        if collections:
            for asset, main in self._connection.execute(
                    'SELECT a.id, c.main_asset FROM asset a JOIN collection c ON c.id = a.collection_id WHERE a.id <> c.main_asset'):
                pools[AssetId(asset)] = AssetId(main)
            for asset, in self._connection.execute("SELECT id FROM asset WHERE id LIKE 'eip155:%' AND collection_id IS NULL"):
                if (unwrapped := find_unwrapped(asset)) is not None:
                    pools[AssetId(asset)] = AssetId(unwrapped)
        return Assets(self.fiats, pools, FORKS, load_custodians())

    def load_prices(self, asset: str) -> list[Price]:
        return [to_price(row) for row in self._connection.execute(
            'SELECT from_asset, to_asset, timestamp, source, price, span FROM price WHERE from_asset = ?', (asset,))]

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Symbols by identifier, of all assets."""
        return dict(self._connection.execute("SELECT id, symbol FROM asset WHERE coalesce(symbol, '') <> ''").fetchall())

    def name_of(self, asset: str) -> str:
        return self.names.get(asset, asset)
