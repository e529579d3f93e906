"""Prices in the global database: the last answers of oracles, historic prices, and those that users typed in.

Which cached price answers a question about a time: a manual one before all others; else the nearest dated at most `window_seconds`
away (an hour unless asked otherwise, before or after). A price that its source gives for a whole day, dated at that day's 00:00 UTC,
answers for every time of that day and for no other.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from rotkehlchen.contracts.oracle import AssetRef, Price
from rotkehlchen.core.money import to_text
from rotkehlchen.core.time import HOUR_SECONDS, TimestampS
from rotkehlchen.storage.database import Connection, Database

MANUAL: Final = 'manual'
LONGEST_SPAN_SECONDS: Final = 86_400
NAMES_A_QUERY: Final = 500
ORDER_COLUMNS: Final[Mapping[str, str]] = {
    'timestamp': 'timestamp', 'from_asset': 'from_asset', 'to_asset': 'to_asset', 'source_type': 'source',
    'price': 'CAST(price AS REAL)',  # an order among prices, no arithmetic with them
}
Moment = tuple[str, TimestampS]  # an asset at a time


@dataclass(frozen=True, slots=True)
class LatestPrice:
    """The last answer of an oracle: dated by its source, and when it was fetched."""

    price: Decimal
    source: str
    timestamp: TimestampS
    fetched_at: TimestampS


@dataclass(frozen=True, slots=True)
class ManualLatestPrice:
    from_asset: str
    to_asset: str
    price: Decimal


@dataclass(frozen=True, slots=True)
class PriceRange:
    """Oldest and newest cached price of a pair from one source."""

    from_asset: str
    to_asset: str
    from_timestamp: TimestampS
    to_timestamp: TimestampS


@dataclass(frozen=True, slots=True)
class PriceFilter:
    """None: any. Both times are inclusive."""

    from_asset: str | None = None
    to_asset: str | None = None
    source: str | None = None
    from_timestamp: TimestampS | None = None
    to_timestamp: TimestampS | None = None


@dataclass(frozen=True, slots=True)
class PricePage:
    """`found`: rows that the filter lets through; `total`: all rows."""

    entries: list[Price]
    found: int
    total: int


class PriceRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def load_asset_refs(self, identifiers: Iterable[str]) -> dict[str, AssetRef]:
        """What the asset table knows of each identifier; unknown ones are absent."""
        wanted = list(dict.fromkeys(identifiers))
        found = {}
        with self._database.read() as connection:
            for start in range(0, len(wanted), NAMES_A_QUERY):
                rows = connection.execute(
                    'SELECT a.id, a.type, a.symbol, a.coingecko, a.cryptocompare, a.chain_id, a.address, a.decimals, a.protocol '
                    'FROM json_each(?) AS wanted CROSS JOIN asset AS a ON a.id = wanted.value',
                    (json.dumps(wanted[start:start + NAMES_A_QUERY]),),
                )
                found.update({row[0]: AssetRef(*row) for row in rows})
        return found

    def load_fiats(self) -> frozenset[str]:
        """Identifiers of all currencies of states."""
        with self._database.read() as connection:
            return frozenset(row[0] for row in connection.execute("SELECT id FROM asset WHERE type = 'fiat'"))

    # -- latest prices

    def load_latest(self, assets: Iterable[str], currencies: Sequence[str]) -> dict[tuple[str, str], LatestPrice]:
        """Last answers of any age by (asset, currency)."""
        with self._database.read() as connection:
            rows = connection.execute(
                'SELECT p.from_asset, p.to_asset, p.price, p.source, p.timestamp, p.fetched_at FROM json_each(?1) AS wanted '
                'CROSS JOIN latest_price AS p ON p.from_asset = wanted.value WHERE p.to_asset IN (SELECT value FROM json_each(?2))',
                (json.dumps(list(assets)), json.dumps(list(currencies))),
            ).fetchall()
        return {(asset, currency): LatestPrice(Decimal(price), *rest) for asset, currency, price, *rest in rows}

    def save_latest(self, prices: Iterable[Price], fetched_at: TimestampS) -> None:
        with self._database.write() as connection:
            connection.executemany(
                'INSERT INTO latest_price (from_asset, to_asset, price, source, timestamp, fetched_at) VALUES (?, ?, ?, ?, ?, ?) '
                'ON CONFLICT (from_asset, to_asset) DO UPDATE SET price = excluded.price, source = excluded.source, '
                'timestamp = excluded.timestamp, fetched_at = excluded.fetched_at',
                [(p.asset, p.currency, to_text(p.price), p.source, p.timestamp, fetched_at) for p in prices],
            )

    def load_manual_latest(self, from_asset: str | None = None, to_asset: str | None = None) -> list[ManualLatestPrice]:
        """By asset."""
        with self._database.read() as connection:
            rows = connection.execute(
                'SELECT from_asset, to_asset, price FROM manual_latest_price '
                'WHERE (?1 IS NULL OR from_asset = ?1) AND (?2 IS NULL OR to_asset = ?2) ORDER BY from_asset',
                (from_asset, to_asset),
            ).fetchall()
        return [ManualLatestPrice(row[0], row[1], Decimal(row[2])) for row in rows]

    def save_manual_latest(self, price: ManualLatestPrice) -> None:
        with self._database.write() as connection:
            connection.execute(
                'INSERT INTO manual_latest_price (from_asset, to_asset, price) VALUES (?, ?, ?) '
                'ON CONFLICT (from_asset) DO UPDATE SET to_asset = excluded.to_asset, price = excluded.price',
                (price.from_asset, price.to_asset, to_text(price.price)),
            )

    def delete_manual_latest(self, asset: str) -> bool:
        with self._database.write() as connection:
            removed: int = connection.execute('DELETE FROM manual_latest_price WHERE from_asset = ?', (asset,)).rowcount
        return removed > 0

    # -- historic prices

    def save_historic(self, prices: Iterable[Price]) -> int:
        """Store many in one transaction, replacing those of the same pair, time and source. How many rows were given."""
        rows = [_row(price) for price in prices]
        with self._database.write() as connection:
            connection.executemany(
                'INSERT INTO price (from_asset, to_asset, timestamp, source, price, span) VALUES (?, ?, ?, ?, ?, ?) '
                'ON CONFLICT DO UPDATE SET price = excluded.price, span = excluded.span', rows)
        return len(rows)

    def count_historic(self) -> int:
        with self._database.read() as connection:
            return int(connection.execute('SELECT count(*) FROM price').fetchone()[0])

    def add_historic(self, price: Price) -> bool:
        """Store one. False, changing nothing, if there is one of the same pair, time and source."""
        with self._database.write() as connection:
            added: int = connection.execute(
                'INSERT INTO price (from_asset, to_asset, timestamp, source, price, span) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
                _row(price)).rowcount
        return added > 0

    def edit_historic(self, price: Price) -> bool:
        """Change the price of the row of this pair, time and source. False if there is none."""
        with self._database.write() as connection:
            edited: int = connection.execute(
                'UPDATE price SET price = ? WHERE from_asset = ? AND to_asset = ? AND timestamp = ? AND source = ?',
                (to_text(price.price), price.asset, price.currency, price.timestamp, price.source)).rowcount
        return edited > 0

    def delete_historic(self, asset: str, currency: str, timestamp: TimestampS, source: str) -> bool:
        with self._database.write() as connection:
            removed: int = connection.execute(
                'DELETE FROM price WHERE from_asset = ? AND to_asset = ? AND timestamp = ? AND source = ?',
                (asset, currency, timestamp, source)).rowcount
        return removed > 0

    def load_manual_historic(self, from_asset: str | None = None, to_asset: str | None = None) -> list[Price]:
        """What users typed in, oldest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT from_asset, to_asset, timestamp, source, price, span FROM price WHERE source = 'manual' "
                'AND (?1 IS NULL OR from_asset = ?1) AND (?2 IS NULL OR to_asset = ?2) ORDER BY timestamp, from_asset, to_asset',
                (from_asset, to_asset),
            ).fetchall()
        return [_price(row) for row in rows]

    def find_manual_historic(self, moments: Sequence[Moment], window_seconds: int = HOUR_SECONDS) -> dict[Moment, list[Price]]:
        """Manual prices in any currency near each (asset, time), nearest first. One query for all."""
        with self._database.read() as connection:
            rows = connection.execute(
                'SELECT wanted.key, p.from_asset, p.to_asset, p.timestamp, p.source, p.price, p.span FROM json_each(?1) AS wanted '
                "CROSS JOIN price AS p INDEXED BY price_manual ON p.source = 'manual' "
                "AND p.from_asset = json_extract(wanted.value, '$[0]') "
                "AND p.timestamp BETWEEN json_extract(wanted.value, '$[1]') - ?2 AND json_extract(wanted.value, '$[1]') + ?2",
                (json.dumps(moments), window_seconds),
            ).fetchall()
        return _nearest_first(moments, rows)

    def find_historic(
            self, moments: Sequence[Moment], currencies: Sequence[str], window_seconds: int = HOUR_SECONDS,
    ) -> dict[Moment, list[Price]]:
        """Prices in one of the currencies that answer for each (asset, time), best first. One query a currency for all."""
        rows = []
        wanted = json.dumps(moments)
        with self._database.read() as connection:
            for currency in dict.fromkeys(currencies):
                rows += _query_near(connection, wanted, currency, window_seconds)
        return _nearest_first(moments, rows)

    def load_page(
            self, chosen: PriceFilter, *, order: Sequence[tuple[str, bool]] = (('timestamp', False),), limit: int = -1, offset: int = 0,
    ) -> PricePage:
        """A page of all historic prices. `order`: (key of ORDER_COLUMNS, ascending), the first weighs most; `limit` -1: all."""
        where = (
            ' WHERE (?1 IS NULL OR from_asset = ?1) AND (?2 IS NULL OR to_asset = ?2) AND (?3 IS NULL OR source = ?3) '
            'AND timestamp BETWEEN ?4 AND ?5')
        values = (
            chosen.from_asset, chosen.to_asset, chosen.source, chosen.from_timestamp or 0,
            2**62 if chosen.to_timestamp is None else chosen.to_timestamp)
        terms = [f'{ORDER_COLUMNS[name]} {"ASC" if ascending else "DESC"}' for name, ascending in order]
        with self._database.read(snapshot=True) as connection:
            total: int = connection.execute('SELECT count(*) FROM price').fetchone()[0]
            found = total if chosen == PriceFilter() else connection.execute(f'SELECT count(*) FROM price{where}', values).fetchone()[0]
            rows = connection.execute(
                f'SELECT from_asset, to_asset, timestamp, source, price, span FROM price{where} '
                f'ORDER BY {", ".join([*terms, "from_asset", "to_asset", "source"])} LIMIT ?6 OFFSET ?7', (*values, limit, offset),
            ).fetchall()
        return PricePage([_price(row) for row in rows], found, total)

    # -- what one source has

    def load_ranges(self, source: str) -> list[PriceRange]:
        """The cached time span of each pair of a source, by pair."""
        with self._database.read() as connection:
            rows = connection.execute(
                'SELECT from_asset, to_asset, min(timestamp), max(timestamp) FROM price WHERE source = ? '
                'GROUP BY from_asset, to_asset ORDER BY from_asset, to_asset', (source,),
            ).fetchall()
        return [PriceRange(*row) for row in rows]

    def delete_range(self, source: str, from_asset: str, to_asset: str) -> int:
        """Forget a source's prices of a pair. How many there were."""
        with self._database.write() as connection:
            removed: int = connection.execute(
                'DELETE FROM price WHERE source = ? AND from_asset = ? AND to_asset = ?', (source, from_asset, to_asset)).rowcount
        return removed


def _row(price: Price) -> tuple[str, str, int, str, str, int]:
    return price.asset, price.currency, price.timestamp, price.source, to_text(price.price), price.span_seconds


def _price(row: Sequence[object]) -> Price:
    asset, currency, timestamp, source, price, span = row
    return Price(str(asset), str(currency), Decimal(str(price)), str(source), TimestampS(int(str(timestamp))), int(str(span)))


def _query_near(connection: Connection, wanted: str, currency: str, window_seconds: int) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = connection.execute(
        'SELECT wanted.key, p.from_asset, p.to_asset, p.timestamp, p.source, p.price, p.span FROM json_each(?1) AS wanted '
        "CROSS JOIN price AS p ON p.from_asset = json_extract(wanted.value, '$[0]') AND p.to_asset = ?2 "
        "AND p.timestamp BETWEEN json_extract(wanted.value, '$[1]') - max(?3, ?4) AND json_extract(wanted.value, '$[1]') + ?3 "
        "WHERE CASE WHEN p.span > 3600 THEN json_extract(wanted.value, '$[1]') - p.timestamp BETWEEN 0 AND p.span - 1 "
        "OR abs(p.timestamp - json_extract(wanted.value, '$[1]')) <= ?3 AND ?3 > 3600 "
        "ELSE abs(p.timestamp - json_extract(wanted.value, '$[1]')) <= ?3 END",
        (wanted, currency, window_seconds, LONGEST_SPAN_SECONDS),
    ).fetchall()
    return rows


def _nearest_first(moments: Sequence[Moment], rows: Iterable[Sequence[object]]) -> dict[Moment, list[Price]]:
    """Group candidates by what they answer: manual ones first, then hourly before daily, then the nearest; ties by source."""
    found: dict[Moment, list[Price]] = {}
    for index, *rest in rows:
        found.setdefault(moments[int(str(index))], []).append(_price(rest))
    for (_, timestamp), prices in found.items():
        prices.sort(key=lambda p: (p.source != MANUAL, p.span_seconds > HOUR_SECONDS, abs(p.timestamp - timestamp), p.source))
    return found
