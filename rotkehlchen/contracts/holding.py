"""Days and years as tax laws count them: on the calendar of a place, not in seconds.

Years: section 188 of the German BGB and TD 2002/10 of the Australian tax office end a year with the day that has the number of the first one, which
itself doesn't count, or with the last day of February; Rev. Rul. 66-7 of the United States counts from the next day on.
"""

import datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from rotkehlchen.core.time import TimestampMs

QUARTER_HOUR_MS: Final = 900_000  # days of all zones begin at such a moment


def day_of(timestamp: TimestampMs, zone: str) -> datetime.date:
    """The day that it is in `zone`, an IANA name, at that time."""
    return _day_of_quarter(timestamp // QUARTER_HOUR_MS, zone)


def is_held_longer(acquired: datetime.date, disposed: datetime.date, years: int, *, is_counted_from_next_day: bool = False) -> bool:
    """Whether more than `years` lie between: on the anniversary not yet, on the day after it.

    They differ for what was acquired on 28 February before a leap year: it is held for a year when 28 February ends, or, counted from the next
    day on, when 29 February does.
    """
    if is_counted_from_next_day:
        return disposed >= _years_later(acquired + datetime.timedelta(days=1), years, leap_day=(3, 1))
    return disposed > _years_later(acquired, years, leap_day=(2, 28))


def _years_later(day: datetime.date, years: int, *, leap_day: tuple[int, int]) -> datetime.date:
    """`leap_day`: what 29 February is in a year that has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return datetime.date(day.year + years, *leap_day)


@lru_cache(maxsize=100_000)
def _day_of_quarter(quarter: int, zone: str) -> datetime.date:
    return datetime.datetime.fromtimestamp(quarter * QUARTER_HOUR_MS // 1000, ZoneInfo(zone)).date()
