"""Rules for what a user types to make or open a profile: its name and its password."""

import re
import unicodedata
from typing import Final

from rotkehlchen.core.errors import InputError
from rotkehlchen.storage.keyslot import password_bytes

MAX_NAME_CHARACTERS: Final = 60
MAX_NAME_BYTES: Final = 200
MAX_PASSWORD_BYTES: Final = 1024
RESERVED_NAMES: Final = frozenset({'con', 'prn', 'aux', 'nul', *(f'com{n}' for n in range(10)), *(f'lpt{n}' for n in range(10))})
_FORBIDDEN_IN_NAME = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')


def check_name(name: str, field: str = 'name') -> str:
    """A profile name that every file system takes, in Unicode NFC. Raises InputError."""
    checked = unicodedata.normalize('NFC', name.strip())
    problem = None
    if not checked:
        problem = 'must not be empty'
    elif not checked.isprintable() or _FORBIDDEN_IN_NAME.search(checked):  # surrogates are not printable either
        problem = 'must not contain any of < > : " / \\ | ? * or control characters'
    elif len(checked) > MAX_NAME_CHARACTERS or len(checked.encode()) > MAX_NAME_BYTES:
        problem = f'must have at most {MAX_NAME_CHARACTERS} characters'
    elif checked.startswith('.') or checked.endswith('.'):
        problem = 'must not begin or end with a dot'
    elif checked.partition('.')[0].rstrip().casefold() in RESERVED_NAMES:
        problem = 'is reserved by an operating system'
    if problem:
        raise InputError(f'{field} {problem}', field=field)
    return checked


def check_password(password: str, field: str) -> bytes:
    """The bytes of a new password. Any that is not empty is taken: how long a good one should be is said where it is typed."""
    secret = password_bytes(password)
    if not secret:
        raise InputError(f'{field} must not be empty', field=field)
    if len(secret) > MAX_PASSWORD_BYTES:
        raise InputError(f'{field} must have at most {MAX_PASSWORD_BYTES} bytes', field=field)
    return secret
