"""What amounts are worth in the profile's main currency, from prices that are known or, if asked to, fetched.

An asset without a known price has no value: it is None here, and every total says that it is not complete.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Protocol

from rotkehlchen.core.money import ZERO
from rotkehlchen.core.progress import Job
from rotkehlchen.core.time import DAY_SECONDS, TimestampS
from rotkehlchen.services.price import PriceService

USD: Final = 'USD'


class PriceBook(Protocol):
    """What valuation needs of the price service."""

    def known_prices(self, assets: Collection[str], currency: str) -> Mapping[str, Decimal]:
        """Prices that are at hand, without the network; assets whose price is not known are absent."""

    def fetch_prices(self, assets: Collection[str], currency: str, job: Job) -> Mapping[str, Decimal]:
        """The same after asking oracles for what is missing or old; quick where they are known to have no answer."""


@dataclass(slots=True)
class Worth:
    """An amount of one asset and its value, None when no price is known."""

    amount: Decimal
    value: Decimal | None


@dataclass(slots=True)
class Total:
    """A sum of values, and which assets are missing in it."""

    value: Decimal = ZERO
    unknown: set[str] = field(default_factory=set)

    def add(self, asset: str, value: Decimal | None) -> None:
        if value is None:
            self.unknown.add(asset)
        else:
            self.value += value


class Valuation:
    """Values in one currency, which `currency` names anew at each call."""

    def __init__(self, prices: PriceBook, settings: 'CurrencySetting') -> None:
        self._prices = prices
        self._settings = settings

    @property
    def currency(self) -> str:
        return self._settings.main_currency

    def known(self, assets: Collection[str]) -> Mapping[str, Decimal]:
        return self._prices.known_prices(assets, self.currency)

    def fetch(self, assets: Collection[str], job: Job) -> Mapping[str, Decimal]:
        return self._prices.fetch_prices(assets, self.currency, job)

    def values(self, pairs: Sequence[tuple[str, Decimal]]) -> list[Decimal | None]:
        """Value of each (asset, amount), in order, from prices at hand."""
        prices = self.known({asset for asset, _ in pairs})
        return [value_of(amount, prices.get(asset)) for asset, amount in pairs]


class CurrencySetting(Protocol):
    @property
    def main_currency(self) -> str: ...


def value_of(amount: Decimal, price: Decimal | None) -> Decimal | None:
    """Nothing of anything is worth nothing, whatever its price."""
    if not amount:
        return ZERO
    return None if price is None else amount * price


class ServicePriceBook:
    """The price service as a `PriceBook`."""

    def __init__(self, prices: PriceService) -> None:
        self._prices = prices

    def known_prices(self, assets: Collection[str], currency: str) -> Mapping[str, Decimal]:
        return {asset: found.price for asset, found in self._prices.current.cached(assets, currency).prices.items()}

    def fetch_prices(self, assets: Collection[str], currency: str, job: Job) -> Mapping[str, Decimal]:
        return {asset: found.price for asset, found in self._prices.current.find(assets, currency, job=job).prices.items()}


class UsdRates:
    """What a US dollar was worth in a currency, from what is on this machine."""

    def __init__(self, prices: PriceService) -> None:
        self._prices = prices

    def find_usd_rates(self, currency: str, times: Sequence[TimestampS]) -> list[Decimal | None]:
        """By time, None where no rate is known. Never touches the network."""
        if currency == USD:
            return [Decimal(1)] * len(times)
        found = self._prices.historic.find([(USD, time) for time in times], currency, only_cache_period=DAY_SECONDS)
        by_time = found.prices.get(USD, {})
        return [by_time[time].price if time in by_time else None for time in times]
