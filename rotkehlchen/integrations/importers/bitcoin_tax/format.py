"""Bitcoin.tax's exports: trades, and income and spending, which have other columns. Times name their zone.

The amount of the currency is the cost or the proceeds that the file names, and the fee stands beside it, as the established interface has it.
A SWAP (a coin that became another) is a problem: its row says nothing of the other coin's amount.
"""

from decimal import Decimal
from typing import Final

from rotkehlchen.contracts.import_event import FlowTable, Leg, trade
from rotkehlchen.contracts.import_event import leg as leg_of
from rotkehlchen.contracts.import_layout import Layouts, need_amount
from rotkehlchen.contracts.importer import ImportContext, Outcome, Row

FORMATS: Final = ('iso', '%Y-%m-%d %H:%M:%S %z')
KINDS: Final = {
    'income': 'income', 'mining': 'mining', 'giftin': 'gift', 'gift_in': 'gift', 'airdrop': 'airdrop', 'fork': 'fork', 'interest': 'interest',
    'staking': 'staking reward', 'spend': 'spend', 'spending': 'spend', 'gift': 'gift', 'donation': 'donation', 'tip': 'gift', 'fee': 'fee',
    'lost': 'loss', 'stolen': 'theft', 'deposit': 'deposit', 'withdrawal': 'withdrawal', 'transfer': 'transfer', 'borrow': 'loan',
    'repay': 'loan',
}
INCOMING: Final = frozenset({'income', 'mining', 'giftin', 'gift_in', 'airdrop', 'fork', 'interest', 'staking', 'deposit', 'borrow'})


class Trades(FlowTable):
    """BUY and SELL of a symbol for a currency; other actions as in the other file."""

    def parse_row(self, row: Row, context: ImportContext) -> Outcome:
        word = row.get('Action').upper()
        if word not in ('BUY', 'SELL'):
            return super().parse_row(row, context)
        time = context.time(row, self.time, self.formats)
        traded = Leg(context.asset(row, 'Symbol'), need_amount(row, context, 'Volume'))
        money = Leg(context.asset(row, 'Currency'), self._money(row, context))
        spent, received = (money, traded) if word == 'BUY' else (traded, money)
        return trade(
            row, context, time=time, spent=spent, received=received, fee=leg_of(row, context, 'Fee', 'FeeCurrency', absolute=True),
            location=self._place(row, context, self.place), notes=row.cells.get('Memo', ''),
        )

    @staticmethod
    def _money(row: Row, context: ImportContext) -> Decimal:
        if row.cells.get('Cost/Proceeds'):
            return need_amount(row, context, 'Cost/Proceeds')
        return need_amount(row, context, 'Total')


def _table(table: type[FlowTable], columns: set[str], place: str = 'Account', fee: tuple[str, str] | None = ('Fee', 'FeeCurrency')) -> FlowTable:
    return table(
        headers=(frozenset({'Date', 'Action', 'Symbol', 'Volume', 'Currency', place, *(fee or ())} | columns),),
        time='Date', signed=('Volume', 'Symbol'), fee=fee, kind='Action', kinds=KINDS, place=place, formats=FORMATS,
        unsigned={word: 'incoming' if word in INCOMING else 'outgoing' for word in KINDS},
    )


FORMAT = Layouts(
    _table(Trades, {'Total', 'Cost/Proceeds'}), _table(FlowTable, {'Total', 'Memo', 'TxHash'}), _table(FlowTable, {'Memo'}, 'Source', None),
)
