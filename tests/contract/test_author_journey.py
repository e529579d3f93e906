"""From `make new` to done, as docs/integrations.md tells it: in a copy of the project, each kind is made, listed, validated, and passes its own test."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
PARTS = ('rotkehlchen', 'tools', 'tests/integrations', 'tests/decoding', 'tests/accounting', 'docs')
KINDS = ('chain', 'importer', 'indexer', 'jurisdiction', 'oracle', 'protocol')
MACHINE_SECONDS = 120  # of the fifteen minutes that the guide promises for all of it


@pytest.fixture(scope='module')
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp('author')
    for part in PARTS:
        shutil.copytree(PROJECT / part, folder / part, ignore=shutil.ignore_patterns('__pycache__', 'node_modules', '*.csv', 'images'))
    for file in ('tests/__init__.py', 'tests/conftest.py', 'tests/backend.py', 'pyproject.toml'):
        if (PROJECT / file).is_file():
            shutil.copy(PROJECT / file, folder / file)
    return folder


def run(copy: Path, *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, '-m', *arguments], cwd=copy, env={**os.environ, 'PYTHONPATH': str(copy)}, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, f'{arguments}: {done.stdout[-3000:]}{done.stderr[-3000:]}'


def test_author_makes_one_of_each_kind_and_is_done(copy: Path) -> None:
    started = time.monotonic()
    for kind in KINDS:
        run(copy, 'tools.new', f'kind={kind}', f'id=acme_{kind}')
    run(copy, 'tools.supported')
    run(copy, 'tools.validate')
    run(copy, 'pytest', '-q', '-p', 'no:cacheprovider', *(str(path) for path in (copy / 'tests').rglob('test_acme_*.py')))
    listed = (copy / 'docs/supported.md').read_text()
    assert all(f'| `acme_{kind}` | ' in listed for kind in KINDS)
    assert time.monotonic() - started < MACHINE_SECONDS
