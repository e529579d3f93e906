"""Checks of the data directory: is it there and ours, can it be written to, may others read it, is there room."""

import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from rotkehlchen.core.errors import AppError, DiskFullError
from rotkehlchen.services.diagnosis.check import Check
from rotkehlchen.storage.private_file import check_data_directory, create_private, disk_errors, temporary_name
from rotkehlchen.storage.profile_folder import USERS_FOLDER
from rotkehlchen.storage.user_database import measure_database

OTHERS: Final = 0o077
FEW_BYTES: Final = 1024**3
TOO_FEW_BYTES: Final = 100 * 1024**2
COPIES: Final = 3  # a backup needs room for a copy of the database, its encrypted file, and what is written meanwhile
MOST_SHOWN: Final = 5
NEEDED: Final = ('anchors.json', 'global/*', 'users/*', 'users/*/rotkehlchen.db*', 'users/*/keyslots.json*')  # to open and change profiles


def check_directory(path: Path) -> Check:
    """Never makes the directory: a wrong --data-dir must not look like a new installation."""
    if not path.exists():
        return Check('data_directory', '', 'failed', f'There is no data directory {path}.',
                     'Name the right one with --data-dir, or start the application once.', {'path': str(path)})
    try:
        check_data_directory(path)
        probe = path / temporary_name()
        with disk_errors(f'The data directory {path}'):
            try:
                with os.fdopen(create_private(probe), 'wb') as file:
                    file.write(b'probe')
                    os.fsync(file.fileno())
            finally:
                probe.unlink(missing_ok=True)
    except AppError as error:
        advice = 'Make room on that disk' if isinstance(error, DiskFullError) else 'Change that'
        return Check('data_directory', '', 'failed', error.message, f'{advice}, or name another directory with --data-dir.', {'path': str(path)})
    if closed := sorted(str(file) for pattern in NEEDED for file in path.glob(pattern) if not os.access(file, os.R_OK | os.W_OK)):
        return Check('data_directory', '', 'failed', f'{_some(closed)} cannot be read and written.', f'chmod -R u+rw "{path}"',
                     {'path': str(path), 'paths': closed})
    return Check('data_directory', '', 'ok', f'{path} can be read and written.', '', {'path': str(path)})


def check_permissions(path: Path) -> Check:
    """Whether other users of the computer may read what is private."""
    if os.name != 'posix':
        return Check('permissions', '', 'skipped', 'Permissions of files are checked on Linux and macOS only.')
    try:
        wrong = sorted(str(one) for one in _private(path) if one.lstat().st_mode & OTHERS and not one.is_symlink())
    except OSError as error:
        return Check('permissions', '', 'failed', f'{error.filename} cannot be looked at: {error.strerror}.', 'Look who owns the data directory.')
    if not wrong:
        return Check('permissions', '', 'ok', 'Only you can read profiles and keys.')
    return Check('permissions', '', 'warning', f'Other users of this computer can reach {_some(wrong)}.', f'chmod -R go-rwx "{path}"', {'paths': wrong})


def _some(paths: Sequence[str]) -> str:
    return ', '.join(paths[:MOST_SHOWN]) + (f' and {len(paths) - MOST_SHOWN} more' if len(paths) > MOST_SHOWN else '')


def _private(path: Path) -> Iterator[Path]:
    """Profiles, keys and the token. What lies behind a folder that is closed to others is closed as well."""
    yield from (one for one in (path / 'api-token', path / 'anchors.json') if one.exists())
    users = path / USERS_FOLDER
    if not users.is_dir():
        return
    yield users
    if users.stat().st_mode & OTHERS:
        for profile in users.iterdir():
            yield profile
            if profile.is_dir() and profile.stat().st_mode & OTHERS:
                yield from (file for file in profile.iterdir() if not file.name.startswith('.'))


def check_space(path: Path) -> Check:
    try:
        free = shutil.disk_usage(path).free
        largest = max((measure_database(file) for file in path.glob('users/*/rotkehlchen.db')), default=0)
    except OSError as error:
        return Check('disk_space', '', 'failed', f'The free space cannot be found out: {error.strerror}.', 'Look whether the disk is still there.')
    facts = {'free_bytes': free, 'largest_database_bytes': largest}
    words = f'{free // 1024**2:,} MB are free'.replace(',', ' ')
    if free < TOO_FEW_BYTES:
        return Check('disk_space', '', 'failed', f'Only {words}.', 'Make room: the next change may not be stored.', facts)
    if free < max(FEW_BYTES, COPIES * largest):
        return Check('disk_space', '', 'warning', f'{words}; backups and upgrades need {COPIES} times the size of a database.', 'Make room.', facts)
    return Check('disk_space', '', 'ok', f'{words}.', '', facts)
