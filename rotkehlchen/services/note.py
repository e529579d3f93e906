"""Notes: write, change, find, delete. Each change is dated."""

from dataclasses import dataclass, replace

from rotkehlchen.core.errors import NotFoundError
from rotkehlchen.core.time import Clock
from rotkehlchen.services.notification import Notifier
from rotkehlchen.storage.note import Note, NoteFilter, NoteRepository
from rotkehlchen.storage.page import Page


@dataclass(frozen=True, slots=True)
class NoteText:
    """What the user writes."""

    title: str
    content: str
    location: str
    is_pinned: bool


class NoteService:
    def __init__(self, notes: NoteRepository, clock: Clock, notifier: Notifier) -> None:
        self._notes = notes
        self._clock = clock
        self._notifier = notifier

    def find(self, wanted: NoteFilter, page: Page) -> tuple[list[Note], int, int]:
        """(notes of the page, how many match, how many there are)."""
        return self._notes.load(wanted, page)

    def add(self, text: NoteText) -> int:
        """Store a note and return its identifier."""
        identifier = self._notes.add(self._dated(text))
        self._notifier.data_changed('notes')
        return identifier

    def edit(self, identifier: int, text: NoteText) -> None:
        if not self._notes.update(replace(self._dated(text), identifier=identifier)):
            raise _unknown(identifier)
        self._notifier.data_changed('notes')

    def delete(self, identifier: int) -> None:
        if not self._notes.delete(identifier):
            raise _unknown(identifier)
        self._notifier.data_changed('notes')

    def _dated(self, text: NoteText) -> Note:
        return Note(text.title, text.content, text.location, text.is_pinned, self._clock())


def _unknown(identifier: int) -> NotFoundError:
    return NotFoundError(f'There is no note {identifier}', field='identifier', identifier=identifier)
