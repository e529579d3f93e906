"""Custom assets: what a user owns that no market lists (a house, a painting). A name, a free type, notes."""

import uuid
from dataclasses import dataclass

from rotkehlchen.core.errors import ConflictError, NotFoundError
from rotkehlchen.storage.database import Connection
from rotkehlchen.storage.global_db.asset import AssetRepository, remove_asset
from rotkehlchen.storage.global_db.asset_page import AssetFilter, AssetPage, PageRequest
from rotkehlchen.storage.global_db.asset_row import CUSTOM_ASSET, Asset, insert_asset, load_by_id, overwrite_asset


@dataclass(frozen=True, slots=True)
class CustomAssetFilter:
    """None: any. `name` is a part of the name; the others must be equal."""

    name: str | None = None
    identifier: str | None = None
    custom_type: str | None = None


class CustomAssetRepository:
    """Custom assets are rows of the asset table, so that search, balances and prices treat them like any other."""

    def __init__(self, assets: AssetRepository) -> None:
        self._assets = assets

    def load_page(self, wanted: CustomAssetFilter, page: PageRequest) -> AssetPage:
        """`total` counts the custom assets only."""
        everything = AssetFilter(type=CUSTOM_ASSET)
        within = None if wanted.identifier is None else (wanted.identifier,)
        narrowed = AssetFilter(name=wanted.name, type=CUSTOM_ASSET, custom_type=wanted.custom_type, within=within)
        found = self._assets.load_page(narrowed, page)
        total = self._assets.load_page(everything, PageRequest(limit=0)).found
        return AssetPage(found.assets, found.found, total)

    def load_types(self) -> list[str]:
        """The free types in use, sorted."""
        page = self._assets.load_page(AssetFilter(type=CUSTOM_ASSET), PageRequest())
        return sorted({asset.custom_type for asset in page.assets if asset.custom_type}, key=str.casefold)

    def add(self, name: str, custom_type: str, notes: str | None) -> str:
        """Its new identifier. Raises ConflictError if that name and type are taken."""
        identifier = str(uuid.uuid4())
        with self._assets.writing() as connection:
            refuse_taken(connection, identifier, name, custom_type)
            insert_asset(connection, to_custom(identifier, name, custom_type, notes))
        return identifier

    def edit(self, identifier: str, name: str, custom_type: str, notes: str | None) -> None:
        """Raises NotFoundError for what is no custom asset, ConflictError if another one has that name and type."""
        with self._assets.writing() as connection:
            find_custom(connection, identifier)
            refuse_taken(connection, identifier, name, custom_type)
            overwrite_asset(connection, to_custom(identifier, name, custom_type, notes))

    def refuse_others(self, identifier: str) -> None:
        """Raises NotFoundError for what is no custom asset."""
        asset = self._assets.find(identifier)
        if asset is None or not asset.is_custom:
            raise NotFoundError(f'{identifier} is not a custom asset.', asset=identifier)

    def delete(self, identifier: str) -> None:
        """Raises NotFoundError for what is no custom asset."""
        with self._assets.writing() as connection:
            find_custom(connection, identifier)
            remove_asset(connection, identifier)


def to_custom(identifier: str, name: str, custom_type: str, notes: str | None) -> Asset:
    """Custom assets have no ticker: lists that show one show the name."""
    return Asset(identifier, CUSTOM_ASSET, name, name, custom_type=custom_type, notes=notes)


def find_custom(connection: Connection, identifier: str) -> Asset:
    asset = load_by_id(connection, [identifier]).get(identifier)
    if asset is None or not asset.is_custom:
        raise NotFoundError(f'There is no custom asset {identifier}.', code='unknown_asset', identifier=identifier)
    return asset


def refuse_taken(connection: Connection, identifier: str, name: str, custom_type: str) -> None:
    taken = connection.execute(
        'SELECT id FROM asset WHERE type = ? AND name = ? COLLATE NOCASE AND custom_type = ? COLLATE NOCASE AND id <> ?',
        (CUSTOM_ASSET, name, custom_type, identifier),
    ).fetchone()
    if taken is not None:
        raise ConflictError(
            f'name: there is a custom asset {name} of the type {custom_type} already.', code='asset_exists', field='name', identifier=taken[0],
        )
