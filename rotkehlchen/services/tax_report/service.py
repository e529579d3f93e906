"""Reports of the open profile: made, listed, looked into, turned into files, deleted.

A report is computed from one state of the history, short ones here and long ones in a process of their own, and stored in packed parts. It never
changes afterwards: another run makes another report. Two runs over the same inputs have the same digest.
"""

import shutil
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from rotkehlchen.accounting.setting import METHODS, Settings
from rotkehlchen.contracts.gain import Finding, OpenLot
from rotkehlchen.contracts.jurisdiction import Form
from rotkehlchen.core.errors import InputError, NotFoundError
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.progress import Job
from rotkehlchen.core.time import Clock, TimestampS
from rotkehlchen.services.notification import Notifier
from rotkehlchen.services.price.historic import HistoricPriceFinder
from rotkehlchen.services.setting import SettingService
from rotkehlchen.services.tax_report.order import (
    SCRATCH,
    Bytes,
    Done,
    FileFormat,
    FileOrder,
    FormsOrder,
    Message,
    Missing,
    Order,
    Parts,
    Period,
    Place,
    Progress,
    RunOrder,
    Terms,
    Told,
)
from rotkehlchen.services.tax_report.packing import to_finding, to_form, to_lot, unpack
from rotkehlchen.services.tax_report.policy import JurisdictionDirectory
from rotkehlchen.services.tax_report.reading import ReportReader
from rotkehlchen.services.tax_report.rule import AccountingRuleService
from rotkehlchen.services.tax_report.worker import follow_here, follow_process
from rotkehlchen.storage.history_filter import HistoryFilter
from rotkehlchen.storage.history_query import HistoryQueryRepository
from rotkehlchen.storage.report import PackedPart, ReportRepository, StoredReport

SMALL_EVENTS: Final = 3_000  # up to here a report takes less time than starting a process
WHAT: Final = 'reports'
IDLE: Final = ('Idle', '0')
MAX_NAME: Final = 200
SETTING_NAMES: Final = (
    'include_crypto2crypto', 'taxfree_after_period', 'include_gas_costs', 'calculate_past_cost_basis', 'include_fees_in_cost_basis',
    'eth_staking_taxable_after_withdrawal_enabled', 'use_asset_collections_in_cost_basis', 'treat_eth2_as_eth', 'cost_basis_method',
)

OF_LAWS: Final = {'include_crypto2crypto': True, 'include_gas_costs': True, 'calculate_past_cost_basis': True, 'missing_basis': 'unknown'}
"""What a country's law decides: there, what the profile says for reports without a country does not count. A cost that nobody knows is none of its sums."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: a period in UTC seconds (both included), or a tax year of a jurisdiction. `settings`: in the place of the profile's own."""

    start: int = 0
    end: int | None = None
    year: str | None = None
    name: str = ''
    terms: Terms = field(default_factory=Terms)
    settings: Mapping[str, Any] = field(default_factory=dict)
    currency: str | None = None
    ask_prices: bool = True


@dataclass(frozen=True)
class ReportParts:
    """What reports need of the application. `prepare_assets`: sees that the asset database is filled, since it is read past its owner."""

    reports: ReportRepository
    rules: AccountingRuleService
    query: HistoryQueryRepository
    settings: SettingService
    prices: HistoricPriceFinder
    jurisdictions: JurisdictionDirectory
    place: Place
    version: str
    notifier: Notifier
    clock: Clock
    prepare_assets: Callable[[], None]


class ReportService:
    def __init__(self, parts: ReportParts) -> None:
        self._parts = parts
        self._reports = parts.reports
        self.reader = ReportReader(parts.reports)
        self._state: tuple[str, str] = IDLE
        self._running = threading.Lock()
        self._lots: tuple[int, Sequence[OpenLot]] = (-1, ())

    # ------------------------------------------------------------------ making
    def run(self, wish: Wish, job: Job) -> int:
        """The identifier of the new report. One is computed at a time. Raises InputError, CancelledError, StorageError."""
        period, terms = self._period(wish)
        settings = self._settings(wish, period)
        while not self._running.acquire(timeout=0.1):
            job.report(0, None, 'waiting')
        try:
            self._parts.rules.prepare()
            self._parts.prepare_assets()
            now = self._parts.clock()
            order = RunOrder(self._parts.place, settings, period, terms, wish.ask_prices, self._parts.version, now)
            return self._make(order, wish.name[:MAX_NAME] or period.label, now, job)
        finally:
            self._state = IDLE
            self._running.release()

    def _make(self, order: RunOrder, name: str, now: TimestampS, job: Job) -> int:
        identifier = self._reports.begin(now, name, order.period.start, order.period.end)
        waiting: list[PackedPart] = []
        is_done = False
        try:
            for message in self._follow(order, job, lambda missing: self._ask(missing, job)):
                if isinstance(message, Progress):
                    self._tell(message, job)
                elif isinstance(message, Parts):
                    if waiting:
                        self._reports.add(identifier, waiting)
                    waiting = list(message.parts)
                elif isinstance(message, Done):
                    self._reports.finish(identifier, waiting, message.summary, message.digest)
                    is_done = True
        finally:
            if not is_done:
                self._reports.delete(identifier)
        self._parts.notifier.data_changed(WHAT)
        return identifier

    def _follow(self, order: RunOrder, job: Job, answer: Callable[[Missing], Told]) -> Iterator[Message]:
        events = self._parts.query.count(HistoryFilter())
        return (follow_here if events <= SMALL_EVENTS else follow_process)(order, job, answer)

    def _tell(self, progress: Progress, job: Job) -> None:
        share = 0 if not progress.total else min(100, progress.done * 100 // progress.total)
        self._state = 'Processing all retrieved historical events', str(share)
        job.report(progress.done, progress.total, progress.step)

    def _ask(self, missing: Missing, job: Job) -> Told:
        """What oracles say of prices that are not stored."""
        self._state = 'Querying prices', '100'
        found = self._parts.prices.find(missing.moments, missing.target, job=job)
        prices = {(asset, int(time)): price for asset, by_time in found.prices.items() for time, price in by_time.items()}
        return Told(prices, frozenset((asset, int(time)) for asset, time in found.rate_limited))

    def _period(self, wish: Wish) -> tuple[Period, Terms]:
        terms = wish.terms
        if terms.jurisdiction is not None:
            self._parts.jurisdictions.check_chosen(terms.jurisdiction, terms.chosen)
            if wish.year is not None:
                return self._parts.jurisdictions.period(terms.jurisdiction, wish.year, terms.chosen), terms
        elif wish.year is not None:
            raise InputError('year: a tax year is one of a jurisdiction; name that, too', field='year')
        elif terms.chosen:
            raise InputError('choices: are those of a jurisdiction; name that, too', field='choices')
        end = self._parts.clock() if wish.end is None else wish.end
        if wish.start > end:
            raise InputError('from_timestamp: must not be after to_timestamp', field='from_timestamp')
        return Period(wish.start, end), terms

    def _settings(self, wish: Wish, period: Period) -> Settings:
        values = {name: self._parts.settings.get(name) for name in SETTING_NAMES}
        values |= {**(OF_LAWS if wish.terms.jurisdiction is not None else {}), **wish.settings}
        currency = wish.currency or self._currency_of(wish.terms) or self._parts.settings.main_currency
        if values['cost_basis_method'] not in METHODS:
            raise InputError(f'settings.cost_basis_method: must be one of {", ".join(METHODS)}', field='settings.cost_basis_method')
        return Settings(profit_currency=AssetId(currency), start=TimestampS(period.start), end=TimestampS(period.end), **values)

    def _currency_of(self, terms: Terms) -> str:
        return '' if terms.jurisdiction is None else self._parts.jurisdictions.rules(terms.jurisdiction).currency

    # ------------------------------------------------------------------ reading
    @property
    def state(self) -> tuple[str, str]:
        """(what is being done, percent) of the report that runs now."""
        return self._state

    def all(self) -> list[StoredReport]:
        """The newest first."""
        return self._reports.load_all()

    def get(self, identifier: int) -> StoredReport:
        """Raises NotFoundError."""
        report = self._reports.find(identifier)
        if report is None:
            raise NotFoundError(f'There is no report {identifier}.', identifier=identifier)
        return report

    def newest(self) -> StoredReport | None:
        return next(iter(self._reports.load_all()), None)

    def findings(self, identifier: int) -> list[Finding]:
        """What the report could not know, in the order in which it came up."""
        return [to_finding(row) for content in self._reports.stream(identifier, 'finding') for row in unpack(content)]

    def open_lots(self, identifier: int) -> Sequence[OpenLot]:
        """What was still held at the report's end. Kept for the next question, which is often about the same report."""
        known = self._lots
        if known[0] != identifier:
            self._lots = known = (identifier, [to_lot(row) for content in self._reports.stream(identifier, 'lot') for row in unpack(content)])
        return known[1]

    def forms(self, identifier: int, job: Job) -> list[Form]:
        """Made now where the report was made without, and kept. Raises NotFoundError."""
        report = self.get(identifier)
        if not self._reports.load_parts(identifier, 'form'):
            made: list[PackedPart] = []
            for message in self._work(FormsOrder(self._parts.place, identifier, self._parts.clock()), report, job):
                if isinstance(message, Parts):
                    made += message.parts
            self._reports.put_forms(identifier, made)
        return [to_form(unpack(content)) for content in self._reports.stream(identifier, 'form')]

    def rename(self, identifier: int, name: str) -> None:
        self.get(identifier)
        self._reports.rename(identifier, name[:MAX_NAME])
        self._parts.notifier.data_changed(WHAT)

    def delete(self, identifier: int) -> None:
        """Raises NotFoundError."""
        self.get(identifier)
        self._reports.delete(identifier)
        self.reader.forget(identifier)
        self._parts.notifier.data_changed(WHAT)

    # ------------------------------------------------------------------ files
    def file(self, identifier: int, file_format: FileFormat, form: str | None, job: Job) -> Iterator[bytes]:
        """The report, or one of its forms, piece by piece. Raises NotFoundError, InputError before the first piece."""
        report = self.get(identifier)
        forms = self.forms(identifier, job) if form is not None or file_format != 'csv' else []
        if form is not None and form not in {one.id for one in forms}:
            raise NotFoundError(f'The report has no form named {form}.', form=form)
        get = self._parts.settings.get
        order = FileOrder(
            self._parts.place, identifier, file_format, form, str(get('csv_export_delimiter') or ','), bool(get('pnl_csv_with_formulas')),
            bool(get('pnl_csv_have_summary')), self._parts.version, self._parts.place.database.parent, self._parts.clock())
        return (message.content for message in self._work(order, report, job) if isinstance(message, Bytes))

    def _work(self, order: Order, report: StoredReport, job: Job) -> Iterator[Message]:
        is_small = int(report.summary['lines']) <= SMALL_EVENTS
        return (follow_here if is_small else follow_process)(order, job, _no_answer)

    def clean(self) -> None:
        """Remove what a crash left: a report that was being made, and what a file was made of. For the moment when a profile is opened."""
        self._reports.remove_unfinished()
        for folder in self._parts.place.database.parent.glob(f'{SCRATCH}*'):
            shutil.rmtree(folder, ignore_errors=True)


def _no_answer(_missing: Missing) -> Told:
    return Told({})
