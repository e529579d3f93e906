"""Assets and their collections in the global database.

`revision` grows with every change made through this repository; whoever keeps something derived from the assets (the search index)
compares it and derives anew.
"""

import threading
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import NamedTuple

from rotkehlchen.contracts.oracle import AssetRef
from rotkehlchen.core.errors import ConflictError, InputError, NotFoundError
from rotkehlchen.core.ids import evm_nft_id, evm_token_id
from rotkehlchen.core.money import parse_amount, to_text
from rotkehlchen.storage.database import Connection, Database
from rotkehlchen.storage.global_db.asset_page import AssetFilter, AssetPage, PageRequest, load_matches, load_page
from rotkehlchen.storage.global_db.asset_row import (
    COLUMNS,
    CUSTOM_ASSET,
    EVM_TOKEN,
    SELECTED,
    SOLANA_TOKEN,
    Asset,
    insert_asset,
    load_by_id,
    overwrite_asset,
    save_underlying,
    to_row,
)
from rotkehlchen.storage.global_db.shipped_asset import (
    SHIPPED,
    AssetData,
    forget_deleted,
    load_shipped_assets,
    remember_deleted,
    reset_shipped_assets,
)


@dataclass(frozen=True, slots=True)
class AssetCollection:
    """One coin on several chains."""

    identifier: int
    name: str
    symbol: str
    main_asset: str


class TokenContract(NamedTuple):
    """What a balance query needs of a token."""

    identifier: str
    address: str
    symbol: str
    decimals: int | None


class AssetRepository:
    def __init__(self, database: Database, shipped: AssetData = SHIPPED) -> None:
        self._database = database
        self._shipped = shipped
        self._revision = 0
        self._revision_lock = threading.Lock()

    @property
    def revision(self) -> int:
        return self._revision

    def load_shipped(self) -> bool:
        """Take over the shipped data if this database has none or an older one. True if it did."""
        loaded = load_shipped_assets(self._database, self._shipped)
        self._changed()
        return loaded

    def reset(self, *, hard: bool) -> None:
        """Back to the packaged state; `shipped_asset` says what each way keeps."""
        reset_shipped_assets(self._database, hard=hard, shipped=self._shipped)
        self._changed()

    # Reading

    def find(self, identifier: str) -> Asset | None:
        return self.load_many([identifier]).get(identifier)

    def load_many(self, identifiers: Collection[str]) -> dict[str, Asset]:
        """The known ones of `identifiers`, in their order."""
        with self._database.read() as connection:
            return load_by_id(connection, identifiers)

    def load_refs(self, identifiers: Collection[str]) -> dict[str, AssetRef]:
        """The known ones as price sources want them."""
        return {asset.identifier: to_ref(asset) for asset in self.load_many(identifiers).values()}

    def load_tokens(self, chain_id: int) -> list[TokenContract]:
        """The ERC-20 tokens of a chain that are not marked as spam, those of a collection or with a known price source first."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT id, address, symbol, decimals FROM asset WHERE chain_id = ? AND token_kind = 'erc20' AND protocol IS NOT 'spam' "
                "ORDER BY collection_id IS NULL, coalesce(coingecko, '') = '', icon IS NULL, id",
                (chain_id,),
            ).fetchall()
        return [TokenContract(*row) for row in rows]

    def load_token_words(self, chain_id: int) -> Iterator[tuple[str, str, str, int, bool, bool]]:
        """(contract, symbol, name, decimals, whether a list or the user knows it, whether it is spam) of a chain's ERC-20 tokens."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT address, symbol, name, decimals, origin <> 'chain', coalesce(protocol, '') = 'spam' FROM asset "
                "WHERE chain_id = ? AND token_kind = 'erc20' AND address IS NOT NULL AND decimals IS NOT NULL", (chain_id,)).fetchall()
        return ((row[0], row[1], row[2], row[3], bool(row[4]), bool(row[5])) for row in rows)

    def load_page(self, wanted: AssetFilter, page: PageRequest) -> AssetPage:
        """Raises InputError for an attribute that nothing can be ordered by."""
        with self._database.read(snapshot=True) as connection:
            return load_page(connection, wanted, page)

    def search(self, wanted: AssetFilter, page: PageRequest) -> list[Asset]:
        """Assets whose name or symbol holds (with `exact`: is) the text of the filter."""
        with self._database.read(snapshot=True) as connection:
            return load_matches(connection, wanted, page)

    def load_search_rows(self) -> tuple[int, list[tuple[str, str, str, int | None, str, int | None, bool, bool]]]:
        """(revision, rows of id, symbol, name, chain id, type, collection, whether it is a collection's main asset, whether well known)."""
        revision = self._revision  # before reading: a change in between makes the rows look old, never too new
        with self._database.read() as connection:
            rows = connection.execute(
                'SELECT a.id, a.symbol, a.name, a.chain_id, a.type, a.collection_id, c.main_asset IS NOT NULL, '
                "a.icon IS NOT NULL OR coalesce(a.coingecko, '') <> '' FROM asset a LEFT JOIN collection c ON c.main_asset = a.id "
                'AND c.id = a.collection_id',
            ).fetchall()
        return revision, rows

    def load_collections(self, identifiers: Collection[int] | None = None) -> list[AssetCollection]:
        """By number; all of them, or those of `identifiers`."""
        with self._database.read() as connection:
            rows = connection.execute('SELECT id, name, symbol, main_asset FROM collection ORDER BY id').fetchall()
        return [AssetCollection(*row) for row in rows if identifiers is None or row[0] in identifiers]

    def load_collection_members(self, identifier: int) -> list[str]:
        """Identifiers of the assets of a collection, sorted."""
        with self._database.read() as connection:
            rows = connection.execute('SELECT id FROM asset WHERE collection_id = ? ORDER BY id', (identifier,)).fetchall()
        return [row[0] for row in rows]

    # Writing

    def add(self, asset: Asset) -> None:
        """Raises ConflictError if the identifier is taken, or, for what is no token, if type, name and symbol are."""
        with self.writing() as connection:
            if load_by_id(connection, [asset.identifier]):
                field = 'identifier' if asset.address is None else 'address'
                raise ConflictError(f'{field}: the asset {asset.identifier} exists already.', code='asset_exists', field=field, identifier=asset.identifier)
            if asset.address is None and asset.type != CUSTOM_ASSET:
                self._refuse_twin(connection, asset)
            refuse_self_reference(asset)
            forget_deleted(connection, asset.identifier)
            insert_asset(connection, asset)

    def add_from_chain(self, assets: Iterable[Asset]) -> int:
        """Store tokens read from contracts, those that are known left as they are. How many were new."""
        with self.writing() as connection:
            new = 0
            for asset in assets:
                stored = replace(asset, origin='chain')
                marks = ','.join('?' * len(COLUMNS))
                if connection.execute(f'INSERT OR IGNORE INTO asset ({SELECTED}) VALUES ({marks})', to_row(stored)).rowcount:
                    save_underlying(connection, stored)
                    new += 1
        return new

    def edit(self, asset: Asset) -> None:
        """Replace an asset by its changed form; from now on it is the user's. Icon and collection stay if not given.

        Raises NotFoundError.
        """
        with self.writing() as connection:
            known = load_by_id(connection, [asset.identifier]).get(asset.identifier)
            if known is None:
                raise NotFoundError(f'There is no asset {asset.identifier}.', code='unknown_asset', identifier=asset.identifier)
            refuse_self_reference(asset)
            overwrite_asset(connection, replace(
                asset, origin='user', icon=asset.icon or known.icon, collection_id=asset.collection_id or known.collection_id,
            ))  # fmt: skip

    def set_protocol(self, identifiers: Collection[str], protocol: str | None) -> list[str]:
        """Mark (say 'spam') or unmark assets; a shipped one becomes the user's. The known ones of `identifiers`."""
        with self.writing() as connection:
            known = list(load_by_id(connection, identifiers))
            connection.executemany("UPDATE asset SET protocol = ?, origin = 'user' WHERE id = ?", [(protocol, one) for one in known])
        return known

    def delete(self, identifier: str) -> None:
        """Raises NotFoundError; ConflictError if another asset consists of it."""
        with self.writing() as connection:
            parent = connection.execute('SELECT parent FROM underlying_token WHERE child = ? LIMIT 1', (identifier,)).fetchone()
            if parent is not None:
                raise ConflictError(f'{parent[0]} consists of this asset.', code='asset_in_use', identifier=identifier, parent=parent[0])
            remove_asset(connection, identifier)

    def replace(self, source: str, target: str) -> None:
        """Make `target` stand wherever `source` stood in this database, and delete `source`.

        Prices that the user typed in follow where the target has none; other cached prices of the source are dropped.
        Raises NotFoundError for an unknown target; InputError if both are one. An unknown source is fine: only the profile knows it.
        """
        if source == target:
            raise InputError('An asset can not be replaced by itself.', field='target_asset')
        with self.writing() as connection:
            if not load_by_id(connection, [target]):
                raise NotFoundError(f'There is no asset {target}.', code='unknown_asset', identifier=target)
            replace_parts(connection, source, target)
            for statement in _REPLACEMENTS:
                connection.execute(statement, (source, target) if '?2' in statement else (source,))
            if load_by_id(connection, [source]):
                remove_asset(connection, source)

    def _refuse_twin(self, connection: Connection, asset: Asset) -> None:
        twin = connection.execute(
            'SELECT id FROM asset WHERE type = ? AND name = ? COLLATE NOCASE AND symbol = ? COLLATE NOCASE',
            (asset.type, asset.name, asset.symbol),
        ).fetchone()
        if twin is not None:
            raise ConflictError(f'name: {asset.name} ({asset.symbol}) exists already as {twin[0]}.', code='asset_exists', field='name', identifier=twin[0])

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that changes assets, here or in the repositories beside this one; `revision` grows after it."""
        with self._database.write() as connection:
            yield connection
        self._changed()

    def _changed(self) -> None:
        with self._revision_lock:
            self._revision += 1


# ?1 is the source, ?2 the target.
_REPLACEMENTS: tuple[str, ...] = (
    'UPDATE location_mapping SET asset = ?2 WHERE asset = ?1',
    'UPDATE counterparty_mapping SET asset = ?2 WHERE asset = ?1',
    'UPDATE asset SET swapped_for = ?2 WHERE swapped_for = ?1 AND id <> ?2',
    'UPDATE asset SET forked = ?2 WHERE forked = ?1 AND id <> ?2',
    'UPDATE asset SET swapped_for = NULL WHERE swapped_for = ?1',
    'UPDATE asset SET forked = NULL WHERE forked = ?1',
    "UPDATE OR IGNORE price SET from_asset = ?2 WHERE from_asset = ?1 AND source = 'manual' AND to_asset <> ?2",
    "UPDATE OR IGNORE price SET to_asset = ?2 WHERE to_asset = ?1 AND source = 'manual' AND from_asset <> ?2",
    'DELETE FROM price WHERE from_asset = ?1 OR to_asset = ?1',
    'DELETE FROM latest_price WHERE from_asset = ?1 OR to_asset = ?1',
    'UPDATE OR IGNORE manual_latest_price SET from_asset = ?2 WHERE from_asset = ?1 AND to_asset <> ?2',
    'UPDATE manual_latest_price SET to_asset = ?2 WHERE to_asset = ?1 AND from_asset <> ?2',
    'DELETE FROM manual_latest_price WHERE from_asset = ?1 OR to_asset = ?1',
)


def replace_parts(connection: Connection, source: str, target: str) -> None:
    """In every asset that consists of `source`, its share goes to `target`."""
    parents = connection.execute('SELECT parent, weight FROM underlying_token WHERE child = ? AND parent <> ?', (source, target)).fetchall()
    connection.execute('DELETE FROM underlying_token WHERE child = ?', (source,))
    for parent, weight in parents:
        known = connection.execute('SELECT weight FROM underlying_token WHERE parent = ? AND child = ?', (parent, target)).fetchone()
        share = parse_amount(weight) + (parse_amount(known[0]) if known else 0)
        connection.execute(
            'INSERT INTO underlying_token (parent, child, weight) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET weight = excluded.weight',
            (parent, target, to_text(share)),
        )


def remove_asset(connection: Connection, identifier: str) -> None:
    """Delete it; a collection gets another main asset, or goes when no member is left. Raises NotFoundError."""
    asset = load_by_id(connection, [identifier]).get(identifier)
    if asset is None:
        raise NotFoundError(f'There is no asset {identifier}.', code='unknown_asset', identifier=identifier)
    connection.execute('DELETE FROM asset WHERE id = ?', (identifier,))
    if asset.type != CUSTOM_ASSET:
        remember_deleted(connection, identifier)
    for (collection,) in connection.execute('SELECT id FROM collection WHERE main_asset = ?', (identifier,)).fetchall():
        heir = connection.execute('SELECT id FROM asset WHERE collection_id = ? ORDER BY chain_id, id LIMIT 1', (collection,)).fetchone()
        if heir is None:
            connection.execute('DELETE FROM collection WHERE id = ?', (collection,))
        else:
            connection.execute('UPDATE collection SET main_asset = ? WHERE id = ?', (heir[0], collection))


def refuse_self_reference(asset: Asset) -> None:
    fields: Mapping[str, bool] = {
        'swapped_for': asset.swapped_for == asset.identifier,
        'forked': asset.forked == asset.identifier,
        'underlying_tokens': any(part.identifier == asset.identifier for part in asset.underlying),
    }
    for field, refers in fields.items():
        if refers:
            raise InputError(f'{field} names the asset itself', field=field)


def new_identifier(asset: Asset) -> str:
    """The identifier of an asset about to be added (whose own one is not looked at): tokens by their contract, others a new UUID."""
    if asset.type == EVM_TOKEN and asset.chain_id is not None and asset.address is not None:
        if asset.token_kind == 'erc721':  # noqa: S105
            return evm_nft_id(asset.chain_id, asset.address, int(asset.collectible_id or 0))
        return evm_token_id(asset.chain_id, asset.address)
    if asset.type == SOLANA_TOKEN and asset.address is not None:
        realm = 'nft' if asset.token_kind == 'spl nft' else 'token'  # noqa: S105
        return f'solana/{realm}:{asset.address}'
    return str(uuid.uuid4())


def to_ref(asset: Asset) -> AssetRef:
    return AssetRef(
        asset.identifier, asset.type, asset.symbol, asset.coingecko, asset.cryptocompare, asset.chain_id, asset.address, asset.decimals,
        asset.protocol,
    )  # fmt: skip
