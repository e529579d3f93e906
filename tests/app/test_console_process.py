"""Words of the command line as processes at a terminal: prompts, progress, Ctrl+C, a reader that goes away, an application that runs beside them."""

import fcntl
import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from rotkehlchen.app.console import status
from rotkehlchen.storage.user_database import check_integrity
from tests.app.console_world import HEADER, PASSWORD, ConsoleWorld
from tests.backend import Backend

pytestmark = pytest.mark.slow
SECONDS = 60
ROWS = 60_000


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # as a shell at a terminal does; where tests run in the background, it is ignored


class Terminal:
    """A process whose controlling terminal is ours; what it writes there is read as it comes."""

    def __init__(self, world: ConsoleWorld, *arguments: object) -> None:
        self._ours, theirs = pty.openpty()
        command = [sys.executable, '-m', 'rotkehlchen', *map(str, arguments), '--data-dir', str(world.data)]
        self.process = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
            preexec_fn=_take_terminal)
        os.close(theirs)
        self.text = ''

    def wait_for(self, words: str) -> None:
        deadline = time.monotonic() + SECONDS
        while words not in self.text:
            assert time.monotonic() < deadline, self.text
            if select.select([self._ours], [], [], 0.5)[0]:
                try:
                    self.text += os.read(self._ours, 65_536).decode(errors='replace')
                except OSError:  # it ended
                    assert words in self.text, self.text

    def type(self, text: str) -> None:
        os.write(self._ours, text.encode())

    def end(self) -> int:
        """The exit status; all that it wrote is in `text`."""
        deadline = time.monotonic() + SECONDS
        while True:
            assert time.monotonic() < deadline, self.text
            if not select.select([self._ours], [], [], 0.2)[0]:
                continue
            try:
                self.text += os.read(self._ours, 65_536).decode(errors='replace')
            except OSError:
                break
        os.close(self._ours)
        return self.process.wait(SECONDS)


def big_file(folder: Path) -> Path:
    path = folder / 'big.csv'
    rows = (f'kraken,EUR,ETH,1,{1000 + number},,,row {number},{1_658_912_400_000 + number * 1000}\r\n' for number in range(ROWS))
    path.write_text(HEADER + ''.join(rows), newline='')
    return path


def rows_of(world: ConsoleWorld, name: str) -> dict[str, int]:
    folder, key, _ = world.profiles._unwrap(name, 'password', PASSWORD.encode())
    return check_integrity(folder / 'rotkehlchen.db', key)


def test_control_c_in_the_middle_of_an_import_leaves_nothing_of_it(world: ConsoleWorld, tmp_path: Path) -> None:
    """The terminal sends it to every process of the group: the worker that reads the file gets it, too."""
    name = world.make_profile()
    terminal = Terminal(world, 'import', big_file(tmp_path), '--profile', name)
    terminal.wait_for('Password of the profile: ')
    terminal.type(PASSWORD + '\n')
    terminal.wait_for('import ')
    terminal.type('\x03')
    assert terminal.end() == status.CANCELLED, terminal.text
    assert 'Cancelling' in terminal.text
    assert 'Cancelled; nothing was left half done.' in terminal.text
    assert 'Traceback' not in terminal.text
    assert PASSWORD not in terminal.text, 'it was shown while it was typed'
    rows = rows_of(world, name)
    assert (rows['history_event'], rows['import_run']) == (0, 0)
    lock = world.profiles.unlock(name, PASSWORD)
    lock.close()


def test_control_c_at_a_question_ends_before_anything_is_opened(world: ConsoleWorld) -> None:
    name = world.make_profile()
    terminal = Terminal(world, 'backup', '--profile', name)
    terminal.wait_for('Password of the profile: ')
    time.sleep(0.1)  # between writing the question and waiting for its answer Python hears of no signal; nobody types as fast as this
    terminal.type('\x03')
    assert terminal.end() == status.CANCELLED
    assert 'Traceback' not in terminal.text
    assert not (world.data / 'users' / name / 'exports').exists()


def test_control_c_in_a_backup_leaves_no_file_and_no_worker(world: ConsoleWorld, tmp_path: Path) -> None:
    name = world.make_profile()
    terminal = Terminal(world, 'backup', '--profile', name, '--folder', tmp_path)
    for answer in (PASSWORD, 'battery staple', 'battery staple'):
        terminal.wait_for(': ')
        terminal.text = ''
        terminal.type(answer + '\n')
    terminal.wait_for('copy')
    terminal.type('\x03')
    assert terminal.end() == status.CANCELLED, terminal.text
    assert 'Traceback' not in terminal.text
    assert not list(tmp_path.iterdir())
    assert not [one for one in (world.data / 'users' / name).iterdir() if one.name.startswith('.tmp')]


def test_second_passphrase_that_differs_is_refused(world: ConsoleWorld) -> None:
    terminal = Terminal(world, 'users', 'create', 'never')
    terminal.wait_for('new profile: ')
    terminal.type('first password\n')
    terminal.wait_for('again: ')
    terminal.type('other password\n')
    assert terminal.end() == status.WRONG_INPUT
    assert 'differ' in terminal.text
    assert 'never' not in world.profiles.list()


def test_reader_that_goes_away_ends_an_export_quietly(world: ConsoleWorld) -> None:
    name = world.make_profile()
    command = [sys.executable, '-m', 'rotkehlchen', 'export', '--profile', name, '--output', '-', '--data-dir', str(world.data)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    process.stdin.write(PASSWORD + '\n')
    process.stdin.close()
    assert (process.wait(SECONDS), process.stderr.read()) == (status.FAILED, '')
    process.stderr.close()


def test_terminate_cancels_like_control_c(world: ConsoleWorld, tmp_path: Path) -> None:
    name = world.make_profile()
    terminal = Terminal(world, 'import', big_file(tmp_path), '--profile', name)
    terminal.wait_for('Password of the profile: ')
    terminal.type(PASSWORD + '\n')
    terminal.wait_for('import ')
    terminal.process.send_signal(signal.SIGTERM)
    assert terminal.end() == status.CANCELLED, terminal.text
    assert rows_of(world, name)['history_event'] == 0


def test_words_beside_a_running_application_leave_its_profile_alone(world: ConsoleWorld, tmp_path: Path) -> None:
    name, other = world.make_profile(), world.make_profile()
    with Backend(world.data) as backend:
        backend.task('POST', f'/users/{name}', {'password': PASSWORD})
        refused = world.run_json('export', '--profile', name, '--output', tmp_path / 'x.csv')
        assert (refused.status, refused.answer['error']['code']) == (status.IN_USE, 'profile_in_use')
        assert not (tmp_path / 'x.csv').exists()
        assert world.run('export', '--profile', other, '--output', tmp_path / 'y.csv').status == status.DONE
        found = {one['name']: one['is_open'] for one in world.run_json('users', 'list').result}
        assert (found[name], found[other]) == (True, False)
        checks = world.run_json('doctor', '--profile', name).result['checks']
        assert any(one['name'] == 'profile_database' and one['status'] == 'skipped' for one in checks)
        assert backend.call('GET', '/users')[name] == 'loggedin'
        assert backend.token == (world.data / 'api-token').read_text().strip()


@pytest.mark.parametrize(('answer', 'told'), [('>/dev/full', 'No space left'), ('>&-', 'Standard output is closed')])
@pytest.mark.parametrize('options', ['users list', 'users list --json', 'export --output - --profile'])
def test_answer_that_cannot_be_written_is_said_in_a_sentence(world: ConsoleWorld, answer: str, told: str, options: str) -> None:
    name = world.make_profile() if options.endswith('--profile') else ''
    done = subprocess.run(
        f'{sys.executable} -m rotkehlchen {options} {name} --data-dir "{world.data}" {answer}', shell=True, input=PASSWORD + '\n', text=True,
        stderr=subprocess.PIPE, timeout=SECONDS, check=False)
    assert (done.returncode, told in done.stderr, done.stderr.count('\n')) == (status.NO_STORAGE, True, 1), done.stderr


def test_closed_standard_error_changes_no_status(world: ConsoleWorld) -> None:
    done = subprocess.run(
        f'{sys.executable} -m rotkehlchen users list --data-dir "{world.data}/nowhere" 2>&-', shell=True, capture_output=True, timeout=SECONDS, check=False)
    assert (done.returncode, done.stdout) == (status.NOT_FOUND, b'')
