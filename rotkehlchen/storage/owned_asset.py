"""Which assets a profile has or had: in manual balances, on chains, in snapshots. And replacing one by another everywhere."""

from decimal import Decimal

from rotkehlchen.core.money import parse_amount, to_text
from rotkehlchen.storage.database import Connection, Database


class OwnedAssetRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def load_all(self) -> list[str]:
        """Identifiers of assets that the profile has or had, sorted."""
        with self._database.read() as connection:
            rows = connection.execute(
                'SELECT asset FROM manual_balance UNION SELECT asset FROM chain_balance UNION SELECT DISTINCT asset FROM snapshot_asset ORDER BY 1',
            ).fetchall()
        return [row[0] for row in rows]

    def load_used(self) -> set[str]:
        """Those of `load_all`, and those of events: what cannot go without leaving something that nobody knows."""
        with self._database.read() as connection:
            # From one asset to the next by the index; DISTINCT would read every event.
            rows = connection.execute(
                'WITH RECURSIVE used (asset) AS (SELECT min(asset) FROM history_event UNION ALL '
                'SELECT (SELECT min(asset) FROM history_event WHERE asset > used.asset) FROM used WHERE used.asset IS NOT NULL) '
                'SELECT asset FROM used WHERE asset IS NOT NULL').fetchall()
        return {row[0] for row in rows}.union(self.load_all())

    def replace(self, source: str, target: str) -> None:
        """Put `target` wherever `source` stands but in events; where both stand side by side their amounts are added. One transaction."""
        with self._database.write() as connection:
            for table in ('manual_balance', 'import_asset'):
                connection.execute(f'UPDATE {table} SET asset = ? WHERE asset = ?', (target, source))
            _merge(connection, 'chain_balance', ('chain', 'address', 'category', 'protocol'), ('amount',), source, target)
            _merge(connection, 'snapshot_asset', ('timestamp', 'category'), ('amount', 'usd_value'), source, target)
            for table in ('detected_token', 'ignored_asset', 'whitelisted_asset', 'spam_asset', 'put_aside_asset'):
                connection.execute(f'UPDATE OR IGNORE {table} SET asset = ? WHERE asset = ?', (target, source))
                connection.execute(f'DELETE FROM {table} WHERE asset = ?', (source,))
            connection.execute("UPDATE setting SET value = json_quote(?) WHERE name = 'main_currency' AND value = json_quote(?)", (target, source))


def _merge(connection: Connection, table: str, keys: tuple[str, ...], sums: tuple[str, ...], source: str, target: str) -> None:
    """Move rows of `source` to `target`. Amounts are text, so that they are added here and not in SQL."""
    columns = ', '.join((*keys, *sums))
    where = ' AND '.join(f'{key} = ?' for key in keys)
    for row in connection.execute(f'SELECT {columns} FROM {table} WHERE asset = ?', (source,)).fetchall():
        key, values = row[:len(keys)], row[len(keys):]
        twin = connection.execute(f'SELECT {", ".join(sums)} FROM {table} WHERE {where} AND asset = ?', (*key, target)).fetchone()
        connection.execute(f'DELETE FROM {table} WHERE {where} AND asset = ?', (*key, source))
        if twin is None:
            marks = ', '.join('?' * (len(keys) + len(sums) + 1))
            connection.execute(f'INSERT INTO {table} ({columns}, asset) VALUES ({marks})', (*row, target))
        else:
            added = [_add(ours, theirs) for ours, theirs in zip(twin, values, strict=True)]
            assignments = ', '.join(f'{name} = ?' for name in sums)
            connection.execute(f'UPDATE {table} SET {assignments} WHERE {where} AND asset = ?', (*added, *key, target))


def _add(ours: str | None, theirs: str | None) -> str | None:
    """None, an unknown value, stays unknown."""
    if ours is None or theirs is None:
        return None
    total: Decimal = parse_amount(ours) + parse_amount(theirs)
    return to_text(total)
