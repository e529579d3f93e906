"""What the rules of jurisdictions share: tax years, figures that a law dates, choices with their defaults.

    LIMITS: Final = ((datetime.date(2009, 1, 1), Decimal(600)), (datetime.date(2024, 1, 1), Decimal(1000)))

    class Rules:
        currency = 'EUR'
        choices = (Choice('method', ('fifo', 'specific')),)

        def tax_year(self, day: datetime.date) -> TaxYear:
            return calendar_year(day, 'Europe/Berlin')

        def policy(self, year: TaxYear, chosen: Mapping[str, str]) -> Policy:
            return Policy(method=chosen_method(self.choices, chosen), scope='account', zone=year.zone)
"""

import datetime
from collections.abc import Mapping, Sequence
from typing import Final, TypeVar, cast, get_args

from rotkehlchen.contracts.gain import Method
from rotkehlchen.contracts.jurisdiction import Choice, TaxYear, WrapTreatment
from rotkehlchen.core.errors import InputError

T = TypeVar('T')
Dated = Sequence[tuple[datetime.date, T]]
"""A figure with the days from which on it holds, oldest first."""
METHODS: Final = frozenset(get_args(Method))


def calendar_year(day: datetime.date, zone: str) -> TaxYear:
    return TaxYear(str(day.year), datetime.date(day.year, 1, 1), datetime.date(day.year, 12, 31), zone)


def split_year(day: datetime.date, month: int, first: int, zone: str) -> TaxYear:
    """The year that begins on the day `first` of `month`: '2024/25'."""
    year = day.year if (day.month, day.day) >= (month, first) else day.year - 1
    last = datetime.date(year + 1, month, first) - datetime.timedelta(days=1)
    return TaxYear(f'{year}/{(year + 1) % 100:02}', datetime.date(year, month, first), last, zone)


def find_figure(table: Dated[T], day: datetime.date) -> T | None:
    """What is in force on a day, None before the first one of the table."""
    return next((figure for since, figure in reversed(table) if since <= day), None)


def get_figure(table: Dated[T], day: datetime.date) -> T:
    """What is in force on a day; before the first day of the table its first figure, which such a table must be good for."""
    return next((figure for since, figure in reversed(table) if since <= day), table[0][1])


def choose(choices: Sequence[Choice], chosen: Mapping[str, str], name: str, location: str | None = None) -> str:
    """What the user decided, or the default. `location`: for a choice by location. Raises InputError for a value that there isn't."""
    choice = next(one for one in choices if one.name == name)
    value = chosen.get(name if location is None else f'{name}:{location}', choice.values[0])
    if value not in choice.values:
        raise InputError(f'{name} must be one of: {", ".join(choice.values)}.', field=name)
    return value


WRAP: Final = Choice('wrap', ('carried', 'taxable'))
WRAP_AS_SALE: Final = Choice('wrap', ('taxable', 'carried'))
"""Where the tax office says that who wraps a token exchanges it."""


def chosen_wraps(choices: Sequence[Choice], chosen: Mapping[str, str]) -> WrapTreatment:
    """The choice named 'wrap'."""
    return cast(WrapTreatment, choose(choices, chosen, 'wrap'))


def chosen_method(choices: Sequence[Choice], chosen: Mapping[str, str]) -> Method:
    """The choice named 'method'."""
    method = choose(choices, chosen, 'method')
    assert method in METHODS  # by the contract test of all folders
    return cast(Method, method)
