"""Koinly's files: its export of transactions, its report of them, and the templates for own data (universal, simple, trades).

Times are UTC. Symbols and wallets of the export have Koinly's own numbers behind a semicolon. A row without a tag is a trade where it has two
sides, else a deposit or withdrawal: Koinly calls these sends and receipts, and the other side of a move may be among the user's own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Final

from rotkehlchen.contracts.import_event import FlowTable
from rotkehlchen.contracts.import_layout import Layouts, OrderTable
from rotkehlchen.contracts.importer import ImportContext, Outcome, Row

FORMATS: Final = ('iso', '%Y-%m-%d %H:%M UTC')
TAGS: Final = {
    '': 'any', 'airdrop': 'airdrop', 'fork': 'fork', 'mining': 'mining', 'reward': 'reward', 'staking': 'staking reward', 'salary': 'income',
    'income': 'income', 'other income': 'income', 'other_income': 'income', 'lending interest': 'interest', 'loan interest': 'interest',
    'loan_interest': 'interest', 'lending_interest': 'interest', 'interest payment': 'interest', 'interest_payment': 'interest',
    'cashback': 'cashback', 'fee refund': 'refund', 'fee_refund': 'refund', 'realized pnl': 'margin', 'realized p&l': 'margin',
    'realized gain': 'margin', 'realized_gain': 'margin', 'loan': 'loan', 'margin loan': 'loan', 'loan repayment': 'loan', 'loan_repayment': 'loan',
    'margin repayment': 'loan', 'cost': 'fee', 'tax': 'spend', 'margin fee': 'margin fee', 'margin_fee': 'margin fee', 'loan fee': 'interest',
    'loan_fee': 'interest', 'gift': 'gift', 'donation': 'donation', 'lost': 'loss', 'stolen': 'theft', 'swap': 'migrate', 'wrap': 'migrate',
    'unwrap': 'migrate', 'stake': 'stake', 'unstake': 'unstake', 'liquidity in': 'any', 'liquidity out': 'any', 'liquidity_in': 'any',
    'liquidity_out': 'any', 'add to pool': 'pool', 'remove from pool': 'pool', 'sent to pool': 'pool', 'received from pool': 'pool',
    'to_pool': 'pool', 'from_pool': 'pool', 'payment': 'payment', 'ignored': 'ignore',
}
TYPES: Final = frozenset({
    'buy', 'sell', 'exchange', 'trade', 'transfer', 'deposit', 'withdrawal', 'crypto_deposit', 'crypto_withdrawal', 'fiat_deposit', 'fiat_withdrawal'})
# A word of the column of types, and one of the tags; the tag tells more.
TYPES_AND_TAGS: Final = {
    f'{kind} / {tag}': meaning if tag else 'transfer' if kind == 'transfer' else 'any' for kind in TYPES for tag, meaning in TAGS.items()}


@dataclass(frozen=True, slots=True)
class Numbered:
    """A table whose cells of `columns` have numbers behind a semicolon: 'USDC;3054', 'Kraken;kraken'."""

    table: FlowTable
    columns: tuple[str, ...]
    ambiguous_zone: bool = False

    @property
    def headers(self) -> tuple[frozenset[str], ...]:
        return tuple(self.table.headers)

    def parse(self, rows: Iterable[Row], context: ImportContext) -> Iterator[Outcome]:
        for row in rows:
            short = {column: cell.partition(';')[0] for column in self.columns if (cell := row.cells.get(column))}
            place, wallets = self.table.place, (self.table.from_place, self.table.to_place)
            short[place] = next((short[column] for column in wallets if short.get(column)), '')
            yield from self.table.parse((replace(row, cells={**row.cells, **short}),), context)


def find_deleted(row: Row) -> str | None:
    return 'deleted' if row.cells.get('Deleted', '').lower() == 'true' else None


PLACE: Final = '\0place'  # the wallet of the one side that there is
EXPORT: Final = FlowTable(
    headers=(frozenset({
        'Date (UTC)', 'Type', 'Tag', 'From Wallet (read-only)', 'From Amount', 'From Currency', 'To Wallet (read-only)', 'To Amount', 'To Currency',
        'Fee Amount', 'Fee Currency'}),),
    time='Date (UTC)', incoming=('To Amount', 'To Currency'), outgoing=('From Amount', 'From Currency'), fee=('Fee Amount', 'Fee Currency'),
    kind=('Type', 'Tag'), kinds=TYPES_AND_TAGS, formats=FORMATS, zone=UTC, place=PLACE, from_place='From Wallet (read-only)',
    to_place='To Wallet (read-only)', note='Description', transaction='TxHash', identity='ID (read-only)', keep=find_deleted,
)


def _report(tag: str) -> FlowTable:
    """Its report for the tax office, which once called tags labels."""
    return FlowTable(
        headers=(frozenset({
            'Date', 'Type', tag, 'Sending Wallet', 'Sent Amount', 'Sent Currency', 'Receiving Wallet', 'Received Amount', 'Received Currency',
            'Fee Amount', 'Fee Currency'}),),
        time='Date', incoming=('Received Amount', 'Received Currency'), outgoing=('Sent Amount', 'Sent Currency'),
        fee=('Fee Amount', 'Fee Currency'), kind=('Type', tag), kinds=TYPES_AND_TAGS, formats=FORMATS, zone=UTC, place=PLACE,
        from_place='Sending Wallet', to_place='Receiving Wallet', note='Description', transaction='TxHash',
    )


def _universal(tag: str) -> FlowTable:
    return FlowTable(
        headers=(frozenset({
            'Date', 'Sent Amount', 'Sent Currency', 'Received Amount', 'Received Currency', 'Fee Amount', 'Fee Currency', 'Net Worth Amount', tag}),),
        time='Date', incoming=('Received Amount', 'Received Currency'), outgoing=('Sent Amount', 'Sent Currency'),
        fee=('Fee Amount', 'Fee Currency'), kind=tag, kinds=TAGS, formats=FORMATS, zone=UTC, note='Description',
        transaction='TxHash',
    )


def _simple(tag: str) -> FlowTable:
    return FlowTable(
        headers=(frozenset({'Koinly Date', 'Amount', 'Currency', tag}),), time='Koinly Date', signed=('Amount', 'Currency'), kind=tag, kinds=TAGS,
        formats=FORMATS, zone=UTC, note='Description', transaction='TxHash',
    )


FORMAT = Layouts(
    Numbered(EXPORT, ('From Currency', 'To Currency', 'Fee Currency', EXPORT.from_place, EXPORT.to_place)),
    *(Numbered(_report(tag), ('Sending Wallet', 'Receiving Wallet')) for tag in ('Tag', 'Label')),
    _universal('Label'), _universal('Tag'), _simple('Label'), _simple('Tag'),
    OrderTable(
        headers=(frozenset({'Koinly Date', 'Pair', 'Side', 'Amount', 'Total', 'Fee Amount', 'Fee Currency'}),), time='Koinly Date', pair='Pair',
        side='Side', amount='Amount', total='Total', fee=('Fee Amount', 'Fee Currency'), formats=FORMATS, zone=UTC,
    ),
)
