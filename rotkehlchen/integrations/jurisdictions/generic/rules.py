"""No country: the user decides method, scope, swaps and holding period. Years are calendar years."""

import datetime
from collections.abc import Mapping
from typing import Final, cast

from rotkehlchen.contracts.gain import Scope
from rotkehlchen.contracts.jurisdiction import Choice, Policy, SwapTreatment, TaxRules, TaxYear
from rotkehlchen.contracts.tax_law import WRAP, calendar_year, choose, chosen_method, chosen_wraps

CHOICES: Final = (
    Choice('method', ('fifo', 'lifo', 'hifo', 'lofo', 'average', 'total_average', 'specific')),
    Choice('scope', ('global', 'location', 'account')),
    Choice('swap', ('taxable', 'carried')),
    WRAP,
    Choice('free_after', ('never', 'one year')),
)


class Rules:
    currency = ''
    choices = CHOICES

    def tax_year(self, day: datetime.date) -> TaxYear:
        return calendar_year(day, 'UTC')

    def policy(self, year: TaxYear, chosen: Mapping[str, str]) -> Policy:
        return Policy(
            method=chosen_method(CHOICES, chosen), scope=cast(Scope, choose(CHOICES, chosen, 'scope')),
            swap=cast(SwapTreatment, choose(CHOICES, chosen, 'swap')), zone=year.zone, long_after_years=1,
            wraps=chosen_wraps(CHOICES, chosen), refunds='income',
            free_after_years=1 if choose(CHOICES, chosen, 'free_after') == 'one year' else None,
        )


RULES: Final[TaxRules] = Rules()
