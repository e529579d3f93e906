"""Movements between own accounts: lots go over with date and cost, and what is missing on arrival was a fee in kind."""

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


class Moves:
    """`_transit`: by event that left, what is under way. `_awaited`: by event that arrived before the other side had left."""

    def __init__(self, walker: 'Walker') -> None:
        self._walker = walker
        self._transit: dict[int, tuple[AccountedEvent, list[Piece]]] = {}
        self._awaited: dict[int, AccountedEvent] = {}

    def move(self, entry: AccountedEvent) -> None:
        """A movement whose other side nobody linked."""
        event = entry.event
        if event.asset in self._walker.assets.fiat or self._walker.policy.scope == 'global' or not event.amount:
            return
        is_on_chain = not is_at_custodian(event) and event.subtype != 'bridge'
        if is_on_chain and event.counterparty is not None and event.counterparty not in self._walker.assets.custodians:
            return  # a position in a protocol stays in its pool
        receiver = arrives_at(event)
        if receiver is not None:
            scope = self._walker.book.scope_of(event.location, receiver)
            if scope != self._walker.scope_of(event):
                pieces, missing = self._walker.take(entry, event.amount, NOTHING, carried=True)
                if missing:
                    pieces.append(Piece(missing, None, 'missing', None))
                self.deliver(pieces, entry, scope, account=receiver)
            return
        change = effect(event) or ZERO
        self._walker.tell_finding('unmatched_transfer', entry, amount=to_text(event.amount))
        if change < 0:
            pieces, missing = self._walker.take(entry, event.amount, NOTHING, carried=True)
            if missing:
                pieces.append(Piece(missing, None, 'missing', None))
            self._walker.emit(
                entry, 'transfer', self._walker.category_of(event), ZERO, event.amount, None, ZERO, ZERO, self._walker.words(entry), cost=known_cost(pieces),
                flags=frozenset({'unmatched_transfer'}))
            self.deliver(pieces, entry, UNMATCHED)
        else:
            line = self._walker.emit(
                entry, 'transfer', self._walker.category_of(event), ZERO, event.amount, None, ZERO, ZERO, self._walker.words(entry),
                flags=FLAG['unmatched_transfer'])
            self._walker.add_unknown(entry, self._walker.scope_of(event), event.amount, line)

    def move_linked(self, entry: AccountedEvent, partner: int) -> None:
        """One side of a movement whose other side is known. Lots go over when both have been seen."""
        event = entry.event
        if event.asset in self._walker.assets.fiat or not event.amount:
            return
        change = effect(event) or ZERO
        is_global = self._walker.policy.scope == 'global'
        if change < 0:
            pieces: list[Piece] = []
            arrival = self._awaited.pop(partner, None)
            if not is_global:
                pieces, missing = self._walker.take(entry, event.amount, NOTHING, carried=True)
                if missing:
                    pieces.append(Piece(missing, None, 'missing', None))
            if arrival is None:
                self._transit[entry.identifier] = entry, pieces
            else:
                self._arrive(entry, pieces, arrival)
        else:
            sent = self._transit.pop(partner, None)
            if sent is None:
                self._awaited[entry.identifier] = entry
            else:
                self._arrive(*sent, entry)

    def _arrive(self, sent: AccountedEvent, pieces: list[Piece], arrived: AccountedEvent) -> None:
        """What is missing on arrival was a fee in kind; what is more than was sent has no cost that anybody knows."""
        pool_of = self._walker.assets.pool_of
        is_same = pool_of.get(sent.event.asset, sent.event.asset) == pool_of.get(arrived.event.asset, arrived.event.asset)
        gap = sent.event.amount - arrived.event.amount if is_same else ZERO
        is_global = not pieces and self._walker.policy.scope == 'global'
        if not pieces and not (is_global and is_same):  # another asset arrives, or the scope became narrower meanwhile
            pieces, missing = self._walker.take(sent, sent.event.amount, NOTHING, carried=True)
            if missing:
                pieces.append(Piece(missing, None, 'missing', None))
        if gap > 0:
            self._lose_under_way(sent, arrived, gap, None if is_global else split_pieces(pieces, gap))
        elif gap < 0:
            self._walker.tell_finding('unmatched_transfer', arrived, amount=to_text(-gap))
            line = self._walker.emit(
                arrived, 'transfer', self._walker.category_of(arrived.event), ZERO, -gap, None, ZERO, ZERO, self._walker.words(arrived),
                flags=FLAG['unmatched_transfer'])
            self._walker.add_unknown(arrived, self._walker.scope_of(arrived.event), -gap, line)
        if pieces:
            self.deliver(pieces, arrived, self._walker.scope_of(arrived.event), known=is_same)

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
        for place, piece in enumerate(pieces):
            amount = piece.amount if known or whole == event.amount else left if place == len(pieces) - 1 else piece.amount * event.amount / whole
            left -= amount
            lot = piece.lot
            if not amount:
                continue
            if lot is None:
                made = Lot(amount, piece.cost, event.timestamp, self._walker.book.next_sequence(), is_bought=False)
                made.unit_cost = unit_of(piece.cost, amount)
            else:
                made = Lot(
                    amount, piece.cost, lot.acquired, self._walker.book.next_sequence(), lot.line, lot.unit_cost, lot.full_amount, event_id=lot.event_id,
                    is_bought=False)
            made.location, made.account = event.location, account or event.account
            self._walker.book.add(event.asset, scope, made, event.timestamp)

    def finish(self) -> None:
        """What is still under way when the history ends: its other side was never seen."""
        for entry, pieces in self._transit.values():
            self._walker.tell_finding('unmatched_transfer', entry)
            self.deliver(pieces, entry, UNMATCHED, known=True)
        for entry in self._awaited.values():
            self._walker.tell_finding('unmatched_transfer', entry)
            self._walker.add_unknown(entry, self._walker.scope_of(entry.event), entry.event.amount)
        self._transit.clear()
        self._awaited.clear()
