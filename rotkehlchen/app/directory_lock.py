"""One server a data directory: two would overwrite each other's launch token and show one history in two states."""

import errno
import logging
import os
import threading
import time
from pathlib import Path
from typing import Final

from rotkehlchen.core.errors import StorageError
from rotkehlchen.storage.private_file import disk_errors, lock, open_lock

FILE_NAME: Final = '.lock'
POLL_SECONDS: Final = 0.05
_HELD: Final = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)
log = logging.getLogger(__name__)


def take(data_directory: Path, wait_seconds: float, told_to_end: threading.Event) -> int | None:
    """The descriptor that holds the lock until it is closed. Another server may be ending just now, so it waits; None if it is told to end
    meanwhile. Raises StorageError.

    Where the file system has no locks it goes on without: profiles have locks of their own, which are never done without.
    """
    with disk_errors(f'The data directory {data_directory}'):
        descriptor = open_lock(data_directory / FILE_NAME)
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            lock(descriptor)
            return descriptor
        except OSError as error:
            if error.errno not in _HELD:
                log.warning('the data directory cannot be locked: %s', error.strerror)
                return descriptor
        if time.monotonic() > deadline:
            os.close(descriptor)
            raise StorageError(f'Another application is running on the data directory {data_directory}.', code='data_directory')
        if told_to_end.wait(POLL_SECONDS):
            os.close(descriptor)
            return None
