"""A page of history, as exchanges and importers give it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from rotkehlchen.core.issue import Issue

Entry = TypeVar('Entry', covariant=True)


@dataclass(frozen=True, slots=True)
class Page(Generic[Entry]):
    """`entries` oldest first; a row that could not be read is an issue, not an exception.

    `cursor` is where to go on from, None after the last page. It is stored only together with the page's entries, so that
    a page that failed is asked for again; the same cursor gives the same entries again.
    """

    entries: Sequence[Entry]
    issues: Sequence[Issue]
    cursor: str | None
