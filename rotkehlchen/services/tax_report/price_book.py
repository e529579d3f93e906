"""Prices for a report, out of what is stored: the same answers as `services.price.historic` gives without asking anybody, for very many moments.

All prices of an asset are read once, when it is first asked for, and searched in memory. What is not stored is noted in `missing`, so that the
oracles can be asked for exactly that; what they said comes in as `told` at the next walk.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Protocol

from rotkehlchen.contracts.oracle import EUR, USD, Price, divide_price, round_price
from rotkehlchen.contracts.wrapped_native import find_unwrapped
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.money import from_text
from rotkehlchen.core.time import HOUR_SECONDS, TimestampS
from rotkehlchen.services.price.historic import LONGEST_CHAIN
from rotkehlchen.services.price.model import BLOCKCHAIN, FIAT, HistoricPrice
from rotkehlchen.storage.global_db.price import LONGEST_SPAN_SECONDS, MANUAL

Moment = tuple[str, int]
ONE: Final = Decimal(1)


class Rates(Protocol):
    """Fiat rates of past days."""

    def find_price(self, asset: str, currency: str, timestamp: TimestampS) -> Price | None: ...


@dataclass(slots=True)
class _Stored:
    """Prices of one asset, by time. `manual`: those in any currency that a user typed in; `market`: in currencies that lead to the target."""

    manual_times: list[int]
    manual: list[Price]
    times: list[int]
    market: list[Price]
    rank: dict[str, int]
    near_manual: int
    near_market: int


class StoredPrices:
    """A `PriceBook` of the engine. `load`: all stored prices of an asset; `fiats`: identifiers of currencies of states."""

    def __init__(
            self, load: Callable[[str], Sequence[Price]], target: str, fiats: frozenset[str], rates: Callable[[], Rates],
            told: Mapping[Moment, HistoricPrice] | None = None,
    ) -> None:
        self._load = load
        self._target = target
        self._fiats = fiats
        self._rates = rates
        self._told = told or {}
        self._fiat = target if target in fiats else USD
        self._stored: dict[str, _Stored] = {}
        self._known_rates: dict[tuple[str, int], Price | None] = {}
        self._last: dict[str, tuple[int, Decimal | None]] = {}
        self.missing: dict[Moment, None] = {}

    def price(self, asset: AssetId, timestamp: TimestampS) -> Decimal | None:
        if asset == self._target:
            return ONE
        last = self._last.get(asset)  # several events at one time ask for the same
        if last is not None and last[0] == timestamp:
            return last[1]
        found = self.find(asset, timestamp)
        if found is None:
            self.missing[asset, timestamp] = None
        price = None if found is None else found.price
        self._last[asset] = timestamp, price
        return price

    def find(self, asset: str, timestamp: int) -> HistoricPrice | None:
        """The price with its source and the time as the source dates it."""
        told = self._told.get((asset, timestamp))
        if told is not None:
            return told
        factor, base, dated, is_manual = ONE, asset, timestamp, False
        seen = [asset]
        for _ in range(LONGEST_CHAIN):
            if base == self._target:
                break
            manual = [one for one in self._near_manual(base, timestamp) if one.currency not in seen]
            if manual:
                chosen = next((one for one in manual if one.currency == self._target), manual[0])
                factor, base, dated, is_manual = factor * chosen.price, chosen.currency, chosen.timestamp, True
            elif (unwrapped := find_unwrapped(base)) is not None and unwrapped not in seen:
                base = unwrapped
            else:
                break
            seen.append(base)
        if base == self._target:
            source = MANUAL if is_manual else FIAT if self._fiat == self._target else BLOCKCHAIN
            return HistoricPrice(factor, source, TimestampS(dated))
        found = self._in_fiat(base, timestamp)
        if found is None:
            return None
        price = factor * found.price
        if self._fiat != self._target:
            unit = self._in_fiat(self._target, timestamp)
            if unit is None or unit.price <= 0:
                return None
            price = round_price(divide_price(price, unit.price))
        return HistoricPrice(price, MANUAL, TimestampS(dated)) if is_manual else HistoricPrice(price, found.source, found.timestamp)

    def _in_fiat(self, asset: str, timestamp: int) -> HistoricPrice | None:
        if asset == self._fiat:
            return HistoricPrice(ONE, FIAT, TimestampS(timestamp))
        if asset in self._fiats:
            rate = self._rate(asset, timestamp)
            if rate is not None:
                return HistoricPrice(round_price(rate.price), rate.source, rate.timestamp)
        for price in self._near_market(asset, timestamp):
            if price.currency == self._fiat:
                return HistoricPrice(price.price, price.source, price.timestamp)
            rate = self._rate(price.currency, timestamp)
            if rate is not None:
                return HistoricPrice(round_price(price.price * rate.price), price.source, price.timestamp)
        return None

    def _rate(self, currency: str, timestamp: int) -> Price | None:
        key = currency, timestamp // LONGEST_SPAN_SECONDS  # rates are of whole days
        if key not in self._known_rates:
            self._known_rates[key] = self._rates().find_price(currency, self._fiat, TimestampS(timestamp))
        return self._known_rates[key]

    def _of(self, asset: str) -> _Stored:
        known = self._stored.get(asset)
        if known is None:
            prices = sorted(self._load(asset), key=lambda one: one.timestamp)
            manual = [one for one in prices if one.source == MANUAL]
            rank = {currency: place for place, currency in reversed(list(enumerate((self._fiat, USD, EUR))))}
            market = [one for one in prices if one.currency in rank]
            known = self._stored[asset] = _Stored(
                [one.timestamp for one in manual], manual, [one.timestamp for one in market], market, rank, 0, 0)
        return known

    def _near_manual(self, asset: str, timestamp: int) -> list[Price]:
        """Within an hour, the nearest first."""
        stored = self._of(asset)
        times = stored.manual_times
        if not times:
            return []
        first, last = bisect_left(times, timestamp - HOUR_SECONDS), bisect_right(times, timestamp + HOUR_SECONDS)
        if last - first <= 1:
            return stored.manual[first:last]
        near = sorted(stored.manual[first:last], key=lambda one: (one.currency, one.timestamp))  # ties as the table has them
        near.sort(key=lambda one: abs(one.timestamp - timestamp))
        return near

    def _near_market(self, asset: str, timestamp: int) -> list[Price]:
        """Those that answer for the time, best first: hourly before daily, then the nearest, then by source and currency."""
        stored = self._of(asset)
        first = bisect_left(stored.times, timestamp - LONGEST_SPAN_SECONDS)
        last = bisect_right(stored.times, timestamp + HOUR_SECONDS)
        if first == last:
            return []
        near = [
            one for one in stored.market[first:last]
            if (0 <= timestamp - one.timestamp < one.span_seconds if one.span_seconds > HOUR_SECONDS else abs(one.timestamp - timestamp) <= HOUR_SECONDS)
        ]
        if len(near) > 1:
            near.sort(key=lambda one: (
                one.source != MANUAL, one.span_seconds > HOUR_SECONDS, abs(one.timestamp - timestamp), one.source, stored.rank[one.currency]))
        return near


def to_price(row: Sequence[object]) -> Price:
    asset, currency, timestamp, source, price, span = row
    return Price(str(asset), str(currency), from_text(str(price)), str(source), TimestampS(int(str(timestamp))), int(str(span)))
