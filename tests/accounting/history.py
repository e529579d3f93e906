"""Histories for accounting, written in one line an event, and the engine on them.

    2020-09-18 B 50 125000            bought 50 A for 125000 in all (`fee=` in money, `fee_in=` units of A)
    2020-12-01 S 50 300000            sold
    2020-08-31 X 1000 G 3200 10000 H 3200   gave 1000 G worth 3200, got 10000 H worth 3200; more legs after `for`: 10 A 10 + 5 B 3 for 1 LP 15
    2020-01-05 W 1 A 1 B              wrapped: cost and dates go over
    2020-01-05 IN 5 8                 income of 5 A worth 8
    2020-01-05 GIFT 5 40              5 A came with a cost of 40
    2020-01-05 GIVE 5                 transfer at own cost
    2020-01-05 SPLIT 2                each unit becomes two
    2020-01-05 COST -6000             what is held costs so much more or less
    2020-01-05 MOVE 5 a b             from one exchange to another; `arrived=`
    2020-01-05 LOST 11 66             liquidated, worth 66
    2020-01-05 REPAY 525 6300         a debt paid back

`@a` as the last word but options: at the exchange a. `q@p` in place of `q v`: by the price of a unit. `as=G`: of G instead of A. Times of a day ascend.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from rotkehlchen.accounting.calendar import CalendarYears, ConstantPolicies, Policies
from rotkehlchen.accounting.engine import AccountedEvent, Assets, Engine, in_groups, order_key
from rotkehlchen.accounting.rule import AccountingRule, Property, RuleBook, shipped_rules
from rotkehlchen.accounting.setting import Settings
from rotkehlchen.contracts.gain import Line
from rotkehlchen.contracts.jurisdiction import Policy
from rotkehlchen.core.event import HistoryEvent
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.money import ZERO, set_decimal_context
from rotkehlchen.core.time import TimestampMs, TimestampS

set_decimal_context()
MONEY = AssetId('EUR')
ASSETS = Assets(fiat=frozenset({MONEY}))
GAIN_ONLY = AccountingRule('loss', 'liquidate', None, Property(True), Property(False), Property(True))
"""A liquidation as a disposal for the debt that it pays."""


class Prices:
    """What was written down for a moment, else the last price before it."""

    def __init__(self) -> None:
        self.known: dict[str, dict[int, Decimal]] = {}

    def put(self, asset: str, timestamp: int, price: Decimal) -> None:
        self.known.setdefault(asset, {})[timestamp] = price

    def price(self, asset: AssetId, timestamp: TimestampS) -> Decimal | None:
        return self.known.get(asset, {}).get(timestamp)


@dataclass
class History:
    """`end`: of the report, in milliseconds, None for after everything."""

    entries: list[AccountedEvent] = field(default_factory=list)
    prices: Prices = field(default_factory=Prices)
    clock: dict[str, int] = field(default_factory=dict)

    def add(self, text: str) -> 'History':
        for line in text.replace(';', '\n').split('\n'):
            if line.strip():
                self._line(line.split())
        return self

    def event(self, *legs: Mapping[str, Any], day: str = '2020-01-01', entry_type: str = 'history event') -> list[AccountedEvent]:
        """A group of the given legs: dicts of HistoryEvent's fields."""
        stamp = self._stamp(day)
        made = []
        for place, leg in enumerate(legs):
            values = {'location': 'a', 'account': None, 'entry_type': entry_type, **leg}
            partner, others = values.pop('partner', None), values.pop('others', ())
            identifier = len(self.entries) + 1
            event = HistoryEvent(group=f'g{stamp}', position=place, timestamp=TimestampMs(stamp * 1000), **values)
            self.entries.append(AccountedEvent(event, identifier, partner, others=others))
            made.append(self.entries[-1])
        return made

    def _stamp(self, day: str) -> int:
        noon = int(datetime.datetime.fromisoformat(f'{day}T12:00:00+00:00').timestamp())
        self.clock[day] = self.clock.get(day, -60) + 60
        return noon + self.clock[day]

    def _line(self, words: list[str]) -> None:
        day, verb, *rest = words
        options = dict(word.split('=', 1) for word in rest if '=' in word)
        place = next((word[1:] for word in rest if word.startswith('@')), 'a')
        rest = [word for word in rest if '=' not in word and not word.startswith('@')]
        asset = options.get('as', 'A')
        stamp = int(datetime.datetime.fromisoformat(f'{day}T12:00:00+00:00').timestamp()) + self.clock.get(day, -60) + 60
        legs: list[dict[str, Any]] = []

        def leg(kind: str, subtype: str, name: str, amount: Decimal, value: Decimal | None = None, **more: Any) -> None:
            legs.append({'type': kind, 'subtype': subtype, 'asset': name, 'amount': amount, 'location': place, **more})
            if value is not None and name != MONEY:
                self.prices.put(name, stamp, value / amount)

        amount = value = ZERO
        if verb in ('B', 'S', 'IN', 'GIFT', 'GIVE', 'LOST', 'REPAY'):
            if '@' in rest[0]:
                amount, price = (Decimal(one) for one in rest[0].split('@'))
                value = amount * price
            else:
                amount, value = Decimal(rest[0]), Decimal(rest[1]) if len(rest) > 1 else ZERO
        if verb == 'B':
            leg('trade', 'spend', MONEY, value)
            leg('trade', 'receive', asset, amount)
        elif verb == 'S':
            named = [{'event': int(one.split(':')[0]), 'amount': one.split(':')[1]} for one in options['lots'].split(',')] if 'lots' in options else None
            leg('trade', 'spend', asset, amount, value, extra_data={'accounting': {'lots': named}} if named else None)
            leg('trade', 'receive', MONEY, value)
        elif verb == 'X':
            self._exchange(rest, leg)
        elif verb == 'W':
            leg('deposit', 'deposit for wrapped', rest[1], Decimal(rest[0]))
            leg('receive', 'receive wrapped', rest[3], Decimal(rest[2]))
        elif verb == 'IN':
            leg('receive', 'interest', asset, amount, value)
        elif verb == 'GIFT':
            leg('receive', 'donate', asset, amount, value, extra_data={'accounting': {'cost': str(value)}})
        elif verb == 'GIVE':
            leg('spend', 'donate', asset, amount, extra_data={'accounting': {'no_gain': True}})
        elif verb in ('SPLIT', 'COST'):
            word = 'split' if verb == 'SPLIT' else 'cost_change'
            leg('informational', 'none', asset, ZERO, extra_data={'accounting': {word: rest[0]}})
        elif verb == 'MOVE':
            identifier = len(self.entries) + 1
            amount = Decimal(rest[0])
            leg('withdrawal', 'remove asset', asset, amount, location=rest[1], partner=identifier + 1)
            leg('deposit', 'deposit asset', asset, Decimal(options.get('arrived', rest[0])), location=rest[2], partner=identifier)
        elif verb == 'LOST':
            leg('loss', 'liquidate', asset, amount, value)
        elif verb == 'REPAY':
            leg('spend', 'payback debt', asset, amount, value)
        else:
            raise ValueError(verb)
        if 'fee' in options:
            leg('trade', 'fee', MONEY, Decimal(options['fee']))
        if 'fee_in' in options:
            units, worth = (Decimal(one) for one in options['fee_in'].split(':'))
            leg('trade', 'fee', asset, units, worth)
        if 'more' in options:
            units, worth = (Decimal(one) for one in options['more'].split(':'))
            leg('receive', 'interest', asset, units, worth)
        self.event(*legs, day=day)

    @staticmethod
    def _exchange(words: Sequence[str], leg: Any) -> None:
        at = words.index('for') if 'for' in words else 3
        for side, part in (('spend', words[:at]), ('receive', words[at:])):
            part = [word for word in part if word not in ('for', '+')]
            for place in range(0, len(part), 3):
                units, name, value = part[place:place + 3]
                leg('trade', side, name, Decimal(units), None if value == '?' else Decimal(value))


@dataclass
class Result:
    engine: Engine
    lines: list[Line]

    @property
    def disposals(self) -> list[Line]:
        return [line for line in self.lines if line.parts or (line.kind == 'disposal' and line.asset != MONEY)]

    def gains(self) -> list[Decimal | None]:
        return [line.gain_taxable for line in self.disposals]

    def gain_by_day(self, asset: str | None = None) -> dict[str, Decimal]:
        found: dict[str, Decimal] = {}
        for line in self.disposals:
            if asset in (None, line.asset):
                day = str(datetime.datetime.fromtimestamp(line.timestamp // 1000, datetime.UTC).date())
                found[day] = found.get(day, ZERO) + (line.gain_taxable or ZERO)
        return found

    def left(self, asset: str = 'A', scope: str | None = None) -> tuple[Decimal, Decimal | None]:
        """Amount and known cost of what is held."""
        lots = [lot for lot in self.engine.open_lots() if lot.asset == asset and scope in (None, lot.scope)]
        return sum((lot.amount for lot in lots), ZERO), sum((lot.cost for lot in lots if lot.cost is not None), ZERO)


def account(
    history: str | History, policy: Policy | Mapping[int, Policy] | None = None, settings: Settings | None = None, *,
    rules: Iterable[AccountingRule] = (), event_rules: Mapping[int, AccountingRule] | None = None, assets: Assets = ASSETS, zone: str = 'UTC',
) -> Result:
    """The report of a history. `policy`: one, or by calendar year (the last one at or before a year counts), or what the settings make."""
    told = History().add(history) if isinstance(history, str) else history
    settings = settings or Settings()
    policies: Policies | None = None
    if isinstance(policy, Mapping):
        by_year = policy
        policies = CalendarYears(lambda year: by_year[max(one for one in by_year if one <= year)], zone)
    elif policy is not None:
        policies = ConstantPolicies(policy, zone)
    book = RuleBook([*shipped_rules(), *rules], event_rules or {}, settings)
    engine = Engine(settings, book, told.prices, policies, assets)
    groups = list(in_groups(sorted(told.entries, key=order_key)))
    return Result(engine, list(engine.walk(groups)))
