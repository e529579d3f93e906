"""How exchanges and protocols call assets: (location or counterparty, its symbol) -> asset.

A mapping of the location None holds at every location that has none of its own for the symbol.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from rotkehlchen.core.errors import ConflictError, NotFoundError
from rotkehlchen.storage.database import Connection, Database

Kind = Literal['location', 'counterparty']
EVERYWHERE = ''


@dataclass(frozen=True, slots=True)
class AssetMapping:
    """`place`: location or counterparty; None is every location."""

    place: str | None
    symbol: str
    asset: str


@dataclass(frozen=True, slots=True)
class MappingFilter:
    """None: any. `symbol` is a part of the symbol. `only_everywhere`: those that hold at every location."""

    place: str | None = None
    symbol: str | None = None
    only_everywhere: bool = False


@dataclass(frozen=True, slots=True)
class MappingPage:
    mappings: list[AssetMapping]
    found: int
    total: int


class AssetMappingRepository:
    """Mappings of one kind, in the table `<kind>_mapping`."""

    def __init__(self, database: Database, kind: Kind) -> None:
        self._database = database
        self._kind = kind
        self._table = f'{kind}_mapping'

    def load_page(self, wanted: MappingFilter, limit: int | None = None, offset: int = 0) -> MappingPage:
        """Sorted by place, then symbol. `limit` None: all."""
        terms, values = [], []
        if wanted.only_everywhere or wanted.place is not None:
            terms.append(f'{self._kind} = ?')
            values.append(EVERYWHERE if wanted.only_everywhere else wanted.place)
        if wanted.symbol is not None:
            terms.append('instr(lower(symbol), lower(?)) > 0')
            values.append(wanted.symbol)
        condition = f'FROM {self._table}' + (' WHERE ' + ' AND '.join(terms) if terms else '')
        with self._database.read(snapshot=True) as connection:
            rows = connection.execute(
                f'SELECT {self._kind}, symbol, asset {condition} ORDER BY {self._kind}, symbol LIMIT ? OFFSET ?',
                (*values, -1 if limit is None else limit, offset),
            ).fetchall()
            found: int = connection.execute(f'SELECT COUNT(*) {condition}', values).fetchone()[0]
            total: int = connection.execute(f'SELECT COUNT(*) FROM {self._table}').fetchone()[0]
        return MappingPage([AssetMapping(place or None, symbol, asset) for place, symbol, asset in rows], found, total)

    def find_asset(self, place: str, symbol: str) -> str | None:
        """The asset that `place` means by `symbol`: its own mapping before the one for all places."""
        with self._database.read() as connection:
            row = connection.execute(
                f"SELECT asset FROM {self._table} WHERE {self._kind} IN (?, '') AND symbol = ? ORDER BY {self._kind} = '' LIMIT 1",
                (place, symbol),
            ).fetchone()
        return None if row is None else str(row[0])

    def load_for(self, place: str) -> dict[str, str]:
        """symbol -> asset of one place, the ones for all places included."""
        with self._database.read() as connection:
            rows = connection.execute(
                f"SELECT symbol, asset FROM {self._table} WHERE {self._kind} IN (?, '') ORDER BY {self._kind} <> ''", (place,),
            ).fetchall()  # fmt: skip
        return dict(rows)

    def add(self, mappings: Sequence[AssetMapping]) -> None:
        """All or none. Raises ConflictError for one that exists, NotFoundError for an unknown asset."""
        with self._database.write() as connection:
            self._refuse_unknown_assets(connection, mappings)
            for one in mappings:
                added = connection.execute(
                    f'INSERT INTO {self._table} ({self._kind}, symbol, asset) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
                    (one.place or EVERYWHERE, one.symbol, one.asset),
                ).rowcount
                if not added:
                    where = self._where(one.place)
                    raise ConflictError(f'{one.symbol} is mapped {where} already.', code='mapping_exists', symbol=one.symbol)

    def edit(self, mappings: Sequence[AssetMapping]) -> None:
        """All or none. Raises NotFoundError for a mapping or an asset that does not exist."""
        with self._database.write() as connection:
            self._refuse_unknown_assets(connection, mappings)
            for one in mappings:
                found = connection.execute(
                    f'UPDATE {self._table} SET asset = ? WHERE {self._kind} = ? AND symbol = ?',
                    (one.asset, one.place or EVERYWHERE, one.symbol),
                ).rowcount
                if not found:
                    raise self._missing(one.place, one.symbol)

    def delete(self, keys: Iterable[tuple[str | None, str]]) -> None:
        """Of (place, symbol) pairs: all or none. Raises NotFoundError."""
        with self._database.write() as connection:
            for place, symbol in keys:
                removed = connection.execute(
                    f'DELETE FROM {self._table} WHERE {self._kind} = ? AND symbol = ?', (place or EVERYWHERE, symbol),
                ).rowcount  # fmt: skip
                if not removed:
                    raise self._missing(place, symbol)

    def _refuse_unknown_assets(self, connection: Connection, mappings: Sequence[AssetMapping]) -> None:
        for asset in dict.fromkeys(one.asset for one in mappings):
            if connection.execute('SELECT 1 FROM asset WHERE id = ?', (asset,)).fetchone() is None:
                raise NotFoundError(f'There is no asset {asset}.', code='unknown_asset', identifier=asset)

    def _missing(self, place: str | None, symbol: str) -> NotFoundError:
        return NotFoundError(f'{symbol} is not mapped {self._where(place)}.', code='unknown_mapping', symbol=symbol)

    def _where(self, place: str | None) -> str:
        return f'at {place}' if place else 'for every location'
