"""Copies of a profile's database on the same disk, under its own key: before migrations, by hand, or by a schedule.

They lie in `users/<name>/backups/` and are called `<UTC seconds>_rotkehlchen_db_v<schema>.backup`, as the established tool calls
them; `_before_migration` and `_automatic` before the end tell those apart that are pruned. They open with the key slots beside
the database; a copy to take elsewhere is an encrypted backup.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from rotkehlchen.core.errors import NotFoundError
from rotkehlchen.core.progress import Job, QuietJob
from rotkehlchen.core.time import Clock, TimestampS
from rotkehlchen.services.backup.retention import compute_kept
from rotkehlchen.services.profile import OpenProfile
from rotkehlchen.storage.migration import schema_version
from rotkehlchen.storage.private_file import disk_errors, make_private_folder
from rotkehlchen.storage.user_database import COPIES_FOLDER, FILE_NAME, copy_database, copy_name, measure_database, refuse_missing_space

Kind = Literal['manual', 'before_migration', 'automatic']
_NAME: Final = re.compile(r'([0-9]{1,12})_rotkehlchen_db_v([0-9]{1,6})(?:_(before_migration|automatic))?\.backup')


@dataclass(frozen=True, slots=True)
class DatabaseCopy:
    """`time` in UTC seconds, `version` of the schema, `size` in bytes."""

    time: TimestampS
    version: int
    size: int
    name: str
    path: str
    kind: str


@dataclass(frozen=True, slots=True)
class DatabaseInfo:
    """The database file itself: its path, size in bytes and schema version. `backups`: its copies, newest first."""

    filepath: str
    size: int
    version: int
    backups: Sequence[DatabaseCopy]


class DatabaseCopyService:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def info(self, profile: OpenProfile) -> DatabaseInfo:
        path = profile.folder / FILE_NAME
        with disk_errors('The database', 'database_io'):
            size = measure_database(path)
        return DatabaseInfo(str(path), size, load_version(profile), self.list(profile))

    def make(self, profile: OpenProfile, job: Job | None = None, kind: Kind = 'manual') -> DatabaseCopy:
        """A copy of the database as it is now. Raises DiskFullError, CancelledError; then there is none."""
        job = job or QuietJob()
        folder = profile.folder / COPIES_FOLDER
        source = profile.folder / FILE_NAME
        with disk_errors('The copy', 'copy_failed'):
            make_private_folder(folder)
            refuse_missing_space(folder, measure_database(source))
        version, time = load_version(profile), self._clock()
        while (target := folder / copy_name(time, version, kind)).exists():
            time = TimestampS(time + 1)
        job.report(0, 1, 'copy')
        copy_database(source, profile.key, target, job)
        job.report(1, 1, 'copy')
        if kind == 'automatic':
            self._prune(profile)
        return DatabaseCopy(time, version, target.stat().st_size, target.name, str(target), kind)

    def list(self, profile: OpenProfile) -> list[DatabaseCopy]:
        """Newest first."""
        folder = profile.folder / COPIES_FOLDER
        if not folder.is_dir():
            return []
        found = []
        for path in folder.iterdir():
            match = _NAME.fullmatch(path.name)
            if match is not None and path.is_file() and not path.is_symlink():
                kind = match[3] or 'manual'
                found.append(DatabaseCopy(TimestampS(int(match[1])), int(match[2]), path.stat().st_size, path.name, str(path), kind))
        return sorted(found, key=lambda copy: (copy.time, copy.name), reverse=True)

    def find(self, profile: OpenProfile, file: str) -> Path:
        """The copy of this path or name. Raises NotFoundError: no other file can be meant.

        The established client forms the path itself, from the database's folder and a copy's time and version.
        """
        asked = Path(file)
        match = _NAME.fullmatch(asked.name)
        formed = match is not None and match[3] is None and asked.parent == profile.folder
        for copy in self.list(profile):
            if file in (copy.path, copy.name) or (formed and match and (copy.time, copy.version) == (int(match[1]), int(match[2]))):
                return Path(copy.path)
        raise NotFoundError("There is no such copy of this profile's database.", code='no_such_copy', file=file)

    def delete(self, profile: OpenProfile, files: Sequence[str]) -> None:
        """Delete copies: none of them if one of `files` is no copy."""
        paths = [self.find(profile, file) for file in files]
        with disk_errors('The copy', 'copy_failed'):
            for path in paths:
                path.unlink(missing_ok=True)

    def _prune(self, profile: OpenProfile) -> None:
        automatic = [copy for copy in self.list(profile) if copy.kind == 'automatic']
        kept = compute_kept(copy.time for copy in automatic)
        for copy in automatic:
            if copy.time not in kept:
                Path(copy.path).unlink(missing_ok=True)


def load_version(profile: OpenProfile) -> int:
    with profile.database.read() as connection:
        return schema_version(connection)
