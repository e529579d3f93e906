"""BlockFi's list of transactions. BlockFi is gone; its customers keep these files.

Times are UTC. A trade's two rows are left out: the file of trades tells of both sides at once. What was earned is plain income here, as in the
established interface.
"""

from datetime import UTC
from typing import Final

from rotkehlchen.contracts.import_event import FlowTable
from rotkehlchen.contracts.importer import Row

TRADES: Final = frozenset({'trade', 'ach trade'})
KINDS: Final = {
    'deposit': 'deposit', 'wire deposit': 'deposit', 'ach deposit': 'deposit', 'withdrawal': 'withdrawal', 'wire withdrawal': 'withdrawal',
    'ach withdrawal': 'withdrawal', 'crypto transfer': 'transfer', 'withdrawal fee': 'fee', 'interest payment': 'income',
    'bonus payment': 'income', 'referral bonus': 'income', 'cc rewards redemption': 'income', 'cc trading rebate': 'income',
}


def find_reason(row: Row) -> str | None:
    return 'told_by_other_file' if row.get('Transaction Type').lower() in TRADES else None


FORMAT = FlowTable(
    headers=(frozenset({'Cryptocurrency', 'Amount', 'Transaction Type', 'Confirmed At'}),),
    time='Confirmed At', signed=('Amount', 'Cryptocurrency'), kind='Transaction Type', kinds=KINDS, keep=find_reason,
    formats=('iso',), zone=UTC,
)
