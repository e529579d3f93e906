"""What routes reach of the ledger."""

from dataclasses import dataclass

from rotkehlchen.services.ledger.book import LedgerBook
from rotkehlchen.services.ledger.historical_balance import HistoricalBalanceService
from rotkehlchen.services.ledger.onchain_balance import OnchainBalanceService
from rotkehlchen.services.ledger.performance import PerformanceService
from rotkehlchen.services.ledger.reconciliation import ReconciliationService


@dataclass(frozen=True)
class LedgerServices:
    book: LedgerBook
    historical: HistoricalBalanceService
    onchain: OnchainBalanceService
    reconciliation: ReconciliationService
    performance: PerformanceService
