"""Austria: crypto of an individual. From 2022 on section 27b EStG, before that speculation by section 31 EStG.

Since March 2022: 27.5 %, swaps carry their cost, staking and airdrops cost nothing and are taxed when sold, old stock (acquired before 2021-03-01) is
free. Since 2023: moving average by address (section 7 of the Kryptowährungsverordnung), before first in, first out. Gains of January and February
2022 are computed by the older law, and taxed at 27.5 % as the new one allows on request. Sources: manifest.
"""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from rotkehlchen.contracts.jurisdiction import Choice, Policy, TaxRules, TaxYear
from rotkehlchen.contracts.tax_law import Dated, calendar_year, chosen_method

CHOICES: Final = (Choice('method', ('fifo', 'specific')),)
"""Before 2023 only: the law of today leaves no choice."""
FIRST_YEAR: Final = 2022
IN_FORCE: Final = datetime.date(2022, 3, 1)
METHOD_FROM: Final = 2023
NEW_STOCK_FROM: Final = datetime.date(2021, 3, 1)
RATES: Final[Dated[Decimal]] = ((datetime.date(2022, 1, 1), Decimal('0.275')),)
FREE_INCOME: Final = frozenset({('staking', 'reward'), ('staking', 'block production'), ('staking', 'mev reward'), ('receive', 'airdrop')})
"""Section 27b (2), second sentence."""
SPECULATION_LIMIT: Final = Decimal(440)
"""Section 31 (3) EStG, before 2022: a total of at most this is free."""


class Rules:
    currency = 'EUR'
    choices = CHOICES

    def tax_year(self, day: datetime.date) -> TaxYear:
        return calendar_year(day, 'Europe/Vienna')

    def policy(self, year: TaxYear, chosen: Mapping[str, str]) -> Policy:
        method = chosen_method(CHOICES, chosen)
        before = Policy(method=method, scope='account', zone=year.zone, free_after_years=1, sells_gifts=False, gifts='giver')
        if year.last < IN_FORCE:
            return before
        return Policy(
            method='average' if year.first.year >= METHOD_FROM else method, scope='account', swap='carried', zone=year.zone,
            free_before=NEW_STOCK_FROM, free_income=FREE_INCOME, sells_gifts=False, gifts='giver',
            until=None if year.first >= IN_FORCE else (IN_FORCE, before))


RULES: Final[TaxRules] = Rules()
