"""The result of one check."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

Status = Literal['ok', 'warning', 'failed', 'skipped']
STATUSES: Final[tuple[Status, ...]] = ('ok', 'warning', 'failed', 'skipped')


@dataclass(frozen=True, slots=True)
class Check:
    """`name`: what was checked, a stable word; `subject`: which one, '' where there is only one.

    'warning': it works, but somebody should look at it; 'failed': something does not work; 'skipped': it could not be checked, and
    `detail` says why. `advice`: what to do, '' where nothing has to be done. `facts`: the same for programs.
    """

    name: str
    subject: str
    status: Status
    detail: str
    advice: str = ''
    facts: Mapping[str, Any] = field(default_factory=dict)


def worst(checks: 'list[Check]') -> Status:
    found = {one.status for one in checks}
    return 'failed' if 'failed' in found else 'warning' if 'warning' in found else 'ok'
