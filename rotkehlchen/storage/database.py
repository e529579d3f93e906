"""One database file: one writer, many readers, write-ahead log.

A `Database` is given a function that opens a connection, so that the same code serves the encrypted user database
and the plain global one. `write()` is one transaction: all of it is kept or none. `read()` lends a connection
that no other thread uses meanwhile; two reads in one block see the same state only inside `read(snapshot=True)`.
"""

import queue
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from rotkehlchen.core.errors import CorruptError, DiskFullError, StorageError

Row = tuple[Any, ...]
READERS = 4
BUSY_TIMEOUT_SECONDS = 30
ROOM_BYTES = 64 * 1024  # what opening a database takes on the disk: its log, and the index of that

OPENS_LOG = 'SELECT count(*) FROM sqlite_master'  # the first read makes the log's index: where there is no room for it, better at once


class Cursor(Protocol):
    """The part of the DB-API cursor that repositories use."""

    lastrowid: int | None
    rowcount: int

    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...
    def fetchmany(self, size: int = ...) -> list[Any]: ...
    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """What sqlite3 and sqlcipher3 connections have in common."""

    def execute(self, sql: str, parameters: Sequence[Any] = ..., /) -> Any: ...
    def executemany(self, sql: str, parameters: Iterable[Sequence[Any]], /) -> Any: ...
    def close(self) -> None: ...
    def interrupt(self) -> None: ...


class Database:
    """Connections to one file. Safe to use from any number of threads."""

    def __init__(self, connect: Callable[[], Connection], readers: int = READERS, connect_bulk: Callable[[], Connection] | None = None) -> None:
        """`connect_bulk`: opens a connection that is good for writing much at once."""
        self._connect = connect
        self._connect_bulk = connect_bulk or connect
        self._writer = connect()
        self._write_lock = threading.RLock()
        self._idle: queue.SimpleQueue[Connection] = queue.SimpleQueue()
        self._slots = threading.BoundedSemaphore(readers)
        self._closed = False

    @contextmanager
    def read(self, *, snapshot: bool = False) -> Iterator[Connection]:
        """A connection to read with. With `snapshot` all reads of the block see one state of the data."""
        with self._slots:
            if self._closed:
                raise StorageError('The database is closed.', code='database_closed')
            try:
                connection = self._idle.get_nowait()
            except queue.Empty:
                connection = self._connect()
            try:
                with translated_errors():
                    if snapshot:
                        connection.execute('BEGIN')
                    yield connection
            finally:
                if snapshot:
                    with suppress(Exception):  # boundary: the connection may be broken already
                        connection.execute('ROLLBACK')
                self._give_back(connection)

    def _give_back(self, connection: Connection) -> None:
        if self._closed:
            connection.close()
        else:
            self._idle.put(connection)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """The one writing connection, inside a transaction that ends with the block. Not to be nested."""
        with self._write_lock:
            if self._closed:
                raise StorageError('The database is closed.', code='database_closed')
            with _transaction(self._writer):
                yield self._writer

    @contextmanager
    def write_bulk(self, *, foreign_keys: bool = True) -> Iterator[Connection]:
        """The same for very many rows, over a connection of its own. Others wait with their writing until it is over.

        Without `foreign_keys` the caller sees to what refers to rows that it deletes.
        """
        with self._write_lock:
            if self._closed:
                raise StorageError('The database is closed.', code='database_closed')
            connection = self._connect_bulk()
            try:
                if not foreign_keys:
                    connection.execute('PRAGMA foreign_keys = OFF')
                with _transaction(connection):
                    yield connection
            finally:
                connection.close()

    def close(self) -> None:
        """Close every connection once its user is done; a second call does nothing."""
        with self._write_lock:
            if self._closed:
                return
            self._closed = True
            while True:
                try:
                    self._idle.get_nowait().close()
                except queue.Empty:
                    break
            with suppress(Exception):  # boundary: a checkpoint that fails must not keep the file open
                self._writer.execute('PRAGMA wal_checkpoint(TRUNCATE)')
            self._writer.close()


@contextmanager
def _transaction(connection: Connection) -> Iterator[None]:
    with translated_errors():
        connection.execute('BEGIN IMMEDIATE')
        try:
            yield
            connection.execute('COMMIT')
        except BaseException:
            with suppress(Exception):  # boundary: SQLite may have rolled back by itself
                connection.execute('ROLLBACK')
            raise


def has_no_room(place: Path) -> bool:
    try:
        return shutil.disk_usage(place.parent).free < ROOM_BYTES
    except OSError:
        return False


@contextmanager
def translated_errors(place: Path | None = None) -> Iterator[None]:
    """Turn SQLite's full-disk, damaged-file and input/output errors into ours. Others are bugs and pass.

    `place`: of the database, where it is opened. SQLite calls it an input/output error when the index of its log finds no room.
    """
    try:
        yield
    except Exception as error:  # boundary: sqlite3 and sqlcipher3 have unrelated exception classes
        name = type(error).__module__.partition('.')[0]
        if name not in ('sqlite3', 'sqlcipher3', '_sqlite3'):
            raise
        text = str(error)
        if 'disk is full' in text or ('disk I/O error' in text and place is not None and has_no_room(place)):
            raise DiskFullError('The disk is full: nothing was changed.') from None
        if 'malformed' in text or 'not a database' in text:
            raise CorruptError('The database file is damaged.') from None
        if 'disk I/O error' in text or 'unable to open' in text or 'readonly database' in text:
            raise StorageError('The database file cannot be read or written.', code='database_io') from None
        raise
