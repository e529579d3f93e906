"""The context that formats are given: cells of rows as assets, numbers, moments and places. Pure; what it knows is handed to it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo
from decimal import Decimal

from rotkehlchen.contracts.cell import Notation, TimeReader, parse_number
from rotkehlchen.contracts.importer import Row, RowError
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.time import TimestampMs

EXTERNAL = 'external'


class UnknownAssetError(RowError):
    """A symbol that means no asset, or one of several."""

    def __init__(self, symbol: str, column: str | None) -> None:
        super().__init__('unknown_asset', column, symbol=symbol[:60])
        self.symbol = symbol


class SheetContext:
    """`find_asset`: what the source means by a symbol, None where nobody knows. `places`: locations by their folded names.

    What was not known is kept: `unknown_assets` and `unknown_places` count it by name.
    """

    def __init__(
            self, location: str, notation: Notation, times: TimeReader, find_asset: Callable[[str], str | None], places: Mapping[str, str],
    ) -> None:
        self.location = location
        self.unknown_assets: dict[str, int] = {}
        self.unknown_places: dict[str, int] = {}
        self._notation = notation
        self._times = times
        self._find_asset = find_asset
        self._places = places
        self._assets: dict[str, AssetId | None] = {}
        self._found_places: dict[str, str | None] = {}

    def asset(self, row: Row, column: str) -> AssetId:
        symbol = row.get(column)
        if not symbol:
            raise RowError('missing_value', column)
        return self.asset_named(symbol, column)

    def asset_named(self, symbol: str, column: str | None = None) -> AssetId:
        try:
            found = self._assets[symbol]
        except KeyError:
            raw = self._find_asset(symbol)
            found = self._assets[symbol] = None if raw is None else AssetId(raw)
        if found is None:
            self.unknown_assets[symbol] = self.unknown_assets.get(symbol, 0) + 1
            raise UnknownAssetError(symbol, column)
        return found

    def amount(self, row: Row, column: str, *, allow_negative: bool = True) -> Decimal | None:
        return parse_number(row.get(column), self._notation, column=column, allow_negative=allow_negative)

    def amount_of(self, text: str, column: str | None = None, *, allow_negative: bool = True) -> Decimal | None:
        return parse_number(text, self._notation, column=column, allow_negative=allow_negative)

    def time(self, row: Row, column: str, formats: Sequence[str] = (), *, zone: tzinfo | None = None) -> TimestampMs:
        return self._times.read(row.get(column), column, formats, zone)

    def place(self, name: str) -> str:
        if name not in self._found_places:
            self._found_places[name] = self._places.get(fold_place(name))
        found = self._found_places[name]
        if found is None:
            self.unknown_places[name] = self.unknown_places.get(name, 0) + 1
        return found or EXTERNAL


def fold_place(name: str) -> str:
    """'Coinbase Pro', 'coinbase_pro' and 'CoinbasePro' are one; so are 'Crypto.com' and 'cryptocom'."""
    return ''.join(char for char in name.casefold() if char.isalnum())
