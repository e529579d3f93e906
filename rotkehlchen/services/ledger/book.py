"""The ledger of the open profile, built of its events when somebody asks and kept until the history changes.

Groups that are hidden (spam) are left out; what they would change is kept beside, since it may explain a gap. Events that are left out of
tax accounting count here: a balance does not ask for tax.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from rotkehlchen.core.effect import CHAIN_ENTRIES, effect
from rotkehlchen.core.money import ZERO
from rotkehlchen.core.progress import Job, QuietJob
from rotkehlchen.ledger.balance import Ledger, build_ledger
from rotkehlchen.ledger.posting import Entry, Poster, Transits
from rotkehlchen.storage.event_match import EventMatchRepository
from rotkehlchen.storage.ledger_event import LedgerEventRepository

STEP: Final = 'ledger'
MOST_KEPT: Final = 300_000  # events; some 60 MB. Longer histories are built at each question
WAIT_SECONDS: Final = 0.2
Place = tuple[str, str | None, str]  # location, account, asset


@dataclass(slots=True)
class Book:
    """`hidden`: what events of hidden groups would add. `without_gas`: transactions of an account that sent something and tell no gas,
    by (location, account). `unknown_pairs`: events of which nothing is known."""

    change: int
    ledger: Ledger
    hidden: Mapping[Place, Decimal] = field(default_factory=dict)
    without_gas: Mapping[tuple[str, str | None], int] = field(default_factory=dict)
    unknown_pairs: tuple[int, ...] = ()


class LedgerBook:
    """Safe to use from several threads. `custodians`: locations that are exchanges or banks."""

    def __init__(self, events: LedgerEventRepository, matches: EventMatchRepository, custodians: Callable[[], Collection[str]]) -> None:
        self._events = events
        self._matches = matches
        self._custodians = custodians
        self._lock = threading.Lock()
        self._kept: Book | None = None

    def load(self, job: Job | None = None) -> Book:
        """Raises CancelledError."""
        job = job or QuietJob()
        while not self._lock.acquire(timeout=WAIT_SECONDS):  # another one builds it
            job.check()
        try:
            change = self._events.change_number()  # before reading: a change meanwhile makes the next one build anew
            if self._kept is not None and self._kept.change == change:
                return self._kept
            self._kept = None
            total = self._events.count()
            book = self._build(change, total, job)
            if total <= MOST_KEPT:
                self._kept = book
            return book
        finally:
            self._lock.release()

    def _build(self, change: int, total: int, job: Job) -> Book:
        links = [
            (link.outgoing, link.incoming) for link in self._matches.load()
            if link.state in ('matched', 'confirmed') and link.outgoing is not None and link.incoming is not None
        ]
        poster = Poster(Transits(links), self._custodians())
        reading = _Reading(self._events, total, job)
        ledger = build_ledger(poster.post(reading.entries()))
        return Book(change, ledger, reading.hidden, reading.without_gas(), tuple(poster.unknown_pairs))


class _Reading:
    """Passes shown events on, and notes what is not seen in balances."""

    def __init__(self, events: LedgerEventRepository, total: int, job: Job) -> None:
        self._events = events
        self._total = total
        self._job = job
        self.hidden: defaultdict[Place, Decimal] = defaultdict(lambda: ZERO)
        self._senders: set[tuple[str, str | None, str]] = set()
        self._payers: set[tuple[str, str | None, str]] = set()

    def entries(self) -> Iterator[Entry]:
        done = 0
        for portion in self._events.stream():
            for event in portion:
                if event.is_hidden:
                    change = effect(event)
                    if change:
                        self.hidden[event.location, event.account, event.asset] += change
                    continue
                if event.entry_type in CHAIN_ENTRIES:
                    if event.subtype == 'fee':
                        self._payers.add((event.location, event.account, event.group))
                    elif event.type in ('spend', 'trade', 'deposit'):
                        self._senders.add((event.location, event.account, event.group))
                yield event.identifier, event
            done += len(portion)
            self._job.report(done, self._total, STEP)

    def without_gas(self) -> dict[tuple[str, str | None], int]:
        found: dict[tuple[str, str | None], int] = defaultdict(int)
        for location, account, _ in self._senders - self._payers:
            found[location, account] += 1
        return dict(found)
