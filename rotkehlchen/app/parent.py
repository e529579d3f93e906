"""Ends this process when the one that started it is gone, however that ended.

A desktop shell keeps the other end of an inherited pipe open for as long as it lives. The system closes it with the
shell, after a kill or a crash too, and on every platform; signals and process groups can't promise that. So the end of
the pipe is the order to stop: the shell closes it to stop us cleanly, and need not be alive to do so.
"""

import os
import threading
from collections.abc import Callable
from typing import Final

GRACE_SECONDS: Final = 10
EXIT_FORCED: Final = 5
_CHUNK: Final = 1024


def watch(descriptor: int, stop: Callable[[], None], grace_seconds: float = GRACE_SECONDS) -> threading.Thread:
    """Call `stop` (from another thread) when the pipe ends; if the process still runs after the grace, end it by force.

    What arrives in the pipe is ignored. A database that is cut off so recovers from its log at the next start.
    """
    def wait() -> None:
        try:
            while os.read(descriptor, _CHUNK):
                pass
        except OSError:
            pass  # a broken pipe is an ended one
        forced = threading.Timer(grace_seconds, os._exit, (EXIT_FORCED,))
        forced.daemon = True
        forced.start()
        stop()

    thread = threading.Thread(target=wait, name='parent', daemon=True)
    thread.start()
    return thread
