"""The OpenAPI document as a route."""

from typing import Any

from marshmallow import fields

from rotkehlchen.api.route import Context, RouteTable

routes = RouteTable('system')


@routes.get('/openapi', summary='This API as an OpenAPI document (the result is the document)', login=False, response=fields.Dict())
def openapi(context: Context, arguments: Any) -> dict[str, Any]:
    from rotkehlchen.api.openapi import describe  # apispec is needed by few starts
    from rotkehlchen.api.table import load_routes

    return describe(load_routes())
