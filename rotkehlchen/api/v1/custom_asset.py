"""Routes of custom assets (a house, a painting), of the user's assets as a file, and of symbols that places use for assets."""

import time
from pathlib import Path
from typing import Any

from marshmallow import Schema, fields

from rotkehlchen.api.download import file_response, uploaded
from rotkehlchen.api.field import Asset, Many, Number, Page, RequestSchema, Text
from rotkehlchen.api.paging import NO_LIMIT, collection_of, collection_shape, page_of
from rotkehlchen.api.route import Context, RouteTable
from rotkehlchen.api.shape import flag, texts
from rotkehlchen.core.errors import InputError, StorageError
from rotkehlchen.storage.global_db.asset_mapping import AssetMapping, AssetMappingRepository, MappingFilter
from rotkehlchen.storage.global_db.asset_page import PageRequest
from rotkehlchen.storage.global_db.custom_asset import CustomAssetFilter
from rotkehlchen.storage.private_file import write_atomically

routes = RouteTable('assets')
MAX_UPLOAD_BYTES = 50_000_000
EXPORT_NAME = 'assets.zip'


class CustomSearch(Page):
    name = Text(load_default=None, allow_none=True)
    identifier = Text(load_default=None, allow_none=True)
    custom_asset_type = Text(load_default=None, allow_none=True)


class CustomInput(RequestSchema):
    name = Text(minimum=1, required=True)
    custom_asset_type = Text(minimum=1, required=True)
    notes = Text(load_default=None, allow_none=True, maximum=10_000, lines=True)


class CustomChange(CustomInput):
    identifier = Asset(required=True)


class IdentifierRequest(RequestSchema):
    identifier = Asset(required=True)


class CustomShape(Schema):
    identifier = fields.String(required=True)
    name = fields.String(required=True)
    custom_asset_type = fields.String(required=True)
    notes = fields.String(allow_none=True, required=True)


@routes.post('/assets/custom', summary='Find custom assets', request=CustomSearch, response=collection_shape(CustomShape))
def find_custom(context: Context, arguments: Any) -> dict[str, Any]:
    page = page_of(arguments)
    wanted = CustomAssetFilter(arguments['name'] or None, arguments['identifier'] or None, arguments['custom_asset_type'] or None)
    found = context.app.custom_assets.load_page(wanted, PageRequest(page.order or (('name', True),), page.limit, page.offset))
    entries = [
        {'identifier': asset.identifier, 'name': asset.name, 'custom_asset_type': asset.custom_type, 'notes': asset.notes} for asset in found.assets
    ]
    return collection_of(entries, found.found, found.total)


@routes.put('/assets/custom', summary='Add a custom asset; answers its identifier', request=CustomInput, response=fields.String())
def add_custom(context: Context, arguments: Any) -> str:
    identifier = context.app.custom_assets.add(arguments['name'].strip(), arguments['custom_asset_type'].strip(), arguments['notes'])
    context.app.notifier.data_changed('assets')
    return identifier


@routes.patch('/assets/custom', summary='Change a custom asset', request=CustomChange, response=flag())
def edit_custom(context: Context, arguments: Any) -> bool:
    context.app.custom_assets.edit(arguments['identifier'], arguments['name'].strip(), arguments['custom_asset_type'].strip(), arguments['notes'])
    context.app.notifier.data_changed('assets')
    return True


@routes.delete('/assets/custom', summary='Delete a custom asset', request=IdentifierRequest, response=flag())
def delete_custom(context: Context, arguments: Any) -> bool:
    from rotkehlchen.api.v1.asset import delete_asset

    context.app.custom_assets.refuse_others(arguments['identifier'])
    return bool(delete_asset(context, arguments))


@routes.get('/assets/custom/types', summary='Types that custom assets have so far', response=texts())
def custom_types(context: Context, arguments: Any) -> list[str]:
    return context.app.custom_assets.load_types()


# ------------------------------------------------------------------ as a file
class ExportRequest(RequestSchema):
    destination = Text(load_default=None, allow_none=True, maximum=4096)


class ImportRequest(RequestSchema):
    file = fields.Raw(required=True)


class FilePath(RequestSchema):
    file_path = Text(required=True, minimum=1, maximum=4096)


class ExportResult(fields.Field[Any]):
    """true, or {"file_path": ...}."""


@routes.put(
    '/assets/user', summary="The user's assets as a file, into a folder or to be downloaded",
    request=ExportRequest, response=ExportResult(), async_capable=True,
)
def export_assets(context: Context, arguments: Any) -> Any:
    content = context.app.export_user_assets()
    folder = Path(arguments['destination']) if arguments['destination'] else None
    if folder is None:
        return {'file_path': f'{int(time.time())}_{EXPORT_NAME}'}
    if not folder.is_absolute() or not folder.is_dir():
        raise InputError('destination: is not a folder on this computer', field='destination')
    try:
        write_atomically(folder / EXPORT_NAME, content)
    except OSError as error:
        raise StorageError(f'The file cannot be written: {error.strerror}.', code='export_failed') from None
    return True


@routes.get('/assets/user/download', summary="The user's assets as a file", request=FilePath, raw=True)
def download_assets(context: Context, arguments: Any) -> Any:
    return file_response(context.app.export_user_assets(), EXPORT_NAME, 'application/zip')


@routes.post('/assets/user', summary='Take in a file of user assets, all of it or nothing', request=ImportRequest, response=flag(), upload=True)
def import_assets(context: Context, arguments: Any) -> bool:
    context.app.import_user_assets(uploaded(arguments['file'], 'file', MAX_UPLOAD_BYTES))
    context.app.notifier.data_changed('assets')
    return True


# ------------------------------------------------------------------ symbols of places
class LocationSearch(RequestSchema):
    location = Text(load_default=None, allow_none=True)
    location_symbol = Text(load_default=None, allow_none=True)
    limit = Number(load_default=None, allow_none=True, minimum=-1)
    offset = Number(load_default=None, allow_none=True)


class CounterpartySearch(RequestSchema):
    counterparty = Text(load_default=None, allow_none=True)
    counterparty_symbol = Text(load_default=None, allow_none=True)
    limit = Number(load_default=None, allow_none=True, minimum=-1)
    offset = Number(load_default=None, allow_none=True)


class LocationKey(RequestSchema):
    location = Text(load_default=None, allow_none=True)
    location_symbol = Text(required=True, minimum=1)


class LocationEntry(LocationKey):
    asset = Asset(required=True)


class CounterpartyKey(RequestSchema):
    counterparty = Text(required=True, minimum=1)
    counterparty_symbol = Text(required=True, minimum=1)


class CounterpartyEntry(CounterpartyKey):
    asset = Asset(required=True)


class LocationEntries(RequestSchema):
    entries = Many(fields.Nested(LocationEntry), required=True, minimum=1)


class LocationKeys(RequestSchema):
    entries = Many(fields.Nested(LocationKey), required=True, minimum=1)


class CounterpartyEntries(RequestSchema):
    entries = Many(fields.Nested(CounterpartyEntry), required=True, minimum=1)


class CounterpartyKeys(RequestSchema):
    entries = Many(fields.Nested(CounterpartyKey), required=True, minimum=1)


class LocationMappingShape(Schema):
    asset = fields.String(required=True)
    location = fields.String(allow_none=True, required=True)
    location_symbol = fields.String(required=True)


class CounterpartyMappingShape(Schema):
    asset = fields.String(required=True)
    counterparty = fields.String(required=True)
    counterparty_symbol = fields.String(required=True)


def _mappings(arguments: Any, place: str) -> list[AssetMapping]:
    return [AssetMapping(entry[place], entry[f'{place}_symbol'], entry['asset']) for entry in arguments['entries']]


def _keys(arguments: Any, place: str) -> list[tuple[str | None, str]]:
    return [(entry[place], entry[f'{place}_symbol']) for entry in arguments['entries']]


def _page(repository: AssetMappingRepository, arguments: Any, place: str) -> dict[str, Any]:
    limit = arguments['limit']
    found = repository.load_page(
        MappingFilter(arguments[place] or None, arguments[f'{place}_symbol'] or None), None if limit in (None, NO_LIMIT) else limit, arguments['offset'] or 0,
    )
    entries = [{'asset': item.asset, place: item.place, f'{place}_symbol': item.symbol} for item in found.mappings]
    return collection_of(entries, found.found, found.total)


@routes.post(
    '/assets/locationmappings', summary='What exchanges call assets', login=False,
    request=LocationSearch, response=collection_shape(LocationMappingShape),
)
def find_location_mappings(context: Context, arguments: Any) -> dict[str, Any]:
    return _page(context.app.location_mappings, arguments, 'location')


@routes.put('/assets/locationmappings', summary='Add what an exchange calls an asset', login=False, request=LocationEntries, response=flag())
def add_location_mappings(context: Context, arguments: Any) -> bool:
    context.app.location_mappings.add(_mappings(arguments, 'location'))
    return True


@routes.patch('/assets/locationmappings', summary='Change what an exchange calls an asset', login=False, request=LocationEntries, response=flag())
def edit_location_mappings(context: Context, arguments: Any) -> bool:
    context.app.location_mappings.edit(_mappings(arguments, 'location'))
    return True


@routes.delete('/assets/locationmappings', summary='Delete what an exchange calls an asset', login=False, request=LocationKeys, response=flag())
def delete_location_mappings(context: Context, arguments: Any) -> bool:
    context.app.location_mappings.delete(_keys(arguments, 'location'))
    return True


@routes.post(
    '/assets/counterpartymappings', summary='What protocols call assets', login=False,
    request=CounterpartySearch, response=collection_shape(CounterpartyMappingShape),
)
def find_counterparty_mappings(context: Context, arguments: Any) -> dict[str, Any]:
    return _page(context.app.counterparty_mappings, arguments, 'counterparty')


@routes.put('/assets/counterpartymappings', summary='Add what a protocol calls an asset', login=False, request=CounterpartyEntries, response=flag())
def add_counterparty_mappings(context: Context, arguments: Any) -> bool:
    context.app.counterparty_mappings.add(_mappings(arguments, 'counterparty'))
    return True


@routes.patch('/assets/counterpartymappings', summary='Change what a protocol calls an asset', login=False, request=CounterpartyEntries, response=flag())
def edit_counterparty_mappings(context: Context, arguments: Any) -> bool:
    context.app.counterparty_mappings.edit(_mappings(arguments, 'counterparty'))
    return True


@routes.delete('/assets/counterpartymappings', summary='Delete what a protocol calls an asset', login=False, request=CounterpartyKeys, response=flag())
def delete_counterparty_mappings(context: Context, arguments: Any) -> bool:
    context.app.counterparty_mappings.delete(_keys(arguments, 'counterparty'))
    return True
