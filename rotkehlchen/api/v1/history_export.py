"""Routes that give the history out as CSV, and those that tell of rows which could not be taken in."""

from pathlib import Path
from typing import Any

from marshmallow import Schema, fields

from rotkehlchen.api.download import file_response
from rotkehlchen.api.field import Flag, Many, RequestSchema, Text
from rotkehlchen.api.history_filter import EventFilter, EventOrder, filter_of, is_ascending
from rotkehlchen.api.route import Context, RouteTable
from rotkehlchen.api.shape import flag, texts
from rotkehlchen.core.errors import InputError
from rotkehlchen.services.history.export import NAME

routes = RouteTable('history')


class ExportRequest(EventFilter, EventOrder):
    match_exact_events = Flag(load_default=False)
    aggregate_by_group_ids = Flag(load_default=False)


class FolderExport(ExportRequest):
    directory_path = Text(required=True, minimum=1, maximum=4096)


class FileRequest(RequestSchema):
    file_path = Text(required=True, minimum=1, maximum=200)


class SomeGroups(RequestSchema):
    group_identifiers = Many(Text(maximum=300), load_default=None, allow_none=True, maximum=10_000)


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
