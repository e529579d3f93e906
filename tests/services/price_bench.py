"""A price service over real parts: the global database, the oracles on disk, HTTP to a server on loopback."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from rotkehlchen.contracts.oracle import EvmReader
from rotkehlchen.contracts.registry import Registry
from rotkehlchen.core.time import TimestampS
from rotkehlchen.net.http import Limits
from rotkehlchen.services.notification import Notifier
from rotkehlchen.services.price import PriceService
from rotkehlchen.services.price.catalog import RegistryCatalog, make_price_client
from rotkehlchen.services.price.model import PriceSettings
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.global_db.price import PriceRepository
from tests.conftest import FixedClock
from tests.services.price_server import PriceServer

DAI = 'eip155:1/erc20:0x6B175474E89094C44Da98b954EedeAC495271d0F'
WETH = 'eip155:1/erc20:0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2'
SPAM = 'eip155:1/erc20:0x0000000000000000000000000000000000000BAd'
ASSETS = (  # id, type, symbol, decimals, chain, address, coingecko, cryptocompare, protocol
    ('USD', 'fiat', 'USD', None, None, None, None, None, None),
    ('EUR', 'fiat', 'EUR', None, None, None, None, None, None),
    ('GBP', 'fiat', 'GBP', None, None, None, None, None, None),
    ('RUB', 'fiat', 'RUB', None, None, None, None, None, None),
    ('BTC', 'own chain', 'BTC', 8, None, None, 'bitcoin', 'BTC', None),
    ('ETH', 'own chain', 'ETH', 18, None, None, 'ethereum', 'ETH', None),
    ('HOUSE', 'custom asset', '', None, None, None, None, '', None),
    (DAI, 'evm token', 'DAI', 18, 1, DAI[15:], 'dai', 'DAI', None),
    (WETH, 'evm token', 'WETH', 18, 1, WETH[15:], 'weth', 'WETH', None),
    (SPAM, 'evm token', 'FREE', 18, 1, SPAM[15:], 'free-money', 'FREE', 'spam'),
)


class PriceBench:
    def __init__(self, database: Database, clock: FixedClock, server: PriceServer) -> None:
        with database.write() as connection:
            connection.executemany(
                'INSERT INTO asset (id, type, name, symbol, decimals, chain_id, address, coingecko, cryptocompare, protocol, origin) '
                "VALUES (?1, ?2, ?1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'shipped')", ASSETS)
        self.clock = clock
        self.server = server
        self.settings = PriceSettings()
        self.ignored: Collection[str] = ()
        self.keys: dict[tuple[str, str], str] = {}
        self.reader: EvmReader | None = None
        self.messages: list[tuple[str, Any]] = []
        self.repository = PriceRepository(database)
        self.notifier = Notifier()
        self.notifier.listen(lambda kind, data: self.messages.append((kind, data)))
        self.catalogs: list[RegistryCatalog] = []
        self.service = self.make_service(server.urls)

    def make_service(self, urls: dict[str, str], limits: Limits | None = None) -> PriceService:
        given = replace(limits or Limits(), attempts=1 if limits is None else limits.attempts)

        catalog = RegistryCatalog(
            Registry(), lambda rates: make_price_client(lambda: given, None, rates), self.clock,
            lambda chain_id: self.reader if chain_id == 1 else None,
            lambda oracle, field: self.keys.get((oracle, field)), urls)
        self.catalogs.append(catalog)
        return PriceService(self.repository, catalog, self.notifier, self.clock, lambda: self.settings, lambda: self.ignored)

    def use(self, *oracles: str, **settings: Any) -> None:
        self.settings = PriceSettings(current_oracles=oracles, historical_oracles=oracles, **settings)

    def close(self) -> None:
        for catalog in self.catalogs:
            catalog.close()
        self.server.close()

    def current(self, *assets: str, target: str = 'USD', **options: Any) -> dict[str, tuple[str, str]]:
        found = self.service.current.find(assets, target, **options).prices
        return {asset: (format(price.price.normalize(), 'f'), price.source) for asset, price in found.items()}

    def historic(self, *moments: tuple[str, int], target: str = 'USD', **options: Any) -> dict[tuple[str, int], tuple[str, str]]:
        found = self.service.historic.find([(asset, TimestampS(time)) for asset, time in moments], target, **options).prices
        return {
            (asset, time): (format(price.price.normalize(), 'f'), price.source)
            for asset, times in found.items() for time, price in times.items()}

    def progress(self, subtype: str) -> list[tuple[int, int]]:
        updates = [data for kind, data in self.messages if kind == 'progress_updates']
        return [(data['processed'], data['total']) for data in updates if data['subtype'] == subtype]

    def changes(self) -> int:
        return sum(kind == 'data_changed' and data == {'what': 'prices'} for kind, data in self.messages)
