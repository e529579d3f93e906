"""Builds what makes, keeps and tells the history of a profile."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from rotkehlchen import __version__
from rotkehlchen.contracts.chain import ChainInfo
from rotkehlchen.core.event import HistoryEvent
from rotkehlchen.core.time import TimestampMs
from rotkehlchen.services.asset_mark import AssetMarkService
from rotkehlchen.services.counterparty import CounterpartyDirectory
from rotkehlchen.services.decoding.knowledge import KnowledgeService
from rotkehlchen.services.decoding.service import DecodingParts, DecodingService
from rotkehlchen.services.evm_chain import EvmChains
from rotkehlchen.services.history.editing import HistoryEditor
from rotkehlchen.services.history.export import HistoryExporter
from rotkehlchen.services.history.matching import MatchingService
from rotkehlchen.services.history.reading import HistoryReader
from rotkehlchen.services.history.service import HistoryService
from rotkehlchen.services.issue_log import IssueLog
from rotkehlchen.services.location import LocationService
from rotkehlchen.services.notification import Notifier
from rotkehlchen.services.price import PriceService
from rotkehlchen.services.setting import SettingService
from rotkehlchen.services.token_metadata import TokenMetadataService
from rotkehlchen.storage.account import AccountRepository
from rotkehlchen.storage.contract_answer import ContractAnswerRepository
from rotkehlchen.storage.database import Connection, Database
from rotkehlchen.storage.event_match import EventMatchRepository
from rotkehlchen.storage.evm_transaction import EvmTransactionRepository
from rotkehlchen.storage.global_db.asset import AssetRepository
from rotkehlchen.storage.history_event import DecodedGroup, HistoryEventRepository
from rotkehlchen.storage.history_query import HistoryQueryRepository
from rotkehlchen.storage.history_writer import delete_groups


@dataclass(frozen=True)
class HistoryWiring:
    """`load_chains`: shipped ones and the user's own."""

    database: Database
    assets: AssetRepository
    prices: PriceService
    locations: LocationService
    counterparties: CounterpartyDirectory
    settings: SettingService
    notifier: Notifier
    load_chains: Callable[[], Sequence[ChainInfo]]
    marks: AssetMarkService

    def make(self) -> tuple[HistoryEventRepository, HistoryService]:
        events = HistoryEventRepository(self.database, lambda event: reader.describe(event))
        query = HistoryQueryRepository(self.database)
        matches = EventMatchRepository(self.database)
        reader = HistoryReader(
            events, query, matches, self.assets, self.counterparties, self.prices.historic,
            lambda: self.settings.main_currency, self.marks.ignored_in_history,
        )
        editor = HistoryEditor(events, self.assets, self.notifier, self.locations.names, self.marks.take_back)
        matching = MatchingService(events, query, matches, self._collections_of, self._fiat_of, self.settings.get, self.notifier)
        exporter = HistoryExporter(reader, lambda: str(self.settings.get('csv_export_delimiter')))
        return events, HistoryService(reader, editor, matching, exporter, query, self.counterparties, self.locations.parse, self._find_chain_id)

    def decoder(self, events: HistoryEventRepository, chains: EvmChains, metadata: TokenMetadataService, issues: IssueLog) -> DecodingService:
        knowledge = KnowledgeService(self.assets, ContractAnswerRepository(self.database), chains, metadata, events.contacts)
        accounts = AccountRepository(self.database)
        return DecodingService(DecodingParts(
            EvmTransactionRepository(self.database), events, knowledge, self._find_chain, accounts.load_addresses, issues, self.notifier, __version__,
            self._put_aside,
        ))

    def _put_aside(self, reasons: Collection[str]) -> int:
        if not self.settings.get('ignore_spam_tokens'):
            return 0
        return self.marks.put_aside({one for one in HistoryQueryRepository(self.database).load_hidden_assets(reasons) if one.startswith('eip155:')})

    def _collections_of(self, assets: Collection[str]) -> dict[str, int]:
        found = self.assets.load_many(assets)
        return {identifier: asset.collection_id for identifier, asset in found.items() if asset.collection_id is not None}

    def _fiat_of(self, assets: Collection[str]) -> set[str]:
        return {identifier for identifier, asset in self.assets.load_many(assets).items() if asset.type == 'fiat'}

    def _find_chain(self, chain: str) -> ChainInfo | None:
        return next((known for known in self.load_chains() if known.id == chain), None)

    def _find_chain_id(self, location: str) -> int | None:
        return next((known.chain_id for known in self.load_chains() if known.evm_chain_name.replace('_', ' ') == location), None)


@dataclass(frozen=True)
class EventsOfTransactions:
    """What happens to events when their transactions go, or are wanted without the user's changes."""

    events: HistoryEventRepository

    def remove_groups(self, connection: Connection, groups: Collection[str]) -> None:
        delete_groups(connection, groups)

    def drop_edits(self, groups: Collection[str]) -> None:
        self.events.restore(groups)

    def save(self, made: Sequence[HistoryEvent]) -> None:
        """Store events that come whole, a group at a time, in place of those that were made before."""
        groups: dict[str, list[HistoryEvent]] = {}
        for event in made:
            groups.setdefault(event.group, []).append(event)
        self.events.replace_decoded([
            DecodedGroup(name, TimestampMs(min(event.timestamp for event in events)), events) for name, events in groups.items()
        ])
