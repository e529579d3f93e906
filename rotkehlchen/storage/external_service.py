"""Keys and addresses of services that the user has an account with or runs."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from rotkehlchen.storage.database import Database


@dataclass(frozen=True, slots=True)
class ExternalService:
    """What is not set is None. Secrets are left out of its text form, so that no log can show them."""

    name: str
    api_key: str | None = field(default=None, repr=False)
    url: str | None = None
    username: str | None = None
    password: str | None = field(default=None, repr=False)


class ExternalServiceRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def load_all(self) -> dict[str, ExternalService]:
        """What is stored, by the service's name."""
        with self._database.read() as connection:
            rows = connection.execute('SELECT name, api_key, url, username, password FROM external_service ORDER BY name').fetchall()
        return {row[0]: ExternalService(*row) for row in rows}

    def save(self, services: Iterable[ExternalService]) -> None:
        """Store services, each in place of what was there, all or none."""
        with self._database.write() as connection:
            connection.executemany(
                'INSERT OR REPLACE INTO external_service (name, api_key, url, username, password) VALUES (?, ?, ?, ?, ?)',
                [(one.name, one.api_key, one.url, one.username, one.password) for one in services],
            )

    def delete(self, names: Collection[str]) -> None:
        with self._database.write() as connection:
            connection.executemany('DELETE FROM external_service WHERE name = ?', [(name,) for name in names])
