"""Runs a word: arguments, secrets, the work, its answer on standard output, how the process ends."""

import io
import logging
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from rotkehlchen.api.envelope import encode, envelope, outcome_of_error
from rotkehlchen.app.console import secret
from rotkehlchen.app.console.status import CANCELLED, FAILED, NO_STORAGE, PROFILE_IN_USE, status_of
from rotkehlchen.app.console.target import OutputLost, standard_output
from rotkehlchen.app.console.terminal import TerminalJob, run_apart
from rotkehlchen.app.console.word import Answer, Call, Word
from rotkehlchen.core.errors import AppError, ConflictError
from rotkehlchen.core.progress import cancelled
from rotkehlchen.services.task import Outcome

BUG: Final = 'An internal error happened; standard error has its details.'
IN_USE: Final = (
    'This profile is open in another running application. Log out or stop it there and try again; a script can do the same through '
    "that application's API."
)


# By the code of an error that the disk or a database is the reason of; the sentence alone would leave a person there.
ADVICE: Final = {
    'disk_full': 'Make room on that disk and try again. The data directory is {data}.',
    'corrupt': '`rotkehlchen doctor` says which file it is, and what to do. The data directory is {data}.',
}


def run_word(word: Word, arguments: Sequence[str]) -> int:
    """The exit status. Wrong options end the process with 2, as argparse does it."""
    sys.stderr = sys.stderr or Path(os.devnull).open('w')  # noqa: SIM115 (closed by whoever started us: nobody hears what is said there)
    options = word.parser().parse_args(arguments)
    if sys.stdout is None:  # before the work: a recovery key, say, is answered once
        sys.stderr.write('Standard output is closed, and the answer would be lost; send it to a file, or to the null device.\n')
        return NO_STORAGE
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors='backslashreplace')  # a terminal that cannot show a letter must not end the work
    job = TerminalJob()
    try:
        with _quiet_log():
            call = Call(options, secret.read_all(word.secrets(options), options), job)
            return _answer(run_apart(lambda: word.run(call), job), as_json=options.json)
    except BrokenPipeError:  # whoever read our output has enough
        _drop_output()
        return FAILED
    except OutputLost as error:
        _drop_output()
        sys.stderr.write(f'Standard output cannot be written: {error}.\n')
        return NO_STORAGE
    except KeyboardInterrupt:  # while a secret was asked for
        return _refuse(cancelled(), as_json=options.json)
    except AppError as error:
        status = _refuse(_told(error), as_json=options.json)
        if not options.json and error.error_code in ADVICE:
            sys.stderr.write(ADVICE[error.error_code].format(data=options.data_dir) + '\n')
        return status
    except Exception:  # noqa: BLE001 boundary of a command: a bug is told to scripts, too
        traceback.print_exc()
        if options.json:
            _write_json(envelope(Outcome(None, BUG, 500, {'code': 'internal', 'params': {}, 'retry': 'never'})))
        return FAILED


def _answer(answer: Answer, *, as_json: bool) -> int:
    if as_json:
        _write_json(envelope(Outcome(answer.result)))
    else:
        with standard_output():
            for line in answer.lines:
                sys.stdout.write(line + '\n')
            sys.stdout.flush()
    return answer.status


def _drop_output() -> None:
    """What is still to be written goes nowhere, so that the end of the process doesn't try it once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _refuse(error: AppError, *, as_json: bool) -> int:
    status = status_of(error)
    if as_json:
        _write_json(envelope(outcome_of_error(error)))
    else:
        sys.stderr.write(('Cancelled; nothing was left half done.' if status == CANCELLED else outcome_of_error(error).message) + '\n')
    return status


def _told(error: AppError) -> AppError:
    return ConflictError(IN_USE, code=PROFILE_IN_USE) if error.error_code == PROFILE_IN_USE else error


def _write_json(body: dict[str, Any]) -> None:
    """In UTF-8 whatever the locale, as JSON between programs is (RFC 8259, 8.1)."""
    with standard_output() as output:
        output.write(encode(body) + b'\n')


@contextmanager
def _quiet_log() -> Iterator[None]:
    """What the services log of their working would stand between the lines of the answer; what they find is in the answer itself."""
    own = logging.getLogger('rotkehlchen')
    level = own.level
    own.setLevel(logging.ERROR)
    try:
        yield
    finally:
        own.setLevel(level)
