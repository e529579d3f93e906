"""Raw rows of Ethereum's validators as they came: withdrawals to a tracked address, and blocks whose fees it received."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from rotkehlchen.contracts.indexer import StakingKind, StakingRow
from rotkehlchen.storage.database import Connection, Database


class StakingRowRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def find_new(self, kind: StakingKind, chain: str, address: str, rows: Sequence[StakingRow]) -> list[StakingRow]:
        """Those of the rows that are not stored, or were others."""
        with self._database.read() as connection:
            known = dict(connection.execute(
                'SELECT identifier, content FROM eth_staking_row WHERE kind = ? AND chain = ? AND address = ?', (kind, chain, address)).fetchall())
        return [row for row in rows if known.get(row.identifier) != _content(row)]

    def save(self, chain: str, address: str, rows: Iterable[StakingRow]) -> None:
        """Store rows, all or none. Nothing happens for an account that is not tracked any more."""
        with self._database.write() as connection:
            if connection.execute('SELECT 1 FROM account WHERE chain = ? AND address = ?', (chain, address)).fetchone() is not None:
                connection.executemany(
                    'INSERT OR REPLACE INTO eth_staking_row (kind, identifier, chain, address, block_number, content) VALUES (?, ?, ?, ?, ?, ?)',
                    [(row.kind, row.identifier, chain, address, row.block_number, _content(row)) for row in rows])

    def load(self, kind: StakingKind, chain: str) -> list[tuple[str, Mapping[str, Any]]]:
        """(address, row) of all, in order."""
        with self._database.read() as connection:
            rows = connection.execute(
                'SELECT address, content FROM eth_staking_row WHERE kind = ? AND chain = ? ORDER BY identifier', (kind, chain)).fetchall()
        return [(row[0], json.loads(row[1])) for row in rows]

    def last_block(self, kind: StakingKind, chain: str, address: str) -> int:
        """The newest block of which rows are stored; 0 if there are none."""
        with self._database.read() as connection:
            row = connection.execute(
                'SELECT max(block_number) FROM eth_staking_row WHERE kind = ? AND chain = ? AND address = ?', (kind, chain, address)).fetchone()
        return row[0] or 0


def load_rows_of(connection: Connection, keys: Collection[tuple[str, str]]) -> list[tuple[StakingKind, Mapping[str, Any]]]:
    """Inside a write: the rows of accounts (chain, address)."""
    return [
        (row[0], json.loads(row[1])) for chain, address in keys
        for row in connection.execute('SELECT kind, content FROM eth_staking_row WHERE chain = ? AND address = ?', (chain, address)).fetchall()
    ]


def _content(row: StakingRow) -> str:
    return json.dumps(dict(row.raw), sort_keys=True)
