"""What a user taught the imports: how columns of a file are read, and what symbols mean in files of a source."""

from collections.abc import Collection
from typing import Any

import orjson

from rotkehlchen.storage.database import Database


class ImportMappingRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def load_mappings(self) -> dict[str, dict[str, Any]]:
        """By name, in the order of names."""
        with self._database.read() as connection:
            return {name: orjson.loads(text) for name, text in connection.execute('SELECT name, mapping FROM import_mapping ORDER BY name')}

    def save_mapping(self, name: str, mapping: dict[str, Any]) -> None:
        """A second one of the same name takes the first one's place."""
        with self._database.write() as connection:
            connection.execute(
                'INSERT INTO import_mapping (name, mapping) VALUES (?, ?) ON CONFLICT DO UPDATE SET mapping = excluded.mapping',
                (name, orjson.dumps(mapping).decode()))

    def delete_mapping(self, name: str) -> bool:
        with self._database.write() as connection:
            return bool(connection.execute('DELETE FROM import_mapping WHERE name = ?', (name,)).rowcount)

    def load_assets(self) -> list[tuple[str, str, str]]:
        """(source, symbol, asset), sorted; source '' is every source."""
        with self._database.read() as connection:
            return [tuple(row) for row in connection.execute('SELECT source, symbol, asset FROM import_asset ORDER BY source, symbol')]

    def save_assets(self, rows: Collection[tuple[str, str, str]]) -> None:
        with self._database.write() as connection:
            connection.executemany(
                'INSERT INTO import_asset (source, symbol, asset) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET asset = excluded.asset', rows)

    def delete_asset(self, source: str, symbol: str) -> bool:
        with self._database.write() as connection:
            return bool(connection.execute('DELETE FROM import_asset WHERE source = ? AND symbol = ?', (source, symbol)).rowcount)
