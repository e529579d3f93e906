"""A disk that becomes full while something is being written, and what is written at all: both seen at the system's write calls."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rotkehlchen.core.errors import DiskFullError
from rotkehlchen.services.backup import service as service_module
from tests.fault import build_fault_library, fault_environment, quick_folder
from tests.services.backup.world import PASSPHRASE, World

CANARY = 'canary-4b1e77'


@pytest.fixture(scope='module')
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_fault_library(tmp_path_factory.mktemp('fault'))


@pytest.mark.slow
def test_disk_full_at_any_write_leaves_all_as_it_was(library: Path) -> None:
    with quick_folder() as folder:
        done = subprocess.run(
            [sys.executable, '-m', 'tests.services.backup.full_disk', str(folder)], env=fault_environment(library), capture_output=True,
            text=True, check=False,
        )
    assert done.returncode == 0, done.stderr[-3000:]
    counts = json.loads(done.stdout)
    assert sum(case['points'] for case in counts.values()) >= 120
    for name, case in counts.items():
        assert case['said so'] >= case['points'] / 2, (name, counts)


@pytest.mark.slow
def test_nothing_readable_is_ever_written(library: Path, tmp_path: Path) -> None:
    log = tmp_path / 'seen.log'
    scratch = tmp_path / 'tmp'
    scratch.mkdir()
    done = subprocess.run(
        [sys.executable, '-m', 'tests.services.backup.watched_writes', str(tmp_path)],
        env=fault_environment(library, FAULT_CANARY=CANARY, FAULT_LOG=str(log), TMPDIR=str(scratch)), capture_output=True, text=True, check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert set(log.read_text().split('\n')) == {str(tmp_path / 'proof'), ''}
    left = [path for path in (tmp_path / 'data').rglob('*') if path.is_file()]
    assert len(left) > 6
    assert not [path for path in left if CANARY.encode() in path.read_bytes()]
    assert list(scratch.iterdir()) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one mebibyte."""
    folder = tmp_path / 'small'
    folder.mkdir()
    mounted = os.geteuid() == 0 and subprocess.run(
        ['mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', str(folder)], capture_output=True, check=False).returncode == 0
    if not mounted:
        pytest.skip('a file system can only be mounted by root; the test above fills the disk in another way')
    yield folder
    subprocess.run(['umount', str(folder)], check=True)


@pytest.mark.parametrize('told_before', [True, False])
def test_export_to_a_really_full_disk(world: World, small_disk: Path, monkeypatch: pytest.MonkeyPatch, *, told_before: bool) -> None:
    profile = world.make_profile()
    with profile.database.write() as connection:
        connection.execute("INSERT INTO setting VALUES ('big', ?)", (os.urandom(1_000_000).hex(),))
    if not told_before:
        monkeypatch.setattr(service_module, 'refuse_missing_space', lambda folder, size: None)
    with pytest.raises(DiskFullError):
        world.backups.export(profile, PASSPHRASE, small_disk)
    assert list(small_disk.iterdir()) == []
    assert world.leftovers() == []
    profile.close()
    assert world.read_mark() == 'first'
