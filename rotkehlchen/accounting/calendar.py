"""Which policy is in force when, where tax years begin, and which day a moment is on where the taxpayer lives."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from rotkehlchen.contracts.jurisdiction import Policy, TaxRules
from rotkehlchen.core.time import TimestampMs

MAX_MS: Final = TimestampMs(2**53)
_QUARTER_HOUR_MS: Final = 900_000  # offsets of all zones change at such a moment


@dataclass(frozen=True, slots=True)
class Span:
    """A time under one policy: from `start` up to, and not including, `end`."""

    policy: Policy
    start: TimestampMs
    end: TimestampMs
    label: str = ''


class Policies(Protocol):
    """The spans of all times."""

    def __call__(self, timestamp: TimestampMs) -> Span:
        """The span that a moment is in."""

    def day(self, timestamp: TimestampMs) -> int:
        """Number of the day (`date.toordinal`) in the taxpayer's zone."""

    def start_of(self, day: datetime.date) -> TimestampMs:
        """The moment that a day begins there."""


class Days:
    """Days of a zone. Remembers the last one asked for, since events ascend."""

    def __init__(self, zone: str) -> None:
        self._zone = ZoneInfo(zone)
        self._known: tuple[int, int] = (-1, 0)

    def day(self, timestamp: TimestampMs) -> int:
        quarter = timestamp // _QUARTER_HOUR_MS
        if quarter != self._known[0]:
            self._known = quarter, datetime.datetime.fromtimestamp(quarter * 900, self._zone).toordinal()
        return self._known[1]

    def start_of(self, day: datetime.date) -> TimestampMs:
        return TimestampMs(int(datetime.datetime(day.year, day.month, day.day, tzinfo=self._zone).timestamp() * 1000))


class YearPolicies(Days):
    """The policies of a jurisdiction's tax years. `chosen`: what the taxpayer decided, by the year's label (by '' for all other years).
    `zone`: whose days count, None for that of the rules."""

    def __init__(self, rules: TaxRules, chosen: Mapping[str, Mapping[str, str]], zone: str | None = None) -> None:
        super().__init__(zone or rules.tax_year(datetime.date(2020, 1, 1)).zone)
        self._rules = rules
        self._chosen = chosen
        self._span: Span | None = None

    def __call__(self, timestamp: TimestampMs) -> Span:
        span = self._span
        if span is None or not span.start <= timestamp < span.end:
            year = self._rules.tax_year(datetime.date.fromordinal(self.day(timestamp)))
            chosen = self._chosen.get(year.label, self._chosen.get('', {}))
            start, end = self.start_of(year.first), self.start_of(year.last + datetime.timedelta(days=1))
            policy = self._rules.policy(year, chosen)
            if policy.until is not None:
                change = self.start_of(policy.until[0])
                start, end, policy = (start, change, policy.until[1]) if timestamp < change else (change, end, policy)
            span = self._span = Span(policy, start, end, year.label)
        return span


class CalendarYears(Days):
    """`policy_of`: the policy of a calendar year."""

    def __init__(self, policy_of: Callable[[int], Policy], zone: str = 'UTC') -> None:
        super().__init__(zone)
        self._policy_of = policy_of
        self._span: Span | None = None

    def __call__(self, timestamp: TimestampMs) -> Span:
        span = self._span
        if span is None or not span.start <= timestamp < span.end:
            year = datetime.date.fromordinal(self.day(timestamp)).year
            start, end = self.start_of(datetime.date(year, 1, 1)), self.start_of(datetime.date(year + 1, 1, 1))
            span = self._span = Span(self._policy_of(year), start, end, str(year))
        return span


class ConstantPolicies(CalendarYears):
    """One policy for all time, in one span; in calendar years where its method counts by year. `zone`: None for the policy's own."""

    def __init__(self, policy: Policy, zone: str | None = None) -> None:
        super().__init__(lambda _: policy, zone or policy.zone)
        self._all = None if policy.method == 'total_average' else Span(policy, TimestampMs(-MAX_MS), MAX_MS)

    def __call__(self, timestamp: TimestampMs) -> Span:
        return self._all or super().__call__(timestamp)
