"""The worked examples of docs/api-guide.md, run as they stand against a running backend: only token file and port are those of the test."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rotkehlchen.storage.global_db.connection import open_global_database
from tests.backend import Backend

GUIDE = (Path(__file__).parents[2] / 'docs' / 'api-guide.md').read_text(encoding='utf-8')
TOKEN_FILE = '.local/share/rotkehlchen/api-token'


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home directory whose data directory is where the guide looks for it."""
    data = tmp_path / Path(TOKEN_FILE).parent
    database = open_global_database(data)
    database.prepare_once()
    database.close()
    return tmp_path


@pytest.fixture
def backend(home: Path) -> Iterator[Backend]:
    with Backend(home / Path(TOKEN_FILE).parent) as running:
        yield running


def example(language: str, containing: str) -> str:
    [block] = [block for block in re.findall(rf'```{language}\n(.*?)```', GUIDE, re.DOTALL) if containing in block]
    return str(block)


def run(home: Path, backend: Backend, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, 'HOME': str(home)}
    here = [part.replace('127.0.0.1:4242', f'127.0.0.1:{backend.port}') for part in command]
    return subprocess.run(here, env=environment, cwd=home, capture_output=True, text=True, timeout=120, check=False)


def test_session_in_python_makes_a_profile_a_balance_and_a_backup(home: Path, backend: Backend) -> None:
    done = run(home, backend, sys.executable, '-c', example('python', 'import urllib.request'))
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines[0].removeprefix('recovery key: ').split()) == 12
    path, size = lines[-1].rsplit(' ', 1)
    assert Path(path).stat().st_size == int(size)
    assert [balance['label'] for balance in backend.call('GET', '/balances/manual')['balances']] == ['Cold wallet']


@pytest.mark.skipif(shutil.which('curl') is None, reason='curl is not installed')
def test_session_with_curl_leaves_the_profile_open_with_its_balance(home: Path, backend: Backend) -> None:
    session = example('sh', 'call PUT /users')
    offline = [line for line in session.splitlines() if '/blockchains/' not in line and '/tasks/' not in line]  # those would ask public nodes
    assert len(offline) == len(session.splitlines()) - 2
    done = run(home, backend, 'sh', '-ec', example('sh', 'TOKEN=$(cat') + '\n'.join(offline))
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.replace('}{"result"', '}\n{"result"').splitlines() if line]
    assert [answer['message'] for answer in answers] == [''] * len(answers)
    assert len(answers) == 6  # with the ping before
    assert backend.call('GET', '/users') == {'anna': 'loggedin'}
    assert [balance['amount'] for balance in backend.call('GET', '/balances/manual')['balances']] == ['1200.5']
