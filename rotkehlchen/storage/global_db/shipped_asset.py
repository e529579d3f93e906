"""Loads the shipped assets and collections into the global database, once for each DATA_VERSION.

What the user added, changed (`origin` 'user') or deleted (`meta` 'deleted_assets') stays as the user left it. An asset that no
longer ships stays too, as events and balances may name it.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from rotkehlchen import data
from rotkehlchen.storage.database import Connection, Database

VERSION_KEY: Final = 'asset_data_version'
DELETED_KEY: Final = 'deleted_assets'
_COLUMNS = (  # the fields of ShippedAsset, in its order
    'id', 'type', 'name', 'symbol', 'decimals', 'chain_id', 'address', 'token_kind', 'coingecko', 'cryptocompare', 'started', 'forked',
    'icon', 'collection_id',
)  # fmt: skip
_UPSERT = (
    f"INSERT INTO asset ({', '.join(_COLUMNS)}, origin) VALUES ({','.join('?' * len(_COLUMNS))}, 'shipped') ON CONFLICT (id) DO UPDATE SET "
    + ', '.join(f'{column} = excluded.{column}' for column in _COLUMNS[1:])
    + ", origin = 'shipped' WHERE origin <> 'user'"
)


@dataclass(frozen=True)
class AssetData:
    """What is shipped. Another one stands in for it in tests."""

    version: int
    load_assets: Callable[[], Iterable[data.ShippedAsset]]
    load_collections: Callable[[], Iterable[data.ShippedCollection]]


SHIPPED: Final = AssetData(data.DATA_VERSION, data.load_assets, data.load_collections)


def load_shipped_assets(database: Database, shipped: AssetData = SHIPPED) -> bool:
    """Bring the database to the shipped data, in one transaction. False if it has this or newer data already."""
    with database.write() as connection:
        if loaded_version(connection) >= shipped.version:
            return False
        write_shipped(connection, shipped)
        return True


def reset_shipped_assets(database: Database, *, hard: bool, shipped: AssetData = SHIPPED) -> None:
    """Back to the packaged state. Soft: the user's changes of shipped assets are undone and deleted ones return;
    hard: the assets that the user or a chain added go as well. Custom assets stay.
    """  # fmt: skip
    with database.write() as connection:
        connection.execute('DELETE FROM meta WHERE name = ?', (DELETED_KEY,))
        if hard:
            connection.execute("DELETE FROM asset WHERE origin <> 'shipped' AND type <> 'custom asset'")
            connection.execute('DELETE FROM collection')
        else:
            identifiers = json.dumps([asset.identifier for asset in shipped.load_assets()])
            connection.execute("UPDATE asset SET origin = 'shipped' WHERE id IN (SELECT value FROM json_each(?))", (identifiers,))
        write_shipped(connection, shipped)


def write_shipped(connection: Connection, shipped: AssetData) -> None:
    connection.executemany(
        'INSERT INTO collection (id, name, symbol, main_asset) VALUES (?, ?, ?, ?) '
        'ON CONFLICT (id) DO UPDATE SET name = excluded.name, symbol = excluded.symbol, main_asset = excluded.main_asset',
        [(one.identifier, one.name, one.symbol, one.main_asset) for one in shipped.load_collections()],
    )
    deleted = deleted_assets(connection)
    with without_indexes(connection):
        connection.executemany(_UPSERT, (asset for asset in shipped.load_assets() if asset.identifier not in deleted))
    connection.execute(
        'INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
        (VERSION_KEY, str(shipped.version)),
    )


@contextmanager
def without_indexes(connection: Connection) -> Iterator[None]:
    """Builds the indexes of the asset table once, at the end: four times as fast as keeping them up to date row by row."""
    named = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'asset' AND sql IS NOT NULL"
    indexes = connection.execute(named).fetchall()
    for name, _ in indexes:
        connection.execute(f'DROP INDEX {name}')
    yield
    for _, sql in indexes:
        connection.execute(sql)


def loaded_version(connection: Connection) -> int:
    """0 if nothing was ever loaded."""
    row = connection.execute('SELECT value FROM meta WHERE name = ?', (VERSION_KEY,)).fetchone()
    return int(row[0]) if row else 0


def deleted_assets(connection: Connection) -> set[str]:
    row = connection.execute('SELECT value FROM meta WHERE name = ?', (DELETED_KEY,)).fetchone()
    return set(json.loads(row[0])) if row else set()


def remember_deleted(connection: Connection, identifier: str) -> None:
    """So that the next data version doesn't bring it back."""
    known = sorted({*deleted_assets(connection), identifier})
    connection.execute(
        'INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
        (DELETED_KEY, json.dumps(known)),
    )


def forget_deleted(connection: Connection, identifier: str) -> None:
    """The user added again what was deleted."""
    known = deleted_assets(connection)
    if identifier in known:
        connection.execute('UPDATE meta SET value = ? WHERE name = ?', (json.dumps(sorted(known - {identifier})), DELETED_KEY))
