"""How a worker process is started: this program once more, with a word that no user types, in a checkout, installed and frozen into a binary.

Workers take one order on standard input and answer on standard output. Nothing that is secret stands in their command line or environment.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Final

WORD: Final = 'worker'
# Name in the command line: module whose `main` carries the order out and returns the exit status.
WORKERS: Final[Mapping[str, str]] = {
    'backup': 'rotkehlchen.services.backup.worker', 'import': 'rotkehlchen.services.data_import.worker', 'report': 'rotkehlchen.services.tax_report.worker',
}
_ROOT: Final = Path(__file__).resolve().parents[2]


def is_frozen() -> bool:
    """Whether this program is a binary that brings its own Python; `sys.executable` is then the program itself."""
    return bool(getattr(sys, 'frozen', False))


def worker_command(name: str) -> list[str]:
    """The command that starts a worker of `WORKERS`."""
    program = [sys.executable] if is_frozen() else [sys.executable, '-m', 'rotkehlchen']
    return [*program, WORD, name]


def start_worker(name: str) -> 'subprocess.Popen[bytes]':
    """A worker that waits for its order. Raises OSError where the system starts no process."""
    return subprocess.Popen(worker_command(name), stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=_ROOT)  # noqa: S603 (this program)


def serve_worker(name: str) -> int:
    """Be the worker. Ends the process at once: a thread that still waits for the parent would keep it from ending."""
    status: int = import_module(WORKERS[name]).main()
    with suppress(OSError):
        sys.stdout.flush()
    os._exit(status)
