"""Routes of tags. Each answers all tags by name."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields

from rotkehlchen.api.field import RequestSchema, Text
from rotkehlchen.api.route import Context, RouteTable
from rotkehlchen.api.shape import by_name
from rotkehlchen.core.color import parse_color
from rotkehlchen.core.errors import InputError
from rotkehlchen.services.task import Outcome

routes = RouteTable('tags')


class Color(fields.String):
    """Six hex digits without '#'."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        try:
            return parse_color(value, field='')
        except InputError as error:
            raise ValidationError(error.message.strip()) from None


class TagName(RequestSchema):
    name = Text(required=True, minimum=1, maximum=100)


class NewTag(TagName):
    description = Text(load_default=None, allow_none=True, maximum=1000, lines=True)
    background_color = Color(load_default=None, allow_none=True)
    foreground_color = Color(load_default=None, allow_none=True)


class TagChanges(TagName):
    new_name = Text(allow_none=True, minimum=1, maximum=100)
    description = Text(allow_none=True, maximum=1000, lines=True)
    background_color = Color(allow_none=True)
    foreground_color = Color(allow_none=True)


class TagShape(Schema):
    name = fields.String(required=True)
    description = fields.String(required=True, allow_none=True)
    background_color = fields.String(required=True)
    foreground_color = fields.String(required=True)


def tags_of(context: Context) -> dict[str, Any]:
    return {
        tag.name: {
            'name': tag.name, 'description': tag.description,
            'background_color': tag.background_color, 'foreground_color': tag.foreground_color,
        }
        for tag in context.user.tags.all()
    }


@routes.get('/tags', summary='Tags by name', response=by_name(fields.Nested(TagShape)))
def get_tags(context: Context, arguments: Any) -> dict[str, Any]:
    return tags_of(context)


@routes.put('/tags', summary='Create a tag', request=NewTag, response=by_name(fields.Nested(TagShape)))
def put_tag(context: Context, arguments: Any) -> dict[str, Any]:
    context.user.tags.add(**arguments)
    return tags_of(context)


@routes.patch('/tags', summary='Change or rename a tag', request=TagChanges, response=by_name(fields.Nested(TagShape)))
def patch_tag(context: Context, arguments: Any) -> dict[str, Any]:
    changes = {name: value for name, value in arguments.items() if name != 'name' and (value is not None or name == 'description')}
    if not changes:
        raise InputError('Give at least one of new_name, description, background_color and foreground_color.', field='new_name')
    context.user.tags.edit(arguments['name'], **changes)
    return tags_of(context)


@routes.delete('/tags', summary='Delete a tag everywhere', request=TagName, response=by_name(fields.Nested(TagShape)))
def delete_tag(context: Context, arguments: Any) -> Outcome:
    uses = context.user.tags.delete(arguments['name'])
    return Outcome(tags_of(context), f'Accounts and balances that had the tag: {uses}.' if uses else '')
