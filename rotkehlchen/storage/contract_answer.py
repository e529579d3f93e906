"""What contracts answered to the questions that decoding asks: constants, kept for good."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from rotkehlchen.storage.database import Database

Question = tuple[str, bytes]
AT_ONCE: Final = 400  # contracts in one query


class ContractAnswerRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self, chain: str, addresses: Collection[str] | None = None) -> dict[Question, bytes | None]:
        """Every answer of these contracts (lower case), or of all of the chain, by (address, call data)."""
        if addresses is None:
            with self._database.read() as connection:
                rows = connection.execute('SELECT address, data, result FROM contract_answer WHERE chain = ?', (chain,)).fetchall()
            return {(row[0], row[1]): row[2] for row in rows}
        found: dict[Question, bytes | None] = {}
        wanted = sorted(addresses)
        with self._database.read() as connection:
            for start in range(0, len(wanted), AT_ONCE):
                part = wanted[start:start + AT_ONCE]
                marks = ', '.join('?' * len(part))
                found |= {(row[0], row[1]): row[2] for row in connection.execute(
                    f'SELECT address, data, result FROM contract_answer WHERE chain = ? AND address IN ({marks})', (chain, *part))}
        return found

    def save(self, chain: str, answers: Mapping[Question, bytes | None]) -> None:
        rows: Iterable[tuple[str, str, bytes, bytes | None]] = [(chain, address, data, result) for (address, data), result in answers.items()]
        with self._database.write() as connection:
            connection.executemany(
                'INSERT INTO contract_answer (chain, address, data, result) VALUES (?, ?, ?, ?) '
                'ON CONFLICT DO UPDATE SET result = excluded.result', rows)

    def forget_failures(self, chain: str) -> None:
        """Failed calls are asked again: the node may not have had the state that day."""
        with self._database.write() as connection:
            connection.execute('DELETE FROM contract_answer WHERE chain = ? AND result IS NULL', (chain,))
