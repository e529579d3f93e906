"""Bitstamp's list of transactions, in its older layout, where amounts stand with their symbol, and its newer one.

The older one's times name no zone. A fee that it names beside a withdrawal is not taken, as in the established interface: the file does not
say whether the amount holds it. The newer layout's withdrawals have theirs.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Final, Literal

from rotkehlchen.contracts.import_event import Leg, leg, movement, single, trade
from rotkehlchen.contracts.import_layout import Layouts, leg_in
from rotkehlchen.contracts.importer import ImportContext, Outcome, Row, RowError, Skipped
from rotkehlchen.core.time import TimestampMs

OLD_FORMATS: Final = (
    '%b. %d, %Y, %I:%M %p', '%B %d, %Y, %I:%M %p', '%b %d, %Y, %I:%M %p', '%b. %d, %Y, %I:%M:%S %p', '%B %d, %Y, %I:%M:%S %p',
)
MOVES: Final[Mapping[str, Literal['deposit', 'withdrawal']]] = {
    'deposit': 'deposit', 'card deposit': 'deposit', 'ripple deposit': 'deposit', 'crypto deposit': 'deposit',
    'withdrawal': 'withdrawal', 'ripple payment': 'withdrawal', 'crypto withdrawal': 'withdrawal',
}
SINGLE: Final = {
    'staking reward': ('staking', 'reward'), 'earn reward': ('staking', 'reward'), 'referral reward': ('receive', 'reward'),
    'credited assets': ('receive', 'none'), 'grant': ('receive', 'grant'), 'airdrop': ('receive', 'airdrop'),
}
INTERNAL: Final = frozenset({'sub account transfer', 'inter account transfer', 'sent assets to staking', 'staked assets', 'unstaked assets'})


@dataclass(frozen=True, slots=True)
class Layout:
    """`is_old`: the amounts have their symbols in their own cells."""

    is_old: bool
    headers: tuple[frozenset[str], ...]
    sub_type: str

    @property
    def ambiguous_zone(self) -> bool:
        return self.is_old

    def parse(self, rows: Iterable[Row], context: ImportContext) -> Iterator[Outcome]:
        for row in rows:
            try:
                yield self.parse_row(row, context)
            except RowError as error:
                yield error.at(row)

    def parse_row(self, row: Row, context: ImportContext) -> Outcome:
        word = row.get('Type').lower()
        if word in INTERNAL:
            return Skipped(row.line, 'internal')
        time, identity = self._time(row, context), row.cells.get('ID', '')
        amount, fee = self._need(row, context, 'Amount'), self._find(row, context, 'Fee')
        if word in MOVES:
            return movement(row, context, time=time, kind=MOVES[word], moved=amount, fee=None if self.is_old else fee, identity=identity)
        if word in SINGLE:
            return single(row, context, time=time, pair=SINGLE[word], moved=amount, fee=fee, identity=identity)
        if word != 'market':
            raise RowError('unknown_kind', 'Type', kind=row.get('Type')[:100])
        side = row.get(self.sub_type).lower()
        if side not in ('buy', 'sell'):
            raise RowError('unknown_kind', self.sub_type, kind=row.get(self.sub_type)[:100])
        value = self._need(row, context, 'Value')
        spent, received = (value, amount) if side == 'buy' else (amount, value)
        return trade(row, context, time=time, spent=spent, received=received, fee=fee, identity=identity)

    def _time(self, row: Row, context: ImportContext) -> TimestampMs:
        if not self.is_old:
            return context.time(row, 'Datetime', ('iso',), zone=UTC)
        return context.time(row, 'Datetime', OLD_FORMATS)

    def _find(self, row: Row, context: ImportContext, column: str) -> Leg | None:
        return leg_in(row, context, column) if self.is_old else leg(row, context, column, f'{column} currency', absolute=True)

    def _need(self, row: Row, context: ImportContext, column: str) -> Leg:
        found = self._find(row, context, column)
        if found is None:
            raise RowError('missing_value', column)
        return found


FORMAT = Layouts(
    Layout(True, (frozenset({'Type', 'Datetime', 'Account', 'Amount', 'Value', 'Rate', 'Fee', 'Sub Type'}),), 'Sub Type'),
    Layout(False, (frozenset({
        'ID', 'Account', 'Type', 'Subtype', 'Datetime', 'Amount', 'Amount currency', 'Value', 'Value currency', 'Fee', 'Fee currency'}),), 'Subtype'),
)
