"""The built web client, served from the API's port: its page, scripts, styles and pictures; nothing else of the disk.

Files are listed and read together when the first is asked for, and kept in memory (2 MB): whoever replaces the program beneath one that
runs does not change the client that this one serves. What was replaced before that is served as it is then. Each is compressed once. Names
with a hash in them may be cached for ever, the page itself never.
"""

import gzip
import mimetypes
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from rotkehlchen.api import guard
from rotkehlchen.api.envelope import encode

INDEX: Final = 'index.html'
COMPRESSIBLE: Final = ('text/', 'application/javascript', 'application/json', 'image/svg', 'application/manifest')
MIN_COMPRESSED_BYTES: Final = 600
TYPES: Final = {'.js': 'text/javascript', '.css': 'text/css', '.html': 'text/html; charset=utf-8', '.svg': 'image/svg+xml', '.woff2': 'font/woff2',
                '.json': 'application/json', '.webmanifest': 'application/manifest+json', '.ico': 'image/x-icon', '.png': 'image/png'}
NOT_BUILT: Final = b'<!doctype html><title>Portfolio tracker</title><p>The web client is not built. Run <code>make setup</code>; the API works without it.'


class ClientFiles:
    """WSGI application of a folder of built files."""

    def __init__(self, folder: Path | None, policy: guard.Policy) -> None:
        self._policy = policy
        self._folder = folder
        self._names = frozenset(_list(folder))
        self._contents: dict[str, bytes] | None = None
        self._packed: dict[str, tuple[bytes, bytes | None]] = {}
        self._lock = threading.Lock()

    def knows(self, path: str) -> bool:
        return path == '/' or path in self._names

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        refusal = guard.check_transport(self._policy, environ) or guard.check_page(environ)
        if refusal is None and environ['REQUEST_METHOD'] not in ('GET', 'HEAD'):
            refusal = guard.Refusal(405, 'method_not_allowed', 'This method is not served.')
        if refusal is not None:
            body = encode({'result': None, 'message': refusal.message, 'error': {'code': refusal.code, 'params': {}, 'retry': 'never'}})
            start_response(f'{refusal.status} Refused', [('Content-Type', 'application/json'), *guard.response_headers(self._policy, environ)])
            return [body]
        return self._serve(environ, start_response)

    def _serve(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        path = environ['PATH_INFO']
        name = f'/{INDEX}' if path == '/' else path
        found = self._load(name)
        if found is None:
            start_response('404 Not Found', [('Content-Type', 'text/plain'), ('Content-Length', '0'), *guard.PAGE_HEADERS])
            return [b'']
        plain, packed = found
        use_packed = packed is not None and 'gzip' in environ.get('HTTP_ACCEPT_ENCODING', '')
        body = packed if use_packed and packed is not None else plain
        headers = [('Content-Type', _type_of(name)), ('Content-Length', str(len(body))), ('Vary', 'Accept-Encoding'), *guard.PAGE_HEADERS]
        headers.append(('Cache-Control', 'public, max-age=31536000, immutable' if name.startswith('/static/') else 'no-cache'))
        if use_packed:
            headers.append(('Content-Encoding', 'gzip'))
        start_response('200 OK', headers)
        return [b'' if environ['REQUEST_METHOD'] == 'HEAD' else body]

    def _load(self, name: str) -> tuple[bytes, bytes | None] | None:
        """The file and its compressed form; None where the client that is there now has no such file."""
        with self._lock:
            contents = self._read()
            if f'/{INDEX}' not in contents:
                return (NOT_BUILT, None) if name == f'/{INDEX}' else None
            if name not in contents:
                return None
            if name not in self._packed:
                plain = contents[name]
                worth = len(plain) >= MIN_COMPRESSED_BYTES and _type_of(name).startswith((*COMPRESSIBLE, 'text/javascript'))
                self._packed[name] = (plain, gzip.compress(plain, 9) if worth else None)
            return self._packed[name]

    def _read(self) -> dict[str, bytes]:
        """All files; kept from when they are whole, as a build that is under way has taken the old ones away first."""
        if self._contents is not None:
            return self._contents
        try:
            contents = {name: path.read_bytes() for name, path in _list(self._folder).items()}
        except FileNotFoundError:
            return {}
        if f'/{INDEX}' in contents:
            self._contents, self._names = contents, frozenset(contents)
        return contents


def _list(folder: Path | None) -> dict[str, Path]:
    if folder is None:
        return {}
    return {'/' + path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob('*')) if path.is_file() and not path.is_symlink()}


def _type_of(name: str) -> str:
    suffix = Path(name).suffix
    return TYPES.get(suffix) or mimetypes.guess_type(name)[0] or 'application/octet-stream'
