"""Work of several chains side by side: bounded threads, one progress, and a failure that stays where it happened."""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Final, TypeVar

from rotkehlchen.core.errors import RemoteError
from rotkehlchen.core.progress import Job

Result = TypeVar('Result')
MAX_THREADS: Final = 8
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
    """The result of each piece of work, or the RemoteError that ended it. Any other error ends all and is raised.

    When the job is cancelled this raises at once; threads that wait for a node end by themselves after its answer.
    """
    outcomes: dict[str, Result | RemoteError] = {}
    if not work:
        return outcomes
    pool = ThreadPoolExecutor(min(threads, len(work)), thread_name_prefix='chain')
    try:
        keys: dict[Future[Result], str] = {pool.submit(run): key for key, run in work.items()}
        pending = set(keys)
        while pending:
            done, pending = wait(pending, timeout=CHECK_SECONDS, return_when=FIRST_COMPLETED)
            for future in done:
                try:
                    outcomes[keys[future]] = future.result()
                except RemoteError as error:
                    outcomes[keys[future]] = error
            job.check()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    return outcomes
