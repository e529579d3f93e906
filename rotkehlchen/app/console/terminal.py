"""Progress and cancelling at a terminal: a job that draws on standard error, and a thread for the work that Ctrl+C does not tear.

The work runs in a thread that signals don't reach, and so do the processes that it starts, which get Ctrl+C from the terminal as well: the
main thread hears it, cancels the job, and the work ends at its next boundary with nothing half done. The second Ctrl+C ends everything at once.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeVar

from rotkehlchen.app.console.status import CANCELLED
from rotkehlchen.core.progress import cancelled

DRAW_SECONDS: Final = 0.1
JOIN_SECONDS: Final = 0.2
Result = TypeVar('Result')


class TerminalJob:
    """Draws where standard error is a terminal, and nowhere else. `cancel` may be called from a signal."""

    def __init__(self) -> None:
        self._is_drawn = sys.stderr is not None and sys.stderr.isatty()
        self._next = 0.0
        self._width = 0
        self._cancelled = threading.Event()

    def report(self, done: int, total: int | None = None, step: str = '') -> None:
        self.check()
        now = time.monotonic()
        if self._is_drawn and (now >= self._next or done == total):
            self._next = now + DRAW_SECONDS
            self._draw(f'{step.replace("_", " ")} {done}' if total is None else f'{step.replace("_", " ")} {done}/{total}')

    def check(self) -> None:
        if self._cancelled.is_set():
            raise cancelled()

    @property
    def is_cancelled(self) -> bool:
        return self._cancelled.is_set()

    def cancel(self) -> None:
        self._cancelled.set()

    def clear(self) -> None:
        """Take the line of progress away before something else is written."""
        if self._width:
            self._draw('')
            sys.stderr.write('\r')
            sys.stderr.flush()
            self._width = 0

    def _draw(self, text: str) -> None:
        sys.stderr.write('\r' + text.ljust(self._width))
        sys.stderr.flush()
        self._width = len(text)


def run_apart(work: Callable[[], Result], job: TerminalJob) -> Result:
    """What `work` returns or raises. Ctrl+C and SIGTERM cancel the job; the second one ends the process."""
    results: list[Result] = []
    failures: list[BaseException] = []

    def body() -> None:
        if hasattr(signal, 'pthread_sigmask'):
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # processes started from here inherit it
        try:
            results.append(work())
        except BaseException as error:  # noqa: BLE001 boundary: raised again in the main thread
            failures.append(error)

    thread = threading.Thread(target=body, name='command', daemon=True)
    with _heard(job):
        thread.start()
        while thread.is_alive():
            thread.join(JOIN_SECONDS)
    job.clear()
    if failures:
        raise failures[0]
    return results[0]


@contextmanager
def _heard(job: TerminalJob) -> Iterator[None]:
    def hear(_signal: int, _frame: Any) -> None:
        if job.is_cancelled:
            os._exit(CANCELLED)  # the database recovers from its log; what is unfinished is removed when the profile is opened next
        job.cancel()
        os.write(2, b'\nCancelling; once more ends it at once.\n')

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    old = {one: signal.signal(one, hear) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for one, handler in old.items():
            signal.signal(one, handler)
