"""Numbered migrations: `migrations/<kind>/<nnnn>_<name>.sql`, each one transaction.

The number of the last one applied is the database's `user_version`, written in the same transaction, so that a
kill at any point leaves the version before or after, never between. Before each migration of a database that holds
data, `take_copy` is called with the version to be left.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import resources

from rotkehlchen.core.errors import NewerSchemaError
from rotkehlchen.storage.database import Connection, translated_errors


def load_migrations(kind: str) -> list[tuple[int, str]]:
    """(number, SQL) of every migration of 'userdb' or 'globaldb', in order, numbered from 1 without gaps."""
    folder = resources.files('rotkehlchen.storage') / 'migrations' / kind
    found = sorted((int(item.name[:4]), item.read_text(encoding='utf-8')) for item in folder.iterdir() if item.name.endswith('.sql'))
    if [number for number, _ in found] != list(range(1, len(found) + 1)):
        raise AssertionError(f'migrations of {kind} are not numbered 1, 2, 3, ...')
    return found


def split_statements(script: str) -> Iterator[str]:
    """The statements of an SQL script. `executescript` would commit the open transaction."""
    statement = ''
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ''
    if statement.strip() and not all(line.strip().startswith('--') or not line.strip() for line in statement.splitlines()):
        raise AssertionError('an SQL script ends in the middle of a statement')


def migrate(
        connection: Connection,
        migrations: list[tuple[int, str]],
        take_copy: Callable[[int], None] | None = None,
        report: Callable[[int, int], None] | None = None,
) -> int:
    """Bring the database to the newest version and return that. Raises NewerSchemaError, changing nothing, if it is newer.

    `report(from_version, to_version)` is called after each step.
    """
    current = schema_version(connection)
    newest = migrations[-1][0]
    if current > newest:
        raise NewerSchemaError(
            f'This database was written by a newer version of the application (its schema is {current}, this version knows {newest}).',
            found=current, known=newest,
        )
    for number, script in migrations:
        if number <= current:
            continue
        if take_copy is not None and current > 0:
            take_copy(current)
        with translated_errors():
            connection.execute('BEGIN IMMEDIATE')
            try:
                for statement in split_statements(script):
                    connection.execute(statement)
                connection.execute(f'PRAGMA user_version = {number}')
                connection.execute('COMMIT')
            except BaseException:
                with suppress(Exception):  # boundary: SQLite may have rolled back by itself
                    connection.execute('ROLLBACK')
                raise
        if report is not None:
            report(current, number)
        current = number
    return current


def schema_version(connection: Connection) -> int:
    with translated_errors():
        version: int = connection.execute('PRAGMA user_version').fetchone()[0]
    return version
