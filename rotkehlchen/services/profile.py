"""Profiles: made, opened, closed; their passwords and recovery keys.

A profile is a folder `users/<name>/` with the encrypted database, its key slots and copies. The folder is locked while the
profile is open. Key derivation runs in the caller's thread and releases the interpreter lock.
"""

import logging
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rotkehlchen.core.errors import AppError, ConflictError, CorruptError, NotFoundError
from rotkehlchen.core.issue import Issue, Severity
from rotkehlchen.core.time import Clock
from rotkehlchen.services.attempt_limit import AttemptLimit
from rotkehlchen.services.credential import check_name, check_password
from rotkehlchen.storage.anchor import Anchors, raise_counter
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.issue import IssueRepository
from rotkehlchen.storage.keyslot import (
    RECOVERY_COST,
    DatabaseKey,
    KdfCost,
    KeyFile,
    Kind,
    load_key_file,
    make_database_key,
    make_recovery_words,
    parse_recovery_words,
    password_bytes,
    save_key_file,
    unwrap,
    wrap,
    wrap_password,
)
from rotkehlchen.storage.private_file import disk_errors, make_private_folder, remove, remove_unfinished
from rotkehlchen.storage.profile_folder import KEY_FILE, ProfileFolders
from rotkehlchen.storage.user_database import (
    FILE_NAME,
    ProfileLock,
    check_integrity,
    create_user_database,
    open_user_database,
    read_schema_version,
)

ROLLED_BACK: Final = 'database_rolled_back'


log = logging.getLogger(__name__)

@dataclass(frozen=True, slots=True)
class OpenProfile:
    """An unlocked profile. `close` ends it and gives its lock back. The slots may change while it is open: they are on the disk."""

    name: str
    folder: Path
    database: Database
    key: DatabaseKey
    profile_id: str
    lock: ProfileLock

    def close(self) -> None:
        self.database.close()
        self.lock.release()


@dataclass(frozen=True, slots=True)
class CreatedProfile:
    profile: OpenProfile
    recovery_words: str


@dataclass(frozen=True, slots=True)
class Examined:
    """`rows` by table."""

    schema_version: int
    rows: Mapping[str, int]


class ProfileService:
    """`report(from_version, to_version)` hears of migrations while a profile is opened."""

    def __init__(
            self, data_directory: Path, cost: KdfCost, clock: Clock, report: Callable[[int, int], None] | None = None,
            attempts: AttemptLimit | None = None,
    ) -> None:
        self.folders = ProfileFolders(data_directory)
        self.anchors = Anchors(data_directory)
        self._cost = cost
        self._clock = clock
        self._report = report
        self._attempts = attempts or AttemptLimit()
        self._changing = threading.Lock()  # of key files, which are read, changed and written

    # ------------------------------------------------------------------ finding
    def list(self) -> list[str]:
        """Names of all profiles, sorted."""
        return self.folders.names()

    def folder(self, name: str) -> Path:
        """Of an existing profile. Raises NotFoundError."""
        found = self.folders.find(check_name(name))
        if found is None:
            raise NotFoundError(f'There is no profile called {name}.', code='no_such_profile', name=name)
        return found

    # ------------------------------------------------------------------ making, opening
    def create(self, name: str, password: str) -> CreatedProfile:
        """A new profile, open, with its recovery words, which are kept nowhere. Nothing is left behind when it fails."""
        checked = check_name(name)
        secret = check_password(password, 'password')
        with self.folders.naming, self.folders.work() as work:
            if self.folders.find_taken(checked) is not None:
                raise ConflictError(f'There is a profile called {checked} already.', code='profile_exists', field='name', name=checked)
            words, bits = make_recovery_words()
            key, profile_id = make_database_key(), secrets.token_hex(16)
            slots = (wrap_password(key, secret, profile_id, self._cost), wrap(key, bits, 'recovery', profile_id, RECOVERY_COST))
            create_user_database(work, key).close()
            save_key_file(work / KEY_FILE, KeyFile(profile_id, slots))
            folder = self.folders.place(work, checked)
        try:
            return CreatedProfile(self._open(folder, key, profile_id), words)
        except BaseException:
            remove(folder)  # nobody has seen its recovery words: it is of no use
            raise

    def unlock(self, name: str, password: str) -> OpenProfile:
        """Open a profile. Raises AuthError (wrong_password), TooManyAttemptsError, NotFoundError, CorruptError, NewerSchemaError."""
        folder, key, key_file = self._unwrap(name, 'password', password_bytes(password))
        return self._open(folder, key, key_file.profile_id)

    def check_password(self, name: str, password: str) -> None:
        """Raise AuthError unless this is the password."""
        self._unwrap(name, 'password', password_bytes(password))

    def examine(self, name: str, password: str) -> 'Examined':
        """Read a profile's whole database and change nothing: it is not opened, and not brought to this version.

        Raises as `unlock`, ConflictError if it is open somewhere, CorruptError for any damaged page.
        """
        folder, key, _key_file = self._unwrap(name, 'password', password_bytes(password))
        lock = ProfileLock(folder)
        try:
            path = folder / FILE_NAME
            if not path.is_file():
                raise CorruptError('The database file is missing: restore it from a backup.', code='database_missing')
            return Examined(read_schema_version(path, key), check_integrity(path, key))
        finally:
            lock.release()

    def recover(self, name: str, recovery_words: str, new_password: str) -> OpenProfile:
        """Open a profile by its recovery key and set a new password; the old one stops working."""
        secret = check_password(new_password, 'new_password')
        folder, key, key_file = self._unwrap(name, 'recovery', parse_recovery_words(recovery_words))
        profile = self._open(folder, key, key_file.profile_id)
        try:
            slot = wrap_password(key, secret, key_file.profile_id, self._cost)
            with self._changing:
                save_key_file(folder / KEY_FILE, load_key_file(folder / KEY_FILE).with_slot(slot, recovery_confirmed=True))
        except BaseException:
            profile.close()
            raise
        return profile

    # ------------------------------------------------------------------ changing keys
    def change_password(self, name: str, current: str, new: str) -> None:
        """Wrap the key anew. The database itself is not touched."""
        secret = check_password(new, 'new_password')
        folder, key, key_file = self._unwrap(name, 'password', password_bytes(current))
        slot = wrap_password(key, secret, key_file.profile_id, self._cost)
        with self._changing:
            save_key_file(folder / KEY_FILE, load_key_file(folder / KEY_FILE).with_slot(slot))

    def new_recovery_key(self, name: str, current_password: str) -> str:
        """New recovery words; the old ones stop working."""
        folder, key, key_file = self._unwrap(name, 'password', password_bytes(current_password))
        words, bits = make_recovery_words()
        slot = wrap(key, bits, 'recovery', key_file.profile_id, RECOVERY_COST)
        with self._changing:
            save_key_file(folder / KEY_FILE, load_key_file(folder / KEY_FILE).with_slot(slot, recovery_confirmed=False))
        return words

    def confirm_recovery_key(self, name: str) -> None:
        """Remember that the user wrote the recovery key down."""
        path = self.folder(name) / KEY_FILE
        with self._changing:
            key_file = load_key_file(path)
            save_key_file(path, KeyFile(key_file.profile_id, key_file.slots, recovery_confirmed=True))

    def check_recovery_key(self, name: str, recovery_words: str) -> None:
        """Raise AuthError or InputError unless these are the words; if they are, they count as confirmed."""
        self._unwrap(name, 'recovery', parse_recovery_words(recovery_words))
        self.confirm_recovery_key(name)

    def is_recovery_confirmed(self, name: str) -> bool:
        return load_key_file(self.folder(name) / KEY_FILE).recovery_confirmed

    # ------------------------------------------------------------------ parts
    def _unwrap(self, name: str, kind: Kind, secret: bytes) -> tuple[Path, DatabaseKey, KeyFile]:
        folder = self.folder(name)
        key_file = load_key_file(folder / KEY_FILE)
        slot = key_file.find(kind)
        if slot is None:
            raise CorruptError(f'The key file of {folder.name} has no slot for a {kind}.', code='no_such_slot')
        with self._attempts.attempt(folder.name):
            return folder, unwrap(slot, secret), key_file

    def _open(self, folder: Path, key: DatabaseKey, profile_id: str) -> OpenProfile:
        lock = ProfileLock(folder)
        try:
            with disk_errors('The profile'):
                make_private_folder(folder)
                for place in (folder, *(path for path in folder.iterdir() if path.is_dir())):
                    remove_unfinished(place)
            database = open_user_database(folder, key, self._report)
            try:
                profile = OpenProfile(folder.name, folder, database, key, profile_id, lock)
                self._count_opening(profile)
            except BaseException:
                database.close()
                raise
        except BaseException:
            lock.release()
            raise
        return profile

    def lock(self, profile: OpenProfile) -> None:
        """Close a profile. The counter rises once more, so that a copy made during this session is known to be older."""
        try:
            self.anchors.save(profile.name, profile.profile_id, raise_counter(profile.database))
        except AppError as error:  # a full disk must not keep a profile open
            log.warning('the counter of %s could not be raised: %s', profile.name, error)
        finally:
            profile.close()

    def _count_opening(self, profile: OpenProfile) -> None:
        """Raise the counter inside and outside the database; an older one inside means that an older copy was put in place."""
        inside = raise_counter(profile.database)
        outside = self.anchors.load(profile.name, profile.profile_id)
        if outside is not None and inside <= outside:
            IssueRepository(profile.database).save(Issue(
                ROLLED_BACK, profile.name, Severity.WARNING, self._clock(), {'expected': outside + 1, 'found': inside}, 'dismiss',
            ))
        self.anchors.save(profile.name, profile.profile_id, inside)

