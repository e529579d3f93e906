"""The encrypted database of one profile: created, opened with its key, migrated, guarded against a second opener.

SQLCipher 4 with a raw key: page HMACs detect any changed page. A wrong key prints nothing, since SQLCipher's own log is
switched off before the key is given. Durability: write-ahead log with FULL, so that what was acknowledged survives a kill and
a power cut. `cipher_memory_security` (memory is locked and wiped when freed) is on, and has its price: small writes take
four to five times as long as without it (docs/benchmarks.md). Source: zetetic.net/sqlcipher/sqlcipher-api, read 2026-11.
"""

import os
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from rotkehlchen.core.errors import ConflictError, CorruptError, DiskFullError
from rotkehlchen.core.progress import Job, QuietJob
from rotkehlchen.storage.database import BUSY_TIMEOUT_SECONDS, OPENS_LOG, Connection, Database, translated_errors
from rotkehlchen.storage.keyslot import DatabaseKey
from rotkehlchen.storage.migration import load_migrations, migrate, schema_version
from rotkehlchen.storage.private_file import (
    create_private,
    disk_errors,
    flush_directory,
    flush_file,
    lock,
    make_private_folder,
    open_lock,
    temporary_name,
)

FILE_NAME: Final = 'rotkehlchen.db'
LOCK_NAME: Final = '.lock'
COPIES_FOLDER: Final = 'backups'
PAGE_BYTES: Final = 4096
KEPT_STATEMENTS: Final = 128  # prepared, for their next use
BULK_CACHE_KIB: Final = 48 * 1024
KEPT_MIGRATION_COPIES: Final = 5
STEPS_BETWEEN_CHECKS: Final = 20_000  # virtual machine steps: a few milliseconds
_OPENING: Final = ('journal_mode = WAL', 'synchronous = FULL', 'temp_store = MEMORY', 'secure_delete = ON', 'foreign_keys = ON')

Migrations = Sequence[tuple[int, str]]
Report = Callable[[int, int], None]


def connect(path: Path, key: DatabaseKey, kept_statements: int = KEPT_STATEMENTS) -> Connection:
    """An open connection to a file that exists. Raises CorruptError if it is no database of this key."""
    connection: Connection = open_with_key(path, key, kept_statements)
    try:
        with translated_errors(path):
            for pragma in _OPENING:
                connection.execute(f'PRAGMA {pragma}').fetchall()
            connection.execute(OPENS_LOG).fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def connect_bulk(path: Path, key: DatabaseKey) -> Connection:
    """One to write very many rows with. Each statement that is kept for its next use holds on to some of the connection's small memory
    (sqlite.org/malloc.html, "lookaside", read 2026-11); when that is used up, every small piece is asked of the system, locked and wiped, which
    takes longer than the writing. So this one keeps few, and more pages, so that those of the indexes are not written again and again.
    """
    connection = connect(path, key, 2)
    connection.execute(f'PRAGMA cache_size = -{BULK_CACHE_KIB}').fetchall()
    connection.execute('PRAGMA secure_delete = FAST').fetchall()  # pages of indexes that are built anew need not be wiped: all of it stays
    return connection


def open_with_key(path: Path, key: DatabaseKey, kept_statements: int = KEPT_STATEMENTS) -> Any:
    """A connection on which nothing is set but the key, which was tried."""
    from sqlcipher3 import dbapi2

    with translated_errors(path):
        connection = dbapi2.connect(
            f'{path.absolute().as_uri()}?mode=rw', uri=True, isolation_level=None, check_same_thread=False, timeout=BUSY_TIMEOUT_SECONDS,
            cached_statements=kept_statements,
        )
        try:
            connection.execute('PRAGMA cipher_log_level = NONE')
            connection.execute('PRAGMA cipher_memory_security = ON')
            connection.execute(f'PRAGMA key = {key.pragma}')
            connection.execute('SELECT count(*) FROM sqlite_master').fetchone()
        except BaseException:
            connection.close()
            raise
    return connection


class ProfileLock:
    """Makes sure that only one process has a folder. Released by the system when the process dies."""

    def __init__(self, folder: Path) -> None:
        with disk_errors('The profile'):
            self._descriptor = open_lock(folder / LOCK_NAME)
        try:
            lock(self._descriptor)
        except OSError:
            os.close(self._descriptor)
            self._descriptor = -1
            raise ConflictError('This profile is open in another running application.', code='profile_in_use') from None

    def release(self) -> None:
        """A second call does nothing."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)


def create_user_database(folder: Path, key: DatabaseKey, migrations: Migrations | None = None) -> Database:
    """A new database in `folder`, which must exist and hold none."""
    path = folder / FILE_NAME
    if path.exists():
        raise ConflictError('There is a database already.', code='profile_exists')
    with disk_errors('The profile'):
        os.close(create_private(path))
    first = open_with_key(path, key)
    try:  # what makes room for giving space back must be said before the first page is written
        with translated_errors(path):
            first.execute('PRAGMA auto_vacuum = INCREMENTAL')
            first.execute('PRAGMA journal_mode = WAL').fetchall()
            first.execute(OPENS_LOG).fetchone()
    finally:
        first.close()
    connection = connect(path, key)
    try:
        migrate(connection, list(migrations or load_migrations('userdb')))
    finally:
        connection.close()
    with disk_errors('The profile'):
        flush_directory(folder)
    return Database(lambda: connect(path, key), connect_bulk=lambda: connect_bulk(path, key))


def open_user_database(folder: Path, key: DatabaseKey, report: Report | None = None, migrations: Migrations | None = None) -> Database:
    """The database in `folder`, at the newest schema; a copy is kept before each migration.

    Raises CorruptError for a damaged file, NewerSchemaError for one of a newer version, DiskFullError, StorageError.
    """
    path = folder / FILE_NAME
    if path.is_symlink() or not path.is_file():
        raise CorruptError('The database file is missing: restore it from a backup.', code='database_missing')
    if path.stat().st_size < PAGE_BYTES:  # SQLite would take it for a new database
        raise CorruptError('The database file is cut off: restore it from a backup.')
    steps = list(migrations or load_migrations('userdb'))
    connection = connect(path, key)
    try:
        migrate(connection, steps, lambda version: _copy_before_migration(path, key, version), report)
    finally:
        connection.close()
    return Database(lambda: connect(path, key), connect_bulk=lambda: connect_bulk(path, key))


def copy_database(source: Path, key: DatabaseKey, target: Path, job: Job | None = None) -> None:
    """A consistent copy under the same key, made by SQLCipher itself, never in plaintext; it has its name only when it is whole.

    Writers and readers of `source` go on meanwhile. Raises CancelledError, DiskFullError, StorageError.
    """
    temporary = target.with_name(temporary_name())
    with disk_errors('The copy', 'copy_failed'):
        try:
            os.close(create_private(temporary))
            _vacuum_into(source, key, temporary, job or QuietJob())
            flush_file(temporary)
            temporary.replace(target)
            flush_directory(target.parent)
        finally:
            temporary.unlink(missing_ok=True)
            temporary.with_name(temporary.name + '-journal').unlink(missing_ok=True)


def _vacuum_into(source: Path, key: DatabaseKey, target: Path, job: Job) -> None:
    stopped: list[BaseException] = []

    def check() -> int:
        try:
            job.check()
        except BaseException as error:  # noqa: BLE001 boundary: SQLite's C code lies between here and the caller
            stopped.append(error)
            return 1
        return 0

    connection = open_with_key(source, key)
    try:
        connection.set_progress_handler(check, STEPS_BETWEEN_CHECKS)
        with translated_errors():
            connection.execute('VACUUM INTO ?', (str(target),))
    except Exception:
        if stopped:
            raise stopped[0] from None
        raise
    finally:
        connection.close()


def _copy_before_migration(path: Path, key: DatabaseKey, version: int) -> None:
    copies = path.parent / COPIES_FOLDER
    with disk_errors('The copy before the upgrade', 'copy_failed'):
        make_private_folder(copies)
    copy_database(path, key, copies / copy_name(int(time.time()), version, 'before_migration'))
    old = sorted(path for path in copies.iterdir() if path.name.endswith('_before_migration.backup'))
    for outdated in old[:-KEPT_MIGRATION_COPIES]:
        outdated.unlink(missing_ok=True)


def copy_name(time_seconds: int, version: int, kind: str = 'manual') -> str:
    """File name of a copy of the database, as the established tool forms it; ours tells kinds apart at the end."""
    return f'{time_seconds}_rotkehlchen_db_v{version}{"" if kind == "manual" else "_" + kind}.backup'


def check_integrity(path: Path, key: DatabaseKey) -> dict[str, int]:
    """Read the whole file: page HMACs, structure, foreign keys. Returns rows by table. Raises CorruptError."""
    connection = open_with_key(path, key)
    try:
        with translated_errors():
            problems = connection.execute('PRAGMA cipher_integrity_check').fetchall()
            structure = connection.execute('PRAGMA integrity_check').fetchall()
            orphans = connection.execute('PRAGMA foreign_key_check').fetchall()
            if problems or structure != [('ok',)] or orphans:
                raise CorruptError('The database is damaged.')
            return count_rows(connection)
    finally:
        connection.close()


def count_rows(connection: Connection) -> dict[str, int]:
    """Rows by table."""
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name").fetchall()
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name, in tables}


def newest_schema() -> int:
    return load_migrations('userdb')[-1][0]


def read_schema_version(path: Path, key: DatabaseKey) -> int:
    connection = open_with_key(path, key)
    try:
        return schema_version(connection)
    finally:
        connection.close()


def measure_database(path: Path) -> int:
    """Bytes of a database with what was written since it was last tidied up, which stands beside it. Raises OSError."""
    beside = path.with_name(path.name + '-wal')
    return path.stat().st_size + (beside.stat().st_size if beside.exists() else 0)


def refuse_missing_space(folder: Path, needed_bytes: int) -> None:
    """Raise StorageError early where the disk clearly has no room for `needed_bytes`."""
    with disk_errors('The disk', 'disk'):
        free = shutil.disk_usage(folder).free
    if free < needed_bytes:
        raise DiskFullError('The disk has too little free space for this.', needed=needed_bytes, free=free)
