"""Raw facts of EVM transactions: transaction, receipt and internal transfers as they came, and whose they are.

The JSON is deflated: hexadecimal text shrinks to a quarter, and reading fewer encrypted pages saves more time than inflating costs.
A transaction whose facts or owners change gets a new id, so that whoever decoded the old facts meanwhile marks nothing as decoded.
"""

import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from rotkehlchen.core.time import TimestampS
from rotkehlchen.storage.database import Connection, Database, Row

DEFLATE_LEVEL: Final = 4
NAMES_A_QUESTION: Final = 500
_COLUMNS: Final = 't.id, t.chain, t.tx_hash, t.timestamp, t.block_number, t.content, t.internal'

Internal = Mapping[str, str]
OnDelete = Callable[[Connection, Sequence[tuple[str, str]]], None]


@dataclass(frozen=True, slots=True)
class NewTransaction:
    """Facts to be kept. `internal` None: not known. `addresses`: the tracked ones it belongs to, as accounts write them."""

    chain: str
    tx_hash: str
    timestamp: TimestampS
    block_number: int
    transaction: Mapping[str, Any]
    receipt: Mapping[str, Any]
    internal: Sequence[Internal] | None
    addresses: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class StoredTransaction:
    """`transaction`, `receipt`: JSON of a node. `internal`: successful transfers of the native coin, in order of execution.

    A row of `internal` has from, to, value (decimal text, smallest units) and isError ('0'). What is unknown yet reads as none:
    `is_internal_known` tells.
    """

    id: int
    chain: str
    tx_hash: str
    timestamp: TimestampS
    block_number: int
    transaction: dict[str, Any]
    receipt: dict[str, Any]
    internal: list[dict[str, str]]
    is_internal_known: bool = True


class EvmTransactionRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    # -- reading

    def iter_stored(
            self, chain: str | None = None, *, undecoded_only: bool = False, hashes: Collection[str] | None = None, batch: int = 500,
    ) -> Iterator[list[StoredTransaction]]:
        """Batches in the order in which they were stored. What is stored meanwhile may or may not come too."""
        terms, values = ['t.id > ?'], [] if chain is None else [chain]
        if chain is not None:
            terms.append('t.chain = ?')
        if undecoded_only:
            terms.append('t.decoded_with IS NULL')
        for names in [None] if hashes is None else _portions(sorted({name.lower() for name in hashes})):
            given = [*terms, f't.tx_hash IN ({_marks(names)})'] if names is not None else terms
            sql = f'SELECT {_COLUMNS} FROM evm_transaction t WHERE {" AND ".join(given)} ORDER BY t.id LIMIT ?'
            yield from self._pages(sql, [*values, *(names or ())], batch)

    def _pages(self, sql: str, values: Sequence[Any], batch: int) -> Iterator[list[StoredTransaction]]:
        last = 0
        while True:
            with self._database.read() as connection:
                rows = connection.execute(sql, (last, *values, batch)).fetchall()
            if not rows:
                return
            last = rows[-1][0]
            yield [_to_stored(row) for row in rows]

    def find(self, chain: str, tx_hash: str) -> StoredTransaction | None:
        with self._database.read() as connection:
            row = connection.execute(
                f'SELECT {_COLUMNS} FROM evm_transaction t WHERE t.chain = ? AND t.tx_hash = ?', (chain, tx_hash.lower())).fetchone()
        return None if row is None else _to_stored(row)

    def is_known(self, chain: str, tx_hash: str) -> bool:
        return bool(self.find_known(chain, [tx_hash.lower()]))

    def find_known(self, chain: str, hashes: Collection[str]) -> dict[str, TimestampS]:
        """Those of the hashes that are stored, with their times."""
        found: dict[str, TimestampS] = {}
        with self._database.read() as connection:
            for names in _portions(list(hashes)):
                found.update(connection.execute(
                    f'SELECT tx_hash, timestamp FROM evm_transaction WHERE chain = ? AND tx_hash IN ({_marks(names)})', (chain, *names)))
        return found

    def addresses_of(self, identifiers: Collection[int]) -> dict[int, list[str]]:
        """The tracked addresses that each transaction belongs to, sorted."""
        found: dict[int, list[str]] = {identifier: [] for identifier in identifiers}
        with self._database.read() as connection:
            for numbers in _portions(list(identifiers)):
                for identifier, address in connection.execute(
                        'SELECT transaction_id, address FROM evm_transaction_address '
                        f'WHERE transaction_id IN ({_marks(numbers)}) ORDER BY address', tuple(numbers)):
                    found[identifier].append(address)
        return found

    def count(self, chain: str) -> tuple[int, int]:
        """(not decoded yet, all) of a chain."""
        with self._database.read(snapshot=True) as connection:
            undecoded = connection.execute('SELECT count(*) FROM evm_transaction WHERE chain = ? AND decoded_with IS NULL', (chain,)).fetchone()[0]
            total = connection.execute('SELECT count(*) FROM evm_transaction WHERE chain = ?', (chain,)).fetchone()[0]
        return undecoded, total

    def chains(self) -> list[str]:
        """Chains of which transactions are stored."""
        with self._database.read() as connection:
            return [row[0] for row in connection.execute('SELECT DISTINCT chain FROM evm_transaction ORDER BY chain')]

    def load_hashes(self, chain: str, addresses: Collection[str] | None = None, first: int = 0, last: int | None = None) -> set[str]:
        """Hashes of a chain within UTC seconds; of some addresses, where they are given."""
        terms, values = ['t.chain = ?', 't.timestamp >= ?'], [chain, first]
        if last is not None:
            terms.append('t.timestamp <= ?')
            values.append(last)
        if addresses is not None:
            terms.append(f't.id IN (SELECT transaction_id FROM evm_transaction_address WHERE address IN ({_marks(addresses)}))')
            values += addresses
        with self._database.read() as connection:
            return {row[0] for row in connection.execute(f'SELECT t.tx_hash FROM evm_transaction t WHERE {" AND ".join(terms)}', values)}

    # -- writing

    def save(self, found: Iterable[NewTransaction], now: TimestampS) -> int:
        """Store facts, all or none; nobody wants these transactions any more. How many were new or changed: those are to be decoded.

        Internal transfers that are known stay where the new facts don't know them; those that nobody knows become a problem to be solved.
        """
        with self._database.write() as connection:
            return sum([_save(connection, one, now) for one in found])

    def save_internal(self, chain: str, tx_hash: str, internal: Sequence[Internal]) -> bool:
        """Store internal transfers. True if they are others than those that were known: then it is to be decoded again."""
        content = _pack(list(internal))
        with self._database.write() as connection:
            changed = connection.execute(
                'UPDATE evm_transaction SET internal = ?1 WHERE chain = ?2 AND tx_hash = ?3 AND internal IS NOT ?1 RETURNING id',
                (content, chain, tx_hash.lower())).fetchone()
            if changed is not None:
                _renew(connection, changed[0])
        return changed is not None

    def link(self, chain: str, tx_hash: str, addresses: Collection[str]) -> bool:
        """Say that a stored transaction belongs to addresses. True if it is new of one: then it is to be decoded again."""
        with self._database.write() as connection:
            row = connection.execute('SELECT id FROM evm_transaction WHERE chain = ? AND tx_hash = ?', (chain, tx_hash.lower())).fetchone()
            return row is not None and link_addresses(connection, row[0], addresses)

    def mark_decoded(self, identifiers: Collection[int], version: str) -> None:
        with self._database.write() as connection:
            connection.executemany('UPDATE evm_transaction SET decoded_with = ? WHERE id = ?', [(version, one) for one in identifiers])

    def mark_undecoded(self, chain: str, hashes: Collection[str] | None = None) -> int:
        """Have transactions of a chain, all or some, decoded again. How many there are."""
        with self._database.write() as connection:
            if hashes is None:
                return int(connection.execute('UPDATE evm_transaction SET decoded_with = NULL WHERE chain = ?', (chain,)).rowcount)
            return sum(
                connection.execute(
                    f'UPDATE evm_transaction SET decoded_with = NULL WHERE chain = ? AND tx_hash IN ({_marks(names)})', (chain, *names)).rowcount
                for names in _portions([one.lower() for one in hashes])
            )

    def delete(self, chain: str | None = None, tx_hash: str | None = None, on_delete: OnDelete | None = None) -> list[tuple[str, str]]:
        """Delete one transaction, those of a chain, or all; (chain, hash) of each. The ranges of blocks of these chains are forgotten.

        `on_delete` gets the same list inside the same database transaction.
        """
        terms = {'chain': chain, 'tx_hash': tx_hash.lower() if tx_hash is not None else None}
        given = {name: value for name, value in terms.items() if value is not None}
        where = ' AND '.join(f'{name} = ?' for name in given) or '1'
        with self._database.write() as connection:
            gone: list[tuple[str, str]] = connection.execute(
                f'DELETE FROM evm_transaction WHERE {where} RETURNING chain, tx_hash', tuple(given.values())).fetchall()
            if tx_hash is None:
                for table in ('evm_transaction_range', 'evm_transaction_query', 'evm_wanted_transaction'):
                    connection.execute(f'DELETE FROM {table}' + (' WHERE chain = ?' if chain is not None else ''), tuple(given.values()))
            if on_delete is not None:
                on_delete(connection, gone)
        return gone


def _save(connection: Connection, new: NewTransaction, now: TimestampS) -> bool:
    """Store facts with their addresses, and those that wanted them. True if anything is new.

    Addresses that are not tracked (any more) are left out; a new transaction that is nobody's is not kept.
    """
    content, internal = _pack([new.transaction, new.receipt]), None if new.internal is None else _pack(list(new.internal))
    tx_hash = new.tx_hash.lower()
    row = connection.execute(
        'SELECT id, content, internal, timestamp FROM evm_transaction WHERE chain = ? AND tx_hash = ?', (new.chain, tx_hash)).fetchone()
    if row is None:
        identifier = connection.execute(
            'INSERT INTO evm_transaction (chain, tx_hash, block_number, timestamp, content, internal) VALUES (?, ?, ?, ?, ?, ?)',
            (new.chain, tx_hash, new.block_number, new.timestamp, content, internal)).lastrowid
        is_changed = True
    else:
        identifier, internal = row[0], row[2] if internal is None else internal
        is_changed = (row[1], row[2], row[3]) != (content, internal, new.timestamp)
        if is_changed:
            connection.execute(
                'UPDATE evm_transaction SET block_number = ?, timestamp = ?, content = ?, internal = ? WHERE id = ?',
                (new.block_number, new.timestamp, content, internal, identifier))
            identifier = _renew(connection, identifier)
    wanted_by = [one[0] for one in connection.execute(
        'DELETE FROM evm_wanted_transaction WHERE chain = ? AND tx_hash = ? RETURNING address', (new.chain, tx_hash)).fetchall()]
    is_linked = link_addresses(connection, identifier, {*new.addresses, *wanted_by})
    if row is None and not is_linked:
        connection.execute('DELETE FROM evm_transaction WHERE id = ?', (identifier,))  # nobody's, so its id was not renewed
    elif internal is None:
        note_problem(connection, new.chain, tx_hash, 'unknown', now)
    elif new.internal is not None:
        connection.execute(
            'UPDATE evm_internal_problem SET fixed_at = ? WHERE fixed_at IS NULL AND transaction_id = '
            '(SELECT id FROM evm_transaction WHERE chain = ? AND tx_hash = ?)', (now, new.chain, tx_hash))
    return is_linked or (is_changed and row is not None)


def unlink_accounts(connection: Connection, keys: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Inside a write: transactions belong to these (chain, address) no more. (chain, hash) of those that were deleted, being nobody's."""
    gone: list[tuple[str, str]] = []
    for chain, address in keys:
        linked = [row[0] for row in connection.execute(
            'SELECT a.transaction_id FROM evm_transaction_address a JOIN evm_transaction t ON t.id = a.transaction_id '
            'WHERE a.address = ? AND t.chain = ?', (address, chain)).fetchall()]
        connection.executemany(
            'DELETE FROM evm_transaction_address WHERE transaction_id = ? AND address = ?', [(one, address) for one in linked])
        for numbers in _portions(linked):
            gone += connection.execute(
                f'DELETE FROM evm_transaction WHERE id IN ({_marks(numbers)}) AND NOT EXISTS '
                '(SELECT 1 FROM evm_transaction_address a WHERE a.transaction_id = evm_transaction.id) RETURNING chain, tx_hash', tuple(numbers),
            ).fetchall()
            left = connection.execute(f'SELECT id FROM evm_transaction WHERE id IN ({_marks(numbers)})', tuple(numbers)).fetchall()
            for row in left:
                _renew(connection, row[0])
    return gone


def note_problem(connection: Connection, chain: str, tx_hash: str, reason: str, now: TimestampS) -> None:
    """Inside a write: have internal transfers asked for later. A problem that is known stays as it is; one that was solved begins anew."""
    connection.execute(
        'INSERT INTO evm_internal_problem (transaction_id, reason, noticed_at, attempts) '
        'SELECT id, ?1, ?2, 0 FROM evm_transaction WHERE chain = ?3 AND tx_hash = ?4 '
        'ON CONFLICT (transaction_id) DO UPDATE SET reason = excluded.reason, noticed_at = excluded.noticed_at, attempts = 0, '
        'attempted_at = NULL, error = NULL, fixed_at = NULL WHERE fixed_at IS NOT NULL', (reason, now, chain, tx_hash))


def link_addresses(connection: Connection, identifier: int, addresses: Collection[str]) -> bool:
    """Inside a write. What events a transaction has depends on whose it is: a new address has it decoded again. True if one is new."""
    added = [
        connection.execute(
            'INSERT INTO evm_transaction_address SELECT t.id, a.address FROM evm_transaction t JOIN account a ON a.chain = t.chain '
            'WHERE t.id = ? AND a.address = ? ON CONFLICT DO NOTHING', (identifier, one)).rowcount
        for one in sorted(addresses)
    ]
    if any(added):
        _renew(connection, identifier)
    return any(added)


def _renew(connection: Connection, identifier: int) -> int:
    """Have a transaction decoded again, under an id that nobody has read yet."""
    renewed: int = connection.execute(
        'UPDATE evm_transaction SET id = (SELECT max(id) + 1 FROM evm_transaction), decoded_with = NULL WHERE id = ? RETURNING id', (identifier,),
    ).fetchone()[0]
    return renewed


def _to_stored(row: Row) -> StoredTransaction:
    transaction, receipt = unpack(row[5])
    internal = None if row[6] is None else unpack(row[6])
    return StoredTransaction(row[0], row[1], row[2], TimestampS(row[3]), row[4], transaction, receipt, internal or [], internal is not None)


def _pack(value: Any) -> bytes:
    return zlib.compress(orjson.dumps(value), DEFLATE_LEVEL)


def unpack(content: bytes) -> Any:
    return orjson.loads(zlib.decompress(content))


def _marks(values: Collection[Any]) -> str:
    return ','.join('?' * len(values))


def _portions(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (values[start:start + NAMES_A_QUESTION] for start in range(0, len(values), NAMES_A_QUESTION))
