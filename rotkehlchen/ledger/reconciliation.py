"""What the ledger says an account holds against what it really holds: the gaps, since when they may be there, and what may close them.

Pure. A gap is `live - ledger`. Above zero, something came that the history does not have; below zero, something left.
Times are bounds, as nothing else can be known: a balance that went below zero lacked something before that moment; what left unseen
left when there was enough of it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final, Literal

from rotkehlchen.core.money import ZERO
from rotkehlchen.core.time import TimestampMs
from rotkehlchen.ledger.balance import Ledger, Track

CauseKind = Literal[
    'missing_import', 'unmatched_transfer', 'opening_balance', 'rebasing_token', 'hidden_or_ignored_events', 'gas_not_tracked',
]
# went_negative: missing at the latest then. since_start: may be missing from the first event on. left_after: nothing can have left before.
# never_in_ledger: no event tells of it.
Since = Literal['went_negative', 'since_start', 'left_after', 'never_in_ledger']
Likelihood = Literal['likely', 'possible']

CLOSE: Final = Decimal('0.005')  # share by which a movement may differ from a gap that it explains
SMALL: Final = Decimal('0.1')  # share of what went through an account, for what grows or shrinks by and by
MOST_EVENTS: Final = 10


@dataclass(frozen=True, slots=True)
class LivePlace:
    """What was read of one account, or of a whole location (`label` None).

    `read_at`: UTC milliseconds, None for now. `is_complete`: what is not listed is zero; else only what is listed was read.
    `native_asset`: that gas is paid in. `covers`: assets that a complete reading can see; None: all.
    """

    location: str
    label: str | None
    amounts: Mapping[str, Decimal]
    read_at: int | None = None
    is_complete: bool = False
    native_asset: str | None = None
    is_custodian: bool = False
    covers: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class Movement:
    """One that left for, or came from, an own account that nobody knows. `amount` above zero left."""

    event_id: int
    location: str
    label: str | None
    asset: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Hints:
    """What else may explain a gap. `hidden`: what hidden events would add; `without_gas`: by (location, account); `rebasing`: assets;
    `family`: of assets that are one on several chains; `ignored`: assets that the user does not want to see."""

    unmatched: Sequence[Movement] = ()
    hidden: Mapping[tuple[str, str | None, str], Decimal] = field(default_factory=dict)
    without_gas: Mapping[tuple[str, str | None], int] = field(default_factory=dict)
    rebasing: Collection[str] = frozenset()
    family: Mapping[str, str] = field(default_factory=dict)
    ignored: Collection[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Cause:
    """`fix`: a word for the client; `events`: those that it is about; `amount`: how much of the gap it would close; `time`: UTC milliseconds."""

    kind: CauseKind
    likelihood: Likelihood
    fix: str
    amount: Decimal | None = None
    events: tuple[int, ...] = ()
    time: TimestampMs | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """`first_time`: UTC milliseconds, see `Since`; None where no event tells of the asset. `event_id`: the one at that time."""

    location: str
    label: str | None
    asset: str
    ledger: Decimal
    live: Decimal
    since: Since
    first_time: TimestampMs | None
    event_id: int | None
    last_event_time: TimestampMs | None = None
    causes: tuple[Cause, ...] = ()

    @property
    def difference(self) -> Decimal:
        return self.live - self.ledger


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """`agreeing`: how many balances agree. `unchecked`: (location, account, asset) that the ledger holds and nothing live was read of."""

    gaps: Sequence[Gap]
    agreeing: int
    unchecked: Sequence[tuple[str, str | None, str]]


def reconcile(ledger: Ledger, live: Sequence[LivePlace], hints: Hints) -> Reconciliation:
    """Gaps by location, account and asset."""
    own = _own_tracks(ledger)
    gaps: list[Gap] = []
    agreeing = 0
    checked: set[tuple[str, str | None, str]] = set()
    for place in live:
        keys = [(place.location, place.label)] if place.label is not None else [key for key in own if key[0] == place.location]
        held = {asset for key in keys for asset in own.get(key, {})}
        assets = set(place.amounts) | {asset for asset in held if place.is_complete and (place.covers is None or asset in place.covers)}
        for asset in sorted(assets - set(hints.ignored)):
            tracks = [own[key][asset] for key in keys if asset in own.get(key, {})]
            checked.update((*key, asset) for key in keys)
            gap = _compare(place, asset, tracks, hints)
            if gap is None:
                agreeing += 1
            else:
                gaps.append(gap)
    unchecked = sorted(
        ((location, label, asset) for (location, label), tracks in own.items() for asset, track in tracks.items()
         if track.last and asset not in hints.ignored and (location, label, asset) not in checked),
        key=lambda one: (one[0], one[1] or '', one[2]))
    return Reconciliation(gaps, agreeing, unchecked)


def _own_tracks(ledger: Ledger) -> dict[tuple[str, str | None], dict[str, Track]]:
    found: dict[tuple[str, str | None], dict[str, Track]] = {}
    for (account, asset), track in ledger.tracks.items():
        if account.kind == 'own':
            found.setdefault((account.location, account.label), {})[asset] = track
    return found


def _compare(place: LivePlace, asset: str, tracks: Sequence[Track], hints: Hints) -> Gap | None:
    held = _merge(tracks, place.read_at)
    ledger, live = held[-1][1] if held else ZERO, place.amounts.get(asset, ZERO)
    if ledger == live:
        return None
    since, time, event = _since(held, live - ledger)
    gap = Gap(place.location, place.label, asset, ledger, live, since, time, event, TimestampMs(held[-1][0]) if held else None)
    return replace(gap, causes=tuple(_causes(gap, place, held, hints)))


History = Sequence[tuple[int, Decimal, int]]  # (time, balance, event), one a time


def _merge(tracks: Sequence[Track], until: int | None) -> History:
    """The balance of some accounts together after each time."""
    changes = sorted(
        (time, event, change) for track in tracks for (time, change), event in zip(track.changes(), track.events, strict=True)
        if until is None or time <= until)
    found: list[tuple[int, Decimal, int]] = []
    balance = ZERO
    for time, event, change in changes:
        balance += change
        if found and found[-1][0] == time:
            found.pop()
        found.append((time, balance, event))
    return found


def _since(held: History, difference: Decimal) -> tuple[Since, TimestampMs | None, int | None]:
    if not held:
        return 'never_in_ledger', None, None
    negative = next((one for one in held if one[1] < 0), None)
    if negative is not None and difference > 0:
        return 'went_negative', TimestampMs(negative[0]), negative[2]
    if difference > 0:
        return 'since_start', TimestampMs(held[0][0]), held[0][2]
    # what left unseen was there: not while the balance was smaller than it
    small = [index for index, one in enumerate(held) if one[1] < -difference]
    index = small[-1] + 1 if small else 0
    if index >= len(held):
        return 'left_after', TimestampMs(held[-1][0]), held[-1][2]
    return 'left_after', TimestampMs(held[index][0]), held[index][2]


def _causes(gap: Gap, place: LivePlace, held: History, hints: Hints) -> list[Cause]:
    """The likely ones first."""
    found = [
        cause for cause in (
            _hidden(gap, hints), _unmatched(gap, hints), _missing_import(gap, place), _rebasing(gap, held, hints), _gas(gap, place, held, hints),
            _opening(gap, held),
        ) if cause is not None
    ]
    return sorted(found, key=lambda cause: cause.likelihood != 'likely')


def _hidden(gap: Gap, hints: Hints) -> Cause | None:
    hidden = sum((
        amount for (location, label, asset), amount in hints.hidden.items()
        if location == gap.location and asset == gap.asset and (gap.label is None or label == gap.label)), ZERO)
    if not hidden or (hidden > 0) != (gap.difference > 0):
        return None
    return Cause('hidden_or_ignored_events', 'likely' if hidden == gap.difference else 'possible', 'show_hidden_events', hidden)


def _unmatched(gap: Gap, hints: Hints) -> Cause | None:
    """Movements elsewhere whose other side would be here; one of the same amount, or several that make it."""
    name = hints.family.get(gap.asset, gap.asset)
    away = [
        one for one in hints.unmatched
        if hints.family.get(one.asset, one.asset) == name and (one.amount > 0) == (gap.difference > 0) and
        (one.location != gap.location or (gap.label is not None and one.label != gap.label))
    ]
    if not away:
        return None
    same = [one for one in away if _is_close(one.amount, gap.difference)]
    chosen = same[:1] or away
    total = sum((one.amount for one in chosen), ZERO)
    return Cause(
        'unmatched_transfer', 'likely' if _is_close(total, gap.difference) else 'possible', 'match_events', total,
        tuple(one.event_id for one in chosen[:MOST_EVENTS]))


def _missing_import(gap: Gap, place: LivePlace) -> Cause | None:
    if gap.since == 'never_in_ledger' or place.is_custodian or gap.since == 'went_negative':
        fix = 'import_file' if place.is_custodian else 'fetch_transactions' if place.native_asset is not None else 'add_event'
        return Cause('missing_import', 'likely' if gap.since != 'since_start' else 'possible', fix, time=gap.first_time)
    return None


def _rebasing(gap: Gap, held: History, hints: Hints) -> Cause | None:
    if gap.asset not in hints.rebasing or not held:
        return None
    is_small = abs(gap.difference) <= SMALL * _turnover(held)
    return Cause('rebasing_token', 'likely' if is_small else 'possible', 'add_reward', gap.difference)


def _gas(gap: Gap, place: LivePlace, held: History, hints: Hints) -> Cause | None:
    if gap.asset != place.native_asset or gap.difference > 0 or not held:
        return None
    count = hints.without_gas.get((gap.location, gap.label), 0)
    if not count:
        return None
    is_small = -gap.difference <= SMALL * _turnover(held)
    return Cause('gas_not_tracked', 'likely' if is_small else 'possible', 'decode_again')


def _opening(gap: Gap, held: History) -> Cause | None:
    """What must have been there before the first event: enough for the gap, and for the deepest fall below zero."""
    if gap.difference < 0:
        return None
    before = TimestampMs(held[0][0] - 1) if held else None
    likely = gap.since in ('went_negative', 'never_in_ledger')
    return Cause('opening_balance', 'likely' if likely else 'possible', 'add_opening_balance', gap.difference, time=before)


def _is_close(amount: Decimal, wanted: Decimal) -> bool:
    return abs(amount - wanted) <= CLOSE * abs(wanted)


def _turnover(held: History) -> Decimal:
    """All that came in."""
    before, total = ZERO, ZERO
    for _, balance, _ in held:
        total += max(balance - before, ZERO)
        before = balance
    return total
