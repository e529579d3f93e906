"""A data directory that cannot be used: what the process says, and that it changes nothing."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

START = f'import sys; sys.path.insert(0, {str(Path.cwd())!r}); from rotkehlchen.app.command import main; sys.exit(main())'
OTHER = 'Change that, or choose another directory with --data-dir.'
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


def said(done: subprocess.CompletedProcess[str]) -> list[str]:
    return done.stderr.splitlines()


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
    assert (done.returncode, said(done)) == (4, [f'Cannot start: The data directory {folder} is read-only.', OTHER])
    assert not list(folder.iterdir())


@needs_root
def test_start_directory_of_another_user_says_so(folder: Path) -> None:
    folder.chmod(0o777)
    done = start(folder, *AS_NOBODY)
    assert (done.returncode, said(done)) == (4, [f'Cannot start: The data directory {folder} belongs to another user of this computer.', OTHER])
    assert not list(folder.iterdir())


@needs_root
def test_start_directory_of_another_user_is_left_alone_by_root_too(folder: Path) -> None:
    """Its owner could not read what root makes in it: one start with sudo, and they were locked out."""
    os.chown(folder, NOBODY, NOBODY)
    done = start(folder)
    assert (done.returncode, said(done)) == (4, [f'Cannot start: The data directory {folder} belongs to another user of this computer.', OTHER])
    assert not list(folder.iterdir())


@pytest.fixture
def small(folder: Path) -> Iterator[Path]:
    """On a disk of its own, with room for nothing but one page."""
    if subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=4k', 'none', str(folder)], capture_output=True, check=False).returncode != 0:
        pytest.skip('no small disk can be mounted here')
    yield folder
    subprocess.run(['umount', '-l', str(folder)], check=True)


@needs_root
@pytest.mark.parametrize('size', [16, 32, 48, 64, 96, 128, 160])
def test_start_full_disk_says_so_and_what_to_do(small: Path, size: int) -> None:
    """Wherever it gets full: at the lock, the database, the index of its log, the launch token. With more room the same directory is good."""
    subprocess.run(['mount', '-o', f'remount,size={size}k', str(small)], check=True)
    done = start(small)
    assert done.returncode == 4
    sentence, advice = said(done)
    assert sentence.startswith('Cannot start: ')
    assert 'disk is full' in sentence
    assert str(small) in sentence, 'which disk'
    assert advice.startswith('Make room')
    assert not list(small.glob('*api-token*'))
    subprocess.run(['mount', '-o', 'remount,size=64m', str(small)], check=True)
    done = start(small)
    assert (done.returncode, said(done)) == (0, [])


def test_start_file_in_place_of_the_directory_says_so(tmp_path: Path) -> None:
    (tmp_path / 'data').write_text('mine')
    done = start(tmp_path / 'data')
    assert (done.returncode, said(done)) == (4, [f'Cannot start: The data directory {tmp_path / "data"} is not a directory.', OTHER])
    assert (tmp_path / 'data').read_text() == 'mine'


def test_start_pipe_that_ended_already_stops_at_once(tmp_path: Path) -> None:
    done = start(tmp_path / 'data')
    assert done.returncode == 0
    assert not (tmp_path / 'data' / 'api-token').exists()
