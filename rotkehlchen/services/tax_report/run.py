"""One report, from the stored history to packed parts: what the worker does.

The history is read as one state of the data, and walked; prices come out of what is stored. What had no price is asked for once, by whoever gave the
order, and where that brought something the history is walked again, so that nothing depends on what was known when.
"""

import hashlib
import json
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from rotkehlchen.accounting.adjustment import KEY
from rotkehlchen.accounting.engine import AccountedEvent, Engine, in_groups
from rotkehlchen.accounting.rule import AccountingRule, RuleBook
from rotkehlchen.contracts.gain import Line
from rotkehlchen.contracts.jurisdiction import Form, YearFigures
from rotkehlchen.contracts.oracle import OracleContext
from rotkehlchen.contracts.registry import Registry
from rotkehlchen.core.event import HistoryEvent
from rotkehlchen.core.money import to_text
from rotkehlchen.core.time import DAY_SECONDS, TimestampMs, TimestampS
from rotkehlchen.services.price.desk import RATE_ORACLE
from rotkehlchen.services.tax_report.fact import AssetFacts
from rotkehlchen.services.tax_report.order import Done, FormsOrder, Message, Missing, Parts, Period, Place, Progress, RunOrder, Terms, Told
from rotkehlchen.services.tax_report.packing import Packer, finding_row, line_row, lot_row, pack_forms, to_finding, to_line, to_lot, unpack
from rotkehlchen.services.tax_report.policy import GENERIC, KIND, JurisdictionDirectory, year_of
from rotkehlchen.services.tax_report.price_book import Rates, StoredPrices
from rotkehlchen.services.tax_report.rule import digest_of, rule_of
from rotkehlchen.storage.accounting_event import AccountingEvent, count_events, load_partners, stream_events
from rotkehlchen.storage.accounting_rule import NamedLot, load_named_lots, load_rules
from rotkehlchen.storage.database import Connection, Database
from rotkehlchen.storage.history_change import load_event_change
from rotkehlchen.storage.report import PackedPart, ReportRepository, StoredReport
from rotkehlchen.storage.user_database import connect

EVENTS_A_MESSAGE: Final = 2000
BYTES_A_MESSAGE: Final = 2_000_000
MAX_FORMS_LINES: Final = 5_000_000
STEP: Final = 'report'
DEBT: Final = 'debt'  # beside the reasons of `storage.accounting_event`, for which an event is left out
Talk = Generator[Message, Told | None, None]


@dataclass
class History:
    """The events of one state of the data, readable again and again. Counts what is left out, and tells how far it is."""

    connection: Connection
    start_ms: int
    end_ms: int
    partners: Mapping[int, tuple[int, ...]]
    named: Mapping[int, Sequence[NamedLot]] = field(default_factory=dict)
    debts: frozenset[str] = frozenset()  # assets that are owed: to get one or to give it back is no purchase and no sale
    left_out: dict[str, int] = field(default_factory=dict)
    first_ms: int | None = None
    last_ms: int | None = None
    read: int = 0

    def __iter__(self) -> Iterator[Sequence[AccountedEvent]]:
        self.left_out, self.first_ms, self.last_ms, self.read = {}, None, None, 0
        return in_groups(self._events())

    def _events(self) -> Iterator[AccountedEvent]:
        partner = self.partners.get
        for event, identifier, reason in self._stream():
            why: str | None = DEBT if reason is None and event.asset in self.debts else reason
            if why is not None:
                self.left_out[why] = self.left_out.get(why, 0) + 1
            elif self.first_ms is None:
                self.first_ms = event.timestamp
            self.last_ms = event.timestamp
            self.read += 1
            if identifier in self.named:
                event = _with_named(event, self.named[identifier])
            sides = partner(identifier)
            if sides is None:
                yield AccountedEvent(event, identifier, None, why is not None)
            else:
                yield AccountedEvent(event, identifier, sides[0], why is not None, sides)

    def _stream(self) -> Iterator[AccountingEvent]:
        return stream_events(self.connection, self.start_ms, self.end_ms)


def _with_named(event: HistoryEvent, lots: Sequence[NamedLot]) -> HistoryEvent:
    """The event saying which lots it takes, as accounting reads it (`accounting.adjustment`)."""
    extra = event.extra_data or {}
    said = {**extra.get(KEY, {}), 'lots': [{'event': one.lot_event_id, 'amount': to_text(one.amount)} for one in lots]}
    return replace(event, extra_data={**extra, KEY: said})


@contextmanager
def snapshot(place: Place) -> Iterator[Connection]:
    """One state of the profile's data, over a connection of its own."""
    connection = connect(place.database, place.key)
    try:
        connection.execute('BEGIN')
        yield connection
    finally:
        connection.close()


def run(order: RunOrder) -> Talk:
    """Parts of all kinds, then `Done`."""
    with snapshot(order.place) as connection, closing(AssetFacts(order.place.global_database)) as facts:
        walk = _Walk(order, connection, facts, JurisdictionDirectory(Registry()))
        told: Told | None = None
        yield from walk.go({})
        if walk.prices.missing and order.ask_prices:
            moments = list(walk.prices.missing)
            told = yield Missing(moments, order.settings.profit_currency)
            if told is not None and told.prices:
                yield from walk.go(told.prices)
        yield from walk.finish(told)


class _Walk:
    def __init__(self, order: RunOrder, connection: Connection, facts: AssetFacts, directory: JurisdictionDirectory) -> None:
        self._order = order
        self._connection = connection
        self._facts = facts
        self._directory = directory
        rules = load_rules(connection)
        self._rules: list[AccountingRule] = [rule_of(one) for one in rules if one.state != 'event']
        self._event_rules = {event: rule_of(one) for one in rules for event in one.event_ids}
        self._rates = Rating(order.now)
        settings = order.settings
        begin = settings.start if not settings.calculate_past_cost_basis else 0
        end_ms = order.period.end * 1000 + 999
        span = directory.policies(order.terms, settings)(TimestampMs(end_ms))
        days_after = span.policy.days_after
        last_ms = end_ms + (days_after + 1) * DAY_SECONDS * 1000 if days_after else end_ms
        if span.policy.method == 'total_average':  # what is bought until the year is over is in the cost of what was sold before
            last_ms = max(last_ms, span.end - 1)
        self._history = History(connection, begin * 1000, last_ms, load_partners(connection), load_named_lots(connection), facts.debts)
        self._total = count_events(connection, self._history.start_ms, self._history.end_ms)
        self._passed_over = count_events(connection, 0, self._history.start_ms - 1)  # the established interface counts them as processed
        self._assets = facts.assets(collections=settings.use_asset_collections_in_cost_basis, staked_eth=settings.treat_eth2_as_eth)

    def go(self, told: Mapping[tuple[str, int], Any]) -> Iterator[Message]:
        """Walk the history once, from the start."""
        order = self._order
        self.prices = StoredPrices(
            self._facts.load_prices, order.settings.profit_currency, frozenset(self._facts.fiats), self._rates.load, told)
        self._engine = self._make_engine()
        self._digest = hashlib.sha256()
        self._parts: list[PackedPart] = []
        packer = Packer('line', self._digest)
        add, parts, reported = packer.add, self._parts, 0
        for line in self._engine.walk(self._history):
            part = add(line_row(line))
            if part is not None:
                parts.append(part)
                if self._history.read - reported >= EVENTS_A_MESSAGE:
                    reported = self._history.read
                    yield Progress(reported, self._total, STEP)
        if (part := packer.take()) is not None:
            parts.append(part)
        self._lines = packer.rows

    def _make_engine(self) -> Engine:
        settings = self._order.settings
        return Engine(
            settings, RuleBook(self._rules, self._event_rules, settings), self.prices, self._directory.policies(self._order.terms, settings), self._assets)

    def finish(self, told: Told | None) -> Iterator[Message]:
        lots, findings = Packer('lot', self._digest), Packer('finding', self._digest)
        counts: dict[str, int] = {}
        asked: set[tuple[str, int]] = set()
        open_lots = self._engine.open_lots()
        self._parts += filter(None, [*(lots.add(lot_row(one)) for one in open_lots), lots.take()])
        limited = told.rate_limited if told is not None else frozenset()
        for finding in self._engine.findings:
            row, moment = finding_row(finding), (finding.asset, finding.timestamp // 1000)
            is_price = finding.kind == 'missing_price'
            if is_price and moment in limited:
                row[5]['rate_limited'] = True
            if not is_price or moment not in asked:  # one price mends all that want it
                counts[finding.kind] = counts.get(finding.kind, 0) + 1
            if is_price:
                asked.add(moment)
            self._parts += filter(None, [findings.add(row)])
        self._parts += filter(None, [findings.take()])
        summary = self._summary(counts, lots.rows)
        terms = self._order.terms
        if terms.jurisdiction is not None:
            figures = Figures(self._order.period, terms, self._order.settings.profit_currency, self._facts)
            made = figures.forms(self._directory, lambda: _lines(self._parts), self._parts)
            self._parts += pack_forms(made, self._digest)
        self._digest.update(json.dumps({**summary, 'stamps': _lasting(summary['stamps'])}, sort_keys=True).encode())
        yield from batches(self._parts)
        yield Done(summary, self._digest.hexdigest())

    def _portfolio(self) -> dict[str, Any]:
        paid, used = self._engine.portfolio
        return {'portfolio': {'paid': to_text(paid), 'used': None if used is None else to_text(used)}}

    def _summary(self, findings: Mapping[str, int], lots: int) -> dict[str, Any]:
        order, settings, history = self._order, self._order.settings, self._history
        policy = self._directory.policies(order.terms, settings)(order.period.end * 1000).policy  # type: ignore[arg-type]
        return {
            'overview': {
                name: {'taxable': to_text(one.taxable), 'free': to_text(one.free), 'not_known': one.unknown}
                for name, one in sorted(self._engine.totals.items())
            },
            'settings': settings_of(order),
            'first_processed_timestamp': (history.first_ms or 0) // 1000,
            'last_processed_timestamp': (history.last_ms or 0) // 1000,
            'processed_actions': self._engine.processed + self._passed_over,
            'total_actions': self._total + self._passed_over,
            'left_out': dict(sorted(history.left_out.items())),
            'lines': self._lines, 'open_lots': lots, 'findings': dict(sorted(findings.items())),
            'jurisdiction': order.terms.jurisdiction, 'year': order.period.label or None, 'zone': order.period.zone,
            'choices': {label: dict(values) for label, values in order.terms.chosen.items()},
            'methods': dict(order.terms.method), 'scopes': dict(order.terms.scope),
            'method': policy.method, 'scope': policy.scope, **(self._portfolio() if policy.portfolio_gain else {}),
            'stamps': {
                'version': order.version, 'history_change': load_event_change(self._connection),
                'rules': digest_of([*self._rules, *self._event_rules.values()], self._event_rules),
            },
        }


def settings_of(order: RunOrder) -> dict[str, Any]:
    """The settings that decided, in the words of the API."""
    named = asdict(order.settings)
    for name in ('start', 'end'):
        del named[name]
    return named


def _lasting(stamps: Mapping[str, Any]) -> dict[str, Any]:
    """Without what differs between two runs on the same data."""
    return {name: value for name, value in stamps.items() if name != 'history_change'}


def batches(parts: Sequence[PackedPart]) -> Iterator[Parts]:
    """In messages of a size that is good to store at once."""
    batch: list[PackedPart] = []
    size = 0
    for part in parts:
        batch.append(part)
        size += len(part.content)
        if size >= BYTES_A_MESSAGE:
            yield Parts(batch)
            batch, size = [], 0
    if batch:
        yield Parts(batch)


# ------------------------------------------------------------------ forms
@dataclass(frozen=True, slots=True)
class Figures:
    """What the forms of a report are made of."""

    period: Period
    terms: Terms
    currency: str
    facts: AssetFacts

    def forms(self, directory: JurisdictionDirectory, lines: Any, parts: Sequence[PackedPart]) -> list[Form]:
        """`parts`: those with open lots and findings; lines may be among them."""
        identifier = self.terms.jurisdiction or GENERIC
        year = year_of(self.terms, self.period, directory.rules(identifier) if self.terms.jurisdiction else None)
        return list(directory.report(identifier).forms(YearFigures(
            year, self.currency, lines, [to_lot(row) for row in _rows(parts, 'lot')], [to_finding(row) for row in _rows(parts, 'finding')],
            self.terms.chosen.get(year.label, self.terms.chosen.get('', {})), self.facts.name_of,
        )))


def _rows(parts: Sequence[PackedPart], kind: str) -> Iterator[Any]:
    for part in parts:
        if part.part.kind == kind:
            yield from unpack(part.content)


def _lines(parts: Sequence[PackedPart]) -> Iterator[Line]:
    return map(to_line, _rows(parts, 'line'))


def make_forms(order: FormsOrder) -> Talk:
    """The forms of a report that was made without them."""
    database = Database(lambda: connect(order.place.database, order.place.key), readers=1)
    with closing(database), closing(AssetFacts(order.place.global_database)) as facts:
        reports = ReportRepository(database)
        report = reports.find(order.report_id)
        if report is None:
            return
        rest = [
            PackedPart(part, content) for kind in ('lot', 'finding')
            for part, content in zip(reports.load_parts(report.identifier, kind), reports.stream(report.identifier, kind), strict=True)
        ]
        period, terms = terms_of(report)
        if not period.label:
            period = replace(period, start=min(period.end, max(period.start, report.summary['first_processed_timestamp'])))
        figures = Figures(period, terms, report.summary['settings']['profit_currency'], facts)

        def lines() -> Iterator[Line]:
            return (to_line(row) for content in reports.stream(report.identifier, 'line') for row in unpack(content))

        yield from batches(list(pack_forms(figures.forms(JurisdictionDirectory(Registry()), lines, rest), hashlib.sha256())))
        yield Done({}, '')


def terms_of(report: StoredReport) -> tuple[Period, Terms]:
    """What a stored report was asked for."""
    said = report.summary
    period = Period(report.start, report.end, said['year'] or '', said['zone'])
    return period, Terms(said['jurisdiction'], said['choices'], said['methods'], said['scopes'])


class Rating:
    """Fiat rates as they are shipped, read when the first is asked for. Newer ones come with what oracles say."""

    def __init__(self, now: int) -> None:
        self._now = now
        self._rates: Rates | None = None

    def load(self) -> Rates:
        if self._rates is None:
            context = OracleContext(
                client=_NoNetwork(), clock=lambda: TimestampS(self._now), credential=lambda _: None, find_reader=lambda _: None, base_url='')
            self._rates = Registry().load('oracle', RATE_ORACLE).build(context)
        return self._rates


class _NoNetwork:
    """Stands where an oracle has its client: nothing is fetched here."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError('a report asks no server')


__all__ = ['KIND', 'History', 'Rating', 'make_forms', 'run', 'settings_of', 'terms_of']
