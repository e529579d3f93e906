"""Checks of the databases: whole, of this version, and copied somewhere."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from rotkehlchen.core.errors import AppError, ConflictError, CorruptError
from rotkehlchen.core.time import DAY_SECONDS, Clock
from rotkehlchen.services.backup.service import EXPORTS_FOLDER
from rotkehlchen.services.diagnosis.check import Check
from rotkehlchen.services.profile import ProfileService
from rotkehlchen.storage.database import translated_errors
from rotkehlchen.storage.global_db.connection import FILE_NAME as GLOBAL_FILE
from rotkehlchen.storage.global_db.connection import FOLDER as GLOBAL_FOLDER
from rotkehlchen.storage.global_db.connection import newest_global_schema
from rotkehlchen.storage.keyslot import is_key_file, load_key_file, second_file
from rotkehlchen.storage.migration import schema_version
from rotkehlchen.storage.profile_folder import KEY_FILE, USERS_FOLDER
from rotkehlchen.storage.user_database import COPIES_FOLDER, FILE_NAME, newest_schema

OLD_COPY_DAYS: Final = 30
RESTORE: Final = 'Restore the profile from a backup: rotkehlchen restore FILE. Keep the damaged folder until that worked.'
NEWER: Final = 'Start the newer version of the application that wrote it.'


def check_global(data_directory: Path) -> Check:
    """Assets and prices, before anything opens them: structure, references, version."""
    path = data_directory / GLOBAL_FOLDER / GLOBAL_FILE
    if not path.is_file():
        if any(data_directory.glob(f'{USERS_FOLDER}/*/{FILE_NAME}')):
            words = 'There is no database of assets and prices, though there are profiles. A new one has the shipped assets.'
            advice = 'If it was lost, your own assets and prices come with the next restored backup.'
            return Check('global_database', '', 'warning', words, advice, {'exists': False})
        return Check('global_database', '', 'ok', 'It is made when the application starts.', '', {'exists': False})
    try:
        with translated_errors(), closing(sqlite3.connect(f'{path.absolute().as_uri()}?mode=rw', uri=True, timeout=5)) as connection:
            problems = [row[0] for row in connection.execute('PRAGMA integrity_check').fetchall() if row[0] != 'ok']
            orphans = len(connection.execute('PRAGMA foreign_key_check').fetchall())
            version = schema_version(connection)
    except AppError as error:
        return Check('global_database', '', 'failed', error.message, _replace(path))
    facts = {'schema_version': version, 'newest': newest_global_schema(), 'problems': problems[:20], 'orphans': orphans}
    if problems or orphans:
        return Check('global_database', '', 'failed', 'The database of assets and prices is damaged.', _replace(path), facts)
    return _versioned('global_database', '', version, newest_global_schema(), 'The database of assets and prices is whole', facts)


def _replace(path: Path) -> str:
    return f'Move {path.parent} away and start the application: shipped assets come back, your own ones and prices come with the next restored backup.'


def _versioned(name: str, subject: str, version: int, newest: int, words: str, facts: dict[str, Any]) -> Check:
    if version > newest:
        return Check(name, subject, 'failed', f'{words}, but of a newer version (schema {version}, known are up to {newest}).', NEWER, facts)
    if version < newest:
        return Check(name, subject, 'warning', f'{words}, of an older version (schema {version} of {newest}).',
                     'Start the application and log in: it is brought to this version, and a copy is kept.', facts)
    return Check(name, subject, 'ok', f'{words} (schema {version}).', '', facts)


def check_profile_files(profiles: ProfileService, name: str, clock: Clock) -> list[Check]:
    """What can be said of a profile without its password: its files, whether its recovery key was written down, its copies."""
    folder = profiles.folders.root / name
    key_files = (folder / KEY_FILE, second_file(folder / KEY_FILE))
    missing = [path.name for path in (folder / FILE_NAME, key_files[0]) if not path.is_file()]
    if FILE_NAME in missing or not any(path.is_file() for path in key_files):
        return [Check('profile_files', name, 'failed', f'{" and ".join(missing)} of {name} is missing.', RESTORE, {'missing': missing})]
    try:
        confirmed = load_key_file(folder / KEY_FILE).recovery_confirmed
    except CorruptError as error:
        return [Check('profile_files', name, 'failed', error.message, RESTORE)]
    files = Check('profile_files', name, 'ok', 'Database and key file are there.') if confirmed else Check(
        'profile_files', name, 'warning', 'It was never confirmed that the recovery key was written down.',
        f'rotkehlchen users check-recovery-key "{name}", or a new one in the settings: without it a forgotten password is the end.')
    return [files, *_check_key_files(name, *key_files), _check_copies(folder, name, clock)]


def _check_key_files(name: str, *paths: Path) -> list[Check]:
    """Of two alike, one is enough; but then nothing is left for the day on which that is damaged."""
    bad = [path for path in paths if not is_key_file(path)]
    if not bad:
        return []
    whole = next(path for path in paths if path not in bad)
    return [Check('key_file', name, 'warning', f'{bad[0].name} of {name} is missing or damaged; the profile opens with {whole.name}, which is the same.',
                  f'Copy {whole} to {bad[0]}.', {'damaged': bad[0].name})]


def _check_copies(folder: Path, name: str, clock: Clock) -> Check:
    copies = [path for place in (EXPORTS_FOLDER, COPIES_FOLDER) for path in (folder / place).glob('*') if path.is_file() and not path.name.startswith('.')]
    newest = max((int(path.stat().st_mtime) for path in copies), default=None)
    facts = {'copies': len(copies), 'newest': newest}
    advice = f'rotkehlchen backup --profile "{name}" --folder FOLDER, best onto another disk (backups elsewhere are not seen from here).'
    if newest is None:
        return Check('copies', name, 'warning', 'There is no copy of this profile beside it.', advice, facts)
    days = max(0, clock() - newest) // DAY_SECONDS
    if days > OLD_COPY_DAYS:
        return Check('copies', name, 'warning', f'The newest copy beside this profile is {days} days old.', advice, facts)
    return Check('copies', name, 'ok', f'The newest copy beside this profile is {days} days old.', '', facts)


def check_profile(profiles: ProfileService, name: str, password: str) -> Check:
    """Reads all of the encrypted database. Raises AuthError, NotFoundError: then nothing was checked."""
    try:
        found = profiles.examine(name, password)
    except ConflictError:
        return Check('profile_database', name, 'skipped', f'{name} is open in a running application.', 'Log out there to have its database checked.')
    except CorruptError as error:
        return Check('profile_database', name, 'failed', error.message, RESTORE)
    facts = {'schema_version': found.schema_version, 'newest': newest_schema(), 'rows': sum(found.rows.values())}
    words = f'Every page of the database was read ({facts["rows"]} rows)'
    return _versioned('profile_database', name, found.schema_version, newest_schema(), words, facts)
