"""The services that routes can reach: those of the application, and those of the open profile.

Wired in `app.wiring`. A field is a use case's service; routes take what they need from here and nothing else.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rotkehlchen.contracts.chain import ChainInfo
from rotkehlchen.core.time import Clock
from rotkehlchen.net.outbound import OutboundLog
from rotkehlchen.services.account import AccountService
from rotkehlchen.services.address_book import AddressBookService
from rotkehlchen.services.asset_mark import AssetMarkService
from rotkehlchen.services.assets.icon import IconService
from rotkehlchen.services.assets.search import AssetSearch
from rotkehlchen.services.backup.database_copy import DatabaseCopyService
from rotkehlchen.services.backup.service import BackupService
from rotkehlchen.services.balance import BalanceService
from rotkehlchen.services.chain import ChainService, ShippedChains
from rotkehlchen.services.chain_balance import ChainBalanceService
from rotkehlchen.services.counterparty import CounterpartyDirectory
from rotkehlchen.services.data_import.service import ImportService
from rotkehlchen.services.demo import DemoService
from rotkehlchen.services.ens import EnsService
from rotkehlchen.services.evm_chain import EvmChains
from rotkehlchen.services.evm_name import EvmNames
from rotkehlchen.services.external_service import ExternalServiceService
from rotkehlchen.services.history.service import HistoryService
from rotkehlchen.services.issue import IssueService
from rotkehlchen.services.ledger.service import LedgerServices
from rotkehlchen.services.location import LocationService, LocationUseService
from rotkehlchen.services.manual_balance import ManualBalanceService
from rotkehlchen.services.name import NameService
from rotkehlchen.services.node import NodeService
from rotkehlchen.services.note import NoteService
from rotkehlchen.services.notification import Notifier
from rotkehlchen.services.price import PriceService
from rotkehlchen.services.profile import OpenProfile, ProfileService
from rotkehlchen.services.queried_address import QueriedAddressService
from rotkehlchen.services.scheduler import Scheduler
from rotkehlchen.services.session import Session
from rotkehlchen.services.setting import SettingService
from rotkehlchen.services.snapshot import SnapshotService
from rotkehlchen.services.staking_sync import StakingSyncService
from rotkehlchen.services.statistics import StatisticsService
from rotkehlchen.services.tag import TagService
from rotkehlchen.services.task import TaskService
from rotkehlchen.services.tax_report.input_file import InputFile
from rotkehlchen.services.tax_report.lot import HoldingService
from rotkehlchen.services.tax_report.policy import JurisdictionDirectory
from rotkehlchen.services.tax_report.rule import AccountingRuleService
from rotkehlchen.services.tax_report.service import ReportService
from rotkehlchen.services.token_detection import TokenDetectionService
from rotkehlchen.services.token_metadata import TokenMetadataService
from rotkehlchen.services.transaction import TransactionService
from rotkehlchen.services.transaction_sync import TransactionSyncService
from rotkehlchen.services.valuation import Valuation
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.global_db.asset import AssetRepository
from rotkehlchen.storage.global_db.asset_mapping import AssetMappingRepository
from rotkehlchen.storage.global_db.custom_asset import CustomAssetRepository
from rotkehlchen.storage.history_event import HistoryEventRepository
from rotkehlchen.storage.issue import IssueRepository
from rotkehlchen.storage.owned_asset import OwnedAssetRepository


@dataclass(frozen=True)
class RunInformation:
    """How this process was started."""

    version: str
    data_directory: Path
    log_level: str


@dataclass(frozen=True)
class UserServices:
    """What belongs to the open profile."""

    name: str
    profile: OpenProfile
    database: Database
    settings: SettingService
    issues: IssueRepository
    issue_list: IssueService
    scheduler: Scheduler
    tags: TagService
    notes: NoteService
    address_book: AddressBookService
    names: NameService
    asset_marks: AssetMarkService
    external_services: ExternalServiceService
    queried_addresses: QueriedAddressService
    location_uses: LocationUseService
    manual_balances: ManualBalanceService
    snapshots: SnapshotService
    statistics: StatisticsService
    chains: ChainService
    nodes: NodeService
    chain_readers: EvmChains
    valuation: Valuation
    balances: BalanceService
    accounts: AccountService
    chain_balances: ChainBalanceService
    token_detection: TokenDetectionService
    token_metadata: TokenMetadataService
    ens: EnsService
    owned_assets: OwnedAssetRepository
    transactions: TransactionService
    history: HistoryService
    history_events: HistoryEventRepository
    ledger: LedgerServices
    transaction_sync: TransactionSyncService
    staking_sync: StakingSyncService
    accounting_rules: AccountingRuleService
    reports: ReportService
    holdings: HoldingService
    report_inputs: InputFile
    imports: ImportService


@dataclass(frozen=True)
class AppServices:
    """What there is without a profile. `make_user_services` builds a profile's services and says how to end them."""

    run: RunInformation
    clock: Clock
    notifier: Notifier
    tasks: TaskService
    session: Session[UserServices]
    profiles: ProfileService
    backups: BackupService
    database_copies: DatabaseCopyService
    global_schema_version: Callable[[], int]
    assets: AssetRepository
    asset_search: AssetSearch
    custom_assets: CustomAssetRepository
    location_mappings: AssetMappingRepository
    counterparty_mappings: AssetMappingRepository
    icons: IconService
    evm_names: EvmNames
    list_chains: Callable[[], Sequence[ChainInfo]]
    shipped_chains: ShippedChains
    outbound: OutboundLog
    counterparties: CounterpartyDirectory
    export_user_assets: Callable[[], bytes]
    import_user_assets: Callable[[bytes], int]
    locations: LocationService
    prices: PriceService
    jurisdictions: JurisdictionDirectory
    demo: DemoService
    make_user_services: Callable[[OpenProfile], tuple[UserServices, Callable[[], None]]]
    close: Callable[[], None]
