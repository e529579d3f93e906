"""The demo portfolio, beside the user's own: another server with a directory of its own, which ends with this one.

It is a program of its own (`python -m demo`) that needs a local chain and the contracts of published packages. Those are in a checkout where they
were installed; elsewhere there is no demo.
"""

import os
import queue
import subprocess
import sys
import threading
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from rotkehlchen.core.errors import UnavailableError
from rotkehlchen.core.progress import Job
from rotkehlchen.services.worker_process import is_frozen

ROOT: Final = Path(__file__).resolve().parents[2]
NODE: Final = Path('demo/node/node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil')
ENCODER: Final = 'eth_abi'
READY: Final = 'url '
STEP: Final = 'step '
STEPS: Final = 8
STEP_SECONDS: Final = 120
POLL_SECONDS: Final = 0.1


class DemoService:
    """Safe to use from several threads."""

    def __init__(self, root: Path = ROOT, *, is_demo: bool = False) -> None:
        self.is_demo = is_demo
        self._root = root
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._pipe: int | None = None
        self._url = ''

    def is_available(self) -> bool:
        """Whether one can be built; the demo itself builds no other."""
        is_installed = (self._root / NODE).is_file() and find_spec(ENCODER) is not None
        return is_installed and not self.is_demo and os.name == 'posix' and not is_frozen() and (self._root / 'demo' / '__main__.py').is_file()

    def start(self, job: Job) -> str:
        """Builds the demo, or finds the one that runs; its address with its launch token. Raises UnavailableError, CancelledError."""
        with self._lock:
            if self._process is not None and self._process.poll() is None and self._url:
                return self._url
            if not self.is_available():
                raise UnavailableError('There is no demo in this installation: it needs a checkout in which `make demo` has run once.', code='no_demo')
            self._end()
            try:
                self._url = self._build(job)
            except BaseException:
                self._end()
                raise
            return self._url

    def close(self) -> None:
        with self._lock:
            self._end()

    def _build(self, job: Job) -> str:
        reading, self._pipe = os.pipe()
        process = self._process = subprocess.Popen(  # noqa: S603 (our own program)
            [sys.executable, '-m', 'demo', '--port', '0', '--parent-fd', str(reading)], cwd=self._root, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, pass_fds=(reading,))
        os.close(reading)
        lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=_read, args=(process, lines), name='demo', daemon=True).start()
        done, waited, said = 0, 0.0, ''
        while waited < STEP_SECONDS:
            job.check()
            try:
                line = lines.get(timeout=POLL_SECONDS)
            except queue.Empty:
                waited += POLL_SECONDS
                continue
            if line is None:
                break
            waited = 0
            if line.startswith(READY):
                return line.removeprefix(READY)
            if line.startswith(STEP):
                job.report(done, STEPS, line.removeprefix(STEP))
                done += 1
            else:
                said = line
        with suppress(ProcessLookupError):
            process.kill()
        raise UnavailableError(f'The demo could not be built. {said[:500]}'.strip(), code='demo_failed')

    def _end(self) -> None:
        """The end of the pipe is the order to stop, and the demo takes its chain and its server with it."""
        if self._pipe is not None:
            os.close(self._pipe)
            self._pipe = None
        self._process, self._url = None, ''


def _read(process: 'subprocess.Popen[str]', lines: 'queue.Queue[str | None]') -> None:
    assert process.stdout is not None
    with process.stdout as output:
        for line in output:
            lines.put(line.strip())
    lines.put(None)
    process.wait()
