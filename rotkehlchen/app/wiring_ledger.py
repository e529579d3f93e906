"""Builds what reads a profile's ledger."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial

from rotkehlchen.contracts.chain import ChainInfo
from rotkehlchen.core.time import Clock
from rotkehlchen.services.chain_balance import ChainBalanceService
from rotkehlchen.services.debt_token import find_debts
from rotkehlchen.services.evm_chain import EvmChains
from rotkehlchen.services.history.editing import HistoryEditor
from rotkehlchen.services.issue_log import IssueLog
from rotkehlchen.services.ledger.book import LedgerBook
from rotkehlchen.services.ledger.historical_balance import HistoricalBalanceService
from rotkehlchen.services.ledger.onchain_balance import OnchainBalanceService
from rotkehlchen.services.ledger.performance import PerformanceService
from rotkehlchen.services.ledger.reconciliation import ReconciliationParts, ReconciliationService
from rotkehlchen.services.ledger.service import LedgerServices
from rotkehlchen.services.ledger.worth import WorthService
from rotkehlchen.services.location import LocationService, load_custodians
from rotkehlchen.services.price import PriceService
from rotkehlchen.services.setting import SettingService
from rotkehlchen.services.valuation import Valuation
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.event_match import EventMatchRepository
from rotkehlchen.storage.global_db.asset import AssetRepository
from rotkehlchen.storage.history_event import HistoryEventRepository
from rotkehlchen.storage.ledger_event import LedgerEventRepository
from rotkehlchen.storage.manual_balance import ManualBalanceRepository


@dataclass(frozen=True)
class LedgerWiring:
    """`load_chains`: shipped ones and the user's own."""

    database: Database
    assets: AssetRepository
    prices: PriceService
    locations: LocationService
    settings: SettingService
    valuation: Valuation
    issues: IssueLog
    ignored_assets: Callable[[], Collection[str]]
    load_chains: Callable[[], Sequence[ChainInfo]]
    readers: EvmChains
    chain_balances: ChainBalanceService
    clock: Clock

    def make(self, events: HistoryEventRepository, editor: HistoryEditor) -> LedgerServices:
        book = LedgerBook(LedgerEventRepository(self.database), EventMatchRepository(self.database), load_custodians)
        worth = WorthService(self.prices.historic, self.valuation.known, self.clock, partial(find_debts, self.assets))
        return LedgerServices(
            book,
            HistoricalBalanceService(book, worth, events, self.assets, self._currency, self.ignored_assets, self.clock),
            OnchainBalanceService(self.readers, self.load_chains, self.assets),
            ReconciliationService(ReconciliationParts(
                book, self.chain_balances, ManualBalanceRepository(self.database), self.assets, editor, self.valuation, self.issues,
                self.ignored_assets, load_custodians, lambda: {chain.id: chain.native_asset for chain in self.load_chains()}, self.locations.parse)),
            PerformanceService(book, worth, self._currency, self.ignored_assets, self.clock),
        )

    def _currency(self) -> str:
        return self.settings.main_currency
