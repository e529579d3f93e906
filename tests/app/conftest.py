"""What tests of the command line share."""


import pytest

from rotkehlchen.storage.global_db.connection import open_global_database
from tests.app.console_world import ConsoleWorld


@pytest.fixture(scope='module')
def world(tmp_path_factory: pytest.TempPathFactory) -> ConsoleWorld:
    data_directory = tmp_path_factory.mktemp('console') / 'data'
    database = open_global_database(data_directory)
    database.prepare_once()
    database.close()
    return ConsoleWorld(data_directory)
