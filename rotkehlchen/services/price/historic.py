"""Prices at past times: manual ones first, then fiat rates of the day, then the cache, then the oracles in batches.

Prices are stored as the oracle gave them, in its currency, and converted by the fiat rate of their day when read, so that
a change of the main currency asks nobody again.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from rotkehlchen.contracts.oracle import EUR, USD, AssetRef, Price, divide_price, round_price
from rotkehlchen.contracts.wrapped_native import find_unwrapped
from rotkehlchen.core.progress import Job, QuietJob
from rotkehlchen.core.time import HOUR_SECONDS, Clock, TimestampS
from rotkehlchen.services.notification import Notifier
from rotkehlchen.services.price.current import USD_REF
from rotkehlchen.services.price.desk import Need, OracleDesk
from rotkehlchen.services.price.model import (
    BLOCKCHAIN,
    FIAT,
    HISTORIC_PROGRESS,
    SERIES_PROGRESS,
    HistoricPrice,
    HistoricPrices,
    PriceSeries,
)
from rotkehlchen.storage.global_db.price import MANUAL, Moment, PriceRepository

LONGEST_CHAIN: Final = 6  # manual prices in assets that have manual prices ...


@dataclass(frozen=True, slots=True)
class _Plan:
    factor: Decimal
    base: str
    timestamp: TimestampS  # of the manual price, if one took part, else as asked
    manual: bool = False
    seen: tuple[str, ...] = ()


class HistoricPriceFinder:
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

    def find(
            self, moments: Iterable[tuple[str, int]], target: str, *, only_cache_period: int | None = None, job: Job | None = None,
            subtype: str = HISTORIC_PROGRESS,
    ) -> HistoricPrices:
        """What one unit was worth in `target` at each (asset, UTC seconds).

        `only_cache_period`: take cached prices dated up to so many seconds away, and ask nobody. Raises CancelledError; what
        was fetched until then is kept.
        """
        wanted = [(asset, TimestampS(timestamp)) for asset, timestamp in dict.fromkeys(moments)]
        window = HOUR_SECONDS if only_cache_period is None else only_cache_period
        plans = self._plan(wanted, target, window)
        refs = self._load_refs({plan.base for plan in plans.values()} | {target})
        fiat = refs[target] if target in refs and refs[target].is_fiat else USD_REF
        bases = dict.fromkeys((plan.base, moment[1]) for moment, plan in plans.items() if plan.base != target)
        if fiat.identifier != target:
            bases.update(dict.fromkeys((target, timestamp) for _, timestamp in wanted))
        search = _Search(self, fiat, refs, window, job or QuietJob(), subtype)
        in_fiat = search.run(list(bases), ask=only_cache_period is None)
        prices: dict[str, dict[TimestampS, HistoricPrice]] = {}
        for moment, plan in plans.items():
            price = _in_target(moment, plan, target, fiat, in_fiat)
            if price is not None:
                prices.setdefault(moment[0], {})[moment[1]] = price
        missing = [moment for moment in wanted if moment[1] not in prices.get(moment[0], {})]
        limited = [moment for moment in missing if moment in plans and (plans[moment].base, moment[1]) in search.rate_limited]
        return HistoricPrices(target, prices, missing, limited)

    def count_stored(self) -> int:
        """How many prices are stored: another number when more are known than before, or fewer."""
        return self._repository.count_historic()

    def find_series(
            self, asset: str, target: str, timestamps: Sequence[int], *, only_cache_period: int | None = None, job: Job | None = None,
    ) -> PriceSeries:
        """Prices of one asset at many times, for a chart."""
        found = self.find(
            [(asset, time) for time in timestamps], target, only_cache_period=only_cache_period, job=job, subtype=SERIES_PROGRESS)
        prices = {time: price.price for time, price in sorted(found.prices.get(asset, {}).items())}
        return PriceSeries(
            prices, tuple(sorted(time for _, time in found.missing)), tuple(sorted(time for _, time in found.rate_limited)))

    def _plan(self, moments: Sequence[Moment], target: str, window: int) -> dict[Moment, _Plan]:
        """Follow manual prices and wrapped coins from each asset to what must be priced; one query for each step of all chains."""
        plans = {moment: _Plan(Decimal(1), moment[0], moment[1], seen=(moment[0],)) for moment in moments}
        open_moments = [moment for moment in moments if moment[0] != target]
        for _ in range(LONGEST_CHAIN):
            if not open_moments:
                break
            asked = list(dict.fromkeys((plans[moment].base, moment[1]) for moment in open_moments))
            manual = self._repository.find_manual_historic(asked, min(window, HOUR_SECONDS))
            moved = []
            for moment in open_moments:
                plan = plans[moment]
                step = self._next_step(plan, manual.get((plan.base, moment[1]), ()), target)
                if step is not None:
                    plans[moment] = step
                    if step.base != target:
                        moved.append(moment)
            open_moments = moved
        return plans

    def _next_step(self, plan: _Plan, manual: Sequence[Price], target: str) -> _Plan | None:
        usable = [price for price in manual if price.currency not in plan.seen]
        direct = [price for price in usable if price.currency == target]
        if usable:
            price = (direct or usable)[0]
            return _Plan(plan.factor * price.price, price.currency, price.timestamp, True, (*plan.seen, price.currency))
        unwrapped = find_unwrapped(plan.base)
        if unwrapped is None or unwrapped in plan.seen:
            return None
        return _Plan(plan.factor, unwrapped, plan.timestamp, plan.manual, (*plan.seen, unwrapped))

    def _load_refs(self, identifiers: Collection[str]) -> dict[str, AssetRef]:
        refs = self._repository.load_asset_refs(identifiers)
        if USD in identifiers:
            refs.setdefault(USD, USD_REF)
        return refs


class _Search:
    """One search for prices of plain assets in a fiat currency."""

    def __init__(
            self, finder: HistoricPriceFinder, fiat: AssetRef, refs: Mapping[str, AssetRef], window: int, job: Job, subtype: str,
    ) -> None:
        self._repository = finder._repository
        self._desk = finder._desk
        self._notifier = finder._notifier
        self._load_ignored = finder._load_ignored
        self._fiat = fiat
        self._refs = refs
        self._window = window
        self._job = job
        self._subtype = subtype
        self._rates: dict[tuple[str, TimestampS], Price | None] = {}
        self.rate_limited: set[Moment] = set()

    def run(self, moments: Sequence[Moment], *, ask: bool) -> dict[Moment, HistoricPrice]:
        fiats = {asset for asset, _ in moments if asset in self._refs and self._refs[asset].is_fiat}
        if ask and (self._fiat.identifier != USD or fiats - {USD}):
            self._desk.refresh_rates()
        found = self._price_fiat(moments)
        rest = [moment for moment in moments if moment not in found]
        found.update(self._load_stored(rest))
        needs = self._needs([moment for moment in rest if moment not in found]) if ask else []
        if needs:
            self._ask(needs, len(moments))
            found.update(self._load_stored([moment for moment in rest if moment not in found]))
        return found

    def _needs(self, moments: Sequence[Moment]) -> list[Need]:
        if not moments:
            return []
        ignored = set(self._load_ignored())
        return [
            Need(ref, timestamp) for asset, timestamp in moments
            if (ref := self._refs.get(asset)) is not None and not ref.is_fiat and not ref.is_spam and asset not in ignored
        ]

    def _ask(self, needs: list[Need], total: int) -> None:
        before = total - len(needs)
        answered: set[Need] = set()
        waiting: dict[str, list[Need]] = {}
        for need in needs:
            waiting.setdefault(need.asset.identifier, []).append(need)
        self._report(before, total)

        def keep(prices: Sequence[Price]) -> None:
            self._repository.save_historic(prices)
            answered.update(need for price in prices for need in waiting.get(price.asset, ()) if need.is_met_by(price))
            self._report(before + len(answered), total)

        try:
            with self._desk.take_turn('historical', self._job):
                known = self._load_stored([(need.asset.identifier, need.timestamp) for need in needs if need.timestamp is not None])
                left = [need for need in needs if (need.asset.identifier, need.timestamp) not in known]
                asked = self._desk.ask('historical', left, self._fiat, keep, self._job)
        finally:
            if answered:
                self._notifier.data_changed('prices')
        self.rate_limited = {(need.asset.identifier, need.timestamp) for need in asked.rate_limited if need.timestamp is not None}
        self._report(total, total)

    def _price_fiat(self, moments: Sequence[Moment]) -> dict[Moment, HistoricPrice]:
        found = {}
        for asset, timestamp in moments:
            if asset == self._fiat.identifier:
                found[asset, timestamp] = HistoricPrice(Decimal(1), FIAT, timestamp)
            elif asset in self._refs and self._refs[asset].is_fiat:
                price = self._find_rate(asset, timestamp)
                if price is not None:
                    found[asset, timestamp] = HistoricPrice(round_price(price.price), price.source, price.timestamp)
        return found

    def _load_stored(self, moments: Sequence[Moment]) -> dict[Moment, HistoricPrice]:
        """Cached prices, in the currency itself before converted ones of the same kind."""
        found: dict[Moment, HistoricPrice] = {}
        if not moments:
            return found
        for moment, prices in self._repository.find_historic(moments, (self._fiat.identifier, USD, EUR), self._window).items():
            for price in prices:
                converted = self._convert(price, moment[1])
                if converted is not None:
                    found[moment] = converted
                    break
        return found

    def _convert(self, price: Price, timestamp: TimestampS) -> HistoricPrice | None:
        if price.currency == self._fiat.identifier:
            return HistoricPrice(price.price, price.source, price.timestamp)
        rate = self._find_rate(price.currency, timestamp)
        return None if rate is None else HistoricPrice(round_price(price.price * rate.price), price.source, price.timestamp)

    def _find_rate(self, currency: str, timestamp: TimestampS) -> Price | None:
        key = currency, timestamp
        if key not in self._rates:
            self._rates[key] = self._desk.rates.find_price(currency, self._fiat.identifier, timestamp)
        return self._rates[key]

    def _report(self, done: int, total: int) -> None:
        self._notifier.publish('progress_updates', {'subtype': self._subtype, 'total': total, 'processed': min(done, total)})
        self._job.report(min(done, total), total, 'prices')


def _in_target(
        moment: Moment, plan: _Plan, target: str, fiat: AssetRef, in_fiat: Mapping[Moment, HistoricPrice],
) -> HistoricPrice | None:
    timestamp = moment[1]
    if plan.base == target:
        source = MANUAL if plan.manual else FIAT if fiat.identifier == target else BLOCKCHAIN
        return HistoricPrice(plan.factor, source, plan.timestamp)
    base = in_fiat.get((plan.base, timestamp))
    if base is None:
        return None
    price = plan.factor * base.price
    if fiat.identifier != target:
        unit = in_fiat.get((target, timestamp))
        if unit is None or unit.price <= 0:
            return None
        price = round_price(divide_price(price, unit.price))
    return HistoricPrice(price, MANUAL if plan.manual else base.source, plan.timestamp if plan.manual else base.timestamp)
