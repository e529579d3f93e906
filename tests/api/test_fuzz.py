"""Generated requests to every route of the OpenAPI document: none is answered by a bug, each answer is as documented.

Two sources: schemathesis makes requests out of the document, right and wrong ones; `odd_request` makes nearly right
ones out of the routes' own schemas. Every answer is an envelope of a known status, and a good one has the shape that
its route documents. Nothing leaves the process: connecting and resolving names fail at once.
"""

import json
import logging
import os
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.core import NotSet
from werkzeug.datastructures import MultiDict

from rotkehlchen.api import guard
from rotkehlchen.api.application import create_application
from rotkehlchen.api.openapi import describe
from rotkehlchen.api.route import Route
from rotkehlchen.api.table import load_routes
from rotkehlchen.app.wiring import wire
from rotkehlchen.services.container import AppServices
from tests.api.conftest import CHEAP, PASSWORD, PORT, Client, check_shape, configuration
from tests.api.filled_profile import fill, network_off
from tests.api.odd_request import PROFILE, OddRequest, encode, odd_requests

# The application's own threads use `random` meanwhile, which hypothesis takes for a strategy's doing.
pytestmark = pytest.mark.filterwarnings('ignore:Do not use the `random` module')
ROUTES = {route.name: route for route in load_routes()}
# Left out: the only route that ends the session that all the others need (tests/app and tests/conformance log out), and the one that starts a demo
# of its own and takes no arguments (tests/app start it).
LEFT_OUT = frozenset({'PATCH /users/<string:name>', 'POST /demo'})
# Arguments that name a place outside the data directory to write to; the routes are tried without them.
PLACES_TO_WRITE = {
    'PUT /assets/user': frozenset({'destination'}), 'POST /backups/export': frozenset({'path'}),
    'GET /snapshots': frozenset({'path'}), 'GET /snapshots/<int:timestamp>': frozenset({'path'}),
}
# Fewer examples of what derives a key, starts a process, rebuilds the asset database or answers all of it.
SLOW_PATHS = ('/users', '/user', '/backups', '/database', '/assets/updates')
SLOW = frozenset({
    'POST /assets/all', 'POST /assets/search', 'GET /openapi', 'GET /history', 'PUT /reports', 'GET /reports/<int:report_id>/download',
})
STATUSES = frozenset({200, 400, 401, 404, 405, 409, 413, 415, 429, 499, 502, 503})
MANY = int(os.environ.get('FUZZ_EXAMPLES', '4'))  # other ones at each run; `make fuzz` takes many more
RETRIES = frozenset({'never', 'later', 'next_source'})
DOCUMENTED = schemathesis.openapi.from_dict(describe(load_routes()))
OPERATIONS = {result.ok().label: result.ok() for result in DOCUMENTED.get_all_operations()}
Send = Callable[..., None]


class BugLog(logging.Handler):
    """Keeps what the application logs about failures of its own."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append(logging.Formatter().format(record))


@pytest.fixture(scope='module', autouse=True)
def no_network() -> Iterator[None]:
    with network_off():
        yield


@pytest.fixture(scope='module')
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServices]:
    folder = tmp_path_factory.mktemp('fuzz')
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)  # a relative path that is taken for one of ours would show here
        wired = wire(configuration(folder / 'data'), kdf_cost=CHEAP)
        yield wired
        wired.close()
    assert [path.name for path in folder.iterdir()] == ['data'], 'something was written outside the data directory'


@pytest.fixture(scope='module')
def flask_client(services: AppServices) -> Iterator[FlaskClient]:
    application = create_application(services, load_routes(), guard.Policy(PORT, None), observe=check_shape)
    with application.test_client() as client:
        api = Client(client)
        api.result('PUT', '/users', {'name': PROFILE, 'password': PASSWORD})
        fill(api, services.run.data_directory)
        yield client


@pytest.fixture
def send(flask_client: FlaskClient, services: AppServices) -> Iterator[Send]:
    """Sends a request and checks the answer; afterwards the outcomes of the tasks that were started, too."""
    log = BugLog()
    logging.getLogger('rotkehlchen').addHandler(log)

    def send_and_check(route: Route, path: str, *, query: Any = None, **options: Any) -> None:
        log.found.clear()
        response = flask_client.open(
            path, method=route.method, query_string=query, environ_overrides={'HTTP_HOST': f'127.0.0.1:{PORT}'}, **options,
        )
        assert not log.found, f'{route.name} has a bug:\n' + '\n'.join(log.found)
        check_answer(route, response)

    yield send_and_check
    wait_for_tasks(services)
    logging.getLogger('rotkehlchen').removeHandler(log)
    assert not log.found, 'a task has a bug:\n' + '\n'.join(log.found)
    assert services.session.name == PROFILE, 'the profile was closed'


def wait_for_tasks(services: AppServices) -> None:
    deadline = time.monotonic() + 30
    while pending := [task.name for task in services.tasks.list() if task.status == 'pending']:
        assert time.monotonic() < deadline, f'still running: {pending}'
        time.sleep(0.005)
    for task in services.tasks.list():
        assert task.outcome is not None
        assert task.outcome.status_code in STATUSES, f'{task.name}: {task.outcome}'
        services.tasks.take(task.identifier)


def check_answer(route: Route, response: Any) -> None:
    status = response.status_code
    assert status in STATUSES, f'{route.name} answered {status}: {response.data[:300]!r}'
    if status == 200 and response.mimetype != 'application/json':
        assert route.raw or 'Content-Disposition' in response.headers, f'{route.name} answered {response.mimetype}'
        return
    answer = json.loads(response.data)
    assert {'result', 'message'} <= set(answer) <= {'result', 'message', 'error'}, answer
    assert isinstance(answer['message'], str)
    if status >= 400:
        assert answer['message'].strip(), f'{route.name} gave no reason for {status}'
        assert 'Traceback' not in answer['message']
        assert answer['error']['code'].replace('_', '').isalnum()
        assert isinstance(answer['error']['params'], dict)
        assert answer['error']['retry'] in RETRIES
    else:
        assert 'error' not in answer


def limits(route: Route, examples: int, *, repeatable: bool) -> Any:
    is_slow = route.name in SLOW or route.path in SLOW_PATHS or route.path.startswith(tuple(f'{path}/' for path in SLOW_PATHS))
    number = max(examples // 8, 2) if is_slow else examples
    return settings(max_examples=number, deadline=None, database=None, derandomize=repeatable, suppress_health_check=list(HealthCheck))


def fuzz_document(route: Route, send: Send, examples: int, *, repeatable: bool = True) -> None:
    operation = OPERATIONS[f'{route.method} /api/1{_in_document(route.path)}']
    both = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)))

    @limits(route, examples, repeatable=repeatable)
    @given(both)
    def try_case(case: Any) -> None:
        query = {name: value for name, value in (case.query or {}).items() if name not in PLACES_TO_WRITE.get(route.name, ())}
        send(route, case.formatted_path, query=MultiDict(_query_items(query)), **_body(route, case))

    try_case()


def fuzz_odd(route: Route, send: Send, examples: int, *, repeatable: bool = True) -> None:
    @limits(route, examples, repeatable=repeatable)
    @given(odd_requests(route, PLACES_TO_WRITE.get(route.name, frozenset())))
    def try_request(request: OddRequest) -> None:
        query = '&'.join(f'{name}={value}' for name, value in request.query)
        body = {'data': request.body, 'content_type': 'application/json'} if request.body is not None else {}
        send(route, request.path, query=query, **body)

    try_request()


def _in_document(path: str) -> str:
    return re.sub(r'<(?:\w+:)?(\w+)>', r'{\1}', path)


def _query_items(query: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in query.items():
        for item in value if isinstance(value, list) else [value]:
            yield str(name), item if isinstance(item, str) else json.dumps(item)


def _body(route: Route, case: Any) -> dict[str, Any]:
    body = case.body
    if isinstance(body, NotSet):
        return {}
    if isinstance(body, dict):
        body = {name: value for name, value in body.items() if name not in PLACES_TO_WRITE.get(route.name, ())}
    if case.media_type == 'multipart/form-data' and isinstance(body, dict):
        return {'data': {str(name): str(value) for name, value in body.items()}, 'content_type': case.media_type}
    return {'data': body if isinstance(body, bytes) else encode(body), 'content_type': 'application/json'}


# What deletes comes last, so that there is something to read and to change until then.
TRIED = sorted(set(ROUTES) - LEFT_OUT, key=lambda name: (['GET', 'PUT', 'POST', 'PATCH', 'DELETE'].index(name.partition(' ')[0]), name))


@pytest.mark.parametrize('name', TRIED)
def test_route_generated_request_is_answered_as_documented(name: str, send: Send) -> None:
    fuzz_document(ROUTES[name], send, 10)


@pytest.mark.parametrize('name', TRIED)
def test_route_odd_request_is_answered_as_documented(name: str, send: Send) -> None:
    fuzz_odd(ROUTES[name], send, 20)


@pytest.mark.slow
@pytest.mark.parametrize('name', TRIED)
def test_route_many_generated_requests_are_answered_as_documented(name: str, send: Send) -> None:
    fuzz_document(ROUTES[name], send, MANY, repeatable=False)
    fuzz_odd(ROUTES[name], send, 3 * MANY, repeatable=False)
