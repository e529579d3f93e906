"""The one way by which this program starts itself once more."""

import pickle
import sys
from pathlib import Path

import pytest

from rotkehlchen.app.command import COMMANDS, main
from rotkehlchen.services import worker_process
from rotkehlchen.services.worker_process import WORD, WORKERS, start_worker, worker_command

PACKAGE = Path(worker_process.__file__).parents[1]


def test_no_other_module_starts_a_program() -> None:
    """What starts `sys.executable` by itself runs in a checkout and nowhere else. The pool of multiprocessing knows about binaries, and the
    command begins anew where there is no binary; the demo says that it is not in one.
    """
    named = {
        str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob('*.py')
        if any(word in path.read_text() for word in ('sys.executable', 'Popen(', 'subprocess.run', 'os.exec', 'os.spawn', 'os.fork', 'os.system'))
    }
    assert named == {'services/worker_process.py', 'services/demo.py', 'app/command.py'}


def test_word_of_workers_is_none_that_a_user_types() -> None:
    assert WORD not in COMMANDS


def test_command_in_a_binary_is_the_binary_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    assert worker_command('backup') == [sys.executable, '-m', 'rotkehlchen', 'worker', 'backup']
    monkeypatch.setattr(sys, 'frozen', True, raising=False)
    assert worker_command('backup') == [sys.executable, 'worker', 'backup']


@pytest.mark.parametrize('name', WORKERS)
def test_worker_that_gets_no_order_ends_by_itself(name: str) -> None:
    process = start_worker(name)
    out, _ = process.communicate(timeout=30)
    assert out == b''
    assert process.returncode != 0


def test_worker_that_gets_an_order_of_another_kind_says_nothing_to_its_asker() -> None:
    process = start_worker('report')
    assert process.stdin is not None
    out, _ = process.communicate(pickle.dumps({'order': 'none'}), timeout=30)
    assert out == b''
    assert process.returncode != 0


def test_unknown_worker_is_refused_as_any_wrong_argument_is(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in ([WORD], [WORD, 'os'], [WORD, 'rotkehlchen.services.backup.worker'], [WORD, 'backup', 'more']):
        with pytest.raises(SystemExit, match='2'):
            main(arguments)
        assert "there is no word 'worker'" in capsys.readouterr().err


def test_workers_see_no_folder_of_the_asker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file in the current folder that is named as a module of ours is not taken for it."""
    trap = tmp_path / 'rotkehlchen'
    trap.mkdir()
    (trap / '__init__.py').write_text('raise SystemExit("trapped")')
    monkeypatch.chdir(tmp_path)
    process = start_worker('backup')
    process.communicate(timeout=30)
    assert process.returncode == 1, 'the trace of a missing order, not the trap'


