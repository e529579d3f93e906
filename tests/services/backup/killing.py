"""Runs work in a forked process and kills it, with no warning, after a while."""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ENDED_BY_ITSELF = 0
SLOWEST_END_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Killed:
    """`said`: the lines that the process had written when it was killed. `finished`: it was faster."""

    said: list[str]
    finished: bool


def run_and_kill(work: Callable[[Callable[[str], None]], None], after_seconds: float, wait_for: str = '') -> Killed:
    """`work` is given a function that says something. The time runs from when it says `wait_for`, or from its start."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        status = 1
        try:
            work(lambda text: os.write(writing, f'{text}\n'.encode()) and None)
            status = ENDED_BY_ITSELF
        finally:
            os._exit(status)
    os.close(writing)
    text = b''
    while wait_for and wait_for.encode() + b'\n' not in text:
        read = os.read(reading, 65_536)
        if not read:
            break
        text += read
    time.sleep(after_seconds)
    os.kill(child, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    while read := os.read(reading, 65_536):
        text += read
    os.close(reading)
    assert status in (ENDED_BY_ITSELF, -signal.SIGKILL), f'the work failed by itself: {status}'
    return Killed(text.decode().split('\n')[:-1], status == ENDED_BY_ITSELF)


def wait_for_orphans(folder: Path) -> None:
    """Until no backup worker that was started with the mark of this folder runs any more."""
    deadline = time.monotonic() + SLOWEST_END_SECONDS
    while find_orphans(folder):
        assert time.monotonic() < deadline, f'still running: {find_orphans(folder)}'
        time.sleep(0.05)


def find_orphans(folder: Path) -> list[str]:
    """Ids of backup workers with `KILL_TEST=<folder>` in their environment: their command line says nothing, on purpose."""
    found = []
    for process in Path('/proc').iterdir():
        if process.name.isdigit():
            try:
                command = (process / 'cmdline').read_bytes()
                environment = (process / 'environ').read_bytes()
            except OSError:
                continue
            if b'\0worker\0backup\0' in command and f'KILL_TEST={folder}'.encode() in environment:
                found.append(process.name)
    return found
