"""How long a ping takes while the backend does something heavy: a four-second query, a key derivation, a backup, a restore.

`python -m tools.bench_stall [--seconds 4] [--megabytes 50]` prints one line a case. The server is the real one, with one
route more, which runs a query of the wanted length in the profile's own database.
"""

import argparse
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PASSWORD = 'a password for measuring'
PASSPHRASE = 'a passphrase for measuring'
COUNT = 'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT count(*), sum(i % 7) FROM n'


def serve(arguments: list[str]) -> int:
    """The backend with a slow route (this process is started by the measuring one)."""
    from rotkehlchen.api import table
    from rotkehlchen.api.field import Number, RequestSchema
    from rotkehlchen.api.route import Context, RouteTable
    from rotkehlchen.app.configuration import parse_server_arguments
    from rotkehlchen.app.server import serve as serve_backend

    slow = RouteTable('bench')

    class SlowRequest(RequestSchema):
        rows = Number(required=True)

    def run(context: Context, values: Any) -> int:
        with context.user.database.read() as connection:
            return int(connection.execute(COUNT, (values['rows'],)).fetchone()[0])

    slow.add('GET', '/bench/slow', summary='A slow query', request=SlowRequest)(run)

    def fill(context: Context, values: Any) -> bool:
        with context.user.database.write() as connection:
            connection.executemany(
                'INSERT INTO note (title, content, location, is_pinned, updated_at) VALUES (?, ?, ?, 0, 0)',
                ((f'note {i}', os.urandom(5000).hex(), 'bench') for i in range(values['rows'])),
            )
        return True

    slow.add('PUT', '/bench/fill', summary='Grow the database by 10 kB a row', request=SlowRequest)(fill)
    known = table.load_routes()
    table.load_routes = lambda: (*known, *slow.routes)  # type: ignore[assignment]
    import rotkehlchen.app.server as server

    server.load_routes = table.load_routes  # type: ignore[attr-defined]
    return serve_backend(parse_server_arguments(arguments))


class Client:
    def __init__(self, port: int) -> None:
        self.port = port
        self._connection = http.client.HTTPConnection('127.0.0.1', port, timeout=300)

    def call(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        self._connection.request(method, '/api/1' + path, data, {'Content-Type': 'application/json'} if data else {})
        answer = self._connection.getresponse()
        parsed = json.loads(answer.read())
        if answer.status != 200:
            raise RuntimeError(f'{method} {path}: {answer.status} {parsed["message"]}')
        return parsed['result']

    def close(self) -> None:
        self._connection.close()


def measure(port: int, work: Callable[[], Any]) -> tuple[list[float], float]:
    """Milliseconds of each ping while `work` runs, and the seconds that it took."""
    stop, times = threading.Event(), []

    def ping() -> None:
        client = Client(port)
        client.call('GET', '/ping')
        while not stop.is_set():
            start = time.perf_counter()
            client.call('GET', '/ping')
            times.append((time.perf_counter() - start) * 1000)
            time.sleep(0.005)
        client.close()

    thread = threading.Thread(target=ping)
    thread.start()
    time.sleep(0.2)
    times.clear()
    start = time.perf_counter()
    work()
    seconds = time.perf_counter() - start
    stop.set()
    thread.join()
    return times, seconds


def describe(name: str, times: list[float], seconds: float) -> dict[str, Any]:
    ordered = sorted(times)
    found = {
        'case': name, 'seconds': round(seconds, 2), 'pings': len(ordered), 'p50_ms': round(statistics.median(ordered), 2),
        'p99_ms': round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))], 2), 'max_ms': round(ordered[-1], 2),
    }
    print(json.dumps(found), flush=True)
    return found


def run(seconds: float, megabytes: int) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        options = ['--data-dir', folder, '--rest-api-port', '0', '--api-auth', 'off', '--loglevel', 'warning']
        process = subprocess.Popen(
            [sys.executable, '-m', 'tools.bench_stall', '--serve', *options],
            stdout=subprocess.PIPE, text=True,
        )
        assert process.stdout is not None
        try:
            port = int(process.stdout.readline().rpartition(':')[2])
            return run_cases(port, Path(folder), seconds, megabytes)
        finally:
            process.terminate()
            process.wait(20)
            process.stdout.close()


def run_cases(port: int, folder: Path, seconds: float, megabytes: int) -> list[dict[str, Any]]:
    client = Client(port)
    profile = {'name': 'bench', 'password': PASSWORD}
    found = [describe('create a profile (key derivation)', *measure(port, lambda: client.call('PUT', '/users', profile)))]
    client.call('PUT', '/bench/fill', {'rows': megabytes * 100})
    start = time.perf_counter()
    client.call('GET', '/bench/slow?rows=2000000')
    rows = int(2_000_000 * seconds / (time.perf_counter() - start))
    found.append(describe('a query', *measure(port, lambda: client.call('GET', f'/bench/slow?rows={rows}'))))
    made: list[Any] = []
    backup = {'passphrase': PASSPHRASE}
    found.append(describe(f'a backup of {megabytes} MB', *measure(port, lambda: made.append(client.call('POST', '/backups/export', backup)))))
    order = {'path': made[0]['path'], 'passphrase': PASSPHRASE, 'name': 'restored'}
    found.append(describe(f'a restore of {megabytes} MB', *measure(port, lambda: client.call('POST', '/backups/import', order))))
    found.append(describe(f'a copy of {megabytes} MB', *measure(port, lambda: client.call('PUT', '/database/backups'))))
    client.close()
    return found


def main() -> int:
    if '--serve' in sys.argv:
        return serve([argument for argument in sys.argv[1:] if argument != '--serve'])
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--seconds', type=float, default=4)
    parser.add_argument('--megabytes', type=int, default=50)
    given = parser.parse_args()
    run(given.seconds, given.megabytes)
    return 0


if __name__ == '__main__':
    sys.exit(main())
