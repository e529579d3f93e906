"""The user's part of the global database, out of one and into another."""

import copy
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from rotkehlchen.core.errors import CorruptError, NewerSchemaError
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.global_db.user_part import load_user_part, save_user_part
from tests.conftest import open_migrated, plain_connector

TOKEN = 'eip155:1/erc20:0x6B175474E89094C44Da98b954EedeAC495271d0F'
PART = 'eip155:1/erc20:0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48'
SHIPPED = [('ETH', 'own chain', 'Ethereum', 'ETH', 'shipped'), ('BTC', 'own chain', 'Bitcoin', 'BTC', 'shipped')]
INSERT = 'INSERT INTO asset (id, type, name, symbol, origin) VALUES (?, ?, ?, ?, ?)'


@pytest.fixture
def filled(global_database: Database) -> Database:
    """One of everything that belongs to a user, beside what is shipped."""
    with global_database.write() as connection:
        connection.executemany(INSERT, [
            *SHIPPED, ('house', 'custom asset', 'My house', 'My house', 'user'), (TOKEN, 'evm token', 'Found', 'FND', 'chain'),
        ])
        connection.execute("UPDATE asset SET name = 'Mine', origin = 'user' WHERE id = 'BTC'")
        connection.execute('INSERT INTO underlying_token VALUES (?, ?, ?)', (TOKEN, PART, '0.5'))
        connection.execute("INSERT INTO price VALUES ('house', 'EUR', 1700000000, 'manual', '250000.50', 3600)")
        connection.execute("INSERT INTO price VALUES ('ETH', 'EUR', 1700000000, 'coingecko', '1', 3600)")
        connection.execute("INSERT INTO manual_latest_price VALUES ('house', 'EUR', '260000')")
        connection.execute("INSERT INTO address_name VALUES ('0x1', '', 'my vault')")
        connection.execute("INSERT INTO location_mapping VALUES ('kraken', 'XETH', 'ETH')")
    return global_database


@pytest.fixture
def other(tmp_path: Path) -> Database:
    """A database as it is shipped."""
    database = open_migrated(plain_connector(tmp_path / 'other.db'), 'globaldb')
    with database.write() as connection:
        connection.executemany(INSERT, SHIPPED)
        connection.execute("UPDATE asset SET icon = 'bitcoin' WHERE id = 'BTC'")
    return database


def rows(database: Database, sql: str) -> list[Any]:
    with database.read() as connection:
        return connection.execute(sql).fetchall()


def test_saved_elsewhere_is_all_there_and_nothing_else(filled: Database, other: Database) -> None:
    document = json.loads(json.dumps(load_user_part(filled)))
    assert 'coingecko' not in json.dumps(document['tables']['price'])
    save_user_part(other, document)
    save_user_part(other, document)  # twice is once
    assert load_user_part(other) == document
    assert rows(other, "SELECT name, icon, origin FROM asset WHERE id = 'BTC'") == [('Mine', 'bitcoin', 'user')]
    assert rows(other, "SELECT name, origin FROM asset WHERE id = 'ETH'") == [('Ethereum', 'shipped')]
    assert rows(other, 'SELECT price FROM price') == [('250000.50',)]
    other.close()


def test_saved_where_the_user_has_something_keeps_it(filled: Database, other: Database) -> None:
    with other.write() as connection:
        connection.execute(INSERT, ('house', 'custom asset', 'Another house', 'x', 'user'))
        connection.execute("INSERT INTO manual_latest_price VALUES ('house', 'USD', '5')")
    save_user_part(other, load_user_part(filled))
    assert rows(other, "SELECT name FROM asset WHERE id = 'house'") == [('Another house',)]
    assert rows(other, 'SELECT price FROM manual_latest_price') == [('5',)]
    other.close()


@pytest.mark.parametrize('change', [
    lambda tables: tables['asset']['columns'].__setitem__(0, 'id; DROP TABLE asset'),
    lambda tables: tables['asset']['columns'].append('id'),
    lambda tables: tables['asset']['rows'].append([1]),
    lambda tables: tables['asset'].__setitem__('rows', 'text'),
    lambda tables: tables['asset']['rows'][0].__setitem__(0, {'a': 1}),
    lambda tables: tables['asset']['rows'][0].__setitem__(0, 'eip155:1/erc20:0xzz'),
    lambda tables: tables['asset']['rows'][0].__setitem__(2, None),
    lambda tables: tables['asset']['rows'][0].__setitem__(2, 'x' * 200_000),
    lambda tables: tables['asset']['rows'][0].__setitem__(-1, 'god'),
    lambda tables: tables['price']['rows'][0].__setitem__(4, 'NaN'),
    lambda tables: tables['price']['rows'][0].__setitem__(4, 1.5),
    lambda tables: tables['price']['rows'][0].__setitem__(2, 'yesterday'),
    lambda tables: tables['price']['columns'].remove('price'),
    lambda tables: tables['manual_latest_price']['rows'][0].__setitem__(2, '1e999'),
    lambda tables: tables.__setitem__('address_name', 7),
])
def test_save_what_we_do_not_write_changes_nothing(filled: Database, other: Database, change: Any) -> None:
    document = copy.deepcopy(load_user_part(filled))
    change(document['tables'])
    before = load_user_part(other)
    with pytest.raises(CorruptError):
        save_user_part(other, document)
    assert load_user_part(other) == before
    other.close()


def test_save_of_a_newer_version_is_refused(other: Database) -> None:
    with pytest.raises(NewerSchemaError):
        save_user_part(other, {'schema_version': 10_000, 'tables': {}})
    with pytest.raises(CorruptError):
        save_user_part(other, {})
    other.close()


def test_save_of_tables_unknown_here_ignores_them(other: Database) -> None:
    assert save_user_part(other, {'schema_version': 1, 'tables': {'sqlite_master': {'columns': ['sql'], 'rows': [['x']]}}}) == 0
    with pytest.raises(sqlite3.OperationalError):
        rows(other, 'SELECT * FROM x')
    other.close()
