"""Routes of keys for outside services. Passwords are never shown again."""

from typing import Any

from marshmallow import Schema, fields

from rotkehlchen.api.field import Many, RequestSchema, Text
from rotkehlchen.api.route import Context, RouteTable
from rotkehlchen.api.shape import by_name
from rotkehlchen.services.external_service import ServiceChange

routes = RouteTable('settings')


class ServiceEntry(RequestSchema):
    name = Text(required=True, minimum=1)
    api_key = Text(load_default=None, allow_none=True, maximum=2000)
    url = Text(load_default=None, allow_none=True, maximum=2000)
    username = Text(load_default=None, allow_none=True, maximum=500)
    password = Text(load_default=None, allow_none=True, maximum=2000)


class ServiceEntries(RequestSchema):
    services = Many(fields.Nested(ServiceEntry), required=True, minimum=1, maximum=100)


class ServiceNames(RequestSchema):
    services = Many(Text(minimum=1), required=True, minimum=1, maximum=100)


class ServiceShape(Schema):
    api_key = fields.String(required=True, metadata={'description': 'empty when only an address is stored'})
    url = fields.String()
    username = fields.String()


def services_of(context: Context) -> dict[str, dict[str, str]]:
    return {
        stored.name.replace(' ', '_'): {
            'api_key': stored.api_key or '',
            **({'url': stored.url} if stored.url else {}),
            **({'username': stored.username} if stored.username else {}),
        }
        for stored in context.user.external_services.all().values()
    }


@routes.get('/external_services', summary='Keys and addresses of outside services', response=by_name(fields.Nested(ServiceShape)))
def get_services(context: Context, arguments: Any) -> dict[str, dict[str, str]]:
    return services_of(context)


@routes.put(
    '/external_services', summary='Set keys and addresses; what is left out stays, an empty text removes',
    request=ServiceEntries, response=by_name(fields.Nested(ServiceShape)),
)
def put_services(context: Context, arguments: Any) -> dict[str, dict[str, str]]:
    context.user.external_services.save([ServiceChange(**entry) for entry in arguments['services']])
    return services_of(context)


@routes.delete(
    '/external_services', summary='Remove keys and addresses', request=ServiceNames, response=by_name(fields.Nested(ServiceShape)),
)
def delete_services(context: Context, arguments: Any) -> dict[str, dict[str, str]]:
    context.user.external_services.delete(arguments['services'])
    return services_of(context)
