"""Renders a stored report as an order asks for it, message by message."""

import io
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import orjson

from rotkehlchen.contracts.jurisdiction import Form
from rotkehlchen.services.tax_report.fact import AssetFacts
from rotkehlchen.services.tax_report.order import SCRATCH, Bytes, FileOrder, Message
from rotkehlchen.services.tax_report.packing import form_rows, unpack
from rotkehlchen.services.tax_report.rendering import table
from rotkehlchen.services.tax_report.rendering.source import Source
from rotkehlchen.services.tax_report.run import Talk
from rotkehlchen.services.tax_report.shape import line_shape
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.report import ReportRepository
from rotkehlchen.storage.user_database import connect

PIECE: Final = 1 << 20
LINES_NAME: Final = 'all_events.csv'


def render(order: FileOrder) -> Talk:
    """`Bytes` of the file, piece by piece."""
    database = Database(lambda: connect(order.place.database, order.place.key), readers=1)
    with closing(database), closing(AssetFacts(order.place.global_database)) as facts:
        reports = ReportRepository(database)
        report = reports.find(order.report_id)
        if report is None:
            return
        source = Source(reports, report, facts, order.version)
        only = None if order.form is None else next(one for one in source.forms if one.id == order.form)
        yield from _pieces(order, source, only)


def _pieces(order: FileOrder, source: Source, only: Form | None) -> Iterator[Message]:
    if order.format in ('csv', 'zip') or (order.format == 'json' and only is None):
        yield from map(Bytes, _streamed(order, source, only))
        return
    if order.format == 'json':
        assert only is not None
        yield Bytes(orjson.dumps(_form_json(only)))
        return
    if order.format == 'xlsx':
        from rotkehlchen.services.tax_report.rendering.workbook import workbook

        folder = Path(tempfile.mkdtemp(prefix=SCRATCH, dir=order.scratch))
        try:
            content = workbook(source, folder, only)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    else:
        from rotkehlchen.services.tax_report.rendering.document import document

        content = document(source, only)
    for start in range(0, len(content), PIECE):
        yield Bytes(content[start:start + PIECE])


def _streamed(order: FileOrder, source: Source, only: Form | None) -> Iterator[bytes]:
    if order.format == 'json':
        return _json(source)
    if order.format == 'zip':
        return _zip(order, source, only)
    if only is not None:
        return iter([table.form_csv(only, order.delimiter)])
    return _joined(table.lines_csv(source, order.delimiter, formulas=order.has_formulas, summary=order.has_summary))


def _joined(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same in larger pieces: each is handed from thread to thread on its way out."""
    waiting: list[bytes] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= PIECE:
            yield b''.join(waiting)
            waiting, size = [], 0
    yield b''.join(waiting)


def _zip(order: FileOrder, source: Source, only: Form | None) -> Iterator[bytes]:
    """Every table as CSV, and the summary as JSON."""
    sink = _Sink()
    with zipfile.ZipFile(sink, 'w', zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        def put(name: str, pieces: Iterator[bytes]) -> Iterator[bytes]:
            with archive.open(name, 'w', force_zip64=True) as member:
                for piece in pieces:
                    member.write(piece)
                    yield sink.take()
            yield sink.take()

        forms = source.forms if only is None else [only]
        if only is None:
            lines = table.lines_csv(source, order.delimiter, formulas=order.has_formulas, summary=order.has_summary)
            yield from put(LINES_NAME, lines)
            yield from put('open_lots.csv', iter([table.lots_csv(source, order.delimiter)]))
            yield from put('not_known.csv', iter([table.findings_csv(source, order.delimiter)]))
            yield from put('summary.json', iter([orjson.dumps(_head(source), option=orjson.OPT_INDENT_2)]))
        for form in forms:
            yield from put(f'{form.id}.csv', iter([table.form_csv(form, order.delimiter)]))
    yield sink.take()


class _Sink(io.RawIOBase):
    """What was written and not yet taken. Cannot be sought in: a ZIP is written from front to back."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        taken = bytes(content)
        self._written.append(taken)
        return len(taken)

    def take(self) -> bytes:
        content, self._written = b''.join(self._written), []
        return content


def _json(source: Source) -> Iterator[bytes]:
    """One object: the head, forms, lines, lots, findings. Lines are as the API has them."""
    yield b'{"report":' + orjson.dumps(_head(source)) + b',"forms":' + orjson.dumps([_form_json(one) for one in source.forms]) + b',"lines":['
    is_first = True
    for block in source.line_blocks():
        yield (b'' if is_first else b',\n') + orjson.dumps([line_shape(row) for row in block])[1:-1]
        is_first = False
    yield b']'
    for name in ('lot', 'finding'):
        kept = [row for content in source.reports.stream(source.report.identifier, name) for row in unpack(content)]
        yield b',"' + (b'open_lots' if name == 'lot' else b'not_known') + b'":' + orjson.dumps(kept)
    yield b'}'


def _head(source: Source) -> dict[str, Any]:
    report = source.report
    return {
        'identifier': report.identifier, 'name': report.name, 'created': report.created, 'start_ts': report.start, 'end_ts': report.end,
        'digest': report.digest, **report.summary,
    }


def _form_json(form: Form) -> dict[str, Any]:
    head, *rows = form_rows(form)
    return {
        'id': head[0], 'title': head[1], 'columns': [{'name': name, 'kind': kind} for name, kind in form.columns],
        'rows': [[_plain(one) for one in row] for row in rows], 'totals': None if head[3] is None else [_plain(one) for one in head[3]],
        'notes': list(form.notes), 'source': form.source,
    }


def _plain(cell: Any) -> Any:
    return next(iter(cell.values())) if isinstance(cell, dict) else cell
