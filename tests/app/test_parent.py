"""A backend ends with the shell that started it, however that ended."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from rotkehlchen.app import parent

SHELL = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, '-m', 'rotkehlchen', '--data-dir', sys.argv[1], '--rest-api-port', '0', '--parent-fd', '0'],
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
child.stdout.readline()
print(child.pid, flush=True)
time.sleep(60)
"""
WORKERS = """
from itertools import repeat
from rotkehlchen.contracts.transaction import EvmFacts, Surroundings
from rotkehlchen.services.decoding.worker import RawTransaction, WorkerPool
if __name__ == '__main__':
    junk = [RawTransaction(1, '0x01', 0, {}, {}, ())]
    with WorkerPool(Surroundings(EvmFacts(1, 'ethereum', 'ETH'), frozenset(), {}), processes=2) as pool:
        for number, (_, decoded) in enumerate(pool.run(repeat(junk))):
            assert decoded[0].findings
            if number == 0:
                print(*pool._executor._processes, flush=True)
"""


def gone(pid: int, seconds: float = 8) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        stat = Path(f'/proc/{pid}/stat')
        if not stat.exists() or stat.read_text().rpartition(')')[2].split()[0] == 'Z':
            return True
        time.sleep(0.02)
    return False


def test_backend_whose_shell_was_killed_stops_cleanly(tmp_path: Path) -> None:
    shell = subprocess.Popen([sys.executable, '-c', SHELL, str(tmp_path / 'data')], stdout=subprocess.PIPE, text=True)
    assert shell.stdout is not None
    backend = int(shell.stdout.readline())
    assert (tmp_path / 'data' / 'api-token').exists()
    shell.send_signal(signal.SIGKILL)
    shell.wait(5)
    shell.stdout.close()
    assert gone(backend)
    assert not (tmp_path / 'data' / 'api-token').exists(), 'it was not stopped cleanly'


def test_backend_whose_pipe_is_closed_ends_with_success(tmp_path: Path) -> None:
    command = [sys.executable, '-m', 'rotkehlchen', '--data-dir', str(tmp_path / 'data'), '--rest-api-port', '0', '--parent-fd', '0']
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()
        process.stdin.close()
        assert process.wait(8) == 0


def test_decoding_workers_whose_backend_was_killed_end(tmp_path: Path) -> None:
    script = tmp_path / 'workers.py'
    script.write_text(WORKERS)
    backend = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env={**os.environ, 'PYTHONPATH': str(Path.cwd())})
    assert backend.stdout is not None
    workers = [int(pid) for pid in backend.stdout.readline().split()]
    assert workers
    backend.send_signal(signal.SIGKILL)
    backend.wait(5)
    backend.stdout.close()
    assert all(gone(worker) for worker in workers)


@pytest.mark.parametrize('close', [os.close, lambda writing: (os.write(writing, b'ignored'), os.close(writing))])
def test_watch_end_of_pipe_stops_once_and_then_by_force(close: Callable[[int], object], monkeypatch: pytest.MonkeyPatch) -> None:
    forced = threading.Event()
    codes: list[int] = []
    monkeypatch.setattr(os, '_exit', lambda code: (codes.append(code), forced.set()))
    reading, writing = os.pipe()
    stopped: list[bool] = []
    thread = parent.watch(reading, lambda: stopped.append(True), grace_seconds=0.01)
    assert not stopped
    close(writing)
    thread.join(5)
    assert stopped == [True]
    assert forced.wait(5)
    assert codes == [parent.EXIT_FORCED]
    os.close(reading)
