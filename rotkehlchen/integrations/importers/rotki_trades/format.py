"""Trades in the general table of this field: one a row, assets as identifiers, times in UTC milliseconds.

The table has no numbers of trades, and equal rows are one trade.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from rotkehlchen.contracts.import_event import leg, need_leg, trade
from rotkehlchen.contracts.importer import ImportContext, Outcome, Row, RowError

TIMES: Final = ('unix_ms', 'iso')


class Trades:
    headers = (frozenset({
        'Location', 'Spend Currency', 'Receive Currency', 'Receive Amount', 'Spend Amount', 'Fee', 'Fee Currency', 'Description', 'Timestamp',
    }),)
    ambiguous_zone = False

    def parse(self, rows: Iterable[Row], context: ImportContext) -> Iterator[Outcome]:
        for row in rows:
            try:
                yield trade(
                    row, context, time=context.time(row, 'Timestamp', TIMES), spent=need_leg(row, context, 'Spend Amount', 'Spend Currency'),
                    received=need_leg(row, context, 'Receive Amount', 'Receive Currency'), fee=leg(row, context, 'Fee', 'Fee Currency'),
                    location=context.place(row.get('Location')), notes=row.get('Description'), identity='\x1f'.join(row.cells.values()))
            except RowError as error:
                yield error.at(row)


FORMAT: Final = Trades()
