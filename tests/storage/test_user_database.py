"""The encrypted user database: opening, refusing, migrating, copying."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from rotkehlchen.core.errors import CancelledError, ConflictError, CorruptError, NewerSchemaError
from rotkehlchen.core.progress import cancelled
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.keyslot import DatabaseKey, make_database_key
from rotkehlchen.storage.migration import load_migrations
from rotkehlchen.storage.private_file import remove_unfinished
from rotkehlchen.storage.user_database import (
    FILE_NAME,
    KEPT_MIGRATION_COPIES,
    ProfileLock,
    check_integrity,
    connect,
    copy_database,
    count_rows,
    create_user_database,
    open_user_database,
    read_schema_version,
)

KEY = DatabaseKey(bytes(range(32)), bytes(range(16)))
CANARY = 'canary-7f1d'
BASE = [(1, 'CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT) STRICT;')]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a database of one table and 200 rows, closed."""
    database = create_user_database(tmp_path, KEY, BASE)
    with database.write() as connection:
        connection.executemany('INSERT INTO thing (name) VALUES (?)', [(f'{CANARY} {number} {"x" * 100}',) for number in range(200)])
    database.close()
    return tmp_path


def load_names(database: Database) -> list[str]:
    with database.read() as connection:
        return [row[0] for row in connection.execute('SELECT name FROM thing ORDER BY id')]


def test_create_real_schema_is_private_and_set_up_as_documented(tmp_path: Path) -> None:
    previous = os.umask(0)
    try:
        database = create_user_database(tmp_path, KEY)
        with database.write() as connection:
            connection.execute("INSERT INTO meta VALUES ('a', 'b')")
            found = {
                name: connection.execute(f'PRAGMA {name}').fetchone()[0]
                for name in ('journal_mode', 'synchronous', 'temp_store', 'secure_delete', 'foreign_keys', 'cipher_memory_security')
            }
        modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    finally:
        os.umask(previous)
    database.close()
    assert found == {
        'journal_mode': 'wal', 'synchronous': 2, 'temp_store': 2, 'secure_delete': 1, 'foreign_keys': 1, 'cipher_memory_security': '1',
    }
    assert set(modes) == {FILE_NAME, FILE_NAME + '-wal', FILE_NAME + '-shm'}
    assert set(modes.values()) == {0o600}


def test_file_and_log_hold_nothing_readable(tmp_path: Path) -> None:
    database = create_user_database(tmp_path, KEY, BASE)
    with database.write() as connection:
        connection.execute('INSERT INTO thing (name) VALUES (?)', (CANARY,))
    content = b''.join(path.read_bytes() for path in tmp_path.iterdir())
    database.close()
    assert CANARY.encode() not in content
    assert b'SQLite format 3' not in content
    assert b'CREATE TABLE' not in content


def test_open_wrong_key_is_refused(folder: Path) -> None:
    with pytest.raises(CorruptError):
        open_user_database(folder, make_database_key(), migrations=BASE)


def test_open_wrong_key_prints_nothing(folder: Path) -> None:
    script = (
        'import sys\nfrom pathlib import Path\nfrom rotkehlchen.core.errors import CorruptError\n'
        'from rotkehlchen.storage.keyslot import make_database_key\nfrom rotkehlchen.storage.user_database import connect\n'
        'try:\n    connect(Path(sys.argv[1]), make_database_key())\nexcept CorruptError:\n    sys.exit(7)\n'
    )
    done = subprocess.run([sys.executable, '-c', script, str(folder / FILE_NAME)], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (7, b'', b'')


@pytest.mark.parametrize('content', [b'', b'x', b'SQLite format 3\x00' + bytes(5000), os.urandom(8192)])
def test_open_rubbish_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(CorruptError):
        open_user_database(tmp_path, KEY, migrations=BASE)
    assert (tmp_path / FILE_NAME).read_bytes() == content


def test_open_missing_or_linked_file_is_refused(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / 'other'
    other.mkdir()
    with pytest.raises(CorruptError) as caught:
        open_user_database(other, KEY, migrations=BASE)
    assert caught.value.error_code == 'database_missing'
    (other / FILE_NAME).symlink_to(folder / FILE_NAME)
    with pytest.raises(CorruptError):
        open_user_database(other, KEY, migrations=BASE)


def test_any_flipped_bit_is_found(folder: Path) -> None:
    """But for the first 16 bytes, which hold the salt that the key file knows too."""
    path = folder / FILE_NAME
    whole = path.read_bytes()
    chooser = random.Random(5)
    for position in [0, 15, 16, 4095, 4096, len(whole) - 1, *(chooser.randrange(len(whole)) for _ in range(250))]:
        damaged = bytearray(whole)
        damaged[position] ^= 1 << chooser.randrange(8)
        path.write_bytes(damaged)
        if position < len(KEY.salt):
            assert check_integrity(path, KEY) == {'thing': 200}
        else:
            with pytest.raises(CorruptError):
                check_integrity(path, KEY)


def test_truncated_file_is_found(folder: Path) -> None:
    path = folder / FILE_NAME
    whole = path.read_bytes()
    for length in (len(whole) - 1, len(whole) - 4096, 4096, 5000):
        path.write_bytes(whole[:length])
        with pytest.raises(CorruptError):
            check_integrity(path, KEY)


def test_open_newer_schema_is_refused_and_left_alone(folder: Path) -> None:
    newer = [*BASE, (2, 'CREATE TABLE later (id INTEGER);')]
    open_user_database(folder, KEY, migrations=newer).close()
    with pytest.raises(NewerSchemaError) as caught:
        open_user_database(folder, KEY, migrations=BASE)
    assert caught.value.params == {'found': 2, 'known': 1}
    assert read_schema_version(folder / FILE_NAME, KEY) == 2


def test_migration_keeps_an_encrypted_copy_of_the_version_before(folder: Path) -> None:
    reported = []
    later = [*BASE, (2, "UPDATE thing SET name = 'gone';"), (3, 'ALTER TABLE thing ADD COLUMN more TEXT;')]
    database = open_user_database(folder, KEY, lambda old, new: reported.append((old, new)), later)
    assert set(load_names(database)) == {'gone'}
    database.close()
    assert reported == [(1, 2), (2, 3)]
    copies = sorted((folder / 'backups').iterdir(), key=lambda path: path.name.rpartition('_db_v')[2])
    assert [path.name.rpartition('_db_v')[2] for path in copies] == ['1_before_migration.backup', '2_before_migration.backup']
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in copies)
    assert CANARY.encode() not in copies[0].read_bytes()
    old = connect(copies[0], KEY)
    assert old.execute('SELECT count(*) FROM thing WHERE name LIKE ?', (CANARY + '%',)).fetchone() == (200,)
    old.close()


def test_migration_that_fails_changes_nothing(folder: Path) -> None:
    later = [*BASE, (2, "UPDATE thing SET name = 'gone';\nINSERT INTO no_such_table VALUES (1);")]
    with pytest.raises(Exception, match='no such table'):
        open_user_database(folder, KEY, migrations=later)
    database = open_user_database(folder, KEY, migrations=BASE)
    assert len([name for name in load_names(database) if CANARY in name]) == 200
    database.close()


def test_migration_copies_of_many_versions_are_pruned(folder: Path) -> None:
    many = [*BASE, *((number, f'CREATE TABLE t{number} (id INTEGER);') for number in range(2, 12))]
    open_user_database(folder, KEY, migrations=many).close()
    assert len(list((folder / 'backups').iterdir())) == KEPT_MIGRATION_COPIES


def test_lock_second_opener_is_refused_until_the_first_ends(folder: Path) -> None:
    first = ProfileLock(folder)
    with pytest.raises(ConflictError) as caught:
        ProfileLock(folder)
    assert caught.value.error_code == 'profile_in_use'
    first.release()
    first.release()
    ProfileLock(folder).release()


def test_copy_while_a_writer_works_is_one_consistent_state(folder: Path) -> None:
    database = open_user_database(folder, KEY, migrations=BASE)
    with database.write() as connection:
        connection.execute("INSERT INTO thing (name) VALUES ('not committed')")
        copy_database(folder / FILE_NAME, KEY, folder / 'copy.db')
    database.close()
    assert check_integrity(folder / 'copy.db', KEY) == {'thing': 200}
    assert (folder / 'copy.db').stat().st_mode & 0o777 == 0o600


def test_copy_cancelled_leaves_nothing(folder: Path) -> None:
    class Stop:
        def report(self, done: int, total: int | None = None, step: str = '') -> None: ...

        def check(self) -> None:
            raise cancelled()

    database = open_user_database(folder, KEY, migrations=BASE)
    with database.write() as connection:
        connection.executemany('INSERT INTO thing (name) VALUES (?)', [('y' * 500,)] * 20_000)
    with pytest.raises(CancelledError):
        copy_database(folder / FILE_NAME, KEY, folder / 'copy.db', Stop())
    database.close()
    assert {path.name for path in folder.iterdir()} == {FILE_NAME}


def test_remove_unfinished_leaves_everything_else(folder: Path) -> None:
    (folder / '.tmp-a').write_text('x')
    (folder / '.tmp-b').mkdir()
    (folder / '.tmp-b' / 'file').write_text('x')
    (folder / '.tmp-c').symlink_to(folder / FILE_NAME)
    remove_unfinished(folder)
    assert {path.name for path in folder.iterdir()} == {FILE_NAME}


def test_real_migrations_make_a_sound_database(tmp_path: Path) -> None:
    database = create_user_database(tmp_path, KEY)
    with database.read() as connection:
        assert count_rows(connection).keys() >= {'meta', 'setting', 'account', 'manual_balance', 'issue'}
    database.close()
    assert read_schema_version(tmp_path / FILE_NAME, KEY) == load_migrations('userdb')[-1][0]
