"""Accointing's template and list of transactions. Accointing became Glassnode's and closed; its customers keep these files.

Times are UTC, month before day. What a deposit or withdrawal was is its classification's to say.
"""

from datetime import UTC
from typing import Final

from rotkehlchen.contracts.import_event import FlowTable
from rotkehlchen.contracts.import_layout import Layouts

IN: Final = {
    '': 'deposit', 'add_funds': 'deposit', 'internal': 'deposit', 'airdrop': 'airdrop', 'bounty': 'reward', 'gambling_income': 'income',
    'gift_received': 'gift', 'gifted_received': 'gift', 'hard_fork': 'fork', 'income': 'income', 'lending_income': 'interest',
    'interest': 'interest', 'liquidity_pool': 'reward', 'margin_gain': 'margin', 'master_node': 'staking reward', 'masternode': 'staking reward',
    'mined': 'mining', 'mining': 'mining', 'staked': 'staking reward', 'staking': 'staking reward', 'cashback': 'cashback', 'refund': 'refund',
    'ignored': 'ignore',
}
OUT: Final = {
    '': 'withdrawal', 'remove_funds': 'withdrawal', 'internal': 'withdrawal', 'fee': 'fee', 'gambling_used': 'purchase', 'gift_sent': 'gift',
    'gift': 'gift', 'donation': 'donation', 'interest_paid': 'interest', 'lending': 'pool', 'lost': 'loss', 'margin_fee': 'margin fee',
    'margin_loss': 'margin', 'payment': 'purchase', 'stolen': 'theft', 'hacked': 'theft', 'ignored': 'ignore',
}
_DEPOSIT, _WITHDRAWAL, _ORDER = ('deposit',), ('withdraw', 'withdrawal'), ('order', 'trade')


def _kinds() -> dict[str, str]:
    """Type and classification, which is written with blanks or without."""
    found = {f'{kind} / {word}': 'trade' for kind in _ORDER for word in ('', *IN, *OUT)}
    for kinds, words in ((_DEPOSIT, IN), (_WITHDRAWAL, OUT)):
        for word, meaning in words.items():
            found |= {f'{kind} / {spelled}': meaning for kind in kinds for spelled in (word, word.replace('_', ' '), word.replace('_', ''))}
    return found


KINDS: Final = _kinds()


def _table(behind: str) -> FlowTable:
    """`behind`: what stands behind the names of the columns that may be empty."""
    return FlowTable(
        headers=(frozenset({
            'transactionType', 'date', 'inBuyAmount', 'inBuyAsset', 'outSellAmount', 'outSellAsset', f'feeAmount{behind}', f'feeAsset{behind}',
            f'classification{behind}'}),),
        time='date', incoming=('inBuyAmount', 'inBuyAsset'), outgoing=('outSellAmount', 'outSellAsset'),
        fee=(f'feeAmount{behind}', f'feeAsset{behind}'), kind=('transactionType', f'classification{behind}'), kinds=KINDS,
        formats=('%m/%d/%Y %H:%M:%S', '%m/%d/%Y %H:%M', 'iso'), zone=UTC,
    )


FORMAT = Layouts(_table(' (optional)'), _table(''))
