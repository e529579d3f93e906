"""What files are made of: a stored report, its rows and forms, and how assets are called."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from rotkehlchen.contracts.jurisdiction import Form
from rotkehlchen.core.time import DAY_SECONDS
from rotkehlchen.services.tax_report.fact import AssetFacts
from rotkehlchen.services.tax_report.packing import Row, to_form, unpack
from rotkehlchen.storage.report import ReportRepository, StoredReport

EPOCH: Final = datetime.date(1970, 1, 1)
FINDING_WORDS: Final[Mapping[str, str]] = {
    'missing_acquisition': 'Where it came from is not known, and so its cost',
    'missing_price': 'Its price at that time is not known',
    'no_rule': 'No accounting rule says what it is',
    'unmatched_transfer': 'The other side of the transfer is not known',
    'giver_cost': 'What the giver of this gift paid for it is not known',
    'named_lot': 'The lots that were named have not that much left',
    'missing_lot': 'It left, and where it came from is not known; no gain hangs on it',
    'bad_adjustment': 'What the event says for accounting cannot be read',
    'unknown_pair': 'Its type and subtype do not belong together',
}
FINDING_COLUMNS: Final = ('problem', 'time_utc', 'asset', 'asset_identifier', 'details', 'event_id', 'group')
LOT_COLUMNS: Final = ('asset', 'asset_identifier', 'scope', 'location', 'account', 'amount', 'cost', 'acquired_utc', 'line')
UNDER_A_LAW: Final = frozenset({'profit_currency', 'missing_basis', 'use_asset_collections_in_cost_basis', 'treat_eth2_as_eth'})
Column = tuple[str, str]


@dataclass(frozen=True)
class Source:
    reports: ReportRepository
    report: StoredReport
    facts: AssetFacts
    version: str

    def line_blocks(self) -> Iterator[list[Row]]:
        """Rows of lines, a part at a time."""
        return (unpack(content) for content in self.reports.stream(self.report.identifier, 'line'))

    def lots(self) -> Iterator[tuple[Any, ...]]:
        """Open lots in the order of `LOT_COLUMNS`, amounts as text, unknown ones empty."""
        for content in self.reports.stream(self.report.identifier, 'lot'):
            for asset, scope, amount, cost, acquired, line, location, account in unpack(content):
                yield self.name_of(asset), asset, scope, location, account or '', amount, cost or '', time_text(acquired), '' if line is None else line

    def findings(self) -> Iterator[tuple[Any, ...]]:
        """What the report could not know, in the order of `FINDING_COLUMNS`."""
        for content in self.reports.stream(self.report.identifier, 'finding'):
            for kind, timestamp, asset, event, group, params in unpack(content):
                details = ', '.join(f'{name} {value}' for name, value in sorted(params.items()) if value is not None)
                words = FINDING_WORDS.get(kind, kind.replace('_', ' '))
                yield words, time_text(timestamp), self.name_of(asset), asset, details, '' if event is None else event, group

    @cached_property
    def forms(self) -> list[Form]:
        return [to_form(unpack(content)) for content in self.reports.stream(self.report.identifier, 'form')]

    def name_of(self, asset: str) -> str:
        return self.facts.name_of(asset)

    @property
    def start(self) -> int:
        """UTC seconds: of the period, or of the first event where the period has no beginning of its own."""
        return self.report.start or int(self.report.summary['first_processed_timestamp'])

    @property
    def title(self) -> str:
        """What it is called; the tax year of a country has the country's name before it."""
        said = self.report.summary
        name = self.report.name or f'Report {self.report.identifier}'
        return f'{said["jurisdiction"].replace("_", " ").title()} {name}' if said['jurisdiction'] and name == said['year'] else name

    @property
    def period(self) -> str:
        """First and last day, in the zone of the law, UTC without one."""
        zone = ZoneInfo(self.report.summary['zone'] or 'UTC')
        first, last = (datetime.datetime.fromtimestamp(one, zone).date().isoformat() for one in (self.start, self.report.end))
        return f'{first} to {last}'

    def facts_of_report(self) -> list[tuple[str, str]]:
        """What the head of every file says: period, currency, how it was computed, and what it could not know."""
        report, said = self.report, self.report.summary
        head = [
            ('Name', self.title), (f'Period ({said["zone"] or "UTC"})', self.period),
            ('Tax rules', (said['jurisdiction'] or 'your settings').replace('_', ' ') + (f', {said["year"]}' if said['year'] else '')),
            ('Currency', said['settings']['profit_currency']), ('Method and scope', f'{said["method"]}, {said["scope"]}'.replace('_', ' ')),
            ('Made (UTC)', time_text(report.created * 1000)), ('Version', str(said['stamps']['version'])), ('Rules', str(said['stamps']['rules'])),
            ('Digest', report.digest), ('Events', f'{said["processed_actions"]} of {said["total_actions"]}'), ('Lines', str(said['lines'])),
        ]
        head += [(f'Left out: {reason.replace("_", " ")}', str(count)) for reason, count in said['left_out'].items()]
        return head

    def settings(self) -> list[tuple[str, str]]:
        """Those that count: under a law only what it leaves open."""
        said, has_law = self.report.summary['settings'], self.report.summary['jurisdiction'] is not None
        return [(name.replace('_', ' '), _setting_text(value)) for name, value in sorted(said.items()) if not has_law or name in UNDER_A_LAW]

    def overview(self) -> list[tuple[str, str, str, int]]:
        """(category, taxable, free, lines whose gain is not known)."""
        return [(name, one['taxable'], one['free'], one['not_known']) for name, one in self.report.summary['overview'].items()]

    def unknown(self) -> list[tuple[str, int]]:
        """How many findings of each kind there are, in words."""
        return [(FINDING_WORDS.get(kind, kind.replace('_', ' ')), count) for kind, count in self.report.summary['findings'].items()]


def _setting_text(value: object) -> str:
    return 'never' if value is None else ('no', 'yes')[value] if isinstance(value, bool) else str(value)


def time_text(milliseconds: int) -> str:
    """`2024-05-01 13:00:00`, UTC."""
    day, second = divmod(milliseconds // 1000, DAY_SECONDS)
    minute, second = divmod(second, 60)
    return f'{_day_text(day)} {minute // 60:02}:{minute % 60:02}:{second:02}'


@lru_cache(maxsize=4096)
def _day_text(day: int) -> str:
    return (EPOCH + datetime.timedelta(days=day)).isoformat()


