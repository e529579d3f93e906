"""Answers that are files."""

import re
from collections.abc import Iterable

from flask import Response, request
from werkzeug.datastructures import FileStorage

from rotkehlchen.core.errors import InputError

_UNSAFE = re.compile(r'[^A-Za-z0-9._-]+')


def file_response(content: bytes | Iterable[bytes], name: str, media_type: str = 'application/octet-stream') -> Response:
    """A file to be saved under `name`. An iterable is streamed."""
    if not isinstance(content, bytes):
        request.environ['rotkehlchen.streamed'] = True
    return Response(content, headers={'Content-Disposition': f'attachment; filename="{_UNSAFE.sub("_", name)}"'}, content_type=media_type)


def uploaded(value: object, field: str, max_bytes: int) -> bytes:
    """The bytes of an uploaded file. Raises InputError for something else, and for one that is too large or empty."""
    if not isinstance(value, FileStorage):
        raise InputError(f'{field}: must be an uploaded file (multipart/form-data)', field=field)
    content = value.stream.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise InputError(f'{field}: is larger than {max_bytes // 1024} KiB', field=field, code='too_large')
    if not content:
        raise InputError(f'{field}: is empty', field=field)
    return content
