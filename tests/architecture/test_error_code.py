"""Every error code of the API is documented, and the document is that of the source."""

from pathlib import Path

import pytest

from rotkehlchen.api.envelope import STATUS_OF_CODE
from tools.error_codes import TARGET, Found, compose, find_codes, find_problems, load_sentences


@pytest.fixture(scope='module')
def codes() -> Found:
    """Of all sources, which takes seconds to read."""
    return find_codes()


def test_every_error_code_has_its_sentence(codes: Found) -> None:
    assert find_problems(codes, load_sentences()) == []


def test_document_is_up_to_date(codes: Found) -> None:
    assert TARGET.read_text() == compose(codes, load_sentences()), 'run python -m tools.error_codes'


def test_code_with_a_status_of_its_own_is_one_that_is_answered(codes: Found) -> None:
    assert set(STATUS_OF_CODE) <= set(codes)


@pytest.mark.parametrize(('source', 'code', 'status'), [
    ("raise ConflictError('no', code='some_code')", 'some_code', '409'),
    ("class OwnError(AppError):\n    code: ClassVar[str] = 'some_code'", 'some_code', ''),
    ("X = 'some_code'\nraise errors.NotFoundError('no', code=X)", 'some_code', '404'),
    ("raise InputError('no', code='some_code' if a else 'other')", 'other', '400'),
    ("Refusal(421, 'some_code', 'no')", 'some_code', '421'), ("x = {'code': 'some_code', 'params': {}}", 'some_code', ''),
    ("{404: 'some_code'}.get(status, 'other')", 'other', '4xx'),
])
def test_code_is_found_in_the_ways_it_is_written(tmp_path: Path, source: str, code: str, status: str) -> None:
    (tmp_path / 'module.py').write_text(source)
    found = find_codes(tmp_path)
    assert found[code] == {status}
    assert f'the error code {code} is not documented' in '\n'.join(find_problems(found, {}))


def test_sentence_that_nothing_answers_is_a_problem(codes: Found) -> None:
    assert 'gone' in '\n'.join(find_problems(codes, {**load_sentences(), 'gone': 'x'}))
