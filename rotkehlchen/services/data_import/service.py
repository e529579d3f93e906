"""Importing files into the open profile: which file it is, what it would bring, bringing it, taking it back.

A file is stored whole or not at all. What is not taken of it is listed with lines and reasons. What the file leaves open (which format, which
zone, which decimal sign) is asked, never assumed; only the established call, whose clients cannot be asked, takes UTC, and says so.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import orjson

from rotkehlchen.contracts.import_context import fold_place
from rotkehlchen.contracts.importer import ImporterInfo, Problem, parse_importer
from rotkehlchen.contracts.registry import Registry
from rotkehlchen.contracts.table import MAX_BYTES, TableError, neutralise
from rotkehlchen.core.errors import InputError, NotFoundError
from rotkehlchen.core.event import HistoryEvent
from rotkehlchen.core.progress import Job
from rotkehlchen.core.time import Clock, to_ms
from rotkehlchen.services.data_import.asset_symbol import AssetSymbols, SymbolBook, to_words
from rotkehlchen.services.data_import.mapper import FileMapping, parse_mapping
from rotkehlchen.services.data_import.reading import MAPPING, MOST_LISTED, Found, ReadOptions, ReadOrder, Report, find_zone
from rotkehlchen.services.data_import.text import tell_file, tell_problem, tell_skipped
from rotkehlchen.services.data_import.worker import Reader
from rotkehlchen.services.notification import Notifier
from rotkehlchen.services.snapshot_file import TextFile
from rotkehlchen.storage.history_row import from_values
from rotkehlchen.storage.import_mapping import ImportMappingRepository
from rotkehlchen.storage.import_run import ImportRun, ImportRunRepository, NewRun, PackedGroup

STEP: Final = 'import'
EVENTS_A_ROW: Final = 2  # about
PREVIEW_GROUPS: Final = 25
PREVIEW_ROWS: Final = 5_000
MAX_FUTURE_DAYS: Final = 2
_DAY_MS: Final = 86_400_000


@dataclass(frozen=True, slots=True)
class Request:
    """One file and what the user says of it. `source`: a word of the API or a format's id, 'mapping:<name>' for the user's own, '' to find out.

    `mapping`: one that is tried without being saved.
    """

    file: TextFile
    source: str = ''
    options: ReadOptions = field(default_factory=ReadOptions)
    mapping: FileMapping | None = None


@dataclass(frozen=True, slots=True)
class UnknownAsset:
    symbol: str
    rows: int
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """`new_groups`: those that are not there yet. `groups`: the first ones, as they would be. `left_out` of `report` is capped, counts are not."""

    found: Found
    report: Report
    new_groups: int
    groups: tuple[tuple[HistoryEvent, ...], ...]
    unknown_assets: tuple[UnknownAsset, ...]


@dataclass(frozen=True, slots=True)
class Result:
    run: ImportRun
    found: Found
    report: Report
    unknown_assets: tuple[UnknownAsset, ...]


@dataclass(frozen=True, slots=True)
class ImportParts:
    """`parse_location`: the word of a location that stands at a field. `match`: looks for the other sides of what was imported."""

    runs: ImportRunRepository
    mappings: ImportMappingRepository
    registry: Registry
    symbols: AssetSymbols
    load_locations: Callable[[], Mapping[str, Mapping[str, Any]]]
    parse_location: Callable[[str, str], str]
    load_location_symbols: Callable[[], Sequence[tuple[str | None, str, str]]]
    notifier: Notifier
    clock: Clock
    match: Callable[[], object]


class ImportService:
    def __init__(self, parts: ImportParts) -> None:
        self._parts = parts

    # ------------------------------------------------------------------ files
    def sources(self) -> list[ImporterInfo]:
        """Every format, by id."""
        return [parse_importer(manifest) for manifest in self._parts.registry.manifests('importer')]

    def preview(self, request: Request, job: Job) -> Preview:
        """What an import would do; nothing is stored. Raises InputError for a file that cannot be read at all."""
        groups: list[PackedGroup] = []
        names: list[str] = []
        with _naming(request.file), Reader(len(request.file.content), self._parts.registry) as reader:
            reader.find(self._order(replace(request, options=replace(request.options, assume_zone=True))))
            for batch in reader.batches(_follow(job)):
                groups += batch[:max(0, PREVIEW_GROUPS - len(groups))]
                names += [group[0] for group in batch]
        present = self._parts.runs.count_present(names)
        shown = tuple(tuple(from_values(group[0], key, values) for key, values in group[4]) for group in groups)
        return Preview(reader.found, reader.report, len(names) - present, shown, self._tell_unknown(reader.report))

    def run(self, request: Request, job: Job) -> Result:
        """Import all that can be read of a file, or nothing of it if anything is raised.

        Raises InputError for a file that cannot be read, and with the code 'import_needs' for one that leaves something open; CancelledError.
        """
        with _naming(request.file), Reader(len(request.file.content), self._parts.registry) as reader:
            found = reader.find(self._order(request))
            _refuse_open(found, request.file, nearest=self._name_of(found.nearest))
            choice, _, name = found.choice.partition(':')
            new = NewRun(choice, name or None, neutralise(_file_name(request.file)), self._parts.clock())
            run = self._parts.runs.save(new, self._checked(reader, job, request), lambda: _count_rows(reader.report),
                EVENTS_A_ROW * request.file.content.count(b'\n'))
        if run.imported:
            self._parts.match()
            self._parts.notifier.data_changed('history')
        return Result(run, reader.found, reader.report, self._tell_unknown(reader.report))

    def import_established(self, request: Request, job: Job) -> bool:
        """The established call: times without a zone are in UTC, and what happened to rows goes out as a message. Raises InputError."""
        result = self.run(replace(request, options=replace(request.options, assume_zone=True)), job)
        self._parts.notifier.publish('progress_updates', {
            'subtype': 'csv_import_result', 'source_name': self._name_of(result.found.choice), 'total': result.report.rows,
            'processed': result.report.rows - result.report.problem_count - result.report.skipped_count, 'messages': tell_messages(result),
        })
        return True

    def _checked(self, reader: Reader, job: Job, request: Request) -> Iterator[list[PackedGroup]]:
        yield from reader.batches(_follow(job))
        for problem in reader.report.problems:
            if problem.code == 'timezone_needed':
                reader.found.needs.append('timezone')
                break
        needs = [one for one in reader.found.needs if one != 'timezone' or not request.options.assume_zone]
        if needs:
            reader.found.needs = needs
            line = next((one.line for one in reader.report.problems if one.code in _OPEN), None)
            _refuse_open(reader.found, request.file, line)

    def _order(self, request: Request) -> ReadOrder:
        parts, word = self._parts, request.source.strip().lower()
        if len(request.file.content) > MAX_BYTES:
            raise InputError(f'{_file_name(request.file)}: is larger than {MAX_BYTES // 2**20} MB', field=request.file.field, code='too_large')
        if request.options.timezone:
            try:
                find_zone(request.options.timezone)
            except TableError as error:
                raise InputError(f'timezone: {tell_file(error.code, error.params)}', field='timezone') from None
        options, mapping = request.options, request.mapping
        if options.location is not None:
            options = replace(options, location=parts.parse_location(options.location, 'location'))
        if mapping is not None:
            mapping = replace(mapping, location=parts.parse_location(mapping.location, 'mapping.location'))
        formats: tuple[str, ...] = tuple(one.id for one in self.sources())
        saved = () if mapping is not None else tuple(self.mappings())
        if mapping is not None:
            formats, saved = (), (mapping,)
        elif word.startswith(f'{MAPPING}:'):
            name = request.source.strip()[len(MAPPING) + 1:]
            formats, saved = (), tuple(one for one in saved if one.name == name)
            if not saved:
                raise NotFoundError(f'There is no mapping {name}.', code='unknown_mapping', name=name[:100])
        elif word:
            formats, saved = self._formats_of(word.replace(' ', '_')), ()
        return ReadOrder(
            request.file.content, formats, saved, self._book(), self._places(), to_ms(parts.clock()) + MAX_FUTURE_DAYS * _DAY_MS, options)

    def _formats_of(self, word: str) -> tuple[str, ...]:
        found = tuple(one.id for one in self.sources() if word in one.sources or word == one.id)
        if not found:
            raise InputError(f'source: there is no source {word[:60]}', field='source', code='unknown_source')
        return found

    def _name_of(self, choice: str) -> str:
        info = next((one for one in self.sources() if one.id == choice), None)
        return choice.partition(':')[2] if info is None else info.name

    def _places(self) -> dict[str, str]:
        """Locations by their folded words and labels; the words count more."""
        locations = self._parts.load_locations()
        labels = {fold_place(str(detail.get('label', name))): name for name, detail in locations.items()}
        return labels | {fold_place(name): name for name in locations}

    # ------------------------------------------------------------------ symbols
    def _book(self) -> SymbolBook:
        return SymbolBook(
            to_words(self._parts.mappings.load_assets()), to_words(self._parts.load_location_symbols()), self._parts.symbols.table())

    def _tell_unknown(self, report: Report) -> tuple[UnknownAsset, ...]:
        """The symbols that stopped most rows first, with the assets they may mean."""
        candidates = self._parts.symbols.candidates(report.unknown_assets)
        return tuple(
            UnknownAsset(symbol, rows, candidates[symbol])
            for symbol, rows in sorted(report.unknown_assets.items(), key=lambda item: (-item[1], item[0])))

    def asset_mappings(self) -> list[tuple[str, str, str]]:
        """(source, symbol, asset); source '' is every source."""
        return self._parts.mappings.load_assets()

    def save_asset_mapping(self, source: str, symbol: str, asset: str) -> None:
        """Raises InputError for an unknown source or asset."""
        if source and not source.startswith(f'{MAPPING}:'):
            source = self._formats_of(source.strip().lower().replace(' ', '_'))[0]
        if not self._parts.symbols.has(asset):
            raise InputError(f'asset: there is no asset {asset}', field='asset', code='unknown_asset')
        self._parts.mappings.save_assets([(source, symbol.strip(), asset)])

    def delete_asset_mapping(self, source: str, symbol: str) -> None:
        if not self._parts.mappings.delete_asset(source, symbol):
            raise NotFoundError(f'{symbol} is not mapped there.', code='unknown_mapping', symbol=symbol)

    # ------------------------------------------------------------------ the user's own readings
    def mappings(self) -> list[FileMapping]:
        return [parse_mapping(name, raw) for name, raw in self._parts.mappings.load_mappings().items()]

    def save_mapping(self, mapping: FileMapping) -> None:
        if mapping.timezone:
            try:
                find_zone(mapping.timezone)
            except TableError as error:
                raise InputError(f'timezone: {tell_file(error.code, error.params)}', field='timezone') from None
        mapping = replace(mapping, location=self._parts.parse_location(mapping.location, 'location'))
        self._parts.mappings.save_mapping(mapping.name, mapping.to_json())

    def delete_mapping(self, name: str) -> None:
        if not self._parts.mappings.delete_mapping(name):
            raise NotFoundError(f'There is no mapping {name}.', code='unknown_mapping', name=name)

    # ------------------------------------------------------------------ runs
    def runs(self) -> list[ImportRun]:
        return self._parts.runs.load()

    def left_out(self, identifier: int) -> dict[str, Any]:
        """`skipped` and `problems` of a run, as `to_rows` makes them. Raises NotFoundError."""
        found: dict[str, Any] = orjson.loads(self._parts.runs.load_left_out(identifier))
        return found

    def remove(self, identifier: int, job: Job) -> int:
        """Take back what a run brought; how many events went. Raises NotFoundError, CancelledError."""
        removed = self._parts.runs.remove(identifier, job.check)
        self._parts.notifier.data_changed('history')
        return removed


def read_import_file(path: Path, field_name: str = 'file') -> TextFile:
    """A file of this machine. Raises InputError."""
    try:
        if path.is_dir():
            raise InputError(f'{field_name}: {path.name} is a folder', field=field_name, code='file_unreadable')
        if path.exists() and not path.is_file():  # a device has no end, a pipe may have none
            raise InputError(f'{field_name}: {path.name} is no file', field=field_name, code='file_unreadable')
        with path.open('rb') as file:
            content = file.read(MAX_BYTES + 1)  # whatever size it says, or grows to meanwhile
        if len(content) > MAX_BYTES:
            raise InputError(f'{path.name}: is larger than {MAX_BYTES // 2**20} MB', field=field_name, code='too_large')
        return TextFile(path.name, field_name, content)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else 'no path'
        raise InputError(f'{field_name}: {path.name} cannot be read: {reason}', field=field_name, code='file_unreadable') from None


def to_rows(report: Report, most: int) -> dict[str, list[dict[str, Any]]]:
    """The first rows that were left out, with sentences for people."""
    return {
        'skipped': [{'line': one.line, 'reason': one.reason, 'message': tell_skipped(one.reason)} for one in report.skipped[:most]],
        'problems': [_row_of(one) for one in report.problems[:most]],
    }


def _row_of(problem: Problem) -> dict[str, Any]:
    params = {key: neutralise(value) if isinstance(value, str) else value for key, value in problem.params.items()}
    return {'line': problem.line, 'code': problem.code, 'column': problem.column, 'params': params, 'message': tell_problem(problem)}


def tell_messages(result: Result) -> list[dict[str, Any]]:
    """By what happened, with the lines it happened at."""
    lines: dict[tuple[str, bool], list[int]] = {}
    for problem in result.report.problems:
        lines.setdefault((tell_problem(problem), True), []).append(problem.line)
    for skipped in result.report.skipped:
        lines.setdefault((tell_skipped(skipped.reason), False), []).append(skipped.line)
    messages = [{'msg': text, 'rows': rows, 'is_error': is_error} for (text, is_error), rows in lines.items()]
    if 'timezone' in result.found.needs:
        messages.append({'msg': 'The file names no time zone: its times were taken as UTC.', 'is_error': False})
    if 'clock_put_back' in result.found.notices:
        messages.append({'msg': 'Times of the hour after which clocks were put back are taken as the first of both.', 'is_error': False})
    if result.run.unchanged:
        messages.append({'msg': f'{result.run.unchanged} entries were there already.', 'is_error': False})
    for name in result.report.unknown_places:
        messages.append({'msg': f'{name[:60]} is no known location: taken as external.', 'is_error': False})
    return messages


def _count_rows(report: Report) -> tuple[int, int, str]:
    return report.skipped_count, report.problem_count, orjson.dumps(to_rows(report, MOST_LISTED)).decode()


def _follow(job: Job) -> Callable[[int], None]:
    def follow(rows: int) -> None:
        job.report(rows, None, STEP)
        job.check()
    return follow


def _file_name(file: TextFile) -> str:
    return file.name.replace('\\', '/').rpartition('/')[2][:200] or file.field


class _naming:  # noqa: N801 (used as a word)
    """Turns what is wrong with a file into an InputError that names file, line and column."""

    def __init__(self, file: TextFile) -> None:
        self._file = file

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, TableError):
            name = _file_name(self._file)
            where = ', '.join(part for part in (
                name, f'line {error.line}' if error.line is not None else '', f'column {error.column}' if error.column else '') if part)
            raise InputError(
                f'{where}: {tell_file(error.code, error.params)}', field=self._file.field, code='unreadable_table',
                reason=error.code, file=name, line=error.line, column=error.column, **error.params) from error


_OPEN: Final = frozenset({'timezone_needed', 'ambiguous_amount', 'bad_time'})
_QUESTIONS: Final[Mapping[str, str]] = {
    'format': 'several sources write such a file; say which one', 'mapping': 'no source is known to write such a file; say what its columns hold',
    'timezone': 'its times have no time zone; say which one',
    'time_format': 'its dates have days and months in another order than this source writes; say the format of its times',
    'decimal': 'its numbers can be read in two ways; say which decimal sign it uses',
}


def _refuse_open(found: Found, file: TextFile, line: int | None = None, nearest: str = '') -> None:
    if found.needs:
        name, need = _file_name(file), found.needs[0]
        question, column = _QUESTIONS[need], None
        if need == 'mapping' and nearest:
            line, column = found.header_line, found.missing[0] if len(found.missing) == 1 else None
            question = f'a file of {nearest} has the columns {", ".join(found.missing)}, too; say what its columns hold'
        where = ', '.join(part for part in (name, '' if line is None else f'line {line}', '' if column is None else f'column {column}') if part)
        raise InputError(
            f'{where}: {question}.', field='timezone' if need == 'timezone' else file.field, code='import_needs', file=name,
            needs=list(found.needs), candidates=list(found.candidates), line=line, column=column, nearest=found.nearest, missing=list(found.missing))

