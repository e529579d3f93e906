"""Routes of profiles: create, log in and out, change the password, recovery key."""

from typing import Any

from marshmallow import Schema, fields

from rotkehlchen.api.field import Flag, OneOf, RequestSchema, Text
from rotkehlchen.api.route import Context, RouteTable
from rotkehlchen.api.shape import by_name, flag
from rotkehlchen.api.v1.setting import AllSettings, SettingChanges, check_settings, save_settings, settings_of
from rotkehlchen.core.errors import AppError, ConflictError, InputError
from rotkehlchen.services.profile import OpenProfile

routes = RouteTable('users')
MAX_PASSWORD = 1024


class Secret(fields.String):
    """A password or key: any text but none at all; never part of an error's message."""

    def __init__(self, **options: Any) -> None:
        super().__init__(validate=lambda value: 0 < len(value) <= MAX_PASSWORD, error_messages={
            'validator_failed': 'must have 1 to 1024 characters', 'null': 'must not be empty', 'invalid': 'must be text',
        }, **options)


class CreateRequest(RequestSchema):
    name = Text(minimum=1, maximum=100, required=True)
    password = Secret(required=True)
    premium_api_key = fields.String(load_default='')
    premium_api_secret = fields.String(load_default='')
    sync_database = Flag(load_default=True)
    initial_settings = fields.Nested(SettingChanges, load_default=None, allow_none=True)


class LoginRequest(RequestSchema):
    name = Text(minimum=1, maximum=100, required=True)
    password = Secret(required=True)
    sync_approval = OneOf(['unknown', 'yes', 'no'], load_default='unknown')
    resume_from_backup = Flag(load_default=False)


class NameRequest(RequestSchema):
    name = Text(minimum=1, maximum=100, required=True)


class ActionRequest(NameRequest):
    action = OneOf(['logout'], load_default=None, allow_none=True)
    premium_api_key = fields.String(load_default='')
    premium_api_secret = fields.String(load_default='')


class PasswordRequest(NameRequest):
    current_password = Secret(required=True)
    new_password = Secret(required=True)


class RecoverRequest(NameRequest):
    recovery_key = Secret(required=True)
    new_password = Secret(required=True)


class NewRecoveryKeyRequest(NameRequest):
    current_password = Secret(required=True)


class RecoveryKey(Schema):
    recovery_key = fields.String(required=True, metadata={'description': 'Twelve words. Shown once: write them down.'})


class LoggedIn(Schema):
    exchanges = fields.List(fields.Dict())
    settings = fields.Nested(AllSettings)
    recovery_key_confirmed = fields.Boolean()


class Created(LoggedIn):
    recovery_key = fields.String(metadata={'description': 'Twelve words that open the profile if the password is lost. Given once.'})


@routes.get('/users', summary='Profiles and whether each is open', login=False, response=by_name(OneOf(['loggedin', 'loggedout'])))
def list_users(context: Context, arguments: Any) -> dict[str, str]:
    current = context.app.session.name
    return {name: 'loggedin' if name == current else 'loggedout' for name in context.app.profiles.list()}


@routes.put('/users', summary='Create a profile and open it', login=False, request=CreateRequest, response=Created, async_capable=True)
def create_user(context: Context, arguments: Any) -> dict[str, Any]:
    refuse_second_session(context)
    settings = arguments['initial_settings'] or {}
    check_settings(context, settings, 'initial_settings')  # before there is a profile whose recovery key nobody was told
    created = context.app.profiles.create(arguments['name'], arguments['password'])
    open_session(context, created.profile)
    if settings:
        save_settings(context, settings)
    return {**logged_in(context), 'recovery_key': created.recovery_words}


@routes.post('/users/<string:name>', summary='Open a profile', login=False, request=LoginRequest, response=LoggedIn, async_capable=True)
def log_in(context: Context, arguments: Any) -> dict[str, Any]:
    if context.app.session.name == arguments['name']:
        context.app.profiles.check_password(arguments['name'], arguments['password'])
        return logged_in(context)
    refuse_second_session(context)
    open_session(context, context.app.profiles.unlock(arguments['name'], arguments['password']))
    return logged_in(context)


@routes.patch('/users/<string:name>', summary='Close the profile', request=ActionRequest, response=flag())
def change_session(context: Context, arguments: Any) -> bool:
    require_current(context, arguments['name'])
    if arguments['action'] != 'logout':
        raise InputError('action: the only action is "logout"; there is no paid service to connect', field='action')
    context.app.tasks.cancel_all()
    context.app.session.close()
    context.app.notifier.drain()
    context.app.notifier.publish('profile_locked', {'name': arguments['name']})  # what other windows show is not open any more
    return True


@routes.patch('/users/<string:name>/password', summary='Change the password', request=PasswordRequest, response=flag(), async_capable=True)
def change_password(context: Context, arguments: Any) -> bool:
    require_current(context, arguments['name'])
    context.app.profiles.change_password(arguments['name'], arguments['current_password'], arguments['new_password'])
    return True


@routes.post(
    '/users/<string:name>/recovery', summary='Open a profile with its recovery key and set a new password', login=False,
    request=RecoverRequest, response=LoggedIn, async_capable=True,
)
def recover(context: Context, arguments: Any) -> dict[str, Any]:
    refuse_second_session(context)
    profile = context.app.profiles.recover(arguments['name'], arguments['recovery_key'], arguments['new_password'])
    open_session(context, profile)
    return logged_in(context)


@routes.put(
    '/users/<string:name>/recovery', summary='Make a new recovery key; the old one stops working',
    request=NewRecoveryKeyRequest, response=RecoveryKey, async_capable=True,
)
def renew_recovery_key(context: Context, arguments: Any) -> dict[str, str]:
    require_current(context, arguments['name'])
    return {'recovery_key': context.app.profiles.new_recovery_key(arguments['name'], arguments['current_password'])}


@routes.put('/users/<string:name>/recovery/confirm', summary='Say that the recovery key was written down', request=NameRequest, response=flag())
def confirm_recovery_key(context: Context, arguments: Any) -> bool:
    require_current(context, arguments['name'])
    context.app.profiles.confirm_recovery_key(arguments['name'])
    return True


def open_session(context: Context, profile: OpenProfile) -> None:
    try:
        context.app.session.open(profile.name, lambda: context.app.make_user_services(profile))
    except AppError:
        profile.close()
        raise


def refuse_second_session(context: Context) -> None:
    if (current := context.app.session.name) is not None:
        raise ConflictError(f'The profile {current} is open: log out of it first.', code='profile_open', name=current)


def require_current(context: Context, name: str) -> None:
    if context.user.name != name:
        raise ConflictError(f'The profile {name} is not the open one.', code='not_open', name=name)


def logged_in(context: Context) -> dict[str, Any]:
    return {
        'exchanges': [],
        'settings': settings_of(context),
        'recovery_key_confirmed': context.app.profiles.is_recovery_confirmed(context.user.name),
    }
