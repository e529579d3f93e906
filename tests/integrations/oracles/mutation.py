"""Garbage for parsers: a documented answer, damaged in one place, or any JSON at all."""

import copy
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=20),
    st.just(Decimal('NaN')), st.just(Decimal('-1')), st.just(Decimal('1E+400')),
    st.just(0), st.just('1_000'), st.just('\uff11\uff12'), st.floats(allow_nan=True), st.just({}), st.just([]))
ANY_JSON = st.recursive(
    SCALARS, lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=12), inner, max_size=4)), max_leaves=20)


def paths(value: Any, prefix: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [prefix]
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        found += paths(inner, (*prefix, key))
    return found


@st.composite
def damaged(draw: st.DrawFn, original: Any) -> Any:
    """The answer with one value at any depth replaced by garbage, or removed."""
    value = copy.deepcopy(original)
    path = draw(st.sampled_from(paths(value)))
    if not path:
        return draw(ANY_JSON)
    holder = value
    for key in path[:-1]:
        holder = holder[key]
    if isinstance(holder, dict) and draw(st.booleans()):
        del holder[path[-1]]
    else:
        holder[path[-1]] = draw(ANY_JSON)
    return value
