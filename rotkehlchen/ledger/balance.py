"""Balances out of postings: of any account and asset at any time, over time, and where they fall below zero.

A `Ledger` keeps the balance after each posting of the accounts that belong to the user, so that every question about a time is a search in
a sorted list. Amounts are exact. Times in UTC milliseconds; a balance at a time counts what happened at that very millisecond.
"""

from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from rotkehlchen.core.money import ZERO
from rotkehlchen.core.time import TimestampMs
from rotkehlchen.ledger.posting import OUTSIDE, OWNED, Account, Posting

DAY_MS: Final = 86_400_000
Key = tuple[Account, str]


class Track:
    """The balance of one account in one asset: after each posting, in order of time."""

    __slots__ = ('balances', 'events', 'times')

    def __init__(self) -> None:
        self.times = array('q')
        self.events = array('q')
        self.balances: list[Decimal] = []

    def at(self, time: int) -> Decimal:
        index = bisect_right(self.times, time)
        return self.balances[index - 1] if index else ZERO

    @property
    def last(self) -> Decimal:
        return self.balances[-1] if self.balances else ZERO

    def changes(self) -> Iterator[tuple[int, Decimal]]:
        before = ZERO
        for time, balance in zip(self.times, self.balances, strict=True):
            yield time, balance - before
            before = balance


class Lines:
    """Postings kept in columns: a hundred thousand tuples would be looked through by every garbage collection."""

    __slots__ = ('_accounts', '_amounts', '_assets', '_events', '_times')

    def __init__(self) -> None:
        self._events = array('q')
        self._times = array('q')
        self._accounts: list[Account] = []
        self._assets: list[str] = []
        self._amounts: list[Decimal] = []

    def append(self, posting: Posting) -> None:
        self._events.append(posting[0])
        self._times.append(posting[1])
        self._accounts.append(posting[2])
        self._assets.append(posting[3])
        self._amounts.append(posting[4])

    def __iter__(self) -> Iterator[Posting]:
        lines = zip(self._events, self._times, self._accounts, self._assets, self._amounts, strict=True)
        return (Posting(event, TimestampMs(time), account, asset, amount) for event, time, account, asset, amount in lines)


@dataclass(frozen=True, slots=True)
class Shortfall:
    """An own account or position that fell below zero: when first, by which event, and how far it went at most (`amount` above zero)."""

    account: Account
    asset: str
    timestamp: TimestampMs
    event_id: int
    amount: Decimal


@dataclass(slots=True)
class Ledger:
    """`tracks`: accounts that belong to the user. `others`: postings to all other accounts, in order."""

    tracks: dict[Key, Track] = field(default_factory=dict)
    others: Lines = field(default_factory=Lines)

    def balance(self, account: Account, asset: str, time: int | None = None) -> Decimal:
        """None: after everything."""
        track = self.tracks.get((account, asset))
        return ZERO if track is None else track.last if time is None else track.at(time)

    def balances(self, time: int | None = None, wanted: Callable[[Account, str], bool] | None = None) -> dict[Key, Decimal]:
        """Every balance that is not zero."""
        found = {}
        for key, track in self.tracks.items():
            if wanted is None or wanted(*key):
                amount = track.last if time is None else track.at(time)
                if amount:
                    found[key] = amount
        return found

    def totals(self, time: int | None = None, wanted: Callable[[Account, str], bool] | None = None) -> dict[str, Decimal]:
        """By asset over all accounts; debts count against it."""
        found: dict[str, Decimal] = {}
        for (_, asset), amount in self.balances(time, wanted).items():
            found[asset] = found.get(asset, ZERO) + amount
        return {asset: amount for asset, amount in found.items() if amount}

    def series(self, assets: Iterable[str], wanted: Callable[[Account, str], bool] | None = None) -> list[tuple[TimestampMs, Decimal]]:
        """The amount of some assets together after each time at which it changed."""
        names = frozenset(assets)
        changes: dict[int, Decimal] = defaultdict(lambda: ZERO)
        for key, track in self.tracks.items():
            if key[1] in names and (wanted is None or wanted(*key)):
                for time, change in track.changes():
                    changes[time] += change
        found, amount = [], ZERO
        for time in sorted(changes):
            if changes[time]:
                amount += changes[time]
                found.append((TimestampMs(time), amount))
        return found

    def shortfalls(self) -> list[Shortfall]:
        """Own accounts whose balance falls below zero, the earliest first."""
        found = []
        for (account, asset), track in self.tracks.items():
            if account.kind == 'own':
                shortfall = _find_shortfall(account, asset, track)
                if shortfall is not None:
                    found.append(shortfall)
        return sorted(found, key=lambda one: (one.timestamp, one.event_id, one.asset))

    def outside(self) -> Iterator[Posting]:
        """What crossed the border of the portfolio, in order; below zero came in."""
        return (posting for posting in self.others if posting.account.kind in OUTSIDE)

    def first_time(self) -> TimestampMs | None:
        return TimestampMs(min((track.times[0] for track in self.tracks.values()), default=0)) if self.tracks else None

    def last_time(self) -> TimestampMs | None:
        return TimestampMs(max(track.times[-1] for track in self.tracks.values())) if self.tracks else None

    def at_times(
            self, times: Sequence[int], wanted: Callable[[Account, str], bool] | None = None,
    ) -> Iterator[tuple[int, Mapping[str, Decimal]]]:
        """What all accounts hold by asset at each of the times, which ascend. The mapping is the reader's until the next one is asked for."""
        changes = sorted((
            (time, asset, change) for (account, asset), track in self.tracks.items() if wanted is None or wanted(account, asset)
            for time, change in track.changes()
        ), key=lambda one: one[0])
        held: dict[str, Decimal] = {}
        position = 0
        for time in times:
            while position < len(changes) and changes[position][0] <= time:
                _, asset, change = changes[position]
                amount = held.get(asset, ZERO) + change
                if amount:
                    held[asset] = amount
                else:
                    held.pop(asset, None)
                position += 1
            yield time, held


def build_ledger(postings: Iterable[Posting]) -> Ledger:
    """Of postings in the order of their events."""
    ledger = Ledger()
    tracks, others = ledger.tracks, ledger.others
    for posting in postings:
        event_id, time, account, asset, amount = posting
        if account.kind in OWNED:
            track = tracks.get((account, asset))
            if track is None:
                track = tracks[account, asset] = Track()
            balances = track.balances
            balances.append(balances[-1] + amount if balances else amount)
            track.times.append(time)
            track.events.append(event_id)
        else:
            others.append(posting)
    return ledger


def _find_shortfall(account: Account, asset: str, track: Track) -> Shortfall | None:
    """Within one millisecond the order of events is a convention: only what is left after the last of them counts."""
    if min(track.balances) >= 0:
        return None
    times, last = track.times, len(track.times) - 1
    settled = [index for index, balance in enumerate(track.balances) if balance < 0 and (index == last or times[index + 1] != times[index])]
    if not settled:
        return None
    first = settled[0]
    return Shortfall(account, asset, TimestampMs(times[first]), track.events[first], -min(track.balances[index] for index in settled))
