"""Where a profile holds something: read from manual balances and accounts."""

from rotkehlchen.storage.database import Database


class LocationUseRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def load_manual_locations(self) -> list[str]:
        with self._database.read() as connection:
            rows = connection.execute('SELECT DISTINCT location FROM manual_balance').fetchall()
        return [row[0] for row in rows]

    def load_accounts(self) -> list[tuple[str, str]]:
        """(chain, address) of every account, by address."""
        with self._database.read() as connection:
            rows = connection.execute('SELECT chain, address FROM account ORDER BY address, chain').fetchall()
        return [(row[0], row[1]) for row in rows]
