"""What the tests of backups share: a world, and one backup made in earnest."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rotkehlchen.services.backup.service import MadeBackup
from tests.services.backup.world import PASSPHRASE, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / 'data')


@pytest.fixture(scope='session')
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MadeBackup]:
    """A backup of the profile 'ada' as the application makes it, with the price of a real passphrase."""
    folder = tmp_path_factory.mktemp('made')
    world = World(folder / 'data')
    world.own = {'schema_version': 1, 'tables': {'address_name': {'columns': ['address', 'blockchain', 'name'], 'rows': [['0x1', '', 'me']]}}}
    profile = world.make_profile(mark='in the backup')
    backup = world.backups.export(profile, PASSPHRASE)
    assert world.leftovers() == []
    yield backup
    profile.close()
