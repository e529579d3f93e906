"""Which automatic copies are kept: the newest of each of the last 7 days, 4 weeks and 12 months that have one. Pure."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Final

from rotkehlchen.core.time import TimestampS

DAYS: Final = 7
WEEKS: Final = 4
MONTHS: Final = 12

Period = tuple[int, ...]


def compute_kept(times: Iterable[TimestampS]) -> set[TimestampS]:
    """Those of `times` (UTC seconds) that are to be kept; the newest always is. Periods without a copy do not count."""
    newest_first = sorted(set(times), reverse=True)
    kept: set[TimestampS] = set()
    for period_of, wanted in ((_day, DAYS), (_week, WEEKS), (_month, MONTHS)):
        kept |= _newest_of_each(newest_first, period_of, wanted)
    return kept


def _newest_of_each(newest_first: list[TimestampS], period_of: Callable[[datetime], Period], wanted: int) -> set[TimestampS]:
    newest: dict[Period, TimestampS] = {}
    for time in newest_first:
        newest.setdefault(period_of(datetime.fromtimestamp(time, UTC)), time)
    return set(list(newest.values())[:wanted])


def _day(moment: datetime) -> Period:
    return moment.year, moment.month, moment.day


def _week(moment: datetime) -> Period:
    return moment.isocalendar()[:2]


def _month(moment: datetime) -> Period:
    return moment.year, moment.month
