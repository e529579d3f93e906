"""Prices that users write and look through: manual ones, the table of all historic prices, what an oracle has cached."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from rotkehlchen.contracts.oracle import Pair, Price, SeriesOracle
from rotkehlchen.core.errors import ConflictError, InputError, NotFoundError
from rotkehlchen.core.progress import Job, QuietJob
from rotkehlchen.core.time import DAY_SECONDS, Clock, TimestampS
from rotkehlchen.services.notification import Notifier
from rotkehlchen.services.price.desk import RATE_ORACLE, OracleDesk
from rotkehlchen.services.price.model import CURRENT_ORACLE_NUMBERS, HISTORIC_PROGRESS, OracleInfo
from rotkehlchen.storage.global_db.price import (
    MANUAL,
    ORDER_COLUMNS,
    ManualLatestPrice,
    PriceFilter,
    PricePage,
    PriceRange,
    PriceRepository,
)

OTHER_SOURCES: Final = ('xratescom', 'manual current', 'alchemy')  # of the established interface: databases moved from there have them
EARLIEST_SERIES: Final = TimestampS(1_279_300_000)  # July 2010, the first market price of any coin
MAX_BULK: Final = 100_000


class PriceRecords:
    def __init__(self, repository: PriceRepository, desk: OracleDesk, notifier: Notifier, clock: Clock) -> None:
        self._repository = repository
        self._desk = desk
        self._notifier = notifier
        self._clock = clock

    # -- manual latest prices

    def set_manual_latest(self, from_asset: str, to_asset: str, price: Decimal) -> None:
        """Say what an asset is worth until it is said otherwise; replaces what was said before."""
        self._check_pair(from_asset, to_asset)
        check_price(price)
        self._repository.save_manual_latest(ManualLatestPrice(from_asset, to_asset, price))
        self._notifier.data_changed('prices')

    def delete_manual_latest(self, asset: str) -> None:
        if not self._repository.delete_manual_latest(asset):
            raise NotFoundError(f'There is no manual price of {asset}.', asset=asset)
        self._notifier.data_changed('prices')

    def list_manual_latest(self, from_asset: str | None = None, to_asset: str | None = None) -> list[ManualLatestPrice]:
        """By asset."""
        return self._repository.load_manual_latest(from_asset, to_asset)

    # -- historic prices

    def add_historic(self, price: Price) -> None:
        """Write one price. Raises ConflictError if there is another one of the same pair, time and source; the same again is fine."""
        self._check_rows([price])
        if not self._repository.add_historic(price) and not self._is_stored(price):
            raise ConflictError(
                'There is a price of this pair, time and source already: edit it instead.',
                from_asset=price.asset, timestamp=price.timestamp)
        self._notifier.data_changed('prices')

    def add_historic_bulk(self, prices: Sequence[Price]) -> int:
        """Write many in one transaction, replacing those of the same pair, time and source. All or none. How many were given."""
        if len(prices) > MAX_BULK:
            raise InputError(f'At most {MAX_BULK} prices may be given at once.', field='prices')
        self._check_rows(prices)
        written = self._repository.save_historic(prices)
        self._notifier.data_changed('prices')
        return written

    def edit_historic(self, price: Price) -> None:
        """Change the price of the row of this pair, time and source."""
        self._check_rows([price])
        if not self._repository.edit_historic(price):
            raise NotFoundError('There is no price of this pair, time and source.', from_asset=price.asset, timestamp=price.timestamp)
        self._notifier.data_changed('prices')

    def delete_historic(self, from_asset: str, to_asset: str, timestamp: TimestampS, source: str) -> None:
        if not self._repository.delete_historic(from_asset, to_asset, timestamp, source):
            raise NotFoundError('There is no price of this pair, time and source.', from_asset=from_asset, timestamp=timestamp)
        self._notifier.data_changed('prices')

    def list_manual_historic(self, from_asset: str | None = None, to_asset: str | None = None) -> list[Price]:
        """Oldest first."""
        return self._repository.load_manual_historic(from_asset, to_asset)

    def load_page(
            self, chosen: PriceFilter, *, order: Sequence[tuple[str, bool]] = (('timestamp', False),), limit: int = -1, offset: int = 0,
    ) -> PricePage:
        """A page of all historic prices. `order`: (attribute, ascending) pairs; attributes as the keys of a row in the API."""
        for name, _ in order:
            if name not in ORDER_COLUMNS:
                raise InputError(f'Prices can be ordered by {", ".join(ORDER_COLUMNS)}.', field='order_by_attributes')
        return self._repository.load_page(chosen, order=order, limit=limit, offset=offset)

    # -- oracles

    def list_oracles(self, capability: str) -> list[OracleInfo]:
        """Oracles that can be put in order for 'current' or 'historical' prices, by id."""
        infos = [info for info in self._desk.infos() if capability in info.capabilities and info.id != RATE_ORACLE]
        return sorted(infos, key=lambda info: info.id)

    def list_ranges(self, oracle: str) -> list[PriceRange]:
        """What is cached of an oracle, by pair."""
        self._check_source(oracle, 'oracle')
        return self._repository.load_ranges(oracle)

    def delete_range(self, oracle: str, from_asset: str, to_asset: str) -> int:
        """Forget an oracle's prices of a pair. How many there were."""
        self._check_source(oracle, 'oracle')
        removed = self._repository.delete_range(oracle, from_asset, to_asset)
        self._notifier.data_changed('prices')
        return removed

    def create_range(self, oracle: str, from_asset: str, to_asset: str, *, purge_old: bool = False, job: Job | None = None) -> int:
        """Fetch all that an oracle has of a pair into the cache, page by page. How many prices came.

        `purge_old`: forget what was cached of it once the first page has come. What a cancelled or failed run fetched is kept.
        Raises RemoteError, CancelledError.
        """
        job = job or QuietJob()
        source, pair = self._find_series_oracle(oracle), self._find_pair(from_asset, to_asset)
        if not source.knows(pair.asset) or not source.quotes(pair.currency):
            raise InputError(f'{oracle} does not know this pair.', field='from_asset')
        start, end = EARLIEST_SERIES, self._clock()
        if not purge_old:
            known = [one for one in self._repository.load_ranges(oracle) if (one.from_asset, one.to_asset) == (from_asset, to_asset)]
            start = max([start, *(one.to_timestamp for one in known)])
        written = 0
        for page in source.fetch_series(pair, start, end):
            if purge_old and not written and page:
                self._repository.delete_range(oracle, from_asset, to_asset)
            written += self._repository.save_historic(replace(price, asset=from_asset) for price in page)
            oldest = min((price.timestamp for price in page), default=start)
            days, total = (end - oldest) // DAY_SECONDS, (end - start) // DAY_SECONDS
            self._notifier.publish('progress_updates', {'subtype': HISTORIC_PROGRESS, 'total': total, 'processed': min(days, total)})
            job.report(min(days, total), total, 'prices')
        if written:
            self._notifier.data_changed('prices')
        return written

    def _find_series_oracle(self, oracle: str) -> SeriesOracle:
        if not any(info.id == oracle and 'series' in info.capabilities for info in self._desk.infos()):
            raise InputError(f'{oracle} is not an oracle that gives whole price histories.', field='oracle')
        loaded = self._desk.load(oracle)
        if not hasattr(loaded, 'fetch_series'):
            raise AssertionError(f'{oracle} declares a capability that it does not have')
        return loaded  # type: ignore[return-value]  # checked by its declared capability

    def _find_pair(self, from_asset: str, to_asset: str) -> Pair:
        self._check_pair(from_asset, to_asset)
        refs = self._repository.load_asset_refs([from_asset, to_asset])
        return Pair(refs[from_asset], refs[to_asset])

    def _is_stored(self, price: Price) -> bool:
        found = self._repository.load_page(
            PriceFilter(price.asset, price.currency, price.source, price.timestamp, price.timestamp), limit=1)
        return any(entry.price == price.price for entry in found.entries)

    def _check_rows(self, prices: Sequence[Price]) -> None:
        known = self._repository.load_asset_refs(asset for price in prices for asset in (price.asset, price.currency))
        sources = self._sources()
        now = self._clock()
        for price in prices:
            for field, asset in (('from_asset', price.asset), ('to_asset', price.currency)):
                if asset not in known:
                    raise InputError(f'{asset} is not a known asset.', field=field, code='unknown_asset')
            if price.asset == price.currency:
                raise InputError('An asset has no price in itself.', field='to_asset')
            if price.source not in sources:
                raise InputError(f'{price.source} is not a source of prices.', field='source_type')
            if not 0 < price.timestamp <= now + DAY_SECONDS:
                raise InputError('The time of a price must lie in the past.', field='timestamp')
            check_price(price.price)

    def _check_pair(self, from_asset: str, to_asset: str) -> None:
        known = self._repository.load_asset_refs([from_asset, to_asset])
        for field, asset in (('from_asset', from_asset), ('to_asset', to_asset)):
            if asset not in known:
                raise InputError(f'{asset} is not a known asset.', field=field, code='unknown_asset')
        if from_asset == to_asset:
            raise InputError('An asset has no price in itself.', field='to_asset')

    def check_order(self, oracles: Iterable[str], field: str) -> None:
        """Raises InputError for a word that is neither an oracle here nor one of the established interface: mistyped, it would never be asked."""
        known = self._sources() | CURRENT_ORACLE_NUMBERS.keys()
        if unknown := [oracle for oracle in oracles if oracle not in known]:
            raise InputError(f'{field}: there is no oracle {unknown[0]}', field=field)

    def _check_source(self, source: str, field: str) -> None:
        if source not in self._sources():
            raise InputError(f'{source} is not a source of prices.', field=field)

    def _sources(self) -> set[str]:
        return {MANUAL, *OTHER_SOURCES, *(info.id for info in self._desk.infos())}


def check_price(price: Decimal) -> None:
    """Zero may be said by a user: it means worthless, where unknown is no row at all."""
    if price < 0:
        raise InputError('A price must not be negative.', field='price')


def parse_order(attributes: Iterable[str], ascending: Iterable[bool]) -> list[tuple[str, bool]]:
    """Pairs of two lists of a request; what has no direction is ascending."""
    directions = list(ascending)
    return [(name, directions[index] if index < len(directions) else True) for index, name in enumerate(attributes)]
