"""Writes clients/python/rotkehlchen_client.py: base.py, and a method for each operation of the OpenAPI document.

`python -m tools.python_client` writes it, `--check` fails when the file is not what would be written.
"""

import argparse
import re
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from rotkehlchen.api.openapi import describe
from rotkehlchen.api.table import load_routes

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent.parent / 'clients' / 'python' / 'rotkehlchen_client.py'
WIDTH: Final = 150
TYPES: Final = {'string': 'str', 'integer': 'int', 'number': 'Decimal | str', 'boolean': 'bool', 'array': 'list[Any]', 'object': 'dict[str, Any]'}
IN_PATH: Final = re.compile(r'\{(\w+)\}')
MOST_WORDS: Final = 12
NO_BREAK: Final = '\0'
Json = Mapping[str, Any]


def compose(document: Json) -> str:
    methods = [
        '\n'.join(_method(path.removeprefix('/api/1'), verb.upper(), operation, document))
        for path, operations in sorted(document['paths'].items()) for verb, operation in sorted(operations.items())
    ]
    head = 'class Client(Transport):\n    """A method for each route. See the module\'s own text."""\n'
    return (HERE / 'base.py').read_text() + '\n\n' + head + '\n' + '\n\n'.join(methods) + '\n'


def _method(path: str, verb: str, operation: Json, document: Json) -> Iterator[str]:
    in_path = [one['name'] for one in operation['parameters'] if one['in'] == 'path']
    schemas = dict(_arguments(operation))
    is_file = _is_file(operation)
    required = [name for name in schemas if schemas[name][1]]
    keywords = [f'{name}: {_type(schemas[name][0])}' for name in required]
    keywords += [f'{name}: {_type(schema)} = UNSET' for name, (schema, is_required) in schemas.items() if not is_required]
    keywords += ['save_to: str | os.PathLike[str] | None = None'] if is_file else []
    positional = ['self', *(f'{name}: {_path_type(operation, name)}' for name in in_path)]
    yield from _signature(operation['operationId'], [*positional, *(['*', *keywords] if keywords else [])], 'Any' if is_file else _result(operation, document))
    yield from _docstring(verb, path, operation, schemas, document)
    yield from _body(verb, path, operation, schemas, is_file=is_file)


def _arguments(operation: Json) -> Iterator[tuple[str, tuple[Json, bool]]]:
    for one in operation['parameters']:
        if one['in'] == 'query' and one['name'] != 'async_query':
            yield one['name'], (one['schema'], one['required'])
    schema = operation.get('requestBody', {}).get('content', {}).get('application/json', {}).get('schema', {})
    uploads = 'multipart/form-data' in operation.get('requestBody', {}).get('content', {})
    for name, member in schema.get('properties', {}).items():
        if name != 'async_query':
            yield name, ({**member, 'x-upload': uploads and 'file' in name}, name in schema.get('required', []))


def _type(schema: Json) -> str:
    if schema.get('x-upload'):
        return 'Path | str'
    words = TYPES.get(schema.get('type', ''), 'dict[str, Any]' if '$ref' in schema or 'allOf' in schema else 'Any')
    if schema.get('format') == 'decimal':
        words = 'Decimal | str'
    return f'{words} | None' if schema.get('nullable') and words != 'Any' else words


def _path_type(operation: Json, name: str) -> str:
    return _type(next(one['schema'] for one in operation['parameters'] if one['name'] == name and one['in'] == 'path'))


def _is_file(operation: Json) -> bool:
    return '*/*' in operation['responses']['200']['content']


def _result_schema(operation: Json) -> Json:
    content = operation['responses']['200']['content']
    if '*/*' in content:
        return {}
    found: Json = content['application/json']['schema']['properties']['result']
    return found['oneOf'][0] if 'oneOf' in found and operation['x-async-capable'] else found


def _result(operation: Json, _document: Json) -> str:
    return _type(_result_schema(operation))


def _signature(name: str, parameters: list[str], result: str) -> Iterator[str]:
    line = f'    def {name}({", ".join(parameters)}) -> {result}:'
    if len(line) <= WIDTH:
        yield line
        return
    yield f'    def {name}('
    yield from _lines(parameters)
    yield f'    ) -> {result}:'


def _lines(parts: Iterable[str]) -> Iterator[str]:
    """Parts with commas, broken between them alone."""
    kept = ', '.join(part.replace(' ', NO_BREAK) for part in parts) + ','
    for line in textwrap.wrap(kept, WIDTH, initial_indent=' ' * 12, subsequent_indent=' ' * 12, break_long_words=False, break_on_hyphens=False):
        yield line.replace(NO_BREAK, ' ')


def _docstring(verb: str, path: str, operation: Json, schemas: Mapping[str, tuple[Json, bool]], document: Json) -> Iterator[str]:
    words = [f'{operation["summary"]}. `{verb} {path}`'.replace('\\', '\\\\')]
    for name, (schema, _) in schemas.items():
        told = []
        if (values := [str(one) for one in schema.get('enum', []) if one is not None]):
            told.append(', '.join(values[:MOST_WORDS]) + (', ...' if len(values) > MOST_WORDS else ''))
        if 'description' in schema:
            told.append(schema['description'])
        if schema.get('x-upload'):
            told.append('a Path is uploaded')
        if told:
            words.append(f'{name}: {"; ".join(told)}')
    if _is_file(operation):
        words.append('Answers bytes, or the path of `save_to`.')
    elif (members := _members(_result_schema(operation), document)):
        words.append(f'Answers {members}.')
    if len(words) == 1 and len(words[0]) < WIDTH - 14:
        yield f'        """{words[0]}"""'
        return
    yield from textwrap.wrap(words[0], WIDTH, initial_indent=' ' * 8 + '"""', subsequent_indent=' ' * 8)
    yield ''
    for one in words[1:]:
        yield from textwrap.wrap(one.replace('"""', "'''"), WIDTH, initial_indent=' ' * 8, subsequent_indent=' ' * 12)
    yield '        """'


def _members(schema: Json, document: Json) -> str:
    if schema.get('type') == 'array':
        inner = _members(schema.get('items', {}), document)
        return f'a list, each {inner}' if inner else ''
    if '$ref' in schema:
        name = schema['$ref'].rpartition('/')[2]
        return 'members ' + ', '.join(document['components']['schemas'][name].get('properties', {}))
    return ''


def _body(verb: str, path: str, operation: Json, schemas: Mapping[str, tuple[Json, bool]], *, is_file: bool) -> Iterator[str]:
    place = IN_PATH.sub(lambda found: '{_piece(' + found[1] + ')}', path)
    literal = f"f'{place}'" if place != path else f"'{path}'"
    arguments = [f"'{name}': {name}" for name in schemas]
    options = [f'as_task={operation["x-async-capable"]}'] if operation['x-async-capable'] else []
    options += ['save_to=save_to, is_file=True'] if is_file else []
    parts = [f"'{verb}'", literal, *(['{' + ', '.join(arguments) + '}'] if schemas else []), *options]
    line = f'        return self.call({", ".join(parts)})'
    if len(line) <= WIDTH:
        yield line
        return
    yield f"        return self.call('{verb}', {literal}, {{"
    yield from _lines(arguments)
    yield f'        }}{"".join(f", {one}" for one in options)})'


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--check', action='store_true')
    wanted = compose(describe(load_routes()))
    if parser.parse_args().check:
        if not TARGET.exists() or TARGET.read_text() != wanted:
            print(f'{TARGET} is out of date: run python -m tools.python_client', file=sys.stderr)
            return 1
        return 0
    TARGET.write_text(wanted)
    return 0


if __name__ == '__main__':
    sys.exit(main())
