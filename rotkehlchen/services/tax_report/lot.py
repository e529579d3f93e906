"""What is still held: lots with their gain at today's prices and the day from which they are free, and what a sale now would mean by each method."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from rotkehlchen.accounting.book import UNMATCHED, scope_name
from rotkehlchen.accounting.calendar import ConstantPolicies
from rotkehlchen.accounting.lot import Lot
from rotkehlchen.accounting.methods import ORDERS, AveragePool, OrderedPool, Pool
from rotkehlchen.accounting.methods.recent import RecentPool
from rotkehlchen.accounting.setting import Settings
from rotkehlchen.contracts.gain import Method, OpenLot
from rotkehlchen.contracts.holding import day_of, is_held_longer
from rotkehlchen.contracts.jurisdiction import Policy
from rotkehlchen.core.errors import InputError
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.money import ZERO, from_text
from rotkehlchen.core.time import TimestampMs, TimestampS
from rotkehlchen.services.tax_report.policy import JurisdictionDirectory
from rotkehlchen.services.tax_report.run import terms_of
from rotkehlchen.storage.report import StoredReport

METHODS: Final[tuple[Method, ...]] = ('fifo', 'lifo', 'hifo', 'lofo', 'average')
AVERAGES: Final = frozenset({'average', 'total_average', 'share_pool'})
ONE: Final = Decimal(1)


class Prices(Protocol):
    """Current prices by asset, in a currency; unknown ones are absent."""

    def __call__(self, assets: Sequence[str], currency: str) -> Mapping[str, Decimal]: ...


@dataclass(frozen=True, slots=True)
class HeldLot:
    """An open lot as it stands now. `pool`: the name of the one that a sale today would take it from. `value`, `gain`: None where price or cost is
    unknown. `free_from`: UTC seconds from which a sale is free, None where that never comes; `is_free`: it has come; `held_days`: whole days on the
    calendar of the tax rules."""

    lot: OpenLot
    pool: str
    price: Decimal | None
    value: Decimal | None
    gain: Decimal | None
    held_days: int
    is_free: bool
    is_long_term: bool
    free_from: TimestampS | None


@dataclass(frozen=True, slots=True)
class Sale:
    """What a sale would mean. Sums are None where a part of them is unknown. `missing`: how much of the amount is not held.

    `is_chosen`: by the method of the report. `parts`: (lot, amount of it, its cost, its gain, whether it is free).
    """

    method: str
    is_chosen: bool
    proceeds: Decimal | None
    cost: Decimal | None
    gain_taxable: Decimal | None
    gain_free: Decimal | None
    missing: Decimal
    parts: Sequence[tuple[OpenLot, Decimal, Decimal | None, Decimal | None, bool]] = field(default=())


class HoldingService:
    """`load_prices`: of today."""

    def __init__(self, directory: JurisdictionDirectory, load_prices: Prices, clock: Callable[[], TimestampS]) -> None:
        self._directory = directory
        self._load_prices = load_prices
        self._clock = clock

    def held(self, report: StoredReport, lots: Sequence[OpenLot]) -> list[HeldLot]:
        """In the order of the lots."""
        now = self._clock()
        terms = Terms(self.policy(report, now), now)
        prices = self._load_prices(sorted({one.asset for one in lots}), _currency(report))
        return [_held(one, prices.get(one.asset), terms) for one in lots]

    def policy(self, report: StoredReport, now: TimestampS) -> Policy:
        """That of today, by the terms of the report."""
        _, terms = terms_of(report)
        return self._directory.policies(terms, Settings(**report.summary['settings']))(TimestampMs(now * 1000)).policy

    def sell(
            self, report: StoredReport, lots: Sequence[OpenLot], asset: AssetId, amount: Decimal, price: Decimal | None = None,
            location: str | None = None, account: str | None = None, pool: str | None = None,
    ) -> list[Sale]:
        """By the method of the report first, then by the others. `price`: of one unit, today's if it is not given. `pool`: the one that it is sold from,
        where the law keeps those of places apart. Under a law that taxes by the share of all that is held there is one way only.

        What was bought on the same day and what will be bought after it can change it, and so can a loss that is put off: they are not looked at.
        Raises InputError for what is not held, and where several pools hold it and none is named."""
        now = self._clock()
        terms = Terms(self.policy(report, now), now)
        mine = [
            one for one in lots if one.asset == asset and location in (None, one.location) and account in (None, one.account)
            and pool in (None, terms.pool_of(one))]
        if not mine:
            raise InputError('Nothing of it is held there at the end of this report.', field='asset')
        pools = sorted({terms.pool_of(one) for one in mine})
        if len(pools) > 1:
            raise InputError('pool: what is held in different places is sold apart here; say where.', field='pool', pools=pools)
        if price is None:
            price = self._load_prices([asset], _currency(report)).get(asset)
        if terms.policy.portfolio_gain:
            return [self._sell_share(report, lots, mine, amount, price)]
        chosen = terms.policy.method if terms.policy.method != 'specific' else terms.policy.behind_specific
        methods = [chosen, *(one for one in METHODS if one != chosen)]
        return [_sell(mine, amount, price, method, method == chosen, terms) for method in methods]

    def _sell_share(self, report: StoredReport, lots: Sequence[OpenLot], mine: Sequence[OpenLot], amount: Decimal, price: Decimal | None) -> Sale:
        """The sale's share of what was paid for all that is held. None of it is known without the price of each asset."""
        held = sum((one.amount for one in mine), ZERO)
        missing = max(ZERO, amount - held)
        proceeds = None if price is None else price * amount
        said = report.summary.get('portfolio') or {}
        prices = dict(self._load_prices(sorted({one.asset for one in lots}), _currency(report)))
        if price is not None:
            prices[mine[0].asset] = price
        cost = None
        if proceeds is not None and not missing and said.get('used') is not None and all(one.asset in prices for one in lots):
            value = sum((prices[one.asset] * one.amount for one in lots), ZERO)
            cost = (from_text(said['paid']) - from_text(said['used'])) * min(proceeds / value, ONE) if value else None
        gain = None if proceeds is None or cost is None else proceeds - cost
        return Sale('portfolio', True, proceeds, cost, gain, ZERO, missing)


@dataclass(frozen=True, slots=True)
class Terms:
    """A policy at a time."""

    policy: Policy
    now: TimestampS

    def pool_of(self, lot: OpenLot) -> str:
        """The name of the pool that it is in now."""
        return lot.scope if lot.scope == UNMATCHED else scope_name(self.policy.scope, lot.location, lot.account)

    def pool(self, method: Method, is_chosen: bool) -> Pool:
        """An empty one. What the law adds to its method is for that alone."""
        days, before = ConstantPolicies(self.policy), self.policy.free_before
        if method in AVERAGES:
            return AveragePool(-1 if before is None else days.start_of(before))
        if is_chosen and self.policy.recent_days:
            return RecentPool(ORDERS[method](), days, self.policy.recent_days)
        return OrderedPool(ORDERS[method]())

    def days(self, acquired: TimestampMs) -> int:
        zone = self.policy.zone
        return max(0, (day_of(TimestampMs(self.now * 1000), zone) - day_of(acquired, zone)).days)

    def is_free(self, acquired: TimestampMs) -> bool:
        policy = self.policy
        if policy.free_before is not None and day_of(acquired, policy.zone) < policy.free_before:
            return True
        if policy.free_after_seconds is not None:
            return acquired // 1000 + policy.free_after_seconds < self.now
        return policy.free_after_years is not None and self._is_longer(acquired, policy.free_after_years)

    def is_long_term(self, acquired: TimestampMs) -> bool:
        policy = self.policy
        if policy.long_after_years is not None:
            return self._is_longer(acquired, policy.long_after_years)
        return policy.long_after_days is not None and self.days(acquired) > policy.long_after_days

    def free_from(self, acquired: TimestampMs) -> TimestampS | None:
        policy = self.policy
        if policy.free_after_seconds is not None:
            return TimestampS(acquired // 1000 + policy.free_after_seconds + 1)
        if policy.free_after_years is None:
            return None
        first = day_of(acquired, policy.zone)
        day = first + datetime.timedelta(days=policy.free_after_years * 365)
        while not is_held_longer(first, day, policy.free_after_years, is_counted_from_next_day=policy.is_counted_from_next_day):
            day += datetime.timedelta(days=1)
        return TimestampS(int(datetime.datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(policy.zone)).timestamp()))

    def _is_longer(self, acquired: TimestampMs, years: int) -> bool:
        policy = self.policy
        today = day_of(TimestampMs(self.now * 1000), policy.zone)
        return is_held_longer(day_of(acquired, policy.zone), today, years, is_counted_from_next_day=policy.is_counted_from_next_day)


def _held(lot: OpenLot, price: Decimal | None, terms: Terms) -> HeldLot:
    value = None if price is None else price * lot.amount
    gain = None if value is None or lot.cost is None else value - lot.cost
    return HeldLot(
        lot, terms.pool_of(lot), price, value, gain, terms.days(lot.acquired), terms.is_free(lot.acquired), terms.is_long_term(lot.acquired),
        terms.free_from(lot.acquired))


def _sell(lots: Sequence[OpenLot], amount: Decimal, price: Decimal | None, method: Method, is_chosen: bool, terms: Terms) -> Sale:
    pool = terms.pool(method, is_chosen)
    mine: dict[int, OpenLot] = {}
    when = TimestampMs(terms.now * 1000)
    for number, one in enumerate(lots):
        unit = None if one.cost is None or not one.amount else one.cost / one.amount
        mine[number] = one
        pool.add(Lot(one.amount, one.cost, one.acquired, number, one.line, unit, one.amount, one.location, one.account), when)
    pieces, missing = pool.take(amount, when)
    parts: list[tuple[OpenLot, Decimal, Decimal | None, Decimal | None, bool]] = []
    taxable: Decimal | None = ZERO
    free: Decimal | None = ZERO
    cost: Decimal | None = ZERO
    for piece in pieces:
        assert piece.lot is not None
        lot = mine[piece.lot.sequence]
        is_free = terms.is_free(lot.acquired)
        gain = None if price is None or piece.cost is None else price * piece.amount - piece.cost
        parts.append((lot, piece.amount, piece.cost, gain, is_free))
        cost = _plus(cost, piece.cost)
        taxable, free = (taxable, _plus(free, gain)) if is_free else (_plus(taxable, gain), free)
    if missing:
        cost = taxable = None
    return Sale(method, is_chosen, None if price is None else price * amount, cost, taxable, free, missing, parts)


def _plus(total: Decimal | None, more: Decimal | None) -> Decimal | None:
    return None if total is None or more is None else total + more


def _currency(report: StoredReport) -> str:
    return str(report.summary['settings']['profit_currency'])
