"""What was sent where: each host that was contacted since the start, how often and when. No paths, no parameters. And whether anything may be."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from rotkehlchen.core.time import TimestampS


@dataclass(frozen=True, slots=True)
class OutboundEntry:
    """`requests` tries, failed ones and redirects included; bytes of request bodies and of answers as they were read."""

    host: str
    requests: int
    first_time: TimestampS
    last_time: TimestampS
    bytes_sent: int
    bytes_received: int


class OutboundLog:
    """Kept in memory only. Safe to use from several threads. `is_offline`: nobody outside this computer and its network is asked."""

    def __init__(self, clock: Callable[[], TimestampS], *, is_offline: bool = False) -> None:
        self.is_offline = is_offline
        self._clock = clock
        self._entries: dict[str, OutboundEntry] = {}
        self._lock = threading.Lock()

    def note_request(self, host: str, bytes_sent: int) -> None:
        now = self._clock()
        with self._lock:
            known = self._entries.get(host) or OutboundEntry(host, 0, now, now, 0, 0)
            self._entries[host] = replace(known, requests=known.requests + 1, last_time=now, bytes_sent=known.bytes_sent + bytes_sent)

    def note_answer(self, host: str, bytes_received: int) -> None:
        with self._lock:
            known = self._entries[host]
            self._entries[host] = replace(known, bytes_received=known.bytes_received + bytes_received)

    def entries(self) -> list[OutboundEntry]:
        """Every host that was contacted, latest first."""
        with self._lock:
            return sorted(self._entries.values(), key=lambda entry: (-entry.last_time, entry.host))
