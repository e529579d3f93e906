"""Routes of manual balances. Each answers all of them with their values; an unknown value is the text `NaN`."""

from typing import Any, Final

from marshmallow import Schema, fields

from rotkehlchen.api.field import Amount, Asset, Many, Number, OneOf, RequestSchema, Text
from rotkehlchen.api.route import Context, RouteTable
from rotkehlchen.api.shape import records
from rotkehlchen.core.money import to_text
from rotkehlchen.storage.manual_balance import ManualBalance

routes = RouteTable('balances')
UNKNOWN: Final = 'NaN'
MAX_AT_ONCE: Final = 10_000


class BalanceQuery(RequestSchema):
    value_threshold = Amount(load_default=None, allow_none=True)


class NewBalance(RequestSchema):
    asset = Asset(required=True)
    label = Text(required=True, minimum=1, maximum=200)
    amount = Amount(required=True, not_negative=True)
    location = Text(required=True, minimum=1)
    balance_type = OneOf(('asset', 'liability'), load_default='asset')
    tags = Many(Text(minimum=1), load_default=None, allow_none=True, maximum=1000)


class ChangedBalance(NewBalance):
    identifier = Number(required=True)


class NewBalances(RequestSchema):
    balances = Many(fields.Nested(NewBalance), required=True, minimum=1, maximum=MAX_AT_ONCE)


class ChangedBalances(RequestSchema):
    balances = Many(fields.Nested(ChangedBalance), required=True, minimum=1, maximum=MAX_AT_ONCE)


class BalanceIds(RequestSchema):
    ids = Many(Number(), required=True, minimum=1)


class BalanceShape(Schema):
    identifier = fields.Integer(required=True)
    asset = fields.String(required=True)
    label = fields.String(required=True)
    amount = fields.String(required=True)
    value = fields.String(required=True, metadata={'description': 'in the main currency; NaN: no price is known'})
    location = fields.String(required=True)
    tags = fields.List(fields.String(), required=True, allow_none=True)
    balance_type = fields.String(required=True)
    asset_is_missing = fields.Boolean(required=True)


class BalancesShape(Schema):
    balances = records(BalanceShape)


def balances_of(context: Context, value_threshold: Any = None) -> dict[str, Any]:
    return {'balances': [
        {
            'identifier': row.balance.identifier, 'asset': row.balance.asset, 'label': row.balance.label,
            'amount': to_text(row.balance.amount), 'value': UNKNOWN if row.value is None else to_text(row.value),
            'location': row.balance.location, 'tags': list(row.balance.tags) or None, 'balance_type': row.balance.category,
            'asset_is_missing': row.asset_is_missing,
        }
        for row in context.user.manual_balances.all(value_threshold)
    ]}


def balance_of(entry: Any) -> ManualBalance:
    return ManualBalance(
        entry['asset'], entry['label'].strip(), entry['amount'], entry['location'], entry['balance_type'],
        tuple(entry['tags'] or ()), entry.get('identifier', 0),
    )


@routes.get(
    '/balances/manual', summary='Manual balances with their values', request=BalanceQuery, response=BalancesShape, async_capable=True,
)
def get_balances(context: Context, arguments: Any) -> dict[str, Any]:
    return balances_of(context, arguments['value_threshold'])


@routes.put('/balances/manual', summary='Add manual balances', request=NewBalances, response=BalancesShape, async_capable=True)
def put_balances(context: Context, arguments: Any) -> dict[str, Any]:
    context.user.manual_balances.add([balance_of(entry) for entry in arguments['balances']])
    return balances_of(context)


@routes.patch('/balances/manual', summary='Change manual balances', request=ChangedBalances, response=BalancesShape, async_capable=True)
def patch_balances(context: Context, arguments: Any) -> dict[str, Any]:
    context.user.manual_balances.edit([balance_of(entry) for entry in arguments['balances']])
    return balances_of(context)


@routes.delete('/balances/manual', summary='Delete manual balances', request=BalanceIds, response=BalancesShape, async_capable=True)
def delete_balances(context: Context, arguments: Any) -> dict[str, Any]:
    context.user.manual_balances.delete(arguments['ids'])
    return balances_of(context)
