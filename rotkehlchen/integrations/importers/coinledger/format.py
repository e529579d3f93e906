"""CoinLedger's files: the ledger of its transactions, where each side of one has a row of its own, and the template for own data.

Times are UTC. Rows of the ledger that share an internal number are one transaction; what each of them is, its record type or its sign says.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC
from typing import Final

from rotkehlchen.contracts.import_event import MEANINGS, FlowTable, Leg, event, lines_of, movement, trade
from rotkehlchen.contracts.import_layout import Layouts, all_at, gathered, need_amount, with_fees
from rotkehlchen.contracts.importer import ImportContext, ImportedGroup, Outcome, Row, RowError, Skipped
from rotkehlchen.core.event import HistoryEvent
from rotkehlchen.core.time import TimestampMs

FORMATS: Final = ('%m/%d/%Y %H:%M:%S', '%m/%d/%Y %H:%M', '%m-%d-%Y %H:%M:%S', '%Y-%m-%d %H:%M:%S', 'iso')
TYPES: Final = {
    'trade': 'trade', 'buy': 'trade', 'sell': 'trade', 'fiat buy': 'trade', 'fiat sell': 'trade', 'swap': 'trade', 'composite swap': 'trade',
    'nft mint': 'trade', 'mint': 'trade', 'add liquidity': 'trade', 'remove liquidity': 'trade', 'deposit': 'deposit', 'fiat deposit': 'deposit',
    'withdrawal': 'withdrawal', 'fiat withdrawal': 'withdrawal', 'transfer': 'transfer', 'bridge': 'transfer', 'income': 'income',
    'other income': 'income', 'interest': 'interest', 'interest income': 'interest', 'staking': 'staking reward',
    'staking income': 'staking reward', 'mining': 'mining', 'mining income': 'mining', 'airdrop': 'airdrop', 'hard fork': 'fork',
    'gift received': 'gift', 'gift sent': 'gift', 'rebate': 'cashback', 'cashback': 'cashback', 'merchant payment': 'purchase',
    'payment': 'purchase', 'charitable donation': 'donation', 'donation': 'donation', 'theft loss': 'theft', 'theft': 'theft',
    'casualty loss': 'loss', 'investment loss': 'loss', 'loss': 'loss', 'fee': 'fee', 'ignored': 'ignore',
}
NUMBERS: Final = ('internal id', 'transaction id', 'tx id', 'id', 'external id')
RECORDS: Final = {
    'fee': 'fee', 'fees': 'fee', 'credit': 'in', 'debit': 'out', 'incoming': 'in', 'outgoing': 'out', 'received': 'in', 'sent': 'out', 'in': 'in',
    'out': 'out', 'deposit': 'in', 'withdrawal': 'out', 'buy': 'in', 'sell': 'out', 'asset received': 'in', 'asset sent': 'out', '': '',
}


class Ledger:
    """`time`: the column's name, which has changed."""

    ambiguous_zone = False

    def __init__(self, time: str) -> None:
        self._time = time
        self.headers = (frozenset({time, 'Platform', 'Type', 'Asset', 'Amount', 'Record Type'}),)

    def parse(self, rows: Iterable[Row], context: ImportContext) -> Iterator[Outcome]:
        for group in gathered(rows, self._number):
            if TYPES.get(group[0].get('Type').lower()) == 'ignore':
                yield from (Skipped(row.line, 'not_relevant') for row in group)
                continue
            try:
                yield self._parse_group(group, context)
            except RowError as error:
                yield from all_at(error, group)

    def _number(self, row: Row) -> str:
        named = {column.casefold(): cell for column, cell in row.cells.items()}
        number = next((named[name] for name in NUMBERS if named.get(name)), '')
        return number and f'{number}\t{row.get("Platform")}'

    def _parse_group(self, rows: Sequence[Row], context: ImportContext) -> ImportedGroup:
        first = rows[0]
        word = TYPES.get(first.get('Type').lower())
        if word is None:
            raise RowError('unknown_kind', 'Type', kind=first.get('Type')[:100])
        time, location = context.time(first, self._time, FORMATS, zone=UTC), None
        if first.get('Platform'):
            location = context.place(first.get('Platform'))
        sides: dict[str, list[Leg]] = {'in': [], 'out': [], 'fee': []}
        for row in rows:
            sides[self._side(row, context)].append(Leg(context.asset(row, 'Asset'), need_amount(row, context, 'Amount')))
        # by asset, not as the rows stand: the same export in the other order makes the same events
        into, out, fees = (sorted(sides[side], key=lambda leg: (leg.asset, leg.amount)) for side in ('in', 'out', 'fee'))
        if word == 'fee' and not into:
            out, fees = [*out, *fees], []
        if into and out and word not in MEANINGS:
            return with_fees(trade(rows, context, time=time, spent=out, received=into, location=location), context, time, fees)
        if word == 'trade' or not (into or out):
            raise RowError('other_side_missing', 'Record Type')
        if word not in MEANINGS and len(into) + len(out) == 1 and len(fees) <= 1:
            return movement(rows, context, time=time, kind='deposit' if into else 'withdrawal', moved=(into or out)[0],
                            fee=fees[0] if fees else None, location=location)
        return self._tell(rows, context, time, word, into, out, fees, location)

    @staticmethod
    def _tell(rows: Sequence[Row], context: ImportContext, time: TimestampMs, word: str, into: Sequence[Leg], out: Sequence[Leg],
              fees: Sequence[Leg], location: str | None) -> ImportedGroup:
        incoming, outgoing = MEANINGS.get(word, (('exchange transfer', 'receive'), ('exchange transfer', 'spend')))
        events: list[HistoryEvent] = []
        for legs, pair in ((out, outgoing), (into, incoming), (fees, ('spend', 'fee'))):
            for leg in legs:
                if pair is None:
                    raise RowError('unexpected_amount', 'Amount', kind=word)
                events.append(event(context, time, len(events), pair, leg, location=location))
        return ImportedGroup(lines_of(rows), events)

    @staticmethod
    def _side(row: Row, context: ImportContext) -> str:
        side = RECORDS.get(row.get('Record Type').lower())
        if side is None:
            raise RowError('unknown_kind', 'Record Type', kind=row.get('Record Type')[:100])
        if side:
            return side
        amount = context.amount(row, 'Amount')
        return 'out' if amount is not None and amount < 0 else 'in'


def _template(behind: str) -> FlowTable:
    """`behind`: what stands behind the names of the columns that may be empty."""
    return FlowTable(
        headers=(frozenset({
            'Date (UTC)', f'Platform{behind}', 'Asset Sent', 'Amount Sent', 'Asset Received', 'Amount Received', f'Fee Currency{behind}',
            f'Fee Amount{behind}', 'Type'}),),
        time='Date (UTC)', incoming=('Amount Received', 'Asset Received'), outgoing=('Amount Sent', 'Asset Sent'),
        fee=(f'Fee Amount{behind}', f'Fee Currency{behind}'), kind='Type', kinds=TYPES, formats=FORMATS, zone=UTC, place=f'Platform{behind}',
        note=f'Description{behind}', transaction=f'TxHash{behind}',
    )


FORMAT = Layouts(Ledger('Timestamp (UTC)'), Ledger('Date (UTC)'), _template(' (Optional)'), _template(''))
