"""One walk over a history: what each event does to lots, and the line that tells it.

Which rows there are, their categories and what counts follow the established interface wherever a law does not say otherwise (ADR 10).
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from rotkehlchen.accounting.adjustment import KEY, NOTHING, Adjustment, parse_adjustment
from rotkehlchen.accounting.book import LotBook
from rotkehlchen.accounting.calendar import Policies
from rotkehlchen.accounting.conversion import Conversion, in_parts, share
from rotkehlchen.accounting.deferral import Deferral
from rotkehlchen.accounting.disposal import FLAG, NO_FLAGS, Holding, settle
from rotkehlchen.accounting.entry import AccountedEvent, Assets, PriceBook
from rotkehlchen.accounting.exchange import Exchange
from rotkehlchen.accounting.lot import Lot, Piece, known_cost
from rotkehlchen.accounting.maker import maker_of
from rotkehlchen.accounting.move import Moves
from rotkehlchen.accounting.portfolio import PortfolioShare
from rotkehlchen.accounting.role import KINDS, ROLES
from rotkehlchen.accounting.rule import NO_RULE, Decision, RuleBook
from rotkehlchen.accounting.setting import Settings
from rotkehlchen.accounting.total import Total
from rotkehlchen.contracts.gain import Finding, Flag, Kind, Line, LotPart, Portfolio
from rotkehlchen.contracts.jurisdiction import Policy
from rotkehlchen.core.effect import CHAIN_ENTRIES, arrives_at, effect
from rotkehlchen.core.errors import AmountError
from rotkehlchen.core.event import HistoryEvent
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.money import ZERO, to_text
from rotkehlchen.core.time import TimestampS, to_ms

ONE: Final = Decimal(1)
_make_line: Final = maker_of(Line)
_PARSED_CHAIN: Final = CHAIN_ENTRIES - {'eth withdrawal event', 'eth block event', 'eth deposit event'}
_STAKING_ENTRIES: Final = frozenset({'eth withdrawal event', 'eth block event'})
_WITHDRAWAL: Final = 'eth withdrawal event'
_VALIDATOR_STAKE: Final = Decimal(32)


class Walker:
    """`book`: the lots. `is_first`: of a first walk, which makes no lines."""

    def __init__(
        self, settings: Settings, rules: RuleBook, prices: PriceBook, policies: Policies, assets: Assets, book: LotBook, *, is_first: bool = False,
    ) -> None:
        self.settings = settings
        self.rules = rules
        self.prices = prices
        self.assets = assets
        self.book = book
        self.is_first = is_first
        self.holding = Holding(policies.day, policies.start_of)
        self.deferral = Deferral(book)
        self.lines: list[Line] = []
        self.findings: list[Finding] = []
        self.totals: dict[str, Total] = {}
        self.index = 0
        self.policy: Policy = settings.policy()
        self.is_counted = True
        self.moves = Moves(self)
        self._exchange = Exchange(self)
        self.portfolio = PortfolioShare(self)
        self._missing_is_zero = settings.missing_basis == 'zero'
        self._forks = sorted(assets.forks, key=lambda one: one[2])
        self._claims: dict[str, list[Lot]] = {}

    # ------------------------------------------------------------------ groups
    def tell(self, group: Sequence[AccountedEvent]) -> None:
        """Walk one group; its lines are in `lines` then."""
        time = group[0].event.timestamp
        self.policy = policy = self.book.enter(time)
        self.holding.enter(policy)
        self.is_counted = time // 1000 >= self.settings.start
        if policy.loss_deferred_days:
            self.deferral.pay(time)
        while self._forks and self._forks[0][2] * 1000 <= time:
            self._fork(*self._forks.pop(0))
        for entry in group:
            if entry.is_ignored:
                self.moves.ignore(group)
                group = [one for one in group if not one.is_ignored]
                break
        if len(group) == 1:
            self._tell_one(group[0])
            return
        for item in self._exchange.with_gas(list(in_parts(group, self.rules))):
            if isinstance(item, Conversion):
                self._exchange.convert(item)
                for leg in (*item.outs, *item.ins, *item.fees):
                    self.place(leg)
            else:
                self._tell_one(item)

    def place(self, entry: AccountedEvent) -> None:
        """Note what is where, whatever the lots say."""
        event = entry.event
        if not self.book.has_places or event.asset in self.assets.fiat:
            return
        change = effect(event)
        if change:
            places, name = self.book.places, self.assets.pool_of.get(event.asset, event.asset)
            places[name, event.location, event.account] += change
            if event.type == 'transfer':
                receiver = arrives_at(event)
                if receiver:
                    places[name, event.location, receiver] -= change

    # ------------------------------------------------------------------ single events
    def _tell_one(self, entry: AccountedEvent) -> None:
        event = entry.event
        role = ROLES.get((event.type, event.subtype))
        adjustment = NOTHING
        if event.extra_data is not None and KEY in event.extra_data:
            adjustment = self.adjustment_of(entry)
        if role is None:
            self.tell_finding('unknown_pair', entry, type=event.type, subtype=event.subtype)
            return
        if entry.partner is not None and role != 'stay':
            self.moves.move_linked(entry)
            return
        if role == 'stay':  # what is put into a protocol stays its owner's, at the place where it was
            if event.entry_type == _WITHDRAWAL:
                self._withdraw_stake(entry)
            elif adjustment is not NOTHING:
                self._adjust(entry, adjustment)
            return
        if role == 'move':
            self.moves.move(entry)
            return
        self.place(entry)
        decision = self.rules.find(event, entry.identifier)
        flags = NO_FLAGS
        if decision is None:
            decision, flags = NO_RULE, FLAG['no_rule']
            self.tell_finding('no_rule', entry, type=event.type, subtype=event.subtype)
        if role == 'in':
            self.receive(entry, decision, adjustment, flags)
        else:
            self.spend(entry, decision, adjustment, flags)

    def receive(self, entry: AccountedEvent, decision: Decision, adjustment: Adjustment, flags: frozenset[Flag]) -> None:
        event = entry.event
        amount = event.amount
        pair = ('staking', 'reward') if event.entry_type == _WITHDRAWAL else (event.type, event.subtype)
        is_free, is_money = decision.taxable and pair in self.policy.free_income, event.asset in self.assets.fiat
        # What a protocol pays out as a donation is for the rules alone.
        is_gift = pair == ('receive', 'donate') and event.counterparty is None
        cost_of = self.policy.gifts if is_gift else self.policy.refunds if pair == ('receive', 'refund') else 'income'
        is_givers = cost_of == 'giver' and not is_money
        needs_price = event.subtype != 'spam' and not is_free and cost_of != 'giver'
        price = self.price(entry, warn=needs_price)
        value = None if price is None else price * amount
        is_inherited = adjustment.cost is not None and event.subtype == 'donate'  # a gift that brings the giver's cost
        cost = adjustment.cost if adjustment.cost is not None else ZERO if is_free else None if is_givers else value
        if value is None and needs_price:
            flags |= FLAG['missing_price']
        if cost is None and is_givers:
            self.tell_finding('giver_cost', entry)
        is_income = decision.taxable and self.policy.is_income_taxable and not is_inherited and not is_free and cost_of == 'income'
        kind: Kind = KINDS.get(pair) or ('income' if is_income or is_free else 'acquisition')
        line = self.emit(
            entry, kind, self.category_of(event), amount if is_income else ZERO, ZERO if is_income else amount, price,
            value if is_income else ZERO, (value or ZERO) if is_free else ZERO, decision.rule, cost=None if is_money else cost, flags=flags)
        if not is_money and amount:
            self.add_lot(entry, amount, cost, line, price, adjustment)

    def spend(
        self, entry: AccountedEvent, decision: Decision, adjustment: Adjustment, flags: frozenset[Flag], category: str | None = None,
        price: Decimal | None = None, swap: str | None = None, ratio: Decimal | None = None,
    ) -> None:
        """What leaves without anything coming for it. `price`: None for the one of the day. `ratio`: share of a fee that counts as taxable amount."""
        event = entry.event
        amount = event.amount
        if price is None:
            price = self.price(entry)
        proceeds = None if price is None else price * amount
        if adjustment.proceeds is not None:
            proceeds = adjustment.proceeds
        if proceeds is None:
            flags |= FLAG['missing_price']
        pair = event.type, event.subtype
        category = category or self.category_of(event)
        kind: Kind = KINDS.get(pair) or ('expense' if decision.entire else 'disposal')
        if event.asset in self.assets.fiat:
            is_expense = decision.taxable and decision.entire
            loss = ZERO if not is_expense else None if proceeds is None else -proceeds
            taxable = amount if decision.taxable and ratio is None else amount * ratio if ratio is not None else ZERO
            self.emit(
                entry, kind, category, taxable, amount - taxable, price, loss, ZERO, decision.rule, proceeds=proceeds, flags=flags, swap=swap)
            return
        if not amount:
            return
        if adjustment.no_gain or (kind == 'gift' and not self.policy.sells_gifts):
            self._give_at_cost(entry, decision, adjustment, price)
            return
        takes = decision.basis or decision is NO_RULE or not self.policy.keeps_uncounted_lots
        if not decision.taxable:
            pieces = self.take(entry, amount, adjustment, is_counted=False)[0] if takes else []
            self.emit(
                entry, kind, category, ZERO, amount, price, None if 'no_rule' in flags else ZERO, ZERO, decision.rule, proceeds=proceeds,
                cost=known_cost(pieces), flags=flags, swap=swap)
            return
        if not decision.basis:
            pieces = self.take(entry, amount, adjustment, is_counted=False)[0] if takes else []
            loss = ZERO if not decision.entire else None if proceeds is None else -proceeds
            self.emit(
                entry, kind, category, amount, ZERO, price, loss, ZERO, decision.rule, proceeds=proceeds, cost=known_cost(pieces), flags=flags,
                swap=swap)
            return
        is_sale = event.subtype == 'liquidate' and self.policy.sells_at_liquidation
        self.dispose(entry, kind, category, amount, proceeds, price, decision, adjustment, flags, swap, is_expense=decision.entire and not is_sale)

    def dispose(
        self, entry: AccountedEvent, kind: Kind, category: str, amount: Decimal, proceeds: Decimal | None, price: Decimal | None, decision: Decision,
        adjustment: Adjustment, flags: frozenset[Flag], swap: str | None, *, is_expense: bool = False, pieces: list[Piece] | None = None,
        for_money: bool = True, gross: Decimal | None = None,
    ) -> Decimal:
        """The lots that a disposal takes, its gain and its line. The amount that is taxable. `gross`: proceeds before fees."""
        event = entry.event
        missing = ZERO
        is_lost = kind == 'loss' and event.subtype != 'liquidate'  # stolen or gone: it leaves its lots, and is no sale
        if pieces is None:
            pieces, missing = self.take(entry, amount, adjustment, carried=is_lost)
        if self.is_first:
            return amount
        outcome = settle(pieces, missing, amount, proceeds, event.timestamp, self.holding, missing_is_zero=self._missing_is_zero)
        gain, free, cost, parts = outcome.gain_taxable, outcome.gain_free, outcome.cost, outcome.parts
        flags = flags | outcome.flags if outcome.flags else flags
        if any(part.basis == 'ahead' for part in outcome.parts) and self.policy.method == 'specific':
            flags |= FLAG['short']
        portfolio = None
        if self.policy.portfolio_gain and for_money and not is_lost:
            portfolio = self.portfolio.measure(event, amount - missing, proceeds if gross is None else gross)
            gain, free, cost = self.portfolio.gain(portfolio, proceeds)
            if portfolio.value is None:
                flags |= FLAG['missing_price']
            elif portfolio.used is None:
                flags |= FLAG['missing_basis']
        elif self.policy.loss_deferred_days and gain is not None and not is_lost:
            deferred, parts = self._defer(event, parts)
            if deferred:
                gain += deferred
                flags |= FLAG['loss_deferred']
        if is_expense and proceeds is not None:
            gain = -proceeds if gain is None else gain - proceeds
        elif is_expense and cost is not None and not outcome.free_amount and not outcome.flags:
            gain = -cost  # the value cancels out: it is the expense and the proceeds
        self.emit(
            entry, kind, category, outcome.taxable_amount, outcome.free_amount, price, gain, free, decision.rule, proceeds=proceeds, cost=cost,
            parts=parts, flags=flags, swap=swap, portfolio=portfolio)
        return outcome.taxable_amount

    def _defer(self, event: HistoryEvent, parts: tuple[LotPart, ...]) -> tuple[Decimal, tuple[LotPart, ...]]:
        """The loss of what is known of a disposal, as far as it is put off; and the parts, each with its share of that in its gain."""
        taxed = [place for place, one in enumerate(parts) if one.gain is not None and not one.is_free]
        gain = sum((parts[place].gain or ZERO for place in taxed), ZERO)
        units = sum((parts[place].amount for place in taxed), ZERO)
        left = deferred = self.deferral.defer(*self.pool_key(event), units, gain, event.timestamp, self.policy)
        if not deferred:
            return ZERO, parts
        shared = list(parts)
        for place in taxed:
            one = parts[place]
            part = left if place == taxed[-1] else deferred * one.amount / units
            left -= part
            shared[place] = replace(one, gain=(one.gain or ZERO) + part)
        return deferred, tuple(shared)

    def _give_at_cost(self, entry: AccountedEvent, decision: Decision, adjustment: Adjustment, price: Decimal | None) -> None:
        pieces, missing = self.take(entry, entry.event.amount, adjustment)
        if self.policy.portfolio_gain and not self.is_first:
            value = None if price is None else price * entry.event.amount  # it uses its part of what was paid for all
            self.portfolio.gain(self.portfolio.measure(entry.event, entry.event.amount - missing, value), value)
        cost = known_cost(pieces)
        outcome = settle(pieces, missing, entry.event.amount, cost, entry.event.timestamp, self.holding, missing_is_zero=False)
        self.emit(
            entry, 'gift', self.category_of(entry.event), ZERO, entry.event.amount, price, ZERO, ZERO, decision.rule, proceeds=cost, cost=cost,
            parts=outcome.parts, flags=outcome.flags | FLAG['no_gain'])

    def _withdraw_stake(self, entry: AccountedEvent) -> None:
        """What a validator pays out: its earnings, and when it exits its stake, which was the user's before."""
        event = entry.event
        is_exit = bool((event.extra_data or {}).get('is_exit'))
        earned = max(event.amount - _VALIDATOR_STAKE, ZERO) if is_exit else event.amount
        decision = self.rules.find_pair('staking', 'reward', event.counterparty) or NO_RULE
        if earned:
            reward = entry._replace(event=replace(event, amount=earned))
            self.place(reward)
            self.receive(reward, decision, NOTHING, NO_FLAGS)

    # ------------------------------------------------------------------ lots
    def add_lot(
        self, entry: AccountedEvent, amount: Decimal, cost: Decimal | None, line: int, price: Decimal | None, adjustment: Adjustment,
    ) -> None:
        event = entry.event
        if adjustment.cost is not None:
            cost, price = adjustment.cost, adjustment.cost / amount
        self.portfolio.paid += cost or ZERO
        if self.policy.loss_deferred_days and cost is not None:
            cost += self.deferral.claim(self.assets.pool_of.get(event.asset, event.asset), amount, event.timestamp)
        lot = Lot(
            amount, cost, adjustment.acquired or event.timestamp, self.book.next_sequence(), line, price, amount, event.location, event.account,
            entry.identifier)
        self.book.add(event.asset, self.scope_of(event), lot, event.timestamp)

    def add_unknown(self, entry: AccountedEvent, scope: str, amount: Decimal, line: int | None = None) -> None:
        event = entry.event
        lot = Lot(
            amount, None, event.timestamp, self.book.next_sequence(), line, None, amount, event.location, event.account, entry.identifier, False)
        self.book.add(event.asset, scope, lot, event.timestamp)

    def take(
        self, entry: AccountedEvent, amount: Decimal, adjustment: Adjustment, *, is_counted: bool = True, carried: bool = False,
    ) -> tuple[list[Piece], Decimal]:
        """Lots for an amount, from forks where the pool has none. What is missing is told: as 'missing_lot' where no gain hangs on it and there was
        no lot at all, which the established interface leaves out of its list of missing acquisitions."""
        if not amount:
            return [], ZERO
        event = entry.event
        take = self.book.carry if carried else self.book.take
        pieces, missing = take(event.asset, self.scope_of(event), amount, event.timestamp, adjustment.lots)
        if adjustment.lots and self.policy.method == 'specific':
            wanted = min(amount, sum((part for _, part in adjustment.lots), ZERO))
            found = sum((piece.amount for piece in pieces if piece.basis in ('named', 'ahead')), ZERO)
            if found < wanted:
                self.tell_finding('named_lot', entry, found=to_text(found), missing=to_text(wanted - found))
        if missing and self._claims.get(event.asset):
            claimed, missing = self._claim_fork(event.asset, missing)
            pieces += claimed
        if missing:
            kind = 'missing_acquisition' if is_counted or pieces else 'missing_lot'
            self.tell_finding(kind, entry, found=to_text(amount - missing), missing=to_text(missing))
        return pieces, missing

    def _fork(self, coin: AssetId, origin: AssetId, when: TimestampS) -> None:
        """Who held the old coin has as much of the new one, at no cost, since the same day or the fork. It is kept aside until a sale finds no other
        lots, so that a fork that was also imported as an event does not count twice."""
        claims = self._claims.setdefault(coin, [])
        for _scope, pool in self.book.pools_of(origin):
            claims += [
                Lot(
                    lot.amount, ZERO, lot.acquired if self.policy.fork_keeps_date else to_ms(when), self.book.next_sequence(), lot.line, ZERO, lot.amount,
                    lot.location, lot.account, None, False)
                for lot in pool.peek()]

    def _claim_fork(self, asset: str, amount: Decimal) -> tuple[list[Piece], Decimal]:
        pieces: list[Piece] = []
        claims = self._claims[asset]
        while claims and amount:
            lot = claims[0]
            part = min(lot.amount, amount)
            if part == lot.amount:
                claims.pop(0)
            else:
                lot.split_off(part)
            pieces.append(Piece(part, ZERO, 'lot', lot))
            amount -= part
        return pieces, amount

    # ------------------------------------------------------------------ the user's word
    def adjustment_of(self, entry: AccountedEvent) -> Adjustment:
        raw = entry.event.extra_data
        if raw is None or KEY not in raw:
            return NOTHING
        try:
            return parse_adjustment(raw[KEY])
        except AmountError as error:
            self.tell_finding('bad_adjustment', entry, problem=str(error))
            return NOTHING

    def _adjust(self, entry: AccountedEvent, adjustment: Adjustment) -> None:
        event = entry.event
        if adjustment.split is not None:
            self.book.split(event.asset, adjustment.split)
        change = adjustment.cost_change
        if change is None:
            return
        pools = [pool for _, pool in self.book.pools_of(event.asset)]
        amounts = [sum((lot.amount for lot in pool.peek() if lot.cost is not None), ZERO) for pool in pools]
        left = ZERO
        for pool, part in zip(pools, share(change, list(amounts)), strict=True):
            left += pool.shift_cost(part if part is not None else ZERO)
        if not any(amounts):
            left = change
        self.emit(
            entry, 'disposal' if left < 0 else 'acquisition', self.category_of(event), ZERO, ZERO, None, -left, ZERO, 'adjustment', proceeds=-left,
            cost=ZERO)

    # ------------------------------------------------------------------ small things
    def scope_of(self, event: HistoryEvent) -> str:
        return self.book.scope_of(event.location, event.account)

    def pool_key(self, event: HistoryEvent) -> tuple[str, str]:
        return self.assets.pool_of.get(event.asset, event.asset), self.scope_of(event)

    def words(self, entry: AccountedEvent) -> str:
        decision = self.rules.find(entry.event, entry.identifier)
        return '' if decision is None else decision.rule

    def price(self, entry: AccountedEvent, *, warn: bool = True) -> Decimal | None:
        event = entry.event
        if event.asset == self.settings.profit_currency:
            return ONE
        price = self.prices.price(event.asset, TimestampS(event.timestamp // 1000))
        if price is None and warn:
            self.tell_finding('missing_price', entry)
        return price

    def value(self, entry: AccountedEvent, *, warn: bool = True) -> Decimal | None:
        price = self.price(entry, warn=warn)
        return None if price is None else price * entry.event.amount

    @staticmethod
    def category_of(event: HistoryEvent) -> str:
        if event.entry_type in _STAKING_ENTRIES or (event.type == 'staking' and event.location == 'kraken'):
            return 'staking'
        return 'margin position' if event.type == 'margin' else 'transaction event'

    def tell_finding(self, kind: str, entry: AccountedEvent, **params: str | int | None) -> None:
        if not self.is_first:
            event = entry.event
            self.findings.append(Finding(kind, event.timestamp, event.asset, entry.identifier, event.group, params))

    def emit(
        self, entry: AccountedEvent, kind: Kind, category: str, taxable: Decimal, free: Decimal, price: Decimal | None, gain: Decimal | None,
        gain_free: Decimal | None, rule: str, *, proceeds: Decimal | None = None, cost: Decimal | None = None, parts: Sequence[LotPart] = (),
        flags: frozenset[Flag] = NO_FLAGS, swap: str | None = None, portfolio: Portfolio | None = None,
    ) -> int:
        """A line, and what it adds to the totals. Its index."""
        index = self.index
        self.index = index + 1
        if self.is_first:
            return index
        event = entry.event
        is_counted = self.is_counted
        if not is_counted:
            gain = gain_free = ZERO
        elif gain or gain_free or gain is None or gain_free is None or flags:
            total = self.totals.get(category)
            if total is None:
                total = self.totals[category] = Total()
            is_open = portfolio is not None and (portfolio.value is None or portfolio.used is None)  # of its gain, beside what it is as an expense
            if gain is None or gain_free is None or 'missing_basis' in flags or is_open:
                total.unknown += 1
            total.taxable += gain or ZERO
            total.free += gain_free or ZERO
        notes = event.notes or ''
        if event.tx_ref is not None and event.entry_type in _PARSED_CHAIN:
            notes = f'transaction {event.tx_ref} {notes}'.rstrip()
        self.lines.append(_make_line(
            index, entry.identifier, event.group, event.timestamp, category, kind, event.location, event.account, event.asset, taxable, free, price,
            gain, gain_free, event.type, event.subtype, event.counterparty, proceeds, cost, parts, is_counted, rule, flags, notes, swap, portfolio))
        return index
