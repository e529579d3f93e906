"""All pools: which one an account's units are in, what is under way between two of them, and what changes when the law's scope changes.

**Change of scope.** When a wider scope follows, the pools within it become one; lots keep date and cost. When a narrower one follows (United
States, 2025), the lots of each pool are allocated to the places where their units are by the amounts of all events so far (Rev. Proc.
2024-28, section 5.02, global allocation): a place keeps the lots that were acquired there, the oldest first, as far as it has units; then
the lots that are left, the oldest first, go to the places of the same pool that still lack some, by name. Lots without any units to go to stay where they
were acquired. A change of method makes new pools of the lots as they stand; from an average each keeps the average as its cost.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterator
from copy import copy
from decimal import Decimal
from typing import Final

from rotkehlchen.accounting.calendar import ConstantPolicies, Policies, Span
from rotkehlchen.accounting.lot import DUST, Lot, Piece
from rotkehlchen.accounting.methods import AveragePool, Pool, pool_for
from rotkehlchen.accounting.methods.pool import Named
from rotkehlchen.accounting.schedule import Schedule
from rotkehlchen.contracts.gain import Scope
from rotkehlchen.contracts.jurisdiction import Policy
from rotkehlchen.core.money import ZERO
from rotkehlchen.core.time import TimestampMs

_WIDTH: Final[dict[Scope, int]] = {'account': 0, 'location': 1, 'global': 2}
UNMATCHED: Final = 'unmatched'
"""Scope of units that left for an own account that nobody knows, under a scope that tells accounts apart."""


class LotBook:
    """`recorder`: of a first walk, which keeps averages only and writes down what happens. `make_schedule`: walks a first time, when a method asks."""

    def __init__(self, policies: Policies, pool_of: Callable[[str], str], recorder: Schedule | None, make_schedule: Callable[[], Schedule]) -> None:
        self._policies = policies
        self._pool_of = pool_of
        self._recorder = recorder
        self._is_first = recorder is not None
        self._make_schedule = make_schedule
        self._schedule: Schedule | None = None
        self._pools: dict[tuple[str, str], Pool] = {}
        self._scopes: dict[tuple[str, str | None], str] = {}
        self._sequence = 0
        self._factors: dict[str, Decimal] = {}
        self._span: Span | None = None
        self.held: dict[str, Decimal] = defaultdict(lambda: ZERO)
        """Lots by asset of the pool."""
        self.places: dict[tuple[str, str, str | None], Decimal] = defaultdict(lambda: ZERO)
        """Units by events: what is where, whatever the lots say."""
        self.has_places = not isinstance(policies, ConstantPolicies)  # the scope can't change under one policy
        self._old_before = -1
        self.policy: Policy | None = None
        self.policy_since = 0

    # ------------------------------------------------------------------ time
    def enter(self, timestamp: TimestampMs) -> Policy:
        """The policy in force; pools are made anew where it differs from the one before."""
        span = self._span
        if span is None or not span.start <= timestamp < span.end:
            span = self._span = self._policies(timestamp)
            if span.policy != self.policy:
                self._change_policy(span.policy, timestamp)
        assert self.policy is not None
        return self.policy

    def day(self, timestamp: TimestampMs) -> int:
        return self._policies.day(timestamp)

    def start_of(self, day: datetime.date) -> TimestampMs:
        return self._policies.start_of(day)

    def year_start(self, timestamp: TimestampMs) -> TimestampMs:
        return self._policies(timestamp).start

    @property
    def schedule(self) -> Schedule:
        if self._schedule is None:
            self._schedule = self._make_schedule()
            self._schedule.start_again(self._factors)
        return self._schedule

    # ------------------------------------------------------------------ lots
    def scope_of(self, location: str, account: str | None) -> str:
        key = location, account
        try:
            return self._scopes[key]
        except KeyError:
            assert self.policy is not None
            found = self._scopes[key] = scope_name(self.policy.scope, location, account)
            return found

    def next_sequence(self) -> int:
        self._sequence += 1
        return self._sequence

    def add(self, asset: str, scope: str, lot: Lot, when: TimestampMs) -> None:
        key = self._pool_of(asset), scope
        self.held[key[0]] += lot.amount
        if self._recorder is not None:
            self._record_addition(key, lot, when)
        self._pool(key).add(lot, when)

    def take(self, asset: str, scope: str, amount: Decimal, when: TimestampMs, named: Named = ()) -> tuple[list[Piece], Decimal]:
        """Pieces, and how much of the amount has no lot."""
        key = self._pool_of(asset), scope
        if self._recorder is not None:
            self._recorder.wanted.update(event for event, _ in named)
            self._recorder.sell(*key, self.day(when), amount)
        return self._taken(key[0], amount, when, *self._pool(key).take(amount, when, named))

    def carry(self, asset: str, scope: str, amount: Decimal, when: TimestampMs, named: Named = ()) -> tuple[list[Piece], Decimal]:
        """As `take`, for what goes on in another pool: no sale that later purchases could match."""
        key = self._pool_of(asset), scope
        return self._taken(key[0], amount, when, *self._pool(key).carry(amount, when, named))

    def pool(self, asset: str, scope: str) -> Pool | None:
        return self._pools.get((self._pool_of(asset), scope))

    def pools_of(self, asset: str) -> list[tuple[str, Pool]]:
        wanted = self._pool_of(asset)
        return [(scope, pool) for (name, scope), pool in sorted(self._pools.items(), key=lambda one: one[0]) if name == wanted]

    def split(self, asset: str, factor: Decimal) -> None:
        name = self._pool_of(asset)
        for _, pool in self.pools_of(asset):
            pool.scale(factor)
        self.held[name] *= factor
        for place in [one for one in self.places if one[0] == name]:
            self.places[place] *= factor
        self._factors[name] = self._factors.get(name, Decimal(1)) * factor
        for schedule in (self._recorder, self._schedule):
            if schedule is not None:
                schedule.split(name, factor)

    def open_lots(self, following: Policy) -> Iterator[tuple[str, str, Lot]]:
        """(asset, scope, lot) of all that is held. `following`: the policy of the time after; if its scope is narrower, lots are where they go then."""
        policy = self.policy
        wider = policy if self.has_places and policy is not None and _WIDTH[following.scope] < _WIDTH[policy.scope] else None
        for (asset, scope), pool in sorted(self._pools.items(), key=lambda one: one[0]):
            lots = pool.peek()
            for lot in self._allocate(asset, scope, wider, [copy(one) for one in lots]) if wider and scope != UNMATCHED else lots:
                if lot.amount > DUST:
                    yield asset, scope, lot

    # ------------------------------------------------------------------ inside
    def _taken(self, asset: str, amount: Decimal, when: TimestampMs, pieces: list[Piece], missing: Decimal) -> tuple[list[Piece], Decimal]:
        if missing and missing < DUST and pieces:
            missing = ZERO
        self.held[asset] -= amount - missing
        if self._recorder is not None:
            self._recorder.change(asset, self.day(when), missing - amount)
        return pieces, missing

    def _pool(self, key: tuple[str, str]) -> Pool:
        pool = self._pools.get(key)
        if pool is None:
            assert self.policy is not None
            pool = self._pools[key] = AveragePool() if self._is_first else pool_for(self.policy, *key, self, self._old_before)
        return pool

    def _record_addition(self, key: tuple[str, str], lot: Lot, when: TimestampMs) -> None:
        recorder = self._recorder
        assert recorder is not None
        day = self.day(when)
        recorder.change(key[0], day, lot.amount)
        if lot.is_bought:
            recorder.buy(*key, when, day, self.year_start(when), lot.amount, lot.cost)
            if lot.event_id in recorder.wanted and lot.event_id is not None:
                recorder.named[lot.event_id] = lot.amount, lot.cost

    def _change_policy(self, policy: Policy, timestamp: TimestampMs) -> None:
        before, self.policy = self.policy, policy
        self.policy_since = 0 if before is None else self.day(timestamp)
        self._scopes.clear()
        self._old_before = -1 if policy.free_before is None else self._policies.start_of(policy.free_before)
        if before is None or not self._pools:
            return
        old, self._pools = self._pools, {}
        narrower = _WIDTH[policy.scope] < _WIDTH[before.scope]
        recorder, self._recorder = self._recorder, None
        held = dict(self.held)
        for (asset, scope), pool in sorted(old.items(), key=lambda one: one[0]):
            lots = pool.lots()
            for lot in self._allocate(asset, scope, before, lots) if narrower and scope != UNMATCHED else lots:
                lot.is_bought = False
                self.add(asset, scope if scope == UNMATCHED else self.scope_of(lot.location, lot.account), lot, timestamp)
        self._recorder = recorder
        self.held.clear()
        self.held.update(held)

    def _allocate(self, asset: str, scope: str, policy: Policy, lots: list[Lot]) -> list[Lot]:
        """Lots of a pool with the places within its scope where their units are. `policy`: under which the pool was made. See the module's docstring."""
        room: dict[tuple[str, str | None], Decimal] = {}
        for (name, location, account), amount in self.places.items():
            if name == asset and amount > 0 and scope_name(policy.scope, location, account) == scope:
                room[location, account] = amount
        done: list[Lot] = []
        homeless: list[Lot] = []
        for lot in lots:
            place = lot.location, lot.account
            fits = min(lot.amount, room.get(place, ZERO))
            if fits:
                room[place] -= fits
            if fits == lot.amount:
                done.append(lot)
                continue
            if fits:
                done.append(self._part(lot, fits, place))
            homeless.append(lot)
        order = sorted((place for place, amount in room.items() if amount > 0), key=lambda one: (one[0], one[1] or ''))
        for lot in homeless:
            for place in order:
                fits = min(lot.amount, room[place])
                if fits and fits == lot.amount:
                    room[place] -= fits
                    lot.location, lot.account = place
                    break
                if fits:
                    room[place] -= fits
                    done.append(self._part(lot, fits, place))
            done.append(lot)
        return done

    def _part(self, lot: Lot, amount: Decimal, place: tuple[str, str | None]) -> Lot:
        cost = lot.split_off(amount)
        return Lot(amount, cost, lot.acquired, self.next_sequence(), lot.line, lot.unit_cost, lot.full_amount, place[0], place[1], lot.event_id, False)


def scope_name(scope: Scope, location: str, account: str | None) -> str:
    """The name of the pool that an account's units are in."""
    return '' if scope == 'global' else location if scope == 'location' else f'{location}:{account or ""}'
