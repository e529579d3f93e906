"""Conversions: swaps as disposals and purchases with one value, and conversions that carry cost and dates over."""

from decimal import Decimal
from typing import TYPE_CHECKING

from rotkehlchen.accounting.adjustment import NOTHING
from rotkehlchen.accounting.conversion import Conversion, complete, share, total_of, unit_of
from rotkehlchen.accounting.disposal import FLAG, NO_FLAGS, settle
from rotkehlchen.accounting.entry import AccountedEvent
from rotkehlchen.accounting.lot import Piece, in_units_of, known_cost, split_share
from rotkehlchen.accounting.rule import NO_RULE, Decision
from rotkehlchen.contracts.gain import Flag
from rotkehlchen.core.event import GAS
from rotkehlchen.core.money import ZERO

if TYPE_CHECKING:
    from rotkehlchen.accounting.walker import Walker

ONE = Decimal(1)


class Exchange:
    """What a walk does with legs that belong together."""

    def __init__(self, walker: 'Walker') -> None:
        self._walker = walker

    def convert(self, conversion: Conversion) -> None:
        if self._is_carried(conversion):
            self._carry(conversion, by_law=conversion.treatment != 'basis transfer')
        else:
            self._swap(conversion)

    def with_gas(self, parts: list[AccountedEvent | Conversion]) -> list[AccountedEvent | Conversion]:
        """The parts of a group, where the gas of its one swap is among the swap's fees, if law and rules count gas as a cost and its value is known."""
        if not self._walker.policy.gas_in_swap:
            return parts
        gas = [one for one in parts if isinstance(one, AccountedEvent) and one.event.counterparty == GAS and self._is_cost(one)]
        if not gas:
            return parts
        swaps = [one for one in parts if isinstance(one, Conversion) and not self._is_carried(one)]
        if len(swaps) != 1:
            return parts
        swaps[0].fees += gas
        paid = {one.identifier for one in gas}
        return [one for one in parts if isinstance(one, Conversion) or one.identifier not in paid]

    def _is_cost(self, entry: AccountedEvent) -> bool:
        decision = self._walker.rules.find(entry.event, entry.identifier)
        return (entry.event.type, entry.event.subtype) == ('spend', 'fee') and decision is not None and decision.taxable and decision.entire and (
            self._walker.value(entry, warn=False) is not None)

    def _is_carried(self, conversion: Conversion) -> bool:
        policy = self._walker.policy
        if conversion.treatment == 'basis transfer' and not self._is_taxed_wrap(conversion):
            return True
        return policy.swap == 'carried' and not self._has_money(conversion.outs, conversion.ins)

    def _is_taxed_wrap(self, conversion: Conversion) -> bool:
        return self._walker.policy.wraps == 'taxable' and conversion.family in ('wrap', 'unwrap') and not conversion.is_own

    def _has_money(self, *sides: list[AccountedEvent]) -> bool:
        fiat = self._walker.assets.fiat
        for legs in sides:
            for leg in legs:
                if leg.event.asset in fiat:
                    return True
        return False

    def _swap(self, conversion: Conversion) -> None:
        outs, ins, fees = conversion.outs, conversion.ins, conversion.fees
        given, received, proceeds, cost, flags = self._values(conversion)
        gets_some_money = self._has_money(ins)
        gross = proceeds
        is_included = self._walker.policy.include_fees_in_cost
        fee_values: list[Decimal | None] = []
        if fees:
            fee_values = [self._walker.value(fee) for fee in fees]
            fee_total = total_of(fee_values)
            is_included = is_included and fee_total is not None
            if is_included and fee_total:
                if self._is_all_money(ins) or (self._walker.policy.swap_fee == 'given' and not self._is_all_money(outs)):
                    proceeds = None if proceeds is None else proceeds - fee_total
                else:
                    cost = None if cost is None else cost + fee_total
        name = conversion.name
        prices: dict[str, Decimal | None] = {}
        is_taxed = self._walker.settings.include_crypto2crypto or gets_some_money or self._has_money(outs)
        taxable = total = ZERO
        worths = share(proceeds, given)
        for leg, worth, before_fees in zip(outs, worths, worths if gross is proceeds else share(gross, given), strict=True):
            prices[leg.event.asset] = price = unit_of(worth, leg.event.amount)
            taxable += self._give(leg, worth, price, flags, name, is_taxed=is_taxed, for_money=gets_some_money, gross=before_fees)
            total += leg.event.amount
        late = []
        for fee, value in zip(fees, fee_values, strict=True):
            if fee.event.asset in prices:  # what is paid of the asset that is given leaves before the other one comes
                self._pay_fee(fee, value, prices, name, taxable / total if total else ZERO, is_included=is_included)
            else:
                late.append((fee, value))
        for leg, worth in zip(ins, share(cost, received), strict=True):
            prices[leg.event.asset] = price = unit_of(worth, leg.event.amount)
            self._get(leg, worth, price, flags, name)
        for fee, value in late:
            self._pay_fee(fee, value, prices, name, taxable / total if total else ZERO, is_included=is_included)

    def _is_all_money(self, legs: list[AccountedEvent]) -> bool:
        fiat = self._walker.assets.fiat
        return legs[0].event.asset in fiat if len(legs) == 1 else all(leg.event.asset in fiat for leg in legs)

    def _values(
        self, conversion: Conversion,
    ) -> tuple[list[Decimal | None], list[Decimal | None], Decimal | None, Decimal | None, frozenset[Flag]]:
        """Market values of the legs given and received, what was got for the former and what was paid for the latter, before fees."""
        outs, ins = conversion.outs, conversion.ins
        gives_money, gets_money = self._is_all_money(outs), self._is_all_money(ins)
        way = self._walker.policy.swap_value
        by_received = not gives_money and (gets_money or way == 'received')
        if len(outs) == len(ins) == 1 and way != 'crossed' and outs[0].event.extra_data is None and ins[0].event.extra_data is None:
            value = self._walker.value(ins[0] if by_received else outs[0], warn=False)  # the usual case
            if value is not None:
                return [value], [value], value, value, NO_FLAGS
        is_crossed = way == 'crossed' and not gives_money and not gets_money
        given: list[Decimal | None] = [None] * len(outs)
        received: list[Decimal | None] = [None] * len(ins)
        if not gets_money or gives_money or len(outs) > 1:
            given = [self._walker.value(leg, warn=len(outs) > 1) for leg in outs]
        sum_given = total_of(given)
        if is_crossed or len(ins) > 1 or by_received or sum_given is None:
            received = [self._walker.value(leg, warn=len(ins) > 1) for leg in ins]
        sum_received = total_of(received)
        flags = NO_FLAGS
        proceeds, cost = sum_received, sum_given
        if not is_crossed or proceeds is None or cost is None:
            main, other = (sum_received, sum_given) if by_received else (sum_given, sum_received)
            proceeds = cost = other if main is None else main
            if proceeds is None:
                flags = FLAG['missing_price']
                for leg in (*outs, *ins):
                    self._walker.tell_finding('missing_price', leg)
            elif main is None:
                flags = FLAG['price_of_other_side']
        if len(outs) == 1 and outs[0].event.extra_data is not None:
            said = self._walker.adjustment_of(outs[0]).proceeds
            proceeds = proceeds if said is None else said
        if len(ins) == 1 and ins[0].event.extra_data is not None:
            said = self._walker.adjustment_of(ins[0]).cost
            cost = cost if said is None else said
        return complete(given, proceeds), complete(received, cost), proceeds, cost, flags

    def _give(
        self, leg: AccountedEvent, proceeds: Decimal | None, price: Decimal | None, flags: frozenset[Flag], name: str, *, is_taxed: bool, for_money: bool,
        gross: Decimal | None = None,
    ) -> Decimal:
        """The side that leaves. The amount of it that is taxable."""
        event = leg.event
        decision = self._walker.rules.find(event, leg.identifier) or NO_RULE
        if proceeds is None:
            flags |= FLAG['missing_price']
        if event.asset in self._walker.assets.fiat:
            self._walker.emit(leg, 'disposal', 'trade', ZERO, event.amount, price, ZERO, ZERO, decision.rule, proceeds=proceeds, flags=flags, swap=name)
            return ZERO
        if not event.amount:
            return ZERO
        adjustment = self._walker.adjustment_of(leg)
        # A treatment that stands on the other leg's rule, or on a deposit's, makes this leg a disposal like that of a trade.
        is_taxed = is_taxed and (decision.taxable or decision.basis or event.type == 'migrate')
        if not is_taxed:
            pieces, _ = self._walker.take(leg, event.amount, adjustment, is_counted=False)
            self._walker.emit(
                leg, 'disposal', 'trade', ZERO, event.amount, price, ZERO, ZERO, decision.rule, proceeds=proceeds, cost=known_cost(pieces), flags=flags,
                swap=name)
            return ZERO
        return self._walker.dispose(
            leg, 'disposal', 'trade', event.amount, proceeds, price, decision, adjustment, flags, name, is_expense=decision.entire,
            for_money=for_money, gross=gross)

    def _get(self, leg: AccountedEvent, cost: Decimal | None, price: Decimal | None, flags: frozenset[Flag], name: str) -> None:
        """The side that comes."""
        event = leg.event
        decision = self._walker.rules.find(event, leg.identifier) or NO_RULE
        is_money = event.asset in self._walker.assets.fiat
        if is_money:
            price = self._walker.price(leg)
        if cost is None and not is_money:
            flags |= FLAG['missing_price']
        line = self._walker.emit(
            leg, 'acquisition', 'trade', ZERO, event.amount, price, ZERO, ZERO, decision.rule, cost=None if is_money else cost, flags=flags, swap=name)
        if not is_money and event.amount:
            self._walker.add_lot(leg, event.amount, cost, line, price, self._walker.adjustment_of(leg))

    def _sell_old(self, leg: AccountedEvent, taken: list[Piece], name: str) -> list[Piece]:
        """Take the pieces of old stock out of `taken`: they are sold, free, for what they are worth, and what comes for them is new at that cost."""
        holding, time = self._walker.holding, leg.event.timestamp
        old = [piece for piece in taken if holding.judge(piece.lot, time)[0]]
        if not old:
            return []
        taken[:] = [piece for piece in taken if piece not in old]
        amount = sum((piece.amount for piece in old), ZERO)
        whole = self._walker.value(leg)
        value = None if whole is None else whole * amount / leg.event.amount
        outcome = settle(old, ZERO, amount, value, time, holding, missing_is_zero=False)
        self._walker.emit(
            leg, 'disposal', 'trade', ZERO, amount, unit_of(value, amount), ZERO, outcome.gain_free, self._walker.words(leg), proceeds=value,
            cost=outcome.cost, parts=outcome.parts, flags=outcome.flags if value is not None else outcome.flags | FLAG['missing_price'], swap=name)
        return [Piece(amount, value, 'lot', None)]

    def _pay_fee(
        self, fee: AccountedEvent, value: Decimal | None, prices: dict[str, Decimal | None], name: str, ratio: Decimal, *, is_included: bool,
    ) -> None:
        """A fee in kind leaves its pool. Included in the trade's figures, it counts no more as an expense; its own gain does where the law says so."""
        event = fee.event
        price = prices.get(event.asset)
        if price is None:
            price = unit_of(value, event.amount)
        rule = self._walker.rules.find(event, fee.identifier)
        words = '' if rule is None else rule.rule
        if not is_included:
            self._walker.spend(fee, Decision(True, True, True, None, words), NOTHING, NO_FLAGS, 'fee', price, name, ratio)
        elif self._walker.policy.fee_gain and event.asset not in self._walker.assets.fiat and event.amount:
            flags = NO_FLAGS if value is not None else FLAG['missing_price']
            self._walker.dispose(fee, 'fee', 'fee', event.amount, value, price, Decision(True, False, True, None, words), NOTHING, flags, name)
        else:
            pieces: list[Piece] = []
            if event.asset not in self._walker.assets.fiat and event.amount:
                pieces, _ = self._walker.take(fee, event.amount, NOTHING, is_counted=False)
            self._walker.emit(fee, 'fee', 'fee', ZERO, event.amount, price, ZERO, ZERO, words, proceeds=value, cost=known_cost(pieces), swap=name)

    def _carry(self, conversion: Conversion, *, by_law: bool) -> None:
        """Cost and dates of what leaves go over to what comes: all of it, whatever the method. `by_law`: the two are different assets."""
        outs, ins = conversion.outs, conversion.ins
        name = conversion.name
        weights: list[Decimal | None] = [ONE]
        if len(ins) > 1:
            weights = complete([self._walker.value(leg) for leg in ins], total_of([self._walker.value(leg) for leg in outs]))
        flags = FLAG['carried']
        if None in weights or not total_of(weights):
            weights, flags = [ONE] * len(ins), flags | FLAG['missing_price']
        one_pool = len(outs) == len(ins) == 1 and outs[0].event.amount == ins[0].event.amount and (
            self._walker.pool_key(outs[0].event) == self._walker.pool_key(ins[0].event))
        pieces: list[Piece] = []
        shares: list[Decimal | None] = [ONE]
        if len(outs) > 1:  # a unit of what comes is of all that was given, by value
            shares = [self._walker.value(leg, warn=False) for leg in outs]
            if not all(shares):
                shares = [ONE] * len(outs)
        for leg, worth in zip(outs, shares, strict=True):
            taken: list[Piece] = []
            missing = ZERO
            if leg.event.asset in self._walker.assets.fiat:
                taken = [Piece(leg.event.amount, self._walker.value(leg), 'lot', None)]
            elif not one_pool:
                taken, missing = self._walker.take(leg, leg.event.amount, self._walker.adjustment_of(leg), carried=True)
            if missing:
                taken.append(Piece(missing, None, 'missing', None))
            sold = self._sell_old(leg, taken, name) if by_law and self._walker.policy.free_before is not None else []
            pieces += in_units_of(sold, leg.event.amount, worth or ZERO)
            amount = leg.event.amount - sum((piece.amount for piece in sold), ZERO)
            if amount or not sold:
                outcome = settle(taken, ZERO, amount, None, leg.event.timestamp, self._walker.holding, missing_is_zero=False)
                self._walker.emit(
                    leg, 'transfer', 'trade', ZERO, amount, None, ZERO, ZERO, self._walker.words(leg), cost=outcome.cost, parts=outcome.parts,
                    flags=flags | outcome.flags if missing else flags, swap=name)
            if leg.event.amount:
                pieces += in_units_of(taken, leg.event.amount, worth or ZERO)
        if not pieces:  # nothing was given: what came has a cost that nobody knows
            pieces = [Piece(ONE, None, 'missing', None)]
            flags |= FLAG['missing_basis']
        whole = total_of(weights) or ONE
        for place, leg in enumerate(ins):
            part = pieces if place == len(ins) - 1 else split_share(pieces, (weights[place] or ZERO) / whole)
            whole -= weights[place] or ZERO
            cost = known_cost(part)
            self._walker.emit(
                leg, 'transfer', 'trade', ZERO, leg.event.amount, unit_of(cost, leg.event.amount), ZERO, ZERO, self._walker.words(leg), cost=cost, flags=flags,
                swap=name)
            if not one_pool and leg.event.asset not in self._walker.assets.fiat:
                self._walker.moves.deliver(part, leg, self._walker.scope_of(leg.event))
        for fee in conversion.fees:
            self._pay_fee(fee, self._walker.value(fee), {}, name, ONE, is_included=self._walker.policy.include_fees_in_cost)
