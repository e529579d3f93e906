"""What `pip install .` gives: the command, every file of the package, and the web client where it was built; and the container's command with it."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
PROJECT = Path(__file__).parents[2]
HEALTH = PROJECT / 'docker' / 'health.py'


@pytest.fixture(scope='module')
def installed() -> Iterator[Path]:
    """The folder that a copy of the sources was installed into, with a client that was built, and what an earlier build left."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / 'source', Path(folder) / 'target'
        shutil.copytree(PROJECT / 'rotkehlchen', source / 'rotkehlchen', ignore=shutil.ignore_patterns('__pycache__'))
        for name in ('setup.py', 'pyproject.toml', 'requirements.in'):
            shutil.copy(PROJECT / name, source / name)
        (source / 'frontend' / 'dist' / 'static').mkdir(parents=True)
        (source / 'frontend' / 'dist' / 'index.html').write_text('<!doctype html><title>built</title>')
        gone = source / 'build' / 'lib' / 'rotkehlchen' / 'integrations' / 'protocols' / 'gone'
        gone.mkdir(parents=True)
        (gone / 'manifest.toml').write_text('of an earlier build')
        command = [sys.executable, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '--no-build-isolation', '--no-compile',
                   '--no-index', '--target', str(target), str(source)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        yield target


def environment(installed: Path) -> dict[str, str]:
    """The command finds itself in the target, and its needs where the tests have them."""
    return {**os.environ, 'PYTHONPATH': str(installed), 'PATH': f'{installed / "bin"}{os.pathsep}{os.environ["PATH"]}', 'PYTHONUNBUFFERED': '1'}


def files_below(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob('*') if path.is_file() and '__pycache__' not in path.parts}


def test_installed_package_has_every_file_and_the_client(installed: Path) -> None:
    assert files_below(installed / 'rotkehlchen') == files_below(PROJECT / 'rotkehlchen') | {'client/index.html'}


def test_installed_command_says_its_version_and_checks_a_directory(installed: Path, tmp_path: Path) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(['rotkehlchen', *arguments], env=environment(installed), cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert run('--version').stdout.startswith('rotkehlchen ')
    done = run('doctor', '--data-dir', str(tmp_path / 'nowhere'))
    assert (done.returncode, 'There is no data directory' in done.stdout) == (1, True)
    assert not (tmp_path / 'nowhere').exists()


def test_container_command_starts_without_a_token_in_its_log_and_is_healthy(installed: Path, tmp_path: Path) -> None:
    """The command and the health check of the Dockerfile, with another folder in the place of /data and any free port."""
    text = (PROJECT / 'Dockerfile').read_text()
    found = re.search(r'^CMD \["sh", "-c", "(.*)"\]$', text, re.MULTILINE)
    assert found is not None
    data = tmp_path / 'data'
    command = found[1].replace('/data', str(data)).replace('4242', '0')
    process = subprocess.Popen(['sh', '-c', command], env=environment(installed), cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        port = line.strip().rpartition(':')[2]
        token = (data / 'api-token').read_text().strip()
        assert 'token' not in line
        assert is_healthy(data, port)
        (data / 'api-token').write_text('another')
        assert not is_healthy(data, port)
        (data / 'api-token').write_text(token)
        process.terminate()
        rest, errors = process.communicate(timeout=20)
        assert process.returncode == 0, errors
        assert token not in line + rest + errors
        assert not is_healthy(data, port)
    finally:
        process.kill()
        process.wait()


def is_healthy(data: Path, port: str) -> bool:
    return subprocess.run([sys.executable, str(HEALTH), str(data), port], capture_output=True, timeout=20, check=False).returncode == 0
