"""Builds the libraries of `fault.c` and `clock.c`, for child processes that are to meet a full disk, a wrong clock, or be watched while they write."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest


def build_fault_library(folder: Path, source: str = 'fault') -> Path:
    """The library of `source`. Skips where there is no C compiler or no LD_PRELOAD, except in continuous integration: there it fails."""
    compiler = shutil.which('cc') or shutil.which('gcc')
    if compiler is None or os.uname().sysname != 'Linux':
        if os.environ.get('CI') == 'true':
            pytest.fail('a C compiler on Linux is needed')
        pytest.skip('needs a C compiler on Linux')
    library = folder / f'{source}.so'
    subprocess.run([compiler, '-shared', '-fPIC', '-O1', '-o', library, Path(__file__).with_name(f'{source}.c'), '-ldl'], check=True)
    return library


def fault_environment(library: Path, **variables: str) -> dict[str, str]:
    root = str(Path(__file__).resolve().parents[1])
    return {**os.environ, 'LD_PRELOAD': str(library), 'PYTHONPATH': root, **variables}


@contextmanager
def quick_folder() -> Iterator[Path]:
    """A new folder in memory where the system has such a place: what is tested is the order of writes, not the disk."""
    memory = Path('/dev/shm')
    with TemporaryDirectory(dir=memory if memory.is_dir() and os.access(memory, os.W_OK) else None) as folder:
        yield Path(folder)
