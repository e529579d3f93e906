"""Frozen values made in a third of the time: a long report makes hundreds of thousands of lines, and half of its time went into their making.

A frozen dataclass sets each field by a call of `object.__setattr__`. Here a plain twin with the same slots is filled, and then becomes the frozen one, which
Python allows for classes of one layout. What comes out is the frozen class, with all that it does.
"""

from collections.abc import Callable
from dataclasses import fields, make_dataclass
from typing import Any, TypeVar

T = TypeVar('T')


def maker_of(kind: type[T]) -> Callable[..., T]:
    """A function that takes all fields of `kind`, a frozen dataclass with slots, in their order and without defaults."""
    twin: Any = make_dataclass(f'_{kind.__name__}', [(one.name, object) for one in fields(kind)], slots=True)  # type: ignore[arg-type]

    def make(*values: object) -> T:
        made: Any = twin(*values)
        made.__class__ = kind
        return made  # type: ignore[no-any-return]

    return make
