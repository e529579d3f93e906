"""The counter of each profile's database, kept outside it, so that an older copy of the file put in its place is noticed.

SQLCipher finds a changed page, not a whole older file. The counter in the database (`meta`, name 'counter') rises each time
that the profile is opened and each time that a backup is made; here is its last value: `anchors.json` in the data directory.
"""

import json
import threading
from pathlib import Path
from typing import Final

from rotkehlchen.storage.database import Connection, Database
from rotkehlchen.storage.private_file import disk_errors, read_private, write_atomically

FILE_NAME: Final = 'anchors.json'
MAX_FILE_BYTES: Final = 1_000_000
# Profiles of several processes share the file; a process has only one of these.
_writing = threading.Lock()


def load_counter(connection: Connection) -> int:
    """0 before the profile was opened for the first time."""
    row = connection.execute("SELECT value FROM meta WHERE name = 'counter'").fetchone()
    return int(row[0]) if row else 0


def raise_counter(database: Database) -> int:
    """The counter, now one more than it was."""
    with database.write() as connection:
        counter = load_counter(connection) + 1
        connection.execute(
            "INSERT INTO meta (name, value) VALUES ('counter', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (str(counter),),
        )
    return counter


class Anchors:
    """Last known counters by profile name; one of another profile that once had the name is not counted."""

    def __init__(self, data_directory: Path) -> None:
        self._path = data_directory / FILE_NAME

    def load(self, name: str, profile_id: str) -> int | None:
        entry = self._load_all().get(name)
        if not isinstance(entry, dict) or entry.get('profile') != profile_id:
            return None
        counter = entry.get('counter')
        return counter if type(counter) is int else None

    def save(self, name: str, profile_id: str, counter: int) -> None:
        """Raises StorageError, DiskFullError."""
        with _writing, disk_errors('The data directory'):
            entries = {**self._load_all(), name: {'profile': profile_id, 'counter': counter}}
            write_atomically(self._path, json.dumps(entries, indent=1).encode())

    def _load_all(self) -> dict[str, object]:
        """Nothing if the file is missing or damaged: it can only warn, and must never keep anybody out."""
        try:
            found = json.loads(read_private(self._path, MAX_FILE_BYTES))
        except (OSError, ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}
