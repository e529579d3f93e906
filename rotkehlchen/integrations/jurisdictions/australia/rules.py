"""Australia: capital gains of a resident individual on crypto assets.

The taxpayer chooses which parcels are sold. Half of the gain is free after more than 12 months (division 115 ITAA 1997), losses come first.
Years begin on 1 July. Sources: manifest.
"""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Final, cast

from rotkehlchen.contracts.gain import Scope
from rotkehlchen.contracts.jurisdiction import Choice, Policy, TaxRules, TaxYear
from rotkehlchen.contracts.tax_law import WRAP_AS_SALE, Dated, choose, chosen_method, chosen_wraps, split_year

CHOICES: Final = (
    Choice('method', ('fifo', 'lifo', 'hifo', 'specific')),
    Choice('scope', ('global', 'account')),
    WRAP_AS_SALE,
    Choice('zone', ('Australia/Sydney', 'Australia/Brisbane', 'Australia/Adelaide', 'Australia/Darwin', 'Australia/Perth', 'Australia/Hobart')),
)
DISCOUNTS: Final[Dated[Decimal | None]] = ((datetime.date(1999, 9, 21), Decimal('0.5')), (datetime.date(2027, 7, 1), None))
"""By the day of the sale. None: the law announced for then needs values at that day and a price index, which are not here."""


class Rules:
    currency = 'AUD'
    choices = CHOICES

    def tax_year(self, day: datetime.date) -> TaxYear:
        return split_year(day, 7, 1, 'Australia/Sydney')

    def policy(self, year: TaxYear, chosen: Mapping[str, str]) -> Policy:
        return Policy(
            method=chosen_method(CHOICES, chosen), scope=cast(Scope, choose(CHOICES, chosen, 'scope')), zone=year.zone, long_after_years=1,
            swap_value='crossed', fork_keeps_date=False, gifts='value', wraps=chosen_wraps(CHOICES, chosen))


RULES: Final[TaxRules] = Rules()
