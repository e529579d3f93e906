"""What tests of the command line share."""

import shutil
from pathlib import Path

import pytest

from rotkehlchen.storage.global_db.connection import FOLDER, open_global_database
from tests.app.console_world import ConsoleWorld


@pytest.fixture(scope='session')
def global_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A global database with the shipped assets, made once: each module gets a copy."""
    data_directory = tmp_path_factory.mktemp('filled')
    database = open_global_database(data_directory)
    database.prepare_once()
    database.close()
    return data_directory / FOLDER


@pytest.fixture(scope='module')
def world(tmp_path_factory: pytest.TempPathFactory, global_folder: Path) -> ConsoleWorld:
    data_directory = tmp_path_factory.mktemp('console') / 'data'
    data_directory.mkdir(mode=0o700)
    shutil.copytree(global_folder, data_directory / FOLDER)
    return ConsoleWorld(data_directory)
