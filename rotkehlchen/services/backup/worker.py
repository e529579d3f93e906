"""The process that encrypts and decrypts backups.

The age library holds the interpreter's lock for seconds (scrypt), which in the server's own process would stall every
request. So it works here. One JSON order comes on standard input, secrets in it; progress and the answer go to standard
output, a JSON line each. Killing this process cancels the work; it ends by itself when its standard input is closed, that is
when the server died. It never gives a file its final name: that is the server's part.
"""

import json
import os
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from rotkehlchen.core.errors import AppError, AuthError, CorruptError
from rotkehlchen.services.backup.age_file import decrypt, encrypt
from rotkehlchen.services.backup.archive import DATABASE, GLOBAL, KEY_FILE, Manifest, digest, pack, unpack
from rotkehlchen.storage.anchor import load_counter
from rotkehlchen.storage.keyslot import DatabaseKey, KeyFile, parse_key_file, password_bytes, second_file, unwrap
from rotkehlchen.storage.migration import load_migrations, migrate
from rotkehlchen.storage.private_file import create_private, disk_errors, flush_directory
from rotkehlchen.storage.user_database import check_integrity, connect, newest_schema, open_with_key, read_schema_version

Order = Mapping[str, Any]
Say = Callable[[str], None]
Members = Mapping[str, memoryview]
NICENESS: Final = 5  # requests go first


def export(order: Order, say: Say) -> dict[str, Any]:
    """Encrypt a consistent copy of the database into the new file `target`, read it back and check all of it."""
    key, copy, target = parse_key(order['key']), Path(order['copy']), Path(order['target'])
    say('check')
    rows = check_integrity(copy, key)
    with disk_errors('The backup', 'backup_unwritable'):
        members = {
            KEY_FILE: Path(order['key_file']).read_bytes(), DATABASE: copy.read_bytes(), GLOBAL: json.dumps(order['global']).encode(),
        }
    parse_key_file(members[KEY_FILE])
    manifest = Manifest(
        **order['manifest'], rows=rows, sha256={name: digest(content) for name, content in members.items()},
        sizes={name: len(content) for name, content in members.items()},
    )
    say('encrypt')
    encrypted = encrypt(pack(manifest, members), order['passphrase'])
    del members
    say('write')
    with disk_errors('The backup', 'backup_unwritable'):
        write_private(target, encrypted)
    size = len(encrypted)
    del encrypted
    say('verify')
    verify(order, manifest, key)
    return {'manifest': manifest.to_json(), 'size': size}


def verify(order: Order, meant: Manifest, key: DatabaseKey) -> None:
    """Read the written file as a restore would, and open the database in it."""
    manifest, members = unpack(decrypt(Path(order['target']), order['passphrase']), newest_schema())
    scratch = Path(order['scratch']) / 'verify.db'
    with disk_errors('The backup', 'backup_unwritable'):
        write_private(scratch, members[DATABASE])
    try:
        if manifest != meant or check_database(scratch, key, manifest) is not None:
            raise CorruptError('The backup that was written is not the one that was meant.', code='verification_failed')
    finally:
        scratch.unlink()


def check(order: Order, say: Say) -> dict[str, Any]:
    """Decrypt all of a backup and compare it with its checksums; where a key is at hand, open the database too."""
    say('decrypt')
    manifest, members = read_backup(order)
    key = find_key(order, manifest, parse_key_file(bytes(members[KEY_FILE])))
    if key is not None:
        say('check')
        scratch = Path(order['scratch']) / 'check.db'
        with disk_errors('The folder for checking', 'backup_unwritable'):
            write_private(scratch, members[DATABASE])
        refuse(check_database(scratch, key, manifest))
    return {'manifest': manifest.to_json(), 'database_checked': key is not None}


def restore(order: Order, say: Say) -> dict[str, Any]:
    """Write database and key file into the empty folder `scratch`; what they hold stays encrypted. The rest is in the answer."""
    say('decrypt')
    manifest, members = read_backup(order)
    try:
        own = json.loads(bytes(members[GLOBAL]))
    except (ValueError, RecursionError):
        raise CorruptError('The list of own assets in the backup is damaged.', code='backup_damaged') from None
    say('write')
    folder = Path(order['scratch'])
    database, key_path = folder / DATABASE, folder / KEY_FILE
    with disk_errors('The profile'):
        write_private(database, members[DATABASE])
        write_private(key_path, members[KEY_FILE])
        write_private(second_file(key_path), members[KEY_FILE])
    say('check')
    key = find_key(order, manifest, parse_key_file(bytes(members[KEY_FILE])))
    if key is not None:
        refuse(check_database(database, key, manifest))
        upgrade(database, key)
    with disk_errors('The profile'):
        flush_directory(folder)
    return {'manifest': manifest.to_json(), 'global': own, 'database_checked': key is not None}


# ------------------------------------------------------------------ parts
def read_backup(order: Order) -> tuple[Manifest, Members]:
    """Raises AuthError for a wrong passphrase, InputError for what is no backup, CorruptError, NewerSchemaError."""
    manifest, members = unpack(decrypt(Path(order['source']), order['passphrase']), newest_schema())
    if parse_key_file(bytes(members[KEY_FILE])).profile_id != manifest.profile_id:
        raise CorruptError("The backup's key file belongs to another profile.", code='backup_damaged')
    return manifest, members


def parse_key(raw: str) -> DatabaseKey:
    data = bytes.fromhex(raw)
    return DatabaseKey(data[:32], data[32:])


def find_key(order: Order, manifest: Manifest, key_file: KeyFile) -> DatabaseKey | None:
    """The key of the database in a backup: that of the open profile if it is the same one, or what the given password opens.

    None if there is no such thing. A password that was asked for must be right: AuthError.
    """
    if order.get('key') and order.get('profile_id') == manifest.profile_id:
        return parse_key(order['key'])
    slot = key_file.find('password')
    if slot is None:
        return None
    try:
        return unwrap(slot, password_bytes(order.get('password') or order['passphrase']))
    except AuthError:
        if order.get('password'):
            raise
        return None


def check_database(path: Path, key: DatabaseKey, manifest: Manifest) -> str | None:
    """What in the database is not as the manifest says, None if all is. Raises CorruptError if it cannot be read."""
    rows = check_integrity(path, key)
    if rows != manifest.rows:
        return 'rows'
    if read_schema_version(path, key) != manifest.schema_version:
        return 'schema_version'
    connection = open_with_key(path, key)
    try:
        return None if load_counter(connection) == manifest.counter else 'counter'
    finally:
        connection.close()


def refuse(problem: str | None) -> None:
    if problem is not None:
        raise CorruptError(f'The database in the backup is not the one that its manifest describes ({problem}).', code='backup_damaged')


def upgrade(path: Path, key: DatabaseKey) -> None:
    """Bring a restored database to this version's schema. The backup is the copy from before."""
    connection = connect(path, key)
    try:
        migrate(connection, load_migrations('userdb'))
    finally:
        connection.close()


def write_private(path: Path, content: bytes | memoryview) -> None:
    with os.fdopen(create_private(path), 'wb') as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


# ------------------------------------------------------------------ the process
ORDERS: Final[Mapping[str, Callable[[Order, Say], dict[str, Any]]]] = {'export': export, 'check': check, 'restore': restore}


def tell(message: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + '\n')
    sys.stdout.flush()


def end_with_parent() -> None:
    """Wait for the end of standard input, which the server keeps open as long as it lives and wants the work."""
    sys.stdin.read()
    os._exit(3)


def main() -> int:
    with suppress(OSError):
        os.nice(NICENESS)
    if os.name == 'posix':
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would hold what is to be encrypted
    order = json.loads(sys.stdin.readline())
    threading.Thread(target=end_with_parent, daemon=True).start()
    try:
        tell({'answer': ORDERS[order['order']](order, lambda step: tell({'step': step}))})
    except AppError as error:
        tell({'error': {'kind': type(error).__name__, 'code': error.error_code, 'message': error.message, 'params': dict(error.params)}})
    except MemoryError:
        tell({'error': {'kind': 'StorageError', 'code': 'out_of_memory', 'message': 'There is not enough free memory.', 'params': {}}})
    return 0
