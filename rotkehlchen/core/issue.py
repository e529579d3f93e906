"""An issue: something that the application could not do or does not know, kept until it is solved or dismissed.

Issues are data: `kind` and `params` make the sentence (the client translates it), `subject` says what it is about,
and the pair is its identity, so that the same trouble seen twice is one issue with a later time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rotkehlchen.core.time import TimestampS


class Severity(StrEnum):
    INFO = 'info'
    WARNING = 'warning'
    ERROR = 'error'


@dataclass(frozen=True, slots=True)
class Issue:
    """`kind`: stable word such as 'chain_unreachable'; `subject`: 'eth', 'eth:0x..', an asset identifier, a file line.

    `action`: what can be done about it, a stable word for the client ('retry', 'add_price', 'edit_nodes', ''); `time`: last seen.
    """

    kind: str
    subject: str
    severity: Severity
    time: TimestampS
    params: Mapping[str, str | int | None] = field(default_factory=dict)
    action: str = ''
