"""Uphold's list of transactions. Times name their zone, GMT.

A row whose two sides are of different assets is a trade, also where the bought asset left at once to another network: the established
interface has it so. Rows that did not complete are left out.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import Final

from rotkehlchen.contracts.import_event import leg, movement, need_leg, single, trade
from rotkehlchen.contracts.importer import ImportContext, Outcome, Row, RowError, Skipped

OWN: Final = 'uphold'
FORMATS: Final = ('%a %b %d %Y %H:%M:%S GMT%z', 'iso')


class Uphold:
    headers = (frozenset({
        'Date', 'Destination', 'Destination Amount', 'Destination Currency', 'Fee Amount', 'Fee Currency', 'Origin', 'Origin Amount',
        'Origin Currency', 'Status', 'Type',
    }),)
    ambiguous_zone = False

    def parse(self, rows: Iterable[Row], context: ImportContext) -> Iterator[Outcome]:
        for row in rows:
            try:
                yield self.parse_row(row, context)
            except RowError as error:
                yield error.at(row)

    def parse_row(self, row: Row, context: ImportContext) -> Outcome:
        if row.get('Status').lower() != 'completed':
            return Skipped(row.line, 'not_completed')
        word, destination, origin = (row.get(column).lower() for column in ('Type', 'Destination', 'Origin'))
        if word not in ('in', 'out', 'transfer'):
            raise RowError('unknown_kind', 'Type', kind=row.get('Type')[:100])
        time = context.time(row, 'Date', FORMATS, zone=UTC)
        out = need_leg(row, context, 'Origin Amount', 'Origin Currency')
        into = need_leg(row, context, 'Destination Amount', 'Destination Currency')
        fee = leg(row, context, 'Fee Amount', 'Fee Currency')
        if out.asset != into.asset:
            return trade(row, context, time=time, spent=out, received=into, fee=fee)
        if word == 'transfer':
            return Skipped(row.line, 'internal')
        if origin == OWN and destination == OWN:  # from or to somebody else's account at Uphold
            return single(row, context, time=time, pair=('receive' if word == 'in' else 'spend', 'none'), moved=into, fee=fee)
        return movement(row, context, time=time, kind='deposit' if word == 'in' else 'withdrawal', moved=into, fee=fee)


FORMAT = Uphold()
