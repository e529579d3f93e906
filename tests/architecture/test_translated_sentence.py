"""The client tells the backend's sentences in other languages by a table of them: each of those must be one that the backend says."""

import ast
import re
from functools import cache
from pathlib import Path

import orjson
import pytest

PROJECT = Path(__file__).resolve().parents[2]
TABLES = sorted((PROJECT / 'frontend' / 'src' / 'app' / 'locales' / 'backend').glob('*.json'))
_PLACE = re.compile(r'\{[^{}]*\}')


def shape(sentence: str) -> str:
    """Without the names of what differs, the field in front and the full stop."""
    return _PLACE.sub('{}', sentence).removesuffix('.')


@cache
def said() -> frozenset[str]:
    found = set()
    for file in (PROJECT / 'rotkehlchen').rglob('*.py'):
        for node in ast.walk(ast.parse(file.read_text(encoding='utf-8'))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                text = shape(node.value)
            elif isinstance(node, ast.JoinedStr):
                text = shape(''.join(part.value if isinstance(part, ast.Constant) else '{}' for part in node.values))  # type: ignore[misc]
            else:
                continue
            found |= {text, text.partition(': ')[2], text.partition(' ')[2]}
    return frozenset(found)


@pytest.mark.parametrize('table', TABLES, ids=lambda table: table.stem)
def test_every_sentence_of_the_table_is_one_of_the_backend(table: Path) -> None:
    sentences: dict[str, str] = orjson.loads(table.read_bytes())
    assert sentences
    for sentence in map(shape, sentences):
        assert {sentence, sentence.partition(': ')[2], sentence.removeprefix('{} ')} & said(), sentence
    for sentence, told in sentences.items():
        assert set(_PLACE.findall(told)) <= set(_PLACE.findall(sentence)), sentence
