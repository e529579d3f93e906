"""Nexo's list of transactions. Times are UTC.

Nexo's own tokens for money (GBPX, EURX, USDX) are worth one unit of it, and its manifest takes them as that money: changing one into the
other is no trade.
A row tells in its details whether it was approved. Interest, dividends and rewards are earned; term deposits are a move within Nexo. A loan's
own books (interest added to it, card purchases on credit, the dollars of a repayment) move nothing that the user owns: what was sold to pay
for it does, and has rows of its own.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import Final

from rotkehlchen.contracts.import_event import Leg, leg, movement, need_leg, single, trade
from rotkehlchen.contracts.importer import ImportContext, Outcome, Row, RowError, Skipped
from rotkehlchen.core.money import ZERO

TIME: Final = 'Date / Time (UTC)'
FORMATS: Final = ('iso', '%d/%m/%Y %H:%M')
EARNED: Final = {
    'interest': ('receive', 'interest'), 'fixed term interest': ('receive', 'interest'), 'interest additional': ('receive', 'interest'),
    'dividend': ('receive', 'reward'), 'bonus': ('receive', 'reward'), 'referral bonus': ('receive', 'reward'),
    'cashback': ('receive', 'cashback'), 'exchange cashback': ('receive', 'cashback'),
}
DEPOSITS: Final = frozenset({'deposit', 'top up crypto', 'deposit to exchange', 'deposittoexchange'})
WITHDRAWALS: Final = frozenset({'withdrawal', 'withdraw exchanged', 'withdrawexchanged'})
INTERNAL: Final = frozenset({
    'locking term deposit', 'lockingtermdeposit', 'unlocking term deposit', 'unlockingtermdeposit', 'transfer in', 'transferin', 'transfer out',
    'transferout', 'exchange deposited on', 'exchangedepositedon', 'exchange to withdraw', 'exchangetowithdraw',
    'credit card fiatx exchange to withdraw', 'transfer to pro wallet', 'transfer from pro wallet', 'administrator',
})
LOAN: Final = frozenset({'credit card status', 'creditcardstatus', 'nexo card purchase', 'repayment', 'manual repayment', 'loan withdrawal'})
SOLD_FOR_LOAN: Final = {'liquidation': ('loss', 'liquidate'), 'manual sell order': ('spend', 'payback debt')}


class Nexo:
    headers = (frozenset({
        'Transaction', 'Type', 'Input Currency', 'Input Amount', 'Output Currency', 'Output Amount', 'Details', TIME}),)
    ambiguous_zone = False

    def parse(self, rows: Iterable[Row], context: ImportContext) -> Iterator[Outcome]:
        for row in rows:
            try:
                yield self.parse_row(row, context)
            except RowError as error:
                yield error.at(row)

    def parse_row(self, row: Row, context: ImportContext) -> Outcome:
        state, _, details = row.get('Details').partition('/')
        if state.strip().lower() != 'approved':
            return Skipped(row.line, 'not_completed')
        word, details = row.get('Type').lower(), details.strip()
        time, number, fee = context.time(row, TIME, FORMATS, zone=UTC), row.get('Transaction'), self._fee(row, context)
        if word in INTERNAL or word in LOAN:
            if fee is not None:  # nothing else of it moves
                return single(row, context, time=time, pair=('spend', 'fee'), moved=fee, notes=details, identity=number)
            return Skipped(row.line, 'internal' if word in INTERNAL else 'books_of_loan')
        if word in EARNED and (context.amount(row, 'Input Amount') or ZERO) < 0:
            return Skipped(row.line, 'books_of_loan')  # interest that a loan costs is added to the loan
        given = self._leg(row, context, 'Input')
        if word in EARNED:
            return single(row, context, time=time, pair=EARNED[word], moved=given, notes=details, fee=fee, identity=number)
        if word in SOLD_FOR_LOAN:
            return single(row, context, time=time, pair=SOLD_FOR_LOAN[word], moved=given, fee=fee, notes=details, identity=number)
        if word == 'exchange':
            received = self._leg(row, context, 'Output')
            return trade(row, context, time=time, spent=given, received=received, fee=fee, notes=details, identity=number)
        if word in DEPOSITS:
            if 'airdrop' in details.lower():
                return single(row, context, time=time, pair=('receive', 'airdrop'), moved=given, fee=fee, notes=details, identity=number)
            hashed = details if details.startswith('0x') else ''
            return movement(row, context, time=time, kind='deposit', moved=given, fee=fee, transaction=hashed, notes='' if hashed else details,
                            identity=number)
        if word in WITHDRAWALS:
            return movement(row, context, time=time, kind='withdrawal', moved=given, fee=fee, notes=details, identity=number)
        raise RowError('unknown_kind', 'Type', kind=row.get('Type')[:100])

    def _leg(self, row: Row, context: ImportContext, side: str) -> Leg:
        return need_leg(row, context, f'{side} Amount', f'{side} Currency', absolute=True)

    @staticmethod
    def _fee(row: Row, context: ImportContext) -> Leg | None:
        if 'Fee' not in row.cells or 'Fee Currency' not in row.cells:
            return None
        fee = leg(row, context, 'Fee', 'Fee Currency', absolute=True)
        return fee if fee is not None and fee.amount else None


FORMAT = Nexo()
