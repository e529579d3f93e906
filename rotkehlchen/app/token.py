"""The launch token: made anew at each start, kept in a file that only the user can read.

A script reads `<data directory>/api-token`; a desktop shell receives it through an inherited pipe. It never stands
in an argument list, an environment variable, a log or a URL's query.
"""

import os
import secrets
from pathlib import Path
from typing import Final

from rotkehlchen.storage.private_file import disk_errors

FILE_NAME: Final = 'api-token'
TOKEN_BYTES: Final = 32


def make_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def save_token(token: str, data_directory: Path) -> Path:
    """Write the token for scripts, 0600, replacing that of an earlier start. Raises DiskFullError, StorageError."""
    path = data_directory / FILE_NAME
    temporary = path.with_name(f'.{FILE_NAME}.{os.getpid()}')
    with disk_errors(f'The file {path}'):
        try:
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, 'O_NOFOLLOW', 0), 0o600)
            with os.fdopen(descriptor, 'w', encoding='ascii') as file:
                file.write(token + '\n')
            temporary.replace(path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
    return path


def remove_token(data_directory: Path) -> None:
    (data_directory / FILE_NAME).unlink(missing_ok=True)


def hand_over(token: str, descriptor: int) -> None:
    """Write the token into an inherited pipe and close that."""
    with os.fdopen(descriptor, 'w') as pipe:
        pipe.write(token + '\n')
