"""The outer layer of a backup: an age v1 file with one passphrase. Source: age-encryption.org/v1, read 2026-11.

Everything here holds the interpreter's lock for seconds: it belongs in the worker process.
"""

import re
from pathlib import Path
from typing import Final

from rotkehlchen.core.errors import AuthError, CorruptError, InputError, StorageError
from rotkehlchen.storage.private_file import disk_errors, read_private

MAGIC: Final = b'age-encryption.org/v1\n'
ARMOR: Final = b'-----BEGIN AGE ENCRYPTED FILE-----'
MAX_WORK_FACTOR: Final = 22  # 2^22: some ten seconds and 4 GiB; more would only be an attack
MAX_FILE_BYTES: Final = 2 * 1024**3
ATTEMPTS: Final = 10
_HEADER = re.compile(
    rb'age-encryption\.org/v1\n-> scrypt [A-Za-z0-9+/]{22} ([1-9][0-9]?)\n[A-Za-z0-9+/]{43}\n--- [A-Za-z0-9+/]{43}\n',
)
_MADE_FOR_A_KEY = re.compile(rb'age-encryption\.org/v1\n-> (?!scrypt )[!-~]+')


def encrypt(plain: bytes, passphrase: str) -> bytes:
    """The library chooses the work factor: about a second on this computer."""
    import pyrage

    encrypted: bytes = pyrage.passphrase.encrypt(plain, passphrase)
    return encrypted


def decrypt(path: Path, passphrase: str) -> bytes:
    """What is in the file. Raises AuthError (wrong_passphrase), CorruptError, InputError for what is no backup, StorageError."""
    with disk_errors('The backup', 'backup_unreadable'):
        raw = read_private(path, MAX_FILE_BYTES)
    check_header(raw)
    return _open(raw, passphrase)


def _open(raw: bytes, passphrase: str) -> bytes:
    import pyrage

    for _ in range(ATTEMPTS):
        try:
            plain: bytes = pyrage.passphrase.decrypt(raw, passphrase)
            return plain
        except pyrage.DecryptError as error:
            # The file key opens or it doesn't, before any content is looked at: the library has two sentences for that.
            if str(error) in ('Decryption failed', 'No matching keys found'):
                raise AuthError('The passphrase is wrong.', code='wrong_passphrase') from None
            # Before, it measures for some milliseconds how fast this computer is, and refuses what would take 16 times as long as it takes to
            # make one: with other programs running that goes wrong now and then, of a file that is whole.
            if not str(error).startswith('Excessive work'):
                raise CorruptError('The backup is damaged or cut off.', code='backup_damaged') from None
    raise StorageError(
        'Opening the backup takes more work than this computer can do now. Close other programs and try again.', code='backup_too_slow')


def check_header(raw: bytes) -> None:
    """Refuse what is no age file with exactly one passphrase of bearable cost, before any of that cost is paid."""
    if len(raw) > MAX_FILE_BYTES:
        raise InputError('file: is larger than any backup can be (2 GiB)', field='file', code='backup_too_large')
    if raw.startswith(ARMOR):
        raise InputError('file: is an age file written as text: make a binary one of it', field='file', code='not_a_backup')
    if not raw.startswith(MAGIC):
        raise InputError('file: is not an encrypted backup', field='file', code='not_a_backup')
    if _MADE_FOR_A_KEY.match(raw):
        raise InputError('file: is an age file made for a key, not for a passphrase', field='file', code='not_a_backup')
    header = _HEADER.match(raw)
    if header is None:
        raise CorruptError('The backup is damaged: its header is not readable.', code='backup_damaged')
    if int(header[1]) > MAX_WORK_FACTOR:
        raise InputError('file: demands more work to open than any of our backups does', field='file', code='backup_work_factor')
