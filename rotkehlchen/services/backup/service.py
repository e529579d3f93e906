"""Backup use cases: make an encrypted backup, check one, restore one.

A worker process encrypts and decrypts; here is what has to do with the profile: the consistent copy, the counter, names and
places. No file has its final name before it was read back and checked.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from rotkehlchen import __version__
from rotkehlchen.core.errors import ConflictError, InputError, NotFoundError, StorageError
from rotkehlchen.core.progress import Job, QuietJob
from rotkehlchen.core.time import Clock
from rotkehlchen.services.backup.archive import FORMAT
from rotkehlchen.services.backup.database_copy import load_version
from rotkehlchen.services.backup.process import Progress, run_worker
from rotkehlchen.services.credential import MAX_NAME_CHARACTERS, check_name
from rotkehlchen.services.profile import OpenProfile, ProfileService
from rotkehlchen.storage.anchor import raise_counter
from rotkehlchen.storage.keyslot import DatabaseKey, load_key_file
from rotkehlchen.storage.private_file import (
    TEMPORARY,
    disk_errors,
    flush_directory,
    make_private_folder,
    remove,
    temporary_name,
)
from rotkehlchen.storage.profile_folder import KEY_FILE
from rotkehlchen.storage.user_database import FILE_NAME, copy_database, measure_database, refuse_missing_space

EXPORTS_FOLDER: Final = 'exports'
SUFFIX: Final = '.age'
MIN_PASSPHRASE: Final = 8
MAX_PASSPHRASE: Final = 1024
KEPT_EXPORTS: Final = 3
STALE_SECONDS: Final = 6 * 3600
EXPORT_STEPS: Final = 5
CHECK_STEPS: Final = 2
RESTORE_STEPS: Final = 4


@dataclass(frozen=True, slots=True)
class MadeBackup:
    """`size` in bytes; `manifest`: what is in it, as JSON."""

    path: Path
    size: int
    manifest: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CheckedBackup:
    """`database_checked`: the database in it was opened and read, not only compared with its checksum."""

    manifest: Mapping[str, Any]
    database_checked: bool


@dataclass(frozen=True, slots=True)
class RestoredProfile:
    """`kept_as`: the profile under which the one that was replaced goes on, None if none was."""

    name: str
    manifest: Mapping[str, Any]
    database_checked: bool
    kept_as: str | None


@dataclass(frozen=True, slots=True)
class UserData:
    """The user's part of the global database: how it is collected for a backup, and taken in from one."""

    collect: Callable[[], dict[str, Any]]
    take_in: Callable[[Mapping[str, Any]], object]


class BackupService:
    """Making one ends or undoes what a killed restore left half done."""

    def __init__(self, profiles: ProfileService, user_data: UserData, clock: Clock) -> None:
        self._profiles = profiles
        self._user_data = user_data
        self._clock = clock
        self._running = threading.Lock()
        profiles.folders.remove_leftovers()

    # ------------------------------------------------------------------ making
    def export(self, profile: OpenProfile, passphrase: str, folder: Path | None = None, job: Job | None = None) -> MadeBackup:
        """Write `<profile>-<time>.age` into a folder, by default the profile's own, in which the newest three are kept.

        Raises as `write`, and InputError for a bad folder.
        """
        own = profile.folder / EXPORTS_FOLDER
        if folder is None:
            with disk_errors('The folder for backups', 'backup_unwritable'):
                make_private_folder(own)
        elif not folder.is_absolute() or not folder.is_dir():
            raise InputError('path: is not a folder on this computer', field='path')
        stamp = datetime.fromtimestamp(self._clock(), UTC).strftime('%Y-%m-%d-%H%M%S')
        made = self.write(profile, passphrase, _unused((folder or own) / f'{profile.name}-{stamp}{SUFFIX}'), job)
        if folder is None:
            for old in sorted(own.glob(f'*{SUFFIX}'), key=lambda path: path.stat().st_mtime_ns)[:-KEPT_EXPORTS]:
                old.unlink(missing_ok=True)
        return made

    def write(self, profile: OpenProfile, passphrase: str, target: Path, job: Job | None = None) -> MadeBackup:
        """Write a backup to a new file. It was decrypted and compared with the database when this returns.

        Raises InputError for a short passphrase, ConflictError if the file exists, DiskFullError, StorageError, CancelledError; then
        there is no file.
        """
        check_passphrase(passphrase)
        if target.exists():
            raise ConflictError(f'The file {target} exists already.', code='file_exists', field='path')
        with self._one_at_a_time():
            return self._write(profile, passphrase, target, Progress(job or QuietJob(), EXPORT_STEPS))

    def _write(self, profile: OpenProfile, passphrase: str, target: Path, progress: Progress) -> MadeBackup:
        unfinished = target.with_name(temporary_name('-' + target.name[-100:]))
        scratch = profile.folder / temporary_name()
        with disk_errors('The backup', 'backup_unwritable'):
            _remove_stale(target)
            size = measure_database(profile.folder / FILE_NAME)
            refuse_missing_space(profile.folder, 2 * size)
            refuse_missing_space(target.parent, size)
            make_private_folder(scratch)
        try:
            answer = self._encrypt(profile, passphrase, scratch, unfinished, progress)
            with disk_errors('The backup', 'backup_unwritable'):
                unfinished.rename(target)
                flush_directory(target.parent)
        finally:
            unfinished.unlink(missing_ok=True)
            remove(scratch)
        progress.end()
        return MadeBackup(target, answer['size'], answer['manifest'])

    def _encrypt(self, profile: OpenProfile, passphrase: str, scratch: Path, target: Path, progress: Progress) -> dict[str, Any]:
        progress.begin('copy')
        counter = raise_counter(profile.database)
        self._profiles.anchors.save(profile.name, profile.profile_id, counter)
        copy = scratch / FILE_NAME
        copy_database(profile.folder / FILE_NAME, profile.key, copy, progress.job)
        manifest = {
            'format': FORMAT, 'app_version': __version__, 'schema_version': load_version(profile), 'created': self._clock(),
            'profile': profile.name, 'profile_id': profile.profile_id, 'counter': counter,
        }
        return run_worker({
            'order': 'export', 'passphrase': passphrase, 'key': _to_text(profile.key), 'copy': str(copy), 'scratch': str(scratch),
            'key_file': str(profile.folder / KEY_FILE), 'global': self._user_data.collect(), 'target': str(target), 'manifest': manifest,
        }, progress)

    def find_export(self, profile: OpenProfile, name: str) -> Path:
        """A backup that `export` wrote into the profile's own folder. Raises NotFoundError: no other file can be meant."""
        folder = profile.folder / EXPORTS_FOLDER
        for path in folder.glob(f'*{SUFFIX}') if folder.is_dir() else ():
            if path.name == name and not name.startswith('.') and path.is_file() and not path.is_symlink():
                return path
        raise NotFoundError(f'There is no backup {name}.', code='no_such_backup', name=name)

    # ------------------------------------------------------------------ checking, restoring
    def check(
            self, source: Path, passphrase: str, job: Job | None = None, *, password: str | None = None, profile: OpenProfile | None = None,
    ) -> CheckedBackup:
        """Decrypt every byte and compare it with its checksum, restoring nothing. With the profile's password, or while the same profile
        is open, or where passphrase and password are the same, the database is opened and its rows are counted too.

        Raises AuthError (wrong_passphrase, wrong_password), InputError for what is no backup, CorruptError, NewerSchemaError.
        """
        progress = Progress(job or QuietJob(), CHECK_STEPS)
        with self._one_at_a_time(), self._profiles.folders.work() as scratch:
            refuse_missing_space(scratch, _size(source))
            answer = run_worker({
                'order': 'check', 'source': str(source), 'passphrase': passphrase, 'password': password, 'scratch': str(scratch),
                **({'key': _to_text(profile.key), 'profile_id': profile.profile_id} if profile else {}),
            }, progress)
        progress.end()
        return CheckedBackup(answer['manifest'], answer['database_checked'])

    def restore(
            self, source: Path, passphrase: str, name: str | None = None, *, replace: bool = False, password: str | None = None,
            job: Job | None = None,
    ) -> RestoredProfile:
        """Put a backup's profile in place, closed, under its own name or another. It opens with the password or recovery key that it
        had. Where its key is at hand (see `check`) the database is opened, compared with the manifest and brought to this version.

        A profile of that name is replaced only with `replace`, and goes on under another name; so is a backup taken that is older than
        what was last seen of the profile. A kill leaves the old state or the new one. Raises as `check`, ConflictError, DiskFullError.
        """
        progress = Progress(job or QuietJob(), RESTORE_STEPS)
        folders = self._profiles.folders
        if name is not None:
            self._refuse_taken(check_name(name), replace=replace)
        with self._one_at_a_time(), folders.work() as work:
            refuse_missing_space(work, 2 * _size(source))
            answer = run_worker({
                'order': 'restore', 'source': str(source), 'passphrase': passphrase, 'password': password, 'scratch': str(work),
            }, progress)
            manifest = answer['manifest']
            chosen = check_name(name if name is not None else manifest['profile'])
            progress.begin('place')
            with folders.naming:
                old = self._refuse_taken(chosen, replace=replace)
                self._refuse_older(chosen, old, manifest, replace=replace)
                self._user_data.take_in(answer['global'])
                kept_as = self._place(work, chosen, old)
            with suppress(StorageError):  # it is in place: a counter that can't be noted only warns once too often
                self._profiles.anchors.save(chosen, manifest['profile_id'], manifest['counter'])
        progress.end()
        return RestoredProfile(chosen, manifest, answer['database_checked'], kept_as)

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        """Each worker may take more than a gibibyte of memory."""
        if not self._running.acquire(blocking=False):
            raise ConflictError('Another backup is being made, checked or restored: wait for it.', code='backup_running')
        try:
            yield
        finally:
            self._running.release()

    def _refuse_taken(self, name: str, *, replace: bool) -> Path | None:
        """The folder that has the name now."""
        old = self._profiles.folders.find_taken(name)
        if old is not None and not replace:
            raise ConflictError(
                f'There is a profile called {old.name} already. Restore under another name, or confirm that it be replaced: it is kept '
                'under another name then.', code='profile_exists', field='name', name=old.name,
            )
        return old

    def _refuse_older(self, name: str, old: Path | None, manifest: Mapping[str, Any], *, replace: bool) -> None:
        known = self._profiles.anchors.load(old.name if old else name, manifest['profile_id'])
        if not replace and known is not None and known > manifest['counter']:
            raise ConflictError(
                'This backup is older than the last state of the profile on this computer. Restore under another name, or confirm.',
                code='older_backup', field='name', found=manifest['counter'], known=known,
            )

    def _place(self, work: Path, name: str, old: Path | None) -> str | None:
        if old is None:
            self._profiles.folders.place(work, name)
            return None
        aside = self._free_name(old.name)
        self._profiles.folders.replace(work, old, name, aside)
        anchors = self._profiles.anchors
        with suppress(StorageError):
            profile_id = load_key_file(self._profiles.folders.root / aside / KEY_FILE).profile_id
            counter = anchors.load(old.name, profile_id)
            if counter is not None:
                anchors.save(aside, profile_id, counter)
        return aside

    def _free_name(self, name: str) -> str:
        """For a profile that gives its name to a restored one."""
        ending = datetime.fromtimestamp(self._clock(), UTC).strftime(' before restore %Y-%m-%d')
        number, candidate = 1, name[:MAX_NAME_CHARACTERS - len(ending) - 4] + ending
        while self._profiles.folders.find_taken(candidate) is not None:
            number += 1
            candidate = f'{name[:MAX_NAME_CHARACTERS - len(ending) - 4]}{ending} {number}'
        return candidate


def check_passphrase(passphrase: str) -> None:
    if len(passphrase) < MIN_PASSPHRASE:
        raise InputError(f'passphrase: must have at least {MIN_PASSPHRASE} characters', field='passphrase', code='short_passphrase')
    if len(passphrase) > MAX_PASSPHRASE or not passphrase.isprintable():
        problem = f'must have at most {MAX_PASSPHRASE} characters, none of which is a control character'
        raise InputError(f'passphrase: {problem}', field='passphrase', code='bad_passphrase')


def _to_text(key: DatabaseKey) -> str:
    return (key.key + key.salt).hex()


def _size(source: Path) -> int:
    """Of a backup file. Raises InputError, NotFoundError."""
    if not source.exists():
        raise NotFoundError(f'There is no file {source}.', code='no_such_file', field='file')
    if not source.is_file() or source.is_symlink():
        raise InputError('file: is not a file', field='file', code='not_a_backup')
    return source.stat().st_size


def _unused(path: Path) -> Path:
    """The path, with a number before its suffix if it is taken."""
    number, candidate = 1, path
    while candidate.exists():
        number += 1
        candidate = path.with_name(f'{path.stem}-{number}{path.suffix}')
    return candidate


def _remove_stale(target: Path) -> None:
    """What killed backups to the same file left: encrypted, and of no use."""
    for path in target.parent.glob(f'{TEMPORARY}*'):
        if path.name.endswith('-' + target.name[-100:]) and path.is_file() and time.time() - path.stat().st_mtime > STALE_SECONDS:
            path.unlink(missing_ok=True)


