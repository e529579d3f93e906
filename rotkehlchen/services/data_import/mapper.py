"""The user's own reading of a file that no format knows: which column holds what, what its words mean. It becomes a flow table, where a row may
also be an order (an amount with its price or total, of a market or of an asset and a currency), and rows of one number may be the legs of one event.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Final

from rotkehlchen.contracts.cell import CURRENCY_SIGNS
from rotkehlchen.contracts.import_event import MEANINGS, WORDS, FlowTable, Leg, trade
from rotkehlchen.contracts.import_layout import broken_by, gathered, split_market, split_pair, with_fees
from rotkehlchen.contracts.importer import ImportContext, ImportedGroup, Outcome, Row, RowError, Skipped
from rotkehlchen.core.errors import InputError
from rotkehlchen.core.event import HistoryEvent
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.money import ZERO
from rotkehlchen.core.time import TimestampMs

ASSETS: Final = ('in_asset', 'out_asset', 'asset', 'price_asset', 'fee_asset')
FIELDS: Final = (
    'time', 'type', 'in_amount', 'in_asset', 'out_amount', 'out_asset', 'amount', 'asset', 'pair', 'price', 'total', 'price_asset', 'fee_amount',
    'fee_asset', 'location', 'account', 'note', 'identity', 'transaction', 'group',
)
_PAIRS: Final = (('in_amount', 'in_asset'), ('out_amount', 'out_asset'), ('amount', 'asset'), ('fee_amount', 'fee_asset'))
_ORDERS: Final = ('buy', 'sell')  # beside the words of all tables: the amount was bought or sold for its price
MAPPING_WORDS: Final = WORDS | frozenset(_ORDERS)
_TRADED: Final = frozenset({'any', 'trade', 'transfer', *_ORDERS})
# What goes out where the amounts of a file have no signs at all.
_OUTGOING: Final = frozenset(
    {'withdrawal', 'fee', 'stake', 'liquid stake', 'donation', *(word for word, (into, _) in MEANINGS.items() if into is None)})
_SEPARATORS: Final = '-/_: '


@dataclass(frozen=True, slots=True)
class FileMapping:
    """`columns`: the file's column by field. `assets`: one asset for all rows, by field, where no column has it. `kinds`: the file's words in
    lower case -> words of `MAPPING_WORDS`; `default_kind` is for all others ('' makes them problems). `location`: where everything happened that
    no column says. `fee_in_total`: the total of a purchase holds the fee, that of a sale is without it.
    """

    name: str
    columns: Mapping[str, str]
    assets: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    default_kind: str = ''
    time_format: str | None = None
    timezone: str | None = None
    location: str = 'external'
    fee_in_total: bool = False

    def to_json(self) -> dict[str, Any]:
        return {
            'columns': dict(self.columns), 'assets': dict(self.assets), 'kinds': dict(self.kinds), 'default_kind': self.default_kind,
            'time_format': self.time_format, 'timezone': self.timezone, 'location': self.location, 'fee_in_total': self.fee_in_total,
        }


def parse_mapping(name: str, raw: Mapping[str, Any], path: str = '') -> FileMapping:
    """Raises InputError naming the field that is wrong, behind `path`."""
    try:
        return _parse(name, raw)
    except InputError as error:
        raise InputError(path + error.message, field=path + error.field) from None


def _parse(name: str, raw: Mapping[str, Any]) -> FileMapping:
    columns = {key: str(value) for key, value in raw['columns'].items() if value}
    for key in columns:
        if key not in FIELDS:
            raise InputError(f'columns.{key}: there is no such field; fields are {", ".join(FIELDS)}', field=f'columns.{key}')
    if 'time' not in columns:
        raise InputError('columns.time: the column of the time is missing', field='columns.time')
    assets = {key: str(value).strip() for key, value in (raw.get('assets') or {}).items() if str(value).strip()}
    for key in assets:
        if key not in ASSETS:
            raise InputError(f'assets.{key}: there is no such field; fields are {", ".join(ASSETS)}', field=f'assets.{key}')
        if key in columns:
            raise InputError(f'assets.{key}: either a column, or one asset for all rows', field=f'assets.{key}')
    _check_pairs({**columns, **assets})
    sides = [pair[0] for pair in _PAIRS[:3] if pair[0] in columns]
    if not sides:
        raise InputError('columns.amount: a column with an amount is missing', field='columns.amount')
    if 'amount' in columns and len(sides) > 1:
        raise InputError('columns.amount: either one amount with a sign, or one for what came in and one for what went out', field='columns.amount')
    kinds = {str(word).lower(): str(meaning) for word, meaning in (raw.get('kinds') or {}).items()}
    for word, meaning in (*kinds.items(), ('', raw.get('default_kind') or 'any')):
        if meaning not in MAPPING_WORDS:
            where = f'kinds.{word}' if word else 'default_kind'
            raise InputError(f'{where}: {meaning[:60]} is no meaning; meanings are {", ".join(sorted(MAPPING_WORDS))}', field=where)
    return FileMapping(
        name, columns, assets, kinds, raw.get('default_kind') or '', raw.get('time_format') or None, raw.get('timezone') or None,
        raw.get('location') or 'external', bool(raw.get('fee_in_total')))


def _check_pairs(columns: Mapping[str, str]) -> None:
    """A market names both assets, and a price the one that it is in: then these need no columns of their own."""
    for amount, asset in _PAIRS:
        told = 'pair' in columns if amount == 'amount' else amount == 'fee_amount' and ('pair' in columns or 'price_asset' in columns)
        if (amount in columns) != (asset in columns) and not (amount in columns and told):
            missing = asset if amount in columns else amount
            raise InputError(f'columns.{missing}: an amount needs its asset, and an asset its amount', field=f'columns.{missing}')
    if 'pair' in columns and 'asset' in columns:
        raise InputError('columns.asset: the market names the asset already', field='columns.asset')
    has_price, has_quote = 'price' in columns or 'total' in columns, 'pair' in columns or 'price_asset' in columns
    if has_price != has_quote:
        missing = 'price_asset' if has_price else 'price'
        raise InputError(f'columns.{missing}: a price or total needs its asset or a market, and these a price or total', field=f'columns.{missing}')
    if has_price and 'amount' not in columns:
        raise InputError('columns.amount: a price or total is of an amount', field='columns.amount')


def build_format(mapping: FileMapping) -> 'MappedTable':
    cells = {f'= {symbol}': symbol for symbol in mapping.assets.values()}
    columns = {**mapping.columns, **{name: f'= {symbol}' for name, symbol in mapping.assets.items()}}

    def column(name: str) -> str:
        return columns.get(name, '')

    def pair(amount: str, asset: str) -> tuple[str, str]:
        return column(amount), column(asset)

    formats = (mapping.time_format,) if mapping.time_format else ('unix', 'unix_ms', 'iso')
    return MappedTable(
        headers=(frozenset(mapping.columns.values()),), time=column('time'), incoming=pair('in_amount', 'in_asset'),
        outgoing=pair('out_amount', 'out_asset'), signed=pair('amount', 'asset') if column('amount') else None,
        fee=pair('fee_amount', 'fee_asset') if column('fee_amount') else None, kind=column('type'),
        kinds={word: _plain(meaning) for word, meaning in mapping.kinds.items()},
        default_kind=_plain(mapping.default_kind) or ('' if column('type') else 'any'), formats=formats, ambiguous_zone=True,
        place=column('location'), account=column('account'), note=column('note'), identity=column('identity'),
        transaction=column('transaction'), mapping=replace(mapping, columns=columns), cells=cells,
    )


def _plain(meaning: str) -> str:
    return 'trade' if meaning in _ORDERS else meaning


@dataclass(frozen=True, slots=True)
class MappedTable(FlowTable):
    """`mapping`: its columns are those of the file and those of `cells`, which every row is given. `is_signed`: whether any amount of the file is
    below zero."""

    mapping: FileMapping = field(default_factory=lambda: FileMapping('', {}))
    is_signed: bool = True
    cells: Mapping[str, str] = field(default_factory=dict)

    def parse(self, rows: Iterable[Row], context: ImportContext) -> Iterator[Outcome]:
        number, known = self.mapping.columns.get('group'), [self._fill(row) for row in rows]
        table = self._directed(known, context)
        if not number:
            yield from FlowTable.parse(table, known, context)
            return
        for members in gathered(known, lambda row: row.get(number)):
            yield from table.parse_group(members, context)

    def _refuse_half(self, row: Row, into: Leg | None, out: Leg | None) -> None:
        """A table of one's own may well name both assets in every row."""

    def _fill(self, row: Row) -> Row:
        return Row(row.line, {**row.cells, **self.cells}) if self.cells else row

    def parse_group(self, rows: Sequence[Row], context: ImportContext) -> Iterator[Outcome]:
        """Rows of one number: the legs of a trade where both sides are there, else what each of them tells."""
        moving: list[Row] = []
        for row in rows:
            try:
                if self._word(row) != 'ignore':
                    self._read(row, context)
                    moving.append(row)
            except RowError as error:
                yield from broken_by(row, error, rows)
                return
        lines_moving = {row.line for row in moving}
        yield from (Skipped(row.line, 'not_relevant') for row in rows if row.line not in lines_moving)
        culprit = moving[0] if moving else None
        try:
            joined = self._join(moving, context) if len(moving) > 1 else None
            if joined is not None:
                yield joined
                return
            outcomes = []
            for row in moving:
                culprit = row
                outcomes.append(self.parse_row(row, context))
        except RowError as error:
            assert culprit is not None
            yield from broken_by(culprit, error, moving)
            return
        yield from (one for one in outcomes if not isinstance(one, ImportedGroup))
        groups = [one for one in outcomes if isinstance(one, ImportedGroup)]
        if groups:
            events = [event for one in sorted(groups, key=_order) for event in one.events]
            lines = [line for one in groups for line in one.lines]
            first = min(moving, key=lambda row: (context.time(row, self.time, self.formats, zone=self.zone), row.line))
            yield ImportedGroup(lines, _numbered(events), self._group(first) or groups[0].identity)

    def _join(self, rows: Sequence[Row], context: ImportContext) -> ImportedGroup | None:
        """One trade of all rows, None where they are none."""
        into: dict[AssetId, Decimal] = {}
        out: dict[AssetId, Decimal] = {}
        fees: dict[AssetId, Decimal] = {}
        words: set[str] = set()
        times: list[tuple[TimestampMs, int, Row]] = []
        for row in rows:
            word = self._word(row)
            time, came, went, fee = self._read(row, context)
            times.append((time, row.line, row))
            if word == 'fee' and came is None:
                _add(fees, went)
            else:
                words.add(word)
                _add(out, went)
            _add(into, came)
            _add(fees, fee)
        if not (into and out and words <= _TRADED and into.keys() != out.keys()):
            return None
        time, _, first = min(times, key=lambda one: one[:2])
        spent, received, paid = ([Leg(asset, amount) for asset, amount in sorted(side.items())] for side in (out, into, fees))
        group = trade(
            rows, context, time=time, spent=spent, received=received, location=self._place(first, context, self.place),
            account=self._cell(first, self.account), notes=self._cell(first, self.note), identity=self._group(first))
        return with_fees(group, context, time, paid)

    def _group(self, first: Row) -> str:
        """Of the earliest row. Files count their groups from one again, so the time belongs to the name: none takes the place of another's."""
        number = self._cell(first, self.mapping.columns.get('group', ''))
        return number and f'{number}\x1f{first.get(self.time)}'

    # ------------------------------------------------------------------ a row
    def _name(self, row: Row) -> str:
        """A number may be that of an order with several fills, so time and assets belong to the name: an event that got another amount or note is
        still the same, and none takes the place of another."""
        if not self._cell(row, self.identity):
            return ''
        names = ('identity', 'time', 'in_asset', 'out_asset', 'asset', 'pair')
        return '\x1f'.join(row.get(self.mapping.columns[name]) for name in names if name in self.mapping.columns)

    def _sides(self, row: Row, context: ImportContext) -> tuple[Leg | None, Leg | None]:
        if self.signed is None:
            return FlowTable._sides(self, row, context)
        column = self.signed[0]
        value = context.amount(row, column)
        if value is None:
            raise RowError('missing_value', column)
        if not value and not self._base(row):
            return None, None
        moved = Leg(context.asset_named(self._need(self._base(row), self._base_column), self._base_column), abs(value))
        total = self._total(row, context, abs(value))
        meaning = self._meaning(row)
        if total is not None and meaning in ('any', 'trade', *_ORDERS):
            if meaning == 'trade' and not self.is_signed:  # bought or sold? neither sign nor word tells
                raise RowError('side_needed', self.mapping.columns.get('type'), kind=self._raw_word(row)[:100])
            is_bought = meaning == 'buy' or (meaning != 'sell' and value > 0)
            fee = self._fee(row, context) if self.mapping.fee_in_total else None
            if fee is not None and fee.asset == total.asset:
                total = Leg(total.asset, total.amount - fee.amount if is_bought else total.amount + fee.amount)
            return (moved, total) if is_bought else (total, moved)
        is_out = value < 0 or self.unsigned.get(meaning) == 'outgoing'
        return (None, moved) if is_out else (moved, None)

    def _total(self, row: Row, context: ImportContext, amount: Decimal) -> Leg | None:
        """What the amount was bought or sold for, None where the row does not say."""
        columns = self.mapping.columns
        told = self._money(row, context, columns['total']) if 'total' in columns else None
        if told is None and 'price' in columns:
            price = self._money(row, context, columns['price'])
            told = None if price is None else price * amount
        if told is None:
            return None
        return Leg(context.asset_named(self._need(self._quote(row), self._quote_column), self._quote_column), abs(told))

    def _fee(self, row: Row, context: ImportContext) -> Leg | None:
        """A fee without an asset of its own is in that of the price."""
        if self.fee is None or (self.fee[1] and row.get(self.fee[1])) or not self._quote_column:
            return FlowTable._fee(self, row, context)
        amount = self._money(row, context, self.fee[0])
        if not amount:
            return None
        return Leg(context.asset_named(self._need(self._quote(row), self.fee[0]), self._quote_column), abs(amount))

    def _money(self, row: Row, context: ImportContext, column: str) -> Decimal | None:
        """A number of the price's asset, which may stand with its sign, as long as that says no other one."""
        text = row.get(column)
        sign = next((one for one in CURRENCY_SIGNS if one in text), None)
        if sign is None:
            return context.amount(row, column)
        if CURRENCY_SIGNS[sign] not in ('', self._quote(row).upper()) or text.count(sign) > 1:
            raise RowError('bad_amount', column, value=text[:60])
        return context.amount_of(''.join(text.replace(sign, '').split()), column)

    @property
    def _base_column(self) -> str:
        return self.mapping.columns.get('pair') or self.mapping.columns['asset']

    @property
    def _quote_column(self) -> str:
        return self.mapping.columns.get('price_asset') or self.mapping.columns.get('pair', '')

    def _market(self, row: Row, column: str) -> tuple[str, str]:
        """What 'BTC-EUR' and 'BTCEUR' name; of a row that is no trade, what stands there is an asset alone."""
        text = row.get(column)
        if any(one in text for one in _SEPARATORS):
            return split_pair(text, column, _SEPARATORS)
        meaning, columns = self._meaning(row), self.mapping.columns
        is_priced = any(row.get(columns[name]) for name in ('total', 'price') if name in columns)
        is_order = meaning in ('trade', *_ORDERS) or (meaning == 'any' and is_priced)
        return split_market(text.upper(), column) if is_order else (text, '')

    def _base(self, row: Row) -> str:
        column = self.mapping.columns.get('pair')
        return self._market(row, column)[0] if column else row.get(self._base_column)

    def _quote(self, row: Row) -> str:
        column = self.mapping.columns.get('price_asset')
        if column:
            return row.get(column)
        return self._market(row, self.mapping.columns['pair'])[1]

    @staticmethod
    def _need(text: str, column: str) -> str:
        if not text:
            raise RowError('missing_value', column)
        return text

    def _meaning(self, row: Row) -> str:
        raw = self._raw_word(row).lower() if self.kind else ''
        return self.mapping.kinds.get(raw) or self.mapping.default_kind or self._word(row)

    def _directed(self, rows: Sequence[Row], context: ImportContext) -> 'MappedTable':
        """Where no amount of the whole file is below zero, its words tell what went out."""
        if self.signed is None or any(_is_negative(row, self.signed[0], context) for row in rows):
            return self
        return replace(self, is_signed=False, unsigned=dict.fromkeys(_OUTGOING, 'outgoing'))


def _is_negative(row: Row, column: str, context: ImportContext) -> bool:
    try:
        return (context.amount(row, column) or ZERO) < 0
    except RowError:
        return False


def _add(sums: dict[AssetId, Decimal], moved: Leg | None) -> None:
    if moved is not None and moved.amount:
        sums[moved.asset] = sums.get(moved.asset, ZERO) + moved.amount


def _order(group: ImportedGroup) -> tuple[TimestampMs, bool, str, str, str, Decimal]:
    """By time, what went out first: however the file is sorted."""
    first = group.events[0]
    return first.timestamp, first.subtype != 'spend', first.type, first.subtype, first.asset, first.amount


def _numbered(events: Sequence[HistoryEvent]) -> list[HistoryEvent]:
    return [event if event.position == number else replace(event, position=number) for number, event in enumerate(events)]
