"""Values that are made by the hundred thousand.

A frozen dataclass sets each field through `object.__setattr__`, which takes four times as long as a plain one. The type checker takes a
`record` for a frozen dataclass and refuses every assignment; at run time it is a plain one with the same equality and hash.
"""

from typing import TYPE_CHECKING, Any

__all__ = ['record']

if TYPE_CHECKING:
    from dataclasses import dataclass as record
else:
    from dataclasses import dataclass

    def record(*, frozen: bool, slots: bool) -> Any:
        """As `dataclass(frozen=True, slots=True)`: both must be said, since the type checker reads them."""
        if not (frozen and slots):
            raise TypeError('a record is frozen and has slots')
        return dataclass(slots=True, unsafe_hash=True)
