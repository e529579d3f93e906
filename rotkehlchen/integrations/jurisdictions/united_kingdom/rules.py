"""United Kingdom: capital gains of an individual on cryptoassets.

Same day, then acquisitions of the following 30 days, then the pool of section 104 TCGA 1992; one pool for all places. Sources: manifest.
"""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from rotkehlchen.contracts.jurisdiction import SHARE_POOL_DAYS, Policy, TaxRules, TaxYear
from rotkehlchen.contracts.tax_law import WRAP, Dated, chosen_wraps, split_year

CHOICES: Final = (WRAP,)


def _april(year: int) -> datetime.date:
    return datetime.date(year, 4, 6)


EXEMPT_AMOUNTS: Final[Dated[Decimal]] = (
    (_april(2011), Decimal(10_600)), (_april(2013), Decimal(10_900)), (_april(2014), Decimal(11_000)), (_april(2015), Decimal(11_100)),
    (_april(2017), Decimal(11_300)), (_april(2018), Decimal(11_700)), (_april(2019), Decimal(12_000)), (_april(2020), Decimal(12_300)),
    (_april(2023), Decimal(6_000)), (_april(2024), Decimal(3_000)),
)
"""Section 1K TCGA 1992, formerly section 3, by the day the tax year begins."""

REPORTING_PROCEEDS: Final[Dated[Decimal]] = ((_april(2023), Decimal(50_000)),)
"""Proceeds above which gains are reported even if they are exempt. Before: four times the exempt amount."""

RATES: Final[Dated[tuple[str, str]]] = (
    (datetime.date(2010, 6, 23), ('18 %', '28 %')), (_april(2016), ('10 %', '20 %')), (datetime.date(2024, 10, 30), ('18 %', '24 %')),
)
"""Basic and higher rate, by the day of the disposal."""
RATE_CHANGE: Final = datetime.date(2024, 10, 30)


class Rules:
    currency = 'GBP'
    choices = CHOICES

    def tax_year(self, day: datetime.date) -> TaxYear:
        return split_year(day, 4, 6, 'Europe/London')

    def policy(self, year: TaxYear, chosen: Mapping[str, str]) -> Policy:
        return Policy(
            method='share_pool', scope='global', ahead_days=SHARE_POOL_DAYS, swap_value='crossed', gifts='value', zone=year.zone,
            wraps=chosen_wraps(CHOICES, chosen))


RULES: Final[TaxRules] = Rules()
