"""France: sales of digital assets by an individual who does so occasionally (article 150 VH bis CGI, in force since 2019).

Only what is sold for a currency, goods or services counts; swaps do not. The cost of a sale is the share of the whole portfolio that it sells.
Sources: manifest.
"""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from rotkehlchen.contracts.jurisdiction import Choice, Policy, TaxRules, TaxYear
from rotkehlchen.contracts.tax_law import Dated, calendar_year

CHOICES: Final[tuple[Choice, ...]] = ()
FIRST_YEAR: Final = 2019
EXEMPT_SALES: Final[Dated[Decimal]] = ((datetime.date(2019, 1, 1), Decimal(305)),)
"""150 VH bis II B: gains are exempt if the year's sales together are not more than this."""
INCOME_TAX_RATES: Final[Dated[Decimal]] = ((datetime.date(2019, 1, 1), Decimal('0.128')),)
SOCIAL_RATES: Final[Dated[Decimal]] = ((datetime.date(2019, 1, 1), Decimal('0.172')), (datetime.date(2025, 1, 1), Decimal('0.186')))
"""By the year of the sale. Article 12 of the law on the financing of social security for 2026 raised the CSG for the income of 2025 already."""
FIRST_YEAR_OF_SCALE: Final = 2023
"""Since then the progressive scale can be chosen instead of 12.8 %."""


class Rules:
    currency = 'EUR'
    choices = CHOICES

    def tax_year(self, day: datetime.date) -> TaxYear:
        return calendar_year(day, 'Europe/Paris')

    def policy(self, year: TaxYear, chosen: Mapping[str, str]) -> Policy:
        return Policy(
            method='average', scope='global', swap='carried', portfolio_gain=True, fee_gain=False, sells_gifts=False, gifts='value',
            zone=year.zone)


RULES: Final[TaxRules] = Rules()
