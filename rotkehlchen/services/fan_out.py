"""Work of several chains side by side: bounded threads, one progress, and a failure that stays where it happened."""

import queue
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Final, TypeVar

from rotkehlchen.core.errors import RemoteError
from rotkehlchen.core.progress import Job

Result = TypeVar('Result')
MAX_THREADS: Final = 16
CHECK_SECONDS: Final = 0.1


class Tally:
    """Counts units done by several threads and reports the sum. Its `add` stops a thread whose task was cancelled."""

    def __init__(self, job: Job, step: str, total: int = 0) -> None:
        self._job = job
        self._step = step
        self._done = 0
        self._total = total
        self._lock = threading.Lock()

    def expect(self, units: int) -> None:
        """More units are to be done than were known."""
        with self._lock:
            self._total += units

    def add(self, units: int) -> None:
        """So many units are done. Raises CancelledError if the task was cancelled."""
        with self._lock:
            self._done += units
            self._job.report(min(self._done, self._total), self._total, self._step)
        self._job.check()

    def check(self) -> None:
        self._job.check()


def run_side_by_side(work: Mapping[str, Callable[[], Result]], job: Job, threads: int = MAX_THREADS) -> dict[str, Result | RemoteError]:
    """The result of each piece of work in their order, or the RemoteError that ended it. Any other error ends all and is raised.

    When the job is cancelled this raises at once; threads that wait for a node end by themselves after its answer. They
    are daemons, so that a silent node delays nobody who quits.
    """
    waiting = queue.SimpleQueue[tuple[str, Callable[[], Result]]]()
    finished = queue.SimpleQueue[tuple[str, Result | BaseException]]()
    for item in work.items():
        waiting.put(item)
    ended = threading.Event()
    for _ in range(min(threads, len(work))):
        threading.Thread(target=_work_off, args=(waiting, finished, ended), name='chain', daemon=True).start()
    outcomes: dict[str, Result | RemoteError] = {}
    try:
        while len(outcomes) < len(work):
            job.check()
            with suppress(queue.Empty):
                key, outcome = finished.get(timeout=CHECK_SECONDS)
                if isinstance(outcome, BaseException) and not isinstance(outcome, RemoteError):
                    raise outcome
                outcomes[key] = outcome
    finally:
        ended.set()
    return {key: outcomes[key] for key in work}


def _work_off(
        waiting: 'queue.SimpleQueue[tuple[str, Callable[[], Result]]]', finished: 'queue.SimpleQueue[tuple[str, Result | BaseException]]',
        ended: threading.Event,
) -> None:
    while not ended.is_set():
        try:
            key, run = waiting.get_nowait()
        except queue.Empty:
            return
        try:
            finished.put((key, run()))
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits, which raises it
            finished.put((key, error))
