"""A profile's database with the import service over it, a few assets, and one that counts what is stored."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rotkehlchen.contracts.registry import Registry
from rotkehlchen.core.event import HistoryEvent
from rotkehlchen.core.progress import QuietJob
from rotkehlchen.core.time import TimestampS
from rotkehlchen.services.data_import.asset_symbol import AssetSymbols, Row
from rotkehlchen.services.data_import.reading import ReadOptions
from rotkehlchen.services.data_import.service import ImportParts, ImportService, Preview, Request, Result
from rotkehlchen.services.location import LocationService
from rotkehlchen.services.notification import Notifier
from rotkehlchen.services.snapshot_file import TextFile
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.history_event import HistoryEventRepository
from rotkehlchen.storage.import_mapping import ImportMappingRepository
from rotkehlchen.storage.import_run import ImportRunRepository

NOW = TimestampS(1_750_000_000)
TRADES = 'Location,Spend Currency,Receive Currency,Receive Amount,Spend Amount,Fee,Fee Currency,Description,Timestamp\n'
EVENTS = 'Type,Location,Currency,Amount,Fee,Fee Currency,Description,Timestamp\n'


def asset(identifier: str, symbol: str, kind: str = 'own chain', collection: int | None = None, *, known: bool = True, main: bool = False) -> Row:
    return identifier, symbol, symbol.lower(), None, kind, collection, main, known


@dataclass
class Assets:
    """A list of assets of the shape that the global database gives."""

    rows: list[Row] = field(default_factory=lambda: [
        asset('BTC', 'BTC'), asset('ETH', 'ETH'), asset('ADA', 'ADA'), asset('EUR', 'EUR', 'fiat'), asset('USD', 'USD', 'fiat'),
        asset('eip155:1/erc20:0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48', 'USDC', 'evm token', 1, main=True),
        asset('eip155:10/erc20:0x0b2C639c533813f4Aa9D7837CAf62653d097Ff85', 'USDC', 'evm token', 1),
        asset('eip155:1/erc20:0x00000000000000000000000000000000000000A1', 'GAME', 'evm token'),
        asset('eip155:1/erc20:0x00000000000000000000000000000000000000a2', 'GAME', 'evm token'),
    ])
    revision: int = 1

    def load_search_rows(self) -> tuple[int, list[Row]]:
        return self.revision, self.rows

    def load_collections(self) -> Sequence[Any]:
        return [Collected(1, 'eip155:1/erc20:0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48')]

    def load_many(self, identifiers: Collection[str]) -> Mapping[str, Any]:
        return {row[0]: row for row in self.rows if row[0] in identifiers}


@dataclass(frozen=True)
class Collected:
    identifier: int
    main_asset: str


class World:
    def __init__(self, database: Database, registry: Registry | None = None) -> None:
        self.database = database
        self.events = HistoryEventRepository(database, lambda event: f'{event.type} {event.asset} {event.notes or ""}')
        self.notifier = Notifier()
        self.messages: list[tuple[str, Any]] = []
        self.notifier.listen(lambda kind, data: self.messages.append((kind, data)))
        self.service = ImportService(ImportParts(
            ImportRunRepository(database, self.events), ImportMappingRepository(database), registry or Registry(), AssetSymbols(Assets()),
            lambda: {'kraken': {'label': 'Kraken'}, 'external': {'label': 'External'}, 'coinbasepro': {'label': 'Coinbase Pro'}},
            LocationService(tuple).parse, list, self.notifier, lambda: NOW, lambda: None))

    def run(self, content: str | bytes, source: str = '', job: Any = None, **more: Any) -> Result:
        return self.service.run(self.request(content, source, **more), job or QuietJob())

    def preview(self, content: str | bytes, source: str = '', **more: Any) -> Preview:
        return self.service.preview(self.request(content, source, **more), QuietJob())

    def request(self, content: str | bytes, source: str = '', **more: Any) -> Request:
        mapping = more.pop('mapping', None)
        raw = content.encode() if isinstance(content, str) else content
        return Request(TextFile('/home/ada/my file.csv', 'file', raw), source, ReadOptions(**more), mapping)

    def stored(self) -> list[HistoryEvent]:
        return [one.event for batch in self.events.iter_events() for one in batch]

    def told(self) -> list[tuple[str, str, str, str]]:
        return [(one.type, one.subtype, one.asset, str(one.amount)) for one in self.stored()]

    def dump(self) -> list[Any]:
        """Every row of the tables that an import may write."""
        with self.database.read() as connection:
            return [connection.execute(f'SELECT * FROM {table} ORDER BY 1, 2').fetchall() for table in (
                'history_group', 'history_event', 'import_run', 'import_run_group', 'history_text_pending', 'history_event_edit')]


def exports() -> list[Path]:
    """The made-up exports of every format."""
    return sorted((Path(__file__).parents[2] / 'integrations' / 'importers').glob('*/*.csv'))
