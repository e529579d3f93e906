"""From what the user chose to the policies of each time, and from the name of a tax year to its period."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, cast

from rotkehlchen.accounting.calendar import CalendarYears, ConstantPolicies, Days, Policies, YearPolicies
from rotkehlchen.accounting.engine import LATEST
from rotkehlchen.accounting.setting import Settings
from rotkehlchen.contracts.jurisdiction import Choice, Policy, TaxReport, TaxRules, TaxYear
from rotkehlchen.contracts.registry import Registry
from rotkehlchen.core.errors import InputError
from rotkehlchen.services.tax_report.order import Period, Terms

KIND: Final = 'jurisdiction'
ZONE: Final = 'zone'
GENERIC: Final = 'generic'
_SURELY_WITHIN: Final = 36 * 3600
"""Seconds before the end of a year at which it is that year in every zone."""
_DAYS_TO_TRY: Final = ((12, 31), (7, 2), (4, 20), (1, 1))  # one of them is in the tax year that begins in a given year, or that is named by it


@dataclass(frozen=True, slots=True)
class JurisdictionInfo:
    """As shown for choosing. `currency`: '' for the user's own. `years`: labels, the newest first; `starts`: their first days."""

    id: str
    name: str
    currency: str
    choices: Sequence[Choice]
    years: Sequence[str]
    starts: Sequence[datetime.date]


class JurisdictionDirectory:
    """The jurisdictions on disk, their code imported when it is first used."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def all(self, today: datetime.date) -> list[JurisdictionInfo]:
        found = []
        for manifest in self._registry.manifests(KIND):
            rules = self.rules(manifest.id)
            days = [today.replace(year=today.year - back, day=min(today.day, 28)) for back in range(12)]
            years = {year.label: year.first for year in map(rules.tax_year, days)}
            found.append(JurisdictionInfo(manifest.id, manifest.name, rules.currency, tuple(rules.choices), tuple(years), tuple(years.values())))
        return found

    def rules(self, identifier: str) -> TaxRules:
        """Raises InputError for one that does not exist."""
        if self._registry.find(KIND, identifier) is None:
            raise InputError(f'There are no tax rules named {identifier}.', field='jurisdiction')
        return cast(TaxRules, self._registry.load(KIND, identifier, 'rules').RULES)

    def report(self, identifier: str) -> TaxReport:
        return cast(TaxReport, self._registry.load(KIND, identifier, 'report').REPORT)

    def find_year(self, identifier: str, label: str) -> TaxYear:
        """The tax year of a label ('2024', '2024/25'); a plain number is taken for the year in which it begins. Raises InputError."""
        rules = self.rules(identifier)
        number = label[:4]
        years = [] if not (number.isascii() and number.isdigit() and 1990 <= int(number) <= 2200) else [
            rules.tax_year(datetime.date(int(number), month, day)) for month, day in _DAYS_TO_TRY
        ]
        for year in (*(one for one in years if one.label == label), *(one for one in years if label == number and one.first.year == int(number))):
            return year
        raise InputError(f'{label} is not a tax year there; they are called like {rules.tax_year(datetime.date(2024, 7, 1)).label}.', field='year')

    def check_chosen(self, identifier: str, chosen: Mapping[str, Mapping[str, str]]) -> None:
        """Raises InputError for a choice or a value that does not exist."""
        known = {one.name: one for one in self.rules(identifier).choices}
        for label, values in chosen.items():
            for full_name, value in values.items():
                name, _, location = full_name.partition(':')
                path = f'choices.{label}.{full_name}' if label else f'choices.{full_name}'
                choice = known.get(name)
                if choice is None or (location and not choice.is_by_location):
                    raise InputError(f'{path}: there is no such choice; there are {", ".join(known) or "none"}', field=path)
                if value not in choice.values:
                    raise InputError(f'{path}: must be one of {", ".join(choice.values)}', field=path)

    def period(self, identifier: str, label: str, chosen: Mapping[str, Mapping[str, str]]) -> Period:
        """A tax year in UTC seconds."""
        year = self.find_year(identifier, label)
        zone = zone_of(year, chosen)
        days = Days(zone)
        end = days.start_of(year.last + datetime.timedelta(days=1)) // 1000 - 1
        return Period(days.start_of(year.first) // 1000, end, year.label, zone)

    def policies(self, terms: Terms, settings: Settings) -> Policies:
        """Of all times: a report begins with the first event, and earlier years had their own. Days are those of the zone of the report's year, as on its
        forms: a holding period has one calendar."""
        if terms.jurisdiction is None:
            own = settings.policy()
            if {*terms.method, *terms.scope} - {''}:
                return CalendarYears(lambda year: _overridden(own, terms, str(year)))
            return ConstantPolicies(_overridden(own, terms, ''))
        rules = _OverriddenRules(self.rules(terms.jurisdiction), terms)
        before_end = datetime.datetime.fromtimestamp(max(min(settings.end, LATEST) - _SURELY_WITHIN, 0), datetime.UTC)
        return YearPolicies(rules, terms.chosen, rules.tax_year(before_end.date()).zone)


def zone_of(year: TaxYear, chosen: Mapping[str, Mapping[str, str]]) -> str:
    return chosen.get(year.label, chosen.get('', {})).get(ZONE, year.zone)


def year_of(terms: Terms, period: Period, rules: TaxRules | None) -> TaxYear:
    """The tax year that a period is, or a year made of it."""
    days = Days(period.zone)
    first, last = (datetime.date.fromordinal(days.day(seconds * 1000)) for seconds in (max(0, period.start), period.end))  # type: ignore[arg-type]
    if rules is not None and period.label:
        return replace(rules.tax_year(last), zone=period.zone)
    return TaxYear(period.label or f'{first.isoformat()} to {last.isoformat()}', first, last, period.zone)


@dataclass(frozen=True, slots=True)
class _OverriddenRules:
    """A jurisdiction's rules with the user's own method and scope where they gave one, and days in the zone that they chose."""

    rules: TaxRules
    terms: Terms

    @property
    def currency(self) -> str:
        return self.rules.currency

    @property
    def choices(self) -> Sequence[Choice]:
        return self.rules.choices

    def tax_year(self, day: datetime.date) -> TaxYear:
        year = self.rules.tax_year(day)
        return replace(year, zone=zone_of(year, self.terms.chosen))

    def policy(self, year: TaxYear, chosen: Mapping[str, str]) -> Policy:
        return _overridden(self.rules.policy(year, chosen), self.terms, year.label)


def _overridden(policy: Policy, terms: Terms, label: str) -> Policy:
    method, scope = terms.method.get(label, terms.method.get('')), terms.scope.get(label, terms.scope.get(''))
    return replace(policy, method=method or policy.method, scope=scope or policy.scope)
