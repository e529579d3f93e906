"""CoinTracker's files: its export of transactions, and the template for own data. Times are UTC, month before day.

A row of the template without a tag is a trade where it has two sides, else a deposit or withdrawal.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Final

from rotkehlchen.contracts.import_event import FlowTable
from rotkehlchen.contracts.import_layout import Layouts
from rotkehlchen.contracts.importer import ImportContext, Outcome, Row

FORMATS: Final = ('%m/%d/%Y %H:%M:%S', '%m/%d/%Y %H:%M', '%m/%d/%Y', 'iso')
TAGS: Final = {
    '': 'any', 'staking': 'staking reward', 'staking_reward': 'staking reward', 'mining': 'mining', 'mining_reward': 'mining', 'mined': 'mining',
    'staked': 'staking reward', 'airdrop': 'airdrop', 'fork': 'fork', 'forked': 'fork', 'payment': 'payment', 'interest': 'interest',
    'interest_payment': 'interest', 'other_income': 'income', 'gift': 'gift', 'lost': 'loss', 'stolen': 'theft', 'donation': 'donation',
    'margin': 'any', 'margin_fee': 'margin fee', 'margin_gain': 'margin', 'margin_loss': 'margin', 'margin_rebate': 'refund', 'rebate': 'cashback',
    'stake': 'stake', 'unstake': 'unstake', 'wrap': 'migrate', 'unwrap': 'migrate', 'borrow': 'loan', 'loan_repayment': 'loan', 'repay': 'loan',
    'interest_expense': 'interest', 'spam': 'spam', 'transfer': 'transfer', 'trade': 'trade', 'buy': 'trade', 'sell': 'trade', 'receive': 'any',
    'send': 'any', 'bridge': 'transfer', 'add_liquidity': 'pool', 'remove_liquidity': 'pool', 'mint': 'any', 'swap': 'trade', 'deposit': 'deposit',
    'withdraw': 'withdrawal', 'withdrawal': 'withdrawal',
}
WORDS: Final = {**TAGS, **{word.replace('_', ' '): meaning for word, meaning in TAGS.items()}}
COLUMNS: Final = {'Date', 'Received Quantity', 'Received Currency', 'Sent Quantity', 'Sent Currency', 'Fee Amount', 'Fee Currency'}
PLACE: Final = '\0place'


@dataclass(frozen=True, slots=True)
class Export:
    """A row with one side names one wallet: that is where it happened."""

    table: FlowTable
    ambiguous_zone: bool = False

    @property
    def headers(self) -> tuple[frozenset[str], ...]:
        return tuple(self.table.headers)

    def parse(self, rows: Iterable[Row], context: ImportContext) -> Iterator[Outcome]:
        for row in rows:
            place = row.get('Sent Wallet') or row.get('Received Wallet')
            yield from self.table.parse((replace(row, cells={**row.cells, PLACE: place}),), context)


def _table(kind: str, more: set[str]) -> FlowTable:
    return FlowTable(
        headers=(frozenset(COLUMNS | {kind} | more),), time='Date', incoming=('Received Quantity', 'Received Currency'),
        outgoing=('Sent Quantity', 'Sent Currency'), fee=('Fee Amount', 'Fee Currency'), kind=kind, kinds=WORDS, formats=FORMATS, zone=UTC,
    )


FORMAT = Layouts(
    Export(replace(
        _table('Type', {'Transaction ID', 'Received Wallet', 'Sent Wallet'}), place=PLACE, from_place='Sent Wallet', to_place='Received Wallet')),
    _table('Tag', set()),
)
