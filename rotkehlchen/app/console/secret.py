"""Passwords for words of the command line: never from arguments or the environment, which other programs can read.

Each secret comes from a file, from an inherited file descriptor, from the terminal, or, where standard input is no terminal, from one line
of that, in the order in which they would be asked for.
"""

import getpass
import os
import stat
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rotkehlchen.core.errors import InputError

MAX_BYTES: Final = 8_192
OTHERS_READ: Final = 0o044


@dataclass(frozen=True, slots=True)
class Secret:
    """`name`: of its options ('password' has --password-file and --password-fd). `is_new`: typed twice at the terminal."""

    name: str
    question: str
    is_new: bool = False


PASSWORD: Final = Secret('password', 'Password of the profile')


def add_options(parser: ArgumentParser, *secrets: Secret) -> None:
    for secret in secrets:
        group = parser.add_mutually_exclusive_group()
        group.add_argument(f'--{secret.name}-file', type=Path, default=None, metavar='FILE', help=f'{secret.question}: the one line of this file')
        group.add_argument(f'--{secret.name}-fd', type=int, default=None, metavar='NUMBER', help='the same, from an inherited file descriptor')


def read_all(secrets: Sequence[Secret], options: Namespace) -> dict[str, str]:
    """By name. Raises InputError for one that is not there or is no single line."""
    return {secret.name: _read(secret, options) for secret in secrets}


def _read(secret: Secret, options: Namespace) -> str:
    word = secret.name.replace('-', '_')
    path, descriptor = getattr(options, f'{word}_file'), getattr(options, f'{word}_fd')
    if path is not None:
        return _one_line(_from_file(path, secret), secret, str(path))
    if descriptor is not None:
        return _one_line(_from_descriptor(descriptor, secret), secret, f'file descriptor {descriptor}')
    if sys.stdin is None or not sys.stdin.isatty():
        line = '' if sys.stdin is None else sys.stdin.readline(MAX_BYTES)
        return _one_line(line.encode('utf-8', 'surrogateescape'), secret, 'standard input')
    return _from_terminal(secret)


def _from_terminal(secret: Secret) -> str:
    try:
        typed = getpass.getpass(f'{secret.question}: ')
        if secret.is_new and getpass.getpass('The same again: ') != typed:
            raise InputError('The two differ.', field=secret.name, code='secrets_differ')
    except EOFError:  # Ctrl+D
        raise InputError(f'{secret.question}: there is none.', field=secret.name, code='no_secret') from None
    return _one_line(typed.encode('utf-8', 'surrogateescape'), secret, 'what was typed')


def _from_file(path: Path, secret: Secret) -> bytes:
    try:
        with path.open('rb') as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else 'no path'
        raise InputError(f'{secret.name}-file: {path} cannot be read: {reason}', field=f'{secret.name}-file', code='secret_unreadable') from None
    if os.name == 'posix' and stat.S_ISREG(mode) and mode & OTHERS_READ:
        sys.stderr.write(f'Warning: other users of this computer can read {path}; "chmod 600" it.\n')
    return content


def _from_descriptor(descriptor: int, secret: Secret) -> bytes:
    """A pipe is read to its end."""
    try:
        if descriptor in (1, 2):
            raise OSError(0, 'it is an output')
        with os.fdopen(descriptor, 'rb', closefd=descriptor != 0) as pipe:
            return pipe.read(MAX_BYTES + 1)
    except (OSError, ValueError, OverflowError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or 'no such descriptor'
        raise InputError(
            f'{secret.name}-fd: file descriptor {descriptor} cannot be read: {reason}', field=f'{secret.name}-fd', code='secret_unreadable') from None


def _one_line(content: bytes, secret: Secret, place: str) -> str:
    try:
        text = content.decode('utf-8').removesuffix('\n').removesuffix('\r')
    except UnicodeDecodeError:
        raise InputError(f'{place} holds something that is not UTF-8 text.', field=secret.name, code='bad_secret') from None
    if not text:
        raise InputError(f'{secret.question}: there is none on {place}.' if place == 'standard input' else f'{secret.question}: {place} is empty.',
                         field=secret.name, code='no_secret')
    if len(content) > MAX_BYTES or '\n' in text or '\r' in text:
        raise InputError(f'{secret.question}: {place} has more than one line.', field=secret.name, code='bad_secret')
    return text

