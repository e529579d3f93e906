from pathlib import Path
from typing import Any

import pytest

from tests.conformance import web_client
from tests.contract.client_shape import find_mismatch


@pytest.mark.parametrize(('value', 'shape'), [
    ('a', 'string'), (None, 'string | null'), (1, 'number | string'), ('b', 'enum(a, b) | null'), ('x', '="x" | ="y"'),
    ([], ['string']), ({'a': 1, 'extra': 2}, {'a': 'number', 'b?': 'string'}), ({'k': [1]}, {'<key>': ['number']}),
    (['a'], {'any of': [['number'], ['string']]}), (object(), None),
    (['1', 2], ['number | string', 'number']), (None, {'or null': ['string']}), ('1.5', 'decimal string|int'), ([], ['empty']),
])
def test_value_that_fits_is_no_mismatch(value: Any, shape: Any) -> None:
    assert find_mismatch(value, shape) is None


@pytest.mark.parametrize(('value', 'shape', 'place'), [
    (1, 'string', 'result'), (True, 'number', 'result'), ('c', 'enum(a, b)', 'result'), ({}, {'a': 'number'}, 'result.a'),
    ([1, 'a'], ['number'], 'result.1'), ({'k': 'x'}, {'<key>': 'number'}, 'result.k'), ({'b': 1}, {'b?': 'string'}, 'result.b'),
    (None, {'any of': ['string', ['string']]}, 'result'), ([], {'a?': 'string'}, 'result'),
    (['1'], ['number | string', 'number'], 'result'), (['1', '2'], ['string', 'number'], 'result.1'),
    ('1e5', 'decimal string', 'result'), ([1], {'or null': ['string']}, 'result.0'),
])
def test_value_that_does_not_fit_is_named(value: Any, shape: Any, place: str) -> None:
    assert str(find_mismatch(value, shape)).startswith(place)


def test_record_that_is_not_beside_the_project_skips_with_the_reason(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(web_client, 'NEEDS', tmp_path / 'client_needs.json')
    with pytest.raises(pytest.skip.Exception, match='not beside the project'):
        web_client.load_record()
