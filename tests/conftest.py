"""Fixtures that tests of several layers share: real databases with the newest schema, a clock that stands still."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rotkehlchen.core.money import set_decimal_context
from rotkehlchen.core.time import TimestampS
from rotkehlchen.storage.database import Connection, Database
from rotkehlchen.storage.migration import load_migrations, migrate

set_decimal_context()
RAW_KEY = '"x\'' + '2d' * 32 + '\'"'  # a raw key: no derivation, so that a database opens at once


class FixedClock:
    """A clock that shows `now` until a test moves it."""

    def __init__(self, now: int = 1_750_000_000) -> None:
        self.now = now

    def __call__(self) -> TimestampS:
        return TimestampS(self.now)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


def encrypted_connector(path: Path) -> Callable[[], Connection]:
    """Opens an SQLCipher database with a fixed raw key."""
    from sqlcipher3 import dbapi2

    def connect() -> Connection:
        connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False)
        connection.execute(f'PRAGMA key = {RAW_KEY}')
        connection.execute('PRAGMA journal_mode = WAL')
        connection.execute('PRAGMA foreign_keys = ON')
        return connection
    return connect


def plain_connector(path: Path) -> Callable[[], Connection]:
    def connect() -> Connection:
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        connection.execute('PRAGMA journal_mode = WAL')
        connection.execute('PRAGMA foreign_keys = ON')
        return connection
    return connect


def open_migrated(connect: Callable[[], Connection], kind: str) -> Database:
    connection = connect()
    migrate(connection, load_migrations(kind))
    connection.close()
    return Database(connect)


@pytest.fixture
def user_database(tmp_path: Path) -> Iterator[Database]:
    """A fresh encrypted user database."""
    database = open_migrated(encrypted_connector(tmp_path / 'user.db'), 'userdb')
    yield database
    database.close()


@pytest.fixture
def global_database(tmp_path: Path) -> Iterator[Database]:
    """A fresh global database with no assets."""
    database = open_migrated(plain_connector(tmp_path / 'global.db'), 'globaldb')
    yield database
    database.close()
