"""BittyTax's transaction records, as CSV. Times are UTC unless they say BST.

A fee stands beside the amounts: what was sold is without it, what was bought holds it still. So do deposits and withdrawals.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC
from typing import Final

from rotkehlchen.contracts.import_event import FlowTable
from rotkehlchen.contracts.importer import ImportContext, Outcome, Row

ZONES: Final = {' GMT': '+00:00', ' UTC': '+00:00', ' BST': '+01:00'}
KINDS: Final = {
    'deposit': 'deposit', 'withdrawal': 'withdrawal', 'trade': 'trade', 'mining': 'mining', 'staking': 'staking reward',
    'staking-reward': 'staking reward', 'interest': 'interest', 'dividend': 'income', 'income': 'income', 'gift-received': 'gift',
    'airdrop': 'airdrop', 'fork': 'fork', 'referral': 'reward', 'cashback': 'cashback', 'fee-rebate': 'refund', 'loan': 'loan',
    'loan-repayment': 'loan', 'loan-interest': 'interest', 'margin-gain': 'margin', 'margin-loss': 'margin', 'margin-fee': 'margin fee',
    'spend': 'purchase', 'gift-sent': 'gift', 'gift-spouse': 'gift', 'charity-sent': 'donation', 'lost': 'loss', 'stake': 'stake',
    'unstake': 'unstake', 'swap': 'migrate',
}
TABLE: Final = FlowTable(
    headers=(frozenset({
        'Type', 'Buy Quantity', 'Buy Asset', 'Sell Quantity', 'Sell Asset', 'Fee Quantity', 'Fee Asset', 'Wallet', 'Timestamp', 'Note'}),),
    time='Timestamp', incoming=('Buy Quantity', 'Buy Asset'), outgoing=('Sell Quantity', 'Sell Asset'), fee=('Fee Quantity', 'Fee Asset'),
    kind='Type', kinds=KINDS, formats=('iso', '%Y-%m-%d %H:%M:%S', '%d/%m/%Y %H:%M', '%d/%m/%Y %H:%M:%S'), zone=UTC, place='Wallet', note='Note',
)


class BittyTax:
    headers = TABLE.headers
    ambiguous_zone = False

    def parse(self, rows: Iterable[Row], context: ImportContext) -> Iterator[Outcome]:
        return TABLE.parse((_with_offset(row) for row in rows), context)


def _with_offset(row: Row) -> Row:
    text = row.get('Timestamp')
    offset = ZONES.get(text[-4:])
    return row if offset is None else replace(row, cells={**row.cells, 'Timestamp': text[:-4] + offset})


FORMAT = BittyTax()
