"""Plays the established web client: calls as it was recorded to call, and refuses the answers that it would refuse.

`reference/client_needs.json` beside the project has one row an endpoint: what was sent (`query`, `body`), whether as a
task, what came back, and what the client's own code checks (`checked_by`, `task_result_checked_by`). Where the client
checks nothing, the recorded answer is the measure.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

import pytest

from tests.backend import Backend
from tests.contract.client_shape import NEEDS, find_mismatch

ORIGIN = 'http://localhost:8080'  # the client's own server, another origin than the backend's
Key = tuple[str, str, str]  # service, method, path
POLL_SECONDS = 0.02
TASK_SECONDS = 60


@dataclass
class Record:
    rows: dict[Key, dict[str, Any]]
    websocket: dict[str, Any]

    def used_on(self, pages: frozenset[str]) -> set[Key]:
        return {key for key, row in self.rows.items() if pages & set(row['used_in'])}


def load_record() -> Record:
    """The recorded client. Skips the test where the file is not found."""
    if not NEEDS.is_file():
        pytest.skip('reference/client_needs.json is not beside the project: the contract with the established client cannot be checked')
    recorded = json.loads(NEEDS.read_text())
    rows = {(row['service'], row['method'], row['path']): row for row in recorded['endpoints']}
    return Record(rows, {'any of': recorded['websocket_checked']['WebsocketMessage']['any of']})


@dataclass
class WebClient:
    """`ask` is one call with its checks; `problems` collects what does not fit, `called` the rows that were played.

    `shapes` and `statuses` replace what was recorded where the recording is narrower than what the client takes.
    """

    backend: Backend
    record: Record
    shapes: Mapping[Key, Any]
    statuses: Mapping[Key, frozenset[int]]
    problems: list[str] = field(default_factory=list)
    called: set[Key] = field(default_factory=set)

    def ask(self, name: str, query: Mapping[str, Any] | None = None, /, *, body: Any = None, as_task: bool | None = None, **in_path: str) -> Any:
        """`result` of a call, of its task if the row is asynchronous. `name`: 'GET /users', 'colibri POST /user'."""
        key = key_of(name)
        row = self.record.rows[key]
        self.called.add(key)
        task = row['async'] if as_task is None else as_task
        query, body = dict(query or {}), body if body is None else dict(body)
        if task:
            (query if 'query' in row else body)['async_query'] = 'true' if 'query' in row else True  # type: ignore[index]
        self._check_sent(row, query, body)
        status, answer = self._send(key, query, body, in_path)
        self._check_status(key, row, status)
        if key[1] == 'HEAD' or status >= 400:
            return None
        result = self._envelope(key, answer)
        if task:
            self._expect(name + ' (task)', result, {'task_id': 'int'})
            result = self._outcome(key, result['task_id'])
        self._expect(name, result, self._shape(key, row, task))
        return result

    def _send(self, key: Key, query: Mapping[str, Any], body: Any, in_path: Mapping[str, str]) -> tuple[int, bytes]:
        service, method, path = key
        filled = path.format(**{name: quote(value, safe='') for name, value in in_path.items()})
        url = self.backend.url + ('' if service == 'colibri' else '/api/1') + filled + ('?' + urlencode(query) if query else '')
        data = None if body is None else json.dumps(body).encode()
        headers = {'Origin': ORIGIN, 'Content-Type': 'application/json;charset=UTF-8', 'Accept': 'application/json'}
        try:
            with urlopen(Request(url, data, headers, method=method), timeout=TASK_SECONDS) as answer:
                self._expect(f'{method} {path}: the origin', answer.headers['Access-Control-Allow-Origin'], 'string')
                return answer.status, answer.read()
        except HTTPError as error:
            with error:
                return error.code, error.read()

    def _outcome(self, key: Key, identifier: int) -> Any:
        deadline = time.monotonic() + TASK_SECONDS
        while time.monotonic() < deadline:
            tasks = self.ask('GET /tasks')
            if identifier in tasks['completed']:
                found = self.ask('GET /tasks/{task_id}', task_id=str(identifier))
                self._check_status(key, self.record.rows[key], found['status_code'], 'the task ended with ' + str(found['outcome']))
                return found['outcome']['result']
            if identifier not in tasks['pending']:
                break
            time.sleep(POLL_SECONDS)
        self.problems.append(f'{key}: task {identifier} did not end')
        return None

    def _shape(self, key: Key, row: dict[str, Any], task: bool) -> Any:
        if key in self.shapes:
            return self.shapes[key]
        checks = row.get('task_result_checked_by' if task else 'checked_by')
        if checks:
            return {'any of': list(checks.values())}
        return row.get('task_result' if task else 'result')

    def _check_sent(self, row: dict[str, Any], query: Mapping[str, Any], body: Any) -> None:
        """What the test sends is what the client was seen to send: this test's own fault if it is not."""
        assert set(query) <= set(row.get('query', {})), f'{row["path"]} was not seen with {set(query)}'
        recorded = row.get('body')
        assert (body is None) == (recorded is None), f'{row["path"]}: a body was {"not " if recorded is None else ""}recorded'
        if recorded is not None:
            assert set(body) <= {name.removesuffix('?') for name in recorded}, f'{row["path"]} was not seen with {set(body)}'
            assert (problem := find_mismatch(body, recorded, 'body')) is None, f'{row["path"]}: {problem}'

    def _check_status(self, key: Key, row: dict[str, Any], status: int, what: str = 'the answer') -> None:
        allowed = self.statuses.get(key) or frozenset(int(code) for code in row['status'])
        if status not in allowed:
            self.problems.append(f'{" ".join(key)}: status {status}, recorded was {sorted(allowed)}: {what}')

    def _envelope(self, key: Key, answer: bytes) -> Any:
        parsed = json.loads(answer)
        self._expect(f'{key}: the envelope', parsed, {'result': None, 'message': 'string'})
        return parsed['result']

    def _expect(self, name: str, value: Any, shape: Any) -> None:
        if problem := find_mismatch(value, shape):
            self.problems.append(f'{name}: {problem}')


def key_of(name: str) -> Key:
    words = name.split(' ')
    service, method, path = words if len(words) == 3 else ('core', *words)
    return service, method, path
