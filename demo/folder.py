"""The directory of a demo, which goes with it; and those of demos that were killed, which go with the next one."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from rotkehlchen.storage.private_file import lock, open_lock

PREFIX: Final = 'portfolio-demo-'
LOCK: Final = '.lock'


@contextmanager
def demo_folder() -> Iterator[Path]:
    """A new one, locked while its demo lives."""
    remove_abandoned()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    held = open_lock(folder / LOCK)
    try:
        lock(held)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(held)


def remove_abandoned() -> None:
    """Those whose demo was ended by force. What belongs to somebody else, or is no directory of a demo, stays."""
    for lock_file in Path(tempfile.gettempdir()).glob(f'{PREFIX}*/{LOCK}'):
        with suppress(OSError):
            held = open_lock(lock_file)
            try:
                lock(held)
                shutil.rmtree(lock_file.parent, ignore_errors=True)
            finally:
                os.close(held)
