"""Computes reports and renders files in a process of its own, so that requests are answered meanwhile.

The order, with the key of the database in it, comes on standard input, as answers to questions do; messages go to standard output, all pickled by the
same program on both sides. Killing this process cancels the work; it ends by itself when nobody reads what it says. Short work is done in the asker's own
process, which is quicker than starting another.
"""

import gc
import os
import pickle
import queue
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, BinaryIO, Final

from rotkehlchen.core.errors import AppError, StorageError
from rotkehlchen.core.money import set_decimal_context
from rotkehlchen.core.progress import Job
from rotkehlchen.services.backup.process import rebuild_error
from rotkehlchen.services.tax_report.order import Failed, FileOrder, FormsOrder, Message, Missing, Order, RunOrder, Told
from rotkehlchen.services.tax_report.run import Talk, make_forms, run
from rotkehlchen.services.worker_process import start_worker

AHEAD: Final = 16  # messages that may wait to be read
POLL_SECONDS: Final = 0.1
NICENESS: Final = 5  # requests go first
Answer = Callable[[Missing], Told]


def talk(order: Order) -> Talk:
    """The work of an order, message by message."""
    if isinstance(order, RunOrder):
        return run(order)
    if isinstance(order, FormsOrder):
        return make_forms(order)
    from rotkehlchen.services.tax_report.rendering.file import render  # its libraries take long to load

    return render(order)


def follow_here(order: Order, job: Job, answer: Answer) -> Iterator[Message]:
    """The messages of an order that is carried out in this thread."""
    work = talk(order)
    reply: Told | None = None
    while True:
        job.check()
        try:
            message = work.send(reply)
        except StopIteration:
            return
        reply = answer(message) if isinstance(message, Missing) else None
        if not isinstance(message, Missing):
            yield message


def follow_process(order: Order, job: Job, answer: Answer) -> Iterator[Message]:
    """The messages of an order that a process of its own carries out; leaving the loop ends it. Raises its errors, CancelledError, StorageError."""
    process = start_worker('report')
    messages: queue.Queue[Any] = queue.Queue(AHEAD)
    closed = threading.Event()
    assert process.stdin is not None
    assert process.stdout is not None
    listener = threading.Thread(target=_listen, args=(process.stdout, messages, closed), daemon=True)
    listener.start()
    try:
        _say(process.stdin, order)
        while True:
            message = _next(messages, job)
            if message is None:
                raise _died()
            if isinstance(message, Failed):
                raise rebuild_error({'kind': message.kind, 'code': message.code, 'message': message.message, 'params': message.params})
            if message == _END:
                return
            if isinstance(message, Missing):
                _say(process.stdin, answer(message))
            else:
                yield message
    finally:
        closed.set()
        process.kill()
        process.wait()
        listener.join()
        for stream in (process.stdin, process.stdout):
            with suppress(OSError):
                stream.close()


_END: Final = 'end'


def _next(messages: 'queue.Queue[Any]', job: Job) -> Any:
    while True:
        job.check()
        with suppress(queue.Empty):
            return messages.get(timeout=POLL_SECONDS)


def _say(stream: Any, message: object) -> None:
    try:
        pickle.dump(message, stream, pickle.HIGHEST_PROTOCOL)
        stream.flush()
    except OSError:
        raise _died() from None


def _died() -> StorageError:
    return StorageError('The report was not finished: its process ended before it was done. There may be too little memory.', code='report_failed')


def _listen(stream: Any, messages: 'queue.Queue[Any]', closed: threading.Event) -> None:
    message: Any = ''
    while message is not None and not closed.is_set():
        try:
            message = pickle.load(stream)  # noqa: S301 (written by this program's own child)
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):  # the child ended, or was killed within a message
            message = None
        while not closed.is_set():
            try:
                messages.put(message, timeout=POLL_SECONDS)
                break
            except queue.Full:
                continue


def serve(inward: BinaryIO, outward: BinaryIO) -> int:
    """Carry one order out. What is an `AppError` is told; anything else is a bug and ends the process."""
    order: Order = pickle.load(inward)  # noqa: S301 (written by the program that started this one)

    def say(message: object) -> None:
        pickle.dump(message, outward, pickle.HIGHEST_PROTOCOL)
        outward.flush()

    try:
        work = talk(order)
        reply: Told | None = None
        with suppress(StopIteration):
            while True:
                message = work.send(reply)
                say(message)
                reply = pickle.load(inward) if isinstance(message, Missing) else None  # noqa: S301
        say(_END)
    except AppError as error:
        say(Failed(type(error).__name__, error.error_code, error.message, dict(error.params)))
    except MemoryError:
        say(Failed('StorageError', 'out_of_memory', 'There is not enough free memory.', {}))
    except BrokenPipeError:
        return 1
    return 0


def main() -> int:
    set_decimal_context()
    gc.disable()  # what is computed has no cycles, and the process ends soon
    with suppress(OSError):
        os.nice(NICENESS)
    if os.name == 'posix':
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would hold what is to be encrypted
    return serve(sys.stdin.buffer, sys.stdout.buffer)


__all__ = ['FileOrder', 'follow_here', 'follow_process', 'serve', 'talk']
