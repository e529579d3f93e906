"""Units of time. Values only: who needs the present asks a `Clock` that it was given.

Events are in UTC milliseconds, everything of the REST API that the established interface counts in seconds is in
whole UTC seconds. The unit is in the type's name.
"""

from collections.abc import Callable
from typing import Final, NewType

TimestampS = NewType('TimestampS', int)
TimestampMs = NewType('TimestampMs', int)
Clock = Callable[[], TimestampS]

DAY_SECONDS: Final = 86_400
HOUR_SECONDS: Final = 3_600


def to_ms(seconds: TimestampS) -> TimestampMs:
    return TimestampMs(seconds * 1000)


def to_seconds(milliseconds: TimestampMs) -> TimestampS:
    return TimestampS(milliseconds // 1000)
