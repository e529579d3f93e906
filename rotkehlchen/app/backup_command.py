"""`rotkehlchen backup`, `check-backup` and `restore`: for scripts and for the day when nothing else starts.

Secrets are asked for at the terminal, or read from standard input where that is none: never from arguments.
"""

import argparse
import getpass
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from rotkehlchen.app.configuration import Configuration, add_data_directory
from rotkehlchen.core.errors import AppError
from rotkehlchen.core.money import set_decimal_context
from rotkehlchen.services.container import AppServices

EXIT_FAILED = 1


def backup(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog='rotkehlchen backup', description='Writes an encrypted backup of a profile, verified after writing.')
    add_data_directory(parser)
    parser.add_argument('--profile', required=True, help='name of the profile')
    parser.add_argument('--folder', type=Path, default=None, help="where to write it (default: the profile's own folder)")
    found = parser.parse_args(arguments)
    services = open_services(found.data_dir)
    try:
        profile = services.profiles.unlock(found.profile, ask('Password of the profile'))
        try:
            folder = None if found.folder is None else found.folder.expanduser().absolute()
            made = services.backups.export(profile, ask('Passphrase of the backup', again=True), folder, Meter())
        finally:
            profile.close()
    finally:
        services.close()
    say(f'{made.path} ({made.size} bytes, {sum(made.manifest["rows"].values())} rows)')
    return 0


def check(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog='rotkehlchen check-backup', description='Decrypts a backup, checks every byte of it, and restores nothing.')
    add_data_directory(parser)
    parser.add_argument('file', type=Path)
    found = parser.parse_args(arguments)
    services = open_services(found.data_dir)
    try:
        manifest = services.backups.check(found.file.expanduser().absolute(), ask('Passphrase of the backup'), Meter()).manifest
    finally:
        services.close()
    made = datetime.fromtimestamp(manifest['created'], UTC).isoformat()
    say(f'{found.file} is whole: profile {manifest["profile"]}, made {made} by version {manifest["app_version"]}')
    for table, rows in sorted(manifest['rows'].items()):
        if rows:
            say(f'  {table}: {rows}')
    return 0


def restore(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog='rotkehlchen restore', description='Puts the profile of a backup in place.')
    add_data_directory(parser)
    parser.add_argument('file', type=Path)
    parser.add_argument('--name', default=None, help='another name for the profile')
    parser.add_argument('--replace', action='store_true', help='replace an existing profile of this name, which goes on under another')
    found = parser.parse_args(arguments)
    services = open_services(found.data_dir)
    try:
        restored = services.backups.restore(
            found.file.expanduser().absolute(), ask('Passphrase of the backup'), found.name, replace=found.replace, job=Meter(),
        )
    finally:
        services.close()
    say(f'Restored as {restored.name}. It opens with the password, or the recovery key, that it had.')
    return 0


def open_services(data_directory: Path) -> AppServices:
    from rotkehlchen.app.wiring import wire

    set_decimal_context()
    return wire(Configuration(data_directory.expanduser().absolute(), 0, frozenset(), True, 'warning', None, None))


def ask(what: str, *, again: bool = False) -> str:
    """A secret from the terminal, or one line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip('\n')
    secret = getpass.getpass(f'{what}: ')
    if again and getpass.getpass('The same again: ') != secret:
        raise AppError('The two differ.')
    return secret


def say(text: str) -> None:
    sys.stdout.write(text + '\n')


class Meter:
    """Shows progress on standard error, where that is a terminal."""

    def report(self, done: int, total: int | None = None, step: str = '') -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f'\r{step} {done}/{total}      ')
            if done == total:
                sys.stderr.write('\r')

    def check(self) -> None:
        """Ctrl+C ends the process by itself."""
