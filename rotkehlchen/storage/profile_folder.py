"""Folders of profiles: `users/<name>/`. A new one is made beside the others under a temporary name, and renamed when it is whole.

Putting a restored profile in the place of another takes two renames, which no file system does at once. A note in the new
folder says what is meant, so that after a kill between the two the next start does the second.
"""

import json
import logging
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from rotkehlchen.core.errors import ConflictError, StorageError
from rotkehlchen.storage.private_file import (
    TEMPORARY,
    check_data_directory,
    disk_errors,
    flush_directory,
    make_private_folder,
    read_private,
    remove,
    temporary_name,
    write_atomically,
)
from rotkehlchen.storage.user_database import FILE_NAME, ProfileLock

USERS_FOLDER: Final = 'users'
KEY_FILE: Final = 'keyslots.json'
NOTE_FILE: Final = '.tmp-place.json'
MAX_NOTE_BYTES: Final = 10_000
log = logging.getLogger(__name__)


class ProfileFolders:
    def __init__(self, data_directory: Path) -> None:
        self._data_directory = data_directory
        self.root = data_directory / USERS_FOLDER
        # For whoever looks whether a name is free and then takes it.
        self.naming = threading.RLock()
        self._unreadable: set[str] = set()

    def names(self) -> list[str]:
        """Of all profiles, sorted. One that lost its database or its key file is among them: opening it says what is wrong."""
        found = [path.name for path in self._all() if _is_profile(path)]
        for name in (name for name in found if not _is_text(name) and name not in self._unreadable):
            self._unreadable.add(name)
            log.warning('the profile in the folder %a is not shown: rename the folder, its name is not in UTF-8', name)
        return sorted(filter(_is_text, found))

    def find(self, name: str) -> Path | None:
        """The folder of an existing profile, however its name's letters are composed."""
        wanted = unicodedata.normalize('NFC', name)
        return next((self.root / known for known in self.names() if unicodedata.normalize('NFC', known) == wanted), None)

    def find_taken(self, name: str) -> Path | None:
        """A folder of this name, or of one that some file systems take for the same."""
        return next((path for path in self._all() if name_key(path.name) == name_key(name)), None)

    def _all(self) -> list[Path]:
        with disk_errors(f'The folder of profiles {self.root}'):
            return list(self.root.iterdir()) if self.root.is_dir() else []

    @contextmanager
    def work(self) -> Iterator[Path]:
        """A locked folder for something that is being made. What is still there at the end is deleted."""
        check_data_directory(self._data_directory)
        path = self.root / temporary_name()
        with disk_errors('The profile'):
            make_private_folder(self.root)
            make_private_folder(path)
        lock = ProfileLock(path)
        try:
            yield path
        finally:
            # The lock goes last, or another process could take the folder for a leftover: deleting it twice does no harm.
            remove(path)
            lock.release()

    def place(self, work: Path, name: str) -> Path:
        """Give a whole work folder its name, which must be free."""
        target = self.root / name
        with disk_errors('The profile'):
            if target.exists():
                raise ConflictError(f'There is a profile called {name} already.', code='profile_exists', field='name', name=name)
            work.rename(target)
            flush_directory(self.root)
        return target

    def replace(self, work: Path, old: Path, name: str, aside: str) -> Path:
        """Give a whole work folder a name that `old` has now; `old` is kept as the profile `aside`. Raises ConflictError if it is open."""
        lock = ProfileLock(old)
        try:
            with disk_errors('The profile'):
                write_atomically(work / NOTE_FILE, json.dumps({'old': old.name, 'name': name, 'aside': aside}).encode())
                old.rename(self.root / aside)
                flush_directory(self.root)
                target = self.place(work, name)
                (target / NOTE_FILE).unlink()
        finally:
            lock.release()
        return target

    def remove_leftovers(self) -> None:
        """End or undo what killed processes left half done. For the start of the application; what others are making stays."""
        for path in self._all():
            if path.name.startswith(TEMPORARY) and path.is_dir() and not path.is_symlink():
                try:
                    lock = ProfileLock(path)
                except (ConflictError, StorageError):
                    continue
                try:
                    if not self._finish(path):
                        remove(path)
                finally:
                    lock.release()

    def _finish(self, work: Path) -> bool:
        """Do the second rename of `replace` if the first was done."""
        try:
            note = json.loads(read_private(work / NOTE_FILE, MAX_NOTE_BYTES))
            old, name, aside = (self.root / _plain(note[word]) for word in ('old', 'name', 'aside'))
        except (OSError, ValueError, KeyError, TypeError):
            return False
        if old.exists() or name.exists() or not aside.exists():
            return False
        (self.place(work, name.name) / NOTE_FILE).unlink()
        return True


def _plain(name: object) -> str:
    if not isinstance(name, str) or Path(name).name != name or name.startswith('.'):
        raise ValueError
    return name


def _is_profile(folder: Path) -> bool:
    return not folder.name.startswith('.') and ((folder / FILE_NAME).is_file() or (folder / KEY_FILE).is_file())


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def name_key(name: str) -> str:
    """Equal for names that some file systems take for the same."""
    return unicodedata.normalize('NFC', unicodedata.normalize('NFC', name).casefold())
