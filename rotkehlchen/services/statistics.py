"""Series and shares out of the snapshots, in US dollars as stored and in the main currency.

What is not known is not drawn: a point whose exchange rate is missing is left out and its time is named; a point
that misses the value of some asset is there, and its time is named too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Protocol

from rotkehlchen.core.errors import NotFoundError
from rotkehlchen.core.money import ZERO
from rotkehlchen.core.time import TimestampS
from rotkehlchen.services.snapshot import USD, UsdRateLookup, rounded
from rotkehlchen.storage.snapshot import MAX_TIMESTAMP, TOTAL, AssetPoint, Snapshot, SnapshotRepository

SHOWN_DIGITS: Final = Decimal('1e-10')  # undoes the rounding of a value that was converted to dollars and back


class CollectionLookup(Protocol):
    def load_collection_members(self, identifier: int) -> Sequence[str]:
        """Identifiers of a collection's assets; empty if there is no such collection."""


class SettingLookup(Protocol):
    @property
    def main_currency(self) -> str: ...
    def get(self, name: str) -> Any: ...


@dataclass(frozen=True, slots=True)
class NetValues:
    """`values[i]` in the main currency at `times[i]`. `unknown_times` have no exchange rate, `incomplete_times` miss an asset's value."""

    times: list[TimestampS]
    values: list[Decimal]
    unknown_times: list[TimestampS]
    incomplete_times: list[TimestampS]


@dataclass(frozen=True, slots=True)
class Share:
    """What an asset or a location held in the newest snapshot. `amount` None: of a location."""

    name: str
    amount: Decimal | None
    usd_value: Decimal | None
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class BalancePoint:
    time: TimestampS
    amount: Decimal
    usd_value: Decimal | None
    value: Decimal | None


class StatisticsService:
    def __init__(
            self, snapshots: SnapshotRepository, rates: UsdRateLookup, collections: CollectionLookup, settings: SettingLookup,
    ) -> None:
        self._snapshots = snapshots
        self._rates = rates
        self._collections = collections
        self._settings = settings

    def net_values(self, *, include_nfts: bool = True) -> NetValues:
        """The net worth over time, ascending."""
        series = self._snapshots.load_net_values()
        without = {} if include_nfts else self._snapshots.load_nft_values()
        rates = self._rates_at([time for time, _ in series])
        times: list[TimestampS] = []
        values: list[Decimal] = []
        for time, usd_value in series:
            if (value := _convert(usd_value - without.get(time, ZERO), rates[time])) is not None:
                times.append(time)
                values.append(value)
        unknown = [time for time, _ in series if rates[time] is None]
        return NetValues(times, values, unknown, self._snapshots.load_incomplete_times())

    def distribution_by_location(self) -> tuple[TimestampS, list[Share]] | None:
        """(time, shares) of the newest snapshot, the largest first; None if there is none."""
        latest = self._latest()
        if latest is None:
            return None
        rate = self._rates_at([latest.timestamp])[latest.timestamp]
        shares = [Share(name, None, value, _convert(value, rate)) for name, value in latest.locations.items() if name != TOTAL]
        return latest.timestamp, _sorted_by_value(shares)

    def distribution_by_asset(self) -> tuple[TimestampS, list[Share]] | None:
        """The same by asset, liabilities left out; unknown values come last."""
        latest = self._latest()
        if latest is None:
            return None
        rate = self._rates_at([latest.timestamp])[latest.timestamp]
        shares = [
            Share(row.asset, row.amount, row.usd_value, _convert(row.usd_value, rate)) for row in latest.assets if row.category == 'asset'
        ]
        return latest.timestamp, _sorted_by_value(shares)

    def asset_balances(self, asset: str, from_time: TimestampS, to_time: TimestampS | None) -> list[BalancePoint]:
        """Amount and value of an asset over time, ascending."""
        return self._series([asset], from_time, to_time)

    def collection_balances(self, collection_id: int, from_time: TimestampS, to_time: TimestampS | None) -> list[BalancePoint]:
        """The same for all assets of a collection together."""
        assets = self._collections.load_collection_members(collection_id)
        if not assets:
            raise NotFoundError(f'There is no asset collection {collection_id}', field='collection_id', collection_id=collection_id)
        return self._series(assets, from_time, to_time)

    def _series(self, assets: Sequence[str], from_time: TimestampS, to_time: TimestampS | None) -> list[BalancePoint]:
        end = MAX_TIMESTAMP if to_time is None else to_time
        held: dict[TimestampS, list[AssetPoint]] = {}
        for point in self._snapshots.load_points(assets, from_time, end):
            held.setdefault(point.timestamp, []).append(point)
        times = list(held)
        if held and self._settings.get('infer_zero_timed_balances'):
            times = self._snapshots.load_times(times[0], end)  # from the first time it was there: not in a snapshot means none held
        rates = self._rates_at(times)
        return [_sum_points(time, held.get(time, []), rates[time]) for time in times]

    def _latest(self) -> Snapshot | None:
        time = self._snapshots.find_latest_time()
        return None if time is None else self._snapshots.find(time)

    def _rates_at(self, times: Sequence[TimestampS]) -> Mapping[TimestampS, Decimal | None]:
        currency = self._settings.main_currency
        if currency == USD or not times:
            return dict.fromkeys(times, Decimal(1))
        return dict(zip(times, self._rates.find_usd_rates(currency, times), strict=True))


def _sum_points(time: TimestampS, points: Sequence[AssetPoint], rate: Decimal | None) -> BalancePoint:
    amount = sum((point.amount for point in points), ZERO)
    values = [point.usd_value for point in points if point.usd_value is not None]
    usd_value = sum(values, ZERO) if len(values) == len(points) else None
    return BalancePoint(time, amount, usd_value, _convert(usd_value, rate))


def _convert(usd_value: Decimal | None, rate: Decimal | None) -> Decimal | None:
    return None if usd_value is None or rate is None else rounded(usd_value * rate, SHOWN_DIGITS)


def _sorted_by_value(shares: list[Share]) -> list[Share]:
    return sorted(shares, key=lambda share: (share.usd_value is None, -(share.usd_value or ZERO), share.name))
