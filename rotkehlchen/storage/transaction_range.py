"""Which blocks were listed for which address without a hole, and which transactions were listed but are not here yet.

What a page listed and the range that it completes are written in one database transaction: a range that is marked as done has all its
transactions stored or wanted, whatever ends the work between.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from rotkehlchen.contracts.indexer import LISTING_KINDS, ListedTransaction, ListingKind
from rotkehlchen.core.span import Span, find_holes, merge_spans
from rotkehlchen.core.time import TimestampS
from rotkehlchen.storage.database import Connection, Database
from rotkehlchen.storage.evm_transaction import link_addresses, unpack


@dataclass(frozen=True, slots=True)
class WantedTransaction:
    """Listed, but not fetched. `timestamp` None: nobody said. `has_internal`: a listing says that the coin moves inside it."""

    tx_hash: str
    block_number: int
    timestamp: TimestampS | None
    has_internal: bool


@dataclass(frozen=True, slots=True)
class ListedPage:
    """What one answer of a source listed. `done`: the blocks that are complete with it, None if there are none yet."""

    rows: Sequence[ListedTransaction]
    done: Span | None


class TransactionRangeRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def load_done(self, chain: str, address: str) -> dict[ListingKind, list[Span]]:
        """Ranges of blocks that are done, in order, by kind of listing."""
        with self._database.read() as connection:
            rows = connection.execute(
                'SELECT kind, first, last FROM evm_transaction_range WHERE chain = ? AND address = ? ORDER BY first', (chain, address)).fetchall()
        return {kind: [Span(row[1], row[2]) for row in rows if row[0] == kind] for kind in LISTING_KINDS}

    def save_page(self, chain: str, address: str, kinds: Collection[ListingKind], page: ListedPage, settled: int) -> int | None:
        """Store what a page listed, and that its blocks up to `settled` are done for these kinds. How many transactions are wanted anew.

        Blocks after `settled` may still be replaced by others: they are listed again next time. None: the account is not tracked any more.
        """
        with self._database.write() as connection:
            if connection.execute('SELECT 1 FROM account WHERE chain = ? AND address = ?', (chain, address)).fetchone() is None:
                return None
            added = sum([_want(connection, chain, address, row) for row in page.rows])
            if page.done is not None and page.done.first <= settled:
                for kind in kinds:
                    _mark_done(connection, chain, address, kind, Span(page.done.first, min(page.done.last, settled)))
        return added

    def forget(self, chain: str, address: str, span: Span) -> None:
        """Have blocks listed again."""
        done = self.load_done(chain, address)
        with self._database.write() as connection:
            connection.execute('DELETE FROM evm_transaction_range WHERE chain = ? AND address = ?', (chain, address))
            connection.executemany('INSERT INTO evm_transaction_range VALUES (?, ?, ?, ?, ?)', [
                (chain, address, kind, part.first, part.last)
                for kind, spans in done.items() for known in spans for part in find_holes(known.first, known.last, [span])
            ])

    def load_wanted(self, chain: str, limit: int, after: str = '') -> list[WantedTransaction]:
        """Transactions of a chain to be fetched, by hash, those after a hash."""
        with self._database.read() as connection:
            rows = connection.execute(
                'SELECT tx_hash, max(block_number), max(timestamp), max(has_internal) FROM evm_wanted_transaction '
                'WHERE chain = ? AND tx_hash > ? GROUP BY tx_hash ORDER BY tx_hash LIMIT ?', (chain, after, limit)).fetchall()
        return [WantedTransaction(row[0], row[1], None if row[2] is None else TimestampS(row[2]), bool(row[3])) for row in rows]

    def count_wanted(self, chain: str) -> int:
        with self._database.read() as connection:
            return int(connection.execute('SELECT count(DISTINCT tx_hash) FROM evm_wanted_transaction WHERE chain = ?', (chain,)).fetchone()[0])

    def is_internal_listed(self, chain: str, tx_hash: str, block_number: int) -> bool:
        """Whether the internal transfers of a block were listed for every address that wants a transaction."""
        with self._database.read() as connection:
            row = connection.execute(
                'SELECT 1 FROM evm_wanted_transaction w WHERE w.chain = ?1 AND w.tx_hash = ?2 AND NOT EXISTS ('
                "SELECT 1 FROM evm_transaction_range r WHERE r.chain = w.chain AND r.address = w.address AND r.kind = 'internal' "
                'AND r.first <= ?3 AND r.last >= ?3)', (chain, tx_hash, block_number)).fetchone()
        return row is None

    def drop_wanted(self, chain: str, hashes: Iterable[str]) -> None:
        """These are not waited for any more: their blocks will be listed again."""
        with self._database.write() as connection:
            connection.executemany('DELETE FROM evm_wanted_transaction WHERE chain = ? AND tx_hash = ?', [(chain, one) for one in hashes])

    def note_query(self, chain: str, address: str, now: TimestampS) -> None:
        """That an address was asked about, with success."""
        with self._database.write() as connection:
            connection.execute(
                'INSERT INTO evm_transaction_query SELECT chain, address, ?3 FROM account WHERE chain = ?1 AND address = ?2 '
                'ON CONFLICT (chain, address) DO UPDATE SET queried_at = excluded.queried_at', (chain, address, now))

    def last_queried(self) -> TimestampS | None:
        """When every address had been asked about, None if one was never."""
        with self._database.read() as connection:
            row = connection.execute(
                'SELECT min(coalesce(q.queried_at, 0)) FROM account a LEFT JOIN evm_transaction_query q USING (chain, address)').fetchone()
        return TimestampS(row[0]) if row[0] else None


def _want(connection: Connection, chain: str, address: str, row: ListedTransaction) -> bool:
    """Note a listed transaction. One that is stored is linked, and wanted again where the listing tells something else of it."""
    stored = connection.execute(
        'SELECT id, block_number, internal FROM evm_transaction WHERE chain = ? AND tx_hash = ?', (chain, row.tx_hash)).fetchone()
    if stored is not None:
        link_addresses(connection, stored[0], [address])
        if stored[1] == row.block_number and not (row.has_internal and _lacks(stored[2], address.lower())):
            return False
    added: int = connection.execute(
        'INSERT INTO evm_wanted_transaction (chain, tx_hash, address, block_number, timestamp, has_internal) '
        'VALUES (?, ?, ?, ?, ?, ?) '
        'ON CONFLICT (chain, tx_hash, address) DO UPDATE SET block_number = excluded.block_number, '
        'timestamp = coalesce(excluded.timestamp, timestamp), has_internal = max(has_internal, excluded.has_internal)',
        (chain, row.tx_hash, address, row.block_number, row.timestamp, int(row.has_internal))).rowcount
    return added > 0


def _lacks(internal: bytes | None, address: str) -> bool:
    """Whether stored internal transfers are without one of the address. Unknown ones are asked for anyway."""
    return internal is not None and not any(address in (one['from'], one['to']) for one in unpack(internal))


def _mark_done(connection: Connection, chain: str, address: str, kind: ListingKind, span: Span) -> None:
    near = connection.execute(
        'DELETE FROM evm_transaction_range WHERE chain = ? AND address = ? AND kind = ? AND first <= ? AND last >= ? RETURNING first, last',
        (chain, address, kind, span.last + 1, span.first - 1)).fetchall()
    merged = merge_spans([*near, span])
    connection.executemany('INSERT INTO evm_transaction_range VALUES (?, ?, ?, ?, ?)', [(chain, address, kind, *one) for one in merged])
