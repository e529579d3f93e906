"""Hostile requests over every route of the route table: none is served, and the legitimate ones are.

The route list comes from the table, so that a new route is attacked from its first day. The raw-socket cases, which
no well-behaved client library can send, are in tests/app/test_server.py against the running server.
"""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from rotkehlchen.api import guard
from rotkehlchen.api.application import create_application
from rotkehlchen.api.route import Route
from rotkehlchen.api.table import load_routes
from rotkehlchen.app.wiring import wire
from tests.api.conftest import CHEAP, configuration

PORT = 4242
TOKEN = 'right-token-right-token-right-token'
ALLOWED_ORIGIN = 'http://localhost:8080'
GOOD = {'Host': f'127.0.0.1:{PORT}', 'Authorization': f'Bearer {TOKEN}', 'Content-Type': 'application/json'}
REFUSALS = {400, 401, 403, 405, 415, 421}


def attack(**changes: str | None) -> dict[str, str]:
    headers: dict[str, str | None] = {**GOOD, **{name.replace('_', '-'): value for name, value in changes.items()}}
    return {name: value for name, value in headers.items() if value is not None}


ATTACKS: dict[str, dict[str, str]] = {
    # DNS rebinding and odd hosts
    **{f'host {host!r}': attack(Host=host) for host in (
        'evil.example', f'evil.example:{PORT}', '127.0.0.1', 'localhost', f'127.0.0.1:{PORT + 1}', f'0.0.0.0:{PORT}', f'[::1]:{PORT}',
        f'127.0.0.2:{PORT}', f'2130706433:{PORT}', f'0x7f.1:{PORT}', f'localhost.evil.example:{PORT}', f'evil.localhost:{PORT}',
        f'127.0.0.1:{PORT}@evil.example', f'127.0.0.1:{PORT},evil.example', f'LOCALHOST.:{PORT}', f'127.0.0.1.:{PORT}', '',
        f'127.0.0.1:0{PORT}', f'169.254.169.254:{PORT}', f'router.local:{PORT}', f'127.0.0.1:{PORT}/',
    )},
    # cross-site requests
    **{f'origin {origin!r}': attack(Origin=origin) for origin in (
        'null', 'http://evil.example', 'https://127.0.0.1:4242', 'http://127.0.0.1', f'http://127.0.0.1:{PORT + 1}', f'http://127.0.0.1:{PORT}.evil.example',
        'http://localhost:8081', 'file://', 'chrome-extension://abcdefghijklmnop', 'moz-extension://1234', '', f'http://127.0.0.1:{PORT}, http://evil.example',
        f'http://127.0.0.1:{PORT}/', 'HTTP://127.0.0.1:4242', 'http://0.0.0.0:4242', 'capacitor://localhost', 'app://portfolio',
    )},
    **{f'fetch site {site}': attack(Sec_Fetch_Site=site) for site in ('cross-site', 'same-site', 'weird')},
    **{f'fetch destination {name}': attack(Sec_Fetch_Site='same-origin', Sec_Fetch_Dest=name) for name in (
        'document', 'iframe', 'frame', 'script', 'style', 'object', 'embed', 'worker', 'serviceworker', 'font', 'audio', 'video', 'manifest', 'track',
    )},
    'form navigation': attack(Origin='http://evil.example', Sec_Fetch_Site='cross-site', Sec_Fetch_Mode='navigate', Sec_Fetch_Dest='document'),
    'rebound page': attack(Host=f'evil.example:{PORT}', Origin=f'http://evil.example:{PORT}', Sec_Fetch_Site='same-origin'),
    # tokens
    'no token': attack(Authorization=None),
    **{f'token {value!r}': attack(Authorization=value) for value in (
        'Bearer', 'Bearer ', 'Bearer wrong', f'Bearer {TOKEN}x', f'Bearer {TOKEN[:-1]}', f'Bearer {TOKEN.upper()}', f'Basic {TOKEN}', TOKEN, f'Token {TOKEN}',
        f'Bearer  {TOKEN}', f'Bearer {TOKEN}, Bearer wrong', 'Bearer null', 'Bearer undefined', 'Bearer ü',
    )},
}
ATTACKS_WITH_BODY: dict[str, dict[str, str]] = {
    f'content type {kind!r}': attack(Content_Type=kind) for kind in (
        'text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'text/json', 'application/json-patch+json', 'application/octet-stream', '',
    )
}


@pytest.fixture(scope='module')
def data_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp('attacked')


@pytest.fixture(scope='module')
def guarded(data_directory: Path) -> Iterator[FlaskClient]:
    """One application for all attacks: none of them may change anything."""
    services = wire(configuration(data_directory), kdf_cost=CHEAP)
    application = create_application(services, load_routes(), guard.Policy(PORT, TOKEN, frozenset({ALLOWED_ORIGIN})))
    with application.test_client() as client:
        yield client
    services.close()


@pytest.fixture(autouse=True)
def untouched(data_directory: Path) -> Iterator[None]:
    """After each case all files are as they were before it: no attack has written anything."""
    before = contents(data_directory)
    yield
    assert contents(data_directory) == before


def contents(folder: Path) -> dict[str, str]:
    """Digests by path. SQLite's shared memory is left out: readers write into it."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob('*')) if path.is_file() and not path.name.endswith('-shm')
    }


def url(route: Route) -> str:
    return '/api/1' + re.sub(r'<(int:)?[^>]*>', lambda match: '1' if match[1] else 'x', route.path)


def send(client: FlaskClient, route: Route, headers: dict[str, str], body: bytes | None = None) -> Any:
    path = url(route)
    base = {'HTTP_HOST': headers.get('Host', ''), 'SERVER_NAME': '127.0.0.1', 'SERVER_PORT': str(PORT)}
    rest = {name: value for name, value in headers.items() if name not in ('Host', 'Content-Type')}
    return client.open(
        path, method=route.method, headers=rest, data=body, content_type=headers.get('Content-Type') if body is not None else None, environ_overrides=base,
    )


def test_matrix_has_the_cases_of_the_security_reference() -> None:
    assert len(ATTACKS) + len(ATTACKS_WITH_BODY) >= 78


@pytest.mark.parametrize('name', ATTACKS)
def test_every_route_hostile_request_is_refused(guarded: FlaskClient, name: str) -> None:
    for route in load_routes():
        if route.embeddable and name.startswith('fetch destination image'):
            continue
        response = send(guarded, route, ATTACKS[name])
        assert response.status_code in REFUSALS, f'{route.name} answered {response.status_code} to {name}'
        assert response.json['result'] is None, f'{route.name} gave data to {name}'
        assert TOKEN not in response.text + str(response.headers), f'{route.name} gave the token to {name}'
        assert not {'Set-Cookie', 'Location'} & set(response.headers.keys())
        assert 'Access-Control-Allow-Origin' not in response.headers or response.headers['Access-Control-Allow-Origin'] == ALLOWED_ORIGIN


@pytest.mark.parametrize('name', ATTACKS_WITH_BODY)
def test_every_writing_route_body_that_a_form_can_send_is_refused(guarded: FlaskClient, name: str) -> None:
    for route in load_routes():
        if route.method == 'GET':
            continue
        response = send(guarded, route, ATTACKS_WITH_BODY[name], body=b'{"name": "x"}')
        assert response.status_code == 415, f'{route.name} answered {response.status_code} to {name}'
        assert TOKEN not in response.text


@pytest.mark.parametrize('headers', [
    GOOD, {**GOOD, 'Host': f'localhost:{PORT}'}, {**GOOD, 'Origin': f'http://127.0.0.1:{PORT}', 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Dest': 'empty'},
    {**GOOD, 'Origin': ALLOWED_ORIGIN, 'Sec-Fetch-Site': 'same-site', 'Sec-Fetch-Dest': 'empty'},
])
def test_ping_legitimate_request_is_served(guarded: FlaskClient, headers: dict[str, str]) -> None:
    route = next(route for route in load_routes() if route.path == '/ping')
    response = send(guarded, route, headers)
    assert (response.status_code, response.json['result']) == (200, True)
    assert response.headers['X-Content-Type-Options'] == 'nosniff'
    assert response.headers['Cache-Control'] == 'no-store'


def test_every_route_that_needs_a_profile_says_so_when_none_is_open(guarded: FlaskClient) -> None:
    for route in load_routes():
        if route.login:
            response = send(guarded, route, GOOD, body=b'{}' if route.method != 'GET' else None)
            assert response.status_code == 401, f'{route.name} answered {response.status_code} without a profile'
            assert response.json['error']['code'] == 'not_logged_in'


@pytest.mark.parametrize(('origin', 'status'), [(ALLOWED_ORIGIN, 204), ('http://evil.example', 403), ('null', 403), (None, 403)])
def test_preflight_only_for_allowed_origins(guarded: FlaskClient, origin: str | None, status: int) -> None:
    headers = {'Access-Control-Request-Method': 'PUT'} | ({'Origin': origin} if origin else {})
    response = guarded.open('/api/1/settings', method='OPTIONS', headers=headers, environ_overrides={'HTTP_HOST': f'127.0.0.1:{PORT}'})
    assert response.status_code == status
    assert response.headers.get('Access-Control-Allow-Origin') == (origin if status == 204 else None)


def test_unknown_path_without_a_token_tells_nothing(guarded: FlaskClient) -> None:
    response = guarded.get('/api/1/no-such-thing', environ_overrides={'HTTP_HOST': f'127.0.0.1:{PORT}'})
    assert response.status_code == 401
