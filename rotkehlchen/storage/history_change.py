"""What was found in the history, kept until the history changes.

Every change of events, groups or matches counts a number up within its own transaction, so that a reader sees in its snapshot whether
what was found before is still true.
"""

import threading
from array import array
from collections import OrderedDict
from collections.abc import Hashable
from typing import Final

from rotkehlchen.storage.database import Connection

MOST_KEPT: Final = 1_500_000  # identifiers of 8 bytes, in all lists together


def mark_change(connection: Connection) -> None:
    """Within a write: what was found in the history before is no longer true."""
    connection.execute('UPDATE history_change SET number = number + 1')


def mark_indexed(connection: Connection) -> None:
    """The same where only the index of texts changed: other events are found by text, but no event is another one."""
    connection.execute('UPDATE history_change SET number = number + 1, texts = texts + 1')


def load_change(connection: Connection) -> int:
    number: int = connection.execute('SELECT number FROM history_change').fetchone()[0]
    return number


def load_event_change(connection: Connection) -> int:
    """As `load_change`, but for changes of the index of texts."""
    number: int = connection.execute('SELECT number - texts FROM history_change').fetchone()[0]
    return number


class FoundLists:
    """Lists of identifiers that queries found, the ones used last. Safe to use from several threads."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._change = -1
        self._lists: OrderedDict[Hashable, array[int]] = OrderedDict()
        self._size = 0

    def find(self, change: int, key: Hashable) -> 'array[int] | None':
        """What was kept under a key as of this change."""
        with self._lock:
            if change != self._change or key not in self._lists:
                return None
            self._lists.move_to_end(key)
            return self._lists[key]

    def keep(self, change: int, key: Hashable, found: 'array[int]') -> None:
        with self._lock:
            if change < self._change:
                return  # a reader with an older snapshot
            if change > self._change:
                self._change, self._size = change, 0
                self._lists.clear()
            if key in self._lists:
                return
            self._lists[key] = found
            self._size += len(found)
            while self._size > self._most and len(self._lists) > 1:
                self._size -= len(self._lists.popitem(last=False)[1])
