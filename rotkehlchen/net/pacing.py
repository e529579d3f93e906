"""When a host may be asked again: a rate limit and a circuit breaker for each host.

A token bucket lets short bursts pass and spreads the rest. A breaker opens after some failures in a row, so that a dead
host costs nothing for a while; then one request probes it, and its outcome closes the breaker or keeps it open longer.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

Monotonic = Callable[[], float]

FAILURES_TO_OPEN: Final = 5
FIRST_OPEN_SECONDS: Final = 20.0
LONGEST_OPEN_SECONDS: Final = 300.0


@dataclass(frozen=True, slots=True)
class Rate:
    """`per_second` requests in the long run, `burst` at once."""

    per_second: float = 10.0
    burst: int = 20


class TokenBucket:
    """Gives out turns. Safe to use from several threads."""

    def __init__(self, rate: Rate, monotonic: Monotonic) -> None:
        self._rate = rate
        self._monotonic = monotonic
        self._next_free = 0.0  # when the bucket, counted in time instead of tokens, is full again
        self._blocked_until = 0.0
        self._lock = threading.Lock()

    def reserve_seconds(self, longest_seconds: float) -> float:
        """How long to wait for a turn, which is taken; if that is longer than `longest_seconds`, it is not taken."""
        with self._lock:
            now = self._monotonic()
            slack = self._rate.burst / self._rate.per_second
            start = max(self._next_free, now - slack, self._blocked_until - slack)
            end = start + 1 / self._rate.per_second
            wait_seconds = max(0.0, end - now, self._blocked_until - now)
            if wait_seconds <= longest_seconds:
                self._next_free = end
            return wait_seconds

    def block(self, seconds: float) -> None:
        """Nobody gets a turn for so long: the host said so."""
        with self._lock:
            self._blocked_until = max(self._blocked_until, self._monotonic() + seconds)

    def reset(self) -> None:
        with self._lock:
            self._next_free = self._blocked_until = 0.0


class CircuitBreaker:
    """Closed: all pass. Open: none passes. After that time one passes as a probe. Safe to use from several threads."""

    def __init__(self, monotonic: Monotonic, failures_to_open: int = FAILURES_TO_OPEN) -> None:
        self._monotonic = monotonic
        self._failures_to_open = failures_to_open
        self._failures = 0
        self._open_until = 0.0
        self._open_seconds = FIRST_OPEN_SECONDS
        self._lock = threading.Lock()

    def wait_seconds(self) -> float:
        """0: go on and report what became of it. More: the breaker is open for so long."""
        with self._lock:
            now = self._monotonic()
            if self._failures < self._failures_to_open:
                return 0.0
            if now < self._open_until:
                return self._open_until - now
            self._open_until = now + self._open_seconds  # this one is the probe; the others wait for what it finds
            return 0.0

    def succeeded(self) -> None:
        with self._lock:
            self._failures = 0
            self._open_seconds = FIRST_OPEN_SECONDS

    def failed(self) -> None:
        with self._lock:
            self._failures += 1
            if self._failures > self._failures_to_open:  # a probe failed
                self._open_seconds = min(LONGEST_OPEN_SECONDS, self._open_seconds * 2)
            if self._failures >= self._failures_to_open:
                self._open_until = self._monotonic() + self._open_seconds
