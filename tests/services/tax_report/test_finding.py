"""Whatever the engine could not know has words: in forms, in files, and in the client in both languages."""

import json
import re
from pathlib import Path

import pytest

from rotkehlchen.contracts.tax_form import WORDS_OF_FINDING
from rotkehlchen.services.tax_report.rendering.source import FINDING_WORDS

ROOT = Path(__file__).parents[3]
TOLD = re.compile(r"(?:tell_finding\(|Finding\(|kind = )'([a-z_]+)'(?: if .* else '([a-z_]+)')?")
SOURCES = (ROOT / 'rotkehlchen' / 'accounting').rglob('*.py')
KINDS = sorted({kind for path in SOURCES for found in TOLD.findall(path.read_text('utf-8')) for kind in found if kind})


def test_kinds_are_found_where_they_are_told() -> None:
    assert {'missing_acquisition', 'missing_lot', 'missing_price', 'giver_cost', 'bad_adjustment', 'unknown_pair', 'unmatched_transfer'} <= set(KINDS)


@pytest.mark.parametrize('kind', KINDS)
def test_finding_has_words(kind: str) -> None:
    assert WORDS_OF_FINDING[kind]
    assert FINDING_WORDS[kind]
    told = json.loads((ROOT / 'frontend' / 'src' / 'app' / 'locales' / 'backend' / 'de.json').read_text('utf-8'))
    assert told[WORDS_OF_FINDING[kind]], 'forms are shown in German'
    for language in ('en', 'de'):
        words = json.loads((ROOT / 'frontend' / 'src' / 'app' / 'locales' / f'{language}.json').read_text('utf-8'))['tax']['finding'][kind]
        assert words['title']
        assert words['text'], 'what to do about it'
