"""An address book: names that the user gave to addresses, on one chain or on all.

The private book is in the user database, the one that all profiles share in the global one; both have this table.
In the database every chain is written '', here None.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from rotkehlchen.core.errors import ConflictError, NotFoundError
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.page import Page, like_pattern

MAX_VARIABLES: Final = 10_000
ORDER_COLUMNS: Final = {'name': 'name COLLATE NOCASE', 'address': 'address COLLATE NOCASE', 'blockchain': 'blockchain'}


@dataclass(frozen=True, slots=True)
class AddressKey:
    """`address` as its chain writes it; `blockchain` None: every chain."""

    address: str
    blockchain: str | None = None


@dataclass(frozen=True, slots=True)
class AddressName:
    address: str
    blockchain: str | None
    name: str


@dataclass(frozen=True, slots=True)
class AddressNameFilter:
    """`addresses` without a chain match on each. Not `strict`: names for every chain match `blockchain`, too."""

    addresses: Sequence[AddressKey] | None = None
    name_substring: str | None = None
    blockchain: str | None = None
    strict: bool = True


class AddressNameRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def load_page(self, wanted: AddressNameFilter, page: Page) -> tuple[list[AddressName], int, int]:
        """(names of the page, how many match, how many there are), by name unless ordered otherwise."""
        where, values = _where(wanted)
        paging = page.to_sql(ORDER_COLUMNS, 'name COLLATE NOCASE, address, blockchain')
        with self._database.read(snapshot=True) as connection:
            rows = connection.execute(f'SELECT address, blockchain, name FROM address_name WHERE {where}{paging}', values).fetchall()
            found: int = connection.execute(f'SELECT count(*) FROM address_name WHERE {where}', values).fetchone()[0]
            total: int = connection.execute('SELECT count(*) FROM address_name').fetchone()[0]
        return [AddressName(address, chain or None, name) for address, chain, name in rows], found, total

    def load_names(self, addresses: Sequence[str] | None = None) -> dict[AddressKey, str]:
        """Names of these addresses on any chain; of all addresses if None."""
        if addresses is None or len(addresses) > MAX_VARIABLES:
            where, values = 'TRUE', []
        else:
            where, values = f'address IN ({",".join("?" * len(addresses))})', list(addresses)
        with self._database.read() as connection:
            rows = connection.execute(f'SELECT address, blockchain, name FROM address_name WHERE {where}', values).fetchall()
        return {AddressKey(address, chain or None): name for address, chain, name in rows}

    def add(self, entries: Iterable[AddressName], *, update_existing: bool) -> None:
        """Store names, all or none. Raises ConflictError for one that is there, unless it may be updated."""
        on_conflict = 'DO UPDATE SET name = excluded.name' if update_existing else 'DO NOTHING'
        with self._database.write() as connection:
            for number, entry in enumerate(entries):
                stored = connection.execute(
                    f'INSERT INTO address_name (address, blockchain, name) VALUES (?, ?, ?) ON CONFLICT {on_conflict}',
                    (entry.address, entry.blockchain or '', entry.name),
                ).rowcount
                if not stored:
                    field = f'entries.{number}.address'
                    raise ConflictError(f'{field}: {_described(entry)} has a name already', code='duplicate', field=field)

    def update(self, entries: Iterable[AddressName]) -> None:
        """Replace names, all or none. Raises NotFoundError for one that isn't there."""
        with self._database.write() as connection:
            for number, entry in enumerate(entries):
                found = connection.execute(
                    'UPDATE address_name SET name = ? WHERE address = ? AND blockchain = ?',
                    (entry.name, entry.address, entry.blockchain or ''),
                ).rowcount
                if not found:
                    raise _unnamed(entry, f'entries.{number}.address')

    def delete(self, keys: Iterable[AddressKey]) -> None:
        """Remove names, all or none. Raises NotFoundError for one that isn't there."""
        with self._database.write() as connection:
            for number, key in enumerate(keys):
                found = connection.execute(
                    'DELETE FROM address_name WHERE address = ? AND blockchain = ?', (key.address, key.blockchain or ''),
                ).rowcount
                if not found:
                    raise _unnamed(key, f'addresses.{number}.address')


def _where(wanted: AddressNameFilter) -> tuple[str, list[str]]:
    terms: list[str] = []
    values: list[str] = []
    if wanted.addresses is not None:
        terms.append(
            'EXISTS (SELECT 1 FROM json_each(?) AS k WHERE k.value ->> 0 = address AND coalesce(k.value ->> 1, blockchain) = blockchain)',
        )
        values.append(json.dumps([(key.address, key.blockchain) for key in wanted.addresses]))
    if wanted.name_substring:
        terms.append("name LIKE ? ESCAPE '\\'")
        values.append(like_pattern(wanted.name_substring))
    if wanted.blockchain is not None:
        terms.append('blockchain = ?' if wanted.strict else "blockchain IN (?, '')")
        values.append(wanted.blockchain)
    return ' AND '.join(terms) or 'TRUE', values


def _described(entry: AddressName | AddressKey) -> str:
    return f'{entry.address} on {entry.blockchain}' if entry.blockchain else f'{entry.address} on every chain'


def _unnamed(entry: AddressName | AddressKey, field: str) -> NotFoundError:
    return NotFoundError(f'{field}: {_described(entry)} has no name in this book', field=field)
