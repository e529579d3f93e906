"""Addresses to which a protocol module is restricted; a module without any asks about all."""

from rotkehlchen.storage.database import Database


class QueriedAddressRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def load_all(self) -> dict[str, list[str]]:
        """Addresses by module, sorted; modules without any are absent."""
        with self._database.read() as connection:
            rows = connection.execute('SELECT module, address FROM queried_address ORDER BY module, address').fetchall()
        found: dict[str, list[str]] = {}
        for module, address in rows:
            found.setdefault(module, []).append(address)
        return found

    def add(self, module: str, address: str) -> bool:
        """False if it was there."""
        with self._database.write() as connection:
            added: int = connection.execute(
                'INSERT OR IGNORE INTO queried_address (module, address) VALUES (?, ?)', (module, address),
            ).rowcount
        return added > 0

    def delete(self, module: str, address: str) -> bool:
        """False if it was not there."""
        with self._database.write() as connection:
            removed: int = connection.execute('DELETE FROM queried_address WHERE module = ? AND address = ?', (module, address)).rowcount
        return removed > 0
