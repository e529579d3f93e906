"""`users`: which profiles there are, making one, changing a password, and what the recovery key is for."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from rotkehlchen.api.direct import DirectApi
from rotkehlchen.app.console import secret
from rotkehlchen.app.console.secret import PASSWORD, Secret
from rotkehlchen.app.console.word import Answer, Call, Word, add_common_again
from rotkehlchen.core.errors import AppError
from rotkehlchen.services.container import AppServices
from rotkehlchen.storage.user_database import ProfileLock

FIRST_PASSWORD: Final = Secret('password', 'Password of the new profile', is_new=True)
NEW_PASSWORD: Final = Secret('new-password', 'New password', is_new=True)
RECOVERY_KEY: Final = Secret('recovery-key', 'Recovery key (twelve words)')
KEEP_WORDS: Final = 'Write the recovery key down: it opens the profile if the password is lost, and is shown only now.'


SECRETS: Final[Mapping[str, Sequence[Secret]]] = {
    'list': (), 'create': (FIRST_PASSWORD,), 'change-password': (PASSWORD, NEW_PASSWORD), 'recover': (RECOVERY_KEY, NEW_PASSWORD),
    'check-recovery-key': (RECOVERY_KEY,),
}
HELP: Final[Mapping[str, str]] = {
    'list': 'names of all profiles, and whether one is open somewhere', 'create': 'a new profile; prints its recovery key',
    'change-password': 'another password for a profile that is open nowhere',
    'recover': 'a new password by the recovery key, where the old one is forgotten',
    'check-recovery-key': 'say whether these are the twelve words; if they are, they count as written down',
}


def _add(parser: ArgumentParser) -> None:
    actions = parser.add_subparsers(dest='action', required=True)
    for name, secrets in SECRETS.items():
        action = actions.add_parser(name, help=HELP[name], description=HELP[name])
        add_common_again(action)
        if name != 'list':
            action.add_argument('name')
        secret.add_options(action, *secrets)


def _secrets(options: Namespace) -> Sequence[Secret]:
    return SECRETS[options.action]


def _run(call: Call) -> Answer:
    return ACTIONS[call.options.action](call)


def _list(call: Call) -> Answer:
    with call.services() as services:
        found = [{'name': name, 'is_open': is_open(services, name)} for name in services.profiles.list()]
    return Answer(found, [f'{one["name"]}{" (open in a running application)" if one["is_open"] else ""}' for one in found])


def is_open(services: AppServices, name: str) -> bool:
    """Whether another process has the profile."""
    try:
        ProfileLock(services.profiles.folder(name)).release()
    except AppError:
        return True
    return False


def _create(call: Call) -> Answer:
    with call.services(makes_directory=True) as services:
        made = DirectApi(services, call.job).call('PUT', '/users', name=call.options.name, password=call.secrets['password'])
        name = services.session.require().name
    words = made['recovery_key']
    return Answer({'name': name, 'recovery_key': words}, [f'Made the profile {name}.', f'Recovery key: {words}', KEEP_WORDS])


def _change_password(call: Call) -> Answer:
    name = call.options.name
    with call.services() as services:
        lock = ProfileLock(services.profiles.folder(name))  # a running application would write the same key file
        try:
            services.profiles.change_password(name, call.secrets['password'], call.secrets['new-password'])
        finally:
            lock.release()
    return Answer({'name': name}, [f'The password of {name} was changed.'])


def _recover(call: Call) -> Answer:
    with call.services() as services:
        profile = services.profiles.recover(call.options.name, call.secrets['recovery-key'], call.secrets['new-password'])
        services.profiles.lock(profile)
    return Answer({'name': profile.name}, [f'{profile.name} has the new password.'])


def _check_recovery_key(call: Call) -> Answer:
    with call.services() as services:
        lock = ProfileLock(services.profiles.folder(call.options.name))
        try:
            services.profiles.check_recovery_key(call.options.name, call.secrets['recovery-key'])
        finally:
            lock.release()
    return Answer({'name': call.options.name, 'is_right': True}, ['These are the words. They count as written down.'])


ACTIONS: Final[Mapping[str, Callable[[Call], Answer]]] = {
    'list': _list, 'create': _create, 'change-password': _change_password, 'recover': _recover, 'check-recovery-key': _check_recovery_key,
}
USERS: Final = Word('users', 'Lists and makes profiles, changes their passwords, tries their recovery keys.', _add, _run, _secrets)
