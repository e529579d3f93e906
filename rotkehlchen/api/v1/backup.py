"""Routes of backups: encrypted ones (made, checked, restored), and copies of the database beside it."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from marshmallow import Schema, fields

from rotkehlchen.api.download import file_response, uploaded
from rotkehlchen.api.field import Flag, Many, RequestSchema, Text
from rotkehlchen.api.route import Context, RouteTable
from rotkehlchen.api.shape import by_name, flag, records
from rotkehlchen.core.errors import ConflictError, InputError
from rotkehlchen.core.time import HOUR_SECONDS
from rotkehlchen.data import DATA_VERSION

routes = RouteTable('database')
MAX_BACKUP_BYTES = 1024 * 1024 * 1024
CHUNK_BYTES = 256 * 1024
UPLOAD_PREFIX = '.upload-'


class Passphrase(fields.String):
    """Any text; never part of an error's message."""


class ExportRequest(RequestSchema):
    passphrase = Passphrase(required=True)
    path = Text(load_default=None, allow_none=True, maximum=4096)


class FileName(RequestSchema):
    file_id = Text(required=True, minimum=1)


class CheckRequest(RequestSchema):
    file = fields.Raw(load_default=None)
    path = Text(load_default=None, allow_none=True, maximum=4096)
    passphrase = Passphrase(required=True)
    password = Passphrase(
        load_default=None, allow_none=True,
        metadata={'description': "the profile's: with it the database in the backup is opened and read too"},
    )


class ImportRequest(CheckRequest):
    name = Text(load_default=None, allow_none=True, maximum=100)
    replace = Flag(load_default=False)


class ManifestShape(Schema):
    format = fields.Integer(required=True)
    app_version = fields.String(required=True)
    schema_version = fields.Integer(required=True)
    created = fields.Integer(required=True)
    profile = fields.String(required=True)
    profile_id = fields.String(required=True)
    counter = fields.Integer(required=True)
    rows = by_name(fields.Integer())
    sha256 = by_name(fields.String())
    sizes = by_name(fields.Integer())


class MadeShape(Schema):
    file_id = fields.String(required=True)
    name = fields.String(required=True)
    path = fields.String(required=True)
    size = fields.Integer(required=True)
    manifest = fields.Nested(ManifestShape, required=True)


class CheckedShape(ManifestShape):
    database_checked = fields.Boolean(metadata={'description': 'the database was opened and read, not only compared with its checksum'})


class RestoredShape(CheckedShape):
    name = fields.String(required=True)
    kept_as = fields.String(allow_none=True, metadata={'description': 'the profile under which the one that was replaced goes on'})


class CopyShape(Schema):
    time = fields.Integer(required=True)
    version = fields.Integer(required=True)
    size = fields.Integer(required=True)
    file = fields.String()
    kind = fields.String(metadata={'description': 'manual, automatic, or before a migration'})


class UserDatabase(Schema):
    info = fields.Dict(required=True)
    backups = records(CopyShape)


class DatabaseInfo(Schema):
    globaldb = by_name(fields.Integer())
    userdb = fields.Nested(UserDatabase)


class FileRequest(RequestSchema):
    file = Text(required=True, minimum=1, maximum=4096)


class FilesRequest(RequestSchema):
    files = Many(Text(minimum=1, maximum=4096), required=True, minimum=1)


@routes.post(
    '/backups/export', summary='Write an encrypted backup, verified before this answers',
    request=ExportRequest, response=MadeShape, async_capable=True,
)
def export_backup(context: Context, arguments: Any) -> dict[str, Any]:
    folder = Path(arguments['path']) if arguments['path'] else None
    made = context.app.backups.export(context.user.profile, arguments['passphrase'], folder, context.job)
    return {'file_id': made.path.name, 'name': made.path.name, 'path': str(made.path), 'size': made.size, 'manifest': dict(made.manifest)}


@routes.get('/backups/export/<string:file_id>', summary='Download a backup that was made', request=FileName, raw=True)
def download_backup(context: Context, arguments: Any) -> Any:
    path = context.app.backups.find_export(context.user.profile, arguments['file_id'])
    return file_response(read_chunks(path), path.name, 'application/octet-stream')


@routes.post(
    '/backups/check', summary='What a backup holds, every byte checked; nothing is restored', login=False,
    request=CheckRequest, response=CheckedShape, async_capable=True, upload=True,
)
def check_backup(context: Context, arguments: Any) -> dict[str, Any]:
    with source_of(context, arguments) as path:
        user = context.app.session.find()
        checked = context.app.backups.check(
            path, arguments['passphrase'], context.job, password=arguments['password'], profile=None if user is None else user.profile,
        )
        return {**checked.manifest, 'database_checked': checked.database_checked}


@routes.post(
    '/backups/import', summary="Put a backup's profile in place", login=False,
    request=ImportRequest, response=RestoredShape, async_capable=True, upload=True,
)
def import_backup(context: Context, arguments: Any) -> dict[str, Any]:
    if context.app.session.name is not None and arguments['replace']:
        raise ConflictError('A profile is open: log out before one is replaced.', code='profile_open', name=context.app.session.name)
    with source_of(context, arguments) as path:
        restored = context.app.backups.restore(
            path, arguments['passphrase'], arguments['name'] or None, replace=arguments['replace'], password=arguments['password'],
            job=context.job,
        )
    context.app.notifier.data_changed('users')
    return {**restored.manifest, 'name': restored.name, 'database_checked': restored.database_checked, 'kept_as': restored.kept_as}


@contextmanager
def source_of(context: Context, arguments: Any) -> Iterator[Path]:
    """The file to read: a path on this computer, or an upload, kept (still encrypted) in the data directory meanwhile."""
    if arguments['path']:
        path = Path(arguments['path'])
        if not path.is_absolute() or not path.is_file():
            raise InputError('path: is not a file on this computer', field='path')
        yield path
        return
    if arguments['file'] is None:
        raise InputError('file: a backup must be uploaded, or named by its path', field='file')
    content = uploaded(arguments['file'], 'file', MAX_BACKUP_BYTES)
    remove_stale_uploads(context.app.run.data_directory)
    descriptor, name = tempfile.mkstemp(prefix=UPLOAD_PREFIX, dir=context.app.run.data_directory)
    try:
        with os.fdopen(descriptor, 'wb') as file:
            file.write(content)
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def remove_stale_uploads(folder: Path) -> None:
    """What a killed process left; no upload is read for an hour."""
    for path in folder.glob(f'{UPLOAD_PREFIX}*'):
        if time.time() - path.stat().st_mtime > HOUR_SECONDS:
            path.unlink(missing_ok=True)


def read_chunks(path: Path) -> Iterator[bytes]:
    with path.open('rb') as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk


# ------------------------------------------------------------------ copies under the profile's own key
@routes.get('/database/info', summary="Versions and sizes of both databases, and copies of the profile's", login=False, response=DatabaseInfo)
def database_info(context: Context, arguments: Any) -> dict[str, Any]:
    found: dict[str, Any] = {'globaldb': {'globaldb_schema_version': context.app.global_schema_version(), 'globaldb_assets_version': DATA_VERSION}}
    user = context.app.session.find()
    if user is not None:
        info = context.app.database_copies.info(user.profile)
        found['userdb'] = {
            'info': {'filepath': info.filepath, 'size': info.size, 'version': info.version},
            'backups': [
                {'time': item.time, 'version': item.version, 'size': item.size, 'file': item.path, 'kind': item.kind} for item in info.backups
            ],
        }
    return found


@routes.put('/database/backups', summary="Copy the database; answers the copy's path", response=fields.String(), async_capable=True)
def make_copy(context: Context, arguments: Any) -> str:
    made = context.app.database_copies.make(context.user.profile, context.job)
    context.app.notifier.data_changed('database')
    return made.path


@routes.get('/database/backups', summary='Download a copy of the database', request=FileRequest, raw=True)
def download_copy(context: Context, arguments: Any) -> Any:
    path = context.app.database_copies.find(context.user.profile, arguments['file'])
    return file_response(read_chunks(path), path.name)


@routes.delete('/database/backups', summary='Delete copies of the database', request=FilesRequest, response=flag())
def delete_copies(context: Context, arguments: Any) -> bool:
    context.app.database_copies.delete(context.user.profile, arguments['files'])
    context.app.notifier.data_changed('database')
    return True
