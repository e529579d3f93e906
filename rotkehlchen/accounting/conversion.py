"""Legs that belong together: what was given, what came, and its fees, in one group. And how their values are told apart."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from rotkehlchen.accounting.entry import AccountedEvent
from rotkehlchen.accounting.role import LEGS, Side
from rotkehlchen.accounting.rule import Decision, RuleBook, Treatment
from rotkehlchen.core.money import ZERO


class Conversion:
    """`first`: the side that its first leg is on. `treatment`: the first that a rule of its legs gives; `is_own`: one of a single event."""

    __slots__ = ('family', 'fees', 'first', 'ins', 'is_own', 'outs', 'party', 'treatment')

    def __init__(self, family: str, first: Side, party: str | None) -> None:
        self.family = family
        self.first = first
        self.party = party
        self.outs: list[AccountedEvent] = []
        self.ins: list[AccountedEvent] = []
        self.fees: list[AccountedEvent] = []
        self.treatment: Treatment | None = None
        self.is_own = False

    @property
    def name(self) -> str:
        """What its lines share."""
        event = self.outs[0].event
        return f'{event.group}-{event.position}-{self.ins[0].event.position}'


def in_parts(group: Sequence[AccountedEvent], rules: RuleBook) -> Iterator[AccountedEvent | Conversion]:
    """The group's conversions, each at the place of its first leg, and its other events. Legs without their other side, or that no rule gives a
    treatment, are events like others."""
    items: list[AccountedEvent | Conversion] = []
    current: dict[str, Conversion] = {}
    early: dict[str, list[AccountedEvent]] = {}
    for entry in group:
        event = entry.event
        leg = LEGS.get((event.type, event.subtype))
        if leg is None or entry.partner is not None:
            items.append(entry)
            continue
        family, side = leg
        conversion = current.get(family)
        if side == 'fee':
            if conversion is None:
                items.append(entry)
                early.setdefault(family, []).append(entry)
            else:
                conversion.fees.append(entry)
            continue
        is_over = conversion is not None and (
            (conversion.outs and conversion.ins and side == conversion.first) or (family in ('wrap', 'unwrap') and conversion.party != event.counterparty))
        if conversion is None or is_over:
            conversion = current[family] = Conversion(family, side, event.counterparty)
            items.append(conversion)
            for fee in early.pop(family, ()):  # a fee that stands before its trade
                items.remove(fee)
                conversion.fees.append(fee)
        (conversion.outs if side == 'out' else conversion.ins).append(entry)
    for item in items:
        if isinstance(item, Conversion):
            decision = _decision(item, rules)
            if decision is not None:
                item.treatment, item.is_own = decision.treatment, decision.is_own
            if item.treatment is None or not item.outs or not item.ins:
                yield from sorted([*item.outs, *item.ins, *item.fees], key=lambda one: one.event.position)
                continue
        yield item


def _decision(conversion: Conversion, rules: RuleBook) -> Decision | None:
    for entry in (*conversion.outs, *conversion.ins):
        decision = rules.find(entry.event, entry.identifier)
        if decision is not None and decision.treatment is not None:
            return decision
    return None


def complete(values: Sequence[Decimal | None], total: Decimal | None) -> list[Decimal | None]:
    """Values of the legs of one side; the one that is not known is what the total leaves for it."""
    if len(values) == 1:
        return [values[0] if total is None or values[0] is not None else total]
    unknown = [place for place, value in enumerate(values) if value is None]
    found = list(values)
    if len(unknown) == 1 and total is not None:
        rest = total - sum((value for value in values if value is not None), ZERO)
        if rest >= 0:
            found[unknown[0]] = rest
    return found


def share(total: Decimal | None, weights: Sequence[Decimal | None]) -> list[Decimal | None]:
    """`total` over the legs of a side by market value; the last one gets the rest, so that the sum is exact. None where it can't be told."""
    if len(weights) == 1 or total == 0:
        return [total] * len(weights)
    known = [weight for weight in weights if weight is not None]
    whole = sum(known, ZERO)
    if total is None or len(known) != len(weights) or not whole:
        return [None] * len(weights)
    parts: list[Decimal | None] = [total * weight / whole for weight in known[:-1]]
    parts.append(total - sum((part for part in parts if part is not None), ZERO))
    return parts


def unit_of(value: Decimal | None, amount: Decimal) -> Decimal | None:
    return None if value is None or not amount else value / amount


def total_of(values: Sequence[Decimal | None]) -> Decimal | None:
    """None as soon as one of them is not known."""
    if len(values) == 1:
        return values[0]
    known = [value for value in values if value is not None]
    return sum(known, ZERO) if len(known) == len(values) else None
