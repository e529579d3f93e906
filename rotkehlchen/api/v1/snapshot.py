"""Routes of snapshots: view, export, download, import by paths or upload, correct, delete.

Every one exists with and without the time in its path.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from flask import Response
from marshmallow import Schema, ValidationError, fields
from werkzeug.datastructures import FileStorage

from rotkehlchen.api.field import Amount, Asset, Many, OneOf, RequestSchema, Text, Timestamp
from rotkehlchen.api.route import Context, Method, RouteTable
from rotkehlchen.api.shape import flag, records
from rotkehlchen.core.errors import InputError
from rotkehlchen.core.money import to_text
from rotkehlchen.services.snapshot import MAX_FILE_BYTES, read_file
from rotkehlchen.services.snapshot_file import TextFile
from rotkehlchen.storage.snapshot import Snapshot, SnapshotAsset

routes = RouteTable('statistics')
UNKNOWN: Final = 'NaN'
BALANCES_FILE: Final = 'balances_snapshot_file'
LOCATIONS_FILE: Final = 'location_data_snapshot_file'
PATHS: Final = ('/snapshots', '/snapshots/<int:timestamp>')


class UsdValue(Amount):
    """Decimal number; null or `NaN` for a value that is not known."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        return None if value in (UNKNOWN, '') else super()._deserialize(value, attr, data, **kwargs)


class Upload(fields.Raw):
    """A file of a multipart form."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if not isinstance(value, FileStorage):
            raise ValidationError('must be an uploaded file (multipart/form-data)')
        return value


class SnapshotTime(RequestSchema):
    timestamp = Timestamp(required=True)


class SnapshotQuery(SnapshotTime):
    action = OneOf(('export', 'download'), load_default=None, allow_none=True)
    path = Text(load_default=None, allow_none=True, maximum=4096)


class SnapshotPaths(RequestSchema):
    balances_snapshot_file = Text(required=True, minimum=1, maximum=4096)
    location_data_snapshot_file = Text(required=True, minimum=1, maximum=4096)


class SnapshotUpload(RequestSchema):
    balances_snapshot_file = Upload(required=True, metadata={'type': 'string', 'format': 'binary'})
    location_data_snapshot_file = Upload(required=True, metadata={'type': 'string', 'format': 'binary'})


class AssetRow(RequestSchema):
    timestamp = Timestamp(required=True)
    category = OneOf(('asset', 'liability'), required=True)
    asset_identifier = Asset(required=True)
    amount = Amount(required=True, not_negative=True)
    usd_value = UsdValue(load_default=None, allow_none=True)


class LocationRow(RequestSchema):
    timestamp = Timestamp(required=True)
    location = Text(required=True, minimum=1)
    usd_value = Amount(required=True)


class SnapshotRows(SnapshotTime):
    balances_snapshot = Many(fields.Nested(AssetRow), required=True)
    location_data_snapshot = Many(fields.Nested(LocationRow), required=True, maximum=10_000)


class AssetRowShape(Schema):
    timestamp = fields.Integer(required=True)
    category = fields.String(required=True)
    asset_identifier = fields.String(required=True)
    amount = fields.String(required=True)
    usd_value = fields.String(required=True, metadata={'description': 'NaN: not known'})


class LocationRowShape(Schema):
    timestamp = fields.Integer(required=True)
    location = fields.String(required=True)
    usd_value = fields.String(required=True)


class SnapshotShape(Schema):
    balances_snapshot = records(AssetRowShape)
    location_data_snapshot = records(LocationRowShape)


class SnapshotAnswer(fields.Nested):
    """The snapshot, or true after an export."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, partial: Any = None, **kwargs: Any) -> Any:
        return True if value is True else super()._deserialize(value, attr, data, **kwargs)


def on_each_path(method: Method, **options: Any) -> Callable[[Any], Any]:
    """A route with and without the time in its path."""
    def register(handler: Any) -> Any:
        for path in PATHS:
            routes.add(method, path, **options)(handler)
        return handler
    return register


@on_each_path(
    'GET', summary='A snapshot; with `action` exported to a folder or downloaded', request=SnapshotQuery,
    response=SnapshotAnswer(SnapshotShape),
)
def get_snapshot(context: Context, arguments: Any) -> Any:
    snapshots, timestamp = context.user.snapshots, arguments['timestamp']
    if arguments['action'] == 'download':
        headers = {'Content-Disposition': f'attachment; filename="snapshot-{timestamp}.zip"'}
        return Response(snapshots.archive(timestamp), content_type='application/zip', headers=headers)
    if arguments['action'] == 'export':
        if not arguments['path']:
            raise InputError('path: the folder to export to is missing', field='path')
        snapshots.export(timestamp, Path(arguments['path']))
        return True
    snapshot = snapshots.find(timestamp)
    return {
        'balances_snapshot': [
            {
                'timestamp': timestamp, 'category': row.category, 'asset_identifier': row.asset, 'amount': to_text(row.amount),
                'usd_value': UNKNOWN if row.usd_value is None else to_text(row.usd_value),
            }
            for row in snapshot.assets
        ],
        'location_data_snapshot': [
            {'timestamp': timestamp, 'location': location, 'usd_value': to_text(value)} for location, value in snapshot.locations.items()
        ],
    }


@on_each_path('PUT', summary='Import a snapshot from two CSV files of this machine', request=SnapshotPaths, response=flag())
def import_snapshot(context: Context, arguments: Any) -> bool:
    balances, locations = (read_file(Path(arguments[name]), name) for name in (BALANCES_FILE, LOCATIONS_FILE))
    context.user.snapshots.import_files(balances, locations)
    return True


@on_each_path('POST', summary='Import a snapshot by uploading two CSV files', request=SnapshotUpload, response=flag(), upload=True)
def upload_snapshot(context: Context, arguments: Any) -> bool:
    balances, locations = (read_upload(arguments[name], name) for name in (BALANCES_FILE, LOCATIONS_FILE))
    context.user.snapshots.import_files(balances, locations)
    return True


@on_each_path('PATCH', summary='Replace the rows of a snapshot', request=SnapshotRows, response=flag())
def patch_snapshot(context: Context, arguments: Any) -> bool:
    timestamp = arguments['timestamp']
    for table in ('balances_snapshot', 'location_data_snapshot'):
        for number, row in enumerate(arguments[table]):
            if row['timestamp'] != timestamp:
                field = f'{table}.{number}.timestamp'
                raise InputError(f'{field}: must be {timestamp}, the time of the snapshot', field=field)
    locations = context.user.snapshots.parse_locations((row['location'], row['usd_value']) for row in arguments['location_data_snapshot'])
    context.user.snapshots.replace(Snapshot(
        timestamp,
        [
            SnapshotAsset(row['category'], row['asset_identifier'], row['amount'], row['usd_value'])
            for row in arguments['balances_snapshot']
        ],
        locations,
    ))
    return True


@on_each_path('DELETE', summary='Delete a snapshot', request=SnapshotTime, response=flag())
def delete_snapshot(context: Context, arguments: Any) -> bool:
    context.user.snapshots.delete(arguments['timestamp'])
    return True


def read_upload(upload: FileStorage, name: str) -> TextFile:
    content = upload.stream.read(MAX_FILE_BYTES + 1)
    if len(content) > MAX_FILE_BYTES:
        raise InputError(f'{name}: the file is larger than {MAX_FILE_BYTES // 2**20} MB', field=name, code='too_large')
    return TextFile(upload.filename or name, name, content)
