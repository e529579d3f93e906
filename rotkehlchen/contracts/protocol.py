"""What an on-chain protocol must be: `rules.py` with `RULES`, a sequence of decoding rules.

A rule says where it applies (addresses by chain, or a shape that many forks share), which log topic it reads, and what it
claims about the transfers beside that log. Rules are pure and depend on no order of loading.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol


class Rule(Protocol):
    """One rule. `where`: contract addresses by EVM chain id; `topic`: first topic of the log, 0x and 64 hex digits."""

    @property
    def where(self) -> Mapping[int, Sequence[str]]: ...

    @property
    def topic(self) -> str: ...
