"""A data directory that cannot be used: what the process says, and that it changes nothing."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

START = f'import sys; sys.path.insert(0, {str(Path.cwd())!r}); from rotkehlchen.app.command import main; sys.exit(main())'
NOBODY = 65_534
# Root may write anywhere, so another user is needed; that one may still read the interpreter, wherever it lies.
AS_NOBODY = [
    'setpriv', f'--reuid={NOBODY}', f'--regid={NOBODY}', '--clear-groups', '--inh-caps=+dac_read_search', '--ambient-caps=+dac_read_search',
    '--bounding-set=-all,+dac_read_search',
]
needs_root = pytest.mark.skipif(os.name != 'posix' or os.geteuid() != 0 or shutil.which('setpriv') is None, reason='needs root to act as another user')


def start(folder: Path, *before: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*before, sys.executable, '-I', '-c', START, '--data-dir', str(folder), '--rest-api-port', '0', '--parent-fd', '0'],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30, check=False, cwd='/', env={'HOME': '/nonexistent'},
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for parent in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        parent.chmod(0o755)
    made = tmp_path / 'data'
    made.mkdir()
    return made


@needs_root
def test_start_read_only_directory_says_so(folder: Path) -> None:
    os.chown(folder, NOBODY, NOBODY)
    folder.chmod(0o555)
    done = start(folder, *AS_NOBODY)
    assert (done.returncode, done.stderr.strip()) == (4, f'Cannot start: The data directory {folder} is read-only.')
    assert not list(folder.iterdir())


@needs_root
def test_start_directory_of_another_user_says_so(folder: Path) -> None:
    folder.chmod(0o777)
    done = start(folder, *AS_NOBODY)
    assert (done.returncode, done.stderr.strip()) == (4, f'Cannot start: The data directory {folder} belongs to another user of this computer.')
    assert not list(folder.iterdir())


@pytest.fixture
def full(folder: Path) -> Iterator[Path]:
    if subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=64k', 'none', str(folder)], capture_output=True, check=False).returncode != 0:
        pytest.skip('no small disk can be mounted here')
    yield folder
    subprocess.run(['umount', '-l', str(folder)], check=True)


@needs_root
def test_start_full_disk_says_so(full: Path) -> None:
    done = start(full)
    assert done.returncode == 4
    assert done.stderr.startswith('Cannot start: ')
    assert 'disk is full' in done.stderr


def test_start_pipe_that_ended_already_stops_at_once(tmp_path: Path) -> None:
    done = start(tmp_path / 'data')
    assert done.returncode == 0
    assert not (tmp_path / 'data' / 'api-token').exists()
