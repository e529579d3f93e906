"""A file of rows, as exchanges and trackers write them: bytes in, a header and rows named by their lines out. Pure.

Read here: encodings (UTF-8 with and without a mark, UTF-16, Windows-1252), delimiters (comma, semicolon, tab, bar), quoted cells with line
breaks, lines before the header, headers that occur twice, rows that are too short or too long. RFC 4180 (rfc-editor.org/rfc/rfc4180) is what
files should be; most are less. Whatever is wrong names its line, and its column where there is one.
"""

import codecs
import csv
import io
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rotkehlchen.contracts.importer import Problem, Row

DELIMITERS: Final = (',', ';', '\t', '|', ':')
MAX_BYTES: Final = 400 * 2**20
MAX_LINE: Final = 1_000_000  # characters; nothing that is a record is that long
MAX_RECORD_LINES: Final = 200  # of a quoted cell; one that goes on for longer was never closed
MAX_OWN_LINES: Final = 20_000  # of a cell that this application wrote itself: a note may be long
MAX_COLUMNS: Final = 500
HEADER_WITHIN: Final = 40  # records
_BINARY: Final = ((b'PK\x03\x04', 'xlsx'), (b'\xd0\xcf\x11\xe0', 'xls'), (b'%PDF', 'pdf'))
_PACKED: Final = (
    (b'PK\x03\x04', 'ZIP'), (b'PK\x05\x06', 'ZIP'), (b'\x1f\x8b', 'gzip'), (b'Rar!', 'RAR'), (b"7z\xbc\xaf'\x1c", '7z'), (b'BZh', 'bzip2'),
    (b'\xfd7zXZ\x00', 'xz'), (b'(\xb5/\xfd', 'zstd'))
_SPREADSHEET: Final = b'[Content_Types].xml'  # a part of every spreadsheet, which is a ZIP archive itself
_FORMULA_STARTS: Final = ('=', '+', '-', '@', '\t', '\r')
_PLAIN_NUMBER: Final = re.compile(r'[+-]?[0-9.,]+(?:[eE][+-]?[0-9]+)?')


class TableError(Exception):
    """The file as a whole cannot be read. `code`: stable word; `line`, `column`: where, as far as there is a where."""

    def __init__(self, code: str, line: int | None = None, column: str | None = None, **params: str | int | None) -> None:
        super().__init__(code)
        self.code = code
        self.line = line
        self.column = column
        self.params = params


@dataclass(frozen=True, slots=True)
class Text:
    """`encoding`: the one that was found. `is_guessed`: no mark says it and UTF-8 it is not, so letters beyond ASCII may be wrong."""

    text: str
    encoding: str
    is_guessed: bool


@dataclass(frozen=True, slots=True)
class Header:
    """`line`: where it stands. `columns`: with ' 2', ' 3' behind names that occur again."""

    line: int
    columns: tuple[str, ...]
    delimiter: str


def decode_text(content: bytes) -> Text:
    """Raises TableError('empty_file' | 'too_large' | 'not_text' | 'packed' | 'nul_byte')."""
    if len(content) > MAX_BYTES:
        raise TableError('too_large', megabytes=MAX_BYTES // 2**20)
    if not content.strip():
        raise TableError('empty_file')
    for start, kind in _BINARY:
        if content.startswith(start) and (kind != 'xlsx' or _SPREADSHEET in content):
            raise TableError('not_text', kind=kind)
    for start, kind in _PACKED:
        if content.startswith(start):
            raise TableError('packed', kind=kind)
    found = _decode(content)
    if not found.text.strip():
        raise TableError('empty_file')  # a mark of its encoding and nothing behind it
    if '\0' in found.text:
        raise TableError('nul_byte', found.text.count('\n', 0, found.text.index('\0')) + 1)
    return found


def _decode(content: bytes) -> Text:
    if content.startswith(codecs.BOM_UTF8):
        encoding, body = 'utf-8', content[3:]
    elif content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding, body = ('utf-16-le' if content.startswith(codecs.BOM_UTF16_LE) else 'utf-16-be'), content[2:]
    else:
        encoding, body = _unmarked_utf16(content) or 'utf-8', content
    try:
        return Text(body.decode(encoding), encoding, False)
    except UnicodeDecodeError as error:
        if encoding != 'utf-8' or content.startswith(codecs.BOM_UTF8):
            raise TableError('wrong_encoding', body[:error.start].count(b'\n') + 1, encoding=encoding) from None
    try:
        return Text(content.decode('cp1252'), 'cp1252', True)
    except UnicodeDecodeError:  # five bytes mean nothing there
        return Text(content.decode('latin-1'), 'latin-1', True)


def _unmarked_utf16(content: bytes) -> str | None:
    """UTF-16 without its mark: the header is ASCII, so every second byte is zero."""
    start = content[:200]
    if len(start) >= 8 and len(start) % 2 == 0:
        if not start[0::2].strip(b'\0') and start[1::2].count(0) == 0:
            return 'utf-16-be'
        if not start[1::2].strip(b'\0') and start[0::2].count(0) == 0:
            return 'utf-16-le'
    return None


class Sheet:
    """The records of a text. Reading is lazy and may be done several times. `most_lines`: of a record; more of them are a quote that never closes."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.most_lines = MAX_RECORD_LINES
        self._lines = list(io.StringIO(text.text, newline=''))  # str.splitlines would break at characters that are no line's end
        longest = max(self._lines, key=len)
        if len(longest) > MAX_LINE:
            raise TableError('line_too_long', self._lines.index(longest) + 1, characters=len(longest), most=MAX_LINE)
        self._headers: dict[str, list[Header]] = {}
        csv.field_size_limit(MAX_LINE * 2)  # the module's own limit of 128 KB ends reading with an exception that names no line

    def records(self, delimiter: str, first_line: int = 1) -> Iterator[tuple[int, list[str]]]:
        """(line, cells) from a line on; empty lines are left out. Raises TableError('unclosed_quote') with the line where it opens."""
        start = first_line - 1
        reader = csv.reader(itertools.islice(self._lines, start, None), delimiter=delimiter)
        before = 0
        for cells in reader:
            line, taken = start + before + 1, reader.line_num - before
            before = reader.line_num
            if taken > self.most_lines or start + before >= len(self._lines):
                self._refuse_unclosed(line, start + before, is_long=taken > self.most_lines)
            if any(cells):
                yield line, cells

    def _refuse_unclosed(self, line: int, end: int, *, is_long: bool) -> None:
        body = ''.join(self._lines[line - 1:end])
        if is_long or body.count('"') % 2:
            raise TableError('unclosed_quote', line)

    def count(self) -> int:
        """Lines that hold something: how many rows there are at most."""
        return sum(1 for line in self._lines if line.strip())

    def find_header(self, wanted: Sequence[frozenset[str]]) -> tuple[Header, frozenset[str]] | None:
        """The first record that holds all columns of one of `wanted`, and which. Letter case counts only where it tells two apart."""
        for fold in (False, True):
            for delimiter in DELIMITERS:
                for header in self._candidates(delimiter):
                    names = header.columns
                    known = {name.casefold() for name in names} if fold else set(names)
                    hits = [one for one in wanted if {name.casefold() if fold else name for name in one} <= known]
                    if hits:
                        best = max(hits, key=len)
                        return (_respell(header, best) if fold else header), best
        return None

    def guess_header(self) -> Header | None:
        """For a file that no format knows: the first record of several words that as many cells follow."""
        best: Header | None = None
        for delimiter in DELIMITERS:
            rows = list(itertools.islice(self._safe_records(delimiter), HEADER_WITHIN))
            for (line, cells), (_, following) in itertools.zip_longest(rows, rows[1:], fillvalue=(0, [])):
                filled = [cell for cell in cells if cell.strip()]
                if len(filled) >= 2 and len(cells) == (len(following) or len(cells)) and not any(_PLAIN_NUMBER.fullmatch(c.strip()) for c in filled):
                    if best is None or len(cells) > len(best.columns):
                        best = Header(line, name_columns(cells), delimiter)
                    break
        return best

    def _candidates(self, delimiter: str) -> list[Header]:
        if delimiter not in self._headers:
            self._headers[delimiter] = [
                Header(line, name_columns(cells), delimiter)
                for line, cells in itertools.islice(self._safe_records(delimiter), HEADER_WITHIN) if 1 < len(cells) <= MAX_COLUMNS
            ]
        return self._headers[delimiter]

    def _safe_records(self, delimiter: str) -> Iterator[tuple[int, list[str]]]:
        """While the header is looked for, a quote that is never closed only ends the search."""
        try:
            yield from self.records(delimiter)
        except TableError:
            return

    def rows(self, header: Header, *, keep_blanks: bool = False) -> Iterator[Row | Problem]:
        """The rows below the header. Cells that are missing are empty; cells too many are a problem unless they are empty."""
        columns, width = header.columns, len(header.columns)
        records = self.records(header.delimiter, header.line)
        next(records, None)
        for line, cells in records:
            if len(cells) > width:
                if any(cell.strip() for cell in cells[width:]):
                    yield Problem(line, 'too_many_cells', None, {'cells': len(cells), 'columns': width})
                    continue
            elif len(cells) < width:
                cells = cells + [''] * (width - len(cells))
            yield Row(line, dict(zip(columns, cells if keep_blanks else map(str.strip, cells), strict=False)))


def refuse_ambiguous(header: Header, needed: Iterable[str]) -> None:
    """Raises TableError('duplicate_column') where a column that is needed occurs twice and nobody says which is meant."""
    wanted = set(needed)
    for name in wanted:
        if f'{name} 2' in header.columns and f'{name} 2' not in wanted and header.columns.count(name) == 1:
            raise TableError('duplicate_column', header.line, name)


def name_columns(cells: Sequence[str]) -> tuple[str, ...]:
    """Names without blanks around; ' 2', ' 3' behind one that occurs again."""
    seen: dict[str, int] = {}
    names = []
    for cell in cells:
        name = ' '.join(cell.replace('\ufeff', '').split())
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f'{name} {seen[name]}'.strip())
    return tuple(names)


def _respell(header: Header, names: Iterable[str]) -> Header:
    own: Mapping[str, str] = {name.casefold(): name for name in names}
    return Header(header.line, tuple(own.get(name.casefold(), name) for name in header.columns), header.delimiter)


def neutralise(cell: str) -> str:
    """Text that a spreadsheet would run, made harmless for showing or writing; numbers stay as they are."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) and not _PLAIN_NUMBER.fullmatch(cell) else cell
