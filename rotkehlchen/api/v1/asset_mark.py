"""Routes of assets that the user ignores, trusts or calls spam."""

from typing import Any

from marshmallow import Schema, fields

from rotkehlchen.api.field import Asset, Many, RequestSchema
from rotkehlchen.api.route import Context, RouteTable
from rotkehlchen.api.shape import flag, texts

routes = RouteTable('assets')


class AssetsRequest(RequestSchema):
    assets = Many(Asset(), required=True, minimum=1)


class TokensRequest(RequestSchema):
    tokens = Many(Asset(), required=True, minimum=1)


class TokenRequest(RequestSchema):
    token = Asset(required=True)


class MarkShape(Schema):
    successful = fields.List(fields.String(), required=True)
    no_action = fields.List(fields.String(), required=True)


@routes.get('/assets/ignored', summary='Ignored assets', response=texts(), aliases=('/assets/ignored',))
def get_ignored(context: Context, arguments: Any) -> list[str]:
    return context.user.asset_marks.ignored()


@routes.put('/assets/ignored', summary='Ignore assets', request=AssetsRequest, response=MarkShape)
def put_ignored(context: Context, arguments: Any) -> dict[str, Any]:
    done = context.user.asset_marks.ignore(arguments['assets'])
    return {'successful': done.successful, 'no_action': done.no_action}


@routes.delete('/assets/ignored', summary='Stop ignoring assets', request=AssetsRequest, response=MarkShape)
def delete_ignored(context: Context, arguments: Any) -> dict[str, Any]:
    done = context.user.asset_marks.stop_ignoring(arguments['assets'])
    return {'successful': done.successful, 'no_action': done.no_action}


@routes.get('/assets/ignored/whitelist', summary='Tokens that are never taken for spam', response=texts())
def get_whitelist(context: Context, arguments: Any) -> list[str]:
    return context.user.asset_marks.whitelisted()


@routes.post('/assets/ignored/whitelist', summary='Never take a token for spam', request=TokenRequest, response=flag())
def post_whitelist(context: Context, arguments: Any) -> bool:
    context.user.asset_marks.whitelist(arguments['token'])
    return True


@routes.delete('/assets/ignored/whitelist', summary='Take a token off the whitelist', request=TokenRequest, response=flag())
def delete_whitelist(context: Context, arguments: Any) -> bool:
    context.user.asset_marks.stop_whitelisting(arguments['token'])
    return True


@routes.post('/assets/spam', summary='Call tokens spam', request=TokensRequest, response=flag())
def post_spam(context: Context, arguments: Any) -> bool:
    context.user.asset_marks.mark_spam(arguments['tokens'])
    return True


@routes.delete('/assets/spam', summary='Take back that a token is spam', request=TokenRequest, response=flag())
def delete_spam(context: Context, arguments: Any) -> bool:
    context.user.asset_marks.unmark_spam(arguments['token'])
    return True
