"""The user's own reading of a file that no format knows: which column holds what, what its words mean. It becomes a flow table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from rotkehlchen.contracts.import_event import WORDS, FlowTable
from rotkehlchen.core.errors import InputError

FIELDS: Final = (
    'time', 'type', 'in_amount', 'in_asset', 'out_amount', 'out_asset', 'amount', 'asset', 'fee_amount', 'fee_asset', 'location', 'account', 'note',
    'identity', 'transaction',
)
_PAIRS: Final = (('in_amount', 'in_asset'), ('out_amount', 'out_asset'), ('amount', 'asset'), ('fee_amount', 'fee_asset'))


@dataclass(frozen=True, slots=True)
class FileMapping:
    """`columns`: the file's column by field. `kinds`: the file's words in lower case -> words of `contracts.import_event.WORDS`;
    `default_kind` is for all others ('' makes them problems). `location`: where everything happened that no column says.
    """

    name: str
    columns: Mapping[str, str]
    kinds: Mapping[str, str] = field(default_factory=dict)
    default_kind: str = ''
    time_format: str | None = None
    timezone: str | None = None
    location: str = 'external'

    def to_json(self) -> dict[str, Any]:
        return {
            'columns': dict(self.columns), 'kinds': dict(self.kinds), 'default_kind': self.default_kind, 'time_format': self.time_format,
            'timezone': self.timezone, 'location': self.location,
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
    for amount, asset in _PAIRS:
        if (amount in columns) != (asset in columns):
            missing = asset if amount in columns else amount
            raise InputError(f'columns.{missing}: an amount needs its asset, and an asset its amount', field=f'columns.{missing}')
    sides = [pair[0] for pair in _PAIRS[:3] if pair[0] in columns]
    if not sides:
        raise InputError('columns.amount: a column with an amount is missing', field='columns.amount')
    if 'amount' in columns and len(sides) > 1:
        raise InputError('columns.amount: either one amount with a sign, or one for what came in and one for what went out', field='columns.amount')
    kinds = {str(word).lower(): str(meaning) for word, meaning in (raw.get('kinds') or {}).items()}
    for word, meaning in (*kinds.items(), ('', raw.get('default_kind') or 'any')):
        if meaning not in WORDS:
            where = f'kinds.{word}' if word else 'default_kind'
            raise InputError(f'{where}: {meaning[:60]} is no meaning; meanings are {", ".join(sorted(WORDS))}', field=where)
    return FileMapping(
        name, columns, kinds, raw.get('default_kind') or '', raw.get('time_format') or None, raw.get('timezone') or None,
        raw.get('location') or 'external')


def build_format(mapping: FileMapping) -> FlowTable:
    def column(name: str) -> str:
        return mapping.columns.get(name, '')

    def pair(amount: str, asset: str) -> tuple[str, str]:
        return column(amount), column(asset)

    formats = (mapping.time_format,) if mapping.time_format else ('unix', 'unix_ms', 'iso')
    return FlowTable(
        headers=(frozenset(mapping.columns.values()),), time=column('time'), incoming=pair('in_amount', 'in_asset'),
        outgoing=pair('out_amount', 'out_asset'), signed=pair('amount', 'asset') if column('amount') else None,
        fee=pair('fee_amount', 'fee_asset') if column('fee_amount') else None, kind=column('type'), kinds=mapping.kinds,
        default_kind=mapping.default_kind or ('' if column('type') else 'any'), formats=formats, ambiguous_zone=True, place=column('location'),
        account=column('account'), note=column('note'), identity=column('identity'), transaction=column('transaction'),
    )
