"""The filter of history events in requests, and an event in answers: what all routes of events share."""

import re
from typing import Any, Final

from marshmallow import Schema, ValidationError, fields

from rotkehlchen.api.field import Asset, Flag, Many, Number, OneOf, RequestSchema, Text, Timestamp
from rotkehlchen.core.event import ENTRY_TYPES, EVENT_SUBTYPES, EVENT_TYPES
from rotkehlchen.core.ids import to_checksum_address
from rotkehlchen.core.money import to_text
from rotkehlchen.core.time import TimestampS, to_ms
from rotkehlchen.services.container import UserServices
from rotkehlchen.services.history.reading import ToldEvent
from rotkehlchen.storage.history_filter import STATES, HistoryFilter

_ADDRESS: Final = re.compile('0x[0-9a-fA-F]{40}')
RULE_STATUS: Final = 'not processed'  # until there are accounting rules


class EntryTypes(fields.Field[Any]):
    """A list of entry types, or {"values": list, "behaviour": "include" or "exclude"}; "behavior" is the same word."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[list[str], bool]:
        names: Any = value
        behaviour: Any = 'include'
        if isinstance(value, dict):
            names, behaviour = value.get('values'), value.get('behaviour', value.get('behavior', 'include'))
        if behaviour not in ('include', 'exclude'):
            raise ValidationError('behaviour must be include or exclude')
        wanted = Many(OneOf(sorted(ENTRY_TYPES))).deserialize(names) or ()
        return [str(name) for name in wanted], behaviour == 'exclude'


class EventFilter(RequestSchema):
    """Which events. Times in UTC seconds, both ends included."""

    from_timestamp = Timestamp(load_default=0)
    to_timestamp = Timestamp(load_default=None, allow_none=True)
    event_types = Many(OneOf(sorted(EVENT_TYPES)), load_default=None, allow_none=True, maximum=100)
    event_subtypes = Many(OneOf(sorted(EVENT_SUBTYPES)), load_default=None, allow_none=True, maximum=100)
    counterparties = Many(Text(), load_default=None, allow_none=True, maximum=1000)
    products = Many(Text(), load_default=None, allow_none=True, maximum=1000)
    exclude_ignored_assets = Flag(load_default=True)
    group_identifiers = Many(Text(maximum=300), load_default=None, allow_none=True, maximum=10_000)
    location = Text(load_default=None, allow_none=True)
    location_labels = Many(Text(maximum=300), load_default=None, allow_none=True, maximum=1000)
    asset = Asset(load_default=None, allow_none=True)
    entry_types = EntryTypes(load_default=None, allow_none=True)
    state_markers = Many(OneOf(sorted(STATES)), load_default=None, allow_none=True, maximum=10)
    identifiers = Many(Number(), load_default=None, allow_none=True, maximum=10_000)
    notes_substring = Text(load_default=None, allow_none=True, maximum=1000)
    tx_refs = Many(Text(maximum=200), load_default=None, allow_none=True, maximum=10_000)
    addresses = Many(Text(), load_default=None, allow_none=True, maximum=1000)
    validator_indices = Many(Number(), load_default=None, allow_none=True, maximum=10_000)
    ignored_in_accounting = Flag(load_default=None, allow_none=True)
    hidden = Flag(load_default=None, allow_none=True)
    missing_price = Flag(load_default=None, allow_none=True)


class EventOrder(RequestSchema):
    """Events are ordered by time; `ascending` false (the newest first) unless told otherwise."""

    order_by_attributes = Many(OneOf(('timestamp',)), load_default=None, allow_none=True, maximum=1)
    ascending = Many(Flag(), load_default=None, allow_none=True, maximum=1)


def is_ascending(arguments: Any) -> bool:
    return bool(arguments['ascending'] and arguments['ascending'][0])


def filter_of(user: UserServices, arguments: Any) -> HistoryFilter:
    """Raises InputError for an unknown location."""
    entry_types, excluded = arguments['entry_types'] or (None, False)
    location = arguments['location']
    wanted = HistoryFilter(
        first=to_ms(TimestampS(arguments['from_timestamp'])),
        last=None if arguments['to_timestamp'] is None else to_ms(TimestampS(arguments['to_timestamp'])) + 999,
        types=arguments['event_types'], subtypes=arguments['event_subtypes'], counterparties=arguments['counterparties'],
        products=arguments['products'], entry_types=None if excluded else entry_types, without_entry_types=entry_types if excluded else None,
        location=None if location is None else user.history.parse_location(location), accounts=_addresses(arguments['location_labels']),
        asset=arguments['asset'], groups=arguments['group_identifiers'], identifiers=arguments['identifiers'],
        tx_refs=None if arguments['tx_refs'] is None else [ref.lower() if ref.startswith('0x') else ref for ref in arguments['tx_refs']],
        addresses=_addresses(arguments['addresses']), validators=arguments['validator_indices'], states=arguments['state_markers'],
        text=arguments['notes_substring'] or None, ignored=arguments['ignored_in_accounting'], hidden=arguments['hidden'],
        without_assets=(user.history.reader.ignored_assets() or None) if arguments['exclude_ignored_assets'] else None,
    )
    missing_price = arguments['missing_price']
    return wanted if missing_price is None else user.history.reader.narrow_by_price(wanted, missing_price)


def _addresses(raw: list[str] | None) -> list[str] | None:
    """Addresses are stored with their checksum; other names as they are."""
    return None if raw is None else [to_checksum_address(one) if _ADDRESS.fullmatch(one) else one for one in raw]


class EventShape(Schema):
    """`timestamp` in UTC milliseconds. Which further members there are depends on `entry_type`."""

    identifier = fields.Integer(required=True)
    entry_type = fields.String(required=True)
    group_identifier = fields.String(required=True)
    sequence_index = fields.Integer(required=True)
    timestamp = fields.Integer(required=True)
    location = fields.String(required=True)
    location_label = fields.String(required=True, allow_none=True)
    event_type = fields.String(required=True)
    event_subtype = fields.String(required=True)
    asset = fields.String(required=True)
    amount = fields.String(required=True)
    auto_notes = fields.String(required=True)
    user_notes = fields.String()
    tx_ref = fields.String()
    counterparty = fields.String(allow_none=True)
    address = fields.String(allow_none=True)
    product = fields.String(allow_none=True)
    extra_data = fields.Raw(allow_none=True)
    validator_index = fields.Integer()
    is_exit = fields.Boolean()
    block_number = fields.Integer()
    key = fields.String(metadata={'description': 'names a decoded event within its group: what it is restored by'})
    kind = fields.String()
    params = fields.Dict()
    rule = fields.String()
    sources = fields.List(fields.String())
    value = fields.String(allow_none=True, metadata={'description': 'in the main currency at the time, null where no price is known'})


class EntryShape(Schema):
    entry = fields.Nested(EventShape, required=True)
    event_accounting_rule_status = fields.String(required=True)
    grouped_events_num = fields.Integer(allow_none=True)
    states = fields.List(fields.String())
    ignored_in_accounting = fields.Boolean()
    hidden = fields.Boolean()
    hidden_reason = fields.String()
    has_ignored_assets = fields.Boolean()


CHAIN_ENTRY_TYPES: Final = frozenset({'evm event', 'evm swap event', 'eth deposit event', 'solana event', 'solana swap event'})
_VALIDATOR: Final = ('validator_index', 'is_exit', 'block_number')


def event_of(told: ToldEvent) -> dict[str, Any]:
    stored = told.stored
    event, extra = stored.event, stored.event.extra_data
    shown: dict[str, Any] = {
        'identifier': stored.identifier, 'entry_type': event.entry_type, 'group_identifier': event.group, 'sequence_index': event.position,
        'timestamp': event.timestamp, 'location': event.location, 'location_label': event.account, 'event_type': event.type,
        'event_subtype': event.subtype, 'asset': event.asset, 'amount': to_text(event.amount), 'auto_notes': told.text, 'extra_data': extra,
        'key': event.key, 'kind': event.kind, 'params': dict(event.params), 'rule': event.rule, 'sources': list(event.sources),
        'value': None if told.value is None else to_text(told.value),
    }
    if event.notes is not None:
        shown['user_notes'] = event.notes
    if event.tx_ref is not None:
        shown['tx_ref'] = event.tx_ref
    if event.entry_type in CHAIN_ENTRY_TYPES:
        shown |= {'counterparty': event.counterparty, 'address': event.address, 'product': event.product}
    if extra is not None:
        shown |= {name: extra[name] for name in _VALIDATOR if name in extra}
    return shown


def entry_of(told: ToldEvent) -> dict[str, Any]:
    entry: dict[str, Any] = {'entry': event_of(told), 'event_accounting_rule_status': RULE_STATUS}
    if told.grouped is not None:
        entry['grouped_events_num'] = told.grouped
    if told.states:
        entry['states'] = list(told.states)
    if told.stored.ignored:
        entry['ignored_in_accounting'] = True
    if told.stored.hidden is not None:
        entry |= {'hidden': True, 'hidden_reason': told.stored.hidden}
    if told.has_ignored_asset:
        entry['has_ignored_assets'] = True
    return entry
