"""Binance's files: the history of transactions, which tells everything, and the lists of trades, conversions, deposits and withdrawals, which
tell of the same again: import one or the others. Binance US's tax export is of this format, too.

Times named 'UTC' are UTC; those named 'Time' are in the zone of the account, which only the file's name tells.

The history has a row for each amount. What of one second and account belongs to a trade is put together in `history.py`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import ClassVar, Final, Literal

from rotkehlchen.contracts.import_event import MEANINGS, FlowTable, Leg, leg, movement, single, trade
from rotkehlchen.contracts.import_layout import Layouts, OrderTable, Translated, leg_in, need_leg_in, split_market
from rotkehlchen.contracts.importer import ImportContext, ImportedGroup, Outcome, Row, RowError, Skipped
from rotkehlchen.integrations.importers.binance.history import History

FORMATS: Final = ('iso', '%y-%m-%d %H:%M:%S', '%Y/%m/%d %H:%M:%S')
DONE: Final = frozenset({'completed', 'successful', 'success', 'filled', ''})


def find_reason(row: Row) -> str | None:
    return None if row.get('Status').lower() in DONE else 'not_completed'


@dataclass(frozen=True, slots=True)
class Fills:
    """Trades whose amounts stand with their symbol ('9.434SOL'). `time`: the column, whose zone is told where it is 'Date(UTC)'."""

    time: str
    zone: tzinfo | None

    @property
    def headers(self) -> tuple[frozenset[str], ...]:
        return (frozenset({self.time, 'Pair', 'Side', 'Price', 'Executed', 'Amount', 'Fee'}),)

    @property
    def ambiguous_zone(self) -> bool:
        return self.zone is None

    def parse(self, rows: Iterable[Row], context: ImportContext) -> Iterator[Outcome]:
        for row in rows:
            try:
                yield self.parse_row(row, context)
            except RowError as error:
                yield error.at(row)

    def parse_row(self, row: Row, context: ImportContext) -> ImportedGroup:
        side = row.get('Side').lower()
        if side not in ('buy', 'sell'):
            raise RowError('unknown_kind', 'Side', kind=row.get('Side')[:100])
        time = context.time(row, self.time, FORMATS, zone=self.zone)
        symbol = _base_of(row.get('Pair').upper(), row.get('Amount').upper())
        base, quote = need_leg_in(row, context, 'Executed', symbol), need_leg_in(row, context, 'Amount')
        spent, received = (quote, base) if side == 'buy' else (base, quote)
        return trade(row, context, time=time, spent=spent, received=received, fee=leg_in(row, context, 'Fee', symbol))


def _base_of(pair: str, total: str) -> str:
    """'1INCH' of '1INCHUSDT' where the total is '30.00USDT'; '' where the two have nothing in common."""
    return next((pair[:start] for start in range(1, len(pair)) if total.endswith(pair[start:])), '')


@dataclass(frozen=True, slots=True)
class Conversions:
    """`time`: as above; the second column of times ('Date Updated') is when it was settled."""

    time: str
    ambiguous_zone: ClassVar[bool] = True

    @property
    def headers(self) -> tuple[frozenset[str], ...]:
        return (frozenset({self.time, 'Wallet', 'Pair', 'Type', 'Sell', 'Buy', 'Price', 'Status'}),)

    def parse(self, rows: Iterable[Row], context: ImportContext) -> Iterator[Outcome]:
        for row in rows:
            try:
                yield self.parse_row(row, context)
            except RowError as error:
                yield error.at(row)

    def parse_row(self, row: Row, context: ImportContext) -> Outcome:
        if row.get('Status').lower() not in DONE:
            return Skipped(row.line, 'not_completed')
        time = context.time(row, self.time, FORMATS)
        return trade(row, context, time=time, spent=need_leg_in(row, context, 'Sell'), received=need_leg_in(row, context, 'Buy'))


US: Final = 'binanceus'
US_KINDS: Final = {
    'deposit': 'deposit', 'withdrawal': 'withdrawal', 'usd deposit': 'deposit', 'usd withdrawal': 'withdrawal', 'crypto deposit': 'deposit',
    'crypto withdrawal': 'withdrawal', 'staking rewards': 'staking reward', 'referral commission': 'reward', 'crypto rewards': 'reward',
    'airdrop': 'airdrop', 'others': 'reward', 'buy': 'trade', 'sell': 'trade', 'convert': 'trade', 'spot trading': 'trade', 'quick buy': 'trade',
    'quick sell': 'trade',
}


class TaxExport:
    """Binance US: an amount alone (primary), or a base bought or sold for a quote. The fee stands beside them."""

    headers = (frozenset({
        'Time', 'Category', 'Operation', 'Transaction_Id', 'Primary_Asset', 'Realized_Amount_For_Primary_Asset', 'Base_Asset',
        'Realized_Amount_For_Base_Asset', 'Quote_Asset', 'Realized_Amount_For_Quote_Asset', 'Fee_Asset', 'Realized_Amount_For_Fee_Asset'}),)
    ambiguous_zone = False

    def parse(self, rows: Iterable[Row], context: ImportContext) -> Iterator[Outcome]:
        for row in rows:
            try:
                yield self.parse_row(row, context)
            except RowError as error:
                yield error.at(row)

    def parse_row(self, row: Row, context: ImportContext) -> Outcome:
        word = row.get('Operation').lower()
        meaning = US_KINDS.get(word)
        if meaning is None:
            raise RowError('unknown_kind', 'Operation', kind=row.get('Operation')[:100])
        time = context.time(row, 'Time', ('iso',), zone=UTC)
        primary, base, quote, fee = (self._leg(row, context, name) for name in ('Primary', 'Base', 'Quote', 'Fee'))
        number = row.get('Transaction_Id')
        if meaning == 'trade':
            if base is None or quote is None:
                raise RowError('missing_value', 'Realized_Amount_For_Base_Asset' if base is None else 'Realized_Amount_For_Quote_Asset')
            bought = word in ('buy', 'quick buy', 'convert')
            spent, received = (quote, base) if bought else (base, quote)
            return trade(row, context, time=time, spent=spent, received=received, fee=fee, location=US, identity=number)
        if primary is None:
            raise RowError('missing_value', 'Realized_Amount_For_Primary_Asset')
        if meaning in ('deposit', 'withdrawal'):
            kind: Literal['deposit', 'withdrawal'] = 'deposit' if meaning == 'deposit' else 'withdrawal'
            return movement(row, context, time=time, kind=kind, moved=primary, fee=fee, location=US, identity=number)
        pair = MEANINGS[meaning][0]
        assert pair is not None
        return single(row, context, time=time, pair=pair, moved=primary, fee=fee, location=US, identity=number)

    @staticmethod
    def _leg(row: Row, context: ImportContext, name: str) -> Leg | None:
        return leg(row, context, f'Realized_Amount_For_{name}_Asset', f'{name}_Asset', absolute=True)


def _moves(time: str, zone: tzinfo | None, columns: frozenset[str], kind: str) -> FlowTable:
    side = ('Amount', 'Coin')
    return FlowTable(
        headers=(columns | {time, 'Coin', 'Network', 'Amount', 'Address', 'TXID', 'Status'},), time=time,
        incoming=side if kind == 'deposit' else ('', ''), outgoing=side if kind == 'withdrawal' else ('', ''),
        fee=('Fee', 'Coin') if kind == 'withdrawal' else None, default_kind=kind, formats=FORMATS, zone=zone, ambiguous_zone=zone is None,
        transaction='TXID', keep=find_reason,
    )


JAPANESE: Final = {  # of Binance Japan, whose words are English
    '\u6642\u9593': 'Time', '\u30a2\u30ab\u30a6\u30f3\u30c8': 'Account', '\u64cd\u4f5c': 'Operation', '\u30b3\u30a4\u30f3': 'Coin',
    '\u5909\u66f4': 'Change', '\u5099\u8003': 'Remark',
}
FORMAT = Layouts(
    History('UTC_Time', UTC, FORMATS), History('Time', None, FORMATS), Translated(History('Time', None, FORMATS), JAPANESE),
    Fills('Date(UTC)', UTC), Fills('Time', None),
    OrderTable(
        headers=(frozenset({'Date(UTC)', 'Market', 'Type', 'Price', 'Amount', 'Total', 'Fee', 'Fee Coin'}),), time='Date(UTC)', pair='Market',
        split=split_market, side='Type', amount='Amount', total='Total', fee=('Fee', 'Fee Coin'), formats=FORMATS, zone=UTC,
    ),
    Conversions('Time'), Conversions('Date'),
    _moves('Time', None, frozenset(), 'deposit'), _moves('Time', None, frozenset({'Fee'}), 'withdrawal'), TaxExport(),
)
