"""Profiles: made, opened, closed; their passwords and recovery keys.

A profile is a folder `users/<name>/`. Wrong passwords are slowed down: ten a minute and profile, then each further try
waits; a right password always opens, so that nobody can lock the owner out by guessing.
"""

import json
import re
import secrets
import threading
import time
import unicodedata
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rotkehlchen.core.errors import AppError, AuthError, ConflictError, InputError, NotFoundError, StorageError
from rotkehlchen.core.issue import Issue, Severity
from rotkehlchen.core.time import Clock
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.issue import IssueRepository
from rotkehlchen.storage.keyslot import (
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
    write_atomically,
)
from rotkehlchen.storage.user_database import FILE_NAME, PRIVATE_FOLDER, ProfileLock, create_user_database, open_user_database, remove_folder

USERS_FOLDER: Final = 'users'
KEY_FILE: Final = 'keyslots.json'
ANCHORS_FILE: Final = 'anchors.json'
MAX_NAME_CHARACTERS: Final = 60
MAX_PASSWORD_BYTES: Final = 4096
WRONG_DELAY_SECONDS: Final = 0.05
MAX_WRONG_A_MINUTE: Final = 10
THROTTLED_DELAY_SECONDS: Final = 2.0
RESERVED_NAMES: Final = frozenset({'con', 'prn', 'aux', 'nul', *(f'com{n}' for n in range(1, 10)), *(f'lpt{n}' for n in range(1, 10))})
_FORBIDDEN_IN_NAME = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')


@dataclass(frozen=True, slots=True)
class OpenProfile:
    """An unlocked profile. `close` ends it and gives its lock back."""

    name: str
    folder: Path
    database: Database
    key: DatabaseKey
    key_file: KeyFile
    lock: ProfileLock

    def close(self) -> None:
        self.database.close()
        self.lock.release()


@dataclass(frozen=True, slots=True)
class CreatedProfile:
    profile: OpenProfile
    recovery_words: str


class ProfileService:
    """`report(from_version, to_version)` hears of migrations while a profile is opened."""

    def __init__(self, data_directory: Path, cost: KdfCost, clock: Clock, report: Callable[[int, int], None] | None = None) -> None:
        self._users = data_directory / USERS_FOLDER
        self._anchors = Anchors(data_directory / ANCHORS_FILE)
        self._cost = cost
        self._clock = clock
        self._report = report
        self._throttle = Throttle()
        self._lock = threading.Lock()

    def list(self) -> list[str]:
        """Names of all profiles, sorted."""
        if not self._users.is_dir():
            return []
        return sorted(path.name for path in self._users.iterdir() if (path / FILE_NAME).is_file() and not path.name.startswith('.'))

    def folder(self, name: str) -> Path:
        return self._users / name

    def create(self, name: str, password: str) -> CreatedProfile:
        """A new profile, open, with its recovery words, which are kept nowhere. Nothing is left behind when it fails."""
        checked = check_name(name)
        secret = check_password(password, 'password')
        with self._lock:
            if checked.casefold() in {known.casefold() for known in self.list()}:
                raise ConflictError(f'There is a profile called {checked} already.', code='profile_exists', field='name', name=checked)
            work = self._make_folder(f'.new-{secrets.token_hex(8)}')
            try:
                words, bits = make_recovery_words()
                key, profile_id = make_database_key(), secrets.token_hex(16)
                slots = (wrap(key, secret, 'password', profile_id, self._cost), wrap(key, bits, 'recovery', profile_id, self._cost))
                key_file = KeyFile(profile_id, slots)
                save_key_file(work / KEY_FILE, key_file)
                create_user_database(work, key).close()
                try:
                    work.rename(self.folder(checked))
                except OSError as error:
                    raise StorageError(f'The profile cannot be written: {error.strerror}.', code='data_directory') from None
            finally:
                remove_folder(work)
            return CreatedProfile(self._open(checked, key, key_file), words)

    def _make_folder(self, name: str) -> Path:
        try:
            self._users.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
            folder = self._users / name
            folder.mkdir(mode=PRIVATE_FOLDER)
        except OSError as error:
            raise StorageError(f'The data directory cannot be written: {error.strerror}.', code='data_directory') from None
        return folder

    def unlock(self, name: str, password: str) -> OpenProfile:
        """Open a profile. Raises AuthError (wrong_password), NotFoundError, CorruptError, NewerSchemaError."""
        key, key_file = self._unwrap(name, 'password', password_bytes(password))
        return self._open(name, key, key_file)

    def check_password(self, name: str, password: str) -> None:
        """Raise AuthError unless this is the password."""
        self._unwrap(name, 'password', password_bytes(password))

    def recover(self, name: str, recovery_words: str, new_password: str) -> OpenProfile:
        """Open a profile by its recovery key and set a new password; the old one stops working."""
        secret = check_password(new_password, 'new_password')
        key, key_file = self._unwrap(name, 'recovery', parse_recovery_words(recovery_words))
        profile = self._open(name, key, key_file)
        slot = wrap(key, secret, 'password', key_file.profile_id, self._cost)
        save_key_file(self.folder(name) / KEY_FILE, key_file.with_slot(slot, recovery_confirmed=True))
        return profile

    def change_password(self, name: str, current: str, new: str) -> None:
        """Wrap the key anew. The database itself is not touched."""
        secret = check_password(new, 'new_password')
        key, key_file = self._unwrap(name, 'password', password_bytes(current))
        save_key_file(self.folder(name) / KEY_FILE, key_file.with_slot(wrap(key, secret, 'password', key_file.profile_id, self._cost)))

    def new_recovery_key(self, name: str, current_password: str) -> str:
        """New recovery words; the old ones stop working."""
        key, key_file = self._unwrap(name, 'password', password_bytes(current_password))
        words, bits = make_recovery_words()
        slot = wrap(key, bits, 'recovery', key_file.profile_id, self._cost)
        save_key_file(self.folder(name) / KEY_FILE, key_file.with_slot(slot, recovery_confirmed=False))
        return words

    def confirm_recovery_key(self, name: str) -> None:
        key_file = load_key_file(self.folder(name) / KEY_FILE)
        save_key_file(self.folder(name) / KEY_FILE, KeyFile(key_file.profile_id, key_file.slots, recovery_confirmed=True))

    def is_recovery_confirmed(self, name: str) -> bool:
        return load_key_file(self.folder(name) / KEY_FILE).recovery_confirmed

    def _unwrap(self, name: str, kind: Kind, secret: bytes) -> tuple[DatabaseKey, KeyFile]:
        if name not in self.list():
            raise NotFoundError(f'There is no profile called {name}.', code='no_such_profile', name=name)
        key_file = load_key_file(self.folder(name) / KEY_FILE)
        slot = key_file.find(kind)
        if slot is None:
            raise NotFoundError(f'The profile {name} has no {kind} slot.', code='no_such_slot', name=name)
        self._throttle.wait(name)
        try:
            return unwrap(slot, secret), key_file
        except AuthError:
            self._throttle.note_wrong(name)
            raise

    def _open(self, name: str, key: DatabaseKey, key_file: KeyFile) -> OpenProfile:
        folder = self.folder(name)
        lock = ProfileLock(folder)
        try:
            database = open_user_database(folder, key, self._report)
        except BaseException:
            lock.release()
            raise
        profile = OpenProfile(name, folder, database, key, key_file, lock)
        try:
            self._count_opening(profile)
        except AppError:
            profile.close()
            raise
        return profile

    def _count_opening(self, profile: OpenProfile) -> None:
        """Raise the counter inside and outside the database; an older one inside means that an older copy was put in place."""
        inside = raise_counter(profile.database)
        outside = self._anchors.load(profile.key_file.profile_id)
        issues = IssueRepository(profile.database)
        if outside is not None and inside <= outside:
            issues.save(Issue(
                'database_rolled_back', profile.name, Severity.WARNING, self._clock(), {'expected': outside + 1, 'found': inside}, 'dismiss',
            ))
        self._anchors.save(profile.key_file.profile_id, inside)


def raise_counter(database: Database) -> int:
    """One more than at the last opening or backup."""
    with database.write() as connection:
        row = connection.execute("SELECT value FROM meta WHERE name = 'counter'").fetchone()
        counter = int(row[0]) + 1 if row else 1
        connection.execute(
            "INSERT INTO meta (name, value) VALUES ('counter', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (str(counter),),
        )
    return counter


class Anchors:
    """The last counter of each profile, kept outside the databases."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def load(self, profile_id: str) -> int | None:
        value = self._load_all().get(profile_id)
        return value if isinstance(value, int) else None

    def save(self, profile_id: str, counter: int) -> None:
        with self._lock:
            try:
                write_atomically(self._path, json.dumps({**self._load_all(), profile_id: counter}, indent=1).encode())
            except OSError as error:
                raise StorageError(f'The data directory cannot be written: {error.strerror}.', code='data_directory') from None

    def _load_all(self) -> dict[str, object]:
        try:
            found = json.loads(self._path.read_bytes())
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}


class Throttle:
    """Slows down guessing. Tries after the tenth wrong one of a minute wait in line, one at a time."""

    def __init__(self) -> None:
        self._wrong: dict[str, deque[float]] = {}
        self._queue = threading.Lock()

    def wait(self, name: str) -> None:
        wrong = self._wrong.get(name, deque())
        now = time.monotonic()
        if sum(now - moment < 60 for moment in list(wrong)) >= MAX_WRONG_A_MINUTE:
            with self._queue:
                time.sleep(THROTTLED_DELAY_SECONDS)

    def note_wrong(self, name: str) -> None:
        self._wrong.setdefault(name, deque(maxlen=MAX_WRONG_A_MINUTE)).append(time.monotonic())
        time.sleep(WRONG_DELAY_SECONDS)


def check_name(name: str) -> str:
    """A profile name that every file system takes, in Unicode NFC."""
    checked = unicodedata.normalize('NFC', name.strip())
    problem = None
    if not checked:
        problem = 'must not be empty'
    elif len(checked) > MAX_NAME_CHARACTERS or len(checked.encode()) > 200:
        problem = f'must have at most {MAX_NAME_CHARACTERS} characters'
    elif _FORBIDDEN_IN_NAME.search(checked) or not checked.isprintable():
        problem = 'must not contain any of < > : " / \\ | ? * or control characters'
    elif checked.startswith('.') or checked.endswith('.'):
        problem = 'must not begin or end with a dot'
    elif checked.partition('.')[0].casefold() in RESERVED_NAMES:
        problem = 'is reserved by an operating system'
    if problem:
        raise InputError(f'name {problem}', field='name')
    return checked


def check_password(password: str, field: str) -> bytes:
    secret = password_bytes(password)
    if not secret:
        raise InputError(f'{field} must not be empty', field=field)
    if len(secret) > MAX_PASSWORD_BYTES:
        raise InputError(f'{field} is too long', field=field)
    return secret
