"""The command line. Without a command word it starts the server; the words are for scripts."""

import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

Command = Callable[[Sequence[str]], int]


def run_server(arguments: Sequence[str]) -> int:
    from rotkehlchen.app.configuration import parse_server_arguments

    configuration = parse_server_arguments(arguments)
    from rotkehlchen.app.server import serve  # after the arguments: --help and --version answer at once

    return serve(configuration)


def print_openapi(_arguments: Sequence[str]) -> int:
    import json

    from rotkehlchen.api.openapi import describe
    from rotkehlchen.api.table import load_routes

    sys.stdout.write(json.dumps(describe(load_routes()), indent=1, sort_keys=True) + '\n')
    return 0


def run_backup_command(word: str, arguments: Sequence[str]) -> int:
    from rotkehlchen.app import backup_command
    from rotkehlchen.core.errors import AppError

    try:
        return {'backup': backup_command.backup, 'check-backup': backup_command.check, 'restore': backup_command.restore}[word](arguments)
    except AppError as error:
        sys.stderr.write(f'{error}\n')
        return backup_command.EXIT_FAILED


COMMANDS: Final[dict[str, Command]] = {
    'openapi': print_openapi,
    **{word: partial(run_backup_command, word) for word in ('backup', 'check-backup', 'restore')},
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the arguments say and return the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and given[0] in COMMANDS:
        return COMMANDS[given[0]](given[1:])
    return run_server(given)
