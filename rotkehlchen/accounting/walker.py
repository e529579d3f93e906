"""One walk over a history: what each event does to lots, and the line that tells it.

Which rows there are, their categories and what counts follow the established interface wherever a law does not say otherwise (ADR 10).
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from rotkehlchen.accounting.adjustment import KEY, NOTHING, Adjustment, parse_adjustment
from rotkehlchen.accounting.book import UNMATCHED, LotBook
from rotkehlchen.accounting.calendar import Policies
from rotkehlchen.accounting.conversion import Conversion, complete, in_parts, share
from rotkehlchen.accounting.deferral import Deferral
from rotkehlchen.accounting.disposal import NO_FLAGS, Holding, settle
from rotkehlchen.accounting.entry import AccountedEvent, Assets, PriceBook
from rotkehlchen.accounting.lot import Lot, Piece, known_cost
from rotkehlchen.accounting.maker import maker_of
from rotkehlchen.accounting.role import KINDS, ROLES
from rotkehlchen.accounting.rule import Decision, RuleBook
from rotkehlchen.accounting.setting import Settings
from rotkehlchen.accounting.total import Total
from rotkehlchen.contracts.gain import Finding, Flag, Kind, Line, LotPart, Portfolio
from rotkehlchen.contracts.jurisdiction import Policy
from rotkehlchen.core.effect import CHAIN_ENTRIES, arrives_at, effect, is_at_custodian
from rotkehlchen.core.errors import AmountError
from rotkehlchen.core.event import HistoryEvent
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.money import ZERO, to_text
from rotkehlchen.core.time import TimestampMs, TimestampS

ONE: Final = Decimal(1)
_make_line: Final = maker_of(Line)
_PARSED_CHAIN: Final = CHAIN_ENTRIES - {'eth withdrawal event', 'eth block event', 'eth deposit event'}
_STAKING_ENTRIES: Final = frozenset({'eth withdrawal event', 'eth block event'})
_WITHDRAWAL: Final = 'eth withdrawal event'
_VALIDATOR_STAKE: Final = Decimal(32)
_NO_RULE: Final = Decision(False, False, False, None, '')
_FLAG: Final[dict[Flag, frozenset[Flag]]] = {
    'missing_price': frozenset({'missing_price'}), 'no_rule': frozenset({'no_rule'}), 'carried': frozenset({'carried'}),
    'unmatched_transfer': frozenset({'unmatched_transfer', 'missing_basis'}), 'price_of_other_side': frozenset({'price_of_other_side'}),
    'no_gain': frozenset({'no_gain'}), 'missing_basis': frozenset({'missing_basis'}), 'short': frozenset({'short'}),
    'loss_deferred': frozenset({'loss_deferred'}),
}


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
        self.paid = ZERO
        self.used = ZERO
        self._transit: dict[int, tuple[AccountedEvent, list[Piece]]] = {}
        self._awaited: dict[int, AccountedEvent] = {}
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
        while self._forks and self._forks[0][2] * 1000 <= time:
            self._fork(*self._forks.pop(0))
        for entry in group:
            if entry.is_ignored:
                group = [one for one in group if not one.is_ignored]
                break
        if len(group) == 1:
            self._tell_one(group[0])
        else:
            for item in in_parts(group, self.rules):
                if isinstance(item, Conversion):
                    self._convert(item)
                else:
                    self._tell_one(item)
        places, fiat = self.book.places, self.assets.fiat
        for entry in group:
            event = entry.event
            if event.asset in fiat:
                continue
            change = effect(event)
            if change:
                places[event.asset, event.location, event.account] += change
                if event.type == 'transfer':
                    receiver = arrives_at(event)
                    if receiver:
                        places[event.asset, event.location, receiver] -= change

    def finish(self) -> None:
        """What is still under way when the history ends: its other side was never seen."""
        for entry, pieces in self._transit.values():
            self._finding('unmatched_transfer', entry)
            self._deliver(pieces, entry, UNMATCHED, known=True)
        for entry in self._awaited.values():
            self._finding('unmatched_transfer', entry)
            self._add_unknown(entry, self._scope(entry.event), entry.event.amount)
        self._transit.clear()
        self._awaited.clear()

    # ------------------------------------------------------------------ single events
    def _tell_one(self, entry: AccountedEvent) -> None:
        event = entry.event
        role = ROLES.get((event.type, event.subtype))
        adjustment = NOTHING
        if event.extra_data is not None and KEY in event.extra_data:
            adjustment = self._adjustment(entry)
        if role is None:
            self._finding('unknown_pair', entry, type=event.type, subtype=event.subtype)
            return
        if entry.partner is not None and role != 'stay':
            self._move_linked(entry, entry.partner)
            return
        if role == 'stay':
            if event.entry_type == _WITHDRAWAL:
                self._withdraw_stake(entry)
            elif adjustment is not NOTHING:
                self._adjust(entry, adjustment)
            return
        if role == 'move':
            self._move(entry)
            return
        decision = self.rules.find(event, entry.identifier)
        flags = NO_FLAGS
        if decision is None:
            decision, flags = _NO_RULE, _FLAG['no_rule']
            self._finding('no_rule', entry, type=event.type, subtype=event.subtype)
        if role == 'in':
            self._receive(entry, decision, adjustment, flags)
        else:
            self._spend(entry, decision, adjustment, flags)

    def _receive(self, entry: AccountedEvent, decision: Decision, adjustment: Adjustment, flags: frozenset[Flag]) -> None:
        event = entry.event
        amount = event.amount
        is_spam = event.subtype == 'spam'  # has no price that could be missing
        price = self._price(entry, warn=not is_spam)
        value = None if price is None else price * amount
        cost = value if adjustment.cost is None else adjustment.cost
        if value is None and not is_spam:
            flags |= _FLAG['missing_price']
        is_inherited = adjustment.cost is not None and event.subtype == 'donate'  # a gift that brings the giver's cost
        is_income = decision.taxable and self.policy.is_income_taxable and not is_inherited
        pair = event.type, event.subtype
        kind: Kind = KINDS.get(pair) or ('income' if is_income else 'acquisition')
        line = self._emit(
            entry, kind, self._category(event), amount if is_income else ZERO, ZERO if is_income else amount, price,
            value if is_income else ZERO, ZERO, decision.rule, cost=cost, flags=flags)
        if event.asset not in self.assets.fiat and amount:
            self._add_lot(entry, amount, cost, line, price, adjustment)

    def _spend(
        self, entry: AccountedEvent, decision: Decision, adjustment: Adjustment, flags: frozenset[Flag], category: str | None = None,
        price: Decimal | None = None, swap: str | None = None, ratio: Decimal | None = None,
    ) -> None:
        """What leaves without anything coming for it. `price`: None for the one of the day. `ratio`: share of a fee that counts as taxable amount."""
        event = entry.event
        amount = event.amount
        if price is None:
            price = self._price(entry)
        proceeds = None if price is None else price * amount
        if adjustment.proceeds is not None:
            proceeds = adjustment.proceeds
        if proceeds is None:
            flags |= _FLAG['missing_price']
        pair = event.type, event.subtype
        category = category or self._category(event)
        kind: Kind = KINDS.get(pair) or ('expense' if decision.entire else 'disposal')
        if event.asset in self.assets.fiat:
            is_expense = decision.taxable and decision.entire
            loss = ZERO if not is_expense else None if proceeds is None else -proceeds
            taxable = amount if decision.taxable and ratio is None else amount * ratio if ratio is not None else ZERO
            self._emit(
                entry, kind, category, taxable, amount - taxable, price, loss, ZERO, decision.rule, proceeds=proceeds, flags=flags, swap=swap)
            return
        if not amount:
            return
        if adjustment.no_gain:
            self._give_at_cost(entry, decision, adjustment, price)
            return
        takes = decision.basis or decision is _NO_RULE or not self.policy.keeps_uncounted_lots
        if not decision.taxable:
            pieces = self._take(entry, amount, adjustment, is_counted=False)[0] if takes else []
            self._emit(
                entry, kind, category, ZERO, amount, price, None if 'no_rule' in flags else ZERO, ZERO, decision.rule, proceeds=proceeds,
                cost=known_cost(pieces), flags=flags, swap=swap)
            return
        if not decision.basis:
            pieces = self._take(entry, amount, adjustment, is_counted=False)[0] if takes else []
            loss = ZERO if not decision.entire else None if proceeds is None else -proceeds
            self._emit(
                entry, kind, category, amount, ZERO, price, loss, ZERO, decision.rule, proceeds=proceeds, cost=known_cost(pieces), flags=flags,
                swap=swap)
            return
        self._dispose(entry, kind, category, amount, proceeds, price, decision, adjustment, flags, swap, is_expense=decision.entire)

    def _dispose(
        self, entry: AccountedEvent, kind: Kind, category: str, amount: Decimal, proceeds: Decimal | None, price: Decimal | None, decision: Decision,
        adjustment: Adjustment, flags: frozenset[Flag], swap: str | None, *, is_expense: bool = False, pieces: list[Piece] | None = None,
        for_money: bool = True,
    ) -> Decimal:
        """The lots that a disposal takes, its gain and its line. The amount that is taxable."""
        event = entry.event
        missing = ZERO
        if pieces is None:
            pieces, missing = self._take(entry, amount, adjustment)
        if self.is_first:
            return amount
        outcome = settle(pieces, missing, amount, proceeds, event.timestamp, self.holding, missing_is_zero=self._missing_is_zero)
        gain, free, cost = outcome.gain_taxable, outcome.gain_free, outcome.cost
        flags = flags | outcome.flags if outcome.flags else flags
        if any(part.basis == 'ahead' for part in outcome.parts) and self.policy.method == 'specific':
            flags |= _FLAG['short']
        portfolio = None
        if self.policy.portfolio_gain and for_money:
            portfolio = self._portfolio(event, amount - missing)
            gain, free, cost = self._portfolio_gain(portfolio, proceeds)
            if portfolio.value is None:
                flags |= _FLAG['missing_price']
        elif self.policy.loss_deferred_days and gain is not None and gain < 0:
            deferred = self.deferral.defer(
                self.assets.pool_of.get(event.asset, event.asset), self._scope(event), outcome.taxable_amount, -gain, event.timestamp, self.policy)
            if deferred:
                gain += deferred
                flags |= _FLAG['loss_deferred']
        if is_expense and gain is not None:
            gain = None if proceeds is None else gain - proceeds
        elif is_expense and proceeds is not None:
            gain = -proceeds
        self._emit(
            entry, kind, category, outcome.taxable_amount, outcome.free_amount, price, gain, free, decision.rule, proceeds=proceeds, cost=cost,
            parts=outcome.parts, flags=flags, swap=swap, portfolio=portfolio)
        return outcome.taxable_amount

    def _give_at_cost(self, entry: AccountedEvent, decision: Decision, adjustment: Adjustment, price: Decimal | None) -> None:
        pieces, missing = self._take(entry, entry.event.amount, adjustment)
        cost = known_cost(pieces)
        outcome = settle(pieces, missing, entry.event.amount, cost, entry.event.timestamp, self.holding, missing_is_zero=False)
        self._emit(
            entry, 'gift', self._category(entry.event), ZERO, entry.event.amount, price, ZERO, ZERO, decision.rule, proceeds=cost, cost=cost,
            parts=outcome.parts, flags=outcome.flags | _FLAG['no_gain'])

    def _withdraw_stake(self, entry: AccountedEvent) -> None:
        """What a validator pays out: its earnings, and when it exits its stake, which was the user's before."""
        event = entry.event
        is_exit = bool((event.extra_data or {}).get('is_exit'))
        earned = max(event.amount - _VALIDATOR_STAKE, ZERO) if is_exit else event.amount
        decision = self.rules.find_pair('staking', 'reward', event.counterparty) or _NO_RULE
        if earned:
            self._receive(entry._replace(event=_with_amount(event, earned)), decision, NOTHING, NO_FLAGS)

    # ------------------------------------------------------------------ conversions
    def _convert(self, conversion: Conversion) -> None:
        if conversion.treatment == 'basis transfer' or (self.policy.swap == 'carried' and not self._has_money(conversion.outs, conversion.ins)):
            self._carry(conversion)
        else:
            self._swap(conversion)

    def _has_money(self, *sides: list[AccountedEvent]) -> bool:
        fiat = self.assets.fiat
        for legs in sides:
            for leg in legs:
                if leg.event.asset in fiat:
                    return True
        return False

    def _swap(self, conversion: Conversion) -> None:
        outs, ins, fees = conversion.outs, conversion.ins, conversion.fees
        given, received, proceeds, cost, flags = self._values(conversion)
        gets_some_money = self._has_money(ins)
        is_included = self.policy.include_fees_in_cost
        fee_values: list[Decimal | None] = []
        if fees:
            fee_values = [self._value(fee) for fee in fees]
            fee_total = _sum(fee_values)
            is_included = is_included and fee_total is not None
            if is_included and fee_total:
                if gets_some_money and self._is_all_money(ins):
                    proceeds = None if proceeds is None else proceeds - fee_total
                else:
                    cost = None if cost is None else cost + fee_total
        name = conversion.name
        prices: dict[str, Decimal | None] = {}
        is_taxed = self.settings.include_crypto2crypto or gets_some_money or self._has_money(outs)
        taxable = total = ZERO
        for leg, worth in zip(outs, share(proceeds, given), strict=True):
            prices[leg.event.asset] = price = _unit(worth, leg.event.amount)
            taxable += self._give(leg, worth, price, flags, name, is_taxed=is_taxed, for_money=gets_some_money)
            total += leg.event.amount
        late = []
        for fee, value in zip(fees, fee_values, strict=True):
            if fee.event.asset in prices:  # what is paid of the asset that is given leaves before the other one comes
                self._pay_fee(fee, value, prices, name, taxable / total if total else ZERO, is_included=is_included)
            else:
                late.append((fee, value))
        for leg, worth in zip(ins, share(cost, received), strict=True):
            prices[leg.event.asset] = price = _unit(worth, leg.event.amount)
            self._get(leg, worth, price, flags, name)
        for fee, value in late:
            self._pay_fee(fee, value, prices, name, taxable / total if total else ZERO, is_included=is_included)

    def _is_all_money(self, legs: list[AccountedEvent]) -> bool:
        fiat = self.assets.fiat
        return legs[0].event.asset in fiat if len(legs) == 1 else all(leg.event.asset in fiat for leg in legs)

    def _values(
        self, conversion: Conversion,
    ) -> tuple[list[Decimal | None], list[Decimal | None], Decimal | None, Decimal | None, frozenset[Flag]]:
        """Market values of the legs given and received, what was got for the former and what was paid for the latter, before fees."""
        outs, ins = conversion.outs, conversion.ins
        gives_money, gets_money = self._is_all_money(outs), self._is_all_money(ins)
        if len(outs) == len(ins) == 1 and self.policy.swap_value == 'one' and outs[0].event.extra_data is None and ins[0].event.extra_data is None:
            value = self._value(ins[0] if gets_money and not gives_money else outs[0], warn=False)  # the usual case
            if value is not None:
                return [value], [value], value, value, NO_FLAGS
        is_crossed = self.policy.swap_value == 'crossed' and not gives_money and not gets_money
        given: list[Decimal | None] = [None] * len(outs)
        received: list[Decimal | None] = [None] * len(ins)
        if not gets_money or gives_money or len(outs) > 1:
            given = [self._value(leg, warn=len(outs) > 1) for leg in outs]
        sum_given = _sum(given)
        if is_crossed or len(ins) > 1 or (gets_money and not gives_money) or sum_given is None:
            received = [self._value(leg, warn=len(ins) > 1) for leg in ins]
        sum_received = _sum(received)
        flags = NO_FLAGS
        proceeds, cost = sum_received, sum_given
        if not is_crossed or proceeds is None or cost is None:
            main, other = (sum_received, sum_given) if gets_money and not gives_money else (sum_given, sum_received)
            proceeds = cost = other if main is None else main
            if proceeds is None:
                flags = _FLAG['missing_price']
                for leg in (*outs, *ins):
                    self._finding('missing_price', leg)
            elif main is None:
                flags = _FLAG['price_of_other_side']
        if len(outs) == 1 and outs[0].event.extra_data is not None:
            said = self._adjustment(outs[0]).proceeds
            proceeds = proceeds if said is None else said
        if len(ins) == 1 and ins[0].event.extra_data is not None:
            said = self._adjustment(ins[0]).cost
            cost = cost if said is None else said
        return complete(given, proceeds), complete(received, cost), proceeds, cost, flags

    def _give(
        self, leg: AccountedEvent, proceeds: Decimal | None, price: Decimal | None, flags: frozenset[Flag], name: str, *, is_taxed: bool, for_money: bool,
    ) -> Decimal:
        """The side that leaves. The amount of it that is taxable."""
        event = leg.event
        decision = self.rules.find(event, leg.identifier) or _NO_RULE
        if proceeds is None:
            flags |= _FLAG['missing_price']
        if event.asset in self.assets.fiat:
            self._emit(leg, 'disposal', 'trade', ZERO, event.amount, price, ZERO, ZERO, decision.rule, proceeds=proceeds, flags=flags, swap=name)
            return ZERO
        if not event.amount:
            return ZERO
        adjustment = self._adjustment(leg)
        # A treatment that stands on the other leg's rule, or on a deposit's, makes this leg a disposal like that of a trade.
        is_taxed = is_taxed and (decision.taxable or decision.basis or event.type == 'migrate')
        if not is_taxed:
            pieces, _ = self._take(leg, event.amount, adjustment, is_counted=False)
            self._emit(
                leg, 'disposal', 'trade', ZERO, event.amount, price, ZERO, ZERO, decision.rule, proceeds=proceeds, cost=known_cost(pieces), flags=flags,
                swap=name)
            return ZERO
        return self._dispose(
            leg, 'disposal', 'trade', event.amount, proceeds, price, decision, adjustment, flags, name, is_expense=decision.entire,
            for_money=for_money)

    def _get(self, leg: AccountedEvent, cost: Decimal | None, price: Decimal | None, flags: frozenset[Flag], name: str) -> None:
        """The side that comes."""
        event = leg.event
        decision = self.rules.find(event, leg.identifier) or _NO_RULE
        is_money = event.asset in self.assets.fiat
        if is_money:
            price = self._price(leg)
        if cost is None and not is_money:
            flags |= _FLAG['missing_price']
        line = self._emit(
            leg, 'acquisition', 'trade', ZERO, event.amount, price, ZERO, ZERO, decision.rule, cost=None if is_money else cost, flags=flags, swap=name)
        if not is_money and event.amount:
            self._add_lot(leg, event.amount, cost, line, price, self._adjustment(leg))

    def _pay_fee(
        self, fee: AccountedEvent, value: Decimal | None, prices: dict[str, Decimal | None], name: str, ratio: Decimal, *, is_included: bool,
    ) -> None:
        """A fee in kind leaves its pool. Included in the trade's figures, it counts no more as an expense; its own gain does where the law says so."""
        event = fee.event
        price = prices.get(event.asset)
        if price is None:
            price = _unit(value, event.amount)
        rule = self.rules.find(event, fee.identifier)
        words = '' if rule is None else rule.rule
        if not is_included:
            self._spend(fee, Decision(True, True, True, None, words), NOTHING, NO_FLAGS, 'fee', price, name, ratio)
        elif self.policy.fee_gain and event.asset not in self.assets.fiat and event.amount:
            flags = NO_FLAGS if value is not None else _FLAG['missing_price']
            self._dispose(fee, 'fee', 'fee', event.amount, value, price, Decision(True, False, True, None, words), NOTHING, flags, name)
        else:
            pieces: list[Piece] = []
            if event.asset not in self.assets.fiat and event.amount:
                pieces, _ = self._take(fee, event.amount, NOTHING, is_counted=False)
            self._emit(fee, 'fee', 'fee', ZERO, event.amount, price, ZERO, ZERO, words, proceeds=value, cost=known_cost(pieces), swap=name)

    def _carry(self, conversion: Conversion) -> None:
        """Cost and dates of what leaves go over to what comes: all of it, whatever the method."""
        outs, ins = conversion.outs, conversion.ins
        name = conversion.name
        weights: list[Decimal | None] = [ONE]
        if len(ins) > 1:
            weights = complete([self._value(leg) for leg in ins], _sum([self._value(leg) for leg in outs]))
        flags = _FLAG['carried']
        if None in weights or not _sum(weights):
            weights, flags = [ONE] * len(ins), flags | _FLAG['missing_price']
        one_pool = len(outs) == len(ins) == 1 and outs[0].event.amount == ins[0].event.amount and (
            self._pool_key(outs[0].event) == self._pool_key(ins[0].event))
        pieces: list[Piece] = []
        for leg in outs:
            taken: list[Piece] = []
            missing = ZERO
            if leg.event.asset in self.assets.fiat:
                taken = [Piece(leg.event.amount, self._value(leg), 'lot', None)]
            elif not one_pool:
                taken, missing = self._take(leg, leg.event.amount, self._adjustment(leg), carried=True)
            if missing:
                taken.append(Piece(missing, None, 'missing', None))
            outcome = settle(taken, ZERO, leg.event.amount, None, leg.event.timestamp, self.holding, missing_is_zero=False)
            self._emit(
                leg, 'transfer', 'trade', ZERO, leg.event.amount, None, ZERO, ZERO, self._words(leg), cost=outcome.cost, parts=outcome.parts,
                flags=flags | outcome.flags if missing else flags, swap=name)
            pieces += _in_units_of(taken, leg.event.amount)
        whole = _sum(weights) or ONE
        for place, leg in enumerate(ins):
            part = pieces if place == len(ins) - 1 else _split_share(pieces, (weights[place] or ZERO) / whole)
            whole -= weights[place] or ZERO
            cost = known_cost(part)
            self._emit(
                leg, 'transfer', 'trade', ZERO, leg.event.amount, _unit(cost, leg.event.amount), ZERO, ZERO, self._words(leg), cost=cost, flags=flags,
                swap=name)
            if not one_pool and leg.event.asset not in self.assets.fiat:
                self._deliver(part, leg, self._scope(leg.event))
        for fee in conversion.fees:
            self._pay_fee(fee, self._value(fee), {}, name, ONE, is_included=self.policy.include_fees_in_cost)

    # ------------------------------------------------------------------ moves between own accounts
    def _move(self, entry: AccountedEvent) -> None:
        """A movement whose other side nobody linked."""
        event = entry.event
        if event.asset in self.assets.fiat or self.policy.scope == 'global' or not event.amount:
            return
        if event.counterparty is not None and event.counterparty not in self.assets.custodians and not is_at_custodian(event) and event.subtype != 'bridge':
            return  # a position in a protocol stays in its pool
        receiver = arrives_at(event)
        if receiver is not None:
            if receiver != event.account:
                pieces, missing = self._take(entry, event.amount, NOTHING, carried=True)
                if missing:
                    pieces.append(Piece(missing, None, 'missing', None))
                self._deliver(pieces, entry, self.book.scope_of(event.location, receiver), account=receiver)
            return
        change = effect(event) or ZERO
        self._finding('unmatched_transfer', entry, amount=to_text(event.amount))
        if change < 0:
            pieces, missing = self._take(entry, event.amount, NOTHING, carried=True)
            if missing:
                pieces.append(Piece(missing, None, 'missing', None))
            self._emit(
                entry, 'transfer', self._category(event), ZERO, event.amount, None, ZERO, ZERO, self._words(entry), cost=known_cost(pieces),
                flags=frozenset({'unmatched_transfer'}))
            self._deliver(pieces, entry, UNMATCHED)
        else:
            line = self._emit(
                entry, 'transfer', self._category(event), ZERO, event.amount, None, ZERO, ZERO, self._words(entry), flags=_FLAG['unmatched_transfer'])
            self._add_unknown(entry, self._scope(event), event.amount, line)

    def _move_linked(self, entry: AccountedEvent, partner: int) -> None:
        """One side of a movement whose other side is known. Lots go over when both have been seen."""
        event = entry.event
        if event.asset in self.assets.fiat or not event.amount:
            return
        change = effect(event) or ZERO
        is_global = self.policy.scope == 'global'
        if change < 0:
            pieces: list[Piece] = []
            arrival = self._awaited.pop(partner, None)
            if not is_global:
                pieces, missing = self._take(entry, event.amount, NOTHING, carried=True)
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
        pool_of = self.assets.pool_of
        is_same = pool_of.get(sent.event.asset, sent.event.asset) == pool_of.get(arrived.event.asset, arrived.event.asset)
        gap = sent.event.amount - arrived.event.amount if is_same else ZERO
        is_global = not pieces and self.policy.scope == 'global'
        if not pieces and not (is_global and is_same):  # another asset arrives, or the scope became narrower meanwhile
            pieces, missing = self._take(sent, sent.event.amount, NOTHING, carried=True)
            if missing:
                pieces.append(Piece(missing, None, 'missing', None))
        if gap > 0:
            self._lose_under_way(sent, arrived, gap, None if is_global else _split(pieces, gap))
        elif gap < 0:
            self._finding('unmatched_transfer', arrived, amount=to_text(-gap))
            line = self._emit(
                arrived, 'transfer', self._category(arrived.event), ZERO, -gap, None, ZERO, ZERO, self._words(arrived), flags=_FLAG['unmatched_transfer'])
            self._add_unknown(arrived, self._scope(arrived.event), -gap, line)
        if pieces:
            self._deliver(pieces, arrived, self._scope(arrived.event), known=is_same)

    def _lose_under_way(self, sent: AccountedEvent, arrived: AccountedEvent, gap: Decimal, pieces: list[Piece] | None) -> None:
        entry = sent._replace(event=_with_amount(sent.event, gap, arrived.event.timestamp))
        decision = self.rules.find_pair('spend', 'fee', None) or _NO_RULE
        price = self._price(entry)
        proceeds = None if price is None else price * gap
        flags = NO_FLAGS if proceeds is not None else _FLAG['missing_price']
        is_expense = decision.entire and not self.policy.fee_gain
        self._dispose(
            entry, 'fee', self._category(sent.event), gap, proceeds, price, decision, NOTHING, flags, None, is_expense=is_expense, pieces=pieces)

    def _deliver(self, pieces: list[Piece], entry: AccountedEvent, scope: str, *, account: str | None = None, known: bool = False) -> None:
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
                made = Lot(amount, piece.cost, event.timestamp, self.book.next_sequence(), is_bought=False)
                made.unit_cost = _unit(piece.cost, amount)
            else:
                made = Lot(
                    amount, piece.cost, lot.acquired, self.book.next_sequence(), lot.line, lot.unit_cost, lot.full_amount, event_id=lot.event_id,
                    is_bought=False)
            made.location, made.account = event.location, account or event.account
            self.book.add(event.asset, scope, made, event.timestamp)

    # ------------------------------------------------------------------ lots
    def _add_lot(
        self, entry: AccountedEvent, amount: Decimal, cost: Decimal | None, line: int, price: Decimal | None, adjustment: Adjustment,
    ) -> None:
        event = entry.event
        if adjustment.cost is not None:
            cost, price = adjustment.cost, adjustment.cost / amount
        self.paid += cost or ZERO
        if self.policy.loss_deferred_days and cost is not None:
            cost += self.deferral.claim(self.assets.pool_of.get(event.asset, event.asset), amount, event.timestamp)
        lot = Lot(
            amount, cost, adjustment.acquired or event.timestamp, self.book.next_sequence(), line, price, amount, event.location, event.account,
            entry.identifier)
        self.book.add(event.asset, self._scope(event), lot, event.timestamp)

    def _add_unknown(self, entry: AccountedEvent, scope: str, amount: Decimal, line: int | None = None) -> None:
        event = entry.event
        lot = Lot(
            amount, None, event.timestamp, self.book.next_sequence(), line, None, amount, event.location, event.account, entry.identifier, False)
        self.book.add(event.asset, scope, lot, event.timestamp)

    def _take(
        self, entry: AccountedEvent, amount: Decimal, adjustment: Adjustment, *, is_counted: bool = True, carried: bool = False,
    ) -> tuple[list[Piece], Decimal]:
        """Lots for an amount, from forks where the pool has none. What is missing is told: as 'missing_lot' where no gain hangs on it and there was
        no lot at all, which the established interface leaves out of its list of missing acquisitions."""
        event = entry.event
        take = self.book.carry if carried else self.book.take
        pieces, missing = take(event.asset, self._scope(event), amount, event.timestamp, adjustment.lots)
        if missing and self._claims.get(event.asset):
            found, missing = self._claim_fork(event.asset, missing)
            pieces += found
        if missing:
            kind = 'missing_acquisition' if is_counted or pieces else 'missing_lot'
            self._finding(kind, entry, found=to_text(amount - missing), missing=to_text(missing))
        return pieces, missing

    def _fork(self, coin: AssetId, origin: AssetId, _: TimestampS) -> None:
        """Who held the old coin has as much of the new one, at no cost, since the same day. It is kept aside until a sale finds no other lots, so
        that a fork that was also imported as an event does not count twice."""
        claims = self._claims.setdefault(coin, [])
        for _scope, pool in self.book.pools_of(origin):
            claims += [
                Lot(lot.amount, ZERO, lot.acquired, self.book.next_sequence(), lot.line, ZERO, lot.amount, lot.location, lot.account, None, False)
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
    def _adjustment(self, entry: AccountedEvent) -> Adjustment:
        raw = entry.event.extra_data
        if raw is None or KEY not in raw:
            return NOTHING
        try:
            return parse_adjustment(raw[KEY])
        except AmountError as error:
            self._finding('bad_adjustment', entry, problem=str(error))
            return NOTHING

    def _adjust(self, entry: AccountedEvent, adjustment: Adjustment) -> None:
        event = entry.event
        if adjustment.split is not None:
            self.book.split(event.asset, adjustment.split)
        change = adjustment.cost_change
        if change is None:
            return
        pools = [pool for _, pool in self.book.pools_of(event.asset)]
        amounts = [sum((lot.amount for lot in pool.peek()), ZERO) for pool in pools]
        left = ZERO
        for pool, part in zip(pools, share(change, list(amounts)), strict=True):
            left += pool.shift_cost(part if part is not None else ZERO)
        if not any(amounts):
            left = change
        self._emit(
            entry, 'disposal' if left < 0 else 'acquisition', self._category(event), ZERO, ZERO, None, -left, ZERO, 'adjustment', proceeds=-left,
            cost=ZERO)

    # ------------------------------------------------------------------ the whole portfolio (150 VH bis)
    def _portfolio(self, event: HistoryEvent, sold: Decimal) -> Portfolio:
        """All that is held just before a sale, of which `sold` is taken already."""
        value: Decimal | None = ZERO
        held = {asset: amount for asset, amount in self.book.held.items() if amount}
        name = self.assets.pool_of.get(event.asset, event.asset)
        held[name] = held.get(name, ZERO) + sold
        for asset, amount in sorted(held.items()):
            price = self.prices.price(AssetId(asset), TimestampS(event.timestamp // 1000))
            if price is None:
                value = None
                self.findings.append(Finding('missing_price', event.timestamp, AssetId(asset), None, event.group, {}))
            elif value is not None:
                value += price * amount
        return Portfolio(value, self.paid, self.used)

    def _portfolio_gain(self, portfolio: Portfolio, proceeds: Decimal | None) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
        """(taxable gain, free gain, cost): the sale's share of what is left of the price of all acquisitions."""
        if proceeds is None or not portfolio.value or portfolio.paid is None or portfolio.used is None:
            return None, ZERO, None
        cost = (portfolio.paid - portfolio.used) * min(proceeds / portfolio.value, ONE)
        self.used += cost
        return proceeds - cost, ZERO, cost

    # ------------------------------------------------------------------ small things
    def _scope(self, event: HistoryEvent) -> str:
        return self.book.scope_of(event.location, event.account)

    def _pool_key(self, event: HistoryEvent) -> tuple[str, str]:
        return self.assets.pool_of.get(event.asset, event.asset), self._scope(event)

    def _words(self, entry: AccountedEvent) -> str:
        decision = self.rules.find(entry.event, entry.identifier)
        return '' if decision is None else decision.rule

    def _price(self, entry: AccountedEvent, *, warn: bool = True) -> Decimal | None:
        event = entry.event
        if event.asset == self.settings.profit_currency:
            return ONE
        price = self.prices.price(event.asset, TimestampS(event.timestamp // 1000))
        if price is None and warn:
            self._finding('missing_price', entry)
        return price

    def _value(self, entry: AccountedEvent, *, warn: bool = True) -> Decimal | None:
        price = self._price(entry, warn=warn)
        return None if price is None else price * entry.event.amount

    @staticmethod
    def _category(event: HistoryEvent) -> str:
        if event.entry_type in _STAKING_ENTRIES or (event.type == 'staking' and event.location == 'kraken'):
            return 'staking'
        return 'margin position' if event.type == 'margin' else 'transaction event'

    def _finding(self, kind: str, entry: AccountedEvent, **params: str | int | None) -> None:
        if not self.is_first:
            event = entry.event
            self.findings.append(Finding(kind, event.timestamp, event.asset, entry.identifier, event.group, params))

    def _emit(
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
            if gain is None or gain_free is None or 'missing_basis' in flags or 'missing_price' in flags:
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


def _with_amount(event: HistoryEvent, amount: Decimal, timestamp: TimestampMs | None = None) -> HistoryEvent:
    return HistoryEvent(
        event.group, event.position, event.timestamp if timestamp is None else timestamp, event.location, event.account, event.type, event.subtype,
        event.asset, amount, event.counterparty, event.address, event.product, event.entry_type, event.tx_ref, event.key, event.kind, event.params,
        event.rule, event.sources, event.notes, event.extra_data)


def _unit(value: Decimal | None, amount: Decimal) -> Decimal | None:
    return None if value is None or not amount else value / amount


def _sum(values: Sequence[Decimal | None]) -> Decimal | None:
    """None as soon as one of them is not known."""
    if len(values) == 1:
        return values[0]
    known = [value for value in values if value is not None]
    return sum(known, ZERO) if len(known) == len(values) else None


def _split(pieces: list[Piece], amount: Decimal) -> list[Piece]:
    """Take the first `amount` units out of `pieces`."""
    taken: list[Piece] = []
    while amount and pieces:
        piece = pieces[0]
        if piece.amount <= amount:
            taken.append(pieces.pop(0))
            amount -= piece.amount
        else:
            cost = None if piece.cost is None else piece.cost * amount / piece.amount
            taken.append(Piece(amount, cost, piece.basis, piece.lot))
            pieces[0] = Piece(piece.amount - amount, None if piece.cost is None or cost is None else piece.cost - cost, piece.basis, piece.lot)
            amount = ZERO
    return taken


def _split_share(pieces: list[Piece], part: Decimal) -> list[Piece]:
    """Take a share of each piece, so that what it goes to has all the dates."""
    taken = []
    for place, piece in enumerate(pieces):
        amount = piece.amount * part
        cost = None if piece.cost is None else piece.cost * part
        taken.append(Piece(amount, cost, piece.basis, piece.lot))
        pieces[place] = Piece(piece.amount - amount, None if piece.cost is None or cost is None else piece.cost - cost, piece.basis, piece.lot)
    return taken


def _in_units_of(pieces: list[Piece], amount: Decimal) -> list[Piece]:
    """Pieces of one leg with their amounts as shares of the leg, so that pieces of different assets may be delivered together."""
    return [Piece(piece.amount / amount, piece.cost, piece.basis, piece.lot) for piece in pieces]
