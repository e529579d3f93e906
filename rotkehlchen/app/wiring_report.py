"""Builds what makes and keeps the reports of a profile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from rotkehlchen import __version__
from rotkehlchen.core.time import Clock
from rotkehlchen.services.notification import Notifier
from rotkehlchen.services.price import PriceService
from rotkehlchen.services.profile import OpenProfile
from rotkehlchen.services.setting import SettingService
from rotkehlchen.services.tax_report.input_file import InputFile
from rotkehlchen.services.tax_report.lot import HoldingService
from rotkehlchen.services.tax_report.order import Place
from rotkehlchen.services.tax_report.policy import JurisdictionDirectory
from rotkehlchen.services.tax_report.rule import AccountingRuleService
from rotkehlchen.services.tax_report.service import ReportParts, ReportService
from rotkehlchen.storage.accounting_rule import AccountingRuleRepository
from rotkehlchen.storage.global_db.connection import FILE_NAME as GLOBAL_FILE
from rotkehlchen.storage.global_db.connection import FOLDER, GlobalDatabase
from rotkehlchen.storage.global_db.price import PriceRepository
from rotkehlchen.storage.history_event import HistoryEventRepository
from rotkehlchen.storage.history_query import HistoryQueryRepository
from rotkehlchen.storage.report import ReportRepository
from rotkehlchen.storage.user_database import FILE_NAME


@dataclass(frozen=True)
class ReportWiring:
    """What the reports of all profiles share."""

    data_directory: Path
    global_database: GlobalDatabase
    prices: PriceService
    price_table: PriceRepository
    jurisdictions: JurisdictionDirectory
    notifier: Notifier
    clock: Clock

    def make(
            self, profile: OpenProfile, settings: SettingService, events: HistoryEventRepository, query: HistoryQueryRepository,
    ) -> tuple[AccountingRuleService, ReportService, HoldingService, InputFile]:
        rules = AccountingRuleService(AccountingRuleRepository(profile.database), self.notifier)
        reports = ReportService(ReportParts(
            ReportRepository(profile.database), rules, query, settings, self.prices.historic, self.jurisdictions,
            Place(profile.folder / FILE_NAME, profile.key, self.data_directory / FOLDER / GLOBAL_FILE), __version__, self.notifier, self.clock,
            self.global_database.prepare_once,
        ))
        reports.clean()
        holdings = HoldingService(self.jurisdictions, self._known_prices, self.clock)
        return rules, reports, holdings, InputFile(events, query, rules, settings, self.prices.historic, self.price_table)

    def _known_prices(self, assets: Sequence[str], currency: str) -> Mapping[str, Decimal]:
        return {asset: price.price for asset, price in self.prices.current.cached(assets, currency).prices.items()}
