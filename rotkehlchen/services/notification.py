"""What the backend tells whoever is connected, without being asked: progress, changed data, messages.

Services publish; the websocket of the running application listens. Publishing never blocks and never fails because
of a listener.
"""

import threading
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

from rotkehlchen.core.issue import Issue

Listener = Callable[[str, Any], None]
MAX_QUEUED_MESSAGES: Final = 500


class Notifier:
    """Hands messages `(type, data)` to listeners, and keeps errors and warnings until `GET /messages` drains them."""

    def __init__(self) -> None:
        self._listeners: tuple[Listener, ...] = ()
        self._lock = threading.Lock()
        self._messages: dict[str, deque[str]] = {'error': deque(maxlen=MAX_QUEUED_MESSAGES), 'warning': deque(maxlen=MAX_QUEUED_MESSAGES)}

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener(type, data)` for each message, in the publisher's thread. Returns what ends it."""
        with self._lock:
            self._listeners += (listener,)

        def stop() -> None:
            with self._lock:
                self._listeners = tuple(known for known in self._listeners if known is not listener)
        return stop

    def publish(self, kind: str, data: Mapping[str, Any] | list[Any]) -> None:
        for listener in self._listeners:
            listener(kind, data)

    def data_changed(self, what: str) -> None:
        """Say that a noun's data changed ('prices', 'balances', 'accounts', ...), so that a client reads it again."""
        self.publish('data_changed', {'what': what})

    def message(self, verbosity: Literal['error', 'warning'], text: str) -> None:
        """A sentence for the user. Kept for `GET /messages` when nobody listens."""
        if not self._listeners:
            self._messages[verbosity].append(text)
        self.publish('legacy', {'verbosity': verbosity, 'value': text})

    def issue(self, identifier: int, issue: Issue) -> None:
        self.publish('issue', {
            'identifier': identifier, 'kind': issue.kind, 'subject': issue.subject, 'severity': issue.severity.value,
            'time': issue.time, 'params': dict(issue.params), 'action': issue.action,
        })

    def drain(self) -> dict[str, list[str]]:
        """Errors and warnings not yet shown; each is given once."""
        with self._lock:
            drained = {f'{verbosity}s': list(queued) for verbosity, queued in self._messages.items()}
            for queued in self._messages.values():
                queued.clear()
        return drained
