"""Routes of reconciliation: where the ledger and what is really there differ, why that may be, and closing a gap with an opening balance."""

from typing import Any

from marshmallow import Schema, fields

from rotkehlchen.api.field import Amount, Asset, Flag, RequestSchema, Text, Timestamp
from rotkehlchen.api.route import Context, RouteTable
from rotkehlchen.api.shape import records
from rotkehlchen.core.money import to_text
from rotkehlchen.core.time import to_ms
from rotkehlchen.ledger.reconciliation import Cause
from rotkehlchen.services.ledger.reconciliation import OpeningBalance, Report, ValuedGap

routes = RouteTable('reconciliation')


class CompareRequest(RequestSchema):
    value_threshold = Amount(load_default=None, allow_none=True, not_negative=True)


class CheckRequest(CompareRequest):
    """`refresh`: chains are read first; else their last known balances count, as of their time."""

    refresh = Flag(load_default=True)


class OpeningRequest(RequestSchema):
    """`amount` below zero takes away. Without `timestamp` just before the first event of the asset at the account."""

    location = Text(required=True, minimum=1)
    location_label = Text(load_default=None, allow_none=True)
    asset = Asset(required=True)
    amount = Amount(required=True)
    timestamp = Timestamp(load_default=None, allow_none=True)


class CauseShape(Schema):
    kind = fields.String(required=True, metadata={'description': (
        'missing_import, unmatched_transfer, opening_balance, rebasing_token, hidden_or_ignored_events or gas_not_tracked')})
    likelihood = fields.String(required=True, metadata={'description': 'likely or possible'})
    fix = fields.String(required=True, metadata={'description': (
        'import_file, fetch_transactions, add_event, match_events, add_opening_balance, add_reward, show_hidden_events or decode_again')})
    amount = fields.String(required=True, allow_none=True, metadata={'description': 'how much of the gap it would close'})
    events = fields.List(fields.Integer(), required=True)
    time = fields.Integer(required=True, allow_none=True, metadata={'description': 'UTC milliseconds'})


class GapShape(Schema):
    location = fields.String(required=True)
    location_label = fields.String(required=True, allow_none=True)
    asset = fields.String(required=True)
    ledger = fields.String(required=True)
    live = fields.String(required=True)
    difference = fields.String(required=True, metadata={'description': 'live less ledger'})
    value = fields.String(required=True, allow_none=True, metadata={'description': 'of the difference; null: no price is known'})
    since = fields.String(required=True, metadata={'description': 'went_negative, since_start, left_after or never_in_ledger'})
    first_time = fields.Integer(required=True, allow_none=True, metadata={'description': 'UTC milliseconds'})
    last_event_time = fields.Integer(required=True, allow_none=True)
    event = fields.Integer(required=True, allow_none=True)
    causes = records(CauseShape)


class PlaceShape(Schema):
    location = fields.String(required=True)
    location_label = fields.String(required=True, allow_none=True)
    asset = fields.String()


class ReportShape(Schema):
    """`unchecked`: held by the ledger where nothing live was read; `unread`: accounts whose last reading failed or never was."""

    currency = fields.String(required=True)
    gaps = records(GapShape)
    agreeing = fields.Integer(required=True)
    unchecked = records(PlaceShape)
    unread = records(PlaceShape)
    unknown_pairs = fields.List(fields.Integer(), required=True)


class AddedShape(Schema):
    identifier = fields.Integer(required=True)
    group_identifier = fields.String(required=True)


@routes.get(
    '/reconciliation', summary='Where the balances of the ledger differ from those last read, the largest value first', request=CompareRequest,
    response=ReportShape, async_capable=True,
)
def get_reconciliation(context: Context, arguments: Any) -> dict[str, Any]:
    return _report(context.user.ledger.reconciliation.compare(context.job, threshold=arguments['value_threshold']))


@routes.post(
    '/reconciliation', summary='Read the chains, compare with the ledger, and keep an issue while there are gaps', request=CheckRequest,
    response=ReportShape, async_capable=True,
)
def post_reconciliation(context: Context, arguments: Any) -> dict[str, Any]:
    return _report(context.user.ledger.reconciliation.check(
        context.job, refresh=arguments['refresh'], threshold=arguments['value_threshold']))


@routes.put(
    '/reconciliation/opening_balance', summary='Add what was held before the history begins, as an event that can be edited and deleted',
    request=OpeningRequest, response=AddedShape,
)
def put_opening_balance(context: Context, arguments: Any) -> dict[str, Any]:
    time = arguments['timestamp']
    identifier, group = context.user.ledger.reconciliation.add_opening_balance(OpeningBalance(
        arguments['location'], arguments['location_label'] or None, arguments['asset'], arguments['amount'], None if time is None else to_ms(time)))
    return {'identifier': identifier, 'group_identifier': group}


def _report(found: Report) -> dict[str, Any]:
    return {
        'currency': found.currency, 'gaps': [_gap(one) for one in found.gaps], 'agreeing': found.agreeing,
        'unchecked': [{'location': location, 'location_label': label, 'asset': asset} for location, label, asset in found.unchecked],
        'unread': [{'location': location, 'location_label': label} for location, label in found.unread],
        'unknown_pairs': list(found.unknown_pairs),
    }


def _gap(one: ValuedGap) -> dict[str, Any]:
    gap = one.gap
    return {
        'location': gap.location, 'location_label': gap.label, 'asset': gap.asset, 'ledger': to_text(gap.ledger), 'live': to_text(gap.live),
        'difference': to_text(gap.difference), 'value': None if one.value is None else to_text(one.value), 'since': gap.since,
        'first_time': gap.first_time, 'last_event_time': gap.last_event_time, 'event': gap.event_id, 'causes': [_cause(cause) for cause in gap.causes],
    }


def _cause(cause: Cause) -> dict[str, Any]:
    return {
        'kind': cause.kind, 'likelihood': cause.likelihood, 'fix': cause.fix, 'amount': None if cause.amount is None else to_text(cause.amount),
        'events': list(cause.events), 'time': cause.time,
    }
