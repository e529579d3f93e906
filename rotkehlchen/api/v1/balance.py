"""Routes of balances over all sources. Those of manual balances and of chains have modules of their own."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from marshmallow import Schema, fields

from rotkehlchen.api.field import Amount, Flag, RequestSchema
from rotkehlchen.api.route import Context, RouteTable
from rotkehlchen.api.shape import by_name, texts
from rotkehlchen.core.money import to_text
from rotkehlchen.services.balance import Balances
from rotkehlchen.services.valuation import Total, Worth

routes = RouteTable('balances')


class BalancesRequest(RequestSchema):
    save_data = Flag(load_default=False)
    ignore_errors = Flag(load_default=False)
    ignore_cache = Flag(load_default=False)
    only_cache = Flag(load_default=False, metadata={'description': 'Answer from stored amounts and prices, without the network'})


class AssetWorth(Schema):
    amount = Amount(required=True)
    value = Amount(metadata={'description': 'In the main currency; absent when no price is known'})
    percentage_of_net_value = fields.String()


class PlaceWorth(Schema):
    value = Amount(required=True)
    percentage_of_net_value = fields.String(required=True)
    complete = fields.Boolean()


class AllBalances(Schema):
    assets = by_name(fields.Nested(AssetWorth))
    liabilities = by_name(fields.Nested(AssetWorth))
    location = by_name(fields.Nested(PlaceWorth))
    chain = by_name(fields.Nested(PlaceWorth))
    net_value = Amount(required=True)
    currency = fields.String()
    complete = fields.Boolean(metadata={'description': 'false when an asset without a known price is missing in the totals'})
    unknown_prices = texts()
    last_refresh_ts = fields.Integer(allow_none=True)


@routes.get(
    '/balances', summary='Everything owned and owed, valued; optionally kept as a snapshot',
    request=BalancesRequest, response=AllBalances, async_capable=True,
)
def all_balances(context: Context, arguments: Any) -> dict[str, Any]:
    balances = context.user.balances.query(
        context.job, refresh=arguments['ignore_cache'], save=arguments['save_data'], fetch_prices=not arguments['only_cache'],
    )
    return describe(balances)


def describe(balances: Balances) -> dict[str, Any]:
    net = balances.net.value
    return {
        'assets': _sides(balances.assets, net),
        'liabilities': _sides(balances.liabilities, net),
        'location': _places(balances.locations, net),
        'chain': _places(balances.chains, net),
        'net_value': to_text(net),
        'currency': balances.currency,
        'complete': not balances.net.unknown,
        'unknown_prices': sorted(balances.net.unknown),
        'last_refresh_ts': balances.last_refresh,
    }


def _sides(side: Mapping[str, Worth], net: Decimal) -> dict[str, Any]:
    described: dict[str, Any] = {}
    for asset, worth in side.items():
        row = {'amount': to_text(worth.amount)}
        if worth.value is not None:
            row['value'] = to_text(worth.value)
            row['percentage_of_net_value'] = percentage(worth.value, net)
        described[asset] = row
    return described


def _places(places: Mapping[str, Total], net: Decimal) -> dict[str, Any]:
    return {
        name: {'value': to_text(total.value), 'percentage_of_net_value': percentage(total.value, net), 'complete': not total.unknown}
        for name, total in places.items()
    }


def percentage(part: Decimal, whole: Decimal) -> str:
    """Share as text with two decimals. Of nothing, everything is 0 %."""
    return f'{part / whole * 100:.2f}%' if whole else '0.00%'
