"""Snapshots: what a profile held at a time, by asset and by location, with values in US dollars.

A value that was not known is None. The location `total` carries the net worth.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal

from rotkehlchen.core.money import ZERO, from_text, to_text
from rotkehlchen.core.time import TimestampS
from rotkehlchen.storage.database import Connection, Database

Category = Literal['asset', 'liability']
TOTAL: Final = 'total'
MAX_TIMESTAMP: Final = TimestampS(253_402_300_799)


@dataclass(frozen=True, slots=True)
class SnapshotAsset:
    category: Category
    asset: str
    amount: Decimal
    usd_value: Decimal | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`assets` hold each (category, asset) once. Without a known value `locations` is empty."""

    timestamp: TimestampS
    assets: Sequence[SnapshotAsset]
    locations: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AssetPoint:
    """An asset in one snapshot."""

    timestamp: TimestampS
    asset: str
    amount: Decimal
    usd_value: Decimal | None


class SnapshotRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, snapshot: Snapshot, *, replace: bool) -> bool:
        """Store a snapshot whole. Without `replace`, False and nothing changed if there is one of its time."""
        with self._database.write() as connection:
            if replace:
                _delete(connection, snapshot.timestamp)
            elif _exists(connection, snapshot.timestamp):
                return False
            connection.executemany(
                'INSERT INTO snapshot_asset (timestamp, category, asset, amount, usd_value) VALUES (?, ?, ?, ?, ?)',
                [(snapshot.timestamp, row.category, row.asset, to_text(row.amount), _text(row.usd_value)) for row in snapshot.assets],
            )
            connection.executemany(
                'INSERT INTO snapshot_location (timestamp, location, usd_value) VALUES (?, ?, ?)',
                [(snapshot.timestamp, location, to_text(value)) for location, value in snapshot.locations.items()],
            )
        return True

    def find(self, timestamp: TimestampS) -> Snapshot | None:
        with self._database.read(snapshot=True) as connection:
            if not _exists(connection, timestamp):
                return None
            assets = connection.execute(
                'SELECT category, asset, amount, usd_value FROM snapshot_asset WHERE timestamp = ? ORDER BY category, asset', (timestamp,),
            ).fetchall()
            locations = connection.execute(
                'SELECT location, usd_value FROM snapshot_location WHERE timestamp = ? ORDER BY location', (timestamp,),
            ).fetchall()
        return Snapshot(
            timestamp,
            [SnapshotAsset(category, asset, from_text(amount), _value(value)) for category, asset, amount, value in assets],
            {location: from_text(value) for location, value in locations},
        )

    def delete(self, timestamp: TimestampS) -> bool:
        with self._database.write() as connection:
            return _delete(connection, timestamp)

    def find_latest_time(self) -> TimestampS | None:
        """Time of the newest snapshot, None if there is none."""
        with self._database.read() as connection:
            row = connection.execute(
                'SELECT max(latest) FROM (SELECT max(timestamp) AS latest FROM snapshot_asset '
                'UNION ALL SELECT max(timestamp) FROM snapshot_location)',
            ).fetchone()
        return None if row[0] is None else TimestampS(row[0])

    def load_times(self, from_time: TimestampS, to_time: TimestampS) -> list[TimestampS]:
        """Times of all snapshots from one time to another, both included, ascending."""
        with self._database.read() as connection:
            rows = connection.execute(
                'SELECT timestamp FROM snapshot_asset WHERE timestamp BETWEEN ? AND ? '
                'UNION SELECT timestamp FROM snapshot_location WHERE timestamp BETWEEN ? AND ? ORDER BY 1',
                (from_time, to_time, from_time, to_time),
            ).fetchall()
        return [TimestampS(row[0]) for row in rows]

    def load_net_values(self) -> list[tuple[TimestampS, Decimal]]:
        """(time, net worth in USD), ascending."""
        with self._database.read() as connection:
            rows = connection.execute(
                'SELECT timestamp, usd_value FROM snapshot_location WHERE location = ? ORDER BY timestamp', (TOTAL,),
            ).fetchall()
        return [(TimestampS(time), from_text(value)) for time, value in rows]

    def load_nft_values(self) -> dict[TimestampS, Decimal]:
        """Known USD value of all non-fungible tokens by time, for the times when there were some."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT timestamp, usd_value FROM snapshot_asset WHERE asset >= 'eip155:' AND asset < 'eip155;' "
                "AND asset LIKE '%/erc721:%' AND category = 'asset' AND usd_value IS NOT NULL",
            ).fetchall()
        values: dict[TimestampS, Decimal] = {}
        for time, value in rows:
            values[TimestampS(time)] = values.get(TimestampS(time), ZERO) + from_text(value)
        return values

    def load_incomplete_times(self) -> list[TimestampS]:
        """Times of snapshots with an asset whose value was not known, ascending."""
        with self._database.read() as connection:
            rows = connection.execute('SELECT DISTINCT timestamp FROM snapshot_asset WHERE usd_value IS NULL ORDER BY timestamp').fetchall()
        return [TimestampS(row[0]) for row in rows]

    def load_points(self, assets: Sequence[str], from_time: TimestampS, to_time: TimestampS) -> list[AssetPoint]:
        """These assets (not as liabilities) in the snapshots from one time to another, both included, ascending by time."""
        marks = ','.join('?' * len(assets))
        with self._database.read() as connection:
            rows = connection.execute(
                'SELECT timestamp, asset, amount, usd_value FROM snapshot_asset '
                f"WHERE asset IN ({marks}) AND timestamp BETWEEN ? AND ? AND category = 'asset' ORDER BY timestamp",
                (*assets, from_time, to_time),
            ).fetchall()
        return [AssetPoint(TimestampS(time), asset, from_text(amount), _value(value)) for time, asset, amount, value in rows]


def _exists(connection: Connection, timestamp: TimestampS) -> bool:
    row = connection.execute(
        'SELECT EXISTS (SELECT 1 FROM snapshot_asset WHERE timestamp = ?) OR EXISTS (SELECT 1 FROM snapshot_location WHERE timestamp = ?)',
        (timestamp, timestamp),
    ).fetchone()
    return bool(row[0])


def _delete(connection: Connection, timestamp: TimestampS) -> bool:
    rows: int = connection.execute('DELETE FROM snapshot_asset WHERE timestamp = ?', (timestamp,)).rowcount
    rows += connection.execute('DELETE FROM snapshot_location WHERE timestamp = ?', (timestamp,)).rowcount
    return rows > 0


def _text(value: Decimal | None) -> str | None:
    return None if value is None else to_text(value)


def _value(text: str | None) -> Decimal | None:
    return None if text is None else from_text(text)
