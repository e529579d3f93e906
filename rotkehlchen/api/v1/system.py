"""Routes about the process itself: is it alive, what is it, what does it have to say."""

import logging
from typing import Any

from marshmallow import Schema, fields

from rotkehlchen.api.field import Flag, OneOf, RequestSchema
from rotkehlchen.api.route import Context, RouteTable
from rotkehlchen.api.shape import by_name, flag, texts

routes = RouteTable('system')

LOG_LEVELS = ('TRACE', 'DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL')
TRACE = 5


class InfoRequest(RequestSchema):
    check_for_updates = Flag(load_default=False)


class Version(Schema):
    our_version = fields.String(required=True)
    latest_version = fields.String(allow_none=True, metadata={'description': 'null: this application never asks anybody for updates by itself'})
    download_url = fields.String(allow_none=True)


class Info(Schema):
    version = fields.Nested(Version, required=True)
    data_directory = fields.String(required=True)
    log_level = fields.String(required=True)
    accept_docker_risk = fields.Boolean(required=True)
    backend_default_arguments = by_name(fields.Integer())


class Messages(Schema):
    errors = texts()
    warnings = texts()


class DemoState(Schema):
    available = fields.Boolean(required=True)
    is_demo = fields.Boolean(required=True, metadata={'description': 'this server is the demo: all that it shows is made up'})


class DemoAddress(Schema):
    url = fields.String(required=True, metadata={'description': 'with the launch token of the demo'})


class ConfigurationValue(Schema):
    value = fields.Raw(required=True)
    is_default = fields.Boolean(required=True)


class ConfigurationRequest(RequestSchema):
    loglevel = OneOf(LOG_LEVELS, required=True)


@routes.get('/ping', summary='Liveness check', login=False, response=flag())
def ping(context: Context, arguments: Any) -> bool:
    return True


@routes.get('/info', summary='Version, data directory, log level', login=False, request=InfoRequest, response=Info)
def info(context: Context, arguments: Any) -> dict[str, Any]:
    run = context.app.run
    return {
        'version': {'our_version': run.version, 'latest_version': None, 'download_url': None},
        'data_directory': str(run.data_directory),
        'log_level': current_log_level().lower(),
        'accept_docker_risk': True,
        'backend_default_arguments': {'max_logfiles_num': 3, 'max_size_in_mb_all_logs': 300, 'sqlite_instructions': 0},
    }


@routes.get('/demo', summary='Whether there is a demo portfolio to look around in', login=False, response=DemoState)
def get_demo(context: Context, arguments: Any) -> dict[str, bool]:
    return {'available': context.app.demo.is_available(), 'is_demo': context.app.demo.is_demo}


@routes.post(
    '/demo', summary='Build the demo portfolio, or find the one that runs: a server of its own, at the address that comes back', login=False,
    response=DemoAddress, async_capable=True,
)
def start_demo(context: Context, arguments: Any) -> dict[str, str]:
    return {'url': context.app.demo.start(context.job)}


@routes.get('/messages', summary='Errors and warnings that nobody was connected to see; each is given once', login=False, response=Messages)
def messages(context: Context, arguments: Any) -> dict[str, list[str]]:
    return context.app.notifier.drain()


@routes.get(
    '/settings/configuration', area='settings', summary='How the backend was started', login=False,
    response=by_name(fields.Nested(ConfigurationValue)),
)
def configuration(context: Context, arguments: Any) -> dict[str, Any]:
    level = current_log_level()
    return {
        'max_size_in_mb_all_logs': {'value': 300, 'is_default': True},
        'max_logfiles_num': {'value': 3, 'is_default': True},
        'sqlite_instructions': {'value': 0, 'is_default': True},
        'loglevel': {'value': level.lower(), 'is_default': level == context.app.run.log_level.upper()},
    }


@routes.put(
    '/settings/configuration', area='settings', summary='Change the log level while running', login=False,
    request=ConfigurationRequest, response=by_name(fields.Nested(ConfigurationValue)),
)
def change_configuration(context: Context, arguments: Any) -> dict[str, Any]:
    name = arguments['loglevel']
    logging.getLogger('rotkehlchen').setLevel(TRACE if name == 'TRACE' else name)
    return configuration(context, {})


def current_log_level() -> str:
    level = logging.getLogger('rotkehlchen').getEffectiveLevel()
    return 'TRACE' if level <= TRACE else logging.getLevelName(level)
