"""More shapes that importers share: orders of a market, cells that hold an amount with its symbol, and a source that changed its columns.

All of it is pure and raises RowError.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from decimal import Decimal
from typing import Final, Literal, Protocol

from rotkehlchen.contracts.import_event import SWAP, Leg, event, trade
from rotkehlchen.contracts.importer import ImportContext, ImportedGroup, Outcome, Problem, Row, RowError, Skipped
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.time import TimestampMs

_SYMBOL_LAST: Final = re.compile(r'\s*([+-]?[0-9][0-9.,]*(?:[eE][+-]?[0-9]+)?)\s*([^0-9.,\s+-]\S*)\s*')
# Of markets whose two symbols stand without anything between them: the second is one of few. Longer ones first.
QUOTES: Final = (
    'FDUSD', 'USDT', 'BUSD', 'USDC', 'TUSD', 'AEUR', 'EURI', 'BIDR', 'BKRW', 'BVND', 'IDRT', 'USDS', 'USDP', 'DOGE', 'BTC', 'ETH', 'BNB', 'XRP',
    'TRX', 'DOT', 'SOL', 'PAX', 'DAI', 'VAI', 'EUR', 'GBP', 'AUD', 'TRY', 'RUB', 'UAH', 'NGN', 'BRL', 'ZAR', 'PLN', 'RON', 'ARS', 'MXN', 'CZK',
    'JPY', 'COP', 'USD', 'UST',
)
_NUMBERED_SYMBOL: Final = re.compile(r'\s*([+-]?[0-9][0-9.,]*)\s+(\S+)\s*')  # '1.5 1INCH': only the blank tells where the number ends


def leg_in(row: Row, context: ImportContext, column: str, known: str = '') -> Leg | None:
    """The amount and symbol that stand in one cell, such as '1.50000000 ETH' or '9.434SOL', without its sign. None for an empty cell.

    `known`: a symbol that the row names elsewhere. Only that tells where the number ends in '100.001INCH'.
    """
    text = row.get(column)
    if not text or text == '-':
        return None
    if known[:1].isdigit() and text.upper().endswith(known.upper()) and text[:-len(known)].strip():
        amount = context.amount_of(text[:-len(known)].strip(), column)
        if amount is not None:
            return Leg(context.asset_named(known, column), abs(amount))
    match = _NUMBERED_SYMBOL.fullmatch(text) or _SYMBOL_LAST.fullmatch(text)
    if match is None:
        raise RowError('bad_amount', column, value=text[:100])
    amount = context.amount_of(match[1], column)
    if amount is None:
        raise RowError('bad_amount', column, value=text[:100])
    return Leg(context.asset_named(match[2], column), abs(amount))


def need_leg_in(row: Row, context: ImportContext, column: str, known: str = '') -> Leg:
    found = leg_in(row, context, column, known)
    if found is None:
        raise RowError('missing_value', column)
    return found


def need_amount(row: Row, context: ImportContext, column: str) -> Decimal:
    """The number in the column without its sign. Raises RowError('missing_value') for an empty cell."""
    amount = context.amount(row, column)
    if amount is None:
        raise RowError('missing_value', column)
    return abs(amount)


def split_pair(text: str, column: str, separators: str = '-/_') -> tuple[str, str]:
    """('BTC', 'EUR') of 'BTC-EUR', 'BTC/EUR' or 'BTC_EUR'. Raises RowError."""
    for separator in separators:
        first, found, second = text.partition(separator)
        if found and first.strip() and second.strip():
            return first.strip(), second.strip()
    raise RowError('bad_market', column, value=text[:100])


def split_market(text: str, column: str) -> tuple[str, str]:
    """('BTC', 'EUR') of 'BTCEUR'. Raises RowError."""
    for quote in QUOTES:
        if text.endswith(quote) and len(text) > len(quote):
            return text[:-len(quote)], quote
    raise RowError('bad_market', column, value=text[:100])


def whole_second(time: TimestampMs) -> TimestampMs:
    """The second that the moment is in."""
    return TimestampMs(time // 1000 * 1000)


def with_fees(group: ImportedGroup, context: ImportContext, time: TimestampMs, fees: Sequence[Leg]) -> ImportedGroup:
    """A trade with fees of several assets; fees of zero are left out."""
    word = group.events[0].type
    more = [
        event(context, time, len(group.events) + number, (word, 'fee'), fee, entry_type=SWAP, location=group.events[0].location)
        for number, fee in enumerate(fee for fee in fees if fee.amount)
    ]
    return ImportedGroup(group.lines, [*group.events, *more], group.identity)


@dataclass(frozen=True, slots=True)
class OrderTable:
    """A table of an exchange's orders or fills: a format by itself.

    The two sides are named by `pair`, a column such as 'BTC-EUR' that `split` takes apart into (base, quote), or by the columns `base` and
    `quote`. `side` says 'buy' or 'sell' of the base; `sides`: its words in lower case. `amount`: of the base. `total`: of the quote, without
    the fee; where the table has none, it is `amount` times `price`. `fee`: (amount, asset); an asset column of '' stands for the quote.
    `keep`: lets a row pass, or gives the reason to skip it.
    """

    headers: Sequence[frozenset[str]]
    time: str
    side: str
    amount: str
    pair: str = ''
    base: str = ''
    quote: str = ''
    total: str = ''
    price: str = ''
    fee: tuple[str, str] | None = None
    split: Callable[[str, str], tuple[str, str]] = split_pair
    sides: Mapping[str, Literal['buy', 'sell']] = field(default_factory=lambda: {'buy': 'buy', 'sell': 'sell'})
    formats: Sequence[str] = ()
    zone: tzinfo | None = None
    ambiguous_zone: bool = False
    identity: str = ''
    keep: Callable[[Row], str | None] | None = None

    def parse(self, rows: Iterable[Row], context: ImportContext) -> Iterator[Outcome]:
        for row in rows:
            try:
                reason = self.keep(row) if self.keep is not None else None
                yield self.parse_row(row, context) if reason is None else Skipped(row.line, reason)
            except RowError as error:
                yield error.at(row)

    def parse_row(self, row: Row, context: ImportContext) -> ImportedGroup:
        time = context.time(row, self.time, self.formats, zone=self.zone)
        amount = need_amount(row, context, self.amount)
        total = need_amount(row, context, self.total) if self.total else amount * need_amount(row, context, self.price)
        side = self.sides.get(row.get(self.side).lower())
        if side is None:
            raise RowError('unknown_kind', self.side, kind=row.get(self.side)[:100])
        base, quote = self._assets(row, context)
        bought, paid = Leg(base, amount), Leg(quote, total)
        spent, received = (paid, bought) if side == 'buy' else (bought, paid)
        identity = row.get(self.identity) if self.identity else ''
        if identity and self.pair:
            identity += f'\t{row.get(self.pair)}'  # markets count their trades each for itself
        fee, rebate = self._fee(row, context, paid)
        group = trade(row, context, time=time, spent=spent, received=received, fee=fee, identity=identity)
        if rebate is None:
            return group
        return replace(group, events=[*group.events, event(context, time, len(group.events), ('receive', 'refund'), rebate)])

    def _assets(self, row: Row, context: ImportContext) -> tuple[AssetId, AssetId]:
        if not self.pair:
            return context.asset(row, self.base), context.asset(row, self.quote)
        base, quote = self.split(row.get(self.pair), self.pair)
        return context.asset_named(base, self.pair), context.asset_named(quote, self.pair)

    def _fee(self, row: Row, context: ImportContext, paid: Leg) -> tuple[Leg | None, Leg | None]:
        """(fee, rebate): exchanges give makers something back, which is a fee below zero."""
        amount = context.amount(row, self.fee[0]) if self.fee is not None else None
        if self.fee is None or not amount:
            return None, None
        leg = Leg(context.asset(row, self.fee[1]) if self.fee[1] else paid.asset, abs(amount))
        return (leg, None) if amount > 0 else (None, leg)


class Table(Protocol):
    """What a layout must be: it knows its headers and parses rows."""

    @property
    def headers(self) -> Sequence[frozenset[str]]: ...

    @property
    def ambiguous_zone(self) -> bool: ...

    def parse(self, rows: Iterable[Row], context: ImportContext) -> Iterator[Outcome]: ...


class Layouts:
    """A source that writes several kinds of file, or changed its columns: the header decides which table reads it.

    Of several that fit the one that asks for more columns is taken.
    """

    def __init__(self, *tables: Table) -> None:
        self._tables = tables
        self.headers: Sequence[frozenset[str]] = tuple(header for table in tables for header in table.headers)
        self.ambiguous_zone = any(table.ambiguous_zone for table in tables)

    def parse(self, rows: Iterable[Row], context: ImportContext) -> Iterator[Outcome]:
        remaining = iter(rows)
        first = next(remaining, None)
        if first is None:
            return
        columns = first.cells.keys()
        fitting = [(len(header), -number) for number, one in enumerate(self._tables) for header in one.headers if header <= columns]
        if not fitting:
            raise ValueError('no layout has these columns')  # the framework asks for a header of `headers` first
        table = self._tables[-max(fitting)[1]]
        yield from table.parse(_chain(first, remaining), context)


@dataclass(frozen=True, slots=True)
class Translated:
    """A table whose file has other names: of another language, or of another year. `names`: the file's column -> the table's; `words`: what makes
    the table's word of the file's, by the table's column. Problems name the column as the file has it.
    """

    table: Table
    names: Mapping[str, str]
    words: Mapping[str, Callable[[str], str]] = field(default_factory=dict)

    @property
    def headers(self) -> Sequence[frozenset[str]]:
        own = self._own()
        return tuple(frozenset(own.get(name, name) for name in header) for header in self.table.headers)

    @property
    def ambiguous_zone(self) -> bool:
        return self.table.ambiguous_zone

    def parse(self, rows: Iterable[Row], context: ImportContext) -> Iterator[Outcome]:
        own = self._own()
        for outcome in self.table.parse(map(self._translate, rows), context):
            if isinstance(outcome, Problem) and outcome.column is not None:
                outcome = replace(outcome, column=own.get(outcome.column, outcome.column))
            yield outcome

    def _own(self) -> dict[str, str]:
        return {name: own for own, name in self.names.items()}

    def _translate(self, row: Row) -> Row:
        cells = {self.names.get(column, column): cell for column, cell in row.cells.items()}
        for column, tell in self.words.items():
            if column in cells:
                cells[column] = tell(cells[column])
        return replace(row, cells=cells)


def words_of(words: Mapping[str, str]) -> Callable[[str], str]:
    """For `Translated`: words in lower case; others stay as they are."""
    return lambda word: words.get(word.lower(), word)


def gathered(rows: Iterable[Row], key: Callable[[Row], str]) -> list[list[Row]]:
    """The rows that have the same key, wherever in the file they stand; keys and rows in the order of the file. A key of '' is its row's own."""
    found: dict[str, list[Row]] = {}
    for number, row in enumerate(rows):
        found.setdefault(key(row) or f'\0{number}', []).append(row)
    return list(found.values())


def all_at(error: RowError, rows: Sequence[Row]) -> Iterator[Outcome]:
    """The same problem for each row of a group that makes no sense together."""
    return (error.at(row) for row in rows)


def broken_by(culprit: Row, error: RowError, rows: Iterable[Row]) -> Iterator[Problem]:
    """The problem at the row that has it; the others of its group say only that it has one, and none of them is imported.

    A group without one of its rows would be another one: once the problem is solved, both would be there.
    """
    for row in rows:
        yield error.at(row) if row is culprit else Problem(row.line, 'group_has_problem', None, {'line': culprit.line})


def _chain(first: Row, rest: Iterator[Row]) -> Iterator[Row]:
    yield first
    yield from rest
