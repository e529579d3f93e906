"""A report as an Excel workbook: summary, forms, lines, open lots, what was not known.

Written row by row with XlsxWriter (xlsxwriter.readthedocs.io, `constant_memory`), whose temporary files are put into a private folder. Text is always
written as text, so that nothing in it is run. A spreadsheet keeps 15 digits of a number: whoever needs all of them takes CSV.
"""

import datetime
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from rotkehlchen.contracts.jurisdiction import Cell, Form
from rotkehlchen.core.money import from_text
from rotkehlchen.services.tax_report.rendering.source import FINDING_COLUMNS, LOT_COLUMNS, Source
from rotkehlchen.services.tax_report.rendering.table import COLUMNS, TEXT_COLUMNS, LineCells

MOST_ROWS: Final = 1_048_000  # a sheet has 1,048,576
MOST_TEXT: Final = 32_767
NAME_LENGTH: Final = 31
WIDTH: Final = 18
_NOT_IN_NAMES: Final = str.maketrans('[]:*?/\\', '       ')
FORMATS: Final = {'money': '#,##0.00', 'amount': '#,##0.00##########', 'number': '0', 'date': 'yyyy-mm-dd', 'time': 'yyyy-mm-dd hh:mm:ss'}


def workbook(source: Source, scratch: Path, only: Form | None) -> bytes:
    """The file. `only`: nothing but this form."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {
        'constant_memory': True, 'tmpdir': str(scratch), 'strings_to_formulas': False, 'strings_to_urls': False, 'strings_to_numbers': False,
        'nan_inf_to_errors': False,
    })
    when = datetime.datetime.fromtimestamp(source.report.created, datetime.UTC).replace(tzinfo=None)
    book.set_properties({'title': source.title, 'created': when, 'comments': f'version {source.version}'})
    made = _Book(book)
    if only is not None:
        made.form(only)
    else:
        made.summary(source)
        for form in source.forms:
            made.form(form)
        made.lines(source)
        made.rows('Open lots', LOT_COLUMNS, source.lots(), frozenset({'amount', 'cost', 'line'}))
        made.rows('Not known', FINDING_COLUMNS, source.findings(), frozenset({'event_id'}))
    book.close()
    return target.getvalue()


class _Book:
    def __init__(self, book: Any) -> None:
        self._book = book
        self._bold = book.add_format({'bold': True})
        self._heading = book.add_format({'bold': True, 'bottom': 1})
        self._formats = {kind: book.add_format({'num_format': words}) for kind, words in FORMATS.items()}
        self._names: set[str] = set()

    def summary(self, source: Source) -> None:
        sheet = self._sheet('Summary', 2)
        number = 0
        for name, value in (*source.facts_of_report(), *source.settings()):
            sheet.write_string(number, 0, name[:1].upper() + name[1:])
            sheet.write_string(number, 1, value[:MOST_TEXT])
            number += 1
        number += 1
        for place, heading in enumerate(('Category', 'Taxable', 'Free', 'Lines not known')):
            sheet.write_string(number, place, heading, self._heading)
        for category, taxable, free, unknown in source.overview():
            number += 1
            sheet.write_string(number, 0, category)
            sheet.write_number(number, 1, from_text(taxable), self._formats['money'])
            sheet.write_number(number, 2, from_text(free), self._formats['money'])
            sheet.write_number(number, 3, unknown)
        number += 2
        sheet.write_string(number, 0, 'What this report could not know', self._bold)
        for words, count in source.unknown() or [('Nothing: every price and every cost is known', 0)]:
            number += 1
            sheet.write_string(number, 0, words)
            if count:
                sheet.write_number(number, 1, count)

    def form(self, form: Form) -> None:
        sheet = self._sheet(form.title, len(form.columns))
        sheet.write_string(0, 0, form.title, self._bold)
        for place, (heading, _) in enumerate(form.columns):
            sheet.write_string(1, place, heading, self._heading)
        number = 1
        for row in [*form.rows, *([form.totals] if form.totals is not None else [])]:
            number += 1
            if number >= MOST_ROWS:
                sheet = self._sheet(form.title, len(form.columns))
                number = 0
            for place, value in enumerate(row):
                self._write(sheet, number, place, value, form.columns[place][1] if place < len(form.columns) else 'text')
        for note in (*form.notes, form.source):
            if note:
                number += 1
                sheet.write_string(number + 1, 0, note[:MOST_TEXT])

    def lines(self, source: Source) -> None:
        cells = LineCells(source)
        is_text = [heading in TEXT_COLUMNS for heading in COLUMNS]
        sheet, number = self._table('Lines', COLUMNS), 0
        for block in source.line_blocks():
            for row in block:
                number += 1
                if number > MOST_ROWS:
                    sheet, number = self._table('Lines', COLUMNS), 1
                _write_plain(sheet, number, cells.of(row), is_text)

    def rows(self, name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]], numbers: frozenset[str]) -> None:
        is_text = [heading not in numbers for heading in headings]
        sheet, number = self._table(name, headings), 0
        for row in rows:
            number += 1
            if number > MOST_ROWS:
                sheet, number = self._table(name, headings), 1
            _write_plain(sheet, number, row, is_text)

    def _table(self, name: str, headings: Sequence[str]) -> Any:
        sheet = self._sheet(name, len(headings))
        sheet.freeze_panes(1, 0)
        for place, heading in enumerate(headings):
            sheet.write_string(0, place, heading, self._heading)
        return sheet

    def _sheet(self, title: str, columns: int) -> Any:
        """A sheet of its own name: Excel has limits for these, and compares them without case."""
        plain = title.translate(_NOT_IN_NAMES).strip(" '")[:NAME_LENGTH] or 'Sheet'
        name, count = plain, 1
        while name.lower() in self._names:
            count += 1
            name = f'{plain[:NAME_LENGTH - 4]} {count}'
        self._names.add(name.lower())
        sheet = self._book.add_worksheet(name)
        sheet.set_column(0, max(0, columns - 1), WIDTH)
        return sheet

    def _write(self, sheet: Any, number: int, place: int, value: Cell, kind: str) -> None:
        if value is None:
            return
        if isinstance(value, Decimal | int):
            sheet.write_number(number, place, value, self._formats.get(kind, self._formats['amount']))
        elif isinstance(value, datetime.date):
            sheet.write_datetime(number, place, datetime.datetime(value.year, value.month, value.day), self._formats['date'])  # noqa: DTZ001 (a day)
        else:
            sheet.write_string(number, place, value[:MOST_TEXT])


def _write_plain(sheet: Any, number: int, cells: Sequence[Any], is_text: Sequence[bool]) -> None:
    for place, value in enumerate(cells):
        if value is None or value == '':
            continue
        if is_text[place]:
            sheet.write_string(number, place, str(value)[:MOST_TEXT])
        else:
            sheet.write_number(number, place, from_text(str(value)))
