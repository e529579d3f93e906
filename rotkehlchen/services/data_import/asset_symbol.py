"""What symbols in files mean. Every symbol is claimed by many assets: one that is plainly the best known wins, otherwise the user is asked.

Order: the user's own word for the source, the one for all sources, the source's own table, the mappings of its location, identifiers, then the
list of assets by symbol.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from rotkehlchen.core.errors import InputError
from rotkehlchen.core.ids import parse_asset_id

EVERY_SOURCE: Final = ''
MOST_CANDIDATES: Final = 8
COIN_TYPES: Final = frozenset(('own chain', 'fiat'))
_IDENTIFIER_STARTS: Final = ('eip155:', 'solana/', '_custom')


@dataclass(frozen=True, slots=True)
class SymbolTable:
    """`by_symbol`: the plain winners, by symbol as it is written; `folded`: the same by symbol in lower case."""

    by_symbol: Mapping[str, str]
    folded: Mapping[str, str]
    identifiers: frozenset[str]

    def find(self, symbol: str) -> str | None:
        if symbol.startswith(_IDENTIFIER_STARTS):
            try:
                return parse_asset_id(symbol)
            except InputError:
                return None
        found = self.by_symbol.get(symbol)
        if found is None and symbol in self.identifiers:
            return symbol
        return found or self.folded.get(symbol.casefold())


@dataclass(frozen=True, slots=True)
class SymbolBook:
    """What the user, the sources and the locations say of symbols, and the table of all assets. The user's words by source."""

    user: Mapping[str, Mapping[str, str]]
    locations: Mapping[str, Mapping[str, str]]
    table: SymbolTable

    def of_source(self, source: str, own: Mapping[str, str], location: str) -> 'SourceSymbols':
        words = dict(self.locations.get(location, {}))
        words.update(own)
        words.update(self.user.get(EVERY_SOURCE, {}))
        words.update(self.user.get(source, {}))
        return SourceSymbols(words, self.table)


@dataclass(frozen=True, slots=True)
class SourceSymbols:
    words: Mapping[str, str]
    table: SymbolTable

    def find(self, symbol: str) -> str | None:
        return self.words.get(symbol) or self.words.get(symbol.upper()) or self.table.find(symbol)


Row = tuple[str, str, str, int | None, str, int | None, bool, bool]  # see AssetRepository.load_search_rows


class AssetList(Protocol):
    """The part of the list of assets that imports need."""

    def load_search_rows(self) -> tuple[int, list[Row]]: ...
    def load_collections(self) -> Sequence[Any]: ...
    def load_many(self, identifiers: Collection[str]) -> Mapping[str, Any]: ...
    @property
    def revision(self) -> int: ...


class AssetSymbols:
    """The symbols of the list of assets. One for all profiles: the table is made at first use and again after assets changed."""

    def __init__(self, assets: AssetList) -> None:
        self._assets = assets
        self._table: tuple[int, SymbolTable] | None = None

    def table(self) -> SymbolTable:
        kept = self._table
        if kept is None or kept[0] != self._assets.revision:
            revision, rows = self._assets.load_search_rows()
            kept = self._table = revision, build_table(rows, self._main_assets())
        return kept[1]

    def candidates(self, symbols: Collection[str]) -> dict[str, tuple[str, ...]]:
        """What each may mean, the best known first."""
        wanted = {symbol.casefold() for symbol in symbols}
        by_symbol: dict[str, list[Row]] = {}
        for row in self._assets.load_search_rows()[1] if wanted else ():
            if row[1].casefold() in wanted:
                by_symbol.setdefault(row[1].casefold(), []).append(row)
        mains = self._main_assets()
        return {symbol: tuple(rank_candidates(by_symbol.get(symbol.casefold(), ()), mains)) for symbol in symbols}

    def has(self, asset: str) -> bool:
        return asset in self._assets.load_many([asset])

    def _main_assets(self) -> dict[int, str]:
        return {one.identifier: one.main_asset for one in self._assets.load_collections()}


def build_table(rows: Iterable[Row], main_assets: Mapping[int, str]) -> SymbolTable:
    by_symbol: dict[str, list[Row]] = {}
    by_folded: dict[str, list[Row]] = {}
    identifiers = []
    for row in rows:
        identifiers.append(row[0])
        if row[1]:
            by_symbol.setdefault(row[1], []).append(row)
            by_folded.setdefault(row[1].casefold(), []).append(row)
    return SymbolTable(_winners(by_symbol, main_assets), _winners(by_folded, main_assets), frozenset(identifiers))


def rank_candidates(rows: Iterable[Row], main_assets: Mapping[int, str]) -> list[str]:
    """Identifiers, the best known first, one for each collection."""
    ranked = sorted(rows, key=lambda row: (_tier(row), row[3] or 0, row[0]))
    return list(dict.fromkeys(_stand_in(row, main_assets) for row in ranked))[:MOST_CANDIDATES]


def _winners(groups: Mapping[str, list[Row]], main_assets: Mapping[int, str]) -> dict[str, str]:
    return {symbol: winner for symbol, rows in groups.items() if (winner := _winner(symbol, rows, main_assets)) is not None}


def _winner(symbol: str, rows: Collection[Row], main_assets: Mapping[int, str]) -> str | None:
    if len(rows) == 1:
        return next(iter(rows))[0]
    for row in rows:
        if row[4] == 'fiat' or (row[4] in COIN_TYPES and row[0].casefold() == symbol.casefold()):
            return row[0]
    best = min(map(_tier, rows))
    distinct = {_stand_in(row, main_assets) for row in rows if _tier(row) == best}
    return distinct.pop() if len(distinct) == 1 else None


def _tier(row: Row) -> int:
    """0: coins and members of collections (a coin on several chains); 1: with an icon or a price source; 2: the rest."""
    _, _, _, _, kind, collection, is_main, is_known = row
    return 0 if is_main or collection is not None or (kind in COIN_TYPES and is_known) else 1 if is_known else 2


def _stand_in(row: Row, main_assets: Mapping[int, str]) -> str:
    """The main asset of the collection, so that a coin of many chains is one."""
    return row[0] if row[5] is None else main_assets.get(row[5], row[0])


def to_words(rows: Iterable[tuple[Any, ...]]) -> dict[str, dict[str, str]]:
    """(place, symbol, asset) by place; those of the place '' are of every place."""
    found: dict[str, dict[str, str]] = {}
    for place, symbol, asset in rows:
        found.setdefault(place or '', {})[symbol] = asset
    return found
