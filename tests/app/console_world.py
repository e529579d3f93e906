"""Runs words of the command line in this process, over one data directory with profiles that cost little to open."""

import io
import itertools
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from rotkehlchen.app import wiring
from rotkehlchen.app.command import main
from rotkehlchen.core.time import TimestampS
from rotkehlchen.services.profile import ProfileService
from rotkehlchen.storage.keyslot import KdfCost

CHEAP = KdfCost(64 * 1024, 1, 4)
PASSWORD = 'correct horse'
NOW = TimestampS(1_760_000_000)
HEADER = 'Location,Spend Currency,Receive Currency,Receive Amount,Spend Amount,Fee,Fee Currency,Description,Timestamp\r\n'
GOOD = HEADER + 'kraken,EUR,ETH,1,1000,1,EUR,first,1658912400000\r\nkraken,ETH,EUR,1500,1,,,second,1690448400000\r\n'
PARTLY = GOOD + 'kraken,EUR,NOTHING OF THAT NAME,2,1000,,,third,1658912600000\r\nkraken,EUR,BTC,two,1000,,,fourth,1658912700000\r\n'
_numbers = itertools.count()


@dataclass(frozen=True)
class Done:
    status: int
    raw: bytes
    err: str

    @property
    def out(self) -> str:
        return self.raw.decode()

    @property
    def answer(self) -> Any:
        """The JSON object that was answered: one, and nothing else."""
        return json.loads(self.out)

    @property
    def result(self) -> Any:
        return self.answer['result']


class ConsoleWorld:
    def __init__(self, data_directory: Path) -> None:
        self.data = data_directory
        self.profiles = ProfileService(data_directory, CHEAP, lambda: NOW)

    def make_profile(self) -> str:
        """The name of a new profile, closed."""
        name = f'anna{next(_numbers)}'
        self.profiles.create(name, PASSWORD).profile.close()
        return name

    def run(self, word: str, *arguments: object, stdin: str = PASSWORD + '\n', encoding: str = 'utf-8') -> Done:
        out, err = io.BytesIO(), io.StringIO()
        text = io.TextIOWrapper(out, encoding, write_through=True)
        cheap = patch.object(wiring, 'PRODUCTION_COST', CHEAP)  # of passwords that a word sets
        with patch.object(sys, 'stdin', io.StringIO(stdin)), redirect_stdout(text), redirect_stderr(err), cheap:
            status = main([word, *map(str, arguments), '--data-dir', str(self.data)])
        return Done(status, out.getvalue(), err.getvalue())

    def run_json(self, word: str, *arguments: object, stdin: str = PASSWORD + '\n', encoding: str = 'utf-8') -> Done:
        return self.run(word, *arguments, '--json', stdin=stdin, encoding=encoding)
