"""Links the two sides of a movement: exchange and wallet, both ends of a bridge. By rule, and by hand.

A link says nothing about amounts and changes no event: it can be undone at any time. What the user decided (confirmed, undone, no other
side) is never decided again by rule.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from rotkehlchen.core.effect import effect
from rotkehlchen.core.errors import InputError, NotFoundError
from rotkehlchen.core.money import ZERO, parse_amount
from rotkehlchen.core.progress import Job, QuietJob
from rotkehlchen.ledger.matching import CERTAIN, HOUR_MS, Movement, Pair, Window, match, suggest
from rotkehlchen.services.notification import Notifier
from rotkehlchen.storage.event_match import EventMatch, EventMatchRepository, MatchKind
from rotkehlchen.storage.history_event import HistoryEventRepository
from rotkehlchen.storage.history_filter import HistoryFilter
from rotkehlchen.storage.history_query import HistoryQueryRepository
from rotkehlchen.storage.history_row import StoredEvent

MOVEMENT_ENTRY: Final = 'asset movement event'
BRIDGE_HOURS: Final = 14 * 24  # the slowest ones wait a week before anything can be claimed
BRIDGE_TOLERANCE: Final = Decimal('0.02')
MOVEMENT_SUBTYPES: Final = ('deposit asset', 'remove asset', 'spend', 'receive')  # all but the fee
CHAIN_TYPES: Final = ('spend', 'receive', 'transfer')


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Events that may be the other side: close ones by rule, the best first, and others of the time around."""

    close: Sequence[Pair]
    others: Sequence[int]


class MatchingService:
    """`collection_of`: the collection of assets by identifier, for those that are in one. `fiat_of`: those that are money of a state.
    `get_setting`: by name."""

    def __init__(
            self, events: HistoryEventRepository, query: HistoryQueryRepository, matches: EventMatchRepository,
            collection_of: Callable[[Collection[str]], Mapping[str, int]], fiat_of: Callable[[Collection[str]], Collection[str]],
            get_setting: Callable[[str], Any], notifier: Notifier,
    ) -> None:
        self._events = events
        self._query = query
        self._matches = matches
        self._collection_of = collection_of
        self._fiat_of = fiat_of
        self._setting_get = get_setting
        self._notifier = notifier

    # ------------------------------------------------------------------ by rule
    def match_all(self, kind: MatchKind, job: Job | None = None) -> int:
        """Look for the other side of everything that has none. How many links were made."""
        job = job or QuietJob()
        known = self._matches.load(kind)
        decided = {side for link in known if link.state != 'undone' for side in (link.outgoing, link.incoming)}
        undone = {(link.outgoing, link.incoming) for link in known if link.state == 'undone'}
        movements = [one for one in self._movements(kind, job) if one.identifier not in decided]
        found = match(movements, self._window(kind))
        links = [pair for pair in found.pairs if (pair.outgoing, pair.incoming) not in undone]
        if links:  # nothing found is no change: reports would count as outdated
            self._matches.save((kind, pair.outgoing, pair.incoming, 'matched', pair.method, pair.confidence) for pair in links)
            self._notifier.data_changed('history')
        return len(links)

    def unmatched(self, kind: MatchKind, *, only_ignored: bool = False) -> list[StoredEvent]:
        """Events that want an other side and have none; those that the user said have none, with `only_ignored`.

        Money of states comes from banks and goes there, which have no history here: it wants none.
        """
        known = self._matches.load(kind)
        linked = {side for link in known if link.state in ('matched', 'confirmed') for side in (link.outgoing, link.incoming)}
        ignored = {side for link in known if link.state == 'no_match' for side in (link.outgoing, link.incoming)}
        wanted = [one for one in self._load(kind) if self._needs_other_side(kind, one)]
        fiat = self._fiat_of({one.event.asset for one in wanted})
        wanted = [one for one in wanted if one.event.asset not in fiat]
        return [one for one in wanted if one.identifier not in linked and (one.identifier in ignored) == only_ignored]

    # ------------------------------------------------------------------ by hand
    def suggest(
            self, kind: MatchKind, event: int, hours: int | None = None, tolerance: Decimal | None = None, *, only_expected_assets: bool = False,
    ) -> Suggestions:
        """Candidates for the other side of an event; `only_expected_assets`: of its asset or collection. What its links use up already is none.
        Raises NotFoundError."""
        stored = self._get(event)
        window = self._window(kind)
        wider = Window((hours * HOUR_MS if hours is not None else window.after_ms), HOUR_MS, tolerance if tolerance is not None else window.tolerance)
        one = self._movement(kind, stored, self._collections([stored]))
        around = self._load(kind, stored.event.timestamp - wider.after_ms, stored.event.timestamp + wider.after_ms)
        collections = self._collections(around)
        used_up = self._used_up(kind, around, {event})
        others = [self._movement(kind, other, collections) for other in around if other.identifier not in {event, *used_up}]
        close = suggest(one, others, Window(wider.after_ms, wider.after_ms, wider.tolerance))
        named = {side for pair in close for side in (pair.outgoing, pair.incoming)}
        rest = [
            other.identifier for other in others
            if other.side != one.side and other.identifier not in named and (other.asset == one.asset or not only_expected_assets)
        ]
        return Suggestions(close, rest)

    def confirm(self, kind: MatchKind, event: int, others: Sequence[int]) -> None:
        """The user links an event with others, or says with none that it has no other side. Raises NotFoundError, InputError; then nothing is linked."""
        stored = self._get(event)
        out = self._side(stored) == 'out'
        if not others:
            self._matches.save([(kind, event if out else None, None if out else event, 'no_match', 'user', CERTAIN)])
        sides = [self._get(other) for other in others]
        if any((self._side(side) == 'out') == out for side in sides):
            raise InputError('matched_events: both events go in the same direction', field='matched_events')
        if self._used_up(kind, sides, {event}) or self._used_up(kind, [stored], {*others}):
            raise InputError('matched_events: one of them is linked with another event, which uses all of it; undo that link first', field='matched_events')
        self._matches.save((kind, event if out else other, other if out else event, 'confirmed', 'user', CERTAIN) for other in others)
        self._notifier.data_changed('history')

    def undo(self, kind: MatchKind, event: int) -> None:
        """Take links of an event back; the same pair is not made by rule again. Raises NotFoundError if it has none."""
        links = [link for link in self._matches.of_event(event) if link.kind == kind and link.state != 'undone']
        if not links:
            raise NotFoundError(f'The event {event} is not matched.', identifier=event)
        for link in links:
            if link.state == 'no_match':
                self._matches.delete([link.identifier])
            else:
                self._matches.set_state(link.identifier, 'undone')
        self._notifier.data_changed('history')

    def links(self, kind: MatchKind) -> list[EventMatch]:
        return [link for link in self._matches.load(kind) if link.state in ('matched', 'confirmed')]

    # ------------------------------------------------------------------ inside
    def _used_up(self, kind: MatchKind, sides: Iterable[StoredEvent], wanted: set[int]) -> set[int]:
        """Those of `sides` of which nothing is left for the `wanted` events: their links with others are of as much. One that came in parts, or several
        that became one, have room until then."""
        partners: dict[int, set[int]] = {}
        for link in self.links(kind):
            if link.outgoing is not None and link.incoming is not None and wanted.isdisjoint((link.outgoing, link.incoming)):
                partners.setdefault(link.outgoing, set()).add(link.incoming)
                partners.setdefault(link.incoming, set()).add(link.outgoing)
        linked = [one for one in sides if one.identifier in partners]
        amounts = {one.identifier: one.event.amount for one in self._events.load({other for one in linked for other in partners[one.identifier]})}
        room = 1 - self._window(kind).tolerance
        return {
            one.identifier for one in linked if sum(amounts.get(other, ZERO) for other in partners[one.identifier]) >= one.event.amount * room}

    def _get(self, event: int) -> StoredEvent:
        found = self._events.load([event])
        if not found:
            raise NotFoundError(f'There is no event {event}.', identifier=event)
        return found[0]

    def _load(self, kind: MatchKind, first: int | None = None, last: int | None = None) -> list[StoredEvent]:
        """Events that can be a side. For bridges both are of the subtype; for exchanges one side is an entry of its own kind."""
        if kind == 'bridge':
            wanted = [HistoryFilter(first, last, types=('deposit', 'withdrawal'), subtypes=('bridge',))]
        else:
            wanted = [
                HistoryFilter(first, last, entry_types=(MOVEMENT_ENTRY,), subtypes=MOVEMENT_SUBTYPES),
                HistoryFilter(first, last, types=CHAIN_TYPES, subtypes=('none',), entry_types=('evm event', 'solana event', 'history event')),
            ]
        return [stored for one in wanted for stored in self._query.find(one, None, 0, ascending=True).events if stored.hidden is None]

    def _needs_other_side(self, kind: MatchKind, stored: StoredEvent) -> bool:
        return kind == 'bridge' or stored.event.entry_type == MOVEMENT_ENTRY

    def _movements(self, kind: MatchKind, job: Job) -> list[Movement]:
        stored = self._load(kind)
        job.check()
        collections = self._collections(stored)
        return [self._movement(kind, one, collections) for one in stored]

    def _collections(self, stored: Iterable[StoredEvent]) -> Mapping[str, int]:
        return self._collection_of({one.event.asset for one in stored})

    def _side(self, stored: StoredEvent) -> str:
        """Whether money leaves the place: a deposit to an exchange is what arrives there, its withdrawal what leaves."""
        return 'out' if (effect(stored.event) or ZERO) < 0 else 'in'

    def _movement(self, kind: MatchKind, stored: StoredEvent, collections: Mapping[str, int]) -> Movement:
        event, extra = stored.event, stored.event.extra_data or {}
        collection = collections.get(event.asset)
        is_chain = event.entry_type != MOVEMENT_ENTRY
        tx_hash = None if kind == 'bridge' else event.tx_ref if is_chain else extra.get('transaction_id')
        message = event.params.get('message') if kind == 'bridge' else None
        return Movement(
            stored.identifier, 'out' if self._side(stored) == 'out' else 'in', event.timestamp,
            event.asset if collection is None else f'collection:{collection}', event.amount, event.location,
            tx_hash=tx_hash.lower() if isinstance(tx_hash, str) and tx_hash else None, party=event.counterparty if kind == 'bridge' else None,
            message=f'{event.counterparty}:{message}' if message else None, address=event.address,
        )

    def _window(self, kind: MatchKind) -> Window:
        if kind == 'bridge':
            return Window(BRIDGE_HOURS * HOUR_MS, HOUR_MS, BRIDGE_TOLERANCE)
        seconds, tolerance = int(self._setting_get('asset_movement_time_range')), parse_amount(str(self._setting_get('asset_movement_amount_tolerance')))
        return Window(seconds * 1000, HOUR_MS, tolerance)
