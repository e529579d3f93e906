"""Blockpit's export of transactions in an older layout and today's, and its table for own data, which other services export, too.
Amounts have a decimal point also where the spreadsheet that saved the file writes commas.

What a tracked chain did is left out: the chain tells it better. Places that are no exchange of ours, such as other chains, are imported.
Numbers of transactions are not used, because spreadsheets shorten them.
"""

from datetime import UTC, tzinfo
from typing import Final

from rotkehlchen.contracts.import_event import FlowTable
from rotkehlchen.contracts.import_layout import Layouts
from rotkehlchen.contracts.importer import Row

# Names of chains as Blockpit writes them, of those whose transactions are decoded from the chain itself.
CHAINS: Final = frozenset({
    'ethereum', 'polygon', 'polygon pos', 'optimism', 'arbitrum', 'arbitrum one', 'base', 'gnosis', 'gnosis chain', 'scroll',
    'bnb smart chain (bsc)', 'bnb smart chain', 'bitcoin', 'bitcoin cash', 'solana',
})
PLACES: Final = {'bitpanda pro': 'bitpanda', 'one trading': 'bitpanda'}
_MEANINGS: Final = {
    'trade': ('trade', 'swap'), 'deposit': ('deposit', 'nontaxablein', 'non_taxable_in', 'non-taxable in', 'unlabeled deposit'),
    'withdrawal': ('withdrawal', 'nontaxableout', 'non_taxable_out', 'non-taxable out', 'unlabeled withdrawal'),
    'gift': ('gift', 'gift_received', 'gift received', 'gift_sent', 'gift sent'), 'reward': ('bounty', 'bounties', 'reward'),
    'income': ('income', 'household', 'other income'), 'airdrop': ('airdrop', 'airdrops'), 'fork': ('hardfork', 'hard_fork', 'hard fork'),
    'staking reward': ('staking', 'masternode', 'masternodes'), 'interest': ('lending', 'interest'), 'mining': ('mining',),
    'cashback': ('cashback',), 'payment': ('payment',), 'donation': ('donation',), 'loss': ('lost', 'loss'), 'theft': ('stolen',),
    'fee': ('fee', 'fees'), 'margin': ('futures profit', 'futures loss',
        'margin_trading_profit', 'margin_trading_loss', 'margin trading profit', 'margin trading loss', 'derivative_profit', 'derivative_loss',
        'derivative profit', 'derivative loss'),
    'margin fee': ('margin_trading_fee', 'margin trading fee', 'derivative_fee', 'derivative fee'),
}


def find_reason(row: Row) -> str | None:
    is_chain = row.cells.get('Source Type', '').lower() in ('chain', 'blockchain') and row.cells.get('Source Name', '').lower() in CHAINS
    return 'on_chain' if is_chain else None


def _table(time: str, kind: str, columns: set[str], zone: tzinfo | None, place: str, note: str, number: str, behind: str = '') -> FlowTable:
    """`behind`: what stands behind the names of the columns that may be empty."""
    return FlowTable(
        headers=(frozenset({
            time, kind, 'Outgoing Asset', 'Outgoing Amount', 'Incoming Asset', 'Incoming Amount', f'Fee Asset{behind}', f'Fee Amount{behind}',
            *columns}),),
        time=time, incoming=('Incoming Amount', 'Incoming Asset'), outgoing=('Outgoing Amount', 'Outgoing Asset'),
        fee=(f'Fee Amount{behind}', f'Fee Asset{behind}'), kind=kind, kinds={word: meaning for meaning, words in _MEANINGS.items() for word in words},
        formats=('%d.%m.%Y %H:%M:%S', '%d.%m.%Y %H:%M', 'iso'), zone=zone, ambiguous_zone=zone is None, place=place, places=PLACES, note=note,
        transaction=number, keep=find_reason,
    )


FORMAT = Layouts(
    _table('Timestamp', 'Transaction Type', {'Source Type', 'Source Name', 'Note'}, None, 'Source Name', 'Note', ''),
    _table('Date (UTC)', 'Label', {'Source Type', 'Source Name'}, UTC, 'Source Name', 'Comments', 'Trx. ID'),
    _table('Date (UTC)', 'Label', set(), UTC, 'Integration Name', 'Comment', 'Trx. ID'),
    _table('Date (UTC)', 'Label', set(), UTC, 'Integration Name', 'Comment (optional)', 'Trx. ID (optional)', ' (optional)'),
)
