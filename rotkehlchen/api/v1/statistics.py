"""Routes of statistics: net worth over time, shares of the newest snapshot, one asset over time."""

from typing import Any, Final

from marshmallow import Schema, fields

from rotkehlchen.api.field import Asset, Flag, Number, OneOf, RequestSchema, Timestamp
from rotkehlchen.api.route import Context, RouteTable
from rotkehlchen.api.shape import records
from rotkehlchen.core.errors import InputError
from rotkehlchen.core.money import to_text

routes = RouteTable('statistics')
UNKNOWN: Final = 'NaN'


class NetValueQuery(RequestSchema):
    include_nfts = Flag(load_default=True)


class DistributionQuery(RequestSchema):
    distribution_by = OneOf(('location', 'asset'), required=True)


class BalanceQuery(RequestSchema):
    from_timestamp = Timestamp(load_default=0)
    to_timestamp = Timestamp(load_default=None, allow_none=True)
    asset = Asset(load_default=None, allow_none=True)
    collection_id = Number(load_default=None, allow_none=True)


class NetValueShape(Schema):
    times = fields.List(fields.Integer(), required=True)
    data = fields.List(fields.String(), required=True, metadata={'description': 'in the main currency'})
    unknown_times = fields.List(
        fields.Integer(), required=True, metadata={'description': 'snapshots left out, as no exchange rate of their time is known'},
    )
    incomplete_times = fields.List(
        fields.Integer(), required=True, metadata={'description': 'snapshots with an asset whose value was not known'},
    )


class PointShape(Schema):
    time = fields.Integer(required=True)
    amount = fields.String(required=True)
    usd_value = fields.String(required=True, metadata={'description': 'NaN: not known'})
    value = fields.String(metadata={'description': 'in the main currency; missing when not known'})


class ShareShape(Schema):
    time = fields.Integer(required=True)
    asset = fields.String()
    location = fields.String()
    amount = fields.String()
    usd_value = fields.String(required=True, metadata={'description': 'NaN: not known'})
    value = fields.String(metadata={'description': 'in the main currency; missing when not known'})


@routes.get('/statistics/netvalue', summary='Net worth over time, from snapshots', request=NetValueQuery, response=NetValueShape)
def get_net_value(context: Context, arguments: Any) -> dict[str, Any]:
    found = context.user.statistics.net_values(include_nfts=arguments['include_nfts'])
    return {
        'times': found.times, 'data': [to_text(value) for value in found.values],
        'unknown_times': found.unknown_times, 'incomplete_times': found.incomplete_times,
    }


@routes.get(
    '/statistics/value_distribution', summary='The newest snapshot by asset or by location, the largest value first',
    request=DistributionQuery, response=records(ShareShape),
)
def get_distribution(context: Context, arguments: Any) -> list[dict[str, Any]]:
    by = arguments['distribution_by']
    statistics = context.user.statistics
    found = statistics.distribution_by_asset() if by == 'asset' else statistics.distribution_by_location()
    if found is None:
        return []
    time, shares = found
    return [
        {
            'time': time, by: share.name, **({} if share.amount is None else {'amount': to_text(share.amount)}),
            **values_of(share.usd_value, share.value),
        }
        for share in shares
    ]


@routes.post(
    '/statistics/balance', summary='Amount and value of an asset or a collection over time', request=BalanceQuery,
    response=records(PointShape),
)
def post_balance(context: Context, arguments: Any) -> list[dict[str, Any]]:
    asset, collection, span = arguments['asset'], arguments['collection_id'], (arguments['from_timestamp'], arguments['to_timestamp'])
    if (asset is None) == (collection is None):
        raise InputError('Give either asset or collection_id.', field='asset')
    statistics = context.user.statistics
    points = statistics.collection_balances(collection, *span) if asset is None else statistics.asset_balances(asset, *span)
    return [{'time': point.time, 'amount': to_text(point.amount), **values_of(point.usd_value, point.value)} for point in points]


def values_of(usd_value: Any, value: Any) -> dict[str, str]:
    known = {'usd_value': UNKNOWN if usd_value is None else to_text(usd_value)}
    return known if value is None else {**known, 'value': to_text(value)}
