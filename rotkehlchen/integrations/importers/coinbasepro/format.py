"""Coinbase Pro's account statement and its report of fills. Times name their zone; what is behind the second is dropped, as in the established
interface. A fill has a row for each asset and one for the fee: the number of the trade, with that of the order, holds them together.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC
from decimal import Decimal
from typing import Final

from rotkehlchen.contracts.import_event import FlowTable, Leg, trade
from rotkehlchen.contracts.import_layout import Layouts, OrderTable, all_at, gathered, whole_second, with_fees
from rotkehlchen.contracts.importer import ImportContext, ImportedGroup, Outcome, Row, RowError
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.money import ZERO

UNIT: Final = 'amount/balance unit'
COLUMNS: Final = frozenset({'portfolio', 'type', 'amount', 'balance', UNIT, 'transfer id', 'trade id', 'order id'})
KINDS: Final = {'deposit': 'deposit', 'withdrawal': 'withdrawal', 'rebate': 'refund'}
FILLS: Final = frozenset({'match', 'fee'})


class Statement:
    """`time`: the column's name, which has changed."""

    ambiguous_zone = False

    def __init__(self, time: str) -> None:
        self._time = time
        self.headers = (COLUMNS | {time},)
        self._single = FlowTable(
            headers=self.headers, time=time, signed=('amount', UNIT), kind='type', kinds=KINDS, formats=('iso',), zone=UTC,
            identity='transfer id', whole_seconds=True,
        )

    def parse(self, rows: Iterable[Row], context: ImportContext) -> Iterator[Outcome]:
        fills: list[Row] = []
        conversions: list[Row] = []
        for row in rows:
            kind = row.get('type').lower()
            if kind in FILLS:
                fills.append(row)
            elif kind == 'conversion':
                conversions.append(row)
            else:
                try:
                    yield self._single.parse_row(row, context)
                except RowError as error:
                    yield error.at(row)
        yield from self._parse_groups(gathered(fills, _fill_of), context, 'trade id')
        yield from self._parse_groups(gathered(conversions, lambda row: row.get('transfer id') or row.get(self._time)), context, 'transfer id')

    def _parse_groups(self, groups: Iterable[Sequence[Row]], context: ImportContext, identity: str) -> Iterator[Outcome]:
        for group in groups:
            try:
                yield self._parse_fill(group, context, identity)
            except RowError as error:
                yield from all_at(error, group)

    def _parse_fill(self, rows: Sequence[Row], context: ImportContext, identity: str) -> ImportedGroup:
        moved: dict[tuple[str, AssetId], Decimal] = {}
        for row in rows:
            amount = context.amount(row, 'amount')
            if amount is None:
                raise RowError('missing_value', 'amount')
            side = 'fee' if row.get('type').lower() == 'fee' else 'spent' if amount < 0 else 'received'
            key = side, context.asset(row, UNIT)
            moved[key] = moved.get(key, ZERO) + abs(amount)
        spent, received, fees = ([Leg(asset, amount) for (one, asset), amount in sorted(moved.items()) if one == side]
                                 for side in ('spent', 'received', 'fee'))
        if not spent or not received:
            raise RowError('other_side_missing', 'type')
        time = whole_second(context.time(rows[0], self._time, ('iso',), zone=UTC))
        # numbers of trades are those of a market: the order's number, which only fills have, tells the market
        name = '\t'.join(cell for cell in (rows[0].get(identity), rows[0].get('order id')) if cell)
        group = trade(rows, context, time=time, spent=spent, received=received, identity=name)
        return with_fees(group, context, time, fees)


def _fill_of(row: Row) -> str:
    """Numbers of trades are those of a market; the order tells the market."""
    number = row.get('trade id')
    return f'{number}\t{row.get("order id")}' if number else ''


FORMAT = Layouts(
    Statement('timestamp'), Statement('time'),
    OrderTable(
        headers=(frozenset({'portfolio', 'trade id', 'product', 'side', 'created at', 'size', 'size unit', 'price', 'fee', 'total'}),),
        time='created at', pair='product', side='side', amount='size', price='price', fee=('fee', ''), formats=('iso',), zone=UTC,
        identity='trade id',
    ),
)
