"""Japan: crypto-assets of an individual, as miscellaneous income.

Average cost of each kind of asset, of the whole year unless the moving average was notified (article 48-2 of the Income Tax Act, articles 119-2 ff.
of its order). Swaps are sales. Sources: manifest.
"""

import datetime
from collections.abc import Mapping
from typing import Final

from rotkehlchen.contracts.jurisdiction import Choice, Policy, TaxRules, TaxYear
from rotkehlchen.contracts.tax_law import WRAP, calendar_year, chosen_method, chosen_wraps

CHOICES: Final = (Choice('method', ('total_average', 'average')), WRAP)


class Rules:
    currency = 'JPY'
    choices = CHOICES

    def tax_year(self, day: datetime.date) -> TaxYear:
        return calendar_year(day, 'Asia/Tokyo')

    def policy(self, year: TaxYear, chosen: Mapping[str, str]) -> Policy:
        return Policy(
            method=chosen_method(CHOICES, chosen), scope='global', swap_value='received', gifts='value', zone=year.zone,
            wraps=chosen_wraps(CHOICES, chosen))


RULES: Final[TaxRules] = Rules()
