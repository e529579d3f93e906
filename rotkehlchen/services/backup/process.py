"""Runs the backup worker for a caller: hands the order over, passes progress on, kills it when the job is cancelled."""

import json
import queue
import threading
from collections.abc import Mapping
from typing import Any, Final

from rotkehlchen.core import errors
from rotkehlchen.core.errors import AppError, InputError, StorageError
from rotkehlchen.core.progress import Job
from rotkehlchen.services.worker_process import start_worker

POLL_SECONDS: Final = 0.1


class Progress:
    """Counts steps of unequal length: the share of them that is done is honest about order, not about time."""

    def __init__(self, job: Job, total: int) -> None:
        self.job = job
        self._total = total
        self._begun = 0

    def begin(self, step: str) -> None:
        self.job.report(self._begun, self._total, step)
        self._begun += 1

    def end(self) -> None:
        self.job.report(self._total, self._total, 'done')

    def check(self) -> None:
        self.job.check()


def run_worker(order: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """The worker's answer. Raises what it raises, CancelledError, and StorageError if it dies."""
    process = start_worker('backup')
    assert process.stdin is not None
    assert process.stdout is not None
    lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
    reader = threading.Thread(target=_read_lines, args=(process.stdout, lines), daemon=True)
    reader.start()
    try:
        try:
            process.stdin.write(json.dumps(order).encode() + b'\n')
            process.stdin.flush()
        except OSError:
            raise StorageError('The backup worker could not be started.', code='backup_failed') from None
        return _follow(lines, progress)
    finally:
        process.kill()
        process.wait()
        reader.join()
        process.stdout.close()
        try:
            process.stdin.close()
        except OSError:
            process.stdin = None


def _follow(lines: 'queue.SimpleQueue[bytes | None]', progress: Progress) -> dict[str, Any]:
    while True:
        try:
            line = lines.get(timeout=POLL_SECONDS)
        except queue.Empty:
            progress.check()
            continue
        if line is None:
            raise StorageError('The backup worker ended before it was done; there may be too little memory.', code='backup_failed')
        message = json.loads(line)
        if 'error' in message:
            raise rebuild_error(message['error'])
        if 'answer' in message:
            answer: dict[str, Any] = message['answer']
            return answer
        progress.begin(message['step'])


def _read_lines(stream: Any, lines: 'queue.SimpleQueue[bytes | None]') -> None:
    for line in stream:
        lines.put(line)
    lines.put(None)


def rebuild_error(error: Mapping[str, Any]) -> AppError:
    """The error as it was raised in the worker."""
    kind = getattr(errors, error['kind'], StorageError)
    params = dict(error['params'])
    if issubclass(kind, InputError):
        return kind(error['message'], code=error['code'], field=params.pop('field', ''), **params)
    assert issubclass(kind, AppError)
    return kind(error['message'], code=error['code'], **params)
