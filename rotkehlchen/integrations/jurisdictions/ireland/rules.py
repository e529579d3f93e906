"""Ireland: capital gains of an individual on crypto-assets.

First in, first out (section 580 TCA 1997), but what was acquired within the last four weeks comes first, and a loss is held back as far as the same
is acquired again within four weeks (section 581). Sources: manifest.
"""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from rotkehlchen.contracts.jurisdiction import Policy, TaxRules, TaxYear
from rotkehlchen.contracts.tax_law import WRAP, Dated, calendar_year, chosen_wraps

CHOICES: Final = (WRAP,)
FOUR_WEEKS_DAYS: Final = 28
RATES: Final[Dated[Decimal]] = ((datetime.date(2012, 12, 6), Decimal('0.33')),)
EXEMPTIONS: Final[Dated[Decimal]] = ((datetime.date(2002, 1, 1), Decimal(1270)),)
"""Section 601 TCA 1997: of a person and year, once."""
LATER_PERIOD_MONTH: Final = 12
"""Tax on disposals of January to November is due on 15 December, on those of December on 31 January."""


class Rules:
    currency = 'EUR'
    choices = CHOICES

    def tax_year(self, day: datetime.date) -> TaxYear:
        return calendar_year(day, 'Europe/Dublin')

    def policy(self, year: TaxYear, chosen: Mapping[str, str]) -> Policy:
        return Policy(
            method='fifo', scope='global', recent_days=FOUR_WEEKS_DAYS, loss_deferred_days=FOUR_WEEKS_DAYS, loss_window='after', gifts='value',
            zone=year.zone, wraps=chosen_wraps(CHOICES, chosen))


RULES: Final[TaxRules] = Rules()
