"""Response shapes that many routes share. They document answers, and tests check answers against them."""

from typing import Any

from marshmallow import Schema, fields


def flag(**options: Any) -> fields.Boolean:
    return fields.Boolean(metadata={'description': 'true'}, **options)


def texts() -> fields.List[Any]:
    return fields.List(fields.String())


def records(schema: type[Schema]) -> fields.List[Any]:
    return fields.List(fields.Nested(schema))


def by_name(inner: fields.Field[Any]) -> fields.Dict:
    """Object whose member names are data."""
    return fields.Dict(keys=fields.String(), values=inner)
