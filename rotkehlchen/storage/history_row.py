"""An event as it is stored, and how a row becomes one."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, Literal

import orjson

from rotkehlchen.core.event import HistoryEvent
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.money import from_text, to_text
from rotkehlchen.core.record import record
from rotkehlchen.core.time import TimestampMs

Origin = Literal['decoded', 'user', 'import']
# Columns that hold an event, in the order of `to_values`; the group's identifier is beside them.
VALUE_COLUMNS: Final = (
    'position', 'timestamp', 'entry_type', 'location', 'account', 'type', 'subtype', 'asset', 'amount', 'counterparty', 'address', 'product',
    'tx_ref', 'kind', 'params', 'rule', 'sources', 'notes', 'extra_data',
)
EDITABLE: Final = frozenset({
    'position', 'timestamp', 'location', 'account', 'type', 'subtype', 'asset', 'amount', 'counterparty', 'address', 'product', 'notes',
    'extra_data', 'entry_type',
})
SELECT: Final = (
    'SELECT g.identifier, e.position, e.timestamp, e.location, e.account, e.type, e.subtype, e.asset, e.amount, e.counterparty, e.address, '
    'e.product, e.entry_type, e.tx_ref, e.key, e.kind, e.params, e.rule, e.sources, e.notes, e.extra_data, e.id, e.origin, e.edited, '
    'g.hidden, g.shown, g.ignored, e.group_id FROM history_event e JOIN history_group g ON g.id = e.group_id'
)


@record(frozen=True, slots=True)
class StoredEvent:
    """`hidden`: the reason, None where the group is shown. `ignored`: left out of accounting."""

    identifier: int
    group_id: int
    event: HistoryEvent
    origin: Origin
    is_edited: bool
    hidden: str | None
    ignored: bool


def to_values(event: HistoryEvent, rule: str | None = None, sources: str | None = None) -> tuple[Any, ...]:
    """`rule`, `sources` (with blanks between): in place of the event's own."""
    return (
        event.position, event.timestamp, event.entry_type, event.location, event.account, event.type, event.subtype, event.asset,
        to_text(event.amount), event.counterparty, event.address, event.product, event.tx_ref, event.kind,
        pack(event.params) if event.params else '{}', event.rule if rule is None else rule,
        ' '.join(event.sources) if sources is None else sources, event.notes, None if event.extra_data is None else pack(event.extra_data),
    )


def to_stored(row: Sequence[Any]) -> StoredEvent:
    """A row of `SELECT`, whose first columns are the fields of an event in their order."""
    (group, position, timestamp, location, account, event_type, subtype, asset, amount, counterparty, address, product, entry_type, tx_ref, key, kind,
     params, rule, sources, notes, extra_data, identifier, origin, edited, hidden, shown, ignored, group_id) = row
    event = HistoryEvent(  # by position: this is done for each event of a long answer
        group, position, timestamp, location, account, event_type, subtype, asset, from_text(amount), counterparty, address, product, entry_type,
        tx_ref, key, kind, {} if params == '{}' else orjson.loads(params), rule, tuple(sources.split()) if sources else (), notes,
        None if extra_data is None else orjson.loads(extra_data),
    )
    if shown is not None:
        hidden = None if shown else hidden or 'user'
    return StoredEvent(identifier, group_id, event, origin, bool(edited), hidden, bool(ignored))


def from_values(group: str, key: str, values: Sequence[Any]) -> HistoryEvent:
    """The event whose `to_values` these are."""
    named = dict(zip(VALUE_COLUMNS, values, strict=True))
    return HistoryEvent(
        group=group, key=key, position=named['position'], timestamp=TimestampMs(named['timestamp']), location=named['location'],
        account=named['account'], type=named['type'], subtype=named['subtype'], asset=AssetId(named['asset']),
        amount=from_text(named['amount']), counterparty=named['counterparty'], address=named['address'], product=named['product'],
        entry_type=named['entry_type'], tx_ref=named['tx_ref'], kind=named['kind'], params=_unpack(named['params']), rule=named['rule'],
        sources=tuple(named['sources'].split()), notes=named['notes'],
        extra_data=None if named['extra_data'] is None else _unpack(named['extra_data']),
    )


def with_edits(event: HistoryEvent, fields: Mapping[str, Any]) -> HistoryEvent:
    """The event with the user's values (amount as text) in place of its own."""
    known = {name: value for name, value in fields.items() if name in EDITABLE}
    if 'amount' in known:
        known['amount'] = from_text(known['amount'])
    return replace(event, **known)


def pack(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS, default=_encode).decode()


def _encode(value: Any) -> Any:
    return str(value)


def _unpack(text: str) -> Any:
    return {} if text == '{}' else orjson.loads(text)
