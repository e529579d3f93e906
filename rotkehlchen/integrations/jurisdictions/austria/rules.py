"""Austria: crypto of an individual. From 2022 on section 27b EStG, before that speculation by section 31 EStG.

Since 2022: 27.5 %, moving average by address, swaps carry their cost, old stock (acquired before 2021-03-01) is free. The law is in force since
2022-03-01; January and February 2022 are computed by it, too, as it allows on request. Sources: manifest.
"""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from rotkehlchen.contracts.jurisdiction import Choice, Policy, TaxRules, TaxYear
from rotkehlchen.contracts.tax_law import Dated, calendar_year, chosen_method

CHOICES: Final = (Choice('method', ('fifo', 'specific')),)
"""Before 2022 only: the law of today leaves no choice."""
FIRST_YEAR: Final = 2022
NEW_STOCK_FROM: Final = datetime.date(2021, 3, 1)
RATES: Final[Dated[Decimal]] = ((datetime.date(2022, 1, 1), Decimal('0.275')),)
SPECULATION_LIMIT: Final = Decimal(440)
"""Section 31 (3) EStG, before 2022: a total of at most this is free."""


class Rules:
    currency = 'EUR'
    choices = CHOICES

    def tax_year(self, day: datetime.date) -> TaxYear:
        return calendar_year(day, 'Europe/Vienna')

    def policy(self, year: TaxYear, chosen: Mapping[str, str]) -> Policy:
        method = chosen_method(CHOICES, chosen)
        if year.first.year < FIRST_YEAR:
            return Policy(method=method, scope='account', zone=year.zone, free_after_years=1)
        return Policy(method='average', scope='account', swap='carried', zone=year.zone, free_before=NEW_STOCK_FROM)


RULES: Final[TaxRules] = Rules()
