"""Routes of matching: movements of exchanges with transactions of wallets, and both ends of bridges."""

from typing import Any, Final

from marshmallow import Schema, fields

from rotkehlchen.api.field import Amount, Flag, Many, Number, RequestSchema
from rotkehlchen.api.history_filter import EntryShape, entry_of
from rotkehlchen.api.route import Context, RouteTable
from rotkehlchen.api.shape import flag
from rotkehlchen.core.time import HOUR_SECONDS
from rotkehlchen.storage.event_match import MatchKind

routes = RouteTable('history')
MOST_OTHERS: Final = 200
PATHS: dict[str, MatchKind] = {'asset_movements': 'asset_movement', 'bridges': 'bridge'}
NAMES: dict[MatchKind, str] = {'asset_movement': 'asset_movement', 'bridge': 'event'}


class ListRequest(RequestSchema):
    only_ignored = Flag(load_default=False)


class UndoRequest(RequestSchema):
    identifier = Number(required=True)


class MovementMatch(RequestSchema):
    asset_movement = Number(required=True)
    matched_events = Many(Number(), load_default=(), maximum=100)


class BridgeMatch(RequestSchema):
    event = Number(required=True)
    matched_events = Many(Number(), load_default=(), maximum=100)


class MovementSearch(RequestSchema):
    asset_movement = Number(required=True)
    time_range = Number(load_default=None, allow_none=True, maximum=10**9)
    only_expected_assets = Flag(load_default=True)
    tolerance = Amount(load_default=None, allow_none=True, not_negative=True)


class BridgeSearch(RequestSchema):
    event = Number(required=True)
    time_range = Number(load_default=None, allow_none=True, maximum=10**9)
    tolerance = Amount(load_default=None, allow_none=True, not_negative=True)


class LinkShape(Schema):
    identifier = fields.Integer(required=True)
    kind = fields.String(required=True)
    outgoing = fields.Integer(required=True, allow_none=True)
    incoming = fields.Integer(required=True, allow_none=True)
    state = fields.String(required=True)
    method = fields.String(required=True)
    confidence = fields.Integer(required=True, metadata={'description': 'percent'})


class CandidateShape(Schema):
    identifier = fields.Integer(required=True)
    confidence = fields.Integer(required=True)
    method = fields.String(required=True)


class SuggestionShape(Schema):
    """`candidates`: the close ones with how sure the rules are; `entries`: the events themselves."""

    close_matches = fields.List(fields.Integer(), required=True)
    other_events = fields.List(fields.Integer(), required=True)
    candidates = fields.List(fields.Nested(CandidateShape), required=True)
    entries = fields.List(fields.Nested(EntryShape), required=True)


class MatchedShape(Schema):
    count = fields.Integer(required=True)


def _list(kind: MatchKind) -> Any:
    def list_unmatched(context: Context, arguments: Any) -> list[str]:
        found = context.user.history.matching.unmatched(kind, only_ignored=arguments['only_ignored'])
        return list(dict.fromkeys(one.event.group for one in found))
    return list_unmatched


def _put(kind: MatchKind) -> Any:
    def link_events(context: Context, arguments: Any) -> bool:
        context.user.history.matching.confirm(kind, arguments[NAMES[kind]], arguments['matched_events'])
        return True
    return link_events


def _post(kind: MatchKind) -> Any:
    def suggest_events(context: Context, arguments: Any) -> dict[str, Any]:
        seconds = arguments['time_range']
        hours = None if seconds is None else -(-seconds // HOUR_SECONDS)
        event = arguments[NAMES[kind]]
        found = context.user.history.matching.suggest(
            kind, event, hours, arguments['tolerance'], only_expected_assets=arguments.get('only_expected_assets', False))
        close = [pair.incoming if pair.outgoing == event else pair.outgoing for pair in found.close]
        others = list(found.others[:MOST_OTHERS])
        candidates = [
            {'identifier': side, 'confidence': pair.confidence, 'method': pair.method} for side, pair in zip(close, found.close, strict=True)
        ]
        told = context.user.history.reader.tell(context.user.history_events.load([*close, *others]), language=context.language)
        return {'close_matches': close, 'other_events': others, 'candidates': candidates, 'entries': [entry_of(one) for one in told]}
    return suggest_events


def _delete(kind: MatchKind) -> Any:
    def undo_match(context: Context, arguments: Any) -> bool:
        context.user.history.matching.undo(kind, arguments['identifier'])
        return True
    return undo_match


def _links(kind: MatchKind) -> Any:
    def list_links(context: Context, _arguments: Any) -> list[dict[str, Any]]:
        return [
            {
                'identifier': link.identifier, 'kind': link.kind, 'outgoing': link.outgoing, 'incoming': link.incoming, 'state': link.state,
                'method': link.method, 'confidence': link.confidence,
            } for link in context.user.history.matching.links(kind)
        ]
    return list_links


def _match(kind: MatchKind) -> Any:
    def match_all(context: Context, _arguments: Any) -> dict[str, int]:
        return {'count': context.user.history.matching.match_all(kind, context.job)}
    return match_all


for word, match_kind in PATHS.items():
    path = f'/history/events/match/{word}'
    routes.get(path, summary=f'Groups of {word} without their other side', request=ListRequest, response=fields.List(fields.String()))(_list(match_kind))
    routes.put(
        path, summary=f'Link an event of {word} to others, or say that there is no other side',
        request=MovementMatch if match_kind == 'asset_movement' else BridgeMatch, response=flag())(_put(match_kind))
    routes.post(
        path, summary=f'Events that may be the other side of one of {word}',
        request=MovementSearch if match_kind == 'asset_movement' else BridgeSearch, response=SuggestionShape)(_post(match_kind))
    routes.delete(path, summary=f'Undo a link of {word}', request=UndoRequest, response=flag())(_delete(match_kind))
    routes.get(f'{path}/links', summary=f'Links of {word}, with how sure they are', response=fields.List(fields.Nested(LinkShape)))(_links(match_kind))
    routes.post(f'{path}/run', summary=f'Look for the other sides of {word}', response=MatchedShape, async_capable=True)(_match(match_kind))
