"""What an importer of files must be: `format.py` with `FORMAT`, which recognises a table by its header and turns its rows into events.

The framework (`services/data_import`) opens the file, finds its encoding, delimiter and header, names the rows by their lines, resolves
symbols, stores the groups and lists what was left out. A format is pure: rows in, groups and problems out. Nothing is dropped silently:
each row ends in a group, in a `Skipped` with its reason, or in a `RowError`.

    class Format:
        header_rows = (('Date', 'Type', 'Amount'),)

        def parse(self, rows: Iterable[Row], context: ImportContext) -> Iterator[Outcome]:
            for row in rows:
                try:
                    yield trade(row, context, timestamp=row.time('Date'), spent=..., received=...)
                except RowError as error:
                    yield error.at(row)
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from decimal import Decimal
from typing import Final, Protocol

from rotkehlchen.contracts.manifest import Manifest, Table
from rotkehlchen.core.event import HistoryEvent
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.record import record
from rotkehlchen.core.time import TimestampMs


class RowError(Exception):
    """A row that makes no sense. `code`: stable word ('bad_amount', 'bad_time', 'unknown_asset', 'missing_value', ...), `column`: where."""

    def __init__(self, code: str, column: str | None = None, **params: str | int | None) -> None:
        super().__init__(code)
        self.code = code
        self.column = column
        self.params = params

    def at(self, row: 'Row') -> 'Problem':
        return Problem(row.line, self.code, self.column, self.params)


@record(frozen=True, slots=True)
class Row:
    """One record of a table. `line`: where it begins in the file, counted from 1. `cells`: by column, as they stand, without blanks around.

    A column whose header occurs twice has ' 2', ' 3' behind its later names.
    """

    line: int
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        """The cell, '' where the row is too short. Raises RowError where the file has no such column."""
        try:
            return self.cells[column]
        except KeyError:
            raise RowError('missing_column', column) from None


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that is not imported because it makes no sense."""

    line: int
    code: str
    column: str | None = None
    params: Mapping[str, str | int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is left out on purpose: it moves nothing, or another row tells of the same. `reason`: stable word."""

    line: int
    reason: str


@record(frozen=True, slots=True)
class ImportedGroup:
    """What happened together. `lines`: the rows that tell of it. `identity`: what names it in the source, such as a trade's number;
    '' where the source has none: then the rows' own text names it, and a second equal row is another event, not the same again.
    Where the source never writes two equal rows for two events, the row's own text is an identity.

    Groups, keys, rules and sources of `events` may be left empty: the framework fills them in.
    """

    lines: Sequence[int]
    events: Sequence[HistoryEvent]
    identity: str = ''  # equal groups of one identity are one; unequal ones are numbered
    hidden: str | None = None  # only where the source knows of the application's own flags
    is_ignored: bool = False


Outcome = ImportedGroup | Skipped | Problem


class ImportContext(Protocol):
    """What the framework gives to a format. All raise RowError naming the column."""

    location: str

    def asset(self, row: Row, column: str) -> AssetId:
        """The asset that the source means by the symbol in the column (sources write the same symbol for different assets).

        Identifiers are taken as they are.
        """

    def asset_named(self, symbol: str, column: str | None = None) -> AssetId:
        """The same for a symbol that was taken out of a cell, such as half of 'BTC-EUR'."""

    def amount(self, row: Row, column: str, *, allow_negative: bool = True) -> Decimal | None:
        """The number in the column in the file's own notation (decimal comma, thousands), None for an empty cell or a dash."""

    def amount_of(self, text: str, column: str | None = None, *, allow_negative: bool = True) -> Decimal | None:
        """The same for a number that was taken out of a cell, such as that of '1.5 ETH'."""

    def time(self, row: Row, column: str, formats: Sequence[str] = (), *, zone: tzinfo | None = None) -> TimestampMs:
        """The moment in the column. `formats`: of strptime, or 'unix', 'unix_ms', 'iso'. The user's own format goes first.

        `zone`: where the source says which one it writes in. Where neither text, source nor user says, the framework asks (never assumes).
        """

    def place(self, name: str) -> str:
        """The location that a tracker's name of an exchange means ('Coinbase Pro' is 'coinbasepro'), 'external' where none is known."""


EXTERNAL: Final = 'external'
_KEYS: Final = frozenset({'source', 'location', 'columns', 'recomputed', 'symbols'})


@dataclass(frozen=True, slots=True)
class ImporterInfo:
    """What a format's manifest says: `[importer]` with `source` (the API's word or words, the folder's name if left out), `location` (where its
    events happened), `columns` (for people), `recomputed` (how columns begin whose figures the source works out anew for each export, such as gains:
    they don't name a row) and the table `symbols` (the source's own symbols -> assets)."""

    id: str
    name: str
    sources: tuple[str, ...]
    location: str
    columns: tuple[str, ...]
    symbols: Mapping[str, str]
    docs: tuple[str, ...]
    recomputed: tuple[str, ...] = ()


def parse_importer(manifest: Manifest) -> ImporterInfo:
    """Raises ManifestError."""
    table = Table(manifest.file, 'importer.', manifest.details)
    table.refuse_others(_KEYS)
    raw = manifest.details.get('source', manifest.id)
    sources = tuple(table.texts('source')) if isinstance(raw, list) else (table.text('source', default=manifest.id),)
    symbols = table.table('symbols')
    return ImporterInfo(
        manifest.id, manifest.name, sources, table.text('location', default=EXTERNAL), tuple(table.texts('columns')),
        {symbol: symbols.text(symbol) for symbol in symbols.raw}, manifest.docs, tuple(table.texts('recomputed')),
    )


class FileFormat(Protocol):
    """A format of files. Pure. `contracts.import_event` has what many formats share, whole tables among it.

    `headers`: alternatives of column names that must all be in the file's header for it to be of this format (more may be there).
    `ambiguous_zone`: the source writes local times without saying of where.
    """

    @property
    def headers(self) -> Sequence[frozenset[str]]: ...

    @property
    def ambiguous_zone(self) -> bool: ...

    def parse(self, rows: Iterable[Row], context: ImportContext) -> Iterator[Outcome]:
        """The rows in the file's order. A format that must see several rows at once may gather them."""
