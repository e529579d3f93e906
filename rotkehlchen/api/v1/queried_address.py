"""Routes that restrict a protocol module to some addresses. Each answers all restrictions."""

from typing import Any

from rotkehlchen.api.field import Address, OneOf, RequestSchema
from rotkehlchen.api.route import Context, RouteTable
from rotkehlchen.api.shape import by_name, texts
from rotkehlchen.api.v1.setting import MODULES

routes = RouteTable('accounts')


class Restriction(RequestSchema):
    module = OneOf(MODULES, required=True)
    address = Address(required=True)


@routes.get('/queried_addresses', summary='Addresses by the module that is restricted to them', response=by_name(texts()))
def get_addresses(context: Context, arguments: Any) -> dict[str, list[str]]:
    return context.user.queried_addresses.all()


@routes.put('/queried_addresses', summary='Restrict a module to an address', request=Restriction, response=by_name(texts()))
def put_address(context: Context, arguments: Any) -> dict[str, list[str]]:
    context.user.queried_addresses.add(arguments['module'], arguments['address'])
    return context.user.queried_addresses.all()


@routes.delete('/queried_addresses', summary='Lift a restriction', request=Restriction, response=by_name(texts()))
def delete_address(context: Context, arguments: Any) -> dict[str, list[str]]:
    context.user.queried_addresses.delete(arguments['module'], arguments['address'])
    return context.user.queried_addresses.all()
