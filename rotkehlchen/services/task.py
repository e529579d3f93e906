"""Asynchronous tasks: long work that runs in a thread of its own while the API goes on.

A task's work receives a `core.progress.Job`. Its outcome can be read once, as the established interface has it;
what nobody reads is dropped when too many wait.
"""

import itertools
import logging
import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from rotkehlchen.core.progress import cancelled
from rotkehlchen.services.notification import Notifier

log = logging.getLogger(__name__)

WORKERS: Final = 16
ID_RANGE: Final = 1_000
ID_RANGES: Final = 1_000_000
MAX_UNREAD_OUTCOMES: Final = 500
MIN_SECONDS_BETWEEN_REPORTS: Final = 0.1

Status = Literal['pending', 'completed', 'failed', 'cancelled']


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a finished task leaves: the envelope's parts and the HTTP status that a direct call would have had."""

    result: Any
    message: str = ''
    status_code: int = 200
    error: dict[str, Any] | None = None


@dataclass(slots=True)
class Task:
    identifier: int
    name: str
    started: float  # UTC seconds
    status: Status = 'pending'
    done: int = 0
    total: int | None = None
    step: str = ''
    outcome: Outcome | None = None
    cancel_requested: threading.Event = field(default_factory=threading.Event)


class TaskJob:
    """The `Job` of one task: keeps its progress, tells listeners at most ten times a second, stops when asked to."""

    def __init__(self, task: Task, notifier: Notifier) -> None:
        self._task = task
        self._notifier = notifier
        self._last_report = 0.0

    def report(self, done: int, total: int | None = None, step: str = '') -> None:
        task = self._task
        new_step = step != task.step
        task.done, task.total, task.step = done, total, step
        now = time.monotonic()
        if new_step or done == total or now - self._last_report >= MIN_SECONDS_BETWEEN_REPORTS:
            self._last_report = now
            self._notifier.publish('task_progress', {
                'task_id': task.identifier, 'name': task.name, 'done': done, 'total': total, 'step': step,
            })
        self.check()

    def check(self) -> None:
        if self._task.cancel_requested.is_set():
            raise cancelled()


Work = Callable[[TaskJob], Outcome]


class TaskService:
    def __init__(self, notifier: Notifier, workers: int = WORKERS) -> None:
        self._notifier = notifier
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix='task')
        # Each launch counts from elsewhere: whoever still knows a number of an earlier launch must not be given another task's outcome.
        self._ids = itertools.count(1 + secrets.randbelow(ID_RANGES) * ID_RANGE)
        self._tasks: dict[int, Task] = {}
        self._lock = threading.Lock()

    def start(self, name: str, work: Work) -> int:
        """Run `work` in a thread of its own and return the task's id. `work` turns its own failures into outcomes."""
        task = Task(next(self._ids), name, time.time())
        with self._lock:
            self._tasks[task.identifier] = task
            self._drop_oldest_unread()
        self._pool.submit(self._run, task, work)
        return task.identifier

    def _run(self, task: Task, work: Work) -> None:
        try:
            if task.cancel_requested.is_set():
                outcome = Outcome(None, str(cancelled()), 499, {'code': 'cancelled', 'params': {}, 'retry': 'never'})
            else:
                outcome = work(TaskJob(task, self._notifier))
        except Exception:  # boundary: a bug in one task must not take the worker down
            log.exception('task %s (%s) failed', task.identifier, task.name)
            outcome = Outcome(None, 'An internal error happened; the log has its details.', 500, {'code': 'internal', 'params': {}, 'retry': 'never'})
        task.outcome = outcome
        task.status = 'cancelled' if outcome.status_code == 499 else 'completed' if outcome.status_code < 400 else 'failed'
        self._notifier.publish('task_finished', {'task_id': task.identifier, 'name': task.name, 'status': task.status})

    def _drop_oldest_unread(self) -> None:
        finished = [identifier for identifier, task in self._tasks.items() if task.status != 'pending']
        for identifier in finished[:-MAX_UNREAD_OUTCOMES]:
            del self._tasks[identifier]

    def list(self) -> list[Task]:
        """Every task that runs or whose outcome nobody has read, oldest first."""
        with self._lock:
            return list(self._tasks.values())

    def take(self, identifier: int) -> Task | None:
        """The task, or None if there is none of this id. The outcome of a finished one is given once."""
        with self._lock:
            task = self._tasks.get(identifier)
            if task is not None and task.status != 'pending':
                del self._tasks[identifier]
            return task

    def cancel(self, identifier: int) -> bool:
        """Ask a task to stop at its next boundary. False if it does not exist or is over."""
        with self._lock:
            task = self._tasks.get(identifier)
        if task is None or task.status != 'pending':
            return False
        task.cancel_requested.set()
        return True

    def cancel_all(self, wait_seconds: float = 10, *, besides: int | None = None) -> None:
        """Cancel what runs, wait for it a while, and forget all outcomes: nothing of a profile outlives its session."""
        deadline = time.monotonic() + wait_seconds
        pending = [task for task in self.list() if task.status == 'pending' and task.identifier != besides]
        for task in pending:
            task.cancel_requested.set()
        while any(task.status == 'pending' for task in pending) and time.monotonic() < deadline:
            time.sleep(0.01)
        with self._lock:
            self._tasks = {identifier: task for identifier, task in self._tasks.items() if identifier == besides}

    def close(self) -> None:
        self.cancel_all(wait_seconds=5)
        self._pool.shutdown(wait=False, cancel_futures=True)
