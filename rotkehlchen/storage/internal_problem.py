"""Transactions whose internal transfers are unknown, or told differently by two sources: asked about again until they are known."""

from dataclasses import dataclass
from typing import Final, Literal

from rotkehlchen.core.time import TimestampS
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.page import Page

Reason = Literal['unknown', 'contradiction']
MAX_ATTEMPTS: Final = 20  # then it counts as failed, until the user asks again
ORDER_COLUMNS: Final = {
    'timestamp': 't.timestamp', 'chain': 't.chain', 'tx_hash': 't.tx_hash', 'last_retry_ts': 'p.attempted_at', 'attempts': 'p.attempts',
}


@dataclass(frozen=True, slots=True)
class InternalProblem:
    """`timestamp`: of the transaction; the others are of the problem. All in UTC seconds."""

    identifier: int
    chain: str
    tx_hash: str
    timestamp: TimestampS
    reason: Reason
    noticed_at: TimestampS
    attempts: int
    attempted_at: TimestampS | None
    error: str | None
    fixed_at: TimestampS | None


@dataclass(frozen=True, slots=True)
class ProblemFilter:
    """`is_failed`: given up. `first`, `last`: times of the transactions, UTC seconds."""

    is_fixed: bool = False
    is_failed: bool | None = None
    chain: str | None = None
    tx_hash: str | None = None
    first: int = 0
    last: int | None = None

    def to_sql(self) -> tuple[str, list[object]]:
        terms: list[str] = [f'p.fixed_at IS {"NOT " if self.is_fixed else ""}NULL', 't.timestamp >= ?']
        values: list[object] = [self.first]
        if self.is_failed is not None:
            terms.append(f'p.attempts {">=" if self.is_failed else "<"} {MAX_ATTEMPTS}')
        for term, value in (('t.chain = ?', self.chain), ('t.tx_hash = ?', self.tx_hash), ('t.timestamp <= ?', self.last)):
            if value is not None:
                terms.append(term)
                values.append(value)
        return ' AND '.join(terms), values


class InternalProblemRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def load_due(self, limit: int) -> list[InternalProblem]:
        """Those to be asked about next: never tried ones first, then the longest untried."""
        where, values = ProblemFilter(is_failed=False).to_sql()
        return self._load(f'{where} ORDER BY coalesce(p.attempted_at, 0), p.transaction_id LIMIT {int(limit)}', values)

    def load(self, wanted: ProblemFilter, page: Page) -> tuple[list[InternalProblem], int, int]:
        """(one page, how many the filter matches, how many there are)."""
        where, values = wanted.to_sql()
        with self._database.read() as connection:
            found = connection.execute(
                f'SELECT count(*) FROM evm_internal_problem p JOIN evm_transaction t ON t.id = p.transaction_id WHERE {where}', values).fetchone()[0]
            total = connection.execute('SELECT count(*) FROM evm_internal_problem').fetchone()[0]
        return self._load(where + page.to_sql(ORDER_COLUMNS, 't.timestamp DESC, p.transaction_id'), values), found, total

    def count(self) -> tuple[int, int]:
        """(still being asked about, given up)."""
        with self._database.read() as connection:
            row = connection.execute(
                f'SELECT coalesce(sum(attempts < {MAX_ATTEMPTS}), 0), coalesce(sum(attempts >= {MAX_ATTEMPTS}), 0) '
                'FROM evm_internal_problem WHERE fixed_at IS NULL').fetchone()
        return row[0], row[1]

    def count_unknown(self, chain: str) -> int:
        with self._database.read() as connection:
            return int(connection.execute('SELECT count(*) FROM evm_transaction WHERE chain = ? AND internal IS NULL', (chain,)).fetchone()[0])

    def note_attempt(self, chain: str, tx_hash: str, now: TimestampS, error: str | None) -> None:
        """That it was asked about. `error` None: it is solved."""
        with self._database.write() as connection:
            connection.execute(
                'UPDATE evm_internal_problem SET attempts = attempts + 1, attempted_at = ?1, error = ?2, fixed_at = CASE WHEN ?2 IS NULL THEN ?1 END '
                'WHERE transaction_id = (SELECT id FROM evm_transaction WHERE chain = ?3 AND tx_hash = ?4)', (now, error, chain, tx_hash))

    def _load(self, rest: str, values: list[object]) -> list[InternalProblem]:
        with self._database.read() as connection:
            rows = connection.execute(
                'SELECT t.id, t.chain, t.tx_hash, t.timestamp, p.reason, p.noticed_at, p.attempts, p.attempted_at, p.error, p.fixed_at '
                f'FROM evm_internal_problem p JOIN evm_transaction t ON t.id = p.transaction_id WHERE {rest}', values).fetchall()
        return [InternalProblem(*row) for row in rows]
