"""Events as they are stored: decoding again and importing again never lose what the user did."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from rotkehlchen.core.errors import ConflictError
from rotkehlchen.core.event import HistoryEvent
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.issue import Issue, Severity
from rotkehlchen.core.time import TimestampMs, TimestampS
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.history_event import DecodedGroup, HistoryEventRepository
from rotkehlchen.storage.history_filter import HistoryFilter
from rotkehlchen.storage.history_query import HistoryQueryRepository
from rotkehlchen.storage.issue import IssueRepository

TIME = 1_600_000_000_000
GROUP = '1' + '0x' + 'ab' * 32


def event(key: str, *, group: str = GROUP, position: int = 0, amount: str = '1', time: int = TIME, **more: Any) -> HistoryEvent:
    return HistoryEvent(
        group, position, TimestampMs(time), 'ethereum', 'me', more.pop('type', 'receive'), more.pop('subtype', 'none'), AssetId(more.pop('asset', 'ETH')),
        Decimal(amount), key=key, rule='curve/swap', sources=('log:1',), tx_ref='0x' + 'ab' * 32, **more)


def decoded(*events: HistoryEvent, group: str = GROUP, hidden: str | None = None) -> list[DecodedGroup]:
    return [DecodedGroup(group, TimestampMs(min((one.timestamp for one in events), default=TIME)), events, hidden)]


@pytest.fixture
def store(user_database: Database) -> HistoryEventRepository:
    return HistoryEventRepository(user_database, lambda one: f'{one.type} {one.amount} {one.asset} {one.notes or ""}')


@pytest.fixture
def query(user_database: Database) -> HistoryQueryRepository:
    return HistoryQueryRepository(user_database)


def by_key(store: HistoryEventRepository, group: str = GROUP) -> dict[str, Any]:
    return {one.event.key: one for one in store.load_groups([group])}


def amounts(store: HistoryEventRepository) -> dict[str, str]:
    return {key: str(one.event.amount) for key, one in by_key(store).items()}


def change_number(database: Database) -> int:
    with database.read() as connection:
        return int(connection.execute('SELECT number FROM history_change').fetchone()[0])


def test_event_is_read_back_as_it_was_stored(store: HistoryEventRepository) -> None:
    largest = '9' * 70 + '.' + '1' * 8
    given = event('a', amount=largest, counterparty='curve', address='0x1', product='pool', kind='swap', params={'what': 'x'}, extra_data={'n': [1, None]})
    store.replace_decoded(decoded(given))
    [found] = store.load_groups([GROUP])
    assert found.event == given
    assert (found.origin, found.is_edited, found.hidden, found.ignored) == ('decoded', False, None, False)


def test_decoding_again_keeps_identifiers_of_what_is_still_made(store: HistoryEventRepository) -> None:
    store.replace_decoded(decoded(event('a'), event('b', position=1), event('c', position=2)))
    before = {key: one.identifier for key, one in by_key(store).items()}
    store.replace_decoded(decoded(event('a', amount='2'), event('b', position=1), event('d', position=3)))
    after = {key: one.identifier for key, one in by_key(store).items()}
    assert (after['a'], after['b']) == (before['a'], before['b'])
    assert set(after) == {'a', 'b', 'd'}
    assert after['d'] not in before.values(), 'an identifier is never used again'
    assert amounts(store) == {'a': '2', 'b': '1', 'd': '1'}


def test_decoding_the_same_again_changes_nothing(store: HistoryEventRepository, user_database: Database) -> None:
    store.replace_decoded(decoded(event('a'), event('b')))
    before = change_number(user_database)
    store.replace_decoded(decoded(event('a'), event('b')))
    assert change_number(user_database) == before
    store.replace_decoded(decoded(event('a'), event('b', amount='3')))
    assert change_number(user_database) > before


def test_edit_outlives_decoding_and_restoring_gives_what_is_decoded_now(store: HistoryEventRepository) -> None:
    store.replace_decoded(decoded(event('a'), event('b')))
    identifier = by_key(store)['a'].identifier
    store.edit({identifier: {'amount': '7', 'notes': 'mine'}})
    store.edit({identifier: {'counterparty': 'friend'}})
    store.replace_decoded(decoded(event('a', amount='2', address='0xnew'), event('b')))
    kept = by_key(store)['a']
    assert (str(kept.event.amount), kept.event.notes, kept.event.counterparty, kept.event.address) == ('7', 'mine', 'friend', '0xnew')
    assert (kept.identifier, kept.is_edited) == (identifier, True)
    is_deleted, fields, original = store.load_edits(GROUP)['a']
    assert (is_deleted, fields, original) == (False, {'amount': '7', 'notes': 'mine', 'counterparty': 'friend'}, event('a', amount='2', address='0xnew'))
    assert store.restore([GROUP]) == 1
    restored = by_key(store)['a']
    assert (restored.event, restored.is_edited, restored.identifier) == (event('a', amount='2', address='0xnew'), False, identifier)
    assert store.load_edits(GROUP) == {}


def test_deleted_event_stays_deleted_until_it_is_restored_with_its_identifier(store: HistoryEventRepository) -> None:
    store.replace_decoded(decoded(event('a'), event('b')))
    identifier = by_key(store)['a'].identifier
    assert store.delete([identifier]) == 1
    store.replace_decoded(decoded(event('a', amount='5'), event('b')))
    assert set(by_key(store)) == {'b'}
    assert store.restore([GROUP], ['b']) == 0
    assert store.restore([GROUP], ['a']) == 1
    assert (by_key(store)['a'].identifier, amounts(store)['a']) == (identifier, '5')


def test_taking_back_a_deletion_keeps_the_edits_before_it(store: HistoryEventRepository) -> None:
    store.replace_decoded(decoded(event('a'), event('b')))
    ids = {key: one.identifier for key, one in by_key(store).items()}
    store.edit({ids['a']: {'amount': '7'}, ids['b']: {'amount': '8'}})
    store.delete([ids['a']])
    assert store.restore([GROUP], only_deleted=True) == 1
    assert amounts(store) == {'a': '7', 'b': '8'}
    assert by_key(store)['a'].is_edited
    assert store.restore([GROUP]) == 2
    assert amounts(store) == {'a': '1', 'b': '1'}


def test_event_by_hand_stays_beside_decoded_ones_and_comes_back_when_its_deletion_is_taken_back(store: HistoryEventRepository) -> None:
    store.replace_decoded(decoded(event('a')))
    [own] = store.add([event('', amount='9', position=5)], 'user')
    store.replace_decoded(decoded(event('a', amount='2')))
    key = next(key for key, one in by_key(store).items() if one.origin == 'user')
    store.delete([own])
    store.replace_decoded(decoded(event('a', amount='3')))
    assert store.restore([GROUP]) == 0, 'what is not decoded is not part of the decoded version'
    assert store.restore([GROUP], [key]) == 1
    assert (by_key(store)[key].identifier, amounts(store)) == (own, {'a': '3', key: '9'})


def test_edited_event_that_is_not_made_any_more_is_left_to_the_user(store: HistoryEventRepository) -> None:
    store.replace_decoded(decoded(event('a'), event('b')))
    store.edit({by_key(store)['a'].identifier: {'notes': 'mine'}})
    store.replace_decoded(decoded(event('b')))
    assert set(by_key(store)) == {'a', 'b'}
    assert store.load_edits(GROUP)['a'][2] is None
    store.restore([GROUP])
    assert set(by_key(store)) == {'b'}


def test_import_a_second_time_changes_what_differs_and_keeps_edits(store: HistoryEventRepository) -> None:
    trade = [event('0', group='t', amount='1'), event('1', group='t', amount='2', position=1)]
    store.save_imported(decoded(*trade, group='t'))
    found = by_key(store, 't')
    store.edit({found['0'].identifier: {'notes': 'mine'}})
    store.delete([found['1'].identifier])
    store.save_imported(decoded(replace(trade[0], amount=Decimal(4)), trade[1], group='t'))
    [kept] = store.load_groups(['t'])
    assert (str(kept.event.amount), kept.event.notes, kept.origin, kept.is_edited) == ('4', 'mine', 'import', True)


def test_decoding_leaves_what_was_imported_into_the_same_group(store: HistoryEventRepository) -> None:
    store.save_imported(decoded(event('row', amount='8', time=TIME - 5)))
    store.replace_decoded(decoded(event('a')))
    store.replace_decoded(decoded())
    assert set(by_key(store)) == {'row'}


def test_time_of_a_group_is_that_of_its_first_event(store: HistoryEventRepository, query: HistoryQueryRepository) -> None:
    store.replace_decoded(decoded(event('a')))
    store.replace_decoded(decoded(event('x', group='z', time=TIME + 5), group='z'))
    [own] = store.add([event('', time=TIME + 10, position=3)], 'user')
    order = [first.event.group for first, _ in query.find_groups(HistoryFilter(), 10, 0).groups]
    assert order == ['z', GROUP]
    store.edit({by_key(store, 'z')['x'].identifier: {'timestamp': TIME - 100}, own: {'timestamp': TIME - 50}})
    store.replace_decoded(decoded(event('a')))
    assert [first.event.group for first, _ in query.find_groups(HistoryFilter(), 10, 0).groups] == [GROUP, 'z']
    assert query.find_groups(HistoryFilter(last=TIME - 60), 10, 0).found == 1


def test_group_without_events_is_not_shown_and_comes_back_with_what_the_user_said_of_it(
        store: HistoryEventRepository, query: HistoryQueryRepository,
) -> None:
    store.replace_decoded(decoded(event('a')))
    store.set_ignored([GROUP], True)
    store.replace_decoded(decoded())
    found = query.find_groups(HistoryFilter(), 10, 0)
    assert (found.groups, found.found, found.total) == ([], 0, 0)
    store.replace_decoded(decoded(event('a')))
    assert by_key(store)['a'].ignored
    store.delete([by_key(store)['a'].identifier])
    assert query.find_groups(HistoryFilter(), 10, 0).total == 0
    store.restore([GROUP])
    assert query.find_groups(HistoryFilter(), 10, 0).total == 1


@pytest.mark.parametrize(('hidden', 'shown', 'expected'), [
    (None, None, None), ('spam_token', None, 'spam_token'), ('spam_token', True, None), (None, False, 'user'), ('spam_token', False, 'spam_token'),
])
def test_user_decides_over_the_rules_what_is_hidden(
        store: HistoryEventRepository, query: HistoryQueryRepository, hidden: str | None, shown: bool | None, expected: str | None,
) -> None:
    store.replace_decoded(decoded(event('a'), hidden=hidden))
    assert store.set_shown([GROUP], shown) == 1
    store.replace_decoded(decoded(event('a', amount='2'), hidden=hidden))
    assert by_key(store)['a'].hidden == expected
    assert query.count(HistoryFilter(hidden=True)) == (expected is not None)
    assert query.count(HistoryFilter(hidden=False)) == (expected is None)


def test_taken_key_and_same_event_are_refused_and_nothing_is_added(store: HistoryEventRepository, query: HistoryQueryRepository) -> None:
    store.add([event('', group='gift')], 'user')
    store.add([event('', group='gift')], 'user')
    for refused in ([event('', group='other'), event('', group='gift')], [event('', group='other', position=1), event('', group='gift', notes='told')]):
        with pytest.raises(ConflictError):
            store.add(refused, 'user', refuse_same=True)
    store.replace_decoded(decoded(event('a')))
    with pytest.raises(ConflictError):
        store.add([event('a', amount='5')], 'import')
    assert query.find(HistoryFilter(), None, 0).total == 3


def test_forgotten_groups_leave_nothing(store: HistoryEventRepository, query: HistoryQueryRepository, user_database: Database) -> None:
    store.replace_decoded(decoded(event('a', notes='needle'), event('b')))
    store.edit({by_key(store)['a'].identifier: {'amount': '3'}})
    store.delete([by_key(store)['b'].identifier])
    issues = IssueRepository(user_database)
    for subject in (GROUP, 'another'):
        issues.save(Issue('decoding_conflict', subject, Severity.WARNING, TimestampS(1), {}, 'open_event'))
    store.delete_groups([GROUP, 'unknown'])
    assert [one.issue.subject for one in issues.load_open()] == ['another']
    with user_database.read() as connection:
        left = [connection.execute(f'SELECT count(*) FROM {table}').fetchone()[0] for table in ('history_group', 'history_event', 'history_event_edit')]
    assert left == [0, 0, 0]
    assert query.count(HistoryFilter(text='needle')) == 0


def test_text_is_found_as_it_is_now(store: HistoryEventRepository, query: HistoryQueryRepository) -> None:
    store.replace_decoded(decoded(event('a', amount='1.25', notes='for Zoë "x" AND y')))
    identifier = by_key(store)['a'].identifier

    def found(text: str) -> int:
        return query.count(HistoryFilter(text=text))
    assert [found(text) for text in ('1.25', 'RECEIVE', 'zoë', '"x" and', 'oë', 'Y', 'nothing', '""', '*', 'a OR b')] == [1, 1, 1, 1, 1, 1, 0, 0, 0, 0]
    store.edit({identifier: {'notes': 'other'}})
    assert (found('zoë'), found('other')) == (0, 1)
    store.restore([GROUP])
    assert (found('zoë'), found('other')) == (1, 0)


def test_text_index_is_made_anew_when_descriptions_change(user_database: Database, query: HistoryQueryRepository) -> None:
    names = {'ETH': 'ether'}
    store = HistoryEventRepository(user_database, lambda one: f'Receive {names[one.asset]}')
    store.replace_decoded([group for number in range(5) for group in decoded(event('a', group=str(number)), group=str(number))])
    names['ETH'] = 'gwei'
    assert store.indexed_words() == ''
    numbers = (query.change_number(), query.event_change_number())
    store.index_text('new words', batch=2)
    assert query.change_number() > numbers[0]  # other events are found
    assert query.event_change_number() == numbers[1]  # but none is another one
    store.index_text('new words', batch=3)
    assert store.indexed_words() == 'new words'
    assert (query.count(HistoryFilter(text='ether')), query.count(HistoryFilter(text='gwei'))) == (0, 5)


def test_events_are_walked_in_the_order_of_accounting(store: HistoryEventRepository) -> None:
    store.replace_decoded([
        group for name, time in (('b', 5), ('a', 5), ('c', 1)) for group in decoded(
            event('y', group=name, position=2, time=TIME + time), event('x', group=name, position=1, time=TIME + time), group=name)
    ])
    walked: Sequence[tuple[str, str]] = [(one.event.group, one.event.key) for batch in store.iter_events(batch=2) for one in batch]
    assert walked == [('c', 'x'), ('c', 'y'), ('a', 'x'), ('a', 'y'), ('b', 'x'), ('b', 'y')]
    assert sum(len(batch) for batch in store.iter_events(first=TIME + 2)) == 4


def test_failed_write_keeps_everything(store: HistoryEventRepository, query: HistoryQueryRepository) -> None:
    store.replace_decoded(decoded(event('a')))
    with pytest.raises(Exception, match='NOT NULL'):
        store.replace_decoded([*decoded(event('a', amount='2')), *decoded(replace(event('x', group='new'), location=None), group='new')])  # type: ignore[arg-type]
    assert amounts(store) == {'a': '1'}
    assert query.find_groups(HistoryFilter(), None, 0).total == 1
