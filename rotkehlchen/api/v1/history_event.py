"""Routes of history events: query, add, edit, delete, restore, split, merge, hide, explain."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from flask import Response
from marshmallow import INCLUDE, Schema, fields

from rotkehlchen.api.envelope import encode
from rotkehlchen.api.field import Amount, Asset, Flag, Many, Number, OneOf, RequestSchema, Text
from rotkehlchen.api.history_entry import parse_events
from rotkehlchen.api.history_filter import EntryShape, EventFilter, EventOrder, EventShape, entry_of, event_of, filter_of, is_ascending
from rotkehlchen.api.route import Context, RouteTable
from rotkehlchen.api.shape import flag
from rotkehlchen.core.errors import InputError, NotFoundError
from rotkehlchen.core.event import ENTRY_TYPES, EVENT_SUBTYPES, EVENT_TYPES, HistoryEvent
from rotkehlchen.services.history.reading import ToldEvent, ToldPage
from rotkehlchen.storage.history_filter import HistoryFilter
from rotkehlchen.storage.history_row import StoredEvent

routes = RouteTable('history')
NO_LIMIT: Final = -1
STREAMED_ROWS: Final = 2000  # an answer without a limit of more rows than that is streamed
SWAP_ENTRIES: Final = frozenset({'swap event', 'evm swap event', 'solana swap event'})
_CHANGED_WITH_BODY: Final = ('timestamp', 'position', 'location', 'type', 'subtype', 'asset', 'amount')
# Changed only if the body says them: a client that does not know them would empty them otherwise.
_CHANGED_IF_GIVEN: Final = {
    'location_label': 'account', 'counterparty': 'counterparty', 'address': 'address', 'product': 'product', 'user_notes': 'notes',
    'extra_data': 'extra_data',
}
_ALWAYS_WHOLE: Final = frozenset({  # what their bodies say is spread over fields of the event
    'evm swap event', 'solana swap event', 'asset movement event', 'eth withdrawal event', 'eth block event', 'eth deposit event',
})

class EventQuery(EventFilter, EventOrder):
    limit = Number(load_default=None, allow_none=True, minimum=-1)
    offset = Number(load_default=None, allow_none=True)
    aggregate_by_group_ids = Flag(load_default=False)
    with_values = Flag(load_default=False)


class PositionQuery(EventFilter, EventOrder):
    group_identifier = Text(required=True, minimum=1, maximum=300)


class EventBody(RequestSchema):
    class Meta:
        unknown = INCLUDE

    entry_type = OneOf(sorted(ENTRY_TYPES), required=True)


class ChangedBody(EventBody):
    identifier = Number(load_default=None, allow_none=True)
    identifiers = Many(Number(), load_default=None, allow_none=True, minimum=1, maximum=200)


class BulkRequest(RequestSchema):
    """What is given changes, null empties; type and subtype go together."""

    identifiers = Many(Number(), required=True, minimum=1, maximum=10_000)
    event_type = OneOf(sorted(EVENT_TYPES))
    event_subtype = OneOf(sorted(EVENT_SUBTYPES))
    asset = Asset()
    location_label = Text(allow_none=True, maximum=300)
    counterparty = Text(allow_none=True)
    address = Text(allow_none=True)
    product = Text(allow_none=True)
    user_notes = Text(allow_none=True, maximum=10_000, lines=True)


class DeleteQuery(EventFilter):
    exclude_ignored_assets = Flag(load_default=False)
    force_delete = Flag(load_default=False)


class RestoreRequest(RequestSchema):
    group_identifiers = Many(Text(maximum=300), required=True, minimum=1, maximum=1000)
    keys = Many(Text(maximum=300), load_default=None, allow_none=True, maximum=1000)
    only_deleted = Flag(load_default=False)


class SplitRequest(RequestSchema):
    identifier = Number(required=True)
    amounts = Many(Amount(positive=True), required=True, minimum=1, maximum=100)


class MergeRequest(RequestSchema):
    spend = Many(Number(), required=True, minimum=1, maximum=50)
    receive = Many(Number(), required=True, minimum=1, maximum=50)
    fee = Many(Number(), load_default=(), maximum=50)


class VisibilityRequest(RequestSchema):
    group_identifiers = Many(Text(maximum=300), required=True, minimum=1, maximum=10_000)
    shown = Flag(required=True, allow_none=True)


class IgnoredRequest(RequestSchema):
    data = Many(Text(maximum=300), required=True, minimum=1, maximum=10_000)


class IdentifierRequest(RequestSchema):
    identifier = Number(required=True)


class AddedShape(Schema):
    identifier = fields.Integer(required=True)


class PartsShape(Schema):
    identifiers = fields.List(fields.Integer(), required=True)


class CountShape(Schema):
    count = fields.Integer(required=True)


class EventPage(Schema):
    """`entries`: an entry, or, where events of one group are asked for, the entries of a swap as a list."""

    entries = fields.List(fields.Raw(metadata={'description': 'an entry or a list of entries'}), required=True)
    entries_found = fields.Integer(required=True)
    entries_found_total = fields.Integer(required=True)
    entries_total = fields.Integer(required=True)
    entries_limit = fields.Integer(required=True)


class ProvenanceShape(Schema):
    entry = fields.Nested(EntryShape, required=True)
    decoded = fields.Nested(EventShape, required=True, allow_none=True)
    edits = fields.Dict(required=True)
    deleted = fields.List(fields.Nested(EventShape), metadata={'description': 'events of the group that were decoded and deleted'})
    transaction = fields.Raw(allow_none=True, metadata={'description': 'what the chain told: transaction, receipt, internal transfers'})


@routes.post('/history/events', summary='Filter, order and page history events, flat or grouped', request=EventQuery, response=EventPage)
def query_events(context: Context, arguments: Any) -> Any:
    reader, wanted = context.user.history.reader, filter_of(context.user, arguments)
    limit = None if arguments['limit'] in (None, NO_LIMIT) else arguments['limit']
    offset, ascending = arguments['offset'] or 0, is_ascending(arguments)
    if arguments['aggregate_by_group_ids']:
        page = reader.find_groups(wanted, limit, offset, ascending=ascending, with_values=arguments['with_values'], language=context.language)
        return _answer(page, [entry_of(told) for told in page.events])
    if limit is None and not offset and (found := context.user.history.query.count(wanted)) > STREAMED_ROWS:
        return _stream(context, wanted, ascending, found)
    page = reader.find(wanted, limit, offset, ascending=ascending, with_values=arguments['with_values'], language=context.language)
    together = arguments['group_identifiers'] is not None
    return _answer(page, _with_swaps(page.events) if together else [entry_of(told) for told in page.events])


def _answer(page: ToldPage, entries: list[Any]) -> dict[str, Any]:
    return {
        'entries': entries, 'entries_found': page.found, 'entries_found_total': page.found_events, 'entries_total': page.total,
        'entries_limit': NO_LIMIT,
    }


def _with_swaps(events: Iterable[ToldEvent]) -> list[Any]:
    """The legs of a swap stand together as a list."""
    shown: list[Any] = []
    last: tuple[str, str] | None = None
    for told in events:
        event = told.stored.event
        swap = (event.group, event.type) if event.entry_type in SWAP_ENTRIES else None
        if (swap is not None and swap == last and event.subtype != 'spend') or (swap is not None and swap == last and _has_only_spends(shown[-1])):
            shown[-1].append(entry_of(told))
        else:
            shown.append([entry_of(told)] if swap is not None else entry_of(told))
        last = swap
    return [one[0] if isinstance(one, list) and len(one) == 1 else one for one in shown]


def _has_only_spends(entries: list[dict[str, Any]]) -> bool:
    return all(one['entry']['event_subtype'] == 'spend' for one in entries)


def _stream(context: Context, wanted: HistoryFilter, ascending: bool, found: int) -> Response:
    """A long answer in portions: its memory stays flat."""
    reader, total = context.user.history.reader, context.user.history.query.count(HistoryFilter())

    def portions() -> Iterable[bytes]:
        yield b'{"result": {"entries": ['
        first = True
        for portion in reader.stream(wanted, ascending=ascending, language=context.language):
            body = encode([entry_of(told) for told in portion])[1:-1]
            yield body if first else b', ' + body
            first = False
        tail = {'entries_found': found, 'entries_found_total': found, 'entries_total': total, 'entries_limit': NO_LIMIT}
        yield b'], ' + encode(tail)[1:-1] + b'}, "message": ""}'

    from flask import request

    request.environ['rotkehlchen.streamed'] = True
    return Response(portions(), content_type='application/json')


@routes.put('/history/events', summary='Add an event; what the body holds depends on its entry type', request=EventBody, response=AddedShape)
def put_event(context: Context, arguments: Any) -> dict[str, int]:
    history = context.user.history
    events = parse_events(arguments['entry_type'], arguments, history.find_chain_id, history.parse_location)
    return {'identifier': history.editor.add(events)[0]}


@routes.patch('/history/events', summary='Change an event; its decoded values are kept', request=ChangedBody, response=flag())
def patch_event(context: Context, arguments: Any) -> bool:
    """The body is that of the entry type. One that stands for several events (a swap with its fee) is given with all `identifiers`."""
    history = context.user.history
    identifiers = arguments['identifiers'] or ([arguments['identifier']] if arguments['identifier'] is not None else None)
    if identifiers is None:
        raise InputError('identifier: give the identifier of the event', field='identifier')
    events = parse_events(arguments['entry_type'], arguments, history.find_chain_id, history.parse_location)
    stored = {one.identifier: one for one in context.user.history_events.load(identifiers)}
    for identifier in identifiers:
        if identifier not in stored:
            raise NotFoundError(f'There is no event {identifier}.', identifier=identifier)
    if len(events) != len(identifiers):
        identifiers = _legs_of(context, stored[identifiers[0]], len(events))
    _refuse_other_group(arguments, stored[identifiers[0]].event)
    given = [*_CHANGED_WITH_BODY, *_given_fields(arguments)]
    history.editor.edit({
        identifier: {name: getattr(event, name) for name in given} for identifier, event in zip(identifiers, events, strict=True)
    })
    return True


def _given_fields(body: dict[str, Any]) -> list[str]:
    fields_given = [name for word, name in _CHANGED_IF_GIVEN.items() if word in body]
    if body['entry_type'] not in _ALWAYS_WHOLE:
        return fields_given
    return [*dict.fromkeys([*fields_given, 'account', 'notes', *([] if 'swap' in body['entry_type'] else ['extra_data'])])]


def _refuse_other_group(body: dict[str, Any], event: HistoryEvent) -> None:
    for word, value in (('group_identifier', event.group), ('tx_ref', event.tx_ref)):
        if body.get(word) is not None and str(body[word]).lower() != str(value).lower():
            raise InputError(f'{word}: an event stays in its group; delete it and add it to the other one', field=word)


@routes.patch('/history/events/bulk', summary='Give many events the same values', request=BulkRequest, response=flag())
def patch_events(context: Context, arguments: Any) -> bool:
    names = {'event_type': 'type', 'event_subtype': 'subtype', 'asset': 'asset', **_CHANGED_IF_GIVEN}
    changes = {names[word]: value for word, value in arguments.items() if word in names}
    if not changes:
        raise InputError('event_type: say what is to change', field='event_type')
    context.user.history.editor.edit(dict.fromkeys(arguments['identifiers'], changes))
    return True


def _legs_of(context: Context, stored: StoredEvent, count: int) -> list[int]:
    """The events that a body of several stands for, found by one of them: as many of its group from it on."""
    group = context.user.history_events.load_groups([stored.event.group])
    same = [one.identifier for one in group if one.event.entry_type == stored.event.entry_type]
    if len(same) != count:
        raise InputError(f'identifiers: the body stands for {count} events; give the identifiers of all of them', field='identifiers')
    return same


@routes.delete('/history/events', summary='Delete events by filter or identifiers', request=DeleteQuery, response=flag())
def delete_events(context: Context, arguments: Any) -> bool:
    wanted = filter_of(context.user, arguments)
    if wanted.identifiers is not None:
        context.user.history.editor.delete(wanted.identifiers, last_of_transaction=arguments['force_delete'])
        return True
    if wanted == HistoryFilter(first=0):
        raise InputError('identifiers: say which events to delete', field='identifiers')
    found = context.user.history.query.find_identifiers(wanted)
    if found:
        context.user.history.editor.delete(found, last_of_transaction=True)
    return True


@routes.post('/history/events/position', summary='Index of a group among the groups that match', request=PositionQuery, response=fields.Integer())
def find_position(context: Context, arguments: Any) -> int:
    found = context.user.history.reader.position_of(
        arguments['group_identifier'], filter_of(context.user, arguments), ascending=is_ascending(arguments))
    if found is None:
        raise NotFoundError('There is no such group among those that match.', group=arguments['group_identifier'])
    return found


@routes.get('/history/events/details', summary='Further details of an event', request=IdentifierRequest, response=fields.Dict(allow_none=True))
def get_details(context: Context, arguments: Any) -> dict[str, Any] | None:
    """The legs of a swap beside the event, and the position it belongs to; null where there is nothing more to say."""
    found = context.user.history.reader.explain(arguments['identifier'])
    if found is None:
        raise NotFoundError(f'There is no event {arguments["identifier"]}.', identifier=arguments['identifier'])
    group = context.user.history_events.load_groups([found.stored.event.group])
    legs = [one for one in group if one.event.entry_type in SWAP_ENTRIES]
    if found.stored.event.entry_type not in SWAP_ENTRIES or len(legs) < 2:
        return None
    return {'sub_swaps': [event_of(told) for told in context.user.history.reader.tell(legs, language=context.language)]}


@routes.get('/history/events/provenance', summary='Why an event is here', request=IdentifierRequest, response=ProvenanceShape)
def explain_event(context: Context, arguments: Any) -> dict[str, Any]:
    reader = context.user.history.reader
    found = reader.explain(arguments['identifier'])
    if found is None:
        raise NotFoundError(f'There is no event {arguments["identifier"]}.', identifier=arguments['identifier'])
    stored = found.stored
    decoded = None if found.decoded is None else event_of(_tell_one(context, stored, found.decoded))
    edits = context.user.history_events.load_edits(stored.event.group)
    deleted = [event_of(_tell_one(context, stored, one)) for is_deleted, _, one in edits.values() if is_deleted and one is not None]
    return {
        'entry': entry_of(reader.tell([stored], language=context.language)[0]), 'decoded': decoded, 'edits': dict(found.edits), 'deleted': deleted,
        'transaction': context.user.transactions.find_raw(stored.event.group) if stored.event.tx_ref else None,
    }


def _tell_one(context: Context, stored: StoredEvent, event: HistoryEvent) -> ToldEvent:
    return context.user.history.reader.tell([replace(stored, event=event)], language=context.language)[0]


@routes.post('/history/events/restore', summary='Take back edits and deletions of decoded events', request=RestoreRequest, response=CountShape)
def restore_events(context: Context, arguments: Any) -> dict[str, int]:
    return {'count': context.user.history.editor.restore(
        arguments['group_identifiers'], arguments['keys'], only_deleted=arguments['only_deleted'])}


@routes.post('/history/events/split', summary='Make several events of one', request=SplitRequest, response=PartsShape)
def split_event(context: Context, arguments: Any) -> dict[str, list[int]]:
    return {'identifiers': context.user.history.editor.split(arguments['identifier'], arguments['amounts'])}


@routes.post('/history/events/merge', summary='Tell events of one group as a swap', request=MergeRequest, response=flag())
def merge_events(context: Context, arguments: Any) -> bool:
    context.user.history.editor.merge(arguments['spend'], arguments['receive'], arguments['fee'])
    return True


@routes.patch(
    '/history/events/visibility', summary='Show or hide groups, or leave it to the rules again', request=VisibilityRequest, response=CountShape)
def set_visibility(context: Context, arguments: Any) -> dict[str, int]:
    return {'count': context.user.history.editor.show(arguments['group_identifiers'], arguments['shown'])}


@routes.put('/actions/ignored', summary='Leave groups out of accounting', area='accounting', request=IgnoredRequest, response=flag())
def ignore_groups(context: Context, arguments: Any) -> bool:
    context.user.history.editor.ignore(arguments['data'], True)
    return True


@routes.delete('/actions/ignored', summary='Take groups into accounting again', area='accounting', request=IgnoredRequest, response=flag())
def stop_ignoring_groups(context: Context, arguments: Any) -> bool:
    context.user.history.editor.ignore(arguments['data'], False)
    return True
