"""Builds the services of a profile when it is opened, and says how to end them."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from rotkehlchen.app.wiring_history import EventsOfTransactions, HistoryWiring
from rotkehlchen.app.wiring_ledger import LedgerWiring
from rotkehlchen.app.wiring_report import ReportWiring
from rotkehlchen.contracts.registry import Registry
from rotkehlchen.core.time import DAY_SECONDS, Clock
from rotkehlchen.net.http import HttpClient, Limits
from rotkehlchen.services.account import AccountParts, AccountService
from rotkehlchen.services.address_book import AddressBookService, ChainWords
from rotkehlchen.services.asset_mark import AssetMarkService
from rotkehlchen.services.backup.database_copy import DatabaseCopyService
from rotkehlchen.services.balance import BalanceService
from rotkehlchen.services.chain import ChainService, ShippedChains
from rotkehlchen.services.chain_balance import ChainBalanceParts, ChainBalanceService, ChainHoldings
from rotkehlchen.services.container import UserServices
from rotkehlchen.services.counterparty import CounterpartyDirectory
from rotkehlchen.services.data_import.asset_symbol import AssetSymbols
from rotkehlchen.services.data_import.service import ImportParts, ImportService
from rotkehlchen.services.debt_token import find_debts
from rotkehlchen.services.ens import EnsService
from rotkehlchen.services.evm_chain import EvmChainDirectory
from rotkehlchen.services.external_service import ExternalServiceService
from rotkehlchen.services.history.indexing import TextIndexing
from rotkehlchen.services.history.service import HistoryService
from rotkehlchen.services.indexer import IndexerDirectory, make_indexer_client, make_order
from rotkehlchen.services.internal_repair import InternalRepair, RepairDue
from rotkehlchen.services.issue import IssueService
from rotkehlchen.services.issue_log import IssueLog
from rotkehlchen.services.location import LocationService, LocationUseService
from rotkehlchen.services.manual_balance import ManualBalanceService
from rotkehlchen.services.name import NameParts, NameService
from rotkehlchen.services.node import NodeService
from rotkehlchen.services.note import NoteService
from rotkehlchen.services.notification import Notifier
from rotkehlchen.services.price import PriceService
from rotkehlchen.services.profile import OpenProfile
from rotkehlchen.services.public_image import PublicImages
from rotkehlchen.services.queried_address import QueriedAddressService
from rotkehlchen.services.scheduler import Periodic, Scheduler
from rotkehlchen.services.setting import SettingService
from rotkehlchen.services.snapshot import SnapshotService
from rotkehlchen.services.staking_sync import StakingSyncService
from rotkehlchen.services.statistics import StatisticsService
from rotkehlchen.services.tag import TagService
from rotkehlchen.services.token_detection import TokenDetectionService
from rotkehlchen.services.token_directory import AssetTokenDirectory
from rotkehlchen.services.token_metadata import TokenMetadataService
from rotkehlchen.services.transaction import TransactionParts, TransactionService
from rotkehlchen.services.transaction_fact import TransactionFacts
from rotkehlchen.services.transaction_sync import TransactionSyncService
from rotkehlchen.services.valuation import ServicePriceBook, UsdRates, Valuation
from rotkehlchen.storage.account import AccountRepository
from rotkehlchen.storage.address_name import AddressNameRepository
from rotkehlchen.storage.asset_mark import AssetMarkRepository
from rotkehlchen.storage.chain_balance import ChainBalanceRepository
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.detected_token import DetectedTokenRepository
from rotkehlchen.storage.ens_name import EnsNameRepository
from rotkehlchen.storage.evm_transaction import EvmTransactionRepository
from rotkehlchen.storage.external_service import ExternalServiceRepository
from rotkehlchen.storage.global_db.asset import AssetRepository
from rotkehlchen.storage.history_event import HistoryEventRepository
from rotkehlchen.storage.import_mapping import ImportMappingRepository
from rotkehlchen.storage.import_run import ImportRunRepository
from rotkehlchen.storage.internal_problem import InternalProblemRepository
from rotkehlchen.storage.issue import IssueRepository
from rotkehlchen.storage.location import LocationUseRepository
from rotkehlchen.storage.manual_balance import ManualBalanceRepository
from rotkehlchen.storage.note import NoteRepository
from rotkehlchen.storage.owned_asset import OwnedAssetRepository
from rotkehlchen.storage.queried_address import QueriedAddressRepository
from rotkehlchen.storage.rpc_node import RpcNodeRepository
from rotkehlchen.storage.snapshot import SnapshotRepository
from rotkehlchen.storage.staking_row import StakingRowRepository
from rotkehlchen.storage.tag import TagRepository
from rotkehlchen.storage.transaction_range import TransactionRangeRepository
from rotkehlchen.storage.user_chain import UserChainRepository
from rotkehlchen.storage.user_database import newest_schema


@dataclass(frozen=True)
class UserWiring:
    """What a profile's services share with the application."""

    node_client: HttpClient
    shipped: ShippedChains
    assets: AssetRepository
    prices: PriceService
    locations: LocationService
    shared_names: AddressNameRepository
    notifier: Notifier
    clock: Clock
    copies: DatabaseCopyService
    lock: Callable[[OpenProfile], None]
    registry: Registry
    limits: Callable[[], Limits]
    counterparties: CounterpartyDirectory
    load_location_symbols: Callable[[], Sequence[tuple[str | None, str, str]]]
    symbols: AssetSymbols
    reports: ReportWiring

    def make(self, profile: OpenProfile) -> tuple[UserServices, Callable[[], None]]:
        database = profile.database
        settings = SettingService(database, newest_schema(), self.clock)
        issues = IssueRepository(database)
        tags = TagService(TagRepository(database), self.notifier)
        valuation = Valuation(ServicePriceBook(self.prices), settings)
        rates = UsdRates(self.prices)
        snapshots = SnapshotService(SnapshotRepository(database), self.assets, self.locations, rates, issues, self.notifier)
        manual = ManualBalanceService(
            ManualBalanceRepository(database), TagRepository(database), self.assets, self.locations, valuation, self.notifier,
        )
        marks = AssetMarkService(AssetMarkRepository(database), self.assets, self.notifier)
        external = ExternalServiceService(ExternalServiceRepository(database), self.notifier)
        indexers = IndexerDirectory(
            self.registry, make_indexer_client(self.limits, self.node_client.outbound), make_order(settings.get), external.find_credential)
        history = HistoryWiring(
            database, self.assets, self.prices, self.locations, self.counterparties, settings, self.notifier,
            lambda: chain.list.all(), marks,
        )
        events, history_service = history.make()
        chain = self._chain_services(database, tags, settings, issues, marks.ignored, indexers, history, events)
        balances = BalanceService(
            (manual, ChainHoldings(chain.balances, chain.ignored_assets)), valuation, snapshots,
            IssueLog(issues, self.notifier, self.clock), self.notifier, self.clock,
        )
        rules, reports, holdings, report_inputs = self.reports.make(profile, settings, events, history_service.query)
        ledger = LedgerWiring(
            database, self.assets, self.prices, self.locations, settings, valuation, IssueLog(issues, self.notifier, self.clock), marks.ignored,
            chain.list.all, chain.readers, chain.balances, self.clock,
        ).make(events, history_service.editor)
        indexing = TextIndexing(events, history_service.reader, lambda: self.notifier.data_changed('history'))
        scheduler = Scheduler((
            Periodic('snapshot', SnapshotDue(settings, snapshots), lambda: _save_snapshot(balances)),
            Periodic('internal_transfers', chain.repair, chain.repair.work),
            Periodic('history_text', indexing, indexing.work),
            Periodic('database_copy', CopyDue(self.copies, profile), lambda: _copy_database(self.copies, profile)),
        ), self.clock)
        services = UserServices(
            name=profile.name, profile=profile, database=database, settings=settings, issues=issues, scheduler=scheduler, tags=tags,
            issue_list=IssueService(issues, self.clock, self.notifier), asset_marks=marks,
            external_services=external, transactions=chain.transactions, transaction_sync=chain.sync,
            staking_sync=chain.staking, accounting_rules=rules, reports=reports, holdings=holdings, report_inputs=report_inputs,
            history=history_service, history_events=events, ledger=ledger, imports=self._import_service(database, events, history_service),
            queried_addresses=QueriedAddressService(QueriedAddressRepository(database), self.notifier),
            address_book=chain.address_book, names=chain.names,
            notes=NoteService(NoteRepository(database), self.clock, self.notifier),
            location_uses=LocationUseService(LocationUseRepository(database)), manual_balances=manual, snapshots=snapshots,
            statistics=StatisticsService(SnapshotRepository(database), rates, self.assets, settings),
            chains=chain.list, nodes=chain.nodes, chain_readers=chain.readers,
            valuation=valuation, balances=balances, accounts=chain.accounts, chain_balances=chain.balances,
            token_detection=chain.detection, token_metadata=chain.metadata, ens=chain.ens, owned_assets=OwnedAssetRepository(database),
        )
        scheduler.start()

        def close() -> None:
            scheduler.stop()
            chain.nodes.close()
            indexers.close()
            self.lock(profile)

        return services, close

    def _import_service(self, database: Database, events: HistoryEventRepository, history: HistoryService) -> ImportService:
        return ImportService(ImportParts(
            ImportRunRepository(database, events), ImportMappingRepository(database), self.registry, self.symbols, self.locations.all,
            self.locations.parse, self.load_location_symbols, self.notifier, self.clock, lambda: history.matching.match_all('asset_movement')))

    def _chain_services(
            self, database: Database, tags: TagService, settings: SettingService, issues: IssueRepository,
            ignored: Callable[[], Collection[str]], indexers: IndexerDirectory, history: HistoryWiring, events: HistoryEventRepository,
    ) -> 'ChainServices':
        log = IssueLog(issues, self.notifier, self.clock)
        chain_list = ChainService(self.shipped, UserChainRepository(database), self.assets, self.node_client, self.notifier)
        nodes = NodeService(chain_list, RpcNodeRepository(database), self.node_client, log, self.notifier, self.clock)
        nodes.seed()
        chain_list.save_native_assets()
        chains = EvmChainDirectory(chain_list.all, nodes.pool_of)
        accounts, detections = AccountRepository(database), DetectedTokenRepository(database)
        metadata = TokenMetadataService(chains, AssetTokenDirectory(self.assets), log, self.notifier)
        detection = TokenDetectionService(chains, accounts, detections, metadata, log, self.notifier, self.clock)
        ens = EnsService(chains, EnsNameRepository(database), self.notifier, self.clock, PublicImages(self.node_client.outbound))
        balances = ChainBalanceService(ChainBalanceParts(
            chains, accounts, ChainBalanceRepository(database), detections, detection, metadata, log, self.notifier, self.clock, ignored,
            partial(find_debts, self.assets), lambda: bool(settings.get('auto_detect_tokens')),
        ))
        decoder, made = history.decoder(events, chains, metadata, log), EventsOfTransactions(events)
        parts = TransactionParts(
            EvmTransactionRepository(database), InternalProblemRepository(database), accounts, chains, chain_list.all, TransactionFacts(indexers),
            decoder, made, log, self.notifier, self.clock,
        )
        transactions = TransactionService(parts)
        sync = TransactionSyncService(parts, transactions, TransactionRangeRepository(database), indexers)
        staking = StakingSyncService(parts, StakingRowRepository(database), indexers, made.save)
        repair = RepairDue(settings, InternalRepair(parts, transactions), parts)
        service = AccountService(AccountParts(
            accounts, chains, lambda kind: [chain.id for chain in chain_list.all() if chain.type == kind], tags, ens, metadata, log, self.notifier, self.clock,
            lambda: settings.get('evmchains_to_skip_detection'), transactions.forget_accounts,
        ))
        private_names, words = AddressNameRepository(database), ChainWords(chains.all)
        names = NameService(
            NameParts(private_names, self.shared_names, accounts, self.assets, ens, words), lambda: settings.get('address_name_priority'),
        )
        book = AddressBookService(private_names, self.shared_names, words, self.notifier)
        return ChainServices(chain_list, nodes, chains, service, balances, detection, metadata, ens, book, names, ignored, transactions, sync, staking, repair)


@dataclass(frozen=True)
class ChainServices:
    list: ChainService
    nodes: NodeService
    readers: EvmChainDirectory
    accounts: AccountService
    balances: ChainBalanceService
    detection: TokenDetectionService
    metadata: TokenMetadataService
    ens: EnsService
    address_book: AddressBookService
    names: NameService
    ignored_assets: Callable[[], Collection[str]]
    transactions: TransactionService
    sync: TransactionSyncService
    staking: StakingSyncService
    repair: RepairDue


@dataclass(frozen=True)
class CopyDue:
    """Whether the last automatic copy of the database is a day old."""

    copies: DatabaseCopyService
    profile: OpenProfile

    def __call__(self, now: int) -> bool:
        last = next((copy.time for copy in self.copies.list(self.profile) if copy.kind == 'automatic'), None)
        return last is None or now - last >= DAY_SECONDS


def _copy_database(copies: DatabaseCopyService, profile: OpenProfile) -> None:
    copies.make(profile, kind='automatic')


@dataclass(frozen=True)
class SnapshotDue:
    """Whether the last snapshot is older than the setting wants. The first one waits until there is something to keep."""

    settings: SettingService
    snapshots: SnapshotService

    def __call__(self, now: int) -> bool:
        last = self.snapshots.last_saved_at()
        return last is None or now - last >= self.settings.get('balance_save_frequency') * 3600


def _save_snapshot(balances: BalanceService) -> None:
    found = balances.query(refresh=True)
    if any(worth.amount != Decimal(0) for worth in (*found.assets.values(), *found.liabilities.values())):
        balances.save_snapshot(found)
