"""What rows of files become, in shapes that many formats share: a trade, a movement in or out, a single event; and the flow table, which is
what nearly every tracker exports: a time, a word for what happened, what came in, what went out, a fee.

Types and subtypes are those of the established interface of this field: a deposit or withdrawal of an exchange is an 'exchange transfer', a
trade is 'spend', 'receive' and 'fee' in this order. All functions are pure and raise RowError.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from decimal import Decimal
from typing import Final, Literal

from rotkehlchen.contracts.cell import EMPTY
from rotkehlchen.contracts.importer import ImportContext, ImportedGroup, Outcome, Row, RowError, Skipped
from rotkehlchen.core.event import NONE, HistoryEvent, is_pair
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.record import record
from rotkehlchen.core.time import TimestampMs

HISTORY: Final = 'history event'
SWAP: Final = 'swap event'
MOVEMENT: Final = 'asset movement event'
Rows = Row | Sequence[Row]


@record(frozen=True, slots=True)
class Leg:
    """An amount of an asset, never negative."""

    asset: AssetId
    amount: Decimal


def event(
        context: ImportContext, time: TimestampMs, position: int, pair: tuple[str, str], leg: Leg, *, entry_type: str = HISTORY,
        location: str | None = None, account: str | None = None, notes: str | None = None, address: str | None = None,
        tx_ref: str | None = None, counterparty: str | None = None, extra: Mapping[str, str] | None = None,
) -> HistoryEvent:
    """One event; group, key, rule and sources are the framework's to fill in. Raises RowError for an amount below zero."""
    if leg.amount < 0:
        raise RowError('negative_amount', amount=str(leg.amount))
    return HistoryEvent(
        '', position, time, location or context.location, account or None, pair[0], pair[1], leg.asset, leg.amount, counterparty, address or None,
        None, entry_type, tx_ref or None, '', '', _NOTHING, '', (), notes or None, extra or None,
    )


def trade(
        rows: Rows, context: ImportContext, *, time: TimestampMs, spent: Leg | Sequence[Leg], received: Leg | Sequence[Leg],
        fee: Leg | None = None, location: str | None = None, account: str | None = None, notes: str | None = None, identity: str = '',
) -> ImportedGroup:
    """A swap of one asset for another. Several on a side make it a 'multi trade'. A fee of zero is left out."""
    out, into = (spent,) if isinstance(spent, Leg) else spent, (received,) if isinstance(received, Leg) else received
    word = 'trade' if len(out) == len(into) == 1 else 'multi trade'
    sides = [('spend', leg) for leg in out] + [('receive', leg) for leg in into]
    if fee is not None and fee.amount:
        sides.append(('fee', fee))
    events, place, label = [], location or context.location, account or None
    for position, (side, leg) in enumerate(sides):  # as `event` does it; most rows of large files are trades
        if leg.amount < 0:
            raise RowError('negative_amount', amount=str(leg.amount))
        events.append(HistoryEvent(
            '', position, time, place, label, word, side, leg.asset, leg.amount, None, None, None, SWAP, None, '', '', _NOTHING, '', (),
            notes or None if not position else None, None))
    return ImportedGroup(lines_of(rows), events, identity)


def movement(
        rows: Rows, context: ImportContext, *, time: TimestampMs, kind: Literal['deposit', 'withdrawal'], moved: Leg, fee: Leg | None = None,
        location: str | None = None, account: str | None = None, notes: str | None = None, address: str | None = None,
        transaction: str | None = None, identity: str = '',
) -> ImportedGroup:
    """A deposit to or a withdrawal from an account of the user. `moved` is without the fee. `transaction`: its hash on the chain."""
    extra = {name: value for name, value in (('address', address), ('transaction_id', transaction)) if value}
    side = 'receive' if kind == 'deposit' else 'spend'
    events = [event(context, time, 0, ('exchange transfer', side), moved, entry_type=MOVEMENT, location=location, account=account, notes=notes,
                    extra=extra)]
    if fee is not None and fee.amount:
        events.append(event(context, time, 1, ('exchange transfer', 'fee'), fee, entry_type=MOVEMENT, location=location, account=account))
    return ImportedGroup(lines_of(rows), events, identity)


def single(
        rows: Rows, context: ImportContext, *, time: TimestampMs, pair: tuple[str, str], moved: Leg, fee: Leg | None = None,
        location: str | None = None, account: str | None = None, notes: str | None = None, identity: str = '', position: int = 0,
        counterparty: str | None = None,
) -> ImportedGroup:
    """One event of a type and subtype ('none' for no subtype), with its fee as `spend`/`fee` behind it."""
    if not is_pair(*pair):
        raise ValueError(f'{pair} is no pair of type and subtype')
    events = [event(context, time, position, pair, moved, location=location, account=account, notes=notes, counterparty=counterparty)]
    if fee is not None and fee.amount:
        events.append(event(context, time, position + 1, ('spend', 'fee'), fee, location=location, account=account))
    return ImportedGroup(lines_of(rows), events, identity)


def lines_of(rows: Rows) -> tuple[int, ...]:
    return (rows.line,) if isinstance(rows, Row) else tuple(row.line for row in rows)


def leg(row: Row, context: ImportContext, amount: str, asset: str, *, absolute: bool = False) -> Leg | None:
    """What two columns say; None where there is no amount, or a zero without an asset. `absolute`: the sign only says the direction."""
    value = context.amount(row, amount, allow_negative=absolute)
    if value is None or (not value and not row.get(asset)):
        return None
    return Leg(context.asset(row, asset), abs(value))


def need_leg(row: Row, context: ImportContext, amount: str, asset: str, *, absolute: bool = False) -> Leg:
    """The same where the row makes no sense without it. Raises RowError('missing_value')."""
    found = leg(row, context, amount, asset, absolute=absolute)
    if found is None:
        raise RowError('missing_value', amount)
    return found


_NOTHING: Final[Mapping[str, str]] = {}

# What a word may mean: (pair of what comes in, pair of what goes out); None: that side makes no sense. 'trade', 'deposit', 'withdrawal' and
# 'transfer' are shapes of their own, 'any' is told by the sides that are filled, 'ignore' leaves the row out.
MEANINGS: Final[Mapping[str, tuple[tuple[str, str] | None, tuple[str, str] | None]]] = {
    'income': (('receive', NONE), None), 'spend': (None, ('spend', NONE)), 'payment': (('receive', 'payment'), ('spend', 'payment')),
    'purchase': (None, ('spend', 'payment')),
    'reward': (('receive', 'reward'), None), 'staking reward': (('staking', 'reward'), None), 'interest': (('receive', 'interest'), ('spend', 'fee')),
    'mining': (('receive', 'reward'), None), 'airdrop': (('receive', 'airdrop'), None), 'fork': (('receive', 'airdrop'), None),
    'cashback': (('receive', 'cashback'), ('spend', 'clawback')), 'gift': (('receive', 'donate'), ('spend', 'donate')),
    'donation': (('receive', 'donate'), ('spend', 'donate')), 'grant': (('receive', 'grant'), None), 'refund': (('receive', 'refund'), ('spend', NONE)),
    'fee': (('receive', 'refund'), ('spend', 'fee')), 'loss': (None, ('loss', NONE)), 'theft': (None, ('loss', 'hack')),
    'burn': (None, ('spend', 'burn')), 'liquidation': (('receive', 'liquidate'), ('loss', 'liquidate')),
    'margin': (('margin', 'profit'), ('margin', 'loss')), 'margin fee': (None, ('margin', 'fee')),
    'stake': (('staking', 'remove asset'), ('staking', 'deposit asset')), 'unstake': (('staking', 'remove asset'), ('staking', 'deposit asset')),
    'liquid stake': (('receive', 'receive wrapped'), ('staking', 'deposit for wrapped')),
    'liquid unstake': (('staking', 'redeem wrapped'), ('spend', 'return wrapped')),
    'receipt': (('receive', 'receive wrapped'), ('spend', 'return wrapped')),
    'liquidity': (('withdrawal', 'redeem wrapped'), ('deposit', 'deposit for wrapped')), 'migrate': (('migrate', 'receive'), ('migrate', 'spend')),
    'spam': (('receive', 'spam'), None), 'loan': (('receive', 'generate debt'), ('spend', 'payback debt')),
    'pool': (('withdrawal', 'withdraw from protocol'), ('deposit', 'deposit to protocol')),
    'adjustment': (('exchange adjustment', 'receive'), ('exchange adjustment', 'spend')),
}
# What these mean where a row has both sides: the stake is held as a receipt, the pool is told as its tokens' purchase.
BOTH_SIDES: Final[Mapping[str, str]] = {'stake': 'liquid stake', 'unstake': 'liquid unstake', 'pool': 'trade', 'liquidity': 'trade', 'receipt': 'trade'}
SHAPES: Final = frozenset({'trade', 'deposit', 'withdrawal', 'transfer', 'any', 'ignore'})
WORDS: Final = SHAPES | frozenset(MEANINGS)
_Side = Literal['incoming', 'outgoing']


@dataclass(frozen=True, slots=True)
class FlowTable:
    """A table of one flow a row: a format by itself. Columns that are '' are not there.

    `incoming`, `outgoing`, `fee`: (amount, asset). `signed`: the one (amount, asset) of a table whose rows have one side only: above zero it
    came in, below zero it went out; `unsigned`: words in lower case whose direction the word alone tells. `fee_included`: which side's amount
    already holds the fee where they are of one asset ('outgoing': 1.01 left, of which 0.01 was the fee). `kinds`: from the file's word in
    lower case to one of `WORDS`; several words of columns `kind` are joined with ' / '. `default_kind` is for words that are not in `kinds`;
    '' makes them problems. `place`: names where it happened; `places`: the source's own names of places that are not locations' names.
    `keep`: lets a row pass, or gives the reason to skip it (such as a trade that failed). `from_place`, `to_place`: where a transfer's sides
    are, beside `place`.
    """

    headers: Sequence[frozenset[str]]
    time: str
    incoming: tuple[str, str] = ('', '')
    outgoing: tuple[str, str] = ('', '')
    signed: tuple[str, str] | None = None
    fee: tuple[str, str] | None = None
    kind: str | tuple[str, ...] = ''
    kinds: Mapping[str, str] = field(default_factory=dict)
    default_kind: str = ''
    formats: Sequence[str] = ()
    zone: tzinfo | None = None
    ambiguous_zone: bool = False
    place: str = ''
    places: Mapping[str, str] = field(default_factory=dict)
    from_place: str = ''
    to_place: str = ''
    account: str = ''
    note: str = ''
    identity: str = ''
    transaction: str = ''
    keep: Callable[[Row], str | None] | None = None
    fee_included: Literal['', 'incoming', 'outgoing'] = ''
    unsigned: Mapping[str, _Side] = field(default_factory=dict)
    whole_seconds: bool = False  # what is behind the second is dropped, as the established interface does with some sources

    def parse(self, rows: Iterable[Row], context: ImportContext) -> Iterator[Outcome]:
        for row in rows:
            try:
                yield self.parse_row(row, context)
            except RowError as error:
                yield error.at(row)

    def parse_row(self, row: Row, context: ImportContext) -> Outcome:
        reason = self.keep(row) if self.keep is not None else None
        if reason is not None:
            return Skipped(row.line, reason)
        word = self._word(row)
        if word == 'ignore':
            return Skipped(row.line, 'not_relevant')
        return self._tell(row, context, word, *self._read(row, context))

    def _read(self, row: Row, context: ImportContext) -> tuple[TimestampMs, Leg | None, Leg | None, Leg | None]:
        """(time, what came in, what went out, fee)"""
        time = context.time(row, self.time, self.formats, zone=self.zone)
        if self.whole_seconds:
            time = TimestampMs(time // 1000 * 1000)
        into, out = self._sides(row, context)
        fee = self._fee(row, context)
        if fee is not None and not fee.amount:
            fee = None
        return time, *self._without_fee(into, out, fee), fee

    def _fee(self, row: Row, context: ImportContext) -> Leg | None:
        return leg(row, context, *self.fee, absolute=True) if self.fee is not None else None

    def _word(self, row: Row) -> str:
        if not self.kind:
            return self.default_kind or 'any'
        raw = self._raw_word(row)
        word = self.kinds.get(raw.lower()) or self.default_kind
        if not word:
            raise RowError('unknown_kind', self.kind if isinstance(self.kind, str) else self.kind[0], kind=raw[:100])
        return word

    def _sides(self, row: Row, context: ImportContext) -> tuple[Leg | None, Leg | None]:
        if self.signed is None:
            into = leg(row, context, *self.incoming) if self.incoming[0] else None
            return into, leg(row, context, *self.outgoing, absolute=True) if self.outgoing[0] else None
        value = context.amount(row, self.signed[0])
        if value is None:
            raise RowError('missing_value', self.signed[0])
        if not value and not row.get(self.signed[1]):
            return None, None
        moved = Leg(context.asset(row, self.signed[1]), abs(value))
        direction = self.unsigned.get(self._raw_word(row).lower()) or ('incoming' if value >= 0 else 'outgoing')
        return (moved, None) if direction == 'incoming' else (None, moved)

    def _raw_word(self, row: Row) -> str:
        columns = self.kind
        if isinstance(columns, str):
            return row.get(columns) if columns else ''
        return ' / '.join(row.get(column) for column in columns if column)

    def _column(self, side: _Side) -> str:
        if self.signed is not None:
            return self.signed[0]
        return (self.incoming if side == 'incoming' else self.outgoing)[0]

    def _without_fee(self, into: Leg | None, out: Leg | None, fee: Leg | None) -> tuple[Leg | None, Leg | None]:
        if fee is not None:
            if self.fee_included == 'incoming' and into is not None and into.asset == fee.asset:
                into = Leg(into.asset, into.amount + fee.amount)  # what was received is what remained of it
            elif self.fee_included == 'outgoing' and out is not None and out.asset == fee.asset:
                out = Leg(out.asset, out.amount - fee.amount)
        return into, out

    def _tell(self, row: Row, context: ImportContext, word: str, time: TimestampMs, into: Leg | None, out: Leg | None, fee: Leg | None) -> Outcome:
        location = self._place(row, context, self.place)
        notes, identity = self._cell(row, self.note), self._name(row)
        account, transaction = self._cell(row, self.account), self._cell(row, self.transaction)
        if into is None and out is None:
            if fee is None:
                return Skipped(row.line, 'moves_nothing')
            return single(row, context, time=time, pair=('spend', 'fee'), moved=fee, location=location, account=account, notes=notes, identity=identity)
        if into is not None and out is not None:
            word = 'trade' if word == 'transfer' and into.asset != out.asset else BOTH_SIDES.get(word, word)
        if word == 'any':
            self._refuse_half(row, into, out)
            word = 'trade' if into is not None and out is not None else 'transfer'
        if word == 'trade':
            if into is None or out is None:
                raise RowError('other_side_missing' if self.signed else 'missing_value', self._column('incoming' if into is None else 'outgoing'))
            return trade(row, context, time=time, spent=out, received=into, fee=fee, location=location, account=account, notes=notes, identity=identity)
        if word in ('deposit', 'withdrawal', 'transfer'):
            return self._move(row, context, word, time, into, out, fee, location, account, notes, transaction, identity)
        return self._mean(row, context, word, time, into, out, fee, location, account, notes, identity)

    def _move(
            self, row: Row, context: ImportContext, word: str, time: TimestampMs, into: Leg | None, out: Leg | None, fee: Leg | None,
            location: str | None, account: str, notes: str, transaction: str, identity: str,
    ) -> Outcome:
        left, arrived = self._place(row, context, self.from_place) or location, self._place(row, context, self.to_place) or location
        if into is not None and out is not None:
            if word != 'transfer':
                raise RowError('unexpected_amount', self._column('outgoing' if word == 'deposit' else 'incoming'))
            one = movement(row, context, time=time, kind='withdrawal', moved=out, fee=fee, location=left, account=account, notes=notes,
                           transaction=transaction)
            other = event(context, time, len(one.events), ('exchange transfer', 'receive'), into, entry_type=MOVEMENT, location=arrived)
            return ImportedGroup((row.line,), [*one.events, other], identity)
        if into is not None:
            if word == 'withdrawal':
                raise self._misfit('missing_value', 'outgoing')
            return movement(row, context, time=time, kind='deposit', moved=into, fee=fee, location=arrived, account=account, notes=notes,
                            transaction=transaction, identity=identity)
        assert out is not None
        if word == 'deposit':
            raise self._misfit('missing_value', 'incoming')
        return movement(row, context, time=time, kind='withdrawal', moved=out, fee=fee, location=left, account=account, notes=notes,
                        transaction=transaction, identity=identity)

    def _mean(
            self, row: Row, context: ImportContext, word: str, time: TimestampMs, into: Leg | None, out: Leg | None, fee: Leg | None,
            location: str | None, account: str, notes: str, identity: str,
    ) -> Outcome:
        incoming, outgoing = MEANINGS[word]
        events: list[HistoryEvent] = []
        sides: tuple[tuple[Leg | None, tuple[str, str] | None, _Side], ...] = (out, outgoing, 'outgoing'), (into, incoming, 'incoming')
        for moved, pair, side in sides:
            if moved is None:
                continue
            if pair is None:
                raise self._misfit('unexpected_amount', side, kind=word)
            events.append(event(context, time, len(events), pair, moved, location=location, account=account, notes='' if events else notes))
        if fee is not None:
            events.append(event(context, time, len(events), ('spend', 'fee'), fee, location=location, account=account))
        return ImportedGroup((row.line,), events, identity)

    def _misfit(self, code: str, side: _Side, **params: str) -> RowError:
        """Where one amount has a sign, no column is missing: its sign says another direction than its word."""
        return RowError('sign_against_kind' if self.signed is not None else code, self._column(side), **params)

    def _refuse_half(self, row: Row, into: Leg | None, out: Leg | None) -> None:
        """A side that names its asset and no amount is not known, and not nothing: without it a trade would be told as a withdrawal."""
        for moved, (amount, asset) in ((into, self.incoming), (out, self.outgoing)):
            if moved is None and amount and self.incoming[1] != self.outgoing[1] and self._cell(row, asset) not in EMPTY:
                raise RowError('missing_value', amount)

    def _name(self, row: Row) -> str:
        return self._cell(row, self.identity)

    @staticmethod
    def _cell(row: Row, column: str) -> str:
        return row.cells.get(column, '') if column else ''  # notes, numbers and hashes are welcome, not needed

    def _place(self, row: Row, context: ImportContext, column: str) -> str | None:
        """None where the row names no place."""
        name = self._cell(row, column)
        return None if not name else self.places.get(name.lower()) or context.place(name)
