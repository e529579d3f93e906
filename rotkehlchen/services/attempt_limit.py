"""Slows down guessing of passwords without letting a guesser lock the owner out.

Each profile has ten tries and gets one back every six seconds. A right secret costs none. Who comes when none is left waits
for the next one, two callers at most; others are told to come back, and neither wait nor count. So a flood of wrong
passwords delays the owner by seconds, and only while it lasts.
"""

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from rotkehlchen.core.errors import AuthError, TooManyAttemptsError

WRONG_DELAY_SECONDS: Final = 0.05
TRIES: Final = 10
SECONDS_A_TRY: Final = 6.0
MAX_WAITING: Final = 2
MAX_KNOWN_NAMES: Final = 1000


@dataclass(slots=True)
class Bucket:
    """`tries` as of `time`; below zero by those who wait for theirs."""

    tries: float
    time: float


class AttemptLimit:
    """`now` and `sleep` are of a monotonic clock in seconds."""

    def __init__(self, now: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep) -> None:
        self._now = now
        self._sleep = sleep
        self._buckets: dict[str, Bucket] = {}
        self._lock = threading.Lock()

    @contextmanager
    def attempt(self, name: str) -> Iterator[None]:
        """Around one try of a secret: AuthError from within says that it was wrong. Raises TooManyAttemptsError before it."""
        waiting = self._take(name)
        if waiting > 0:
            self._sleep(waiting)
        try:
            yield
        except AuthError:
            self._sleep(WRONG_DELAY_SECONDS)
            raise
        except BaseException:
            self._give_back(name)
            raise
        self._give_back(name)

    def _take(self, name: str) -> float:
        """Seconds to wait for the try that is now the caller's."""
        with self._lock:
            bucket = self._refilled(name)
            if bucket.tries - 1 < -MAX_WAITING:
                seconds = math.ceil((1 - bucket.tries) * SECONDS_A_TRY)
                raise TooManyAttemptsError('Too many wrong tries: wait a few seconds and try again.', retry_after_seconds=seconds)
            bucket.tries -= 1
            return max(0.0, -bucket.tries * SECONDS_A_TRY)

    def _give_back(self, name: str) -> None:
        with self._lock:
            bucket = self._refilled(name)
            bucket.tries = min(TRIES, bucket.tries + 1)

    def _refilled(self, name: str) -> Bucket:
        now = self._now()
        bucket = self._buckets.get(name)
        if bucket is None:
            if len(self._buckets) >= MAX_KNOWN_NAMES:
                self._buckets.clear()
            bucket = self._buckets[name] = Bucket(TRIES, now)
        bucket.tries = min(TRIES, bucket.tries + (now - bucket.time) / SECONDS_A_TRY)
        bucket.time = now
        return bucket
