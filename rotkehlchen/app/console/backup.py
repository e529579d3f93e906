"""`backup`, `check-backup` and `restore`: for scripts and for the day when nothing else starts."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from rotkehlchen.app.console import secret
from rotkehlchen.app.console.secret import PASSWORD, Secret
from rotkehlchen.app.console.word import Answer, Call, Word, add_profile
from rotkehlchen.core.errors import ConflictError, InputError

NEW_PASSPHRASE: Final = Secret('passphrase', 'Passphrase of the backup', is_new=True)
PASSPHRASE: Final = Secret('passphrase', 'Passphrase of the backup')


def _absolute(path: Path) -> Path:
    return path.expanduser().absolute()


# ------------------------------------------------------------------ backup
def _add_backup(parser: ArgumentParser) -> None:
    add_profile(parser)
    secret.add_options(parser, NEW_PASSPHRASE)
    parser.add_argument('--folder', type=Path, default=None, help="where to write it (default: the profile's own folder, where the newest three stay)")


def _backup(call: Call) -> Answer:
    folder = None if call.options.folder is None else _absolute(call.options.folder)
    if folder is not None and not folder.is_dir():
        raise InputError(f'folder: there is no folder {folder}', field='folder')
    with call.services() as services:
        profile = services.profiles.unlock(call.options.profile, call.secrets['password'])
        try:
            made = services.backups.export(profile, call.secrets['passphrase'], folder, call.job)
        finally:
            profile.close()
    rows = sum(made.manifest['rows'].values())
    result = {'path': str(made.path), 'size': made.size, 'manifest': made.manifest}
    return Answer(result, [f'{made.path} ({made.size} bytes, {rows} rows)'])


def _backup_secrets(_options: Namespace) -> Sequence[Secret]:
    return PASSWORD, NEW_PASSPHRASE


# ------------------------------------------------------------------ check-backup
def _add_check(parser: ArgumentParser) -> None:
    parser.add_argument('file', type=Path)
    secret.add_options(parser, PASSPHRASE)


def _check(call: Call) -> Answer:
    file = call.options.file
    with call.services(makes_directory=True) as services:
        found = services.backups.check(_absolute(file), call.secrets['passphrase'], call.job)
    manifest = found.manifest
    made = datetime.fromtimestamp(manifest['created'], UTC).isoformat()
    head = f'{file} is whole: profile {manifest["profile"]}, made {made} by version {manifest["app_version"]}'
    lines = [f'  {table}: {rows}' for table, rows in sorted(manifest['rows'].items()) if rows]
    return Answer({'manifest': manifest, 'database_checked': found.database_checked}, [head, *lines])


# ------------------------------------------------------------------ restore
def _add_restore(parser: ArgumentParser) -> None:
    parser.add_argument('file', type=Path)
    parser.add_argument('--name', default=None, help='another name for the profile')
    parser.add_argument('--replace', action='store_true', help='replace an existing profile of this name, which goes on under another')
    secret.add_options(parser, PASSPHRASE)


def _restore(call: Call) -> Answer:
    options = call.options
    with call.services(makes_directory=True) as services:
        try:
            restored = services.backups.restore(
                _absolute(options.file), call.secrets['passphrase'], options.name, replace=options.replace, job=call.job)
        except ConflictError as error:
            raise _with_option(error) from None
    result: dict[str, Any] = {
        'name': restored.name, 'kept_as': restored.kept_as, 'database_checked': restored.database_checked, 'manifest': restored.manifest,
    }
    lines = [f'Restored as {restored.name}. It opens with the password, or the recovery key, that it had.']
    if restored.kept_as is not None:
        lines.append(f'The profile that had this name goes on as {restored.kept_as}.')
    return Answer(result, lines)


def _with_option(error: ConflictError) -> ConflictError:
    """A name that is taken, with the options that help."""
    if error.error_code != 'profile_exists':
        return error
    return ConflictError(
        f'There is a profile called {error.params["name"]} already. --name gives the restored one another name; --replace gives it this one, '
        'and the other goes on under another.', code=error.error_code, **error.params)


def _passphrase(_options: Namespace) -> Sequence[Secret]:
    return (PASSPHRASE,)


BACKUP: Final = Word('backup', 'Writes an encrypted backup of a profile, verified after writing.', _add_backup, _backup, _backup_secrets)
CHECK: Final = Word('check-backup', 'Decrypts a backup, checks every byte of it, and restores nothing.', _add_check, _check, _passphrase)
RESTORE: Final = Word('restore', 'Puts the profile of a backup in place.', _add_restore, _restore, _passphrase)
