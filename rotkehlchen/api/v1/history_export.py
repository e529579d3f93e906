"""Routes that give the history out as CSV, and those that tell of rows which could not be taken in."""

import csv
import io
from collections import Counter
from pathlib import Path
from typing import Any, Final

from marshmallow import Schema, fields

from rotkehlchen.api.download import file_response
from rotkehlchen.api.field import Flag, Many, RequestSchema, Text
from rotkehlchen.api.history_filter import EventFilter, EventOrder, filter_of, is_ascending
from rotkehlchen.api.route import Context, RouteTable
from rotkehlchen.api.shape import by_name, flag, texts
from rotkehlchen.core.errors import InputError, StorageError
from rotkehlchen.core.issue import Issue
from rotkehlchen.services.history.export import NAME
from rotkehlchen.services.snapshot_file import escape_cell

routes = RouteTable('history')
SKIPPED_NAME: Final = 'skipped_events.csv'
ROW_SKIPPED: Final = 'row_skipped'  # issue of a row that could not be taken in; `params` tell its location


class ExportRequest(EventFilter, EventOrder):
    match_exact_events = Flag(load_default=False)
    aggregate_by_group_ids = Flag(load_default=False)


class FolderExport(ExportRequest):
    directory_path = Text(required=True, minimum=1, maximum=4096)


class FileRequest(RequestSchema):
    file_path = Text(required=True, minimum=1, maximum=200)


class SomeGroups(RequestSchema):
    group_identifiers = Many(Text(maximum=300), load_default=None, allow_none=True, maximum=10_000)


class NamedGroups(RequestSchema):
    group_identifiers = Many(Text(maximum=300), required=True, maximum=10_000)


class SkippedFolder(RequestSchema):
    directory_path = Text(load_default=None, allow_none=True, maximum=4096)


class SkippedShape(Schema):
    locations = by_name(fields.Integer())
    total = fields.Integer(required=True)


class RetriedShape(Schema):
    total = fields.Integer(required=True)
    successful = fields.Integer(required=True)


class PreparedShape(Schema):
    file_path = fields.String(required=True)


class DuplicateShape(Schema):
    auto_fix_group_ids = texts()
    manual_review_group_ids = texts()
    ignored_group_ids = texts()


class FixedShape(Schema):
    removed_event_identifiers = fields.List(fields.Integer())
    auto_fix_group_ids = texts()
    manual_review_group_ids = texts()


@routes.post('/history/events/export', summary='Events as CSV into a folder', request=FolderExport, response=flag(), async_capable=True)
def export_to_folder(context: Context, arguments: Any) -> bool:
    folder = Path(arguments['directory_path'])
    if not folder.is_absolute() or not folder.is_dir():
        raise InputError('directory_path: is not a folder on this computer', field='directory_path')
    wanted = filter_of(context.user, arguments)
    context.user.history.exporter.write(wanted, folder, context.job, ascending=is_ascending(arguments))
    return True


@routes.put('/history/events/export', summary='Prepare a CSV of events to download', request=ExportRequest, response=PreparedShape, async_capable=True)
def prepare_export(context: Context, arguments: Any) -> dict[str, str]:
    exporter = context.user.history.exporter
    return {'file_path': exporter.prepare(filter_of(context.user, arguments), ascending=is_ascending(arguments))}


@routes.get('/history/events/export/download', summary='Download a CSV that was prepared', request=FileRequest, raw=True)
def download_export(context: Context, arguments: Any) -> Any:
    return file_response(context.user.history.exporter.fetch(arguments['file_path']), NAME, 'text/csv; charset=utf-8')


# ------------------------------------------------------------------ edited events that were pulled again
@routes.get(
    '/history/events/duplicates/customized', summary='Groups in which edited events came a second time', response=DuplicateShape, async_capable=True)
def list_duplicates(context: Context, _arguments: Any) -> dict[str, list[str]]:
    """None: an edit hangs on the event that was decoded, so that decoding it again changes that one and makes no second."""
    return {'auto_fix_group_ids': [], 'manual_review_group_ids': [], 'ignored_group_ids': []}


@routes.post(
    '/history/events/duplicates/customized', summary='Remove events that came a second time', request=SomeGroups, response=FixedShape,
    async_capable=True)
def fix_duplicates(context: Context, _arguments: Any) -> dict[str, list[Any]]:
    return {'removed_event_identifiers': [], 'auto_fix_group_ids': [], 'manual_review_group_ids': []}


@routes.put(
    '/history/events/duplicates/customized', summary='Leave groups with duplicates as they are', request=NamedGroups, response=texts(),
    async_capable=True)
def ignore_duplicates(context: Context, _arguments: Any) -> list[str]:
    """None is ignored, since there are none."""
    return []


@routes.delete(
    '/history/events/duplicates/customized', summary='Look at groups with duplicates again', request=NamedGroups, response=texts(),
    async_capable=True)
def stop_ignoring_duplicates(context: Context, _arguments: Any) -> list[str]:
    return []


# ------------------------------------------------------------------ rows that could not be taken in
@routes.get('/history/skipped_external_events', summary='How many rows of exchanges and files were left out, by location', response=SkippedShape)
def count_skipped(context: Context, _arguments: Any) -> dict[str, Any]:
    found = Counter(str(issue.params.get('location') or 'external') for issue in _skipped(context))
    return {'locations': dict(found), 'total': found.total()}


@routes.put('/history/skipped_external_events', summary='Rows that were left out, as CSV into a folder', request=SkippedFolder, response=flag())
def export_skipped(context: Context, arguments: Any) -> bool:
    folder = Path(arguments['directory_path'] or '')
    if not folder.is_absolute() or not folder.is_dir():
        raise InputError('directory_path: is not a folder on this computer', field='directory_path')
    try:
        (folder / SKIPPED_NAME).write_bytes(_skipped_csv(context))
    except OSError as error:
        raise StorageError(f'The file cannot be written: {error.strerror}.', code='export_failed') from None
    return True


@routes.patch('/history/skipped_external_events', summary='Download rows that were left out, as CSV', raw=True)
def download_skipped(context: Context, _arguments: Any) -> Any:
    return file_response(_skipped_csv(context), SKIPPED_NAME, 'text/csv; charset=utf-8')


@routes.post('/history/skipped_external_events', summary='Try rows that were left out again', response=RetriedShape)
def retry_skipped(context: Context, _arguments: Any) -> dict[str, int]:
    """A row is tried again when its source is asked again, and its issue goes when it is taken in; nothing can be done with it alone."""
    return {'total': len(_skipped(context)), 'successful': 0}


def _skipped(context: Context) -> list[Issue]:
    return [stored.issue for stored in context.user.issue_list.open() if stored.issue.kind == ROW_SKIPPED]


def _skipped_csv(context: Context) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator='\r\n')
    writer.writerow(('location', 'subject', 'time', 'details'))
    for issue in _skipped(context):
        details = ' '.join(f'{name}={value}' for name, value in sorted(issue.params.items()))
        writer.writerow([escape_cell(str(issue.params.get('location') or 'external')), escape_cell(issue.subject), issue.time, escape_cell(details)])
    return text.getvalue().encode()
