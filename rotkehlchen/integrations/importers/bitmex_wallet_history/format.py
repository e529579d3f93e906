"""BitMEX's wallet history. Times are UTC, amounts are in the smallest unit of the currency: satoshi where the file names none.

What positions made or lost ('RealisedPNL') is left out and listed: the established interface makes no events of it here, its API import does.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import Final

from rotkehlchen.contracts.import_event import Leg, movement, single
from rotkehlchen.contracts.import_layout import Layouts
from rotkehlchen.contracts.importer import ImportContext, Outcome, Row, RowError, Skipped
from rotkehlchen.core.money import ZERO, from_base_units

UNITS: Final = {'': ('BTC', 8), 'xbt': ('BTC', 8), 'usdt': ('USDT', 6), 'gwei': ('ETH', 9)}
FORMATS: Final = ('%m/%d/%Y, %I:%M:%S %p', 'iso')
POSITIONS: Final = frozenset({'realisedpnl', 'unrealisedpnl', 'funding'})


class BitMex:
    """`time`: the column's name; that of the programming interface differs."""

    ambiguous_zone = False

    def __init__(self, time: str) -> None:
        self._time = time
        self.headers = (frozenset({time, 'transactType', 'amount', 'fee', 'transactStatus'}),)

    def parse(self, rows: Iterable[Row], context: ImportContext) -> Iterator[Outcome]:
        for row in rows:
            try:
                yield self.parse_row(row, context)
            except RowError as error:
                yield error.at(row)

    def parse_row(self, row: Row, context: ImportContext) -> Outcome:
        if row.get('transactStatus').lower() != 'completed':
            return Skipped(row.line, 'not_completed')
        word = row.get('transactType').lower()
        if word in POSITIONS:
            return Skipped(row.line, 'profit_of_position')
        time = context.time(row, self._time, FORMATS, zone=UTC)
        amount, fee = self._leg(row, context, 'amount'), self._leg(row, context, 'fee')
        if amount is None:
            raise RowError('missing_value', 'amount')
        address = row.cells.get('address', '')
        if word in ('deposit', 'withdrawal', 'transfer'):
            came = word == 'deposit' or (word == 'transfer' and (context.amount(row, 'amount') or ZERO) >= 0)
            return movement(row, context, time=time, kind='deposit' if came else 'withdrawal', moved=amount, fee=fee, address=address)
        if word in ('affiliatepayout', 'referralbonus'):
            return single(row, context, time=time, pair=('receive', 'reward'), moved=amount, fee=fee)
        raise RowError('unknown_kind', 'transactType', kind=row.get('transactType')[:100])

    def _leg(self, row: Row, context: ImportContext, column: str) -> Leg | None:
        if row.get(column).lower() == 'null':
            return None
        amount = context.amount(row, column)
        if amount is None:
            return None
        if amount != int(amount):
            raise RowError('bad_amount', column, value=row.get(column)[:100])
        unit = UNITS.get(row.cells.get('currency', '').lower())
        if unit is None:
            raise RowError('unknown_asset', 'currency', symbol=row.cells['currency'][:100])
        return Leg(context.asset_named(unit[0], column), abs(from_base_units(int(amount), unit[1])))


FORMAT = Layouts(BitMex('transactTime'), BitMex('timestamp'))
