"""What a report is asked for, and the messages between who asks and who computes, in this process or in another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from rotkehlchen.accounting.setting import Settings
from rotkehlchen.contracts.gain import Method, Scope
from rotkehlchen.services.price.model import HistoricPrice
from rotkehlchen.storage.keyslot import DatabaseKey
from rotkehlchen.storage.report import PackedPart

FileFormat = Literal['csv', 'xlsx', 'pdf', 'json', 'zip']
SCRATCH: Final = '.report-'  # how folders begin that hold what a file is made of


@dataclass(frozen=True, slots=True)
class Period:
    """`start`, `end`: UTC seconds, both included. `label`: of a tax year, '' for any other period. `zone`: whose days count."""

    start: int
    end: int
    label: str = ''
    zone: str = 'UTC'


@dataclass(frozen=True, slots=True)
class Terms:
    """How a report is computed beyond the profile's settings. `jurisdiction`: id, None for the settings alone.

    `chosen`: what the taxpayer decided, by the year's label ('' for all other years) and name of the choice. `method`, `scope`: in the place
    of what the jurisdiction or the settings say, by the year's label in the same way.
    """

    jurisdiction: str | None = None
    chosen: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    method: Mapping[str, Method] = field(default_factory=dict)
    scope: Mapping[str, Scope] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the databases are, and what opens the encrypted one."""

    database: Path
    key: DatabaseKey
    global_database: Path


@dataclass(frozen=True, slots=True)
class RunOrder:
    """`ask_prices`: whether oracles may be asked for what is missing. `version`: of the application. `now`: UTC seconds."""

    place: Place
    settings: Settings
    period: Period
    terms: Terms
    ask_prices: bool
    version: str
    now: int


@dataclass(frozen=True, slots=True)
class FormsOrder:
    """The forms of a finished report."""

    place: Place
    report_id: int
    now: int


@dataclass(frozen=True, slots=True)
class FileOrder:
    """A finished report as a file. `form`: id of one of its forms, None for all of it. `scratch`: a private folder for what does not fit in memory."""

    place: Place
    report_id: int
    format: FileFormat
    form: str | None
    delimiter: str
    has_formulas: bool
    has_summary: bool
    version: str
    scratch: Path
    now: int


Order = RunOrder | FormsOrder | FileOrder


# ------------------------------------------------------------------ messages
@dataclass(frozen=True, slots=True)
class Progress:
    done: int
    total: int | None
    step: str


@dataclass(frozen=True, slots=True)
class Missing:
    """(asset, UTC seconds) for which no price is stored. The answer to this message is a `Told`."""

    moments: Sequence[tuple[str, int]]
    target: str


@dataclass(frozen=True, slots=True)
class Told:
    prices: Mapping[tuple[str, int], HistoricPrice]
    rate_limited: frozenset[tuple[str, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Parts:
    parts: Sequence[PackedPart]


@dataclass(frozen=True, slots=True)
class Bytes:
    content: bytes


@dataclass(frozen=True, slots=True)
class Done:
    """The last message."""

    summary: Mapping[str, Any]
    digest: str


@dataclass(frozen=True, slots=True)
class Failed:
    """An error of `core.errors` by its class name and parts."""

    kind: str
    code: str
    message: str
    params: Mapping[str, Any]


Message = Progress | Missing | Parts | Bytes | Done | Failed
