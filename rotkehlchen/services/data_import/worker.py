"""Reads large files in a process of its own, so that requests are answered meanwhile.

The order comes on standard input, batches and the report go to standard output, each with its size, pickled by the same program on both sides. Killing this
process cancels the reading; it ends by itself when nobody reads what it says.
"""

import gc
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, Final

from rotkehlchen.contracts.registry import Registry
from rotkehlchen.contracts.table import TableError
from rotkehlchen.core.errors import StorageError
from rotkehlchen.core.money import set_decimal_context
from rotkehlchen.services.data_import.reading import Found, Reading, ReadOrder, Report
from rotkehlchen.services.worker_process import start_worker
from rotkehlchen.storage.import_run import PackedGroup

LARGE_BYTES: Final = 200_000
AHEAD: Final = 40  # batches that may wait to be stored
POLL_SECONDS: Final = 0.1
SIZE_BYTES: Final = 8  # before each message
Follow = Callable[[int], None]  # told how many rows were read; may raise to end the reading


class Reader:
    """A reading here or in a process of its own, whichever the size of the file asks for. Use as a context, in which the order is made: the
    process starts meanwhile."""

    def __init__(self, size: int, registry: Registry, large_bytes: int = LARGE_BYTES) -> None:
        self.found = Found()
        self.report = Report()
        self._reading: Reading | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._registry = registry
        if size >= large_bytes:
            self._process = start_worker('import')
        self._messages: queue.Queue[bytes | None] = queue.Queue(AHEAD)
        self._closed = threading.Event()
        self._listener: threading.Thread | None = None

    def __enter__(self) -> 'Reader':
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is None:
            return
        self._closed.set()
        self._process.kill()
        self._process.wait()
        if self._listener is not None:
            self._listener.join()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()

    def find(self, order: ReadOrder) -> Found:
        """Raises TableError, StorageError."""
        if self._process is None:
            self._reading = Reading(order, self._registry)
            self.found = self._reading.find()
            return self.found
        assert self._process.stdin is not None
        self._listener = threading.Thread(target=_listen, args=(self._process, self._messages, self._closed), daemon=True)
        self._listener.start()
        try:
            pickle.dump(order, self._process.stdin, pickle.HIGHEST_PROTOCOL)
            self._process.stdin.flush()
        except OSError:
            raise _died() from None
        self.found = self._next(lambda _: None)
        return self.found

    def batches(self, follow: Follow) -> Iterator[list[PackedGroup]]:
        """Raises TableError, StorageError, and what `follow` raises."""
        if self._reading is not None:
            for batch in self._reading.batches():
                follow(self._reading.report.rows)
                yield batch
            self.report = self._reading.report
            return
        rows = 0
        while True:
            message = self._next(follow, rows)
            if isinstance(message[0], Report):
                self.report, self.found = message
                return
            rows, batch = message
            follow(rows)
            yield batch

    def _next(self, follow: Follow, rows: int = 0) -> Any:
        while True:
            try:
                packed = self._messages.get(timeout=POLL_SECONDS)
            except queue.Empty:
                follow(rows)
                continue
            if packed is None:
                raise _died()
            message = pickle.loads(packed)  # noqa: S301 (written by this program's own child)
            if isinstance(message, TableError):
                raise message
            return message


def _died() -> StorageError:
    return StorageError('The file could not be read: its reader ended before it was done. There may be too little memory.', code='import_failed')


def _listen(process: 'subprocess.Popen[bytes]', messages: 'queue.Queue[bytes | None]', closed: threading.Event) -> None:
    """Takes over what the process says as it is. Whoever stores it unpickles it: two threads that do such work at once take longer than one, since
    the one that stores hands the interpreter over with each row."""
    assert process.stdout is not None
    message: bytes | None = b''
    while message is not None and not closed.is_set():
        try:
            size = int.from_bytes(process.stdout.read(SIZE_BYTES), 'big')
            message = process.stdout.read(size)
            if not size or len(message) < size:  # the process ended, or was killed within a message
                message = None
        except (OSError, ValueError):
            message = None
        while not closed.is_set():
            try:
                messages.put(message, timeout=POLL_SECONDS)
                break
            except queue.Full:
                continue


def main() -> int:
    set_decimal_context()
    gc.disable()  # what is read has no cycles, and the process ends soon
    order: ReadOrder = pickle.load(sys.stdin.buffer)  # noqa: S301 (written by the program that started this one)
    out = sys.stdout.buffer

    def say(message: Any) -> None:
        packed = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
        out.write(len(packed).to_bytes(SIZE_BYTES, 'big') + packed)
        out.flush()

    try:
        reading = Reading(order, Registry())
        say(reading.find())
        for batch in reading.batches():
            say((reading.report.rows, batch))
        say((reading.report, reading.found))
    except TableError as error:
        say(error)
    except BrokenPipeError:
        return 1
    return 0
