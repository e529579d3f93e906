"""Age files as cheap as a test needs them: the format written once more from its specification (age-encryption.org/v1, read 2026-11).

The library that the application uses chooses how much work a passphrase costs, seconds; here it is next to none. That our reader takes
these files is also a check that it reads the format and not only its own output.
"""

import base64
import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CHUNK_BYTES = 64 * 1024


def encrypt(plain: bytes, passphrase: str, work_factor: int = 2) -> bytes:
    file_key, salt, nonce = os.urandom(16), os.urandom(16), os.urandom(16)
    wrapping = hashlib.scrypt(
        passphrase.encode(), salt=b'age-encryption.org/v1/scrypt' + salt, n=2**work_factor, r=8, p=1, dklen=32, maxmem=2**(work_factor + 11),
    )
    wrapped = ChaCha20Poly1305(wrapping).encrypt(bytes(12), file_key, None)
    header = b'age-encryption.org/v1\n-> scrypt %s %d\n%s\n---' % (_encode(salt), work_factor, _encode(wrapped))
    mac = hmac.digest(_derive(file_key, b'', b'header'), header, 'sha256')
    return header + b' ' + _encode(mac) + b'\n' + nonce + _stream(plain, _derive(file_key, nonce, b'payload'))


def _stream(plain: bytes, key: bytes) -> bytes:
    cipher = ChaCha20Poly1305(key)
    starts = range(0, max(len(plain), 1), CHUNK_BYTES)
    return b''.join(
        cipher.encrypt(number.to_bytes(11, 'big') + bytes([start == starts[-1]]), plain[start:start + CHUNK_BYTES], None)
        for number, start in enumerate(starts)
    )


def _derive(key: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=purpose).derive(key)


def _encode(raw: bytes) -> bytes:
    return base64.b64encode(raw).rstrip(b'=')
