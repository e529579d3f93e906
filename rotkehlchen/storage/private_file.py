"""Files that only their owner may read, written so that a kill or a power cut leaves the old content or the new one.

Names that begin with TEMPORARY are unfinished work: whoever holds the lock of a folder may delete those of others.
"""

import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from rotkehlchen.core.errors import DiskFullError, StorageError

PRIVATE_FILE: Final = 0o600
PRIVATE_FOLDER: Final = 0o700
TEMPORARY: Final = '.tmp-'
_NO_FOLLOW: Final = getattr(os, 'O_NOFOLLOW', 0)


@contextmanager
def disk_errors(what: str, code: str = 'data_directory') -> Iterator[None]:
    """Turn the system's refusals into ours. `what` begins the sentence: 'The profile'."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise DiskFullError(f'{what} cannot be written: the disk is full. Nothing was changed.') from None
        raise StorageError(f'{what} cannot be read or written: {error.strerror or "unknown error"}.', code=code) from None


def temporary_name(of: str = '') -> str:
    """A new name for unfinished work."""
    return f'{TEMPORARY}{secrets.token_hex(6)}{of}'


def create_private(path: Path) -> int:
    """The descriptor of a new file, 0600. Raises OSError if there is anything of that name, a link included."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_FOLLOW, PRIVATE_FILE)


def read_private(path: Path, limit_bytes: int) -> bytes:
    """At most `limit_bytes` + 1 bytes of a file that is no link. Raises OSError."""
    with os.fdopen(os.open(path, os.O_RDONLY | _NO_FOLLOW), 'rb') as file:
        return file.read(limit_bytes + 1)


def write_atomically(path: Path, data: bytes) -> None:
    """Replace a file: temporary file, flush to the disk, rename, flush of the directory. Raises OSError."""
    temporary = path.with_name(temporary_name(path.suffix))
    descriptor = create_private(temporary)
    try:
        with os.fdopen(descriptor, 'wb') as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    flush_directory(path.parent)


def open_lock(path: Path) -> int:
    """The descriptor of a file that is there to be locked; made if it is missing. Raises OSError."""
    return os.open(path, os.O_RDWR | os.O_CREAT | _NO_FOLLOW, PRIVATE_FILE)


def lock(descriptor: int) -> None:
    """Lock a file for this process until the descriptor is closed, at the latest by its death. Raises OSError if another one has it."""
    if os.name == 'nt':
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def flush_file(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | _NO_FOLLOW)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flush_directory(path: Path) -> None:
    """Make the renames in this directory last (not possible, and not needed, on Windows)."""
    if os.name == 'posix':
        flush_file(path)


def make_private_folder(path: Path) -> None:
    """A folder that only its owner may enter; its missing parents too. One that exists is narrowed to that."""
    for missing in [parent for parent in (path, *path.parents) if not parent.exists()][::-1]:
        missing.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    if os.name == 'posix' and path.stat().st_mode & 0o077:
        path.chmod(PRIVATE_FOLDER)


def check_data_directory(path: Path) -> None:
    """Make the data directory if it is missing. Raises StorageError that says what is wrong with it.

    A directory that exists keeps its mode: it may be one that the user shares on purpose. What is made in it is private.
    """
    with disk_errors(f'The data directory {path}'):
        if not path.exists():
            make_private_folder(path)
        owner = path.stat().st_uid
    if not path.is_dir():
        raise StorageError(f'The data directory {path} is not a directory.', code='data_directory')
    if os.name == 'posix' and os.geteuid() != owner:  # root could, but its owner could not use what root makes in it
        raise StorageError(f'The data directory {path} belongs to another user of this computer.', code='data_directory')
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        raise StorageError(f'The data directory {path} is read-only.', code='data_directory')


def remove_unfinished(folder: Path) -> None:
    """Delete what a killed process left in `folder`. Only for the holder of its lock."""
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        if path.name.startswith(TEMPORARY):
            remove(path)


def remove(path: Path) -> None:
    """Delete a file or a folder with all in it; nothing if it is not there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
