"""The command line. Without a command word it starts the server; the words are for scripts."""

import gc
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Final

from rotkehlchen.services.worker_process import WORD, WORKERS, is_frozen, serve_worker

if TYPE_CHECKING:
    from rotkehlchen.app.console.word import Word

Command = Callable[[Sequence[str]], int]
# Long answers and imports make objects by the hundred thousand and none that refer to each other: looking through them every 700 is for nothing.
YOUNG_OBJECTS: Final = 20_000
INTERRUPTED: Final = 130  # console.status has them all, and is not needed to start the server
# Where each word is; a module is imported when its word is used, so that the server starts without any of them.
WORDS: Final[Mapping[str, tuple[str, str]]] = {
    'backup': ('backup', 'BACKUP'), 'check-backup': ('backup', 'CHECK'), 'restore': ('backup', 'RESTORE'), 'import': ('file_import', 'IMPORT'),
    'report': ('report', 'REPORT'), 'export': ('history', 'EXPORT'), 'users': ('user', 'USERS'), 'doctor': ('doctor', 'DOCTOR'),
}


def run_server(arguments: Sequence[str]) -> int:
    from rotkehlchen.app.configuration import parse_server_arguments

    configuration = parse_server_arguments(arguments)
    gc.disable()  # what is imported stays: looking through it again and again is a tenth of the start
    from rotkehlchen.app.server import serve  # after the arguments: --help and --version answer at once

    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 20, 20)
    gc.enable()
    return serve(configuration)


def print_openapi(arguments: Sequence[str]) -> int:
    import json
    from argparse import ArgumentParser

    from rotkehlchen.api.openapi import describe
    from rotkehlchen.api.table import load_routes

    ArgumentParser(prog='rotkehlchen openapi', description='Prints the OpenAPI document.').parse_args(arguments)
    sys.stdout.write(json.dumps(describe(load_routes()), indent=1, sort_keys=True) + '\n')
    return 0


def load_word(name: str) -> 'Word':
    module, constant = WORDS[name]
    found: Word = getattr(import_module(f'rotkehlchen.app.console.{module}'), constant)
    return found


def run_word(name: str, arguments: Sequence[str]) -> int:
    from rotkehlchen.app.console.run import run_word as run

    return run(load_word(name), arguments)


COMMANDS: Final[dict[str, Command]] = {'openapi': print_openapi, **{name: partial(run_word, name) for name in WORDS}}


def use_utf8() -> None:
    """Begin anew in Python's UTF-8 mode where names of files are in another encoding, which can't hold every name and would not be found again."""
    if sys.getfilesystemencoding() != 'utf-8' and not is_frozen():
        os.execv(sys.executable, [sys.executable, '-X', 'utf8', *sys.orig_argv[1:]])  # noqa: S606 (this program)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the arguments say and return the exit status."""
    if arguments is None:
        use_utf8()
    given = list(sys.argv[1:] if arguments is None else arguments)
    if len(given) == 2 and given[0] == WORD and given[1] in WORKERS:
        return serve_worker(given[1])
    try:
        return COMMANDS[given[0]](given[1:]) if given and given[0] in COMMANDS else run_server(given)
    except KeyboardInterrupt:  # before the work began, which hears it itself
        return INTERRUPTED
