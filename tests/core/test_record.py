"""A record behaves like a frozen dataclass, but for the assignments that the type checker refuses."""

import pickle
from dataclasses import dataclass, replace

import pytest

from rotkehlchen.core.record import record


@record(frozen=True, slots=True)
class Fast:
    name: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class Plain:
    name: str
    count: int = 0


def test_it_has_the_equality_hash_and_words_of_a_frozen_dataclass() -> None:
    assert Fast('a') == Fast('a', 0) != Fast('a', 1)
    assert hash(Fast('a', 2)) == hash(Plain('a', 2))
    assert repr(Fast('a')) == repr(Plain('a')).replace('Plain', 'Fast')
    assert replace(Fast('a'), count=3) == Fast('a', 3)
    assert pickle.loads(pickle.dumps(Fast('a', 4))) == Fast('a', 4)


def test_it_takes_no_other_attributes_and_no_other_options() -> None:
    with pytest.raises(AttributeError):
        Fast('a').other = 1  # type: ignore[attr-defined]
    with pytest.raises(TypeError, match='frozen'):
        record(frozen=False, slots=True)
