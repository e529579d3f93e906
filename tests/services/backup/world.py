"""Profiles and backups over a data directory of a test, and backups that cost little to open."""

import itertools
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from rotkehlchen.core.time import TimestampS
from rotkehlchen.services.attempt_limit import AttemptLimit
from rotkehlchen.services.backup.archive import DATABASE, FORMAT, GLOBAL, KEY_FILE, Manifest, digest, pack
from rotkehlchen.services.backup.service import BackupService, UserData
from rotkehlchen.services.profile import OpenProfile, ProfileService
from rotkehlchen.storage.anchor import load_counter, raise_counter
from rotkehlchen.storage.keyslot import KdfCost
from rotkehlchen.storage.user_database import FILE_NAME, check_integrity, copy_database, newest_schema
from tests.services.backup import age_writer

CHEAP = KdfCost(64 * 1024, 1, 4)
PASSWORD = 'correct horse'
PASSPHRASE = 'battery staple'
NOW = TimestampS(1_760_000_000)
_numbers = itertools.count()


class World:
    """The services over one data directory. `own` is what the global database would give, `taken_in` what it was given."""

    def __init__(self, data_directory: Path) -> None:
        self.own: dict[str, Any] = {'schema_version': 1, 'tables': {}}
        self.taken_in: list[Mapping[str, Any]] = []
        self.profiles = ProfileService(data_directory, CHEAP, lambda: NOW, attempts=AttemptLimit(sleep=lambda seconds: None))
        self.backups = BackupService(self.profiles, UserData(lambda: self.own, self.taken_in.append), lambda: NOW)
        self.users = data_directory / 'users'

    def make_profile(self, name: str = 'ada', mark: str = 'first') -> OpenProfile:
        """A new profile, open, with some rows and a mark."""
        profile = self.profiles.create(name, PASSWORD).profile
        write_mark(profile, mark)
        return profile

    def read_mark(self, name: str = 'ada') -> str:
        profile = self.profiles.unlock(name, PASSWORD)
        try:
            with profile.database.read() as connection:
                return str(connection.execute("SELECT value FROM setting WHERE name = 'mark'").fetchone()[0])
        finally:
            profile.close()

    def leftovers(self) -> list[Path]:
        return list(self.users.rglob('.tmp-*'))


def write_mark(profile: OpenProfile, mark: str) -> None:
    with profile.database.write() as connection:
        connection.execute("INSERT OR REPLACE INTO setting (name, value) VALUES ('mark', ?)", (mark,))


def light_backup(
        profile: OpenProfile, folder: Path, *, members: Mapping[str, bytes] | None = None, changes: Mapping[str, Any] | None = None,
) -> Path:
    """A backup of an open profile that opens at once. `members` and `changes` (of the manifest) make it wrong on purpose."""
    number = next(_numbers)
    copy = folder / f'copy-{number}.db'
    raise_counter(profile.database)
    copy_database(profile.folder / FILE_NAME, profile.key, copy)
    with profile.database.read() as connection:
        counter = load_counter(connection)
    content = {
        KEY_FILE: (profile.folder / 'keyslots.json').read_bytes(), DATABASE: copy.read_bytes(), GLOBAL: b'{"schema_version": 1, "tables": {}}',
        **(members or {}),
    }
    manifest = Manifest(
        FORMAT, '0.0.1', newest_schema(), NOW, profile.name, profile.profile_id, counter, check_integrity(copy, profile.key),
        {name: digest(item) for name, item in content.items()}, {name: len(item) for name, item in content.items()},
    )
    copy.unlink()
    path = folder / f'light-{number}.age'
    path.write_bytes(age_writer.encrypt(pack(replace(manifest, **(changes or {})), content), PASSPHRASE))
    return path
