"""Periodic work of the open profile: snapshots, refreshes. One thread, which only decides; the work runs as tasks."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from rotkehlchen.core.errors import AppError
from rotkehlchen.core.time import Clock

log = logging.getLogger(__name__)

TICK_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class Periodic:
    """`due(now)` says whether to run; `run` does the work and is never called twice at once."""

    name: str
    due: Callable[[int], bool]
    run: Callable[[], None]


class Scheduler:
    def __init__(self, work: tuple[Periodic, ...], clock: Clock, tick_seconds: float = TICK_SECONDS) -> None:
        self.enabled = True
        self._work = work
        self._clock = clock
        self._tick_seconds = tick_seconds
        self._stop = threading.Event()
        self._busy: set[str] = set()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._loop, name='scheduler', daemon=True)

    def start(self) -> None:
        self._thread.start()

    def names(self) -> tuple[str, ...]:
        return tuple(item.name for item in self._work)

    def run_now(self, name: str) -> bool:
        """Run one piece of work in this thread. False if there is none of this name."""
        item = next((item for item in self._work if item.name == name), None)
        if item is None:
            return False
        self._run(item)
        return True

    def stop(self) -> None:
        """Begin nothing new. What runs ends by itself, at the database's close at the latest."""
        self._stop.set()

    def _loop(self) -> None:
        while not self._stop.wait(self._tick_seconds):
            for item in self._work:
                if self.enabled and not self._stop.is_set() and item.due(self._clock()):
                    self._run(item)

    def _run(self, item: Periodic) -> None:
        with self._lock:
            if item.name in self._busy:
                return
            self._busy.add(item.name)
        try:
            item.run()
        except AppError as error:
            if not self._stop.is_set():  # else it was cut off by the end of the profile, and goes on at its next opening
                log.warning('periodic %s: %s', item.name, error)
        except Exception:  # boundary: one broken piece of periodic work must not end the others
            log.exception('periodic %s failed', item.name)
        finally:
            with self._lock:
                self._busy.discard(item.name)
