"""A report as a PDF to print or hand in: what it is and how it was computed, what it could not know, its forms, its first lines and open lots.

Drawn with ReportLab (docs.reportlab.com), in DejaVu Sans Condensed, embedded. A character that the font lacks is drawn as a box with its code beside it in
no other place: names of tokens come from anybody. Forms are whole. Of lines, lots and findings the first `MOST_ROWS` are shown, and how many more
the CSV and XLSX files have.
"""

import io
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import lru_cache
from importlib import resources
from itertools import islice
from typing import Any, Final

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from rotkehlchen.contracts.jurisdiction import Cell, Form
from rotkehlchen.core.money import from_text, to_text
from rotkehlchen.services.event_text import clean
from rotkehlchen.services.tax_report import packing
from rotkehlchen.services.tax_report.rendering.source import Source, time_text

MOST_ROWS: Final = 20_000  # 400 pages, 10 seconds
MARGIN: Final = 36
PAGE: Final[tuple[int, int]] = landscape(A4)
SIZE: Final = 7.5
LEADING: Final = 10
UNSHOWN: Final = '\ufffd'
REGULAR, BOLD = 'report', 'report-bold'
SHOWN_DIGITS: Final = 8
_RIGHT: Final = frozenset({'money', 'amount', 'number'})


@lru_cache(maxsize=1)
def _fonts() -> frozenset[int]:
    """Registers the fonts. The characters that they have."""
    for name, file in ((REGULAR, 'DejaVuSansCondensed.ttf'), (BOLD, 'DejaVuSansCondensed-Bold.ttf')):
        content = resources.files('rotkehlchen.data').joinpath('fonts', file).read_bytes()
        pdfmetrics.registerFont(TTFont(name, io.BytesIO(content)))
    return frozenset(pdfmetrics.getFont(REGULAR).face.charToGlyph)


def document(source: Source, only: Form | None) -> bytes:
    """The file. `only`: nothing but this form, with the same head."""
    known = _fonts()
    target = io.BytesIO()
    canvas = _Numbered(target, pagesize=PAGE, invariant=1, pageCompression=1)
    canvas.setTitle(source.title)
    canvas.setCreator(f'version {source.version}')
    page = _Page(canvas, known, source)
    if only is not None:
        page.form(only)
    else:
        _front(page, source)
        for form in source.forms:
            page.form(form)
        page.first_rows('Lines', _LINE_COLUMNS, _line_rows(source), source.report.summary['lines'])
        page.first_rows('Open lots at the end', _LOT_COLUMNS, _lot_rows(source), source.report.summary['open_lots'])
    page.end()
    canvas.save()
    return target.getvalue()


def _front(page: '_Page', source: Source) -> None:
    page.heading(source.title, 14)
    for name, value in source.facts_of_report():
        page.pair(name[:1].upper() + name[1:], value)
    page.heading('Totals')
    page.table('', _TOTAL_COLUMNS, ((name, _number(taxable), _number(free), unknown) for name, taxable, free, unknown in source.overview()))
    page.heading('What this report could not know')
    unknown = source.unknown()
    if not unknown:
        page.text('Nothing: every price and every cost is known.')
    for words, count in unknown:
        page.text(f'{words}: {count} {"time" if count == 1 else "times"}.')
    if unknown:
        page.first_rows('', _FINDING_COLUMNS, ((one[0], one[1], one[2], one[4]) for one in source.findings()), sum(count for _, count in unknown))
    page.heading('Settings')
    for name, value in source.settings():
        page.pair(name[:1].upper() + name[1:], value)


_TOTAL_COLUMNS: Final = (('Category', 'text'), ('Taxable', 'money'), ('Free', 'money'), ('Lines not known', 'number'))
_FINDING_COLUMNS: Final = (('Problem', 'text'), ('Time (UTC)', 'time'), ('Asset', 'text'), ('Details', 'text'))
_LINE_COLUMNS: Final = (
    ('#', 'number'), ('Time (UTC)', 'time'), ('Kind', 'text'), ('Place', 'text'), ('Asset', 'text'), ('Amount', 'amount'), ('Price', 'amount'),
    ('Proceeds', 'money'), ('Cost', 'money'), ('Taxable', 'money'), ('Free', 'money'), ('Rule', 'text'), ('Notice', 'text'),
)
_LOT_COLUMNS: Final = (('Asset', 'text'), ('Place', 'text'), ('Amount', 'amount'), ('Cost', 'money'), ('Acquired (UTC)', 'time'))


_AMOUNTS: Final = (packing.PRICE, packing.PROCEEDS, packing.COST, packing.GAIN_TAXABLE, packing.GAIN_FREE)


def _line_rows(source: Source) -> Iterator[Sequence[Any]]:
    for block in source.line_blocks():
        for row in block:
            yield (
                row[packing.INDEX], time_text(row[packing.TIME]), row[packing.KIND], row[packing.LOCATION], source.name_of(row[packing.ASSET]),
                from_text(row[packing.TAXABLE_AMOUNT]) + from_text(row[packing.FREE_AMOUNT]), *(_number(row[place]) for place in _AMOUNTS),
                row[packing.RULE], ', '.join(row[packing.FLAGS]).replace('_', ' '),
            )


def _lot_rows(source: Source) -> Iterator[Sequence[Any]]:
    for name, _, _, location, account, amount, cost, acquired, _ in source.lots():
        yield name, f'{location} {account}'.strip(), _number(amount), _number(cost), acquired


@dataclass
class _Page:
    """Draws from the top of a page to its bottom, then on the next one."""

    canvas: Canvas
    known: frozenset[int]
    source: Source
    height: float = 0

    def heading(self, text: str, size: float = 10) -> None:
        self.room(size * 3)
        self.height -= size * 1.6
        self.write(MARGIN, text, BOLD, size)
        self.height -= LEADING * 0.4

    def text(self, text: str) -> None:
        for line in textwrap.wrap(self.shown(text), 170) or ['']:
            self.room(LEADING)
            self.height -= LEADING
            self.write(MARGIN, line)

    def pair(self, name: str, value: str) -> None:
        self.room(LEADING)
        self.height -= LEADING
        self.write(MARGIN, name)
        self.write(MARGIN + 170, value)

    def form(self, form: Form) -> None:
        rows = [*form.rows, *([form.totals] if form.totals is not None else [])]
        self.table(form.title, form.columns, rows, is_last_bold=form.totals is not None)
        for note in (*form.notes, form.source):
            if note:
                self.text(note)

    def first_rows(self, title: str, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Cell]], total: int) -> None:
        self.table(title, columns, islice(rows, MOST_ROWS))
        if total > MOST_ROWS:
            self.text(f'{total - MOST_ROWS} more rows are in the CSV and XLSX files of this report.')

    def table(self, title: str, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Cell]], *, is_last_bold: bool = False) -> None:
        taken = [self._cells(row, columns) for row in rows]
        if title:
            self.heading(title)
        if not taken:
            self.text('Nothing.')
            return
        widths = self._widths(columns, taken)
        self._headings(columns, widths)
        for number, row in enumerate(taken):
            if self.room(LEADING):
                self._headings(columns, widths)
            self.height -= LEADING
            self._row(row, columns, widths, BOLD if is_last_bold and number == len(taken) - 1 else REGULAR)

    def _headings(self, columns: Sequence[tuple[str, str]], widths: Sequence[float]) -> None:
        self.room(LEADING * 2)
        self.height -= LEADING
        self._row([self.shown(name) for name, _ in columns], columns, widths, BOLD)
        self.height -= 2
        self.canvas.line(MARGIN, self.height, PAGE[0] - MARGIN, self.height)

    def _row(self, cells: Sequence[str], columns: Sequence[tuple[str, str]], widths: Sequence[float], font: str) -> None:
        left = float(MARGIN)
        line = self.canvas.beginText()
        line.setFont(font, SIZE)
        for text, (_, kind), width in zip(cells, columns, widths, strict=True):
            if text:
                fitted, length = _fit(text, font, width - 4)
                line.setTextOrigin(left + width - 4 - length if kind in _RIGHT else left, self.height)
                line.textOut(fitted)
            left += width
        self.canvas.drawText(line)

    def _cells(self, row: Sequence[Any], columns: Sequence[tuple[str, str]]) -> list[str]:
        return [self.shown(_cell(value, kind)) for value, (_, kind) in zip(row, columns, strict=True)]

    def _widths(self, columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[str]]) -> list[float]:
        """By what stands in the first rows, within the page."""
        wanted = []
        for place, (name, _) in enumerate(columns):
            texts = [name, *(row[place] for row in rows[:200])]
            wanted.append(min(240.0, max(pdfmetrics.stringWidth(text[:80], BOLD, SIZE) for text in texts) + 8))
        room = PAGE[0] - 2 * MARGIN
        scale = min(1.0, room / sum(wanted))
        return [one * scale for one in wanted]

    def room(self, needed: float) -> bool:
        """Begin a new page where `needed` does not fit on this one. Whether it did."""
        if self.height - needed >= MARGIN + LEADING:
            return False
        if self.height:
            self.canvas.showPage()
        report = self.source.report
        self.height = PAGE[1] - MARGIN
        head = (
            f'{self.source.title}   {self.source.period}   '
            f'{report.summary["settings"]["profit_currency"]}   version {report.summary["stamps"]["version"]}')
        self.write(MARGIN, _fit(self.shown(head), REGULAR, PAGE[0] - 2 * MARGIN)[0], REGULAR)
        self.height -= LEADING
        return True

    def end(self) -> None:
        if self.height:
            self.canvas.showPage()

    def write(self, left: float, text: str, font: str = REGULAR, size: float = SIZE) -> None:
        self.canvas.setFont(font, size)
        self.canvas.drawString(left, self.height, self.shown(text))

    def shown(self, text: str) -> str:
        """In one line, of characters that the font has."""
        if text.isascii() and text.isprintable():
            return text
        return ''.join(char if ord(char) in self.known else UNSHOWN for char in clean(text))


class _Numbered(Canvas):  # type: ignore[misc]
    """Writes 'page 3 of 12' on every page: how many there are is known at the end, so that pages are kept until then."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._kept: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 (the library's name)
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for number, state in enumerate(self._kept, start=1):
            self.__dict__.update(state)
            self.setFont(REGULAR, SIZE)
            self.drawRightString(PAGE[0] - MARGIN, MARGIN - LEADING, f'page {number} of {len(self._kept)}')
            super().showPage()
        super().save()


def _cell(value: Any, kind: str) -> str:
    if value is None:
        return ''
    if not isinstance(value, Decimal):
        return str(value)
    if kind == 'money':
        text = f'{value:,.2f}'
        return '0.00' if text == '-0.00' else text
    return to_text(round(value, SHOWN_DIGITS)) if value == value.to_integral() or abs(value) >= _SMALL else to_text(value.normalize(_SHORT))


def _number(text: str | None) -> Decimal | None:
    """An amount of a stored row; empty where it is not known."""
    return from_text(text) if text else None


_SMALL: Final = Decimal('0.00001')
_SHORT: Final = Context(prec=6)


def _fit(text: str, font: str, width: float) -> tuple[str, float]:
    """As much of a text as there is room for, and how long that is."""
    length = pdfmetrics.stringWidth(text, font, SIZE)
    if length <= width:
        return text, length
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if pdfmetrics.stringWidth(text[:middle] + '…', font, SIZE) <= width:
            low = middle
        else:
            high = middle - 1
    fitted = text[:low] + '…'
    return fitted, pdfmetrics.stringWidth(fitted, font, SIZE)
