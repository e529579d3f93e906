"""Backup use cases: make, check, restore; and plain copies of the database beside it."""

import json
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from rotkehlchen import __version__
from rotkehlchen.core import errors
from rotkehlchen.core.errors import AppError, ConflictError, InputError, NotFoundError, StorageError
from rotkehlchen.core.progress import Job, QuietJob
from rotkehlchen.core.time import Clock
from rotkehlchen.services.backup.archive import FORMAT
from rotkehlchen.services.profile import KEY_FILE, USERS_FOLDER, OpenProfile, ProfileService, check_name
from rotkehlchen.storage.anchor import Anchors, raise_counter
from rotkehlchen.storage.private_file import flush_directory, make_private_folder, remove
from rotkehlchen.storage.user_database import COPIES_FOLDER, FILE_NAME, copy_database, copy_name, newest_schema, read_schema_version

EXPORTS_FOLDER: Final = 'exports'
REPLACED_PREFIX: Final = '.replaced-'
RESTORE_PREFIX: Final = '.restore-'
MIN_PASSPHRASE: Final = 8
KEPT_EXPORTS: Final = 3
POLL_SECONDS: Final = 0.1


@dataclass(frozen=True, slots=True)
class MadeBackup:
    """`manifest`: what is in it, as JSON."""

    path: Path
    size: int
    manifest: Mapping[str, Any]


class UserData:
    """The user's part of the global database, in and out. Given by the wiring."""

    def __init__(self, collect: Callable[[], dict[str, Any]], take_in: Callable[[Mapping[str, Any]], None]) -> None:
        self.collect = collect
        self.take_in = take_in


class BackupService:
    def __init__(self, data_directory: Path, profiles: ProfileService, user_data: UserData, clock: Clock) -> None:
        self._data_directory = data_directory
        self._users = data_directory / USERS_FOLDER
        self._profiles = profiles
        self._user_data = user_data
        self._clock = clock
        self._anchors = Anchors(data_directory)
        self.clean_up()

    def clean_up(self) -> None:
        """Remove what a killed backup or restore left."""
        if self._users.is_dir():
            for leftover in (*self._users.glob(f'{RESTORE_PREFIX}*'), *self._users.glob('*/exports/.*'), *self._users.glob('.new-*')):
                remove(leftover)

    # -- encrypted backups

    def export(self, profile: OpenProfile, passphrase: str, folder: Path | None = None, job: Job | None = None) -> MadeBackup:
        """Write `<profile>-<time>.age` into a folder (that of the profile by default), verified before this returns.

        Raises InputError for a weak passphrase or a bad folder, DiskFullError, CancelledError; then no file is left.
        """
        job = job or QuietJob()
        check_passphrase(passphrase)
        folder = self._export_folder(profile, folder)
        moment = self._clock()
        stamp = datetime.fromtimestamp(moment, UTC).strftime('%Y-%m-%dT%H%M%SZ')
        target = _unused(folder / f'{profile.name}-{stamp}.age')
        copy = folder / f'.copy-{secrets.token_hex(6)}.db'
        try:
            counter = raise_counter(profile.database)
            job.report(0, 5, 'copying')
            copy_database(profile.folder / FILE_NAME, profile.key, copy, job)
            schema = read_schema_version(copy, profile.key)
            answer = self._work({
                'order': 'export', 'key': profile.key.key.hex(), 'salt': profile.key.salt.hex(), 'key_file': str(profile.folder / KEY_FILE),
                'database': str(copy), 'global': self._user_data.collect(), 'target': str(target), 'passphrase': passphrase,
                'manifest': {
                    'format': FORMAT, 'app_version': __version__, 'schema_version': schema, 'created': moment, 'profile': profile.name,
                    'profile_id': profile.profile_id, 'counter': counter,
                },
            }, job, offset=1)
        finally:
            copy.unlink(missing_ok=True)
        self._anchors.save(profile.name, profile.profile_id, counter)
        if folder == profile.folder / EXPORTS_FOLDER:
            self._prune_exports(folder)
        return MadeBackup(target, answer['size'], answer['manifest'])

    def find_export(self, profile: OpenProfile, name: str) -> Path:
        """A backup that `export` wrote into the profile's own folder. Raises NotFoundError."""
        path = profile.folder / EXPORTS_FOLDER / name
        if Path(name).name != name or not path.is_file() or path.is_symlink() or not name.endswith('.age') or name.startswith('.'):
            raise NotFoundError(f'There is no backup {name}.', name=name)
        return path

    def check(self, source: Path, passphrase: str, job: Job | None = None) -> Mapping[str, Any]:
        """What a backup holds, every byte of it decrypted and compared with its checksums. Nothing is restored."""
        manifest: Mapping[str, Any] = self._work({'order': 'check', 'source': str(source), 'passphrase': passphrase}, job or QuietJob())['manifest']
        return manifest

    def restore(
            self, source: Path, passphrase: str, name: str | None = None, *, replace: bool = False, job: Job | None = None,
    ) -> Mapping[str, Any]:
        """Put a backup's profile in place, locked, under its own name or another. Returns the manifest and `name`.

        An existing profile, or one that is newer than the backup, is only replaced with `replace`, and kept beside it then. It opens with
        the password, or the recovery key, that it had. A kill leaves the old state or the new one.
        """
        job = job or QuietJob()
        work = self._make_folder(f'{RESTORE_PREFIX}{secrets.token_hex(6)}')
        try:
            answer = self._work({'order': 'restore', 'source': str(source), 'passphrase': passphrase, 'folder': str(work)}, job)
            manifest = answer['manifest']
            chosen = check_name(name or manifest['profile'])
            self._put_in_place(work, chosen, manifest, replace=replace)
        finally:
            remove(work)
        self._user_data.take_in(answer['global'])
        return {**manifest, 'name': chosen}

    def _put_in_place(self, work: Path, name: str, manifest: Mapping[str, Any], *, replace: bool) -> None:
        twin = next((known for known in self._profiles.list() if known.casefold() == name.casefold()), None)
        last = self._anchors.load(name, manifest['profile_id'])
        if twin is not None and not replace:
            raise ConflictError(
                f'There is a profile called {twin} already. Restore under another name, or confirm that it be replaced (it is kept as a copy).',
                code='profile_exists', field='name', name=twin,
            )
        if last is not None and last > manifest['counter'] and not replace and twin is not None:
            raise ConflictError('This backup is older than the profile.', code='older_backup', found=manifest['counter'], known=last)
        with suppress(FileNotFoundError):
            if twin is not None:
                (self._users / twin).rename(self._users / f'{REPLACED_PREFIX}{twin}-{int(time.time())}')
        work.rename(self._users / name)
        flush_directory(self._users)
        self._anchors.save(name, manifest['profile_id'], manifest['counter'])

    def _export_folder(self, profile: OpenProfile, folder: Path | None) -> Path:
        if folder is None:
            folder = profile.folder / EXPORTS_FOLDER
            try:
                make_private_folder(folder)
            except OSError as error:
                raise StorageError(f'The folder for backups cannot be made: {error.strerror}.', code='backup_unwritable') from None
        if not folder.is_absolute() or not folder.is_dir():
            raise InputError('path: is not a folder on this computer', field='path')
        return folder

    def _prune_exports(self, folder: Path) -> None:
        made = sorted(folder.glob('*.age'), key=lambda path: path.stat().st_mtime)
        for old in made[:-KEPT_EXPORTS]:
            old.unlink(missing_ok=True)

    def _make_folder(self, name: str) -> Path:
        try:
            make_private_folder(self._users)
            folder = self._users / name
            make_private_folder(folder)
        except OSError as error:
            raise StorageError(f'The data directory cannot be written: {error.strerror}.', code='data_directory') from None
        return folder

    def _work(self, order: Mapping[str, Any], job: Job, offset: int = 0) -> dict[str, Any]:
        """Have a worker process do it. Raises what it reports as an AppError; kills it when the job is cancelled."""
        process = subprocess.Popen(
            [sys.executable, '-m', 'rotkehlchen.services.backup.worker'], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, cwd=Path(__file__).resolve().parents[3],
        )
        lines: list[dict[str, Any]] = []
        reader = threading.Thread(target=_read_lines, args=(process, lines), daemon=True)
        try:
            assert process.stdin is not None
            process.stdin.write(json.dumps(order) + '\n')
            process.stdin.close()
            reader.start()
            seen = 0
            while reader.is_alive():
                reader.join(POLL_SECONDS)
                job.check()
                for line in lines[seen:]:
                    seen += 1
                    if 'step' in line:
                        job.report(line['done'] + offset, line['total'] + offset, line['step'])
            process.wait()
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            if reader.ident is not None:
                reader.join()
            for stream in (process.stdout, process.stderr):
                if stream is not None:
                    stream.close()
            self._remove_parts(order, process.pid)
        last = lines[-1] if lines else {}
        if 'error' in last:
            raise _rebuild(last['error'])
        if 'answer' not in last:
            raise StorageError('The backup worker ended before it was done.', code='backup_failed')
        answer: dict[str, Any] = last['answer']
        return answer

    def _remove_parts(self, order: Mapping[str, Any], pid: int) -> None:
        """What a killed worker could not remove itself."""
        if 'target' in order:
            target = Path(order['target'])
            target.with_name(f'.{target.name}.{pid}.part').unlink(missing_ok=True)
            for scratch in target.parent.glob('.verify-*'):
                remove(scratch)

    # -- copies of the database, under its own key

    def copy(self, profile: OpenProfile, job: Job | None = None) -> Path:
        """A copy of the database as it is now, beside it. Raises DiskFullError."""
        folder = profile.folder / COPIES_FOLDER
        make_private_folder(folder)
        target = _unused(folder / copy_name(self._clock(), newest_schema()))
        copy_database(profile.folder / FILE_NAME, profile.key, target, job)
        return target

    def list_copies(self, profile: OpenProfile) -> list[dict[str, int | str]]:
        """Copies, newest first: `time` in UTC seconds, `version` of the schema, `size` in bytes, `file`."""
        found: list[dict[str, int | str]] = []
        for path in (profile.folder / COPIES_FOLDER).glob('*.backup'):
            moment, _, rest = path.name.partition('_rotkehlchen_db_v')
            version = rest.removesuffix('.backup').partition('-')[0]
            known = moment.isdigit() and version.isdigit()
            before = path.name.removeprefix('before_migration_from_v').removesuffix('.backup')
            found.append({
                'time': int(moment) if known else int(path.stat().st_mtime), 'version': int(version) if known else int(before) if before.isdigit() else 0,
                'size': path.stat().st_size, 'file': str(path),
            })
        return sorted(found, key=lambda item: item['time'], reverse=True)

    def find_copy(self, profile: OpenProfile, file: str) -> Path:
        """The copy of this path, if it is one. Raises NotFoundError: no other file can be named."""
        path = Path(file)
        if path.parent != profile.folder / COPIES_FOLDER or path.suffix != '.backup' or not path.is_file() or path.is_symlink():
            raise NotFoundError(f'{file} is not a copy of this profile\'s database.', file=file)
        return path

    def delete_copies(self, profile: OpenProfile, files: list[str]) -> None:
        """Delete copies, all or none of them."""
        for path in [self.find_copy(profile, file) for file in files]:
            path.unlink(missing_ok=True)


def _read_lines(process: 'subprocess.Popen[str]', lines: list[dict[str, Any]]) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        with suppress(ValueError):
            lines.append(json.loads(line))


def _rebuild(error: Mapping[str, str]) -> AppError:
    kind = getattr(errors, error['kind'], StorageError)
    assert issubclass(kind, AppError)
    return kind(error['message'], code=error['code'])


def _unused(path: Path) -> Path:
    """The path, with a number before its suffix if it is taken."""
    number, candidate = 1, path
    while candidate.exists():
        number += 1
        candidate = path.with_name(f'{path.stem}-{number}{path.suffix}')
    return candidate


def check_passphrase(passphrase: str) -> None:
    if len(passphrase) < MIN_PASSPHRASE:
        raise InputError(f'passphrase: must have at least {MIN_PASSPHRASE} characters', field='passphrase')

