"""What an importer of files must be: `format.py` with `FORMAT`, which recognises a file and reads it row by row."""

from collections.abc import Iterator
from typing import BinaryIO, Protocol

from rotkehlchen.contracts.page import Page


class FileFormat(Protocol):
    """A format of files. Pure but for reading the file that it is given."""

    id: str

    def recognises(self, head: bytes) -> bool:
        """Whether a file that begins like this is of this format."""

    def parse_rows(self, file: BinaryIO) -> Iterator[Page[object]]:
        """Pages of some hundred rows each. A row that makes no sense is an issue with its line number."""
