"""How a process is started: command line to a frozen value."""

import argparse
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from rotkehlchen import __version__

DEFAULT_PORT: Final = 4242
DEFAULT_PORTS: Final = {'http': 80, 'https': 443, 'app': None}
ORIGIN_HOST: Final = re.compile(r'[a-z0-9._-]+|[0-9a-f:.]+')
LOG_LEVELS: Final = ('trace', 'debug', 'info', 'warning', 'error', 'critical')
HOST: Final = '127.0.0.1'
WORDS: Final = 'backup, check-backup, restore, import, export, report, users, doctor, openapi'


@dataclass(frozen=True, slots=True)
class Configuration:
    data_directory: Path
    port: int
    cors_origins: frozenset[str]
    token_required: bool
    log_level: str
    log_file: Path | None
    token_fd: int | None
    parent_fd: int | None = None
    is_offline: bool = False
    is_demo: bool = False


def default_data_directory() -> Path:
    """Where the platform keeps an application's data."""
    if sys.platform == 'win32':
        base = Path(os.environ.get('LOCALAPPDATA', str(Path.home() / 'AppData' / 'Local')))
    elif sys.platform == 'darwin':
        base = Path.home() / 'Library' / 'Application Support'
    else:
        base = Path(os.environ.get('XDG_DATA_HOME') or Path.home() / '.local' / 'share')
    return base / 'rotkehlchen'


def parse_origins(raw: str) -> frozenset[str]:
    return frozenset(parse_origin(part.strip()) for part in raw.split(',') if part.strip())


def parse_origin(raw: str) -> str:
    """As a browser writes it in `Origin`, or it would never be found equal: in lower case, without the port that its scheme has anyway."""
    try:
        parts = urlsplit(raw.rstrip('/'))
        host, port = parts.hostname or '', parts.port
    except ValueError:
        host, port, parts = '', None, urlsplit('')
    beyond = parts.path or parts.query or parts.fragment or parts.username is not None
    if parts.scheme not in DEFAULT_PORTS or not host or beyond or not ORIGIN_HOST.fullmatch(host):
        raise argparse.ArgumentTypeError(f'{raw!r} is not an origin such as http://localhost:8080 (wildcards are not taken)')
    shown = f'[{host}]' if ':' in host else host
    return f'{parts.scheme}://{shown}' + ('' if port in (None, DEFAULT_PORTS[parts.scheme]) else f':{port}')


def parse_directory(raw: str) -> Path:
    if not raw:  # as of a variable that is not set; the current folder would be filled
        raise argparse.ArgumentTypeError('an empty name is no directory')
    return Path(raw)


def parse_pipe(raw: str) -> int:
    """Of a pipe that is open: whoever started us is wrong about it otherwise, and would wait."""
    try:
        number = int(raw)
        os.fstat(number)
    except (ValueError, OverflowError, OSError):
        raise argparse.ArgumentTypeError(f'{raw!r} is not an open file descriptor') from None
    return number


def parse_port(raw: str) -> int:
    if not (raw.isascii() and raw.isdigit() and 0 <= int(raw) <= 65_535):
        raise argparse.ArgumentTypeError(f'{raw!r} is not a port number (0 takes a free one)')
    return int(raw)


def add_data_directory(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        '--data-dir', type=parse_directory, default=default_data_directory(), help='where profiles and the asset database are kept (default: %(default)s)',
    )


def server_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog='rotkehlchen', description='Starts the local API and serves the web client from the same port.', epilog=(
        f'Words for scripts, each with a --help of its own: {WORDS}.'))
    add_data_directory(parser)
    parser.add_argument('--rest-api-port', type=parse_port, default=DEFAULT_PORT, help='port on 127.0.0.1; 0 takes a free one (default: %(default)s)')
    parser.add_argument('--api-cors', type=parse_origins, default=frozenset(), help='further origins that may call the API, with commas')
    parser.add_argument('--api-auth', choices=('token', 'off'), default='token', help="'off' lets every program on this computer use the API")
    parser.add_argument('--loglevel', choices=LOG_LEVELS, default='info', type=str.lower, help='the least that is logged (default: %(default)s)')
    parser.add_argument('--logfile', type=Path, default=None, help='log here (rotated) instead of to standard error')
    parser.add_argument('--token-fd', type=parse_pipe, default=None, help='write the launch token to this inherited file descriptor (for a desktop shell)')
    parser.add_argument('--parent-fd', type=parse_pipe, default=None, help='stop when this inherited pipe ends, as it does when the desktop shell is gone')
    parser.add_argument('--offline', action='store_true', help='ask nobody outside this computer and its network')
    parser.add_argument('--demo', action='store_true', help='say on every page that what is shown is made up; `python -m demo` starts its server so')
    parser.add_argument('--version', action='version', version=f'rotkehlchen {__version__}')
    return parser


def parse_server_arguments(arguments: Sequence[str]) -> Configuration:
    parser = server_parser()
    if arguments and not arguments[0].startswith('-'):
        parser.error(f'there is no word {arguments[0]!r}; there are {WORDS}')
    found = parser.parse_args(arguments)
    return Configuration(
        data_directory=found.data_dir.expanduser().absolute(),
        port=found.rest_api_port,
        cors_origins=found.api_cors,
        token_required=found.api_auth == 'token',
        log_level=found.loglevel,
        log_file=found.logfile,
        token_fd=found.token_fd,
        parent_fd=found.parent_fd,
        is_offline=found.offline,
        is_demo=found.demo,
    )
