"""What routes reach of the ledger."""

from dataclasses import dataclass
from typing import Final

from rotkehlchen.services.ledger.book import LedgerBook
from rotkehlchen.services.ledger.historical_balance import HistoricalBalanceService
from rotkehlchen.services.ledger.onchain_balance import OnchainBalanceService
from rotkehlchen.services.ledger.performance import PerformanceService
from rotkehlchen.services.ledger.reconciliation import ReconciliationService
from rotkehlchen.services.location import load_shipped_locations

OTHER_CUSTODIANS: Final = frozenset({'banks'})


@dataclass(frozen=True)
class LedgerServices:
    book: LedgerBook
    historical: HistoricalBalanceService
    onchain: OnchainBalanceService
    reconciliation: ReconciliationService
    performance: PerformanceService


def load_custodians() -> frozenset[str]:
    """Locations where somebody else keeps the user's assets: exchanges and banks."""
    exchanges = (name for name, detail in load_shipped_locations().items() if detail.get('is_exchange') or detail.get('exchange_details'))
    return frozenset(exchanges) | OTHER_CUSTODIANS
