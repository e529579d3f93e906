"""Which profile is open. At most one at a time; what belongs to it ends with it."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from rotkehlchen.core.errors import ConflictError, NotLoggedInError

Services = TypeVar('Services')


class Session(Generic[Services]):
    """Holds the services of the open profile. `close` of a value is given when it is opened."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._current: Services | None = None
        self._name: str | None = None
        self._close: Callable[[], None] = lambda: None

    @property
    def name(self) -> str | None:
        return self._name

    def find(self) -> Services | None:
        return self._current

    def require(self) -> Services:
        current = self._current
        if current is None:
            raise NotLoggedInError('No profile is open: log in first.')
        return current

    def open(self, name: str, make: Callable[[], tuple[Services, Callable[[], None]]]) -> Services:
        """Open a profile with what `make` returns (its services, and how to end them). One at a time."""
        with self._lock:
            if self._current is not None:
                raise ConflictError(f'The profile {self._name} is open: log out of it first.', code='profile_open', name=self._name)
            services, close = make()
            self._current, self._name, self._close = services, name, close
            return services

    def close(self) -> None:
        """End the open profile; nothing if there is none."""
        with self._lock:
            if self._current is None:
                return
            self._current, self._name = None, None
            close, self._close = self._close, lambda: None
            close()
