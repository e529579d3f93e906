"""Prices of now: manual ones first, then fiat rates, then what was fetched lately, then the oracles.

A manual price may be in any asset ("1 A is 2 B"): the chain is followed to an asset that oracles or rates can price. A wrapped
native coin is worth its coin, exactly. When no oracle answers, the last known price stands for up to a week, with its time.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from rotkehlchen.contracts.oracle import EUR, FIAT_TYPE, USD, AssetRef, Price, divide_price, round_price
from rotkehlchen.contracts.wrapped_native import find_unwrapped
from rotkehlchen.core.progress import Job, QuietJob
from rotkehlchen.core.time import DAY_SECONDS, Clock, TimestampS
from rotkehlchen.services.notification import Notifier
from rotkehlchen.services.price.desk import RATE_ORACLE, Need, OracleDesk
from rotkehlchen.services.price.model import (
    BLOCKCHAIN,
    FIAT,
    LATEST_PROGRESS,
    MANUAL_CURRENT,
    CurrentPrice,
    LatestPrices,
)
from rotkehlchen.storage.global_db.price import LatestPrice, PriceRepository

STALE_LIMIT_SECONDS: Final = 7 * DAY_SECONDS
BRIDGE: Final = 'BTC'  # traded against every currency there is
USD_REF: Final = AssetRef(USD, FIAT_TYPE, USD)


@dataclass(frozen=True, slots=True)
class Plan:
    """How to price an asset: `factor` times the price of `base`. `manual`: the user's word took part."""

    factor: Decimal
    base: str
    manual: bool = False


class CurrentPrices:
    """Safe to use from several threads."""

    def __init__(
            self, repository: PriceRepository, desk: OracleDesk, notifier: Notifier, clock: Clock,
            load_ignored: Callable[[], Collection[str]] = frozenset,
    ) -> None:
        self._repository = repository
        self._desk = desk
        self._notifier = notifier
        self._clock = clock
        self._load_ignored = load_ignored

    def find(self, assets: Iterable[str], target: str, *, ignore_cache: bool = False, job: Job | None = None) -> LatestPrices:
        """What one unit of each asset is worth in `target` now. Unknown ones are absent. Asks oracles where needed.

        `ignore_cache`: ask again for what is fresh, and for what was not known lately. Raises CancelledError.
        """
        return self._find(assets, target, job or QuietJob(), ask=True, again=ignore_cache)

    def cached(self, assets: Iterable[str], target: str) -> LatestPrices:
        """The same out of what is on this machine, of any age up to a week; never touches the network and never waits for it."""
        return self._find(assets, target, QuietJob(), ask=False, again=False)

    def exchange_rates(self, currencies: Iterable[str], job: Job | None = None) -> dict[str, Decimal]:
        """How many units of each currency one US dollar is; unknown ones are absent."""
        found = self.find(currencies, USD, job=job)
        now = self._clock()
        rates = {}
        for currency, price in found.prices.items():
            direct = self._desk.rates.find_price(USD, currency, now) if price.source == FIAT else None
            if direct is not None:
                rates[currency] = round_price(direct.price)
            elif price.price > 0:
                rates[currency] = round_price(divide_price(Decimal(1), price.price))
        return rates

    def _find(self, assets: Iterable[str], target: str, job: Job, *, ask: bool, again: bool) -> LatestPrices:
        wanted = list(dict.fromkeys(assets))
        plans = plan_prices(wanted, target, {m.from_asset: (m.to_asset, m.price) for m in self._repository.load_manual_latest()})
        fiats = self._repository.load_fiats() | {USD}
        fiat = AssetRef(target, FIAT_TYPE, target) if target in fiats else USD_REF
        bases = dict.fromkeys(plan.base for plan in plans.values())
        if fiat.identifier != target:
            bases[target] = None
        in_fiat = self._price_bases(list(bases), fiat, fiats, job, ask=ask, again=again)
        priced = {base: self._in_target(price, target, fiat, in_fiat) for base, price in in_fiat.items()}
        prices = {}
        for asset, plan in plans.items():
            base = priced.get(plan.base)
            if plan.base == target:
                base = CurrentPrice(Decimal(1), FIAT if fiat.identifier == target else BLOCKCHAIN, self._clock())
            if base is not None and (plan.manual or plan.factor != 1):
                base = replace(base, price=plan.factor * base.price, source=MANUAL_CURRENT)
            if base is not None:
                prices[asset] = base
        return LatestPrices(target, prices)

    def _in_target(
            self, price: CurrentPrice, target: str, fiat: AssetRef, in_fiat: Mapping[str, CurrentPrice],
    ) -> CurrentPrice | None:
        if fiat.identifier == target:
            return price
        unit = in_fiat.get(target)
        if unit is None or unit.price <= 0:
            return None
        return replace(price, price=round_price(divide_price(price.price, unit.price)), fresh=price.fresh and unit.fresh)

    def _price_bases(
            self, bases: Sequence[str], fiat: AssetRef, fiats: Collection[str], job: Job, *, ask: bool, again: bool,
    ) -> dict[str, CurrentPrice]:
        """Prices of plain assets (no manual ones) in a fiat currency."""
        if ask and (fiat.identifier != USD or any(base in fiats and base != USD for base in bases)):
            self._desk.refresh_rates()
        found = self._price_fiat([base for base in bases if base in fiats], fiat)
        found.update(self._price_suspended([base for base in bases if base in fiats and base not in found], fiat, fiats, job, ask=ask))
        rest = [base for base in bases if base not in fiats]
        if not rest:
            return found
        stored = self._load_stored(rest, fiat)
        found.update({base: price for base, price in stored.items() if price.fresh and not (ask and again)})
        needs = self._find_needs([base for base in rest if base not in found]) if ask else []
        if needs:
            self._ask(needs, fiat, len(bases), job, again=again)
            stored = self._load_stored(rest, fiat)
        found.update({base: price for base, price in stored.items() if base not in found})
        return found

    def _find_needs(self, bases: Sequence[str]) -> list[Need]:
        if not bases:
            return []
        ignored = set(self._load_ignored())
        refs = self._repository.load_asset_refs(base for base in bases if base not in ignored)
        return [Need(ref) for ref in refs.values() if not ref.is_spam]

    def _ask(self, needs: list[Need], fiat: AssetRef, total: int, job: Job, *, again: bool) -> None:
        done = total - len(needs)
        answered: set[str] = set()
        self._report(done, total, job)

        def keep(prices: Sequence[Price]) -> None:
            self._repository.save_latest(prices, self._clock())
            answered.update(price.asset for price in prices)
            self._report(done + len(answered), total, job)

        try:
            with self._desk.take_turn('current', job):
                if not again:  # another asker may have fetched them while this one waited for its turn
                    stored = self._load_stored([need.asset.identifier for need in needs], fiat)
                    needs = [need for need in needs if need.asset.identifier not in stored or not stored[need.asset.identifier].fresh]
                self._desk.ask('current', needs, fiat, keep, job, again=again)
        finally:
            if answered:
                self._notifier.data_changed('prices')
        self._report(total, total, job)

    def _price_fiat(self, bases: Sequence[str], fiat: AssetRef) -> dict[str, CurrentPrice]:
        now = self._clock()
        found = {}
        for base in bases:
            price = self._desk.rates.find_price(base, fiat.identifier, now)
            if base == fiat.identifier:
                found[base] = CurrentPrice(Decimal(1), FIAT, now)
            elif price is not None:
                found[base] = CurrentPrice(round_price(price.price), FIAT, price.timestamp)
        return found

    def _price_suspended(
            self, bases: Sequence[str], fiat: AssetRef, fiats: Collection[str], job: Job, *, ask: bool,
    ) -> dict[str, CurrentPrice]:
        """Currencies for which the bank gives no rate, by what one coin costs in both."""
        found: dict[str, CurrentPrice] = {}
        for base in bases:
            currencies = (fiat, AssetRef(base, FIAT_TYPE, base))
            sides = [self._price_bases([BRIDGE], one, fiats, job, ask=ask, again=False).get(BRIDGE) for one in currencies]
            if sides[0] is not None and sides[1] is not None and sides[1].price > 0:
                price = round_price(divide_price(sides[0].price, sides[1].price))
                found[base] = replace(sides[0], price=price, fresh=sides[0].fresh and sides[1].fresh)
        return found

    def _load_stored(self, bases: Sequence[str], fiat: AssetRef) -> dict[str, CurrentPrice]:
        """The newest stored answer for each, in the currency itself or converted by the fiat rates of today."""
        now = self._clock()
        found: dict[str, tuple[LatestPrice, Decimal]] = {}
        currencies = (fiat.identifier, USD, EUR)
        rates = {currency: self._find_rate(currency, fiat.identifier, now) for currency in currencies}
        for (base, currency), price in self._repository.load_latest(bases, currencies).items():
            rate, known = rates[currency], found.get(base)
            newer = known is None or price.fetched_at > known[0].fetched_at
            if rate is not None and newer and now - price.fetched_at <= STALE_LIMIT_SECONDS:
                found[base] = price, rate
        max_age = self._desk.settings.max_age_seconds
        return {
            base: CurrentPrice(
                price.price if rate == 1 else round_price(price.price * rate), source_name(price.source), price.timestamp,
                now - price.fetched_at <= max_age)
            for base, (price, rate) in found.items()
        }

    def _find_rate(self, currency: str, target: str, now: TimestampS) -> Decimal | None:
        if currency == target:
            return Decimal(1)
        price = self._desk.rates.find_price(currency, target, now)
        return None if price is None else price.price

    def _report(self, done: int, total: int, job: Job) -> None:
        self._notifier.publish('progress_updates', {'subtype': LATEST_PROGRESS, 'total': total, 'processed': min(done, total)})
        job.report(min(done, total), total, 'prices')


def plan_prices(assets: Sequence[str], target: str, manual: Mapping[str, tuple[str, Decimal]]) -> dict[str, Plan]:
    """Follow manual prices and wrapped coins from each asset to what must be priced. A circle of manual prices prices nothing."""
    plans = {}
    for asset in assets:
        plan: Plan | None = Plan(Decimal(1), asset)
        seen = {asset}
        while plan is not None and plan.base != target:
            step = manual.get(plan.base)
            unwrapped = find_unwrapped(plan.base)
            if step is not None:
                plan = Plan(plan.factor * step[1], step[0], manual=True)
            elif unwrapped is not None:
                plan = replace(plan, base=unwrapped)
            else:
                break
            if plan.base in seen:
                plan = None
            else:
                seen.add(plan.base)
        if plan is not None:
            plans[asset] = plan
    return plans


def source_name(source: str) -> str:
    """The oracle's word in the answer of the API; the established interface calls rates of a bank 'fiat'."""
    return FIAT if source == RATE_ORACLE else source
