"""Routes of pictures: of assets one by one and many at once, the user's own, and the caches' emptying."""

from pathlib import Path
from typing import Any

from flask import Response
from marshmallow import fields

from rotkehlchen.api.download import uploaded
from rotkehlchen.api.field import Asset, Flag, Many, OneOf, RequestSchema
from rotkehlchen.api.route import Context, RouteTable
from rotkehlchen.api.shape import by_name, flag
from rotkehlchen.core.errors import InputError, NotFoundError
from rotkehlchen.services.assets.icon import MAX_BYTES

routes = RouteTable('assets')
MAX_ICONS = 500


class IconRequest(RequestSchema):
    asset_id = Asset(required=True)


class IconsRequest(RequestSchema):
    identifiers = Many(Asset(), required=True, maximum=MAX_ICONS)
    only_own = Flag(load_default=False, metadata={'description': 'Leave out the shipped ones: null where the user uploaded none.'})


class AssetRequest(RequestSchema):
    asset = Asset(required=True)


class UploadRequest(AssetRequest):
    file = fields.Raw(required=True)


class CacheRequest(RequestSchema):
    cache_type = OneOf(('icons', 'avatars'), required=True)


class IconShape(fields.Field[Any]):
    """{"identifier": ...}."""


@routes.get('/assets/icon', summary='The picture of an asset', login=False, request=IconRequest, raw=True, embeddable=True, aliases=('/assets/icon',))
def get_icon(context: Context, arguments: Any) -> Any:
    icon = context.app.icons.find(arguments['asset_id'])
    if icon is None:
        raise NotFoundError(f'There is no picture of {arguments["asset_id"]}.', asset=arguments['asset_id'])
    return Response(icon.content, content_type=icon.media_type, headers={
        'Cache-Control': 'private, max-age=86400', 'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    })


@routes.post(
    '/assets/icons', summary='Pictures of many assets as data URLs; null where there is none', login=False,
    request=IconsRequest, response=by_name(fields.String(allow_none=True)),
)
def get_icons(context: Context, arguments: Any) -> dict[str, str | None]:
    icons = context.app.icons
    found = icons.find_own(arguments['identifiers']) if arguments['only_own'] else icons.find_many(arguments['identifiers'])
    return {asset: None if icon is None else icon.data_url for asset, icon in found.items()}


@routes.post('/assets/icon/modify', summary='Upload a picture of an asset', login=False, request=UploadRequest, response=IconShape(), upload=True)
def upload_icon(context: Context, arguments: Any) -> dict[str, str]:
    context.app.icons.save(arguments['asset'], uploaded(arguments['file'], 'file', MAX_BYTES))
    context.app.notifier.data_changed('assets')
    return {'identifier': arguments['asset']}


@routes.put('/assets/icon/modify', summary='Take a picture of an asset from a path', login=False, request=UploadRequest, response=IconShape())
def set_icon(context: Context, arguments: Any) -> dict[str, str]:
    path = Path(str(arguments['file']))
    if not path.is_absolute() or path.suffix.lower() not in ('.png', '.jpg', '.jpeg', '.gif', '.webp', '.svg'):
        raise InputError('file: must be the whole path of a picture', field='file')
    try:
        with path.open('rb') as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f'file: cannot be read: {error.strerror}', field='file') from None
    context.app.icons.save(arguments['asset'], content)
    context.app.notifier.data_changed('assets')
    return {'identifier': arguments['asset']}


@routes.patch('/assets/icon/modify', summary='Back to the shipped picture', login=False, request=AssetRequest, response=flag())
def reset_icon(context: Context, arguments: Any) -> bool:
    if context.app.assets.find(arguments['asset']) is None:
        raise NotFoundError(f'{arguments["asset"]} is not a known asset.', asset=arguments['asset'])
    context.app.icons.remove(arguments['asset'])
    context.app.notifier.data_changed('assets')
    return True


@routes.post('/cache/<string:cache_type>/clear', area='system', summary='Empty a cache', request=CacheRequest, response=flag())
def clear_cache(context: Context, arguments: Any) -> bool:
    """Shipped pictures are no cache, and avatars are forgotten with the names they belong to."""
    if arguments['cache_type'] == 'avatars':
        context.user.ens.forget()
    return True
