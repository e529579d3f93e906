"""The file that a word writes: private, whole or not there, never over another one unasked; '-' is standard output."""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from rotkehlchen.core.errors import ConflictError, InputError
from rotkehlchen.core.progress import Job
from rotkehlchen.storage.private_file import create_private, disk_errors, temporary_name

STANDARD_OUTPUT: Final = '-'


class OutputLost(Exception):
    """What was answered could not be written to standard output: its disk is full, say. Holds the system's reason."""


@contextmanager
def standard_output() -> Iterator[BinaryIO]:
    """To write bytes to. Raises OutputLost; BrokenPipeError where the reader has enough."""
    try:
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputLost(error.strerror or 'unknown error') from None


def add_options(parser: ArgumentParser, default: str) -> None:
    parser.add_argument('--output', default=None, metavar='FILE', help=f"where to write it, '-' for standard output (default: {default} in this folder)")
    parser.add_argument('--overwrite', action='store_true', help='replace a file that is there')


def choose(options: Namespace, default: str) -> Path | None:
    """The file, None for standard output; checked before the work begins. Raises InputError, ConflictError."""
    wanted = options.output if options.output is not None else default
    if wanted == STANDARD_OUTPUT:
        if options.json:
            raise InputError('output: standard output is taken by --json; name a file', field='output')
        return None
    path = Path(wanted).expanduser().absolute()
    if path.is_symlink():
        path = path.resolve()  # the file it leads to is written, and the link stays
    if not path.parent.is_dir():
        raise InputError(f'output: there is no folder {path.parent}', field='output')
    if path.is_dir():
        raise InputError(f'output: {path} is a folder', field='output')
    if path.exists() and not path.is_file():  # a device or a pipe would be replaced by a file
        raise InputError(f"output: {path} is no ordinary file; '-' is standard output", field='output')
    if path.exists() and not options.overwrite:
        raise ConflictError(f'The file {path} exists already; --overwrite replaces it.', code='file_exists', field='output')
    return path


def write(pieces: Iterable[bytes], path: Path | None, job: Job) -> int:
    """How many bytes were written. Raises StorageError, CancelledError; then the file is as it was."""
    if path is None:
        return _write_out(pieces, job)
    size = 0
    unfinished = path.with_name(temporary_name(path.suffix))
    with disk_errors('The file', 'export_failed'):
        try:
            with os.fdopen(create_private(unfinished), 'wb') as file:
                for piece in pieces:
                    job.check()
                    size += file.write(piece)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    return size


def _write_out(pieces: Iterable[bytes], job: Job) -> int:
    size = 0
    with standard_output() as output:
        for piece in pieces:
            job.check()
            size += output.write(piece)
    return size
