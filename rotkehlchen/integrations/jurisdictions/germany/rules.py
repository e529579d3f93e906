"""Germany: private disposals (section 23 EStG) and other income (section 22 no. 3 EStG) of an individual.

Free after more than one year. First in, first out in each wallet, unless lots are named (letters of the ministry of finance of 2022-05-10 and
2025-03-06). Sources: manifest.
"""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from rotkehlchen.contracts.jurisdiction import Choice, Policy, TaxRules, TaxYear
from rotkehlchen.contracts.tax_law import WRAP, Dated, calendar_year, chosen_method, chosen_wraps

CHOICES: Final = (Choice('method', ('fifo', 'specific')), WRAP)

DISPOSAL_LIMITS: Final[Dated[Decimal]] = (
    (datetime.date(2008, 1, 1), Decimal(600)),
    (datetime.date(2024, 1, 1), Decimal(1000)),
)
"""Section 23 (3) sentence 5: all private disposals of a year together are free below this, and taxable from the first euro at it."""

INCOME_LIMITS: Final[Dated[Decimal]] = ((datetime.date(2002, 1, 1), Decimal(256)),)
"""Section 22 no. 3 sentence 2: the same for other income."""


class Rules:
    currency = 'EUR'
    choices = CHOICES

    def tax_year(self, day: datetime.date) -> TaxYear:
        return calendar_year(day, 'Europe/Berlin')

    def policy(self, year: TaxYear, chosen: Mapping[str, str]) -> Policy:
        return Policy(
            method=chosen_method(CHOICES, chosen), scope='account', zone=year.zone, free_after_years=1, sells_gifts=False, gifts='giver',
            wraps=chosen_wraps(CHOICES, chosen))


RULES: Final[TaxRules] = Rules()
