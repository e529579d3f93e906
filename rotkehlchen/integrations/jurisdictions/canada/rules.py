"""Canada: capital gains of an individual on crypto-assets.

The average cost of all identical property (adjusted cost base), wherever it is. A loss is superficial, and goes into the cost of what was bought,
as far as the same was bought within 30 days around the sale and is still held (section 54 of the Income Tax Act). Sources: manifest.
"""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from rotkehlchen.contracts.jurisdiction import Choice, Policy, TaxRules, TaxYear
from rotkehlchen.contracts.tax_law import WRAP, Dated, calendar_year, chosen_wraps

CHOICES: Final = (
    WRAP,
    Choice('zone', ('America/Toronto', 'America/Vancouver', 'America/Edmonton', 'America/Winnipeg', 'America/Halifax', 'America/St_Johns')),
)
INCLUSION_RATES: Final[Dated[Decimal]] = ((datetime.date(2000, 10, 18), Decimal('0.5')),)
"""Section 38. The two thirds that were announced for 2024-06-25 never became law."""
PERIOD_CHANGE: Final = datetime.date(2024, 6, 25)
"""The form of 2024 asks for the sums before and from this day on, though the rate is the same."""


class Rules:
    currency = 'CAD'
    choices = CHOICES

    def tax_year(self, day: datetime.date) -> TaxYear:
        return calendar_year(day, 'America/Toronto')

    def policy(self, year: TaxYear, chosen: Mapping[str, str]) -> Policy:
        return Policy(
            method='average', scope='global', loss_deferred_days=30, gifts='value', zone=year.zone,
            wraps=chosen_wraps(CHOICES, chosen))


RULES: Final[TaxRules] = Rules()
