"""Deposits, withdrawals, income and losses in the general table of this field: one a row, assets as identifiers, times in UTC milliseconds.

Positions of events count up by row, as the established reading of this table has it. Equal rows are one event.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from rotkehlchen.contracts.import_event import leg, need_leg, single
from rotkehlchen.contracts.importer import ImportContext, Outcome, Row, RowError
from rotkehlchen.core.event import NONE

TIMES: Final = ('unix_ms', 'iso')
PAIRS: Final[Mapping[str, tuple[str, str]]] = {
    'deposit': ('deposit', 'deposit asset'), 'withdrawal': ('withdrawal', 'remove asset'), 'income': ('receive', NONE), 'loss': ('spend', NONE),
    'spend': ('spend', NONE), 'staking': ('staking', 'reward'),
}


class Events:
    headers = (frozenset({'Type', 'Location', 'Currency', 'Amount', 'Fee', 'Fee Currency', 'Description', 'Timestamp'}),)
    ambiguous_zone = False

    def parse(self, rows: Iterable[Row], context: ImportContext) -> Iterator[Outcome]:
        for position, row in enumerate(rows):
            try:
                word = row.get('Type')
                pair = PAIRS.get(word.lower())
                if pair is None:
                    raise RowError('unknown_kind' if word else 'missing_value', 'Type', kind=word[:60])
                yield single(
                    row, context, time=context.time(row, 'Timestamp', TIMES), pair=pair, moved=need_leg(row, context, 'Amount', 'Currency'),
                    fee=leg(row, context, 'Fee', 'Fee Currency'), location=context.place(row.get('Location')), notes=row.get('Description'),
                    position=position, identity='\x1f'.join(row.cells.values()))
            except RowError as error:
                yield error.at(row)


FORMAT: Final = Events()
