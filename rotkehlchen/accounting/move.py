"""Movements between own accounts: lots go over with date and cost, and what is missing on arrival was a fee in kind."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from rotkehlchen.accounting.adjustment import NOTHING
from rotkehlchen.accounting.book import UNMATCHED
from rotkehlchen.accounting.conversion import unit_of
from rotkehlchen.accounting.disposal import FLAG, NO_FLAGS
from rotkehlchen.accounting.entry import AccountedEvent
from rotkehlchen.accounting.lot import Lot, Piece, known_cost, split_pieces
from rotkehlchen.accounting.rule import NO_RULE
from rotkehlchen.core.effect import arrives_at, effect, is_at_custodian
from rotkehlchen.core.money import ZERO, to_text

if TYPE_CHECKING:
    from rotkehlchen.accounting.walker import Walker


class Movement:
    """All sides of one movement. `sides`: events that belong to it, as far as is known; `seen`: those that have come by.

    `pieces`: what is under way, empty where all accounts share a pool. `waiting`: arrivals that are not delivered yet.
    """

    __slots__ = ('arrived', 'departures', 'pieces', 'seen', 'sent', 'sides', 'waiting')

    def __init__(self) -> None:
        self.sides: set[int] = set()
        self.seen: set[int] = set()
        self.departures: list[AccountedEvent] = []
        self.waiting: list[AccountedEvent] = []
        self.pieces: list[Piece] = []
        self.sent = self.arrived = ZERO


class Moves:
    """`_movements`: by each event that is a side of one, until all its sides were seen. `_ignored`: sides that the user left out."""

    def __init__(self, walker: 'Walker') -> None:
        self._walker = walker
        self._ignored: set[int] = set()
        self._movements: dict[int, Movement] = {}

    def move(self, entry: AccountedEvent) -> None:
        """A movement whose other side nobody linked."""
        event = entry.event
        is_on_chain = not is_at_custodian(event) and event.subtype != 'bridge'
        if is_on_chain and event.counterparty is not None and event.counterparty not in self._walker.assets.custodians:
            return  # a position in a protocol stays in its pool, and at its place
        self._walker.place(entry)
        if event.asset in self._walker.assets.fiat or self._walker.policy.scope == 'global' or not event.amount:
            return
        receiver = arrives_at(event)
        if receiver is not None:
            scope = self._walker.book.scope_of(event.location, receiver)
            if scope != self._walker.scope_of(event):
                self.deliver(self._take_all(entry), entry, scope, account=receiver)
            return
        change = effect(event) or ZERO
        self._walker.tell_finding('unmatched_transfer', entry, amount=to_text(event.amount))
        if change < 0:
            pieces = self._take_all(entry)
            self._walker.emit(
                entry, 'transfer', self._walker.category_of(event), ZERO, event.amount, None, ZERO, ZERO, self._walker.words(entry), cost=known_cost(pieces),
                flags=frozenset({'unmatched_transfer'}))
            self.deliver(pieces, entry, UNMATCHED)
        else:
            line = self._walker.emit(
                entry, 'transfer', self._walker.category_of(event), ZERO, event.amount, None, ZERO, ZERO, self._walker.words(entry),
                flags=FLAG['unmatched_transfer'])
            self._walker.add_unknown(entry, self._walker.scope_of(event), event.amount, line)

    def move_linked(self, entry: AccountedEvent) -> None:
        """A side of a movement whose other sides are known. What arrives takes of what is under way; with the last side, the rest was a fee in kind."""
        event = entry.event
        if event.asset in self._walker.assets.fiat:
            return
        movement = self._movement_of(entry)
        movement.seen.add(entry.identifier)
        if (effect(event) or ZERO) < 0:
            movement.departures.append(entry)
            movement.sent += event.amount
            if self._walker.policy.scope != 'global':
                movement.pieces += self._take_all(entry)
        else:
            movement.waiting.append(entry)
            movement.arrived += event.amount
            self._walker.place(entry)
        if movement.seen >= movement.sides:
            for side in movement.sides:
                del self._movements[side]
            self._settle(movement, entry)
        elif movement.pieces and self._is_one_asset(movement):
            self._deliver_some(movement)

    def _movement_of(self, entry: AccountedEvent) -> Movement:
        """The movement that any of the sides is known to belong to; two that turn out to be one become one."""
        sides = {entry.identifier, *entry.others, *(() if entry.partner is None else (entry.partner,))}
        known = {id(one): one for one in (self._movements.get(side) for side in sorted(sides)) if one is not None}
        movement, *rest = known.values() or (Movement(),)
        for one in rest:
            sides |= one.sides
            movement.seen |= one.seen
            movement.departures += one.departures
            movement.waiting += one.waiting
            movement.pieces += one.pieces
            movement.sent += one.sent
            movement.arrived += one.arrived
        movement.sides |= sides
        for side in movement.sides:
            self._movements[side] = movement
        return movement

    def _take_all(self, entry: AccountedEvent) -> list[Piece]:
        pieces, missing = self._walker.take(entry, entry.event.amount, self._walker.adjustment_of(entry), carried=True)
        return [*pieces, Piece(missing, None, 'missing', None)] if missing else pieces

    def _is_one_asset(self, movement: Movement) -> bool:
        pool_of = self._walker.assets.pool_of
        return len({pool_of.get(one.event.asset, one.event.asset) for one in (*movement.departures, *movement.waiting)}) == 1

    def _deliver_some(self, movement: Movement) -> None:
        """To the arrivals that what is under way is enough for."""
        under_way = sum((piece.amount for piece in movement.pieces), ZERO)
        while movement.waiting and movement.waiting[0].event.amount <= under_way:
            arrival = movement.waiting.pop(0)
            under_way -= arrival.event.amount
            pieces = split_pieces(movement.pieces, arrival.event.amount)
            self.deliver(pieces, arrival, self._walker.scope_of(arrival.event), known=True)

    def _settle(self, movement: Movement, last: AccountedEvent) -> None:
        """All sides were seen. What is missing was a fee in kind; what is more than was sent has no cost that anybody knows."""
        for departure in movement.departures:  # until now it counted as being where it left: its lots are there, if the scope changes meanwhile
            self._walker.place(departure)
        is_same = self._is_one_asset(movement)
        if not movement.departures or not movement.arrived:  # all of them left, or all of them came
            self._give_up(movement)
            return
        is_global = not movement.pieces and self._walker.policy.scope == 'global'
        if not movement.pieces and not (is_global and is_same) and movement.waiting:  # another asset arrives, or the scope became narrower meanwhile
            movement.pieces = [piece for one in movement.departures for piece in self._take_all(one)]
        gap = movement.sent - movement.arrived if is_same else ZERO
        if gap > 0:
            self._lose_under_way(movement.departures[0], last, gap, None if is_global else split_pieces(movement.pieces, gap))
        elif gap < 0:
            self._exceed(last, -gap)
        if is_global and is_same:
            return
        whole = sum((piece.amount for piece in movement.pieces), ZERO)
        for number, arrival in enumerate(movement.waiting, start=1):
            is_last = number == len(movement.waiting)
            part = arrival.event.amount if is_same else whole / len(movement.waiting)  # nothing says which asset is worth more
            pieces = movement.pieces if is_last else split_pieces(movement.pieces, part)
            if pieces:
                self.deliver(pieces, arrival, self._walker.scope_of(arrival.event), known=is_same)

    def _exceed(self, arrived: AccountedEvent, amount: Decimal) -> None:
        """More came than was sent."""
        walker = self._walker
        walker.tell_finding('unmatched_transfer', arrived, amount=to_text(amount))
        line = walker.emit(
            arrived, 'transfer', walker.category_of(arrived.event), ZERO, amount, None, ZERO, ZERO, walker.words(arrived),
            flags=FLAG['unmatched_transfer'])
        walker.add_unknown(arrived, walker.scope_of(arrived.event), amount, line)

    def _lose_under_way(self, sent: AccountedEvent, arrived: AccountedEvent, gap: Decimal, pieces: list[Piece] | None) -> None:
        entry = sent._replace(event=replace(sent.event, amount=gap, timestamp=arrived.event.timestamp))
        decision = self._walker.rules.find_pair('spend', 'fee', None) or NO_RULE
        price = self._walker.price(entry)
        proceeds = None if price is None else price * gap
        flags = NO_FLAGS if proceeds is not None else FLAG['missing_price']
        is_expense = decision.entire and not self._walker.policy.fee_gain
        self._walker.dispose(
            entry, 'fee', self._walker.category_of(sent.event), gap, proceeds, price, decision, NOTHING, flags, None, is_expense=is_expense, pieces=pieces)

    def deliver(self, pieces: list[Piece], entry: AccountedEvent, scope: str, *, account: str | None = None, known: bool = False) -> None:
        """Make lots of pieces in another pool; dates and cost stay. Amounts become the ones of the event, unless `known` says they are."""
        event = entry.event
        left = event.amount
        whole = sum((piece.amount for piece in pieces), ZERO)
        is_same = known or whole == event.amount
        for place, piece in enumerate(pieces):
            amount = piece.amount if is_same else left if place == len(pieces) - 1 else piece.amount * event.amount / whole
            left -= amount
            lot = piece.lot
            if not amount:
                continue
            if lot is None:
                made = Lot(amount, piece.cost, event.timestamp, self._walker.book.next_sequence(), is_bought=False)
                made.unit_cost = unit_of(piece.cost, amount)
            else:
                unit_cost, full = (lot.unit_cost, lot.full_amount) if is_same else (unit_of(piece.cost, amount), amount)  # in units of what came
                made = Lot(
                    amount, piece.cost, lot.acquired, self._walker.book.next_sequence(), lot.line, unit_cost, full, event_id=lot.event_id, is_bought=False)
            made.location, made.account = event.location, account or event.account
            self._walker.book.add(event.asset, scope, made, event.timestamp)

    def ignore(self, group: Iterable[AccountedEvent]) -> None:
        """Of sides that the user left out nothing will come."""
        self._ignored.update(one.identifier for one in group if one.is_ignored and one.partner is not None)

    def finish(self) -> None:
        """What is still under way when the history ends: not all of its sides were seen. What left and arrives later counts as being where it left."""
        movements = {id(one): one for one in self._movements.values()}
        self._movements.clear()
        for movement in movements.values():
            if movement.waiting or movement.sides - movement.seen <= self._ignored:
                self._give_up(movement)
            elif movement.pieces:
                first = movement.departures[0]
                self.deliver(movement.pieces, first, self._walker.scope_of(first.event), known=True)

    def _give_up(self, movement: Movement) -> None:
        """What left stays under way, what arrived has no cost that anybody knows. Where all share a pool, nothing had left it."""
        for entry in (*movement.departures, *movement.waiting):
            self._walker.tell_finding('unmatched_transfer', entry, amount=to_text(entry.event.amount))
        if movement.pieces:
            self.deliver(movement.pieces, movement.departures[0], UNMATCHED, known=True)
        if self._walker.policy.scope != 'global':
            for entry in movement.waiting:
                if entry.event.amount:
                    self._walker.add_unknown(entry, self._walker.scope_of(entry.event), entry.event.amount)
