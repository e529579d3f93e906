"""The process that encrypts and decrypts backups: `python -m rotkehlchen.services.backup.worker`.

The age library holds the interpreter's lock for seconds (scrypt), which in the server's own process would stall every
request. So it works here. One JSON order comes on standard input, secrets in it; progress and the answer go to standard
output, a JSON line each. Killing this process cancels the work.
"""

import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from rotkehlchen.core.errors import AppError, AuthError, CorruptError, DiskFullError, StorageError
from rotkehlchen.core.money import set_decimal_context
from rotkehlchen.services.backup.archive import DATABASE, GLOBAL, KEY_FILE, Manifest, check_age_header, digest, pack, unpack
from rotkehlchen.storage.keyslot import DatabaseKey, parse_key_file
from rotkehlchen.storage.private_file import flush_directory
from rotkehlchen.storage.user_database import check_integrity, newest_schema

Order = Mapping[str, Any]
Say = Callable[[str, int, int], None]


def export(order: Order, say: Say) -> dict[str, Any]:
    """Encrypt a consistent copy of the database, write it, read it back and check all of it before saying that it is there."""
    import pyrage

    key = DatabaseKey(bytes.fromhex(order['key']), bytes.fromhex(order['salt']))
    members = {
        KEY_FILE: Path(order['key_file']).read_bytes(), DATABASE: Path(order['database']).read_bytes(), GLOBAL: json.dumps(order['global']).encode(),
    }
    say('checking', 0, 4)
    rows = check_integrity(Path(order['database']), key)
    manifest = Manifest(
        **order['manifest'], rows=rows, sha256={name: digest(content) for name, content in members.items()},
        sizes={name: len(content) for name, content in members.items()},
    )
    say('encrypting', 1, 4)
    encrypted = pyrage.passphrase.encrypt(pack(manifest, members), order['passphrase'])
    target = Path(order['target'])
    say('writing', 2, 4)
    temporary = target.with_name(f'.{target.name}.{os.getpid()}.part')
    try:
        write_private(temporary, encrypted)
        say('verifying', 3, 4)
        verified, content = read_backup(temporary, order['passphrase'])
        with scratch_copy(target.parent, content[DATABASE]) as copy:
            if check_integrity(copy, key) != dict(rows) or verified != manifest:
                raise CorruptError('The backup that was written is not the one that was meant.', code='verification_failed')
        temporary.replace(target)
        flush_directory(target.parent)
    finally:
        temporary.unlink(missing_ok=True)
    say('done', 4, 4)
    return {'manifest': manifest.to_json(), 'size': len(encrypted)}


def check(order: Order, say: Say) -> dict[str, Any]:
    say('decrypting', 0, 1)
    manifest, _ = read_backup(Path(order['source']), order['passphrase'])
    say('done', 1, 1)
    return {'manifest': manifest.to_json()}


def restore(order: Order, say: Say) -> dict[str, Any]:
    """Write database and key file into `folder`; what they hold stays encrypted. The rest is for the caller to put in place."""
    say('decrypting', 0, 2)
    manifest, members = read_backup(Path(order['source']), order['passphrase'])
    if parse_key_file(members[KEY_FILE]).profile_id != manifest.profile_id:
        raise CorruptError('The backup\'s key file belongs to another profile.', code='backup_damaged')
    say('writing', 1, 2)
    folder = Path(order['folder'])
    write_private(folder / DATABASE, members[DATABASE])
    write_private(folder / KEY_FILE, members[KEY_FILE])
    flush_directory(folder)
    say('done', 2, 2)
    return {'manifest': manifest.to_json(), 'global': json.loads(members[GLOBAL])}


def read_backup(path: Path, passphrase: str) -> tuple[Manifest, dict[str, bytes]]:
    """Manifest and members of a backup file. Raises AuthError for a wrong passphrase, CorruptError, NewerSchemaError."""
    import pyrage

    try:
        raw = path.read_bytes()
    except OSError as error:
        raise StorageError(f'The backup cannot be read: {error.strerror}.', code='backup_unreadable') from None
    check_age_header(raw)
    try:
        plain = pyrage.passphrase.decrypt(raw, passphrase)
    except pyrage.DecryptError as error:
        if 'passphrase' in str(error).lower() or 'no matching keys' in str(error).lower() or 'decryption failed' in str(error).lower():
            raise AuthError('The passphrase is wrong, or the beginning of the file is damaged.', code='wrong_passphrase') from None
        raise CorruptError('The backup is damaged or cut off.', code='backup_damaged') from None
    return unpack(plain, newest_schema())


@contextlib.contextmanager
def scratch_copy(folder: Path, database: bytes) -> Any:
    """A database (encrypted, as it is in the backup) as a file to be checked, gone afterwards."""
    with tempfile.TemporaryDirectory(dir=folder, prefix='.verify-') as scratch:
        path = Path(scratch) / DATABASE
        write_private(path, database)
        yield path


def write_private(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, 'O_NOFOLLOW', 0), 0o600)
    with os.fdopen(descriptor, 'wb') as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


ORDERS: Mapping[str, Callable[[Order, Say], dict[str, Any]]] = {'export': export, 'check': check, 'restore': restore}


def main() -> int:
    set_decimal_context()
    order = json.loads(sys.stdin.readline())

    def tell(message: Mapping[str, Any]) -> None:
        sys.stdout.write(json.dumps(message) + '\n')
        sys.stdout.flush()

    def say(step: str, done: int, total: int) -> None:
        tell({'step': step, 'done': done, 'total': total})

    try:
        tell({'answer': ORDERS[order['order']](order, say)})
    except OSError as error:
        full = error.errno in (28, 122)  # ENOSPC, EDQUOT
        failure: AppError = DiskFullError('The disk is full: no backup was written.') if full else StorageError(
            f'The backup cannot be written: {error.strerror}.', code='backup_unwritable')
        tell({'error': {'kind': type(failure).__name__, 'code': failure.error_code, 'message': failure.message}})
    except AppError as error:
        tell({'error': {'kind': type(error).__name__, 'code': error.error_code, 'message': error.message}})
    return 0


if __name__ == '__main__':
    sys.exit(main())
