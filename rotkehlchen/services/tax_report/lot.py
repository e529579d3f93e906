"""What is still held: lots with their gain at today's prices and the day from which they are free, and what a sale now would mean by each method."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from rotkehlchen.accounting.lot import Lot
from rotkehlchen.accounting.methods import ORDERS, AveragePool, OrderedPool
from rotkehlchen.accounting.setting import Settings
from rotkehlchen.contracts.gain import Method, OpenLot
from rotkehlchen.contracts.holding import day_of, is_held_longer
from rotkehlchen.contracts.jurisdiction import Policy
from rotkehlchen.core.errors import InputError
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.money import ZERO
from rotkehlchen.core.time import TimestampMs, TimestampS
from rotkehlchen.services.tax_report.policy import JurisdictionDirectory
from rotkehlchen.services.tax_report.run import terms_of
from rotkehlchen.storage.report import StoredReport

METHODS: Final[tuple[Method, ...]] = ('fifo', 'lifo', 'hifo', 'lofo', 'average')
AVERAGES: Final = frozenset({'average', 'total_average', 'share_pool'})


class Prices(Protocol):
    """Current prices by asset, in a currency; unknown ones are absent."""

    def __call__(self, assets: Sequence[str], currency: str) -> Mapping[str, Decimal]: ...


@dataclass(frozen=True, slots=True)
class HeldLot:
    """An open lot as it stands now. `value`, `gain`: None where price or cost is unknown. `free_from`: UTC seconds from which a sale is free, None where
    that never comes; `is_free`: it has come; `held_days`: whole days on the calendar of the tax rules."""

    lot: OpenLot
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
            location: str | None = None, account: str | None = None,
    ) -> list[Sale]:
        """By the method of the report first, then by the others. `price`: of one unit, today's if it is not given. Raises InputError for what is not held."""
        mine = [one for one in lots if one.asset == asset and location in (None, one.location) and account in (None, one.account)]
        if not mine:
            raise InputError('Nothing of it is held there at the end of this report.', field='asset')
        now = self._clock()
        policy = self.policy(report, now)
        if price is None:
            price = self._load_prices([asset], _currency(report)).get(asset)
        chosen = policy.method if policy.method != 'specific' else policy.behind_specific
        methods = [chosen, *(one for one in METHODS if one != chosen)]
        terms = Terms(policy, now)
        return [_sell(mine, amount, price, method, method == chosen, terms) for method in methods]


@dataclass(frozen=True, slots=True)
class Terms:
    """A policy at a time."""

    policy: Policy
    now: TimestampS

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
        lot, price, value, gain, terms.days(lot.acquired), terms.is_free(lot.acquired), terms.is_long_term(lot.acquired), terms.free_from(lot.acquired))


def _sell(lots: Sequence[OpenLot], amount: Decimal, price: Decimal | None, method: Method, is_chosen: bool, terms: Terms) -> Sale:
    pool = AveragePool() if method in AVERAGES else OrderedPool(ORDERS[method]())
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
