"""What is stored, as one comparable value: both databases row by row, and the files of the data directory."""

import hashlib
from pathlib import Path

from rotkehlchen.services.container import AppServices
from rotkehlchen.storage.database import Connection
from rotkehlchen.storage.global_db.connection import FILE_NAME, FOLDER, connect

State = dict[str, object]
_known: dict[bytes, State] = {}


def dump(services: AppServices) -> State:
    """By table, the number of rows and a digest of them; of the open profile's database and the shared one."""
    found: State = {}
    user = services.session.find()
    if user is not None:
        with user.database.read(snapshot=True) as connection:
            found.update(_tables('user', connection))
    file = services.run.data_directory / FOLDER / FILE_NAME
    content = _content(file)
    if content not in _known:  # thousands of assets: read again only where a byte has changed
        shared = connect(file)
        _known[content] = _tables('global', shared)
        shared.close()
    found.update(_known[content])
    found['files'] = files(services.run.data_directory)
    return found


def changed(before: State, after: State) -> list[str]:
    """Names of the tables (and 'files') that differ."""
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def files(folder: Path) -> list[str]:
    """Files below a folder without those that SQLite keeps beside a database while it is open."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob('*') if not path.name.endswith(('-wal', '-shm')))


def _content(file: Path) -> bytes:
    """Digest of a database's pages and of those of its log."""
    digest = hashlib.sha256(file.read_bytes())
    log = file.with_name(f'{file.name}-wal')
    digest.update(log.read_bytes() if log.exists() else b'')
    return digest.digest()


def _tables(kind: str, connection: Connection) -> State:
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'")]
    found: State = {f'{kind}.user_version': connection.execute('PRAGMA user_version').fetchone()[0]}
    for name in names:
        digest, count = hashlib.sha256(), 0
        for row in connection.execute(f'SELECT * FROM "{name}"'):
            digest.update(repr(tuple(row)).encode())
            count += 1
        found[f'{kind}.{name}'] = (count, digest.hexdigest())
    return found
