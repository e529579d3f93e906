"""What the user said about assets: ignored, never spam (whitelisted), spam."""

from collections.abc import Collection, Mapping
from typing import Final, Literal

from rotkehlchen.storage.database import Connection, Database

Mark = Literal['ignored', 'whitelisted']
_TABLES: Final[Mapping[Mark, str]] = {'ignored': 'ignored_asset', 'whitelisted': 'whitelisted_asset'}


class AssetMarkRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self, mark: Mark) -> list[str]:
        """Identifiers of the assets with this mark, sorted."""
        with self._database.read() as connection:
            rows = connection.execute(f'SELECT asset FROM {_TABLES[mark]} ORDER BY asset').fetchall()
        return [row[0] for row in rows]

    def add(self, mark: Mark, assets: Collection[str]) -> list[str]:
        """Mark assets. Those that did not have the mark, in order."""
        with self._database.write() as connection:
            return [asset for asset in assets if _add(connection, mark, asset)]

    def remove(self, mark: Mark, assets: Collection[str]) -> list[str]:
        """Unmark assets. Those that had the mark, in order."""
        with self._database.write() as connection:
            return [asset for asset in assets if _remove(connection, mark, asset)]

    def put_aside(self, assets: Collection[str]) -> int:
        """Ignore those that never were put aside and are not whitelisted. How many are new to the ignored ones."""
        with self._database.write() as connection:
            whitelisted = {row[0] for row in connection.execute('SELECT asset FROM whitelisted_asset')}
            fresh = [asset for asset in assets if asset not in whitelisted and connection.execute(
                'INSERT OR IGNORE INTO put_aside_asset (asset) VALUES (?)', (asset,)).rowcount > 0]
            return sum(_add(connection, 'ignored', asset) for asset in fresh)

    def load_chosen(self) -> list[str]:
        """The ignored ones that were not put aside."""
        with self._database.read() as connection:
            rows = connection.execute('SELECT asset FROM ignored_asset WHERE asset NOT IN (SELECT asset FROM put_aside_asset) ORDER BY asset').fetchall()
        return [row[0] for row in rows]

    def take_back(self, assets: Collection[str]) -> int:
        """Stop ignoring those that were put aside. How many that were."""
        with self._database.write() as connection:
            put_aside = {row[0] for row in connection.execute('SELECT asset FROM put_aside_asset')}
            return sum(_remove(connection, 'ignored', asset) for asset in assets if asset in put_aside)

    def count_put_aside(self) -> int:
        """Those that are still ignored."""
        with self._database.read() as connection:
            return int(connection.execute('SELECT count(*) FROM put_aside_asset JOIN ignored_asset USING (asset)').fetchone()[0])

    def find_spam(self, asset: str) -> tuple[str | None] | None:
        """(the protocol that it had before the user called it spam,), or None if the user didn't."""
        with self._database.read() as connection:
            row = connection.execute('SELECT former_protocol FROM spam_asset WHERE asset = ?', (asset,)).fetchone()
        return None if row is None else (row[0],)

    def mark_spam(self, former_protocols: Mapping[str, str | None]) -> None:
        """Note assets (with the protocols that they had) as spam: ignored, and no longer whitelisted."""
        with self._database.write() as connection:
            connection.executemany('INSERT OR IGNORE INTO spam_asset (asset, former_protocol) VALUES (?, ?)', former_protocols.items())
            for asset in former_protocols:
                _remove(connection, 'whitelisted', asset)
                _add(connection, 'ignored', asset)

    def unmark_spam(self, asset: str, *, whitelist: bool) -> None:
        """Take back that an asset is spam and ignored; with `whitelist` it is never taken for spam again."""
        with self._database.write() as connection:
            connection.execute('DELETE FROM spam_asset WHERE asset = ?', (asset,))
            _remove(connection, 'ignored', asset)
            if whitelist:
                _add(connection, 'whitelisted', asset)


def _add(connection: Connection, mark: Mark, asset: str) -> bool:
    added: int = connection.execute(f'INSERT OR IGNORE INTO {_TABLES[mark]} (asset) VALUES (?)', (asset,)).rowcount
    return added > 0


def _remove(connection: Connection, mark: Mark, asset: str) -> bool:
    removed: int = connection.execute(f'DELETE FROM {_TABLES[mark]} WHERE asset = ?', (asset,)).rowcount
    return removed > 0
