"""Routes of past balances: of everything at a time, of one asset over time, net worth by day, and of an address as a node kept it.

The amounts come out of the events of history, so that they reach back before this application was first started. Values use prices that are
stored; an unknown one is said and never zero.
"""

from typing import Any

from marshmallow import Schema, fields

from rotkehlchen.api.field import Address, Asset, Number, RequestSchema, Text, Timestamp
from rotkehlchen.api.route import Context, RouteTable
from rotkehlchen.api.shape import by_name, records, texts
from rotkehlchen.core.money import to_text
from rotkehlchen.ledger.balance import Shortfall
from rotkehlchen.services.ledger.historical_balance import BalanceFilter, total_of

routes = RouteTable('historical_balances')


class BalancesRequest(RequestSchema):
    timestamp = Timestamp(required=True)
    asset = Asset(load_default=None, allow_none=True)
    location = Text(load_default=None, allow_none=True)
    location_label = Text(load_default=None, allow_none=True)
    protocol = Text(load_default=None, allow_none=True)


class AssetRequest(RequestSchema):
    from_timestamp = Timestamp(load_default=0)
    to_timestamp = Timestamp(load_default=None, allow_none=True)
    asset = Asset(load_default=None, allow_none=True)
    collection_id = Number(load_default=None, allow_none=True)


class NetWorthRequest(RequestSchema):
    from_timestamp = Timestamp(load_default=0)
    to_timestamp = Timestamp(load_default=None, allow_none=True)


class OnchainRequest(RequestSchema):
    timestamp = Timestamp(required=True)
    evm_chain = Text(required=True, minimum=1)
    address = Address(required=True)
    asset = Asset(required=True)


class AccountShape(Schema):
    kind = fields.String(required=True, metadata={'description': 'own, protocol, debt or in_transit'})
    location = fields.String(required=True)
    location_label = fields.String(required=True, allow_none=True)
    protocol = fields.String(required=True, allow_none=True)
    asset = fields.String(required=True)
    amount = fields.String(required=True)


class BalancesShape(Schema):
    processing_required = fields.Boolean(required=True, metadata={'description': 'false: nothing has to be prepared first'})
    entries = by_name(fields.String())
    accounts = records(AccountShape)
    currency = fields.String(required=True)
    value = fields.String(required=True, allow_none=True, metadata={'description': 'of what has a price, in the currency; null: of nothing'})
    unknown_prices = texts()


class SeriesShape(Schema):
    times = fields.List(fields.Integer(), required=True)
    values = texts()
    last_group_identifier = fields.String(metadata={'description': 'there if an account fell below zero: the group that did it'})


class ShortfallShape(Schema):
    location = fields.String(required=True)
    location_label = fields.String(required=True, allow_none=True)
    asset = fields.String(required=True)
    time = fields.Integer(required=True, metadata={'description': 'UTC milliseconds at which it first fell below zero'})
    event = fields.Integer(required=True)
    amount = fields.String(required=True, metadata={'description': 'how far below zero at most'})


class NetWorthShape(Schema):
    """`values`: amounts by asset. `net_values`: null where something held has no price at that time; `unpriced_assets` never have one."""

    processing_required = fields.Boolean(required=True)
    times = fields.List(fields.Integer(), required=True)
    values = fields.List(fields.Dict(), required=True)
    currency = fields.String(required=True)
    net_values = fields.List(fields.String(allow_none=True), required=True)
    unknown_times = fields.List(fields.Integer(), required=True)
    unknown_prices = by_name(fields.Integer())
    unpriced_assets = texts()
    below_zero = records(ShortfallShape)


def shortfall_of(one: Shortfall) -> dict[str, Any]:
    return {
        'location': one.account.location, 'location_label': one.account.label, 'asset': one.asset, 'time': one.timestamp, 'event': one.event_id,
        'amount': to_text(one.amount),
    }


def filter_of(context: Context, arguments: Any) -> BalanceFilter:
    location = arguments.get('location')
    return BalanceFilter(
        arguments.get('asset'), None if location is None else context.user.history.parse_location(location), arguments.get('location_label'),
        arguments.get('protocol'))


@routes.post(
    '/balances/historical', summary='Everything that was held at a time, out of the events', request=BalancesRequest, response=BalancesShape,
    async_capable=True,
)
def post_balances(context: Context, arguments: Any) -> dict[str, Any]:
    found = context.user.ledger.historical.at(arguments['timestamp'], filter_of(context, arguments), context.job)
    accounts = sorted(found.accounts.items(), key=lambda one: (one[0][0].location, one[0][0].label or '', one[0][0].protocol or '', one[0][1]))
    return {
        'processing_required': False,
        'entries': {asset: to_text(amount) for asset, amount in sorted(total_of(found.accounts).items())},
        'accounts': [
            {
                'kind': account.kind, 'location': account.location, 'location_label': account.label, 'protocol': account.protocol, 'asset': asset,
                'amount': to_text(amount),
            } for (account, asset), amount in accounts
        ],
        'currency': found.currency, 'value': None if found.worth.value is None else to_text(found.worth.value),
        'unknown_prices': sorted(found.unpriced | found.worth.unknown),
    }


@routes.post(
    '/balances/historical/asset', summary='Amount of an asset or a collection at each time at which it changed', request=AssetRequest,
    response=SeriesShape, async_capable=True,
)
def post_asset(context: Context, arguments: Any) -> dict[str, Any]:
    found = context.user.ledger.historical.amounts(
        arguments['asset'], arguments['collection_id'], arguments['from_timestamp'], arguments['to_timestamp'], context.job)
    return {
        'times': [time for time, _ in found.points], 'values': [to_text(amount) for _, amount in found.points],
        **({} if found.group is None else {'last_group_identifier': found.group}),
    }


@routes.post(
    '/balances/historical/netvalue', summary='What was held at the end of each day, and what it was worth', request=NetWorthRequest,
    response=NetWorthShape, async_capable=True,
)
def post_net_worth(context: Context, arguments: Any) -> dict[str, Any]:
    found = context.user.ledger.historical.net_worth(arguments['from_timestamp'], arguments['to_timestamp'], context.job)
    points = found.series.points
    unknown: dict[str, int] = {}
    for asset in (asset for point in points for asset in point.unknown):
        unknown[asset] = unknown.get(asset, 0) + 1
    return {
        'processing_required': False, 'times': [point.time for point in points],
        'values': [{asset: to_text(amount) for asset, amount in point.amounts.items()} for point in points],
        'currency': found.currency, 'net_values': [None if point.value is None else to_text(point.value) for point in points],
        'unknown_times': [point.time for point in points if point.value is None], 'unknown_prices': dict(sorted(unknown.items())),
        'unpriced_assets': sorted(found.series.unpriced), 'below_zero': [shortfall_of(one) for one in found.shortfalls],
    }


@routes.post(
    '/balances/historical/onchain', summary='What an address held at a time, asked of an archive node', request=OnchainRequest,
    response=by_name(fields.String()), async_capable=True,
)
def post_onchain(context: Context, arguments: Any) -> dict[str, str]:
    amount = context.user.ledger.onchain.find(
        arguments['evm_chain'], arguments['address'], arguments['asset'], arguments['timestamp'], context.job)
    return {arguments['asset']: to_text(amount)}
