"""Routes of locations."""

from typing import Any

from marshmallow import Schema, fields

from rotkehlchen.api.route import Context, RouteTable
from rotkehlchen.api.shape import by_name, records, texts

routes = RouteTable('locations')


class ExchangeDetails(Schema):
    is_exchange_with_key = fields.Boolean()
    is_exchange_with_passphrase = fields.Boolean()
    is_exchange_without_api_secret = fields.Boolean()
    experimental = fields.Boolean()


class LocationShape(Schema):
    label = fields.String(required=True)
    icon = fields.String()
    image = fields.String()
    is_exchange = fields.Boolean()
    exchange_details = fields.Nested(ExchangeDetails)


class AllLocations(Schema):
    locations = by_name(fields.Nested(LocationShape))


class LabelShape(Schema):
    location_label = fields.String(required=True)
    location = fields.String(required=True)


@routes.get('/locations/all', summary='Every location with its label and picture', login=False, response=AllLocations)
def get_all(context: Context, arguments: Any) -> dict[str, Any]:
    return {'locations': context.app.locations.all()}


@routes.get('/locations/associated', summary='Locations that this profile uses', response=texts())
def get_associated(context: Context, arguments: Any) -> list[str]:
    return context.user.location_uses.associated()


@routes.get('/locations/labels', summary='Addresses and account names with their locations', response=records(LabelShape))
def get_labels(context: Context, arguments: Any) -> list[dict[str, str]]:
    return [{'location_label': found.label, 'location': found.location} for found in context.user.location_uses.labels()]
