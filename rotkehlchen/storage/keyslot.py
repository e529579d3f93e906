"""Key slots: the database key of a profile, wrapped once for each way in.

The key is random and never changes with the password. A slot derives a key from a secret (Argon2id) and wraps the
database key with it (AES-256-GCM); all of the slot's header is associated data, so that lowering its cost or moving it
into another profile makes it unreadable. Written atomically; the version before is kept beside it.

Sources, read 2026-11: RFC 9106 (Argon2), BIP-39 (the word list, used here only to write 128 random bits with a checksum).
"""

import base64
import json
import os
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from rotkehlchen.core.errors import AuthError, CorruptError, InputError

FORMAT: Final = 1
KEY_BYTES: Final = 32
DATABASE_SALT_BYTES: Final = 16
NONCE_BYTES: Final = 12
SALT_BYTES: Final = 16
RECOVERY_BITS: Final = 128
MIN_MEMORY_KIB: Final = 64 * 1024
MAX_MEMORY_KIB: Final = 4 * 1024 * 1024
MAX_ITERATIONS: Final = 100
MAX_LANES: Final = 64
MAX_FILE_BYTES: Final = 64 * 1024

Kind = Literal['password', 'recovery']


@dataclass(frozen=True, slots=True)
class KdfCost:
    """Cost of Argon2id. Below the floor nothing is made and nothing is read."""

    memory_kib: int = 256 * 1024
    iterations: int = 3
    lanes: int = 4

    def check(self) -> None:
        """Raise CorruptError for a cost that was lowered or that would exhaust this computer."""
        if not (MIN_MEMORY_KIB <= self.memory_kib <= MAX_MEMORY_KIB and 1 <= self.iterations <= MAX_ITERATIONS and 1 <= self.lanes <= MAX_LANES):
            raise CorruptError('The key file asks for a key derivation outside the allowed limits.', code='key_file')


@dataclass(frozen=True, slots=True)
class DatabaseKey:
    """Raw SQLCipher key and salt. Never printed: its text form says nothing."""

    key: bytes
    salt: bytes

    def __repr__(self) -> str:
        return 'DatabaseKey(...)'

    @property
    def pragma(self) -> str:
        """The value of `PRAGMA key`, quotes included."""
        return f'"x\'{self.key.hex()}{self.salt.hex()}\'"'


def make_database_key() -> DatabaseKey:
    return DatabaseKey(secrets.token_bytes(KEY_BYTES), secrets.token_bytes(DATABASE_SALT_BYTES))


@dataclass(frozen=True, slots=True)
class Slot:
    kind: Kind
    header: Mapping[str, Any]  # everything that is authenticated
    wrapped: bytes


@dataclass(frozen=True, slots=True)
class KeyFile:
    """All slots of one profile. `recovery_confirmed`: the user proved to have the recovery key."""

    profile_id: str
    slots: tuple[Slot, ...]
    recovery_confirmed: bool = False

    def with_slot(self, slot: Slot, *, recovery_confirmed: bool | None = None) -> 'KeyFile':
        """The same with the slot of this kind replaced."""
        others = tuple(known for known in self.slots if known.kind != slot.kind)
        confirmed = self.recovery_confirmed if recovery_confirmed is None else recovery_confirmed
        return KeyFile(self.profile_id, (*others, slot), confirmed)

    def find(self, kind: Kind) -> Slot | None:
        return next((slot for slot in self.slots if slot.kind == kind), None)


def wrap(key: DatabaseKey, secret: bytes, kind: Kind, profile_id: str, cost: KdfCost) -> Slot:
    """A new slot that gives `key` to whoever has `secret`. Takes as long as the cost says; releases the interpreter lock."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    cost.check()
    salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
    header = {
        'format': FORMAT, 'profile': profile_id, 'kind': kind, 'kdf': 'argon2id', 'memory_kib': cost.memory_kib, 'iterations': cost.iterations,
        'lanes': cost.lanes, 'salt': _encode(salt), 'cipher': 'aes-256-gcm', 'nonce': _encode(nonce),
    }
    wrapped = AESGCM(derive(secret, salt, cost)).encrypt(nonce, key.key + key.salt, _associated(header))
    return Slot(kind, header, wrapped)


def unwrap(slot: Slot, secret: bytes) -> DatabaseKey:
    """The database key. Raises AuthError if the secret is wrong or the slot was changed: the two can't be told apart."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    header = slot.header
    cost = KdfCost(header['memory_kib'], header['iterations'], header['lanes'])
    cost.check()
    derived = derive(secret, _decode(header['salt']), cost)
    try:
        plain = AESGCM(derived).decrypt(_decode(header['nonce']), slot.wrapped, _associated(header))
    except InvalidTag:
        if slot.kind == 'recovery':
            raise AuthError('The recovery key is wrong.', code='wrong_recovery_key') from None
        raise AuthError('The password is wrong.', code='wrong_password') from None
    return DatabaseKey(plain[:KEY_BYTES], plain[KEY_BYTES:])


def derive(secret: bytes, salt: bytes, cost: KdfCost) -> bytes:
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    return Argon2id(salt=salt, length=KEY_BYTES, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory_kib).derive(secret)


def password_bytes(password: str) -> bytes:
    """The bytes of a password, the same however the keyboard composed its letters (Unicode NFKC)."""
    return unicodedata.normalize('NFKC', password).encode('utf-8', 'surrogatepass')


def make_recovery_words() -> tuple[str, bytes]:
    """Twelve words and the 128 random bits that they write."""
    from mnemonic import Mnemonic

    bits = secrets.token_bytes(RECOVERY_BITS // 8)
    words: str = Mnemonic('english').to_mnemonic(bits)
    return words, bits


def parse_recovery_words(text: str) -> bytes:
    """The bits of twelve words, however they are spaced and cased. Raises InputError naming what is wrong."""
    from mnemonic import Mnemonic

    language = Mnemonic('english')
    words = unicodedata.normalize('NFKD', text).lower().split()
    if len(words) != 12:
        raise InputError(f'recovery_key: the recovery key has twelve words, these are {len(words)}', field='recovery_key', code='wrong_recovery_key')
    if unknown := next((number for number, word in enumerate(words, 1) if word not in language.wordlist), None):
        raise InputError(f'recovery_key: word {unknown} is not in the list of words', field='recovery_key', code='wrong_recovery_key')
    if not language.check(' '.join(words)):
        raise InputError('recovery_key: a word is wrong or two are swapped', field='recovery_key', code='wrong_recovery_key')
    return bytes(language.to_entropy(words))


# ------------------------------------------------------------------ the file
def save_key_file(path: Path, content: KeyFile) -> None:
    """Write the slots so that a kill at any moment leaves the old file or the new one, and keep the old one beside it."""
    data = json.dumps({
        'format': FORMAT,
        'profile': content.profile_id,
        'recovery_confirmed': content.recovery_confirmed,
        'slots': [{'header': dict(slot.header), 'wrapped': _encode(slot.wrapped)} for slot in content.slots],
    }, indent=1).encode()
    if path.exists():
        write_atomically(path.with_suffix('.json.bak'), path.read_bytes())
    write_atomically(path, data)


def load_key_file(path: Path) -> KeyFile:
    """Raises CorruptError if the file is missing or not what we write; its copy is tried first."""
    try:
        return parse_key_file(path.read_bytes())
    except (OSError, CorruptError) as error:
        try:
            return parse_key_file(path.with_suffix('.json.bak').read_bytes())
        except (OSError, CorruptError):
            raise CorruptError(f'The key file {path.name} is missing or damaged: restore it from a backup.', code='key_file') from error


def parse_key_file(raw: bytes) -> KeyFile:
    if len(raw) > MAX_FILE_BYTES:
        raise CorruptError('The key file is too large.', code='key_file')
    try:
        data = json.loads(raw)
        if data['format'] != FORMAT:
            raise CorruptError('The key file was written by another version.', code='key_file')
        slots = tuple(_parse_slot(item, data['profile']) for item in data['slots'])
        return KeyFile(str(data['profile']), slots, bool(data['recovery_confirmed']))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise CorruptError('The key file is damaged.', code='key_file') from error


def _parse_slot(item: Mapping[str, Any], profile_id: str) -> Slot:
    header = item['header']
    numbers = [header[name] for name in ('memory_kib', 'iterations', 'lanes')]
    if header['profile'] != profile_id or header['kdf'] != 'argon2id' or header['cipher'] != 'aes-256-gcm' or not all(type(n) is int for n in numbers):
        raise CorruptError('A slot of the key file is damaged.', code='key_file')
    kind = header['kind']
    if kind not in ('password', 'recovery') or len(_decode(header['salt'])) != SALT_BYTES or len(_decode(header['nonce'])) != NONCE_BYTES:
        raise CorruptError('A slot of the key file is damaged.', code='key_file')
    return Slot(kind, header, _decode(item['wrapped']))


def write_atomically(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Replace a file: temporary file, flush to the disk, rename, flush of the directory."""
    temporary = path.with_name(f'.{path.name}.{os.getpid()}.{secrets.token_hex(4)}')
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, 'O_NOFOLLOW', 0), mode)
    try:
        with os.fdopen(descriptor, 'wb') as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    flush_directory(path.parent)


def flush_directory(path: Path) -> None:
    """Make a rename in this directory last (not possible, and not needed, on Windows)."""
    if os.name == 'posix':
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _associated(header: Mapping[str, Any]) -> bytes:
    return json.dumps(header, sort_keys=True, separators=(',', ':')).encode()


def _encode(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _decode(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
