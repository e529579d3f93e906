"""Addresses from ENS records must not lead into the local network."""

import http.server
import threading
from collections.abc import Iterator

import pytest

from rotkehlchen.core.errors import RemoteError
from rotkehlchen.services.public_image import PublicImages


@pytest.fixture
def hits() -> Iterator[tuple[int, list[str]]]:
    seen: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server.server_port, seen
        server.shutdown()
        thread.join()


@pytest.mark.parametrize('url', [
    'http://127.0.0.1:{port}/a.png', 'https://127.0.0.1:{port}/a.png', 'https://localhost:{port}/a.png', 'https://[::1]:{port}/a.png',
    'https://[::ffff:127.0.0.1]:{port}/a.png', 'https://169.254.169.254/latest', 'https://10.0.0.1/a.png', 'https://2130706433:{port}/a.png',
    'file:///etc/passwd', 'https://',
])
def test_local_address_is_refused_without_a_request(hits: tuple[int, list[str]], url: str) -> None:
    port, seen = hits
    images = PublicImages()
    with pytest.raises(RemoteError):
        images.fetch_bytes(url.format(port=port), max_bytes=1000)
    images.close()
    assert seen == []
