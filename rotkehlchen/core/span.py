"""Spans of whole numbers, both ends included: which parts of one are not in a list of others."""

from collections.abc import Iterable
from typing import NamedTuple


class Span(NamedTuple):
    first: int
    last: int


def merge_spans(spans: Iterable[tuple[int, int]]) -> list[Span]:
    """The same numbers in as few spans as possible, in order. Spans that touch become one."""
    merged: list[Span] = []
    for first, last in sorted(spans):
        if merged and first <= merged[-1].last + 1:
            merged[-1] = Span(merged[-1].first, max(last, merged[-1].last))
        elif first <= last:
            merged.append(Span(first, last))
    return merged


def find_holes(first: int, last: int, done: Iterable[tuple[int, int]]) -> list[Span]:
    """What of `first` to `last` no span covers, in order."""
    holes: list[Span] = []
    start = first
    for span in merge_spans(done):
        if span.last < start:
            continue
        if span.first > last:
            break
        if span.first > start:
            holes.append(Span(start, span.first - 1))
        start = span.last + 1
    if start <= last:
        holes.append(Span(start, last))
    return holes
