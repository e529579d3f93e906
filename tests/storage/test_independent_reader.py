"""Our database read by a program that shares no code with SQLCipher: SQLite3 Multiple Ciphers (utelle.github.io/SQLite3MultipleCiphers)."""

from pathlib import Path

import apsw
import pytest

from rotkehlchen.storage.keyslot import DatabaseKey, make_database_key
from rotkehlchen.storage.user_database import FILE_NAME, count_rows, create_user_database


def open_elsewhere(path: Path, key: DatabaseKey) -> apsw.Connection:
    connection = apsw.Connection(str(path))
    connection.pragma('cipher', 'sqlcipher')
    connection.pragma('legacy', 4)
    connection.execute(f'PRAGMA key = {key.pragma}')
    return connection


def test_independent_reader_with_the_raw_key_sees_every_row(tmp_path: Path) -> None:
    key = make_database_key()
    database = create_user_database(tmp_path, key)
    with database.write() as connection:
        connection.executemany('INSERT INTO setting (name, value) VALUES (?, ?)', [(f'n{number}', f'"{number}"') for number in range(500)])
        rows = count_rows(connection)
    database.close()
    reader = open_elsewhere(tmp_path / FILE_NAME, key)
    assert reader.pragma('integrity_check') == 'ok'
    assert {name: reader.execute(f'SELECT count(*) FROM "{name}"').get for name in rows} == rows
    assert reader.execute("SELECT value FROM setting WHERE name = 'n17'").get == '"17"'
    reader.close()


def test_independent_reader_with_another_key_or_none_sees_nothing(tmp_path: Path) -> None:
    create_user_database(tmp_path, make_database_key()).close()
    for connection in (open_elsewhere(tmp_path / FILE_NAME, make_database_key()), apsw.Connection(str(tmp_path / FILE_NAME))):
        with pytest.raises(apsw.NotADBError):
            connection.execute('SELECT count(*) FROM sqlite_master').fetchall()
        connection.close()
