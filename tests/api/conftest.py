"""The whole application with real storage, without a network, and a client that checks every answer's shape."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from marshmallow import Schema
from marshmallow.fields import Field

from rotkehlchen.api import guard
from rotkehlchen.api.application import create_application
from rotkehlchen.api.route import Route
from rotkehlchen.api.table import load_routes
from rotkehlchen.app.configuration import Configuration
from rotkehlchen.app.wiring import wire
from rotkehlchen.services.container import AppServices
from rotkehlchen.services.task import Outcome
from rotkehlchen.storage.global_db.connection import FOLDER, open_global_database
from rotkehlchen.storage.keyslot import KdfCost
from rotkehlchen.storage.profile_folder import USERS_FOLDER

PORT = 4242
PASSWORD = 'correct horse'
CHEAP = KdfCost(memory_kib=64 * 1024, iterations=1, lanes=1)  # the floor: tests need no better


def configuration(data_directory: Path) -> Configuration:
    return Configuration(data_directory, PORT, frozenset(), token_required=False, log_level='warning', log_file=None, token_fd=None)


@pytest.fixture(scope='session')
def filled_global_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A global database with the shipped assets, made once: each test gets a copy."""
    data_directory = tmp_path_factory.mktemp('filled')
    database = open_global_database(data_directory)
    database.prepare_once()
    database.close()
    return data_directory / FOLDER


@pytest.fixture
def services(tmp_path: Path, filled_global_folder: Path) -> Iterator[AppServices]:
    """The wired services over a data directory without profiles. No profile is open."""
    shutil.copytree(filled_global_folder, tmp_path / 'data' / FOLDER)
    wired = wire(configuration(tmp_path / 'data'), kdf_cost=CHEAP)
    yield wired
    wired.close()


class Client:
    """Calls the API as a script does and checks that answers have the documented shape."""

    def __init__(self, flask_client: FlaskClient) -> None:
        self._client = flask_client

    def call(self, method: str, path: str, body: Any = None, **options: Any) -> Any:
        """The Flask response of a call below /api/1."""
        json = {'json': body} if body is not None else {}
        return self._client.open(
            '/api/1' + path, method=method, environ_overrides={'HTTP_HOST': f'127.0.0.1:{PORT}'}, **json, **options,
        )

    def result(self, method: str, path: str, body: Any = None, *, status: int = 200, **options: Any) -> Any:
        response = self.call(method, path, body, **options)
        assert response.status_code == status, response.json
        return response.json['result']

    def error(self, method: str, path: str, body: Any = None, *, status: int = 400, **options: Any) -> dict[str, Any]:
        """The `error` of a refused call, with its `message`."""
        response = self.call(method, path, body, **options)
        assert response.status_code == status, response.json
        assert response.json['result'] is None
        return {**response.json['error'], 'message': response.json['message']}


def check_shape(route: Route, outcome: Outcome) -> None:
    """Fail when an answer has not the shape that its route documents."""
    if outcome.status_code >= 400 or route.response is None:
        return
    result = outcome.result
    if isinstance(result, dict) and set(result) == {'task_id'}:
        return
    if isinstance(route.response, Field):
        route.response.deserialize(_plain(result))
        return
    schema: Schema = route.response(unknown='raise')
    problems = schema.validate(_plain(result))
    assert not problems, f'{route.name} answers in another shape than it documents: {problems}'


def _plain(value: Any) -> Any:
    from rotkehlchen.api.application import parse_json
    from rotkehlchen.api.envelope import encode

    return parse_json(encode(value))


@pytest.fixture
def client(services: AppServices) -> Iterator[Client]:
    """A client without an open profile."""
    application = create_application(services, load_routes(), guard.Policy(PORT, None), observe=check_shape)
    with application.test_client() as flask_client:
        yield Client(flask_client)


@pytest.fixture(scope='session')
def new_profile_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of all profiles with a new one, made once: opening a copy takes a third of the time that making one takes."""
    data_directory = tmp_path_factory.mktemp('new')
    wired = wire(configuration(data_directory), kdf_cost=CHEAP)
    with create_application(wired, load_routes(), guard.Policy(PORT, None)).test_client() as flask_client:
        Client(flask_client).result('PUT', '/users', {'name': 'ada', 'password': PASSWORD, 'initial_settings': {'main_currency': 'EUR'}})
    wired.close()
    return data_directory / USERS_FOLDER


@pytest.fixture
def user(client: Client, services: AppServices, new_profile_folder: Path) -> Client:
    """A client with a new profile, open."""
    shutil.copytree(new_profile_folder, services.run.data_directory / USERS_FOLDER)
    client.result('POST', '/users/ada', {'password': PASSWORD})
    return client
