"""The user's own reading of a file that no format knows: which column holds what, what its words mean. It becomes a flow table.

A row has two sides (`in_amount`, `out_amount`), or one `amount` whose direction its sign or its kind says. What that one was traded for is in
`total`, or in `price` for one of it. Assets stand in columns, or in one of a market (`pair`: 'BTC-EUR', 'BTCEUR'), or are the same in all rows.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from rotkehlchen.contracts.import_event import TRADES, WORDS, FlowTable
from rotkehlchen.contracts.import_layout import split_market, split_pair
from rotkehlchen.contracts.importer import ImportContext, Outcome, Row, RowError
from rotkehlchen.core.errors import InputError

ASSETS: Final = ('in_asset', 'out_asset', 'asset', 'total_asset', 'fee_asset')
FIELDS: Final = (
    'time', 'type', 'in_amount', 'in_asset', 'out_amount', 'out_asset', 'amount', 'asset', 'pair', 'total', 'price', 'total_asset', 'fee_amount',
    'fee_asset', 'location', 'account', 'note', 'identity', 'transaction',
)
_PAIRS: Final = (
    (('in_amount',), 'in_asset'), (('out_amount',), 'out_asset'), (('amount',), 'asset'), (('total', 'price'), 'total_asset'),
    (('fee_amount',), 'fee_asset'),
)
_SIDES: Final = ('in_amount', 'out_amount', 'amount')


@dataclass(frozen=True, slots=True)
class FileMapping:
    """`columns`: the file's column by field. `assets`: one symbol for all rows, by field, where no column has it. `kinds`: the file's words in
    lower case -> words of `contracts.import_event.WORDS`; `default_kind` is for all others ('' makes them problems). `unsigned`: amounts have no
    sign, their kind says the direction. `fee_in_total`: totals count the fee already. `location`: where everything happened that no column says.
    """

    name: str
    columns: Mapping[str, str]
    assets: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    default_kind: str = ''
    time_format: str | None = None
    timezone: str | None = None
    location: str = 'external'
    unsigned: bool = False
    fee_in_total: bool = False

    def to_json(self) -> dict[str, Any]:
        return {
            'columns': dict(self.columns), 'assets': dict(self.assets), 'kinds': dict(self.kinds), 'default_kind': self.default_kind,
            'time_format': self.time_format, 'timezone': self.timezone, 'location': self.location, 'unsigned': self.unsigned,
            'fee_in_total': self.fee_in_total,
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
    _check_amounts(columns, columns.keys() | assets.keys())
    kinds = {str(word).lower(): str(meaning) for word, meaning in (raw.get('kinds') or {}).items()}
    for word, meaning in (*kinds.items(), ('', raw.get('default_kind') or 'any')):
        if meaning not in WORDS:
            where = f'kinds.{word}' if word else 'default_kind'
            raise InputError(f'{where}: {meaning[:60]} is no meaning; meanings are {", ".join(sorted(WORDS))}', field=where)
    return FileMapping(
        name, columns, assets, kinds, raw.get('default_kind') or '', raw.get('time_format') or None, raw.get('timezone') or None,
        raw.get('location') or 'external', bool(raw.get('unsigned')), bool(raw.get('fee_in_total')))


def _check_amounts(columns: Mapping[str, str], given: Iterable[str]) -> None:
    """`given`: fields that a column or an asset for all rows says."""
    known = {*given, *(('asset', 'total_asset', 'fee_asset') if 'pair' in columns else ())}
    if 'total' in columns or 'price' in columns:
        known.add('fee_asset')  # else it is that of the total
    if 'pair' in columns and (twice := {'asset', 'total_asset'}.intersection(given)):
        name = min(twice)
        raise InputError(f'columns.{name}: the market says it already', field=f'columns.{name}')
    for amounts, asset in _PAIRS:
        has_amount = any(amount in columns for amount in amounts)
        missing = asset if has_amount and asset not in known else amounts[0] if asset in given and not has_amount else None
        if missing is not None:
            raise InputError(f'columns.{missing}: an amount needs its asset, and an asset its amount', field=f'columns.{missing}')
    sides = [side for side in _SIDES if side in columns]
    needs_one = 'pair' in columns or 'total' in columns or 'price' in columns
    if not sides or (needs_one and 'amount' not in columns):
        raise InputError('columns.amount: a column with an amount is missing', field='columns.amount')
    if 'amount' in columns and len(sides) > 1:
        raise InputError('columns.amount: either one amount, or one for what came in and one for what went out', field='columns.amount')


def build_format(mapping: FileMapping) -> 'MappedTable':
    columns = mapping.columns
    cells = {f'= {symbol}': symbol for symbol in mapping.assets.values()}

    def column(name: str) -> str:
        return columns.get(name, '')

    def asset(name: str) -> str:
        if name in mapping.assets:
            return f'= {mapping.assets[name]}'
        return columns.get(name) or (_halves(columns['pair'])[name != 'asset'] if 'pair' in columns else asset('total_asset') if name == 'fee_asset' else '')

    def pair(amount: str) -> tuple[str, str]:
        return (columns[amount], asset(amount.replace('amount', 'asset'))) if amount in columns else ('', '')

    without_word = '' if column('type') else 'trade' if column('total') or column('price') else 'any'
    formats = (mapping.time_format,) if mapping.time_format else ('unix', 'unix_ms', 'iso')
    return MappedTable(cells, column('pair'), FlowTable(
        headers=(frozenset(columns.values()),), time=column('time'), incoming=pair('in_amount'), outgoing=pair('out_amount'),
        signed=pair('amount') if column('amount') else None, is_unsigned=mapping.unsigned, total=column('total'), price=column('price'),
        total_asset=asset('total_asset') if column('amount') else '', fee_in_total=mapping.fee_in_total,
        fee=pair('fee_amount') if column('fee_amount') else None, kind=column('type'), kinds=mapping.kinds,
        default_kind=mapping.default_kind or without_word, formats=formats, ambiguous_zone=True, place=column('location'),
        account=column('account'), note=column('note'), identity=column('identity'), transaction=column('transaction'),
    ))


def _halves(pair: str) -> tuple[str, str]:
    return f'{pair} = 1', f'{pair} = 2'


@dataclass(frozen=True, slots=True)
class MappedTable:
    """A flow table whose rows are given what no column holds: `cells`, by names of their own, and the two assets of the market in `pair`."""

    cells: Mapping[str, str]
    pair: str
    table: FlowTable

    @property
    def headers(self) -> Sequence[frozenset[str]]:
        return self.table.headers

    @property
    def ambiguous_zone(self) -> bool:
        return self.table.ambiguous_zone

    def parse(self, rows: Iterable[Row], context: ImportContext) -> Iterator[Outcome]:
        if not self.cells and not self.pair:
            yield from self.table.parse(rows, context)
            return
        for row in rows:
            try:
                yield self.table.parse_row(self._fill(row), context)
            except RowError as error:
                if self.pair and error.column in _halves(self.pair):
                    error.column = self.pair
                yield error.at(row)

    def _fill(self, row: Row) -> Row:
        more = dict(self.cells)
        if self.pair:
            more |= zip(_halves(self.pair), _split(row.get(self.pair), self.pair, is_trade=self.table.word_of(row) in TRADES), strict=True)
        return Row(row.line, {**row.cells, **more})


def _split(text: str, column: str, *, is_trade: bool) -> tuple[str, str]:
    """A market's two symbols. A single symbol, such as that of a deposit, is the first."""
    try:
        return split_pair(text, column, '-/_: ')
    except RowError:
        return split_market(text.upper(), column) if is_trade else (text, '')
