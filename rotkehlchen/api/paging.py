"""Arguments of paged lists (`api.field.Page`) to what repositories take, and the answer's shape."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields

from rotkehlchen.api.shape import records
from rotkehlchen.core.errors import InputError
from rotkehlchen.storage.page import Page

NO_LIMIT = -1


def page_of(arguments: Mapping[str, Any]) -> Page:
    """A limit of null or -1 is none. `ascending` goes with `order_by_attributes`, one each; missing, all ascend."""
    attributes = arguments.get('order_by_attributes') or []
    ascending = arguments.get('ascending')
    if ascending is not None and len(ascending) != len(attributes):
        raise InputError('ascending must have one entry for each of order_by_attributes', field='ascending')
    limit = arguments.get('limit')
    return Page(
        limit=None if limit in (None, NO_LIMIT) else limit,
        offset=arguments.get('offset') or 0,
        order=tuple(zip(attributes, ascending or [True] * len(attributes), strict=True)),
    )


def collection_of(entries: list[Any], found: int, total: int) -> dict[str, Any]:
    """`found` match the filter, of `total`; nothing is limited."""
    return {'entries': entries, 'entries_found': found, 'entries_total': total, 'entries_limit': NO_LIMIT}


def collection_shape(entry: type[Schema]) -> type[Schema]:
    """Response schema of a paged list."""
    return type(f'{entry.__name__}Collection', (Schema,), {
        '__module__': entry.__module__,
        'entries': records(entry),
        'entries_found': fields.Integer(required=True),
        'entries_total': fields.Integer(required=True),
        'entries_limit': fields.Integer(required=True),
    })
