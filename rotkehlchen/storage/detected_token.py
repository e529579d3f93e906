"""Which tokens each address was found to hold, when it was looked for, and how far the chain's logs were read for it."""

from collections.abc import Mapping
from dataclasses import dataclass

from rotkehlchen.core.time import TimestampS
from rotkehlchen.storage.database import Database


@dataclass(frozen=True, slots=True)
class Detection:
    """`tokens` sorted; `scanned_first`, `scanned_last`: the blocks whose Transfer logs were read, both or neither None."""

    tokens: tuple[str, ...]
    detected_at: TimestampS
    scanned_first: int | None = None
    scanned_last: int | None = None


class DetectedTokenRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self, chain: str) -> dict[str, Detection]:
        """The last detection of each address of a chain; addresses never looked at are absent."""
        with self._database.read(snapshot=True) as connection:
            states = connection.execute(
                'SELECT address, detected_at, scanned_first, scanned_last FROM token_detection WHERE chain = ?', (chain,),
            ).fetchall()
            rows = connection.execute('SELECT address, asset FROM detected_token WHERE chain = ? ORDER BY asset', (chain,)).fetchall()
        tokens: dict[str, list[str]] = {}
        for address, asset in rows:
            tokens.setdefault(address, []).append(asset)
        return {address: Detection(tuple(tokens.get(address, ())), *state) for address, *state in states}

    def save(self, chain: str, detections: Mapping[str, Detection]) -> None:
        """Replace the detections of these addresses. Addresses no longer tracked are passed over."""
        with self._database.write() as connection:
            tracked = {row[0] for row in connection.execute('SELECT address FROM account WHERE chain = ?', (chain,)).fetchall()}
            for address, found in detections.items():
                if address not in tracked:
                    continue
                connection.execute('DELETE FROM detected_token WHERE chain = ? AND address = ?', (chain, address))
                connection.executemany(
                    'INSERT INTO detected_token (chain, address, asset) VALUES (?, ?, ?)',
                    [(chain, address, asset) for asset in found.tokens],
                )
                connection.execute(
                    'INSERT INTO token_detection (chain, address, detected_at, scanned_first, scanned_last) VALUES (?, ?, ?, ?, ?) '
                    'ON CONFLICT DO UPDATE SET detected_at = excluded.detected_at, scanned_first = excluded.scanned_first, '
                    'scanned_last = excluded.scanned_last',
                    (chain, address, found.detected_at, found.scanned_first, found.scanned_last),
                )
