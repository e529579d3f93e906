"""How strictly the established web client checks answers, as `reference/client_needs.json` beside the project records it.

The notation: 'string', 'number | null', 'enum(a, b)', '="word"', [shape] for a list, [shape, shape] for a list of as many,
{"member": shape, "optional?": shape}, {"<key>": shape} for an object whose members are data, {"any of": [shapes]},
{"or null": shape}, null for anything. What was only seen, not checked, has words of its own: 'decimal string', 'int',
'bool', and ["empty"] for a list that was empty.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

NEEDS = Path(__file__).resolve().parents[3] / 'shared' / 'reference' / 'client_needs.json'
_CHECKS = {
    'any': lambda value: True,
    'null': lambda value: value is None,
    'string': lambda value: isinstance(value, str),
    'boolean': lambda value: isinstance(value, bool),
    'number': lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    'integer': lambda value: isinstance(value, int) and not isinstance(value, bool),
    'int': lambda value: isinstance(value, int) and not isinstance(value, bool),
    'bool': lambda value: isinstance(value, bool),
    'decimal string': lambda value: isinstance(value, str) and _DECIMAL.fullmatch(value) is not None,
    'empty': lambda value: True,
}
_DECIMAL = re.compile(r'-?[0-9]+(\.[0-9]+)?|NaN')


def load_checks() -> dict[tuple[str, str], Any]:
    """What the client checks of each (method, path), task results included. Skips the test where the file is not found."""
    if not NEEDS.is_file():
        pytest.skip('the record of the client is not beside the project')
    recorded = json.loads(NEEDS.read_text())
    found: dict[tuple[str, str], Any] = {}
    for row in [*recorded['endpoints'], *recorded['in_client_but_not_recorded']]:
        checks = {**row.get('checked_by', {}), **row.get('task_result_checked_by', {})}
        if checks:
            found[row['method'], re.sub(r'\{[^}]*\}', '{}', row['path'])] = {'any of': list(checks.values())}
    return found


def find_mismatch(value: Any, shape: Any, path: str = 'result') -> str | None:
    """Where and why `value` would be refused, None if it fits."""
    if shape is None:
        return None
    if isinstance(shape, str):
        fits = any(_fits_word(value, word) for word in _words(shape))
        return None if fits else f'{path}: {value!r} is not {shape}'
    if isinstance(shape, list):
        if not isinstance(value, list):
            return f'{path}: {value!r} is not a list'
        if len(shape) > 1 and len(shape) != len(value):
            return f'{path}: {value!r} has not {len(shape)} entries'
        shapes = shape if len(shape) > 1 else shape * len(value)
        found = (find_mismatch(item, one, f'{path}.{number}') for number, (item, one) in enumerate(zip(value, shapes, strict=True)))
        return next((problem for problem in found if problem), None)
    if 'any of' in shape:
        problems = [find_mismatch(value, one, path) for one in shape['any of']]
        return None if None in problems else ' / '.join(str(problem) for problem in problems)
    if 'or null' in shape:
        return None if value is None else find_mismatch(value, shape['or null'], path)
    return _find_object_mismatch(value, shape, path)


def _find_object_mismatch(value: Any, shape: Mapping[str, Any], path: str) -> str | None:
    if not isinstance(value, dict):
        return f'{path}: {value!r} is not an object'
    named = {key.removesuffix('?'): (one, key.endswith('?')) for key, one in shape.items() if key != '<key>'}
    for name, (one, is_optional) in named.items():
        if name not in value:
            if not is_optional:
                return f'{path}.{name} is missing'
        elif problem := find_mismatch(value[name], one, f'{path}.{name}'):
            return problem
    rest = (find_mismatch(item, shape['<key>'], f'{path}.{name}') for name, item in value.items() if name not in named and '<key>' in shape)
    return next((problem for problem in rest if problem), None)


def _words(shape: str) -> list[str]:
    return [word.strip() for word in re.split(r'\|(?![^(]*\))', shape)]


def _fits_word(value: Any, word: str) -> bool:
    if word in _CHECKS:
        return bool(_CHECKS[word](value))
    if word.startswith('enum('):
        return isinstance(value, str) and value in [one.strip() for one in word[5:-1].split(',')]
    if word.startswith('='):
        return bool(value == json.loads(word[1:]))
    raise AssertionError(f'unknown word of the notation: {word}')
