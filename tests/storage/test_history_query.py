"""Pages of history against a plain model: every filter, both orders, any page, also after changes."""

import random
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from rotkehlchen.core.event import HistoryEvent
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.time import TimestampMs
from rotkehlchen.storage import history_query
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.event_match import EventMatchRepository
from rotkehlchen.storage.history_change import FoundLists
from rotkehlchen.storage.history_event import DecodedGroup, HistoryEventRepository
from rotkehlchen.storage.history_filter import HistoryFilter
from rotkehlchen.storage.history_query import HistoryQueryRepository
from rotkehlchen.storage.history_row import StoredEvent

TYPES = [('trade', 'spend'), ('trade', 'receive'), ('receive', 'none'), ('spend', 'fee'), ('staking', 'reward')]
ASSETS = ['ETH', 'BTC', 'EUR', 'DAI']
WORDS = ['apple', 'pear', 'grape', None]
TIME = 1_600_000_000_000


def make_events(chance: random.Random, groups: int) -> list[DecodedGroup]:
    made = []
    for number in range(groups):
        time = TimestampMs(TIME + chance.randrange(40) * 1000)  # many share their time
        name = f'g{number:03}'
        events = [_event(chance, name, key, time) for key in range(chance.randint(1, 4))]
        made.append(DecodedGroup(name, time, events, chance.choice([None, None, None, 'spam_token'])))
    return made


def _event(chance: random.Random, group: str, key: int, time: TimestampMs) -> HistoryEvent:
    event_type, subtype = chance.choice(TYPES)
    return HistoryEvent(
        group, chance.randrange(3), time, chance.choice(['ethereum', 'kraken']), chance.choice(['me', 'you', None]), event_type, subtype,
        AssetId(chance.choice(ASSETS)), Decimal(chance.randrange(3)), counterparty=chance.choice(['curve', 'gas', None]),
        address=chance.choice(['0xa', '0xb', None]), product=chance.choice(['pool', None, None]),
        entry_type=chance.choice(['evm event', 'swap event', 'history event']), tx_ref=chance.choice([f'0x{group}', None]), key=str(key),
        notes=chance.choice(WORDS), extra_data=chance.choice([None, {'validator_index': chance.randrange(3)}]), rule='test')


def make_filter(chance: random.Random) -> HistoryFilter:
    def maybe(value: Any) -> Any:
        return value if chance.random() < 0.18 else None
    return HistoryFilter(
        first=maybe(TIME + chance.randrange(40) * 1000), last=maybe(TIME + chance.randrange(40) * 1000),
        types=maybe(chance.sample(['trade', 'receive', 'spend', 'staking'], 2)), subtypes=maybe(['spend', 'reward']), counterparties=maybe(['curve', 'x']),
        products=maybe(['pool']), entry_types=maybe(['swap event']), without_entry_types=maybe(['evm event', 'swap event']), location=maybe('kraken'),
        accounts=maybe(['me']), asset=maybe(chance.choice(ASSETS)), groups=maybe([f'g{chance.randrange(60):03}' for _ in range(chance.choice([3, 150]))]),
        identifiers=maybe(chance.sample(range(1, 150), chance.choice([5, 120]))), tx_refs=maybe([f'0xg{number:03}' for number in range(30)]),
        addresses=maybe(['0xa']), validators=maybe([1, 2]), states=maybe(chance.choice([['customized'], ['matched'], ['customized', 'imported from csv']])),
        text=maybe(chance.choice(['pear', 'ap', 'p', 'grap', 'zz'])), without_assets=maybe(chance.sample(ASSETS, 2)), ignored=maybe(chance.random() < 0.5),
        hidden=maybe(chance.random() < 0.5),
    )


def matches(wanted: HistoryFilter, one: StoredEvent, matched: set[int]) -> bool:
    event = one.event
    states = {'customized': one.is_edited or one.origin == 'user', 'imported from csv': one.origin == 'import', 'matched': one.identifier in matched}
    tests: list[bool] = [
        wanted.first is None or event.timestamp >= wanted.first, wanted.last is None or event.timestamp <= wanted.last,
        wanted.without_entry_types is None or event.entry_type not in wanted.without_entry_types,
        wanted.location is None or event.location == wanted.location, wanted.asset is None or event.asset == wanted.asset,
        wanted.validators is None or (event.extra_data or {}).get('validator_index') in wanted.validators,
        wanted.states is None or any(states[state] for state in wanted.states), wanted.text is None or wanted.text in f'{event.type} {event.notes}',
        wanted.without_assets is None or event.asset not in wanted.without_assets, wanted.ignored is None or one.ignored == wanted.ignored,
        wanted.hidden is None or (one.hidden is not None) == wanted.hidden,
    ]
    tests += [names is None or value in names for names, value in (
        (wanted.types, event.type), (wanted.subtypes, event.subtype), (wanted.counterparties, event.counterparty), (wanted.products, event.product),
        (wanted.entry_types, event.entry_type), (wanted.accounts, event.account), (wanted.groups, event.group), (wanted.identifiers, one.identifier),
        (wanted.tx_refs, event.tx_ref), (wanted.addresses, event.address))]
    return all(tests)


def in_order(events: Iterable[StoredEvent], ascending: bool) -> list[StoredEvent]:
    sign = 1 if ascending else -1
    return sorted(events, key=lambda one: (sign * one.event.timestamp, sign * one.group_id, one.event.position, one.identifier))


class World:
    def __init__(self, database: Database) -> None:
        self.events = HistoryEventRepository(database, lambda one: f'{one.type} {one.notes}')
        self.query = HistoryQueryRepository(database)
        self.matches = EventMatchRepository(database)

    def all(self) -> list[StoredEvent]:
        return [one for batch in self.events.iter_events() for one in batch]

    def check(self, chance: random.Random, wanted: HistoryFilter) -> None:
        ascending = chance.random() < 0.4
        limit, offset = chance.choice([(None, 0), (7, 0), (7, 14), (50, 3), (1, 500)])
        everything = self.all()
        matched = self.matches.matched_of([one.identifier for one in everything])
        expected = in_order((one for one in everything if matches(wanted, one, matched)), ascending)
        cut = slice(offset, None if limit is None else offset + limit)
        found = self.query.find(wanted, limit, offset, ascending=ascending)
        assert [one.identifier for one in found.events] == [one.identifier for one in expected[cut]]
        assert (found.found, found.total, self.query.count(wanted)) == (len(expected), len(everything), len(expected))
        assert [one for part in self.query.stream(wanted, ascending=ascending) for one in part] == expected
        assert sorted(self.query.find_identifiers(wanted)) == sorted(one.identifier for one in expected)
        self._check_groups(wanted, limit, offset, ascending, expected, everything)

    def _check_groups(
            self, wanted: HistoryFilter, limit: int | None, offset: int, ascending: bool, expected: list[StoredEvent], everything: list[StoredEvent],
    ) -> None:
        groups: dict[int, list[StoredEvent]] = {}
        for one in expected:
            groups.setdefault(one.group_id, []).append(one)
        cut = slice(offset, None if limit is None else offset + limit)
        found = self.query.find_groups(wanted, limit, offset, ascending=ascending)
        assert [(first, number) for first, number in found.groups] == [(events[0], len(events)) for events in groups.values()][cut]
        assert (found.found, found.found_events, found.total) == (len(groups), len(expected), len({one.group_id for one in everything}))
        for position, events in list(enumerate(groups.values()))[:3]:
            assert self.query.position_of(events[0].event.group, wanted, ascending=ascending) == position
        assert self.query.position_of('nowhere', wanted, ascending=ascending) is None


@pytest.fixture
def world(user_database: Database) -> World:
    return World(user_database)


@pytest.mark.parametrize('near', [history_query.NEAR, 0])
def test_any_page_of_any_filter_is_what_a_plain_search_finds(world: World, monkeypatch: pytest.MonkeyPatch, near: int) -> None:
    """`near` 0: nothing is read at once, everything from kept lists."""
    monkeypatch.setattr(history_query, 'NEAR', near)
    chance = random.Random(11)
    groups = make_events(chance, 60)
    world.events.replace_decoded(groups[:40])
    world.events.save_imported([replace(group, hidden=None) for group in groups[40:]])
    for number in range(300):
        if number % 10 == 9:
            change(world, chance, groups)
        world.check(chance, make_filter(chance) if number % 5 else HistoryFilter())


def change(world: World, chance: random.Random, groups: list[DecodedGroup]) -> None:
    """Something that changes what filters find; kept lists must not outlive it."""
    some = chance.sample(world.all(), 2)
    names = [one.event.group for one in some]
    what = chance.randrange(7)
    if what == 0:
        world.events.edit({some[0].identifier: {'asset': chance.choice(ASSETS), 'notes': 'pear'}})
    elif what == 1:
        world.events.delete([some[0].identifier])
    elif what == 2:
        world.events.set_ignored(names, chance.random() < 0.6)
    elif what == 3:
        world.events.set_shown(names, chance.choice([True, False, None]))
    elif what == 4:
        world.matches.save([('bridge', some[0].identifier, some[1].identifier, chance.choice(['matched', 'undone']), 'exact', 90)])
    elif what == 5:
        world.events.restore(names)
    else:
        world.events.replace_decoded([replace(group, events=group.events[1:]) for group in chance.sample(groups[:40], 3)])


def test_lists_of_another_state_are_not_taken_and_the_oldest_go_first() -> None:
    from array import array

    lists = FoundLists(most=5)
    lists.keep(1, 'a', array('q', [1, 2, 3]))
    assert list(lists.find(1, 'a') or ()) == [1, 2, 3]
    assert lists.find(2, 'a') is None
    lists.keep(1, 'b', array('q', [4, 5, 6]))
    assert lists.find(1, 'a') is None, 'too much together'
    assert lists.find(1, 'b') is not None
    lists.keep(2, 'c', array('q', [7]))
    assert lists.find(1, 'b') is None
    lists.keep(1, 'late', array('q', [8]))
    assert (lists.find(1, 'late'), lists.find(2, 'late')) == (None, None), 'a reader of an older state keeps nothing'


def test_long_lists_of_names_are_taken(world: World) -> None:
    world.events.replace_decoded(make_events(random.Random(1), 3))
    many = HistoryFilter(groups=[f'g{number:03}' for number in range(10_000)], without_assets=[f'a{number}' for number in range(10_000)])
    assert world.query.find(many, 5, 0).found == len(world.all())


def test_events_are_matched_from_the_moment_that_their_link_says_so(world: World) -> None:
    world.events.replace_decoded(make_events(random.Random(1), 3))
    first, second, *_ = (one.identifier for one in world.all())
    matched = HistoryFilter(states=['matched'])
    counts = [world.query.count(matched)]
    world.matches.save([('bridge', first, second, 'matched', 'exact', 90)])
    counts.append(world.query.count(matched))
    [link] = world.matches.of_event(first)
    world.matches.set_state(link.identifier, 'undone')
    counts.append(world.query.count(matched))
    world.matches.set_state(link.identifier, 'confirmed')
    counts.append(world.query.count(matched))
    world.matches.delete([link.identifier])
    assert [*counts, world.query.count(matched)] == [0, 2, 0, 2, 0]
