"""Which movements are two sides of one: a withdrawal from an exchange and its arrival in a wallet, both ends of a bridge.

Pure and deterministic: the best pairs are taken first, each movement is used once, and where two candidates are equally good none is
taken, since a wrong link is worse than an open question. Confidence is in percent.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal

from rotkehlchen.core.time import TimestampMs

Side = Literal['out', 'in']
Method = Literal['message', 'hash', 'exact', 'net_of_fee', 'tolerance']

CERTAIN: Final = 100
CONFIDENCE: Final[Mapping[Method, int]] = {'message': CERTAIN, 'hash': CERTAIN, 'net_of_fee': 97, 'exact': 95, 'tolerance': 80}
LEAST_CONFIDENCE: Final = 60
SAME_PARTY_BONUS: Final = 3
LATE_PENALTY: Final = 15  # at the far end of the window, in proportion before
HOUR_MS: Final = 3_600_000


@dataclass(frozen=True, slots=True)
class Movement:
    """One side. `asset`: identifier of the asset, or of its collection where it is in one, so that USDC is USDC on every chain.

    `fee`: in the same asset, None where unknown. `place`: chain or exchange; the two sides are never at the same. `tx_hash`: the one
    transaction on a chain that both sides must be (an exchange names it, a wallet is in it); None for bridges, which have two of them.
    `message`: what names the crossing of a bridge, such as a transfer id.
    """

    identifier: int
    side: Side
    timestamp: TimestampMs
    asset: str
    amount: Decimal
    place: str
    fee: Decimal | None = None
    tx_hash: str | None = None
    party: str | None = None
    message: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """How far apart the sides may be. `before_ms`: the arrival may carry an earlier time than the departure by so much, as clocks differ.

    `tolerance`: share of the amount that may be missing on arrival; `excess`: share by which it may be more.
    """

    after_ms: int
    before_ms: int = HOUR_MS
    tolerance: Decimal = Decimal('0.005')
    excess: Decimal = Decimal('0.0000001')


@dataclass(frozen=True, slots=True)
class Pair:
    """`outgoing` left, `incoming` arrived."""

    outgoing: int
    incoming: int
    confidence: int
    method: Method


@dataclass(frozen=True, slots=True)
class Matches:
    """`ambiguous`: movements for which several others are equally good, with those."""

    pairs: tuple[Pair, ...]
    ambiguous: Mapping[int, tuple[int, ...]] = field(default_factory=dict)


def match(movements: Iterable[Movement], window: Window) -> Matches:
    """The pairs among the movements, the most certain first."""
    everything = sorted(movements, key=lambda one: (one.timestamp, one.identifier))
    candidates = sorted(_candidates(everything, window), key=lambda one: (-one[0].confidence, one[1], one[0].outgoing, one[0].incoming))
    by_movement: dict[int, list[int]] = defaultdict(list)
    for index, (pair, _) in enumerate(candidates):
        by_movement[pair.outgoing].append(index)
        by_movement[pair.incoming].append(index)
    used: set[int] = set()
    taken: list[Pair] = []
    unclear: dict[int, set[int]] = defaultdict(set)
    for index, (pair, distance) in enumerate(candidates):
        if pair.outgoing in used or pair.incoming in used:
            continue
        near = (candidates[other] for other in (*by_movement[pair.outgoing], *by_movement[pair.incoming]) if other > index)
        rivals = [
            other for other, gap in near
            if other.confidence == pair.confidence and gap == distance and other.outgoing not in used and other.incoming not in used
        ]
        used |= {pair.outgoing, pair.incoming}
        if not rivals or pair.confidence == CERTAIN:
            taken.append(pair)
            continue
        for one in (pair, *rivals):
            used |= {one.outgoing, one.incoming}
            unclear[one.outgoing].add(one.incoming)
            unclear[one.incoming].add(one.outgoing)
    return Matches(tuple(taken), {key: tuple(sorted(others)) for key, others in sorted(unclear.items())})


def suggest(movement: Movement, others: Iterable[Movement], window: Window) -> list[Pair]:
    """Every possible other side of one movement, the most likely first."""
    pairs = [found for other in others if other.side != movement.side for found in _compare(*_ordered(movement, other), window)]
    return [pair for pair, _ in sorted(pairs, key=lambda one: (-one[0].confidence, one[1], one[0].outgoing, one[0].incoming))]


def _ordered(one: Movement, other: Movement) -> tuple[Movement, Movement]:
    return (one, other) if one.side == 'out' else (other, one)


def _candidates(movements: Sequence[Movement], window: Window) -> Iterator[tuple[Pair, int]]:
    """Pairs with the time between their sides. Looks only at arrivals of the same asset within the window, and at equal names."""
    by_asset: dict[str, list[Movement]] = defaultdict(list)
    by_name: dict[str, list[Movement]] = defaultdict(list)
    for one in movements:
        if one.side == 'in':
            by_asset[one.asset].append(one)
            for name in (one.tx_hash, one.message):
                if name:
                    by_name[name].append(one)
    for going in (one for one in movements if one.side == 'out'):
        named = [one for name in (going.tx_hash, going.message) if name for one in by_name.get(name, ())]
        for coming in {one.identifier: one for one in (*named, *_within(by_asset[going.asset], going, window))}.values():
            yield from _compare(going, coming, window)


def _within(arrivals: Sequence[Movement], going: Movement, window: Window) -> Sequence[Movement]:
    start = bisect_left(arrivals, going.timestamp - window.before_ms, key=lambda one: one.timestamp)
    end = bisect_right(arrivals, going.timestamp + window.after_ms, key=lambda one: one.timestamp)
    return arrivals[start:end]


def _compare(going: Movement, coming: Movement, window: Window) -> Iterator[tuple[Pair, int]]:
    if going.place == coming.place:
        return
    method = _find_method(going, coming, window)
    if method is None:
        return
    distance = abs(coming.timestamp - going.timestamp)
    confidence = CONFIDENCE[method]
    if confidence < CERTAIN:
        confidence -= LATE_PENALTY * min(distance, window.after_ms) // max(1, window.after_ms)
        confidence += SAME_PARTY_BONUS * (going.party is not None and going.party == coming.party)
        confidence = min(confidence, CERTAIN - 1)
    if confidence >= LEAST_CONFIDENCE:
        yield Pair(going.identifier, coming.identifier, confidence, method), distance


def _find_method(going: Movement, coming: Movement, window: Window) -> Method | None:
    if going.message is not None and going.message == coming.message:
        return 'message'
    if going.asset != coming.asset:
        return None
    if going.tx_hash is not None and going.tx_hash == coming.tx_hash:
        return 'hash'
    if going.tx_hash is not None and coming.tx_hash is not None:
        return None  # both name a transaction, and not the same one
    if not -window.before_ms <= coming.timestamp - going.timestamp <= window.after_ms:
        return None
    if coming.amount == going.amount:
        return 'exact'
    if going.fee and coming.amount == going.amount - going.fee:
        return 'net_of_fee'
    least, most = going.amount * (1 - window.tolerance), going.amount * (1 + window.excess)
    return 'tolerance' if least <= coming.amount <= most else None
