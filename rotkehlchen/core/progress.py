"""What long work tells its caller, and how it learns that nobody waits for it any more.

Every use case that can take long receives a `Job`. It calls `report` after each unit and `check` at each boundary
where stopping leaves nothing half done. `QuietJob` is for callers that do not watch.
"""

from typing import Protocol

from rotkehlchen.core.errors import CancelledError


class Job(Protocol):
    def report(self, done: int, total: int | None = None, step: str = '') -> None:
        """Say that `done` of `total` units of `step` (a stable word, not a sentence) are finished."""

    def check(self) -> None:
        """Raise CancelledError if the work was cancelled."""


class QuietJob:
    """A job that nobody watches and nobody cancels."""

    def report(self, done: int, total: int | None = None, step: str = '') -> None:
        pass

    def check(self) -> None:
        pass


def cancelled() -> CancelledError:
    return CancelledError('The task was cancelled.')
