"""A made-up history of one taxpayer, accounted by a country's shipped rules into the country's forms."""

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from rotkehlchen.accounting.engine import AccountedEvent, Assets, Engine, in_groups, order_key
from rotkehlchen.accounting.rule import RuleBook, shipped_rules
from rotkehlchen.accounting.setting import Settings
from rotkehlchen.contracts.gain import Line, OpenLot
from rotkehlchen.contracts.jurisdiction import Form, YearFigures
from rotkehlchen.contracts.registry import Registry
from rotkehlchen.core.event import HistoryEvent
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.time import DAY_SECONDS, TimestampMs, TimestampS
from rotkehlchen.services.tax_report.order import Terms
from rotkehlchen.services.tax_report.policy import JurisdictionDirectory, year_of

DIRECTORY = JurisdictionDirectory(Registry())
FIAT = frozenset(AssetId(one) for one in ('EUR', 'GBP', 'USD', 'CAD', 'AUD', 'JPY'))
Leg = str | tuple[str, Mapping[str, Any]]
Place = tuple[str, str]


def ms(when: str) -> TimestampMs:
    """'2024-05-01', '2024-05-01T10:00', '2024-05-01T10:00[Europe/Berlin]'; noon and UTC where nothing is said."""
    day, _, zone = when.rstrip(']').partition('[')
    moment = datetime.datetime.fromisoformat(day if 'T' in day else f'{day}T12:00').replace(tzinfo=ZoneInfo(zone) if zone else datetime.UTC)
    return TimestampMs(round(moment.timestamp() * 1000))


class Taxpayer:
    """`chosen`: choices of the law, by the label of the year ('' for all)."""

    def __init__(self, country: str, chosen: Mapping[str, Mapping[str, str]] | None = None, forks: Sequence[Any] = (), **settings: Any) -> None:
        self.country, self.chosen, self.settings = country, dict(chosen or {}), settings
        self.currency = DIRECTORY.rules(country).currency or 'EUR'
        self.assets = Assets(FIAT, {}, forks)
        self.entries: list[AccountedEvent] = []
        self.prices: dict[tuple[str, int], Decimal] = {}
        self.links: dict[int, list[int]] = {}

    def event(
        self, when: str, *legs: Leg, at: Place = ('kraken', 'main'), entry_type: str = 'history event', counterparty: str | None = None,
        group: str | None = None, extra: Mapping[str, Any] | None = None,
    ) -> list[int]:
        """Legs such as 'trade/spend 2 BTC 300' (worth 300 in all), or with {'lots': ...}, the user's word. Their identifiers."""
        time, made, name = ms(when), [], group or f'g{len(self.entries):04}'
        for position, leg in enumerate(legs):
            words, said = (leg, None) if isinstance(leg, str) else leg
            pair, amount, asset, *value = words.split()
            kind, subtype = pair.replace('_', ' ').split('/')
            if value:
                self.prices[asset, time // 1000] = Decimal(value[0]) / Decimal(amount)
            facts = {**(extra or {}), **({} if said is None else {'accounting': dict(said)})}
            event = HistoryEvent(
                name, position, time, at[0], at[1], kind, subtype, AssetId(asset), Decimal(amount),
                counterparty=counterparty, entry_type=entry_type, extra_data=facts or None)
            self.entries.append(AccountedEvent(event, len(self.entries) + 1))
            made.append(len(self.entries))
        return made

    def buy(self, when: str, amount: str, asset: str, cost: str, at: Place = ('kraken', 'main')) -> int:
        return self.event(when, f'trade/spend {cost} {self.currency}', f'trade/receive {amount} {asset} {cost}', at=at)[1]

    def sell(self, when: str, amount: str, asset: str, proceeds: str, at: Place = ('kraken', 'main'), lots: Mapping[int, str] | None = None) -> None:
        said = None if lots is None else {'lots': [{'event': event, 'amount': part} for event, part in lots.items()]}
        leg = f'trade/spend {amount} {asset} {proceeds}'
        self.event(when, leg if said is None else (leg, said), f'trade/receive {proceeds} {self.currency}', at=at)

    def swap(self, when: str, given: str, received: str, at: Place = ('kraken', 'main')) -> None:
        """'1 A 500', '1 B 480': amount, asset, value."""
        self.event(when, f'trade/spend {given}', f'trade/receive {received}', at=at)

    def wrap(self, when: str, *given: str, for_: str) -> None:
        self.event(when, *(f'deposit/deposit_for_wrapped {one}' for one in given), f'receive/receive_wrapped {for_}')

    def unwrap(self, when: str, given: str, *received: str) -> None:
        self.event(when, f'spend/return_wrapped {given}', *(f'withdrawal/redeem_wrapped {one}' for one in received))

    def move(
        self, left: str, came: str, amount: str, asset: str, source: Place, target: Place, lots: Mapping[int, str] | None = None, arrived: str | None = None,
    ) -> None:
        """A withdrawal and a deposit that are linked. `arrived`: how much, where it is less."""
        leg: Leg = f'withdrawal/remove_asset {amount} {asset}'
        if lots is not None:
            leg = (str(leg), {'lots': [{'event': event, 'amount': part} for event, part in lots.items()]})
        one, = self.event(left, leg, at=source, entry_type='asset movement event')
        other, = self.event(came, f'deposit/deposit_asset {arrived or amount} {asset}', at=target, entry_type='asset movement event')
        self.links[one], self.links[other] = [other], [one]

    def price(self, asset: AssetId, timestamp: TimestampS) -> Decimal | None:
        return Decimal(1) if asset == self.currency else self.prices.get((asset, timestamp))

    def report(self, year: str) -> 'Told':
        terms, rules = Terms(self.country, self.chosen, {}, {}), DIRECTORY.rules(self.country)
        period = DIRECTORY.period(self.country, year, self.chosen)
        settings = Settings(**{
            'profit_currency': AssetId(self.currency), 'start': TimestampS(period.start), 'end': TimestampS(period.end), **self.settings})
        policies = DIRECTORY.policies(terms, settings)
        assert policies is not None
        policy = policies(TimestampMs(period.end * 1000 + 999)).policy
        ahead = policy.days_after
        last = period.end * 1000 + 999 + ((ahead + 1) * DAY_SECONDS * 1000 if ahead else 0)
        linked = [
            one._replace(partner=self.links[one.identifier][0], others=tuple(self.links[one.identifier])) if one.identifier in self.links else one
            for one in self.entries]
        groups = list(in_groups(sorted((one for one in linked if one.event.timestamp <= last), key=order_key)))
        engine = Engine(settings, RuleBook(shipped_rules(), {}, settings), self, policies, self.assets)
        lines = list(engine.walk(groups))
        lots = engine.open_lots()
        tax_year = year_of(terms, period, rules)
        assert tax_year is not None
        figures = YearFigures(tax_year, self.currency, lambda: iter(lines), lots, engine.findings, self.chosen.get(year, self.chosen.get('', {})))
        return Told({one.id: one for one in DIRECTORY.report(self.country).forms(figures)}, lines, lots, [one.kind for one in engine.findings])


class Told:
    def __init__(self, forms: dict[str, Form], lines: list[Line], lots: list[OpenLot], findings: list[str]) -> None:
        self.forms, self.lines, self.lots, self.findings = forms, lines, lots, findings

    def figure(self, form: str, row: str) -> Any:
        """The last cell of the row that has this line or these words."""
        return next(cells[-1] for cells in self.forms[form].rows if row in (cells[0], str(cells[1])))

    def left(self, asset: str) -> tuple[Fraction, Fraction]:
        """Units, and what is known of their cost."""
        lots = [one for one in self.lots if one.asset == asset]
        return sum((Fraction(one.amount) for one in lots), Fraction(0)), sum((Fraction(one.cost) for one in lots if one.cost is not None), Fraction(0))

    def costs(self, asset: str) -> list[Decimal | None]:
        """Of what was sold of an asset."""
        return [one.cost for one in self.lines if one.asset == asset and one.event_subtype == 'spend']
