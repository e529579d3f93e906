"""Opens the global database: plain SQLite in the data directory, migrated, filled with shipped data by its repositories."""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from rotkehlchen.storage.database import BUSY_TIMEOUT_SECONDS, OPENS_LOG, Connection, Database, translated_errors
from rotkehlchen.storage.global_db.shipped_asset import load_shipped_assets
from rotkehlchen.storage.migration import load_migrations, migrate
from rotkehlchen.storage.private_file import disk_errors

FOLDER: Final = 'global'
FILE_NAME: Final = 'global.db'


def connect(path: Path) -> Connection:
    with translated_errors(path):
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=BUSY_TIMEOUT_SECONDS)
        try:
            # Prices can be fetched again and shipped assets loaded again: NORMAL is enough here, and much faster than FULL.
            for pragma in ('journal_mode = WAL', 'synchronous = NORMAL', 'temp_store = MEMORY', 'foreign_keys = ON'):
                connection.execute(f'PRAGMA {pragma}')
            connection.execute(OPENS_LOG).fetchone()
        except BaseException:
            connection.close()
            raise
    return connection


def open_global_database(data_directory: Path) -> 'GlobalDatabase':
    """The database at the newest schema. Raises StorageError, CorruptError, NewerSchemaError."""
    folder = data_directory / FOLDER
    path = folder / FILE_NAME
    with translated_errors(path):
        with disk_errors(f'The folder {folder}'):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not path.exists():
                os.close(os.open(path, os.O_CREAT | os.O_RDWR | getattr(os, 'O_NOFOLLOW', 0), 0o600))
        connection = connect(path)
        try:
            migrate(connection, load_migrations('globaldb'))
        finally:
            connection.close()
    return GlobalDatabase(lambda: connect(path), load_shipped_assets)


class GlobalDatabase(Database):
    """Filled with what ships at its first use, so that a start doesn't wait for it."""

    def __init__(self, open_connection: Callable[[], Connection], prepare: Callable[[Database], object]) -> None:
        super().__init__(open_connection)
        self._prepare = prepare
        self._prepared = self._preparing = False
        self._prepare_lock = threading.RLock()

    @contextmanager
    def read(self, *, snapshot: bool = False) -> Iterator[Connection]:
        self.prepare_once()
        with super().read(snapshot=snapshot) as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        self.prepare_once()
        with super().write() as connection:
            yield connection

    def prepare_once(self) -> None:
        """Load shipped data if that has not happened; whoever comes meanwhile waits."""
        if self._prepared:
            return
        with self._prepare_lock:
            if self._prepared or self._preparing:  # the preparation itself reads and writes, in this thread
                return
            self._preparing = True
            try:
                self._prepare(self)
                self._prepared = True
            finally:
                self._preparing = False


def newest_global_schema() -> int:
    return load_migrations('globaldb')[-1][0]
