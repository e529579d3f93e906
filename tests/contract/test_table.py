"""Files as exchanges and people write them: whatever is wrong with one names its line, and what can be read is read."""

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rotkehlchen.contracts.importer import Problem, Row
from rotkehlchen.contracts.table import MAX_LINE, Header, Sheet, TableError, decode_text, name_columns, neutralise, refuse_ambiguous

WANTED = (frozenset({'Date', 'Asset', 'Amount'}),)
TEXT = 'Date,Asset,Amount\n2021-01-01,ETH,1\n'


def sheet_of(content: bytes | str) -> Sheet:
    return Sheet(decode_text(content.encode() if isinstance(content, str) else content))


def cells_of(content: bytes | str) -> list[tuple[int, list[str]]]:
    """Line and cells of each row below the header."""
    sheet = sheet_of(content)
    hit = sheet.find_header(WANTED)
    assert hit is not None
    return [(row.line, list(row.cells.values())) for row in sheet.rows(hit[0]) if isinstance(row, Row)]


@pytest.mark.parametrize(('encoding', 'mark', 'expected'), [
    ('utf-8', b'', 'utf-8'), ('utf-8', b'\xef\xbb\xbf', 'utf-8'), ('utf-16-le', b'\xff\xfe', 'utf-16-le'), ('utf-16-be', b'\xfe\xff', 'utf-16-be'),
    ('utf-16-le', b'', 'utf-16-le'), ('utf-16-be', b'', 'utf-16-be'), ('cp1252', b'', 'cp1252'),
])
def test_text_is_read_in_every_encoding(encoding: str, mark: bytes, expected: str) -> None:
    text = TEXT + ('Größe,ETH,2\n' if encoding != 'utf-8' or mark else 'Größe \u2013 ₿,ETH,2\n')
    found = decode_text(mark + text.encode(encoding))
    assert (found.text, found.encoding, found.is_guessed) == (text, expected, expected == 'cp1252')


@pytest.mark.parametrize(('content', 'code', 'line'), [
    (b'', 'empty_file', None), (b' \r\n \n', 'empty_file', None), (b'\xef\xbb\xbf', 'empty_file', None), (b'\xff\xfe', 'empty_file', None),
    (b'\xfe\xff\0\n', 'empty_file', None), (b'PK\x03\x04rest', 'packed', None),
    (b'PK\x03\x04\x14\0[Content_Types].xml', 'not_text', None), (b'\x1f\x8b\x08', 'packed', None),
    (b'%PDF-1.7', 'not_text', None),
    (b'a,b\nc,\0d\n', 'nul_byte', 2), (b'\xef\xbb\xbfa,b\n\xff\xff', 'wrong_encoding', 2), (b'\xff\xfea', 'wrong_encoding', 1),
])
def test_file_that_is_no_text_is_refused_with_its_line(content: bytes, code: str, line: int | None) -> None:
    with pytest.raises(TableError) as caught:
        sheet_of(content)
    assert (caught.value.code, caught.value.line) == (code, line)


@pytest.mark.parametrize('delimiter', [',', ';', '\t', '|', ':'])
@pytest.mark.parametrize('end', ['\n', '\r\n', '\r'])
def test_delimiters_and_line_ends_are_found(delimiter: str, end: str) -> None:
    text = end.join(['Date,Asset,Amount', '2021-01-01,"x,y",1', '', '2021-01-02,ETH,2']).replace(',', delimiter)
    assert cells_of(text) == [(2, ['2021-01-01', f'x{delimiter}y', '1']), (4, ['2021-01-02', 'ETH', '2'])]


def test_header_is_found_behind_other_lines_whatever_its_letter_case() -> None:
    text = 'sep=;\nExported by: Ada\nUser;42\n\ndate ; ASSET;Amount;More\n1;ETH;2;x\n'
    sheet = sheet_of(text)
    hit = sheet.find_header(WANTED)
    assert hit is not None
    assert hit[0] == Header(5, ('Date', 'Asset', 'Amount', 'More'), ';')
    assert [row.cells['Asset'] for row in sheet.rows(hit[0]) if isinstance(row, Row)] == ['ETH']


def test_header_that_is_not_there_is_not_found() -> None:
    assert sheet_of('Date,Asset\n1,ETH\n').find_header(WANTED) is None


def test_cell_with_line_breaks_is_one_cell_and_lines_stay_right() -> None:
    assert cells_of('Date,Asset,Amount\n1,"a\nb\r\nc",2\n3,d,4\n') == [(2, ['1', 'a\nb\r\nc', '2']), (5, ['3', 'd', '4'])]


def test_short_row_is_filled_and_long_one_is_a_problem_unless_its_rest_is_empty() -> None:
    sheet = sheet_of('Date,Asset,Amount\n1,ETH\n2,ETH,3,,\n4,ETH,5,6\n')
    hit = sheet.find_header(WANTED)
    assert hit is not None
    rows = list(sheet.rows(hit[0]))
    assert [row.cells for row in rows if isinstance(row, Row)] == [
        {'Date': '1', 'Asset': 'ETH', 'Amount': ''}, {'Date': '2', 'Asset': 'ETH', 'Amount': '3'}]
    assert [(row.line, row.code) for row in rows if isinstance(row, Problem)] == [(4, 'too_many_cells')]


def test_quote_that_is_never_closed_names_the_line_where_it_opens() -> None:
    for rest in ('3,x,4\n' * 3, '3,x,4\n' * 500):
        with pytest.raises(TableError) as caught:
            cells_of('Date,Asset,Amount\n1,ETH,2\n2,"ETH,3\n' + rest)
        assert (caught.value.code, caught.value.line) == ('unclosed_quote', 3)


def test_line_of_ten_megabytes_is_refused_with_its_number() -> None:
    with pytest.raises(TableError) as caught:
        sheet_of(TEXT + '1,' + 'x' * 10 * 2**20 + ',2\n')
    assert (caught.value.code, caught.value.line, caught.value.params['most']) == ('line_too_long', 3, MAX_LINE)


def test_long_cell_within_the_limit_is_read() -> None:
    long = 'x' * 300_000
    assert cells_of(f'Date,Asset,Amount\n1,{long},2\n') == [(2, ['1', long, '2'])]


def test_column_that_occurs_twice_has_two_names_and_is_refused_where_it_is_needed_once() -> None:
    assert name_columns(['Cur.', 'Cur.', '', 'Cur.', '']) == ('Cur.', 'Cur. 2', '', 'Cur. 3', '2')
    header = Header(3, name_columns(['Date', 'Amount', 'Asset', 'Amount']), ',')
    with pytest.raises(TableError) as caught:
        refuse_ambiguous(header, WANTED[0])
    assert (caught.value.code, caught.value.line, caught.value.column) == ('duplicate_column', 3, 'Amount')
    refuse_ambiguous(header, {'Amount', 'Amount 2'})


def test_unknown_file_still_shows_its_columns() -> None:
    assert sheet_of('My wallet\n\nWhen;What;How much\n1;a;2,5\n').guess_header() == Header(3, ('When', 'What', 'How much'), ';')
    assert sheet_of('just one line').guess_header() is None


@pytest.mark.parametrize(('cell', 'shown'), [
    ('=1+1', "'=1+1"), ('@SUM(A1)', "'@SUM(A1)"), ('+cmd|x', "'+cmd|x"), ('-1.5', '-1.5'), ('+2e-7', '+2e-7'), ('ETH', 'ETH'), ('\tx', "'\tx"),
])
def test_formula_is_text_and_made_harmless_where_it_is_shown(cell: str, shown: str) -> None:
    assert neutralise(cell) == shown


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=['Cs'], exclude_characters='\0\r'), max_size=8), min_size=3, max_size=3), max_size=6))
def test_whatever_csv_writes_is_read_back(rows: list[list[str]]) -> None:
    kept = [row for row in rows if any(row)]
    text = io.StringIO()
    csv.writer(text, lineterminator='\n', quoting=csv.QUOTE_ALL).writerows([['Date', 'Asset', 'Amount'], *kept])
    sheet = sheet_of(text.getvalue())
    hit = sheet.find_header(WANTED)
    assert hit is not None
    assert [list(row.cells.values()) for row in sheet.rows(hit[0], keep_blanks=True) if isinstance(row, Row)] == kept


@given(st.binary(max_size=400))
def test_any_bytes_give_rows_or_an_error_of_the_table(content: bytes) -> None:
    with suppress(TableError):
        sheet = sheet_of(content)
        header = sheet.guess_header()
        if header is not None:
            assert all(row.line > header.line for row in sheet.rows(header))
