"""Routes of imports: files of exchanges and trackers, looked at and taken in; what was imported, and taking it back; what the user taught.

A file comes by its path (PUT) or as an upload (POST); both take the same fields. PUT and POST `/import` are the established call.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from marshmallow import Schema, ValidationError, fields
from werkzeug.datastructures import FileStorage

from rotkehlchen.api.field import Asset, Flag, Number, OneOf, RequestSchema, Text
from rotkehlchen.api.route import Context, RouteTable
from rotkehlchen.api.shape import by_name, flag, records, texts
from rotkehlchen.contracts.table import MAX_BYTES, neutralise
from rotkehlchen.core.errors import InputError
from rotkehlchen.core.event import HistoryEvent
from rotkehlchen.core.money import to_text
from rotkehlchen.services.data_import.mapper import ASSETS, FIELDS, MAPPING_WORDS, FileMapping, parse_mapping
from rotkehlchen.services.data_import.reading import Found, ReadOptions, Report
from rotkehlchen.services.data_import.service import PREVIEW_ROWS, Request, UnknownAsset, read_import_file, to_rows
from rotkehlchen.services.snapshot_file import TextFile
from rotkehlchen.storage.import_run import ImportRun

routes = RouteTable('import')
UNSAVED: Final = 'unsaved'
MOST_SAMPLES: Final = 5


class Upload(fields.Raw):
    """A file of a multipart form."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if not isinstance(value, FileStorage):
            raise ValidationError('must be an uploaded file (multipart/form-data)')
        return value


class NestedOrText(fields.Nested):
    """An object, or its JSON text, since a form has only texts."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, partial: Any = None, **kwargs: Any) -> Any:
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except (ValueError, RecursionError):
                raise ValidationError('must be a JSON object') from None
        return super()._deserialize(value, attr, data, partial, **kwargs)


class MappingBody(RequestSchema):
    """`columns`: the file's column by field; `assets`: one asset for all rows, by field, where no column has it; `kinds`: what words of the
    column `type` mean; `default_kind`: what all others mean; `fee_in_total`: the total of a purchase holds the fee."""

    columns = fields.Dict(keys=OneOf(FIELDS), values=Text(maximum=300), required=True)
    assets = fields.Dict(keys=OneOf(ASSETS), values=Text(maximum=300), load_default=dict)
    kinds = fields.Dict(keys=Text(maximum=300), values=OneOf(sorted(MAPPING_WORDS)), load_default=dict)
    default_kind = OneOf(['', *sorted(MAPPING_WORDS)], load_default='')
    time_format = Text(load_default=None, allow_none=True, maximum=100)
    timezone = Text(load_default=None, allow_none=True, maximum=60)
    location = Text(load_default='external', maximum=60)
    fee_in_total = Flag(load_default=False)


class Zoned(RequestSchema):
    source = Text(required=True, minimum=1)
    timestamp_format = Text(load_default=None, allow_none=True, maximum=100)
    timezone = Text(load_default=None, allow_none=True, maximum=60)


class EstablishedPath(Zoned):
    file = Text(required=True, minimum=1, maximum=4096)


class EstablishedUpload(Zoned):
    file = Upload(required=True, metadata={'type': 'string', 'format': 'binary'})


class Told(RequestSchema):
    """`source`: '' to find out by the header; 'mapping:<name>' for a saved mapping. `mapping`: one that is tried without being saved."""

    source = Text(load_default='', allow_none=True)
    timestamp_format = Text(load_default=None, allow_none=True, maximum=100)
    timezone = Text(load_default=None, allow_none=True, maximum=60)
    decimal = OneOf(('point', 'comma'), load_default=None, allow_none=True)
    location = Text(load_default=None, allow_none=True, maximum=60)
    mapping = NestedOrText(MappingBody, load_default=None, allow_none=True)


class ToldPath(Told):
    file = Text(required=True, minimum=1, maximum=4096)


class ToldUpload(Told):
    file = Upload(required=True, metadata={'type': 'string', 'format': 'binary'})


class RunId(RequestSchema):
    identifier = Number(required=True, minimum=1)


class NamedMapping(MappingBody):
    name = Text(required=True, minimum=1, maximum=100)


class MappingName(RequestSchema):
    name = Text(required=True, minimum=1, maximum=100)


class SymbolKey(RequestSchema):
    source = Text(load_default='', maximum=150)
    symbol = Text(required=True, minimum=1, maximum=100)


class SymbolBody(SymbolKey):
    asset = Asset(required=True)


class SourceShape(Schema):
    id = fields.String(required=True)
    name = fields.String(required=True)
    sources = texts()
    location = fields.String(required=True)
    columns = texts()
    docs = texts()


class SkippedShape(Schema):
    line = fields.Integer(required=True)
    reason = fields.String(required=True)
    message = fields.String(required=True)


class ProblemShape(Schema):
    line = fields.Integer(required=True)
    code = fields.String(required=True)
    column = fields.String(required=True, allow_none=True)
    params = by_name(fields.Raw(allow_none=True))
    message = fields.String(required=True)


class UnknownAssetShape(Schema):
    symbol = fields.String(required=True)
    rows = fields.Integer(required=True)
    candidates = texts()


class LeftOutShape(Schema):
    skipped = records(SkippedShape)
    problems = records(ProblemShape)


class FileShape(LeftOutShape):
    """What a file turned out to be. `skipped` and `problems` list the first rows, their counts count all."""

    format = fields.String(required=True, metadata={'description': 'The source that it is of; empty if that is open'})
    candidates = texts()
    needs = fields.List(OneOf(('format', 'mapping', 'timezone', 'decimal', 'time_format')), metadata={'description': 'Questions that are open'})
    notices = texts()
    encoding = fields.String(required=True)
    delimiter = fields.String(required=True)
    header_line = fields.Integer(required=True)
    columns = texts()
    samples = fields.List(by_name(fields.String()))
    nearest = fields.String(required=True, metadata={'description': 'Where no columns fit: the source or mapping that lacks few of them; empty if none does'})
    missing_columns = texts()
    rows = fields.Integer(required=True)
    groups = fields.Integer(required=True)
    events = fields.Integer(required=True)
    skipped_count = fields.Integer(required=True)
    problem_count = fields.Integer(required=True)
    unknown_assets = records(UnknownAssetShape)
    unknown_places = by_name(fields.Integer())


class PreviewEventShape(Schema):
    timestamp = fields.Integer(required=True)
    location = fields.String(required=True)
    location_label = fields.String(required=True, allow_none=True)
    entry_type = fields.String(required=True)
    event_type = fields.String(required=True)
    event_subtype = fields.String(required=True)
    asset = fields.String(required=True)
    amount = fields.String(required=True)
    sequence_index = fields.Integer(required=True)
    user_notes = fields.String(required=True, allow_none=True)
    sources = texts()


class PreviewShape(FileShape):
    new_groups = fields.Integer(required=True)
    preview = fields.List(records(PreviewEventShape), metadata={'description': 'The first groups, as they would be stored'})


class RunShape(Schema):
    """`imported`, `unchanged`: groups that were new or changed, and that were there already."""

    identifier = fields.Integer(required=True)
    format = fields.String(required=True)
    mapping = fields.String(required=True, allow_none=True)
    file = fields.String(required=True)
    time = fields.Integer(required=True)
    imported = fields.Integer(required=True)
    unchanged = fields.Integer(required=True)
    events = fields.Integer(required=True)
    skipped = fields.Integer(required=True)
    problems = fields.Integer(required=True)


class ResultShape(FileShape):
    imported = fields.Integer(required=True)
    unchanged = fields.Integer(required=True)
    run = fields.Nested(RunShape, required=True)


class RemovedShape(Schema):
    events = fields.Integer(required=True)


class MappingShape(Schema):
    name = fields.String(required=True)
    columns = by_name(fields.String())
    assets = by_name(fields.String())
    kinds = by_name(fields.String())
    default_kind = fields.String(required=True)
    time_format = fields.String(required=True, allow_none=True)
    timezone = fields.String(required=True, allow_none=True)
    location = fields.String(required=True)
    fee_in_total = fields.Boolean(required=True)


class SymbolShape(Schema):
    source = fields.String(required=True)
    symbol = fields.String(required=True)
    asset = fields.String(required=True)


# ---------------------------------------------------------------------- the established call
@routes.put('/import', summary='Import a CSV of this machine', request=EstablishedPath, response=flag(), async_capable=True)
def import_path(context: Context, arguments: Any) -> bool:
    return context.user.imports.import_established(_request(arguments), context.job)


@routes.post('/import', summary='Import an uploaded CSV', request=EstablishedUpload, response=flag(), async_capable=True, upload=True)
def import_upload(context: Context, arguments: Any) -> bool:
    return context.user.imports.import_established(_request(arguments), context.job)


# ---------------------------------------------------------------------- looking, importing, taking back
@routes.get('/import/sources', summary='Sources whose files can be read', response=records(SourceShape))
def list_sources(context: Context, arguments: Any) -> list[dict[str, Any]]:
    return [
        {'id': one.id, 'name': one.name, 'sources': one.sources, 'location': one.location, 'columns': one.columns, 'docs': one.docs}
        for one in context.user.imports.sources()
    ]


@routes.put('/import/preview', summary='What a CSV of this machine would bring; nothing is stored', request=ToldPath, response=PreviewShape, async_capable=True)
def preview_path(context: Context, arguments: Any) -> dict[str, Any]:
    return _preview(context, arguments)


@routes.post(
    '/import/preview', summary='What an uploaded CSV would bring; nothing is stored', request=ToldUpload, response=PreviewShape, async_capable=True,
    upload=True)
def preview_upload(context: Context, arguments: Any) -> dict[str, Any]:
    return _preview(context, arguments)


@routes.put('/import/runs', summary='Import a CSV of this machine, all of it or nothing', request=ToldPath, response=ResultShape, async_capable=True)
def run_path(context: Context, arguments: Any) -> dict[str, Any]:
    return _run(context, arguments)


@routes.post(
    '/import/runs', summary='Import an uploaded CSV, all of it or nothing', request=ToldUpload, response=ResultShape, async_capable=True, upload=True)
def run_upload(context: Context, arguments: Any) -> dict[str, Any]:
    return _run(context, arguments)


@routes.get('/import/runs', summary='Imports, the newest first', response=records(RunShape))
def list_runs(context: Context, arguments: Any) -> list[dict[str, Any]]:
    return [_run_of(run) for run in context.user.imports.runs()]


@routes.get('/import/runs/<int:identifier>', summary='Rows that an import left out, with their reasons', request=RunId, response=LeftOutShape)
def show_run(context: Context, arguments: Any) -> dict[str, Any]:
    return context.user.imports.left_out(arguments['identifier'])


@routes.delete('/import/runs/<int:identifier>', summary='Take back everything that an import brought', request=RunId, response=RemovedShape, async_capable=True)
def remove_run(context: Context, arguments: Any) -> dict[str, int]:
    return {'events': context.user.imports.remove(arguments['identifier'], context.job)}


# ---------------------------------------------------------------------- what the user taught
@routes.get('/import/mappings', summary="The user's own readings of files", response=records(MappingShape))
def list_mappings(context: Context, arguments: Any) -> list[dict[str, Any]]:
    return [{'name': one.name, **one.to_json()} for one in context.user.imports.mappings()]


@routes.put('/import/mappings', summary='Save a reading of files under a name', request=NamedMapping, response=flag())
def save_mapping(context: Context, arguments: Any) -> bool:
    context.user.imports.save_mapping(parse_mapping(arguments['name'].strip(), arguments))
    return True


@routes.delete('/import/mappings', summary='Forget a reading of files', request=MappingName, response=flag())
def delete_mapping(context: Context, arguments: Any) -> bool:
    context.user.imports.delete_mapping(arguments['name'].strip())
    return True


@routes.get('/import/assets', summary='What symbols in files mean, by the user', response=records(SymbolShape))
def list_symbols(context: Context, arguments: Any) -> list[dict[str, str]]:
    return [{'source': source, 'symbol': symbol, 'asset': asset} for source, symbol, asset in context.user.imports.asset_mappings()]


@routes.put('/import/assets', summary='Say what a symbol means in files of a source, or of all', request=SymbolBody, response=flag())
def save_symbol(context: Context, arguments: Any) -> bool:
    context.user.imports.save_asset_mapping(arguments['source'], arguments['symbol'], arguments['asset'])
    return True


@routes.delete('/import/assets', summary='Forget what a symbol means', request=SymbolKey, response=flag())
def delete_symbol(context: Context, arguments: Any) -> bool:
    context.user.imports.delete_asset_mapping(arguments['source'], arguments['symbol'])
    return True


# ---------------------------------------------------------------------- to and from services
def _preview(context: Context, arguments: Any) -> dict[str, Any]:
    found = context.user.imports.preview(_request(arguments), context.job)
    return {
        **_file_of(found.found, found.report, found.unknown_assets), 'new_groups': found.new_groups,
        'preview': [[_event_of(event) for event in group] for group in found.groups],
    }


def _run(context: Context, arguments: Any) -> dict[str, Any]:
    result = context.user.imports.run(_request(arguments), context.job)
    return {
        **_file_of(result.found, result.report, result.unknown_assets), 'imported': result.run.imported, 'unchanged': result.run.unchanged,
        'run': _run_of(result.run),
    }


def _request(arguments: Any) -> Request:
    raw = arguments['file']
    options = ReadOptions(
        arguments['timestamp_format'] or None, arguments['timezone'] or None, arguments.get('decimal'), arguments.get('location') or None)
    return Request(read_import_file(Path(raw)) if isinstance(raw, str) else _read_upload(raw), arguments['source'] or '', options, _mapping(arguments))


def _mapping(arguments: Any) -> FileMapping | None:
    raw = arguments.get('mapping')
    if raw is None:
        return None
    return parse_mapping(UNSAVED, raw, 'mapping.')


def _read_upload(upload: FileStorage) -> TextFile:
    content = upload.stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise InputError(f'file: the file is larger than {MAX_BYTES // 2**20} MB', field='file', code='too_large')
    return TextFile(upload.filename or 'file', 'file', content)


def _file_of(found: Found, report: Report, unknown: tuple[UnknownAsset, ...]) -> dict[str, Any]:
    return {
        'format': found.choice, 'candidates': list(found.candidates), 'needs': list(found.needs), 'notices': list(found.notices),
        'encoding': found.encoding, 'delimiter': found.delimiter, 'header_line': found.header_line, 'columns': list(found.columns),
        'samples': [{name: neutralise(cell) for name, cell in sample.items()} for sample in found.samples[:MOST_SAMPLES]],
        'nearest': found.nearest, 'missing_columns': list(found.missing),
        'rows': report.rows, 'groups': report.groups, 'events': report.events, 'skipped_count': report.skipped_count,
        'problem_count': report.problem_count, **to_rows(report, PREVIEW_ROWS),
        'unknown_assets': [{'symbol': neutralise(one.symbol), 'rows': one.rows, 'candidates': list(one.candidates)} for one in unknown],
        'unknown_places': {neutralise(name): rows for name, rows in report.unknown_places.items()},
    }


def _event_of(event: HistoryEvent) -> dict[str, Any]:
    return {
        'timestamp': event.timestamp, 'location': event.location, 'location_label': event.account, 'entry_type': event.entry_type,
        'event_type': event.type, 'event_subtype': event.subtype, 'asset': event.asset, 'amount': to_text(event.amount),
        'sequence_index': event.position, 'user_notes': event.notes, 'sources': list(event.sources),
    }


def _run_of(run: ImportRun) -> dict[str, Any]:
    return {
        'identifier': run.identifier, 'format': run.format, 'mapping': run.mapping, 'file': run.file, 'time': run.time, 'imported': run.imported,
        'unchanged': run.unchanged, 'events': run.events, 'skipped': run.skipped, 'problems': run.problems,
    }
