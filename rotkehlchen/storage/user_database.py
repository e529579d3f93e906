"""The encrypted database of one profile: created, opened with its key, migrated, guarded against a second opener.

SQLCipher 4 with a raw key: page HMACs detect any changed page. A wrong key prints nothing, since SQLCipher's own log is
switched off before the key is given. Durability: write-ahead log with FULL, so that what was acknowledged survives a kill and
a power cut. Source: zetetic.net/sqlcipher/sqlcipher-api, read 2026-11.
"""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import IO, Final

from rotkehlchen.core.errors import ConflictError, CorruptError, StorageError
from rotkehlchen.storage.database import BUSY_TIMEOUT_SECONDS, Connection, Database, translated_errors
from rotkehlchen.storage.keyslot import DatabaseKey, flush_directory
from rotkehlchen.storage.migration import load_migrations, migrate, schema_version

FILE_NAME: Final = 'rotkehlchen.db'
LOCK_NAME: Final = '.lock'
COPIES_FOLDER: Final = 'backups'
PRIVATE_FILE: Final = 0o600
PRIVATE_FOLDER: Final = 0o700
KEPT_MIGRATION_COPIES: Final = 5


def connect(path: Path, key: DatabaseKey) -> Connection:
    """An open connection. Raises CorruptError if the file is no database of this key."""
    from sqlcipher3 import dbapi2

    with translated_errors():
        connection: Connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False, timeout=BUSY_TIMEOUT_SECONDS)
        try:
            connection.execute('PRAGMA cipher_log_level = NONE')
            connection.execute(f'PRAGMA key = {key.pragma}')
            connection.execute('SELECT count(*) FROM sqlite_master').fetchone()
            connection.execute('PRAGMA journal_mode = WAL').fetchone()
            for pragma in ('synchronous = FULL', 'temp_store = MEMORY', 'secure_delete = ON', 'foreign_keys = ON'):
                connection.execute(f'PRAGMA {pragma}')
        except BaseException:
            connection.close()
            raise
    return connection


class ProfileLock:
    """Makes sure that only one process has a profile open. Released by the system when the process dies."""

    def __init__(self, folder: Path) -> None:
        self._file: IO[bytes] = (folder / LOCK_NAME).open('ab')
        try:
            _lock(self._file)
        except OSError:
            self._file.close()
            raise ConflictError('This profile is open in another running application.', code='profile_in_use') from None

    def release(self) -> None:
        self._file.close()


def _lock(file: IO[bytes]) -> None:
    if os.name == 'nt':
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        import fcntl

        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


def create_user_database(folder: Path, key: DatabaseKey) -> Database:
    """A new database in `folder`, which must exist and hold none."""
    path = folder / FILE_NAME
    if path.exists():
        raise ConflictError('There is a database already.', code='profile_exists')
    with translated_errors():
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, 'O_NOFOLLOW', 0), PRIVATE_FILE))
        connection = connect(path, key)
        try:
            migrate(connection, load_migrations('userdb'))
        finally:
            connection.close()
    flush_directory(folder)
    return Database(lambda: connect(path, key))


def open_user_database(folder: Path, key: DatabaseKey, report: Callable[[int, int], None] | None = None) -> Database:
    """The database in `folder`, at the newest schema; a copy is kept before each migration.

    Raises CorruptError for a damaged file, NewerSchemaError for one of a newer version, DiskFullError.
    """
    path = folder / FILE_NAME
    if not path.is_file() or path.is_symlink():
        raise CorruptError('The database file is missing: restore it from a backup.', code='database_missing')
    connection = connect(path, key)
    try:
        migrate(connection, load_migrations('userdb'), lambda version: _copy_before_migration(connection, folder, version), report)
    finally:
        connection.close()
    return Database(lambda: connect(path, key))


def copy_database(connection: Connection, target: Path) -> None:
    """A consistent copy under the same key, made by SQLCipher itself, never in plaintext; atomically named."""
    temporary = target.with_name(f'.{target.name}.part')
    temporary.unlink(missing_ok=True)
    try:
        with translated_errors():
            connection.execute('VACUUM INTO ?', (str(temporary),))
        temporary.chmod(PRIVATE_FILE)
        descriptor = os.open(temporary, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        temporary.replace(target)
        flush_directory(target.parent)
    except OSError as error:
        raise StorageError(f'The copy cannot be written: {error.strerror}.', code='copy_failed') from None
    finally:
        temporary.unlink(missing_ok=True)


def _copy_before_migration(connection: Connection, folder: Path, version: int) -> None:
    copies = folder / COPIES_FOLDER
    copies.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    copy_database(connection, copies / f'before_migration_from_v{version}.backup')
    old = sorted(copies.glob('before_migration_from_v*.backup'), key=lambda path: path.stat().st_mtime)
    for path in old[:-KEPT_MIGRATION_COPIES]:
        path.unlink(missing_ok=True)


def check_integrity(path: Path, key: DatabaseKey) -> dict[str, int]:
    """Read the whole file: page HMACs, structure, foreign keys. Returns rows by table. Raises CorruptError."""
    connection = connect(path, key)
    try:
        with translated_errors():
            problems = connection.execute('PRAGMA cipher_integrity_check').fetchall()
            structure = connection.execute('PRAGMA integrity_check').fetchall()
            if problems or structure != [('ok',)]:
                raise CorruptError('The database is damaged.')
            return count_rows(connection)
    finally:
        connection.close()


def count_rows(connection: Connection) -> dict[str, int]:
    """Rows by table."""
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")]
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


def newest_schema() -> int:
    return load_migrations('userdb')[-1][0]


def remove_folder(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


__all__ = ['check_integrity', 'connect', 'copy_database', 'create_user_database', 'newest_schema', 'open_user_database', 'schema_version']
