"""A running backend process for tests that need the real server."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

START_SECONDS = 30
SOURCE = (sys.executable, '-m', 'rotkehlchen')


class Backend:
    """`python -m rotkehlchen` or another `program` on a free port, over its own data directory. Calls go with the launch token."""

    def __init__(
            self, data_directory: Path, *arguments: str,
            program: Sequence[str] = SOURCE, environment: Mapping[str, str] | None = None, folder: Path | None = None,
    ) -> None:
        self.data_directory = data_directory
        self.log = data_directory.parent / f'{data_directory.name}.log'
        self._output = self.log.open('w')
        self.process = subprocess.Popen(
            [*program, '--data-dir', str(data_directory), '--rest-api-port', '0', *arguments], stdout=subprocess.PIPE, stderr=self._output, text=True,
            env={**os.environ, 'PYTHONUNBUFFERED': '1'} if environment is None else environment, cwd=folder,
        )
        assert self.process.stdout is not None
        deadline = time.monotonic() + START_SECONDS
        line = ''
        while 'http://' not in line:
            line = self.process.stdout.readline()
            if not line and (self.process.poll() is not None or time.monotonic() > deadline):
                raise AssertionError(f'the backend did not start: {self.log.read_text()}')
        found = re.search(r':(\d+)(?:/#token=(\S+))?', line.partition('http://')[2])
        assert found is not None
        self.port, self.token = int(found[1]), found[2]

    @property
    def url(self) -> str:
        return f'http://127.0.0.1:{self.port}'

    def raw(self, method: str, path: str, body: Any = None, timeout: float = 60) -> tuple[int, bytes]:
        headers = {'Authorization': f'Bearer {self.token}'} if self.token else {}
        data = None
        if body is not None:
            data, headers['Content-Type'] = json.dumps(body).encode(), 'application/json'
        try:
            with urlopen(Request(self.url + '/api/1' + path, data, headers, method=method), timeout=timeout) as answer:
                return answer.status, answer.read()
        except HTTPError as error:
            return error.code, error.read()

    def call(self, method: str, path: str, body: Any = None, timeout: float = 60) -> Any:
        """`result` of a call that must succeed."""
        status, answer = self.raw(method, path, body, timeout)
        assert status == 200, (status, answer[:500])
        return json.loads(answer)['result']

    def task(self, method: str, path: str, body: dict[str, Any], timeout: float = 120) -> Any:
        """`result` of an asynchronous call that must succeed."""
        identifier = self.call(method, path, {**body, 'async_query': True})['task_id']
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            state = self.call('GET', f'/tasks/{identifier}')
            if state['status'] == 'completed':
                assert state['status_code'] == 200, state
                return state['outcome']['result']
            time.sleep(0.05)
        raise AssertionError(f'{method} {path} did not end')

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self._end()

    def stop(self) -> int:
        """Ask it to end and return its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self._end()

    def _end(self) -> int:
        status = self.process.wait(20)
        assert self.process.stdout is not None
        self.process.stdout.close()
        self._output.close()
        return status

    def __enter__(self) -> 'Backend':
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
