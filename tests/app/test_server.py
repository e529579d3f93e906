"""The real server process: raw requests that no client library sends, the websocket, start and stop."""

import argparse
import os
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from wsproto.events import AcceptConnection, CloseConnection, RejectConnection

from rotkehlchen.app.command import COMMANDS
from rotkehlchen.app.configuration import parse_origins
from tests.backend import Backend
from tests.websocket import Websocket


@pytest.fixture(scope='module')
def backend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    with Backend(tmp_path_factory.mktemp('server') / 'data') as running:
        yield running


def exchange(backend: Backend, raw: bytes) -> bytes:
    """What the server says to some bytes, until it closes or falls silent."""
    with socket.create_connection(('127.0.0.1', backend.port), timeout=5) as connection:
        connection.sendall(raw)
        connection.settimeout(1)
        answer = b''
        try:
            while chunk := connection.recv(65_536):
                answer += chunk
        except TimeoutError:
            pass
        return answer


def request(backend: Backend, line: str, *headers: str, body: bytes = b'') -> bytes:
    text = '\r\n'.join([line, *[h.replace('PORT', str(backend.port)).replace('TOKEN', backend.token or '') for h in headers], '', ''])
    return text.encode('latin-1') + body


GOOD = ('Host: 127.0.0.1:PORT', 'Authorization: Bearer TOKEN', 'Connection: close')
RAW_ATTACKS = {
    'no host': ('GET /api/1/users HTTP/1.1', 'Authorization: Bearer TOKEN', 'Connection: close'),
    'HTTP/1.0 without host': ('GET /api/1/users HTTP/1.0', 'Authorization: Bearer TOKEN'),
    'two hosts': ('GET /api/1/users HTTP/1.1', 'Host: evil.example', *GOOD),
    'two hosts, good one first': ('GET /api/1/users HTTP/1.1', *GOOD, 'Host: evil.example'),
    'two origins': ('GET /api/1/users HTTP/1.1', *GOOD, 'Origin: http://127.0.0.1:PORT', 'Origin: http://evil.example'),
    'two authorizations': ('GET /api/1/users HTTP/1.1', *GOOD, 'Authorization: Bearer wrong'),
    'absolute form': ('GET http://evil.example/api/1/users HTTP/1.1', *GOOD),
    'absolute form of us': ('GET http://127.0.0.1:PORT/api/1/users HTTP/1.1', *GOOD),
    'authority form': ('CONNECT 127.0.0.1:80 HTTP/1.1', *GOOD),
    'trace': ('TRACE /api/1/users HTTP/1.1', *GOOD),
    'made-up method': ('STEAL /api/1/users HTTP/1.1', *GOOD),
    'folded header': ('GET /api/1/users HTTP/1.1', 'Host: 127.0.0.1:PORT', 'Authorization: Bearer', ' TOKEN', 'Connection: close'),
    'length and chunks': ('POST /api/1/users/x HTTP/1.1', *GOOD, 'Content-Type: application/json', 'Content-Length: 5', 'Transfer-Encoding: chunked'),
    'token in the query': ('GET /api/1/users?token=TOKEN HTTP/1.1', 'Host: 127.0.0.1:PORT', 'Connection: close'),
    'token in a cookie': ('GET /api/1/users HTTP/1.1', 'Host: 127.0.0.1:PORT', 'Cookie: token=TOKEN', 'Connection: close'),
    'path without slash': ('GET api/1/users HTTP/1.1', *GOOD),
    'underscore header': ('GET /api/1/users HTTP/1.1', 'Host: 127.0.0.1:PORT', 'Authorization_: Bearer TOKEN', 'Connection: close'),
    'negative length': ('POST /api/1/users/x HTTP/1.1', *GOOD, 'Content-Type: application/json', 'Content-Length: -5'),
    'length that is no number': ('POST /api/1/users/x HTTP/1.1', *GOOD, 'Content-Type: application/json', 'Content-Length: five'),
    'static file by climbing': ('GET /static/../../../../etc/passwd HTTP/1.1', *GOOD),
    'static file by encoded climbing': ('GET /static/%2e%2e/%2e%2e/%2e%2e/etc/passwd HTTP/1.1', *GOOD),
    'static file with backslash': ('GET /static/..\\..\\setup.py HTTP/1.1', *GOOD),
}


@pytest.mark.parametrize('name', RAW_ATTACKS)
def test_raw_request_hostile_is_not_served(backend: Backend, name: str) -> None:
    line, *headers = RAW_ATTACKS[name]
    line = line.replace('PORT', str(backend.port)).replace('TOKEN', backend.token or '')
    answer = exchange(backend, request(backend, line, *headers, body=b'0\r\n\r\n' if 'length and' in name else b''))
    status = answer.split(b' ', 2)[1] if answer else b''
    assert status[:1] in (b'4', b'5', b''), answer[:300]
    assert b'root:' not in answer
    assert b'find_packages' not in answer


def test_body_of_a_refused_request_is_not_kept_in_memory(backend: Backend) -> None:
    """Any page in the user's browser can send gigabytes. They are read past, so that the answer arrives."""
    def peak_kilobytes() -> int:
        return int(next(line.split()[1] for line in Path(f'/proc/{backend.process.pid}/status').read_text().splitlines() if line.startswith('VmHWM')))

    before = peak_kilobytes()
    million = bytes(1_000_000)
    for headers in ((*GOOD, 'Origin: http://evil.example'), ('Host: evil.example', *GOOD[1:]), (GOOD[0], 'Authorization: Bearer wrong')):
        for path, framing in (('/api/1/backups/import', 'Content-Length: 100000000'), ('/', 'Transfer-Encoding: chunked')):
            with socket.create_connection(('127.0.0.1', backend.port), timeout=20) as connection:
                connection.sendall(request(backend, f'PUT {path} HTTP/1.1', *headers, 'Content-Type: application/json', framing))
                for _ in range(100):
                    connection.sendall(million if framing.startswith('Content') else b'f4240\r\n' + million + b'\r\n')
                if not framing.startswith('Content'):
                    connection.sendall(b'0\r\n\r\n')
                assert connection.recv(65_536).startswith(b'HTTP/1.1 4')
    assert peak_kilobytes() - before < 50_000


def test_peer_that_goes_in_the_middle_of_a_body_is_no_fault(backend: Backend) -> None:
    with socket.create_connection(('127.0.0.1', backend.port), timeout=5) as connection:
        connection.sendall(request(backend, 'PUT /api/1/users HTTP/1.1', *GOOD, 'Content-Type: application/json', 'Content-Length: 1000', body=b'{"name"'))
    assert backend.call('GET', '/ping') is True
    assert 'Traceback' not in backend.log.read_text()


def test_head_gives_no_body(backend: Backend) -> None:
    answer = exchange(backend, request(backend, 'HEAD /api/1/ping HTTP/1.1', *GOOD))
    head, _, body = answer.partition(b'\r\n\r\n')
    assert head.startswith(b'HTTP/1.1 200')
    assert body == b''


def test_get_json_content_type_without_body_is_served(backend: Backend) -> None:
    answer = exchange(backend, request(backend, 'GET /api/1/ping HTTP/1.1', *GOOD, 'Content-Type: application/json;charset=UTF-8'))
    assert answer.startswith(b'HTTP/1.1 200')


def test_kept_connection_answers_a_ping_in_under_two_milliseconds(backend: Backend) -> None:
    """Head and body in one write: no delayed acknowledgement. The best of many, as the machine may be busy."""
    raw = request(backend, 'GET /api/1/ping HTTP/1.1', *GOOD[:2])
    times = []
    with socket.create_connection(('127.0.0.1', backend.port), timeout=5) as connection:
        for _ in range(100):
            start = time.perf_counter()
            connection.sendall(raw)
            answer = connection.recv(65_536)
            times.append(time.perf_counter() - start)
            assert answer.endswith(b'{"result":true,"message":""}')
    assert sorted(times)[len(times) // 4] < 0.02


def test_websocket_first_message_with_token_is_admitted(backend: Backend) -> None:
    peer = Websocket(backend, '/ws/')
    assert isinstance(peer.opening, AcceptConnection)
    peer.send({'token': backend.token, 'subscribe': True})
    assert peer.receive() == {'type': 'subscribed', 'data': {'subscribe': True}}
    identifier = backend.call('PUT', '/users', {'name': 'socket', 'password': 'x' * 12, 'async_query': True})['task_id']
    while (message := peer.receive())['type'] != 'task_finished':
        pass
    assert message['data']['task_id'] == identifier
    peer.close()


def test_websocket_token_as_subprotocol_is_admitted(backend: Backend) -> None:
    peer = Websocket(backend, subprotocol=f'bearer.{backend.token}')
    assert isinstance(peer.opening, AcceptConnection)
    peer.send({'subscribe': True})
    assert peer.receive()['type'] == 'subscribed'
    peer.close()


@pytest.mark.parametrize(('headers', 'status'), [
    ({'origin': 'http://evil.example'}, 403), ({'origin': 'null'}, 403), ({'host': 'evil.example'}, 421), ({'subprotocol': 'bearer.wrong'}, 401),
    ({'sec_fetch_site': 'cross-site'}, 403),
])
def test_websocket_hostile_handshake_is_rejected(backend: Backend, headers: dict[str, str], status: int) -> None:
    peer = Websocket(backend, **headers)
    assert isinstance(peer.opening, RejectConnection)
    assert peer.opening.status_code == status
    peer.close()


UPGRADE = ('Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==')


@pytest.mark.parametrize(('line', 'headers', 'status'), [
    ('GET /ws HTTP/1.1', UPGRADE, b'421'),
    ('GET /ws HTTP/1.1', (GOOD[0], 'Host: evil.example', *UPGRADE), b'421'),
    ('GET /ws HTTP/1.1', (GOOD[0], *UPGRADE[:3]), b'400'),
    ('GET /ws HTTP/1.1', (GOOD[0], *UPGRADE, 'X-Odd: a\0b'), b'400'),
    ('POST /ws HTTP/1.1', (GOOD[0], *UPGRADE), b'401'),
])
def test_websocket_handshake_that_no_browser_sends_is_refused_without_a_fault(backend: Backend, line: str, headers: tuple[str, ...], status: bytes) -> None:
    answer = exchange(backend, request(backend, line, *headers))
    assert answer.split(b' ', 2)[1] == status, answer[:300]
    assert 'Traceback' not in backend.log.read_text()


@pytest.mark.parametrize('message', [{'token': 'wrong'}, {'token': None}, {'subscribe': True}, {'hello': 1}, [1, 2]])
def test_websocket_wrong_first_message_is_closed(backend: Backend, message: object) -> None:
    peer = Websocket(backend)
    peer.send(message)
    assert isinstance(peer.receive(), CloseConnection)
    peer.close()


def test_websocket_silent_peer_is_closed_in_two_seconds(backend: Backend) -> None:
    peer = Websocket(backend)
    start = time.monotonic()
    assert isinstance(peer.receive(), CloseConnection)
    assert 1 < time.monotonic() - start < 4
    peer.close()


def test_token_file_only_the_user_can_read_and_goes_with_the_process(tmp_path: Path) -> None:
    with Backend(tmp_path / 'data') as running:
        file = tmp_path / 'data' / 'api-token'
        assert file.read_text().strip() == running.token
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE((tmp_path / 'data').stat().st_mode) == 0o700
        process = Path(f'/proc/{running.process.pid}')
        assert running.token is not None
        assert running.token.encode() not in process.joinpath('cmdline').read_bytes() + process.joinpath('environ').read_bytes()
        assert running.token not in running.log.read_text()
        assert running.stop() == 0
    assert not file.exists()


@pytest.mark.skipif(os.name != 'posix', reason='modes are those of POSIX')
def test_log_file_only_the_user_can_read(tmp_path: Path) -> None:
    """Names of profiles and hosts are in it."""
    with Backend(tmp_path / 'data', '--logfile', str(tmp_path / 'log.txt')):
        assert stat.S_IMODE((tmp_path / 'log.txt').stat().st_mode) == 0o600


@pytest.mark.parametrize(('told', 'origin'), [
    ('http://localhost:8080', 'http://localhost:8080'), ('http://LOCALHOST:8080/', 'http://localhost:8080'), ('http://localhost:80', 'http://localhost'),
    ('https://x.example:443', 'https://x.example'), ('http://[::1]:8080', 'http://[::1]:8080'), ('app://shell', 'app://shell'),
])
def test_origin_is_taken_as_browsers_write_it(told: str, origin: str) -> None:
    assert parse_origins(f' {told} ,') == {origin}


@pytest.mark.parametrize('told', [
    'null', '*', 'http://*', 'http://', 'localhost:8080', 'http://me@localhost', 'http://localhost/x', 'http://localhost?x', 'http://localhost#x', 'http://a b',
    'http://localhost:99999', 'http://localhost:x', 'ftp://localhost', 'http://[::1', 'http://\u0131.example',
])
def test_origin_that_no_browser_writes_is_refused(told: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match='is not an origin'):
        parse_origins(told)


@pytest.mark.parametrize('arguments', [['--token-fd', '77'], ['--parent-fd', '77'], ['--token-fd', 'x'], ['--data-dir', '']])
def test_start_with_what_is_not_there_is_refused_with_usage(tmp_path: Path, arguments: list[str]) -> None:
    """An empty name is that of a variable that is not set: the current folder would be filled."""
    source = f'import sys; sys.path.insert(0, {str(Path.cwd())!r}); from rotkehlchen.app.command import main; sys.exit(main())'
    for word in ([], ['users', 'list'] if '--data-dir' in arguments else []):
        done = subprocess.run([sys.executable, '-I', '-c', source, *word, *arguments], cwd=tmp_path, capture_output=True, text=True, timeout=30, check=False)
        assert (done.returncode, 'usage: ' in done.stderr, 'Traceback' in done.stderr) == (2, True, False), done.stderr
    assert not list(tmp_path.iterdir())


def test_token_goes_through_an_inherited_pipe_and_is_not_printed(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    process = subprocess.Popen(
        [sys.executable, '-m', 'rotkehlchen', '--data-dir', str(tmp_path / 'data'), '--rest-api-port', '0', '--token-fd', str(writing)],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, pass_fds=[writing], text=True,
    )
    os.close(writing)
    with os.fdopen(reading) as pipe:
        token = pipe.readline().strip()
    assert process.stdout is not None
    line = process.stdout.readline()
    assert len(token) >= 40
    assert 'token' not in line
    process.terminate()
    process.wait(20)
    process.stdout.close()


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, '-m', 'rotkehlchen', *arguments], capture_output=True, text=True, timeout=30, check=False)


def test_start_port_in_use_says_what_to_do(backend: Backend, tmp_path: Path) -> None:
    done = run('--data-dir', str(tmp_path / 'other'), '--rest-api-port', str(backend.port))
    assert done.returncode == 3
    assert 'in use' in done.stderr
    assert '--rest-api-port' in done.stderr


def test_start_data_directory_is_a_file_says_so(tmp_path: Path) -> None:
    (tmp_path / 'file').write_text('x')
    done = run('--data-dir', str(tmp_path / 'file'), '--rest-api-port', '0')
    assert done.returncode == 4
    assert 'is not a directory' in done.stderr


@pytest.mark.parametrize('arguments', [
    ['--rest-api-port', '70000'], ['--rest-api-port', 'x'], ['--api-cors', '*'], ['--api-cors', 'http://a/b'], ['--api-auth', 'maybe'],
    ['--loglevel', 'loud'], ['--nonsense'], ['openapi', '--nonsense'],
])
def test_start_wrong_arguments_are_refused_with_usage(arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert 'usage:' in done.stderr


def test_word_that_is_none_is_told_with_those_that_there_are() -> None:
    done = run('user', 'list')
    assert done.returncode == 2
    assert "no word 'user'" in done.stderr
    assert all(word in done.stderr for word in COMMANDS)


def test_version_is_printed() -> None:
    from rotkehlchen import __version__

    done = run('--version')
    assert done.stdout.strip().endswith(__version__)
