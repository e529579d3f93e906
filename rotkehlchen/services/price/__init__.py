"""What things are worth, now and then: one service over manual prices, fiat rates, the cache and the oracles.

`PriceService.current`, `.historic` and `.records` hold the use cases; `.desk` knows how the oracles fare.
"""

from collections.abc import Callable, Collection

from rotkehlchen.core.time import Clock
from rotkehlchen.services.notification import Notifier
from rotkehlchen.services.price.current import CurrentPrices
from rotkehlchen.services.price.desk import OracleCatalog, OracleDesk
from rotkehlchen.services.price.historic import HistoricPriceFinder
from rotkehlchen.services.price.model import PriceSettings
from rotkehlchen.services.price.record import PriceRecords
from rotkehlchen.storage.global_db.price import PriceRepository


class PriceService:
    """`load_settings` is called at each use, so that a changed setting holds at once; `load_ignored`: assets never asked for."""

    def __init__(
            self, repository: PriceRepository, catalog: OracleCatalog, notifier: Notifier, clock: Clock,
            load_settings: Callable[[], PriceSettings] = PriceSettings, load_ignored: Callable[[], Collection[str]] = frozenset,
    ) -> None:
        self.desk = OracleDesk(catalog, load_settings, clock)
        self.current = CurrentPrices(repository, self.desk, notifier, clock, load_ignored)
        self.historic = HistoricPriceFinder(repository, self.desk, notifier, clock, load_ignored)
        self.records = PriceRecords(repository, self.desk, notifier, clock)


__all__ = ['PriceService', 'PriceSettings']
