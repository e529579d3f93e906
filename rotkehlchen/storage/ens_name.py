"""What reverse resolution last said about addresses, with its time; 'no name' is an answer, too."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from rotkehlchen.core.time import TimestampS
from rotkehlchen.storage.database import Database


@dataclass(frozen=True, slots=True)
class CachedName:
    """`name` None: the address has no primary name."""

    name: str | None
    checked_at: TimestampS


class EnsNameRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self, addresses: Collection[str] | None = None) -> dict[str, CachedName]:
        """Cached answers for these addresses, or all; addresses never asked about are absent."""
        with self._database.read() as connection:
            rows = connection.execute('SELECT address, name, checked_at FROM ens_name').fetchall()
        wanted = None if addresses is None else set(addresses)
        return {row[0]: CachedName(row[1], TimestampS(row[2])) for row in rows if wanted is None or row[0] in wanted}

    def save(self, names: Mapping[str, str | None], now: TimestampS) -> None:
        with self._database.write() as connection:
            connection.executemany(
                'INSERT INTO ens_name (address, name, checked_at) VALUES (?, ?, ?) '
                'ON CONFLICT DO UPDATE SET name = excluded.name, checked_at = excluded.checked_at',
                [(address, name, now) for address, name in names.items()],
            )
