"""Starts under bad conditions other than those of the data directory: what the process says, and that nothing is lost."""

import contextlib
import json
import os
import shutil
import socket
import sqlite3
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.backend import Backend
from tests.fault import build_fault_library

PASSWORD = 'harbour lantern 42'
YEAR = 365 * 86_400
LABEL, NAME = 'İstanbul \u0131 Größe 12,5', 'ij\u0131'  # with the small I that has no dot
LOCALES = {'tr_TR': 'ISO-8859-9', 'de_DE': 'ISO-8859-1'}


def start(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, '-m', 'rotkehlchen', '--data-dir', str(data), '--rest-api-port', '0', *arguments]
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture(scope='module')
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with a profile that has a balance."""
    data = tmp_path_factory.mktemp('prepared') / 'data'
    with Backend(data) as backend:
        backend.call('PUT', '/users', {'name': 'anna', 'password': PASSWORD})
        backend.call('PUT', '/users/anna/recovery/confirm', {})
        backend.call('PUT', '/balances/manual', {
            'balances': [{'asset': 'EUR', 'label': 'Bank', 'amount': '12', 'location': 'banks', 'balance_type': 'asset'}]})
    return data


@pytest.fixture
def data(prepared: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(prepared, tmp_path / 'data'))


def open_and_read(backend: Backend) -> list[str]:
    backend.call('POST', '/users/anna', {'password': PASSWORD})
    return [one['amount'] for one in backend.call('GET', '/balances/manual')['balances']]


# ------------------------------------------------------------------ another one is there already
def test_second_server_of_a_data_directory_says_so_and_leaves_the_first_alone(data: Path) -> None:
    with Backend(data) as first:
        token = (data / 'api-token').read_text()
        second = start(data)
        sentence, advice = second.stderr.splitlines()
        assert (second.returncode, sentence) == (4, f'Cannot start: Another application is running on the data directory {data}.')
        assert '--data-dir' in advice
        assert (data / 'api-token').read_text() == token
        assert open_and_read(first) == ['12']
        with Backend(data.with_name('another')) as beside:
            assert beside.call('GET', '/ping') is True


def test_server_starts_at_once_where_the_last_one_was_killed(data: Path) -> None:
    first = Backend(data)
    open_and_read(first)
    first.kill()
    assert (data / 'api-token').exists()
    with Backend(data) as second:
        assert open_and_read(second) == ['12']


def test_server_of_a_shell_waits_for_one_that_is_ending(data: Path) -> None:
    """It waits longer than somebody at a terminal would."""
    first = Backend(data)
    waiting = subprocess.Popen(
        [sys.executable, '-m', 'rotkehlchen', '--data-dir', str(data), '--rest-api-port', '0', '--parent-fd', '0'],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with waiting:
        time.sleep(4)
        assert waiting.poll() is None
        assert first.stop() == 0
        assert waiting.stdout is not None
        assert 'http://127.0.0.1:' in waiting.stdout.readline()
        waiting.communicate(timeout=15)
    assert waiting.returncode == 0


def test_server_of_a_shell_that_goes_while_it_waits_ends_at_once(data: Path) -> None:
    with Backend(data) as first:
        waiting = subprocess.Popen(
            [sys.executable, '-m', 'rotkehlchen', '--data-dir', str(data), '--rest-api-port', '0', '--parent-fd', '0'],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        with waiting:
            time.sleep(2)
            begun = time.monotonic()
            out, err = waiting.communicate(timeout=15)  # closes its standard input
            assert (waiting.returncode, out, err) == (0, '', '')
            assert time.monotonic() - begun < 4
        assert open_and_read(first) == ['12']


def test_port_in_use_is_said_with_what_to_do(data: Path) -> None:
    with socket.socket() as other:
        other.bind(('127.0.0.1', 0))
        other.listen()
        port = other.getsockname()[1]
        done = start(data, '--rest-api-port', str(port))
    assert done.returncode == 3
    assert done.stderr.splitlines()[0] == f'Cannot start: port {port} is in use.'
    assert '--rest-api-port' in done.stderr
    assert not (data / 'api-token').exists()
    with Backend(data) as backend:
        assert open_and_read(backend) == ['12']


# ------------------------------------------------------------------ full disk
@pytest.mark.skipif(os.name != 'posix' or os.geteuid() != 0, reason='needs root to mount a disk')
def test_profile_on_a_full_disk_is_refused_and_kept(prepared: Path, tmp_path: Path) -> None:
    """The server itself finds room, the profile's database does not."""
    disk = tmp_path / 'disk'
    disk.mkdir()
    if subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=64m', 'none', str(disk)], capture_output=True, check=False).returncode != 0:
        pytest.skip('no small disk can be mounted here')
    try:
        shutil.copytree(prepared, disk / 'data')
        fill(disk / 'fill', left=40 * 1024)
        with Backend(disk / 'data') as backend:
            status, answer = backend.raw('POST', '/users/anna', {'password': PASSWORD})
            assert (status, json.loads(answer)['error']['code']) == (507, 'disk_full')
            (disk / 'fill').unlink()
            assert open_and_read(backend) == ['12'], 'with room again, the same process opens it'
    finally:
        subprocess.run(['umount', '-l', str(disk)], check=True)


def fill(path: Path, left: int) -> None:
    """Fill a disk up to so many bytes."""
    with path.open('wb', buffering=0) as file, contextlib.suppress(OSError):
        while file.write(bytes(4096)):
            pass
    os.truncate(path, path.stat().st_size - left)


# ------------------------------------------------------------------ another version
def test_global_database_of_a_newer_version_is_left_as_it_is(data: Path) -> None:
    path = data / 'global' / 'global.db'
    connection = sqlite3.connect(path)
    connection.execute('PRAGMA user_version = 999')
    connection.close()
    before = path.read_bytes()
    done = start(data)
    sentence, advice = done.stderr.splitlines()
    assert done.returncode == 4
    assert 'newer version' in sentence
    assert advice.startswith('Start that version')
    assert path.read_bytes() == before


def test_damaged_global_database_is_said_with_what_to_do(data: Path) -> None:
    path = data / 'global' / 'global.db'
    path.write_bytes(b'no database' + bytes(8192))
    done = start(data)
    sentence, advice = done.stderr.splitlines()
    assert (done.returncode, 'damaged' in sentence, str(data) in sentence, 'doctor' in advice) == (4, True, True, True)
    assert advice.startswith('Move the folder global in it away'), 'who has only the window reads this, and has no doctor'
    checked = subprocess.run([sys.executable, '-m', 'rotkehlchen', 'doctor', '--offline', '--data-dir', str(data)], capture_output=True, text=True, check=False)
    shutil.move(data / 'global', data / 'away')
    with Backend(data) as backend:
        assert open_and_read(backend) == ['12'], 'as it was advised'
    assert (checked.returncode, 'global database: The database file is damaged' in checked.stdout) == (1, True), checked.stdout


# ------------------------------------------------------------------ clock
@pytest.fixture(scope='module')
def clock_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_fault_library(tmp_path_factory.mktemp('clock'), 'clock')


class WrongClock:
    """Environment of a process whose clock is off by what `set` says."""

    def __init__(self, library: Path, folder: Path) -> None:
        self._path = folder / 'clock'
        self._path.write_bytes(struct.pack('=q', 0))
        self.environment = {**os.environ, 'LD_PRELOAD': str(library), 'CLOCK_FILE': str(self._path), 'PYTHONUNBUFFERED': '1'}

    def set(self, seconds: int) -> None:
        with self._path.open('r+b') as file:  # in place: the process has mapped this very file
            file.write(struct.pack('=q', seconds))


@pytest.fixture
def wrong_clock(clock_library: Path, tmp_path: Path) -> WrongClock:
    return WrongClock(clock_library, tmp_path)


@pytest.mark.parametrize('offset', [-30 * YEAR, 30 * YEAR, -56 * YEAR])  # the last one: before 1971
def test_start_with_a_wrong_clock_loses_nothing(data: Path, wrong_clock: WrongClock, offset: int) -> None:
    wrong_clock.set(offset)
    with Backend(data, environment=wrong_clock.environment) as backend:
        assert backend.call('GET', '/users') == {'anna': 'loggedout'}
        assert open_and_read(backend) == ['12']
        backend.call('PUT', '/tags', {'name': 'then', 'description': '', 'background_color': '112233', 'foreground_color': 'ffffff'})
        assert 'Traceback' not in backend.log.read_text()
    with Backend(data) as backend:
        assert open_and_read(backend) == ['12']
        assert 'then' in backend.call('GET', '/tags')


def test_clock_that_jumps_while_it_runs_stops_nothing(data: Path, wrong_clock: WrongClock) -> None:
    """Forth and back by years, as with a battery that ran out: requests, tasks, the session and the end go on."""
    with Backend(data, environment=wrong_clock.environment) as backend:
        assert open_and_read(backend) == ['12']
        for offset in (10 * YEAR, -10 * YEAR, 86_400, -3600, 0):
            wrong_clock.set(offset)
            begun = time.monotonic()
            assert backend.call('GET', '/balances/manual')['balances'][0]['amount'] == '12'
            backend.task('GET', '/balances/manual', {}, timeout=10)
            assert time.monotonic() - begun < 5
        assert 'Traceback' not in backend.log.read_text()
        begun = time.monotonic()
    assert time.monotonic() - begun < 10


# ------------------------------------------------------------------ locale
@pytest.fixture(scope='module')
def locales(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Locales of other alphabets, made here: a machine has few."""
    folder = tmp_path_factory.mktemp('locales')
    if shutil.which('localedef') is None:
        pytest.skip('needs localedef')
    for name, charset in LOCALES.items():
        done = subprocess.run(['localedef', '-c', '-i', name, '-f', charset, str(folder / f'{name}.{charset}')], capture_output=True, check=False)
        if not (folder / f'{name}.{charset}').is_dir():
            pytest.skip(f'needs the sources of the locale {name}: {done.stderr.decode(errors="replace")[:200]}')
    return folder


@pytest.mark.parametrize('locale', ['C', *(f'{name}.{charset}' for name, charset in LOCALES.items())])
def test_locale_changes_nothing(data: Path, locales: Path, locale: str) -> None:
    """Turkish writes the small I without its dot, German numbers have commas, and C knows ASCII alone (Python's own way out of that is switched off).

    Folders of profiles are named in UTF-8 wherever they are made.
    """
    environment = {**os.environ, 'LOCPATH': str(locales), 'LC_ALL': locale, 'PYTHONUTF8': '0', 'PYTHONCOERCECLOCALE': '0', 'PYTHONUNBUFFERED': '1'}
    name = subprocess.run(
        [sys.executable, '-c', 'import locale; locale.setlocale(locale.LC_ALL, ""); print(locale.getlocale()[1])'],
        env=environment, capture_output=True, text=True, check=True).stdout.strip()
    assert name == ('None' if locale == 'C' else {'ISO-8859-9': 'ISO8859-9', 'ISO-8859-1': 'ISO8859-1'}[locale.partition('.')[2]]), 'the locale is not in force'
    with Backend(data, environment=environment) as backend:
        assert open_and_read(backend) == ['12']
        backend.call('PUT', '/balances/manual', {
            'balances': [{'asset': 'EUR', 'label': LABEL, 'amount': '1234.5', 'location': 'banks', 'balance_type': 'asset'}]})
        backend.call('PUT', '/tags', {'name': 'Ümit', 'description': 'İ', 'background_color': '112233', 'foreground_color': 'ffffff'})
        backend.call('PATCH', '/users/anna', {'action': 'logout'})
        backend.call('PUT', '/users', {'name': NAME, 'password': PASSWORD})
        assert 'Traceback' not in backend.log.read_text(errors='replace')
    with Backend(data) as backend:
        assert set(backend.call('GET', '/users')) == {'anna', NAME}
        assert open_and_read(backend) == ['12', '1234.5']
        assert LABEL in {one['label'] for one in backend.call('GET', '/balances/manual')['balances']}
        assert 'Ümit' in backend.call('GET', '/tags')


def test_folder_with_a_name_in_no_encoding_hides_no_profile(data: Path) -> None:
    """As an older system, or another program, may leave behind."""
    shutil.copytree(data / 'users' / 'anna', os.fsdecode(os.fsencode(data / 'users') + b'/J\xf6rg'))
    with Backend(data) as backend:
        assert backend.call('GET', '/users') == {'anna': 'loggedout'}
        assert open_and_read(backend) == ['12']
        backend.call('PATCH', '/users/anna', {'action': 'logout'})
        backend.call('PUT', '/users', {'name': 'Jörg', 'password': PASSWORD})
        assert 'J\\udcf6rg' in backend.log.read_text()
