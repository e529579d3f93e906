"""A file's bytes become groups that can be stored, and a report of every row that did not. Pure but for loading the formats' code, so that
a worker process can do it.

A group is named by the format (for mappings: by the place) and what names it in the source, or by the text of its rows: importing the same
again finds the same groups.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from hashlib import blake2b
from itertools import islice
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rotkehlchen.contracts.cell import Notation, TimeReader, find_notation
from rotkehlchen.contracts.import_context import SheetContext
from rotkehlchen.contracts.importer import FileFormat, ImportedGroup, ImporterInfo, Outcome, Problem, Row, Skipped, parse_importer
from rotkehlchen.contracts.registry import Registry
from rotkehlchen.contracts.table import MAX_OWN_LINES, Header, Sheet, TableError, decode_text, refuse_ambiguous
from rotkehlchen.services.data_import.asset_symbol import SymbolBook
from rotkehlchen.services.data_import.mapper import FileMapping, build_format
from rotkehlchen.storage.history_row import VALUE_COLUMNS, to_values
from rotkehlchen.storage.import_run import PackedGroup

MAPPING: Final = 'mapping'
BATCH: Final = 500  # groups
NOTATION_ROWS: Final = 5_000
MOST_MISSING: Final = 2  # columns of a file that comes near to a format
LEAST_KNOWN: Final = 4
MOST_LISTED: Final = 200_000  # rows that were left out, of either kind: some 30 MB. The others are counted
RULE: Final = VALUE_COLUMNS.index('rule')  # `sources` is behind it
_SEPARATOR: Final = '\x1f'


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the user says of the file. `timestamp_format`: of strptime. `assume_zone`: take UTC where nobody says a zone, and tell so."""

    timestamp_format: str | None = None
    timezone: str | None = None
    decimal: Literal['point', 'comma'] | None = None
    location: str | None = None
    assume_zone: bool = False


@dataclass(frozen=True, slots=True)
class ReadOrder:
    """`formats`: ids of those that come into question; `mappings`: the user's own. `latest`: times after it (UTC milliseconds) are wrong."""

    content: bytes
    formats: tuple[str, ...]
    mappings: tuple[FileMapping, ...]
    symbols: SymbolBook
    places: Mapping[str, str]
    latest: int
    options: ReadOptions


@dataclass(slots=True)
class Found:
    """What a file turned out to be. `candidates`: formats and mappings ('mapping:<name>') whose columns it has. `choice`: the one that was taken.

    `needs`: questions to the user: 'format', 'timezone', 'decimal', 'time_format', 'mapping'. `nearest`: where no columns fit, the format or
    mapping that lacks the fewest, if it lacks few; `missing`: those.
    """

    candidates: tuple[str, ...] = ()
    choice: str = ''
    encoding: str = ''
    delimiter: str = ''
    header_line: int = 0
    columns: tuple[str, ...] = ()
    needs: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    samples: list[Mapping[str, str]] = field(default_factory=list)
    nearest: str = ''
    missing: tuple[str, ...] = ()


@dataclass(slots=True)
class Report:
    """What became of the rows. `skipped` and `problems` list the first of them, the counts count all."""

    rows: int = 0
    groups: int = 0
    events: int = 0
    skipped_count: int = 0
    problem_count: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unknown_assets: dict[str, int] = field(default_factory=dict)
    unknown_places: dict[str, int] = field(default_factory=dict)


class Reading:
    """One reading of one file. `find` first, then `batches`; `report` is whole when they are at their end. Raises TableError."""

    def __init__(self, order: ReadOrder, registry: Registry) -> None:
        self._order = order
        self._registry = registry
        self.found = Found()
        self.report = Report()
        self._sheet: Sheet | None = None
        self._header: Header | None = None
        self._format: FileFormat | None = None
        self._infos = {one.id: parse_importer(registry.get('importer', one.id)) for one in registry.manifests('importer') if one.id in order.formats}

    # ------------------------------------------------------------------ which file it is
    def find(self) -> Found:
        """Decides by the header. Without exactly one choice, `found.needs` says so and there is nothing to read."""
        text = decode_text(self._order.content)
        sheet = self._sheet = Sheet(text)
        found = self.found
        found.encoding = text.encoding
        if text.is_guessed:
            found.notices.append('encoding_guessed')
        hits = self._hits(sheet)
        found.candidates = tuple(hits)
        if not hits:
            self._describe(sheet, sheet.guess_header())
            if len(self._order.formats) == 1 and not self._order.mappings:
                missing = min((sorted(one) for one in self._missing(self._order.formats[0])), key=len)
                raise TableError('header_missing', found.header_line or None, missing[0] if len(missing) == 1 else None, columns=', '.join(missing))
            found.nearest, found.missing = self._nearest()
            found.needs.append('mapping')
        elif len(hits) > 1:
            self._describe(sheet, next(iter(hits.values()))[0])
            found.needs.append('format')
        else:
            found.choice, (self._header, wanted, self._format) = next(iter(hits.items()))
            if getattr(self._format, 'keeps_blanks', False):
                sheet.most_lines = MAX_OWN_LINES
            refuse_ambiguous(self._header, wanted)
            self._describe(sheet, self._header)
        return found

    def _hits(self, sheet: Sheet) -> dict[str, tuple[Header, frozenset[str], FileFormat]]:
        """By format; one whose columns are only some of another's is left out."""
        formats: dict[str, FileFormat] = {one: self._registry.load('importer', one).FORMAT for one in self._order.formats}
        formats |= {f'{MAPPING}:{one.name}': build_format(one) for one in self._order.mappings}
        hits = {}
        for name, one in formats.items():
            hit = sheet.find_header(one.headers)
            if hit is not None:
                hits[name] = (*hit, one)
        return {
            name: hit for name, hit in hits.items()
            if not any(hit[1] < other[1] for other in hits.values())
        }

    def _nearest(self) -> tuple[str, tuple[str, ...]]:
        """The format or mapping of which the file has nearly all columns, and those that it lacks; ('', ()) where none is near."""
        near = [
            (len(missing), name, tuple(sorted(missing)))
            for name in self._readers() for header, missing in zip(self._headers(name), self._missing(name), strict=True)
            if len(missing) <= MOST_MISSING and len(header) - len(missing) >= max(LEAST_KNOWN, 2 * len(missing))
        ]
        return min(near)[1:] if near else ('', ())

    def _readers(self) -> tuple[str, ...]:
        return *self._order.formats, *(f'{MAPPING}:{one.name}' for one in self._order.mappings)

    def _headers(self, name: str) -> Sequence[frozenset[str]]:
        one = next((one for one in self._order.mappings if f'{MAPPING}:{one.name}' == name), None)
        found: FileFormat = self._registry.load('importer', name).FORMAT if one is None else build_format(one)
        return found.headers

    def _missing(self, name: str) -> list[frozenset[str]]:
        """By header of a format or mapping, the columns that the file lacks."""
        known = {column.casefold() for column in self.found.columns}
        return [frozenset(column for column in header if column.casefold() not in known) for header in self._headers(name)]

    def _describe(self, sheet: Sheet, header: Header | None) -> None:
        if header is None:
            return
        found = self.found
        found.header_line, found.delimiter, found.columns = header.line, header.delimiter, header.columns
        found.samples = [row.cells for row in islice(sheet.rows(header), 5) if isinstance(row, Row)]

    # ------------------------------------------------------------------ what it says
    def batches(self, size: int = BATCH) -> Iterator[list[PackedGroup]]:
        if self._sheet is None or self._header is None or self._format is None:
            return
        context, times = self._context()
        packer = _Packer(self.found.choice, self._realm(context), self._recomputed(), self.report)
        rows = packer.watch(self._sheet.rows(self._header, keep_blanks=getattr(self._format, 'keeps_blanks', False)))
        outcomes = self._parse(rows, context)
        while batch := packer.pack(islice(outcomes, size)):
            yield [group for group in batch if group is not None]
        packer.finish()
        self.report.unknown_assets, self.report.unknown_places = context.unknown_assets, context.unknown_places
        if times.is_assumed:
            self.found.needs.append('timezone')
        if times.swapped is not None and not times.is_sure and self.report.groups:
            self.found.needs.append('time_format')
        if times.is_doubled:
            self.found.notices.append('clock_put_back')
        if any(problem.code == 'ambiguous_amount' for problem in self.report.problems):
            self.found.needs.append('decimal')

    def _parse(self, rows: '_Rows', context: SheetContext) -> Iterator[Outcome]:
        assert self._format is not None
        try:
            yield from self._format.parse(rows, context)
        except TableError:
            raise
        except Exception as error:  # boundary: a format's own fault names the row it was at, and nothing of the file is taken
            raise TableError('format_failed', rows.line, error=f'{type(error).__name__}: {error}'[:200], format=self.found.choice) from error

    def _context(self) -> tuple[SheetContext, TimeReader]:
        assert self._sheet is not None
        assert self._header is not None
        order, options, info = self._order, self._order.options, self._info()
        mapping = next((one for one in order.mappings if f'{MAPPING}:{one.name}' == self.found.choice), None)
        notation: Notation = options.decimal or find_notation(
            row for row in islice(self._sheet.rows(self._header), NOTATION_ROWS) if isinstance(row, Row))
        zone = options.timezone or (mapping.timezone if mapping is not None else None)
        location = options.location or (mapping.location if mapping is not None else info.location if info is not None else 'external')
        times = TimeReader(options.timestamp_format, find_zone(zone) if zone else None, order.latest, UTC if options.assume_zone else None)
        source = self.found.choice if info is None else info.id
        symbols = order.symbols.of_source(source, info.symbols if info is not None else {}, location)
        return SheetContext(location, notation, times, symbols.find, order.places), times

    def _realm(self, context: SheetContext) -> str:
        """Within which equal rows are the same. The user's mappings share one for each place: a mapping that got a name, or another one, reads
        the same events."""
        return self.found.choice if self._info() is not None else f'{MAPPING}{_SEPARATOR}{context.location}'

    def _recomputed(self) -> frozenset[str]:
        info = self._info()
        starts = tuple(one.casefold() for one in info.recomputed) if info is not None else ()
        return frozenset(column for column in self.found.columns if column.casefold().startswith(starts)) if starts else frozenset()

    def _info(self) -> ImporterInfo | None:
        return self._infos.get(self.found.choice)


def find_zone(name: str) -> tzinfo:
    """Raises TableError('unknown_timezone')."""
    if name.upper() in ('UTC', 'GMT', 'Z'):
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise TableError('unknown_timezone', timezone=name[:60]) from None


class _Rows:
    """The rows as they are handed to a format; those whose outcome is still to come are kept."""

    def __init__(self, source: Iterable[Row | Problem], report: Report) -> None:
        self.waiting: dict[int, Row] = {}
        self.faults: list[Problem] = []
        self.line: int | None = None
        self._source = source
        self._report = report

    def __iter__(self) -> Iterator[Row]:
        for row in self._source:
            self._report.rows += 1
            if isinstance(row, Row):
                self.line = row.line
                self.waiting[row.line] = row
                yield row
            else:
                self.faults.append(row)


class _Packer:
    """Outcomes become groups with names and keys; the report counts what becomes of each row."""

    def __init__(self, choice: str, realm: str, recomputed: frozenset[str], report: Report) -> None:
        self._realm = realm
        self._recomputed = recomputed  # columns that don't name a row
        kind = choice.partition(':')[0]
        self._prefix = f'import_{kind}_'
        self._rule = f'import:{kind}'
        self._report = report
        self._rows = _Rows((), report)
        self._told: tuple[Sequence[int], str] = ((), '')
        self._texts: dict[int, str] = {}  # of the last group's rows: one of them may be told of by the next group, too
        self._counts: dict[bytes, int] = {}  # of groups without an identity, by their text
        self._contents: dict[bytes, int] = {}  # of the first group of an identity
        self._more_contents: dict[bytes, list[int]] = {}  # of all, where an identity has several

    def watch(self, rows: Iterable[Row | Problem]) -> _Rows:
        self._rows = _Rows(rows, self._report)
        return self._rows

    def pack(self, outcomes: Iterable[Outcome]) -> list[PackedGroup | None]:
        """As many as there were outcomes; None for one that makes no group."""
        packed: list[PackedGroup | None] = []
        for outcome in outcomes:
            if isinstance(outcome, ImportedGroup) and outcome.events:
                packed.append(self._pack_group(outcome))
                continue
            packed.append(None)
            if isinstance(outcome, Problem):
                self._add_problem(outcome)
            elif isinstance(outcome, Skipped):
                self._add_skipped(outcome)
            else:
                for line in outcome.lines:
                    self._add_skipped(Skipped(line, 'moves_nothing'))
        return packed

    def finish(self) -> None:
        """A row that the format told nothing of is a problem, too."""
        for fault in self._rows.faults:
            self._add_problem(fault)
        for line in list(self._rows.waiting):
            self._add_problem(Problem(line, 'not_read'))
        self._report.problems.sort(key=lambda one: one.line)
        self._report.skipped.sort(key=lambda one: one.line)

    def _add_problem(self, problem: Problem) -> None:
        self._rows.waiting.pop(problem.line, None)
        self._report.problem_count += 1
        if len(self._report.problems) < MOST_LISTED:
            self._report.problems.append(problem)

    def _add_skipped(self, skipped: Skipped) -> None:
        self._rows.waiting.pop(skipped.line, None)
        self._report.skipped_count += 1
        if len(self._report.skipped) < MOST_LISTED:
            self._report.skipped.append(skipped)

    def _pack_group(self, group: ImportedGroup) -> PackedGroup | None:
        waiting, events, rule = self._rows.waiting, group.events, self._rule
        sources = f'line:{group.lines[0]}' if len(group.lines) == 1 else ' '.join([f'line:{line}' for line in group.lines])
        packed: list[tuple[str, tuple[Any, ...]]] = []
        keys: dict[str, int] = {}
        time = events[0].timestamp
        for event in events:
            key = event.key
            if not key:
                key = event.subtype
                number = keys[key] = keys.get(key, 0) + 1
                if number > 1:
                    key = f'{key}:{number}'
            packed.append((key, to_values(event) if event.rule else to_values(event, rule, sources)))
            if event.timestamp < time:
                time = event.timestamp
        name = events[0].group or self._name(group, packed)
        if name is None:
            for line in group.lines:
                self._add_skipped(Skipped(line, 'duplicate'))
            return None
        for line in group.lines:
            waiting.pop(line, None)
        self._report.groups += 1
        self._report.events += len(packed)
        return name, time, group.hidden, group.is_ignored, packed

    def _name(self, group: ImportedGroup, packed: list[tuple[str, tuple[Any, ...]]]) -> str | None:
        """None where an equal group of the same identity was there. Others of one name are numbered in their order."""
        if group.identity:
            text = f'i{_SEPARATOR}{group.identity}'
        else:
            if group.lines != self._told[0]:  # a row that makes two groups names both, and the second is numbered
                waiting, known, without = self._rows.waiting, self._texts, self._recomputed
                texts = {
                    line: _text_of(waiting[line], without) if line in waiting else known[line]
                    for line in group.lines if line in waiting or line in known}
                # sorted: the same export in the other order tells of the same
                self._told = group.lines, _SEPARATOR.join(sorted(texts.values()))
                self._texts = texts
            text = self._told[1]
        digest = blake2b(f'{self._realm}{_SEPARATOR}{text}'.encode('utf-8', 'surrogatepass'), digest_size=16).digest()
        base = self._prefix + digest.hex()
        if not group.identity:
            number = self._counts[digest] = self._counts.get(digest, 0) + 1
            return base if number == 1 else f'{base}_{number}'
        content = hash(tuple([(key, values[1:RULE], values[RULE + 2:]) for key, values in packed]))
        seen = self._contents.get(digest)
        if seen is None:
            self._contents[digest] = content
            return base
        more = self._more_contents.setdefault(digest, [seen])
        if content in more:
            return None
        more.append(content)
        return f'{base}_{len(more)}'


def _text_of(row: Row, without: frozenset[str]) -> str:
    if without:
        return _SEPARATOR.join([cell for column, cell in row.cells.items() if cell and column not in without])
    return _SEPARATOR.join([cell for cell in row.cells.values() if cell])
