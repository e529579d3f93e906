"""Key slots: the database key of a profile, wrapped once for each way in.

The key is random and never changes with the password. A slot derives a key from a secret (Argon2id) and wraps the
database key with it (AES-256-GCM); all of the slot's header is associated data, so that lowering its cost or moving it
into another profile makes it unreadable. Written atomically, and once more beside it in case the disk loses the first:
the second file is never older than the last change that succeeded, or an old password would go on opening the profile.
Slots of kinds that this version does not know (a system keychain, a hardware key) are kept as they are.

Sources, read 2026-11: RFC 9106 (Argon2), BIP-39 (the word list, used here only to write 128 random bits with a checksum).
"""

import base64
import json
import math
import secrets
import threading
import time
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal

from rotkehlchen.core.errors import AuthError, CorruptError, InputError, StorageError
from rotkehlchen.storage.private_file import disk_errors, read_private, write_atomically

FORMAT: Final = 1
KEY_BYTES: Final = 32
DATABASE_SALT_BYTES: Final = 16
NONCE_BYTES: Final = 12
SALT_BYTES: Final = 16
RECOVERY_BITS: Final = 128
MIN_MEMORY_KIB: Final = 64 * 1024
MAX_MEMORY_KIB: Final = 1024 * 1024
MAX_ITERATIONS: Final = 64
MAX_LANES: Final = 16
MAX_TUNED_ITERATIONS: Final = 12
MAX_FILE_BYTES: Final = 64 * 1024
MAX_SLOTS: Final = 16
KNOWN_KINDS: Final = ('password', 'recovery')
_deriving = threading.Lock()

Kind = Literal['password', 'recovery']


@dataclass(frozen=True, slots=True)
class KdfCost:
    """Cost of Argon2id. Below the floor nothing is made and nothing is read.

    Where the derivation of a new password slot takes less than `least_seconds`, it is made dearer for that slot.
    """

    memory_kib: int = 256 * 1024
    iterations: int = 3
    lanes: int = 4
    least_seconds: float = 0

    def check(self) -> None:
        """Raise CorruptError for a cost that was lowered or that would exhaust this computer."""
        limits = ((MIN_MEMORY_KIB, self.memory_kib, MAX_MEMORY_KIB), (1, self.iterations, MAX_ITERATIONS), (1, self.lanes, MAX_LANES))
        if not all(low <= value <= high for low, value, high in limits):
            raise CorruptError('The key file asks for a key derivation outside the allowed limits.', code='key_file')


PRODUCTION_COST: Final = KdfCost(least_seconds=0.5)
# A recovery key is 128 random bits: no derivation has to slow down guessing it.
RECOVERY_COST: Final = KdfCost(MIN_MEMORY_KIB, 1, 4)


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
    """`header` is everything that is authenticated. `kind` may be one that this version cannot open."""

    kind: str
    header: Mapping[str, Any]
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

    def find(self, kind: str) -> Slot | None:
        return next((slot for slot in self.slots if slot.kind == kind), None)


def wrap(key: DatabaseKey, secret: bytes, kind: Kind, profile_id: str, cost: KdfCost) -> Slot:
    """A new slot that gives `key` to whoever has `secret`. Takes as long as the cost says; releases the interpreter lock."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    cost.check()
    salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
    header = {
        'format': FORMAT, 'profile': profile_id, 'kind': kind, 'kdf': 'argon2id', 'memory_kib': cost.memory_kib,
        'iterations': cost.iterations, 'lanes': cost.lanes, 'salt': _encode(salt), 'cipher': 'aes-256-gcm', 'nonce': _encode(nonce),
    }
    wrapped = AESGCM(derive(secret, salt, cost)).encrypt(nonce, key.key + key.salt, _associated(header))
    return Slot(kind, header, wrapped)


def wrap_password(key: DatabaseKey, secret: bytes, profile_id: str, cost: KdfCost) -> Slot:
    """`wrap` for a password, with more iterations where this computer is so fast that `cost` would be cheap."""
    started = time.perf_counter()
    slot = wrap(key, secret, 'password', profile_id, cost)
    taken = time.perf_counter() - started
    if taken >= cost.least_seconds:
        return slot
    iterations = min(math.ceil(cost.iterations * cost.least_seconds / taken), max(cost.iterations, MAX_TUNED_ITERATIONS))
    return wrap(key, secret, 'password', profile_id, replace(cost, iterations=iterations))


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
    if len(plain) != KEY_BYTES + DATABASE_SALT_BYTES:
        raise CorruptError('A slot of the key file holds no database key.', code='key_file')
    return DatabaseKey(plain[:KEY_BYTES], plain[KEY_BYTES:])


def derive(secret: bytes, salt: bytes, cost: KdfCost) -> bytes:
    """Argon2id. One at a time: it takes much memory, and two of several lanes side by side never end in OpenSSL's thread pool, whose
    threads are as many as there are processors (seen with cryptography 50.0.2 on two).
    """
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    derivation = Argon2id(salt=salt, length=KEY_BYTES, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory_kib)
    try:
        with _deriving:
            return derivation.derive(secret)
    except MemoryError:
        needed = cost.memory_kib // 1024
        raise StorageError(f'There is not enough free memory to check the key: {needed} MB are needed.', code='out_of_memory') from None


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
    problem = None
    if len(words) != 12:
        problem = f'the recovery key has twelve words, these are {len(words)}'
    elif unknown := next((number for number, word in enumerate(words, 1) if word not in language.wordlist), None):
        problem = f'word {unknown} is not in the list of words'
    elif not language.check(' '.join(words)):
        problem = 'a word is wrong or two are swapped'
    if problem:
        raise InputError(f'recovery_key: {problem}', field='recovery_key', code='wrong_recovery_key')
    return bytes(language.to_entropy(words))


# ------------------------------------------------------------------ the file
def save_key_file(path: Path, content: KeyFile) -> None:
    """Write the slots so that a kill at any moment leaves the old ones or the new ones. Raises StorageError, DiskFullError."""
    data = to_bytes(content)
    with disk_errors('The key file', 'key_file'):
        write_atomically(path, data)
        if read_private(path, MAX_FILE_BYTES) != data:
            raise StorageError('The key file was not written as it should be: the disk may be failing.', code='key_file')
        write_atomically(second_file(path), data)


def second_file(path: Path) -> Path:
    return path.with_name(path.name + '.bak')


def to_bytes(content: KeyFile) -> bytes:
    return json.dumps({
        'format': FORMAT,
        'profile': content.profile_id,
        'recovery_confirmed': content.recovery_confirmed,
        'slots': [{'header': dict(slot.header), 'wrapped': _encode(slot.wrapped)} for slot in content.slots],
    }, indent=1).encode()


def load_key_file(path: Path) -> KeyFile:
    """Raises CorruptError if neither the file nor the one beside it is what we write."""
    try:
        return parse_key_file(read_private(path, MAX_FILE_BYTES))
    except (OSError, CorruptError) as error:
        try:
            return parse_key_file(read_private(second_file(path), MAX_FILE_BYTES))
        except (OSError, CorruptError):
            if isinstance(error, CorruptError):
                raise error from None
            raise CorruptError(f'The key file {path.name} is missing: restore it from a backup.', code='key_file') from None


def is_key_file(path: Path) -> bool:
    """Whether this very file, not the one beside it, is what we write."""
    try:
        parse_key_file(read_private(path, MAX_FILE_BYTES))
    except (OSError, CorruptError):
        return False
    return True


def parse_key_file(raw: bytes) -> KeyFile:
    """Raises CorruptError."""
    if len(raw) > MAX_FILE_BYTES:
        raise CorruptError('The key file is too large.', code='key_file')
    try:
        data = json.loads(raw)
        if data['format'] != FORMAT:
            raise CorruptError('The key file was written by another version of the application.', code='key_file')
        profile, items, confirmed = data['profile'], data['slots'], data['recovery_confirmed']
        if not isinstance(profile, str) or not isinstance(items, list) or not isinstance(confirmed, bool) or len(items) > MAX_SLOTS:
            raise CorruptError('The key file is damaged.', code='key_file')
        slots = tuple(_parse_slot(item, profile) for item in items)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise CorruptError('The key file is damaged.', code='key_file') from error
    if len({slot.kind for slot in slots}) != len(slots):
        raise CorruptError('The key file has two slots of one kind.', code='key_file')
    return KeyFile(profile, slots, confirmed)


def _parse_slot(item: Mapping[str, Any], profile_id: str) -> Slot:
    header = item['header']
    kind = header['kind']
    if not isinstance(kind, str) or header['profile'] != profile_id or header['format'] != FORMAT:
        raise CorruptError('A slot of the key file is damaged.', code='key_file')
    if kind in KNOWN_KINDS:
        numbers = [header[name] for name in ('memory_kib', 'iterations', 'lanes')]
        algorithms = (header['kdf'], header['cipher'])
        sizes = (len(_decode(header['salt'])), len(_decode(header['nonce'])))
        if not all(type(n) is int for n in numbers) or algorithms != ('argon2id', 'aes-256-gcm') or sizes != (SALT_BYTES, NONCE_BYTES):
            raise CorruptError('A slot of the key file is damaged.', code='key_file')
        KdfCost(*numbers).check()
    return Slot(kind, header, _decode(item['wrapped']))


def _associated(header: Mapping[str, Any]) -> bytes:
    return json.dumps(header, sort_keys=True, separators=(',', ':')).encode()


def _encode(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _decode(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
