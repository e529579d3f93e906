"""The user's part of the global database, to go into a backup and to come back from one.

Assets that the user added or changed or that were read from a chain, their parts, typed-in prices, the shared address book
and mappings of symbols. What is in the database already wins over what comes back, but a user's change of a shipped asset
wins over the shipped one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from rotkehlchen.core.errors import AppError, CorruptError, NewerSchemaError
from rotkehlchen.core.ids import parse_asset_id
from rotkehlchen.core.money import parse_amount
from rotkehlchen.storage.database import Connection, Database
from rotkehlchen.storage.global_db.asset_row import COLUMNS
from rotkehlchen.storage.migration import load_migrations, schema_version

MAX_ROWS: Final = 1_000_000
MAX_TEXT: Final = 100_000
_OWN = "origin IN ('user', 'chain')"


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one table. `checks`: what must be true of a column's text; `conflict`: what happens to a row that is there."""

    table: str
    columns: tuple[str, ...]
    condition: str
    checks: Mapping[str, Callable[[object], object]]
    conflict: str = 'DO NOTHING'


def _check_asset(value: object) -> None:
    if parse_asset_id(value) != value:
        raise CorruptError('an identifier is not in its one form')


# The icon is a file of this installation and the collection a number in it: they stay what they are here.
_ASSET_COLUMNS: Final = tuple(column for column in COLUMNS if column not in ('icon', 'collection_id'))
PARTS: Final = (
    Part('asset', _ASSET_COLUMNS, _OWN, {'id': _check_asset},
         f"(id) DO UPDATE SET {', '.join(f'{column} = excluded.{column}' for column in _ASSET_COLUMNS[1:])} "
         "WHERE asset.origin <> 'user' AND excluded.origin = 'user'"),
    Part('underlying_token', ('parent', 'child', 'weight'), f'parent IN (SELECT id FROM asset WHERE {_OWN})',
         {'parent': _check_asset, 'child': _check_asset, 'weight': parse_amount}),
    Part('price', ('from_asset', 'to_asset', 'timestamp', 'source', 'price', 'span'), "source = 'manual'",
         {'from_asset': _check_asset, 'to_asset': _check_asset, 'price': parse_amount}),
    Part('manual_latest_price', ('from_asset', 'to_asset', 'price'), '1',
         {'from_asset': _check_asset, 'to_asset': _check_asset, 'price': parse_amount}),
    Part('address_name', ('address', 'blockchain', 'name'), '1', {}),
    Part('location_mapping', ('location', 'symbol', 'asset'), '1', {'asset': _check_asset}),
    Part('counterparty_mapping', ('counterparty', 'symbol', 'asset'), '1', {'asset': _check_asset}),
)  # fmt: skip


def load_user_part(database: Database) -> dict[str, Any]:
    """A JSON document: `schema_version`, and by table its `columns` and `rows`."""
    with database.read(snapshot=True) as connection:
        return {
            'schema_version': schema_version(connection),
            'tables': {part.table: {'columns': list(part.columns), 'rows': _load(connection, part)} for part in PARTS},
        }


def _load(connection: Connection, part: Part) -> list[list[Any]]:
    rows = connection.execute(f'SELECT {", ".join(part.columns)} FROM {part.table} WHERE {part.condition}').fetchall()
    return [list(row) for row in rows]


def save_user_part(database: Database, document: Mapping[str, Any]) -> int:
    """Add what is not there yet, all of it or nothing. How many rows the document has.

    Raises CorruptError for what `load_user_part` does not write, NewerSchemaError.
    """
    parsed = parse_user_part(document)
    with database.write() as connection:
        for part, columns, rows in parsed:
            marks = ', '.join('?' * len(columns))
            try:
                connection.executemany(
                    f'INSERT INTO {part.table} ({", ".join(columns)}) VALUES ({marks}) ON CONFLICT {part.conflict}', rows,
                )
            except Exception as error:  # boundary: sqlite3 and sqlcipher3 have unrelated exception classes
                if type(error).__name__ not in ('IntegrityError', 'OperationalError'):
                    raise
                raise CorruptError(f'The table {part.table} of the backup does not fit: {error}.', code='backup_damaged') from None
    return sum(len(rows) for _, _, rows in parsed)


def parse_user_part(document: Mapping[str, Any]) -> list[tuple[Part, list[str], list[list[Any]]]]:
    """(table, its columns, its rows) of a document, checked."""
    try:
        if document['schema_version'] > load_migrations('globaldb')[-1][0]:
            raise NewerSchemaError('This backup was made by a newer version of the application.', found=document['schema_version'])
        tables = document['tables']
        return [(part, *_parse_table(part, tables[part.table])) for part in PARTS if part.table in tables]
    except (KeyError, TypeError, ValueError):
        raise CorruptError('The list of own assets in the backup is damaged.', code='backup_damaged') from None


def _parse_table(part: Part, table: Mapping[str, Any]) -> tuple[list[str], list[list[Any]]]:
    columns, rows = table['columns'], table['rows']
    if not set(columns) <= set(part.columns) or len(set(columns)) != len(columns) or not isinstance(rows, list) or len(rows) > MAX_ROWS:
        raise ValueError
    checks = [(columns.index(column), check) for column, check in part.checks.items()]
    for row in rows:
        if not isinstance(row, list) or len(row) != len(columns) or not all(_is_plain(value) for value in row):
            raise ValueError
        for position, check in checks:
            try:
                check(row[position])
            except AppError:
                raise ValueError from None
    return columns, rows


def _is_plain(value: object) -> bool:
    if isinstance(value, str):
        return len(value) <= MAX_TEXT and '\x00' not in value
    return value is None or (type(value) is int and abs(value) < 2**63)
