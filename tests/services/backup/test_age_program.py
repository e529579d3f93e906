"""Our backups opened by the reference program of the format: no lock-in."""

import os
import pty
import shutil
import tarfile
from io import BytesIO
from pathlib import Path

import pytest

from rotkehlchen.services.backup.archive import unpack
from rotkehlchen.services.backup.service import MadeBackup
from rotkehlchen.storage.user_database import newest_schema
from tests.services.backup.world import PASSPHRASE


@pytest.fixture
def age() -> str:
    found = shutil.which('age')
    if found is None:
        if os.environ.get('CI') == 'true':
            pytest.fail('the program "age" is not installed')
        pytest.skip('the program "age" is not installed')
    return found


def run_with_terminal(arguments: list[str], secret: str) -> int:
    """Run a program that asks for a passphrase at its terminal."""
    child, terminal = pty.fork()
    if child == 0:
        os.execv(arguments[0], arguments)
    asked = b''
    try:
        while b':' not in asked:
            asked += os.read(terminal, 1000)
        os.write(terminal, secret.encode() + b'\n')
        while os.read(terminal, 1000):
            pass
    except OSError:
        pass  # the terminal ends with the program
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.close(terminal)
    return status


def test_age_program_opens_our_backup(made: MadeBackup, age: str, tmp_path: Path) -> None:
    plain = tmp_path / 'backup.tar'
    assert run_with_terminal([age, '--decrypt', '--output', str(plain), str(made.path)], PASSPHRASE) == 0
    manifest, members = unpack(plain.read_bytes(), newest_schema())
    assert manifest.to_json() == made.manifest
    assert len(members) == 3
    with tarfile.open(fileobj=BytesIO(plain.read_bytes())) as archive:
        assert archive.getnames()[0] == 'manifest.json'


def test_age_program_refuses_a_wrong_passphrase_and_a_damaged_file(made: MadeBackup, age: str, tmp_path: Path) -> None:
    plain = tmp_path / 'backup.tar'
    assert run_with_terminal([age, '--decrypt', '--output', str(plain), str(made.path)], 'wrong') != 0
    damaged = tmp_path / 'damaged.age'
    damaged.write_bytes(made.path.read_bytes()[:-20])
    assert run_with_terminal([age, '--decrypt', '--output', str(plain), str(damaged)], PASSPHRASE) != 0


