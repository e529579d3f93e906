"""Makes the index of descriptions anew when their words are others than those that it was made of: after an update of the application; and
adds what an import of many events left for later.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from rotkehlchen.services.history.reading import HistoryReader
from rotkehlchen.storage.history_event import HistoryEventRepository


@dataclass
class TextIndexing:
    """Called, it says whether there is work. Words do not change while a profile is open.

    `tell`: told after work, since whoever searched meanwhile did not find all.
    """

    events: HistoryEventRepository
    reader: HistoryReader
    tell: Callable[[], None]
    _is_done: bool = field(default=False, init=False)

    def __call__(self, _now: int) -> bool:
        self._is_done = self._is_done or self.events.indexed_words() == self._words
        return not self._is_done or self.events.has_pending_text()

    def work(self) -> None:
        if self._is_done:
            self.events.index_pending_text()
        else:
            self.events.index_text(self._words)
        self.tell()

    @cached_property
    def _words(self) -> str:
        return self.reader.fingerprint()
