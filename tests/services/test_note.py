import pytest

from rotkehlchen.core.errors import InputError, NotFoundError
from rotkehlchen.core.time import TimestampS
from rotkehlchen.services.note import NoteService, NoteText
from rotkehlchen.services.notification import Notifier
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.note import NoteFilter, NoteRepository
from rotkehlchen.storage.page import Page
from tests.conftest import FixedClock


@pytest.fixture
def notes(user_database: Database, clock: FixedClock) -> NoteService:
    return NoteService(NoteRepository(user_database), clock, Notifier())


def titles(notes: NoteService, wanted: NoteFilter | None = None, page: Page | None = None) -> list[str]:
    return [note.title for note in notes.find(wanted or NoteFilter(), page or Page())[0]]


def test_add_then_find_gives_the_note_dated_now(notes: NoteService, clock: FixedClock) -> None:
    identifier = notes.add(NoteText('title', 'two\nlines', 'DASHBOARD', True))
    (note,), found, total = notes.find(NoteFilter(), Page())
    assert (note.identifier, note.title, note.content, note.location, note.is_pinned, note.updated_at) == (
        identifier, 'title', 'two\nlines', 'DASHBOARD', True, clock.now,
    )
    assert (found, total) == (1, 1)


def test_more_than_ten_notes_are_kept(notes: NoteService) -> None:
    for number in range(25):
        notes.add(NoteText(f'{number}', '', 'G', False))
    assert notes.find(NoteFilter(), Page(limit=10, offset=20))[1:] == (25, 25)
    assert len(titles(notes, page=Page(limit=10, offset=20))) == 5


def test_find_without_order_gives_pinned_then_newest_first(notes: NoteService, clock: FixedClock) -> None:
    for title, pinned in (('old pinned', True), ('old', False), ('new', False)):
        clock.now += 1
        notes.add(NoteText(title, '', 'G', pinned))
    assert titles(notes) == ['old pinned', 'new', 'old']


def test_find_by_title_takes_wildcards_literally(notes: NoteService) -> None:
    for title in ('100% sure', '1000 ways', 'under_score'):
        notes.add(NoteText(title, '', 'G', False))
    assert titles(notes, NoteFilter(title_substring='0%')) == ['100% sure']
    assert titles(notes, NoteFilter(title_substring='R_S')) == ['under_score']


def test_find_by_location_and_time_counts_matches_and_all(notes: NoteService, clock: FixedClock) -> None:
    notes.add(NoteText('a', '', 'G', False))
    clock.now += 10
    notes.add(NoteText('b', '', 'G', False))
    notes.add(NoteText('c', '', 'TAGS', False))
    found = notes.find(NoteFilter(from_time=TimestampS(clock.now), location='G'), Page())
    assert ([note.title for note in found[0]], found[1], found[2]) == (['b'], 1, 3)
    assert titles(notes, NoteFilter(to_time=TimestampS(clock.now - 1))) == ['a']


def test_find_ordered_by_unknown_attribute_is_refused(notes: NoteService) -> None:
    with pytest.raises(InputError) as caught:
        notes.find(NoteFilter(), Page(order=(('title', True), ('1; DROP TABLE note', True))))
    assert caught.value.field == 'order_by_attributes.1'


def test_edit_and_delete_of_an_unknown_note_say_so(notes: NoteService) -> None:
    with pytest.raises(NotFoundError):
        notes.edit(1, NoteText('a', '', 'G', False))
    with pytest.raises(NotFoundError):
        notes.delete(1)


def test_edit_replaces_text_and_date(notes: NoteService, clock: FixedClock) -> None:
    identifier = notes.add(NoteText('a', 'x', 'G', False))
    clock.now += 5
    notes.edit(identifier, NoteText('b', 'y', 'G', True))
    note = notes.find(NoteFilter(), Page())[0][0]
    assert (note.title, note.content, note.is_pinned, note.updated_at) == ('b', 'y', True, clock.now)
    notes.delete(identifier)
    assert titles(notes) == []
