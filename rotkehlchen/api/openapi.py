"""The OpenAPI document, generated from the route table, and the page's and scripts' source of truth.

apispec turns the marshmallow schemas into JSON schemas; what it can't know (our field types, the envelope, tasks)
is added here. Imported only when somebody asks for the document.
"""

import re
from collections.abc import Iterable
from typing import Any, Final

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin, OpenAPIConverter
from marshmallow import Schema
from marshmallow.fields import Field

from rotkehlchen import __version__
from rotkehlchen.api.field import Address, Amount, Asset
from rotkehlchen.api.route import Route, Shape

PREFIX: Final = '/api/1'
_PATH_PARAMETER = re.compile(r'<(?:(\w+):)?(\w+)>')
_TYPES: Final = {'int': {'type': 'integer', 'minimum': 0}, 'string': {'type': 'string', 'minLength': 1}, None: {'type': 'string', 'minLength': 1}}
DESCRIPTION: Final = (
    'Every answer is `{"result": ..., "message": ""}`; on failure `result` is null, `message` is a sentence and `error` '
    'holds `code`, `params` and `retry` (never, later, next_source). Calls marked `async_query` answer `{"task_id": n}` '
    'when it is true; `GET /tasks/n` then gives the outcome once. Amounts are exact decimals as text. A value that is not '
    'known is left out, or is the text `NaN` where a member must be there; it is never zero.'
)
ERROR: Final[dict[str, Any]] = {
    'type': 'object',
    'required': ['result', 'message'],
    'properties': {
        'result': {'nullable': True},
        'message': {'type': 'string'},
        'error': {
            'type': 'object',
            'properties': {
                'code': {'type': 'string'},
                'params': {'type': 'object'},
                'retry': {'type': 'string', 'enum': ['never', 'later', 'next_source']},
            },
        },
    },
}


def describe(routes: Iterable[Route]) -> dict[str, Any]:
    """The document as a JSON-able mapping, paths sorted."""
    plugin = MarshmallowPlugin(schema_name_resolver=_schema_name)
    spec = APISpec('Portfolio tracker', __version__, '3.0.3', plugins=[plugin], info={'description': DESCRIPTION})
    converter: OpenAPIConverter = plugin.converter
    converter.add_attribute_function(_describe_own_field)
    spec.components.security_scheme('launch_token', {'type': 'http', 'scheme': 'bearer'})
    spec.components.schema('Error', ERROR)
    paths: dict[str, dict[str, Any]] = {}
    for route in sorted(routes, key=lambda item: (item.path, item.method)):
        path = PREFIX + _PATH_PARAMETER.sub(r'{\2}', route.path)
        paths.setdefault(path, {})[route.method.lower()] = _operation(route, converter)
    for path, operations in paths.items():
        spec.path(path=path, operations=operations)
    document: dict[str, Any] = spec.to_dict()
    document['security'] = [{'launch_token': []}]
    return document


def _operation(route: Route, converter: OpenAPIConverter) -> dict[str, Any]:
    in_path = _PATH_PARAMETER.findall(route.path)
    operation: dict[str, Any] = {
        'operationId': operation_id(route),
        'summary': route.summary,
        'tags': [route.area],
        'parameters': [{'in': 'path', 'name': name, 'required': True, 'schema': _TYPES.get(kind or None, _TYPES[None])} for kind, name in in_path],
        'responses': _responses(route, converter),
        'x-login-required': route.login,
        'x-async-capable': route.async_capable,
    }
    properties = _request_properties(route, converter, {name for _, name in in_path})
    if route.method == 'GET':
        operation['parameters'] += _query_parameters(properties)
    elif properties['properties']:
        content = {'application/json': {'schema': properties}}
        if route.upload:
            content['multipart/form-data'] = {'schema': properties}
        operation['requestBody'] = {'required': bool(properties.get('required')), 'content': content}
    return operation


def operation_id(route: Route) -> str:
    words = _PATH_PARAMETER.sub(r'by_\2', route.path).strip('/')
    return route.method.lower() + '_' + re.sub(r'[^a-zA-Z0-9]+', '_', words)


def _request_properties(route: Route, converter: OpenAPIConverter, in_path: set[str]) -> dict[str, Any]:
    described: dict[str, Any] = {'type': 'object', 'properties': {}}
    if route.request is not None:
        schema = route.request()
        described = dict(converter.schema2jsonschema(schema))
        described['properties'] = {name: value for name, value in described.get('properties', {}).items() if name not in in_path}
        described['required'] = [name for name in described.get('required', []) if name not in in_path]
        if not described['required']:
            del described['required']
    if route.async_capable:
        described['properties']['async_query'] = {'type': 'boolean', 'default': False}
    return described


def _query_parameters(properties: dict[str, Any]) -> list[dict[str, Any]]:
    required = properties.get('required', [])
    return [
        {'in': 'query', 'name': name, 'required': name in required, 'schema': schema,
         **({'style': 'form', 'explode': False} if schema.get('type') == 'array' else {})}
        for name, schema in properties['properties'].items()
    ]


def _responses(route: Route, converter: OpenAPIConverter) -> dict[str, Any]:
    failure = {'description': 'Refused or failed', 'content': {'application/json': {'schema': {'$ref': '#/components/schemas/Error'}}}}
    if route.raw:
        return {'200': {'description': 'The file', 'content': {'*/*': {'schema': {'type': 'string', 'format': 'binary'}}}}, 'default': failure}
    result = _result_schema(route.response, converter)
    if route.async_capable:
        result = {'oneOf': [result, {'type': 'object', 'required': ['task_id'], 'properties': {'task_id': {'type': 'integer'}}}]}
    body = {'type': 'object', 'required': ['result', 'message'], 'properties': {'result': result, 'message': {'type': 'string'}}}
    return {'200': {'description': route.summary, 'content': {'application/json': {'schema': body}}}, 'default': failure}


def _result_schema(shape: Shape, converter: OpenAPIConverter) -> dict[str, Any]:
    if shape is None:
        return {}
    if isinstance(shape, Field):
        described: dict[str, Any] = converter.field2property(shape)
        return described
    resolved: dict[str, Any] = converter.resolve_nested_schema(shape)
    return resolved


def _describe_own_field(_converter: OpenAPIConverter, field: Field[Any], **_options: Any) -> dict[str, Any]:
    if isinstance(field, Amount):
        return {'type': 'string', 'format': 'decimal', 'example': '1.5'}
    if isinstance(field, Asset):
        return {'type': 'string', 'format': 'asset', 'example': 'ETH'}
    if isinstance(field, Address):
        return {'type': 'string', 'format': 'evm-address', 'pattern': '^0x[0-9a-fA-F]{40}$'}
    return {}


def _schema_name(schema: type[Schema] | Schema | str) -> str:
    """Module and class, as names such as `Page` exist in several modules."""
    kind = schema if isinstance(schema, type) else type(schema)
    name: str = getattr(kind, '__name__', str(schema))
    module = getattr(kind, '__module__', '').rpartition('.')[2]
    return name if module == 'abc' else f'{module.title().replace("_", "")}{name}'
