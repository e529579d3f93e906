"""Pages of a finished report: the lines of a filter, in an order, from anywhere in it.

In the order of the report the table of parts says where a page is, and one or two parts are opened. For another order or a filter that the table
knows nothing of, all lines are read once and those that are wanted are kept, packed in that order, until other views need the room.
"""

import threading
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from rotkehlchen.core.errors import InputError
from rotkehlchen.core.money import from_text
from rotkehlchen.services.tax_report import packing
from rotkehlchen.services.tax_report.packing import Row, pack_rows, unpack
from rotkehlchen.storage.page import Page
from rotkehlchen.storage.report import Part, ReportRepository

MOST_BYTES_KEPT: Final = 64_000_000
# Attributes that may order lines, and the place in a row that has it. Amounts are ordered as numbers, unknown ones last.
ORDERS: Final[Mapping[str, int]] = {
    'timestamp': packing.INDEX, 'index': packing.INDEX, 'type': packing.CATEGORY, 'kind': packing.KIND, 'location': packing.LOCATION,
    'asset': packing.ASSET, 'asset_identifier': packing.ASSET, 'taxable_amount': packing.TAXABLE_AMOUNT, 'free_amount': packing.FREE_AMOUNT,
    'price': packing.PRICE, 'pnl_taxable': packing.GAIN_TAXABLE, 'pnl_free': packing.GAIN_FREE, 'proceeds': packing.PROCEEDS, 'cost': packing.COST,
    'account': packing.ACCOUNT, 'notes': packing.NOTES,
}
_AMOUNTS: Final = frozenset({
    packing.TAXABLE_AMOUNT, packing.FREE_AMOUNT, packing.PRICE, packing.GAIN_TAXABLE, packing.GAIN_FREE, packing.PROCEEDS, packing.COST,
})


@dataclass(frozen=True, slots=True)
class LineFilter:
    """None: any. Times in UTC milliseconds, both included. `flags`: lines with any of them; `counted`: those that count towards the totals."""

    start_ms: int | None = None
    end_ms: int | None = None
    category: str | None = None
    asset: str | None = None
    location: str | None = None
    account: str | None = None
    kind: str | None = None
    flags: tuple[str, ...] | None = None
    counted: bool | None = None
    group: str | None = None
    event_id: int | None = None

    @property
    def is_of_parts(self) -> bool:
        """Whether the table of parts can answer it."""
        return all(value is None for value in (
            self.asset, self.location, self.account, self.kind, self.flags, self.counted, self.group, self.event_id))

    def takes(self, row: Row) -> bool:
        return (
            (self.start_ms is None or row[packing.TIME] >= self.start_ms) and (self.end_ms is None or row[packing.TIME] <= self.end_ms)
            and self.category in (None, row[packing.CATEGORY]) and self.asset in (None, row[packing.ASSET])
            and self.location in (None, row[packing.LOCATION]) and self.account in (None, row[packing.ACCOUNT])
            and self.kind in (None, row[packing.KIND]) and self.counted in (None, row[packing.COUNTED])
            and self.group in (None, row[packing.GROUP]) and self.event_id in (None, row[packing.EVENT])
            and (self.flags is None or any(one in row[packing.FLAGS] for one in self.flags))
        )


@dataclass(frozen=True, slots=True)
class LinesFound:
    rows: list[Row]
    found: int
    total: int


@dataclass(frozen=True, slots=True)
class _View:
    """Lines in some order, packed. `starts`: number of the first line of each part, and at the end how many there are."""

    parts: Sequence[bytes]
    starts: Sequence[int]

    @property
    def size(self) -> int:
        return sum(map(len, self.parts))


class ReportReader:
    """Safe to use from several threads. Reports never change, so that what was read stays true until they are deleted."""

    def __init__(self, reports: ReportRepository) -> None:
        self._reports = reports
        self._lock = threading.Lock()
        self._parts: OrderedDict[int, list[Part]] = OrderedDict()
        self._views: OrderedDict[tuple[Any, ...], _View] = OrderedDict()
        self._size = 0

    def forget(self, report_id: int) -> None:
        with self._lock:
            self._parts.pop(report_id, None)
            for key in [key for key in self._views if key[0] == report_id]:
                self._size -= self._views.pop(key).size

    def find(self, report_id: int, wanted: LineFilter, page: Page) -> LinesFound:
        """Without an order: as the events were walked. Raises InputError for an attribute that cannot order."""
        order = tuple(_order(page))
        parts = self._parts_of(report_id)
        total = sum(part.rows for part in parts)
        is_backward = bool(order) and not order[0][1]
        if wanted.is_of_parts and (not order or order[0][0] == packing.INDEX):
            return self._find_in_parts(report_id, parts, wanted, page, is_backward, total)
        view = self._view(report_id, wanted, order)
        found = view.starts[-1]
        last = found if page.limit is None else min(found, page.offset + page.limit)
        return LinesFound(list(_cut(view.starts, lambda numbers: {one: view.parts[one] for one in numbers}, page.offset, last)), found, total)

    def find_line(self, report_id: int, index: int) -> Row | None:
        """The line of an index, None if there is none."""
        parts = self._parts_of(report_id)
        starts = _starts([part.rows for part in parts])
        if not 0 <= index < starts[-1]:
            return None
        return next(iter(_cut(starts, lambda numbers: self._reports.load_content(report_id, 'line', numbers), index, index + 1)))

    def find_lines(self, report_id: int, indexes: Sequence[int]) -> dict[int, Row]:
        """Several of them, by index."""
        parts = self._parts_of(report_id)
        starts = _starts([part.rows for part in parts])
        wanted: dict[int, list[int]] = {}
        for index in indexes:
            if 0 <= index < starts[-1]:
                wanted.setdefault(bisect_right(starts, index) - 1, []).append(index)
        found: dict[int, Row] = {}
        for number, content in self._reports.load_content(report_id, 'line', list(wanted)).items():
            rows = unpack(content)
            found.update({index: rows[index - starts[number]] for index in wanted[number]})
        return found

    # ------------------------------------------------------------------ by the table of parts
    def _find_in_parts(
            self, report_id: int, parts: Sequence[Part], wanted: LineFilter, page: Page, is_backward: bool, total: int,
    ) -> LinesFound:
        counts = self._count(report_id, parts, wanted)
        starts = _starts(counts)
        found = starts[-1]
        last = found if page.limit is None else min(found, page.offset + page.limit)
        first = min(page.offset, last)
        if is_backward:
            first, last = found - last, found - first
        whole = wanted == LineFilter()

        def load(numbers: Sequence[int]) -> dict[int, Any]:
            return self._reports.load_content(report_id, 'line', numbers)

        rows = list(_cut(starts, load, first, last, None if whole else wanted.takes))
        if is_backward:
            rows.reverse()
        return LinesFound(rows, found, total)

    def _count(self, report_id: int, parts: Sequence[Part], wanted: LineFilter) -> list[int]:
        """How many lines of each part match: by the table, but for parts at the edge of the period, which are looked into."""
        if wanted.start_ms is None and wanted.end_ms is None:
            return [part.rows if wanted.category is None else part.categories.get(wanted.category, 0) for part in parts]
        start, end = wanted.start_ms or 0, 2**62 if wanted.end_ms is None else wanted.end_ms
        counts, edges = [], []
        for number, part in enumerate(parts):
            if part.latest < start or part.earliest > end:
                counts.append(0)
                continue
            counts.append(part.rows if wanted.category is None else part.categories.get(wanted.category, 0))
            if part.earliest < start or part.latest > end:
                edges.append(number)
        for number, content in self._reports.load_content(report_id, 'line', edges).items():
            counts[number] = sum(map(wanted.takes, unpack(content)))
        return counts

    def _parts_of(self, report_id: int) -> list[Part]:
        with self._lock:
            known = self._parts.get(report_id)
            if known is not None:
                self._parts.move_to_end(report_id)
                return known
        found = self._reports.load_parts(report_id, 'line')
        with self._lock:
            self._parts[report_id] = found
            while len(self._parts) > 8:
                self._parts.popitem(last=False)
        return found

    # ------------------------------------------------------------------ by a view
    def _view(self, report_id: int, wanted: LineFilter, order: tuple[tuple[int, bool], ...]) -> _View:
        key = (report_id, wanted, order)
        with self._lock:
            if key in self._views:
                self._views.move_to_end(key)
                return self._views[key]
        view = self._make_view(report_id, wanted, order)
        with self._lock:
            if key not in self._views:
                self._views[key] = view
                self._size += view.size
            while self._size > MOST_BYTES_KEPT and len(self._views) > 1:
                self._size -= self._views.popitem(last=False)[1].size
        return view

    def _make_view(self, report_id: int, wanted: LineFilter, order: tuple[tuple[int, bool], ...]) -> _View:
        rows = [row for content in self._reports.stream(report_id, 'line') for row in unpack(content) if wanted.takes(row)]
        for place, ascending in reversed(order):
            key = _number_key(place, ascending) if place in _AMOUNTS else _text_key(place)
            rows.sort(key=key, reverse=not ascending)
        parts = [rows[start:start + packing.ROWS_A_PART] for start in range(0, len(rows), packing.ROWS_A_PART)]
        return _View([pack_rows(part) for part in parts], _starts([len(part) for part in parts]))


def _order(page: Page) -> Iterator[tuple[int, bool]]:
    for number, (attribute, ascending) in enumerate(page.order):
        if attribute not in ORDERS:
            field = f'order_by_attributes.{number}'
            raise InputError(f'{field}: cannot order by {attribute}; possible are {", ".join(ORDERS)}', field=field)
        yield ORDERS[attribute], ascending


def _number_key(place: int, ascending: bool) -> Callable[[Row], tuple[bool, Decimal]]:
    def key(row: Row) -> tuple[bool, Decimal]:
        value = row[place]
        return ((value is None) is ascending, from_text(value or '0'))
    return key


def _text_key(place: int) -> Callable[[Row], Any]:
    if place == packing.INDEX:
        return lambda row: row[place]
    return lambda row: str(row[place] or '')


def _starts(counts: Sequence[int]) -> list[int]:
    starts = [0]
    for count in counts:
        starts.append(starts[-1] + count)
    return starts


def _cut(
        starts: Sequence[int], load: Callable[[Sequence[int]], Mapping[int, bytes]], first: int, last: int, takes: Callable[[Row], bool] | None = None,
) -> Iterator[Row]:
    """Lines from `first` up to, not including, `last`, of parts that begin at `starts`. Read part by part."""
    if first >= last:
        return
    begin, end = bisect_right(starts, first) - 1, bisect_left(starts, last)
    for number in range(begin, end):
        if starts[number] == starts[number + 1]:
            continue
        content = load((number,)).get(number)
        if content is None:
            return  # the report was deleted meanwhile
        rows = unpack(content) if takes is None else [row for row in unpack(content) if takes(row)]
        yield from rows[max(0, first - starts[number]):last - starts[number]]
