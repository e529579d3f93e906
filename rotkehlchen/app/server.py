"""Starts and stops the server process: data directory, log, services, port, token."""

import errno
import logging
import logging.handlers
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from rotkehlchen.api import guard
from rotkehlchen.api.application import create_application
from rotkehlchen.api.client_files import ClientFiles
from rotkehlchen.api.socket import Hello
from rotkehlchen.api.table import load_routes
from rotkehlchen.app import directory_lock, parent
from rotkehlchen.app.configuration import HOST, Configuration
from rotkehlchen.app.runtime import Server, WsgiApplication
from rotkehlchen.app.token import hand_over, make_token, remove_token, save_token
from rotkehlchen.app.wiring import wire
from rotkehlchen.core.errors import AppError, CorruptError, DiskFullError, NewerSchemaError, StorageError
from rotkehlchen.core.money import set_decimal_context
from rotkehlchen.storage.global_db.connection import FOLDER as GLOBAL_FOLDER
from rotkehlchen.storage.private_file import check_data_directory

log = logging.getLogger(__name__)

EXIT_USAGE: Final = 2
EXIT_PORT: Final = 3
EXIT_DATA: Final = 4
TERMINAL_WAIT_SECONDS: Final = 3
# Nothing else is opened before a profile is.
REPLACE_GLOBAL: Final = (
    f'Move the folder {GLOBAL_FOLDER} in it away and start again: shipped assets come back, your own ones and prices with the next restored backup. '
    '(`rotkehlchen doctor` checks profiles, too.)')
# The first that fits.
ADVICE: Final[tuple[tuple[type[AppError], str], ...]] = (
    (DiskFullError, 'Make room there, or choose a directory on another disk with --data-dir.'),
    (NewerSchemaError, 'Start that version, or choose another directory with --data-dir.'),
    (CorruptError, REPLACE_GLOBAL),
    (StorageError, 'Change that, or choose another directory with --data-dir.'),
    (AppError, '`rotkehlchen doctor` checks all that is needed.'),
)
LOG_BYTES: Final = 20 * 1024 * 1024
LOG_FILES: Final = 3
TRACE: Final = 5


def serve(configuration: Configuration) -> int:
    """Run until told to stop. Returns the exit status; what went wrong at the start is printed with what to do."""
    set_decimal_context()
    forbid_core_dumps()
    told_to_end = threading.Event()
    servers: list[Server] = []

    def end() -> None:
        told_to_end.set()
        for one in servers:
            one.stop()

    if configuration.parent_fd is not None:
        parent.watch(configuration.parent_fd, end)
    try:
        check_data_directory(configuration.data_directory)
        start_log(configuration)
        # A shell shows that it waits; somebody at a terminal wants to know what is the matter.
        seconds = TERMINAL_WAIT_SECONDS if configuration.parent_fd is None else parent.GRACE_SECONDS + 1
        held = directory_lock.take(configuration.data_directory, seconds, told_to_end)
        if held is None:
            return 0
        services = wire(configuration)
    except AppError as error:
        return refuse(error, configuration.data_directory)
    token = make_token() if configuration.token_required else None
    hello = Hello(guard.Policy(configuration.port, token, configuration.cors_origins), services.notifier)
    applications: list[WsgiApplication] = []
    server = Server(HOST, configuration.port, lambda environ, start: applications[0](environ, start), hello)
    try:
        port = server.bind()
    except OSError as error:
        why = 'is in use' if error.errno == errno.EADDRINUSE else f'cannot be used: {os.strerror(error.errno or 0).lower()}'
        print(f'Cannot start: port {configuration.port} {why}.\n'  # noqa: T201
              'Choose another with --rest-api-port; 0 takes a free one.', file=sys.stderr)
        services.close()
        os.close(held)
        return EXIT_PORT
    servers.append(server)
    if told_to_end.is_set():  # before there was a server
        server.stop()
    policy = guard.Policy(port, token, configuration.cors_origins)
    hello.use(policy)
    routes = load_routes()
    flask_app = create_application(services, routes, policy)
    files = ClientFiles(find_client(), policy)

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        return files(environ, start) if files.knows(environ['PATH_INFO']) else flask_app(environ, start)

    applications.append(application)

    try:
        if token is not None:
            save_token(token, configuration.data_directory)
            if configuration.token_fd is not None:
                hand_over(token, configuration.token_fd)
        server.run(lambda: announce(configuration, port, token))
    except AppError as error:
        return refuse(error, configuration.data_directory)
    finally:
        services.close()
        if token is not None:
            remove_token(configuration.data_directory)
        os.close(held)
    return 0


def refuse(error: AppError, data_directory: Path) -> int:
    """Print what is wrong and where, and on a line of its own what to do; returns the exit status."""
    advice = next(words for kind, words in ADVICE if isinstance(error, kind))
    where = '' if str(data_directory) in str(error) or error.error_code == 'log_file' else f' The data directory is {data_directory}.'
    print(f'Cannot start: {error}{where}\n{advice}', file=sys.stderr)  # noqa: T201
    return EXIT_DATA


def announce(configuration: Configuration, port: int, token: str | None) -> None:
    """Print where the application is. The token stands behind '#', which browsers keep to themselves."""
    fragment = '' if token is None or configuration.token_fd is not None else f'/#token={token}'
    print(f'Portfolio tracker: http://{HOST}:{port}{fragment}', flush=True)  # noqa: T201
    if token is None:
        print('Every program on this computer can use this API while it runs (--api-auth off).', flush=True)  # noqa: T201


class PrivateLog(logging.handlers.RotatingFileHandler):
    """Names of profiles and hosts are in it: what it makes is for its user alone."""

    def _open(self) -> Any:
        return open(self.baseFilename, self.mode, encoding=self.encoding, opener=lambda path, flags: os.open(path, flags, 0o600))


def start_log(configuration: Configuration) -> None:
    logging.addLevelName(TRACE, 'TRACE')
    handler: logging.Handler
    if configuration.log_file is None:
        handler = logging.StreamHandler(sys.stderr)
    else:
        try:
            handler = PrivateLog(configuration.log_file, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding='utf-8')
        except OSError as error:
            raise StorageError(f'The log file {configuration.log_file} cannot be written: {error.strerror}.', code='log_file') from None
    formatter = logging.Formatter('%(asctime)s.%(msecs)03dZ %(levelname)s %(name)s: %(message)s', '%Y-%m-%dT%H:%M:%S')
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    own = logging.getLogger('rotkehlchen')
    own.setLevel(configuration.log_level.upper())
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.WARNING)


def find_client() -> Path | None:
    """The built client: beside the package in a checkout, inside it when installed."""
    package = Path(__file__).resolve().parent.parent
    candidates = (package / 'client', package.parent / 'frontend' / 'dist')
    return next((folder for folder in candidates if (folder / 'index.html').is_file()), None)


def forbid_core_dumps() -> None:
    """A core dump would hold keys."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    except (ImportError, ValueError, OSError):
        log.info('core dumps cannot be switched off on this platform')
