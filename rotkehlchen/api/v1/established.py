"""What clients of the established interface ask at their start about areas that this version does not have yet.

The answers are true for every profile here: there are no exchanges, validators, collectibles, pools or transactions to
speak of. Each route moves to its area's module when that is built.
"""

from typing import Any

from marshmallow import Schema, fields

from rotkehlchen.api.field import Flag, OneOf, Page, RequestSchema, Text
from rotkehlchen.api.route import Context, RouteTable
from rotkehlchen.api.shape import flag, records
from rotkehlchen.core.errors import ConflictError

routes = RouteTable('established')


class PoolRequest(RequestSchema):
    module = OneOf(('uniswap', 'sushiswap'), required=True)
    version = OneOf(('2', '3'), required=True)


class ValidatorRequest(RequestSchema):
    ignore_cache = Flag(load_default=False)


class CollectibleRequest(Page):
    ignored_assets_handling = Text(load_default='none')
    ignore_cache = Flag(load_default=False)


class SecondLogin(RequestSchema):
    username = Text(required=True, minimum=1)
    password = fields.String(required=True)


class ValidatorList(Schema):
    entries = fields.List(fields.Dict())
    entries_found = fields.Integer(required=True)
    entries_limit = fields.Integer(required=True)


class CollectibleList(Schema):
    entries = fields.List(fields.Dict())
    entries_found = fields.Integer(required=True)
    entries_total = fields.Integer(required=True)
    total_value = fields.String(required=True)


class ProtocolShape(Schema):
    identifier = fields.String(required=True)
    name = fields.String(required=True)
    icon = fields.String(required=True)


class ExchangeShape(Schema):
    location = fields.String(required=True)
    name = fields.String(required=True)


@routes.get('/exchanges', area='exchanges', summary='Connected exchange accounts', response=records(ExchangeShape))
def list_exchanges(context: Context, arguments: Any) -> list[Any]:
    return []


@routes.get('/blockchains/eth/modules/loopring/balances', area='defi', summary='Loopring balances', response=fields.Dict(), async_capable=True)
def loopring_balances(context: Context, arguments: Any) -> dict[str, Any]:
    return {}


@routes.get(
    '/blockchains/eth/modules/<string:module>/v<string:version>/balances', area='defi', summary='Pool balances',
    request=PoolRequest, response=fields.Dict(), async_capable=True,
)
def pool_balances(context: Context, arguments: Any) -> dict[str, Any]:
    return {}


@routes.get('/blockchains/eth2/validators', area='staking', summary='Tracked validators', request=ValidatorRequest, response=ValidatorList, async_capable=True)
def list_validators(context: Context, arguments: Any) -> dict[str, Any]:
    return {'entries': [], 'entries_found': 0, 'entries_limit': -1}


@routes.get('/nfts/balances', area='nfts', summary='Valued collectibles', request=CollectibleRequest, response=CollectibleList, async_capable=True)
def list_collectibles(context: Context, arguments: Any) -> dict[str, Any]:
    return {'entries': [], 'entries_found': 0, 'entries_total': 0, 'total_value': '0'}


@routes.get('/defi/metadata', area='defi', summary='Protocols that are decoded', login=False, response=records(ProtocolShape))
def list_protocols(context: Context, arguments: Any) -> list[Any]:
    return []


@routes.get('/premium/capabilities', area='premium', summary='Nothing is paid here: there are no tiers to ask about', response=fields.Dict())
def premium_capabilities(context: Context, arguments: Any) -> None:
    raise ConflictError('There is no paid service here: every feature is on.', code='no_paid_service')


@routes.post(
    '/user', area='users', summary="Check the open profile's password (the second service of the established client)",
    request=SecondLogin, response=flag(), aliases=('/user',),
)
def second_login(context: Context, arguments: Any) -> bool:
    if context.user.name != arguments['username']:
        raise ConflictError(f'The profile {arguments["username"]} is not the open one.', code='not_open')
    context.app.profiles.check_password(arguments['username'], arguments['password'])
    return True


@routes.post(
    '/user/logout', area='users', summary='Nothing to do: the second service has no session of its own', login=False,
    response=flag(), aliases=('/user/logout',),
)
def second_logout(context: Context, arguments: Any) -> bool:
    return True
