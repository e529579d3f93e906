"""Builds the services of the application, once, before the first request. Those of a profile: `wiring_user`."""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from rotkehlchen import __version__
from rotkehlchen.app.configuration import Configuration
from rotkehlchen.app.wiring_report import ReportWiring
from rotkehlchen.app.wiring_user import UserWiring
from rotkehlchen.contracts.chain import ChainInfo
from rotkehlchen.contracts.oracle import EvmReader
from rotkehlchen.contracts.registry import Registry
from rotkehlchen.core.time import TimestampS
from rotkehlchen.net.http import HttpClient, Limits
from rotkehlchen.net.outbound import OutboundLog
from rotkehlchen.services.assets.icon import IconService
from rotkehlchen.services.assets.search import AssetSearch
from rotkehlchen.services.backup.database_copy import DatabaseCopyService
from rotkehlchen.services.backup.service import BackupService, UserData
from rotkehlchen.services.chain import ShippedChains
from rotkehlchen.services.container import AppServices, RunInformation, UserServices
from rotkehlchen.services.counterparty import CounterpartyDirectory
from rotkehlchen.services.data_import.asset_symbol import AssetSymbols
from rotkehlchen.services.demo import DemoService
from rotkehlchen.services.evm_name import EvmNames
from rotkehlchen.services.location import ChainName, LocationService
from rotkehlchen.services.node import make_node_limits
from rotkehlchen.services.notification import Notifier
from rotkehlchen.services.price import PriceService, PriceSettings
from rotkehlchen.services.price.catalog import RegistryCatalog, make_price_client
from rotkehlchen.services.profile import ProfileService
from rotkehlchen.services.session import Session
from rotkehlchen.services.task import TaskService
from rotkehlchen.services.tax_report.policy import JurisdictionDirectory
from rotkehlchen.storage.address_name import AddressNameRepository
from rotkehlchen.storage.global_db.asset import AssetRepository
from rotkehlchen.storage.global_db.asset_mapping import AssetMappingRepository, MappingFilter
from rotkehlchen.storage.global_db.connection import newest_global_schema, open_global_database
from rotkehlchen.storage.global_db.custom_asset import CustomAssetRepository
from rotkehlchen.storage.global_db.price import PriceRepository
from rotkehlchen.storage.global_db.user_asset import export_user_assets, import_user_assets
from rotkehlchen.storage.global_db.user_part import load_user_part, save_user_part
from rotkehlchen.storage.keyslot import PRODUCTION_COST, KdfCost


def now() -> TimestampS:
    return TimestampS(int(time.time()))


def wire(configuration: Configuration, *, kdf_cost: KdfCost | None = None) -> AppServices:
    """All services over the configured data directory. Raises AppError if its databases can't be opened."""
    notifier = Notifier()
    session: Session[UserServices] = Session()
    tasks = TaskService(notifier)
    global_database = open_global_database(configuration.data_directory)
    assets = AssetRepository(global_database)
    registry = Registry()
    shipped = ShippedChains(registry)
    settings = SessionSettings(session, shipped)
    client = HttpClient(settings.limits, outbound=OutboundLog(now, is_offline=configuration.is_offline))
    node_client = HttpClient(make_node_limits(settings.limits), outbound=client.outbound)
    catalog = RegistryCatalog(
        registry, lambda rates: make_price_client(settings.limits, client.outbound, rates),
        now, settings.find_reader, settings.load_credential, load_base_url=lambda oracle: settings.load_credential(oracle, 'url'),
    )
    price_table, jurisdictions = PriceRepository(global_database), JurisdictionDirectory(registry)
    prices = PriceService(price_table, catalog, notifier, now, settings.prices, settings.ignored_assets)
    locations = LocationService(settings.chain_names)
    profiles = ProfileService(configuration.data_directory, kdf_cost or PRODUCTION_COST, now, _migration_reporter(notifier))
    copies = DatabaseCopyService(now)

    def take_in(part: Mapping[str, Any]) -> None:
        save_user_part(global_database, part)
        assets.load_shipped()  # whoever keeps lists of assets learns that there are others

    counterparties = CounterpartyDirectory(registry)
    user_data = UserData(lambda: load_user_part(global_database), take_in)
    location_mappings = AssetMappingRepository(global_database, 'location')
    wiring = UserWiring(
        node_client, shipped, assets, prices, locations, AddressNameRepository(global_database), notifier, now, copies, profiles.lock,
        registry, settings.limits, counterparties,
        lambda: [(one.place, one.symbol, one.asset) for one in location_mappings.load_page(MappingFilter()).mappings],
        AssetSymbols(assets),
        ReportWiring(configuration.data_directory, global_database, prices, price_table, jurisdictions, notifier, now))

    demo = DemoService(is_demo=configuration.is_demo)

    def close() -> None:
        tasks.close()
        demo.close()
        session.close()
        global_database.close()
        catalog.close()
        client.close()
        node_client.close()

    return AppServices(
        run=RunInformation(__version__, configuration.data_directory, configuration.log_level),
        clock=now, notifier=notifier, tasks=tasks, session=session, profiles=profiles,
        backups=BackupService(profiles, user_data, now), database_copies=copies,
        global_schema_version=newest_global_schema, assets=assets, locations=locations, prices=prices,
        jurisdictions=jurisdictions, demo=demo,
        asset_search=AssetSearch(assets), custom_assets=CustomAssetRepository(assets),
        location_mappings=location_mappings,
        counterparty_mappings=AssetMappingRepository(global_database, 'counterparty'),
        icons=IconService(configuration.data_directory, assets), evm_names=EvmNames(settings.chains), list_chains=settings.chains,
        shipped_chains=shipped, outbound=client.outbound, counterparties=counterparties,
        export_user_assets=lambda: export_user_assets(global_database),
        import_user_assets=lambda content: import_user_assets(assets, content),
        make_user_services=wiring.make, close=close,
    )


def _migration_reporter(notifier: Notifier) -> Callable[[int, int], None]:
    def report(from_version: int, to_version: int) -> None:
        notifier.publish('db_upgrade_status', {
            'start_version': from_version, 'target_version': to_version,
            'current_upgrade': {'to_version': to_version, 'total_steps': 1, 'current_step': 1},
        })
    return report


class SessionSettings:
    """What services of the application need of whichever profile is open; defaults while none is."""

    def __init__(self, session: Session[UserServices], shipped: ShippedChains) -> None:
        self._session = session
        self._shipped = shipped

    def prices(self) -> PriceSettings:
        user = self._session.find()
        if user is None:
            return PriceSettings()
        get = user.settings.get
        return PriceSettings(
            tuple(get('current_price_oracles')), tuple(get('historical_price_oracles')),
            get('oracle_penalty_threshold_count'), get('oracle_penalty_duration'),
        )

    def limits(self) -> Limits:
        user = self._session.find()
        if user is None:
            return Limits()
        get = user.settings.get
        return Limits(connect_seconds=get('connect_timeout'), read_seconds=get('read_timeout'), attempts=get('query_retry_limit'))

    def ignored_assets(self) -> Collection[str]:
        user = self._session.find()
        return frozenset() if user is None else user.asset_marks.ignored()

    def find_reader(self, chain_id: int) -> EvmReader | None:
        """The open profile's way to read a chain, None where it has no node of it."""
        user = self._session.find()
        chain = None if user is None else user.chains.find_by_chain_id(chain_id)
        if user is None or chain is None or not user.nodes.has_nodes(chain.id):
            return None
        found = user.chain_readers.find(chain.id)
        return None if found is None else found.client

    def load_credential(self, service: str, field: str) -> str | None:
        user = self._session.find()
        return None if user is None else user.external_services.find_credential(service, field)

    def chains(self) -> Sequence[ChainInfo]:
        """Those of the open profile, its own included; the shipped ones while none is open."""
        user = self._session.find()
        return self._shipped.chains if user is None else user.chains.all()

    def chain_names(self) -> list[ChainName]:
        return [ChainName(chain.id, chain.name) for chain in self.chains()]
