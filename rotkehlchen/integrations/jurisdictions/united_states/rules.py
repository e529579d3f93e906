"""United States: digital assets of an individual who holds them as capital assets.

Until 2024 one pool of all places (first in, first out, or specific identification), from 2025-01-01 on by wallet or account
(Reg. 1.1012-1(j)). Long-term is what was held for more than a year, counted from the day after the acquisition. Sources: manifest.
"""

import datetime
from collections.abc import Mapping
from typing import Final

from rotkehlchen.contracts.gain import Scope
from rotkehlchen.contracts.jurisdiction import Choice, Policy, SwapFee, TaxRules, TaxYear
from rotkehlchen.contracts.tax_law import WRAP, Dated, calendar_year, chosen_method, chosen_wraps, get_figure

CHOICES: Final = (
    Choice('method', ('fifo', 'specific', 'hifo', 'lifo')),
    WRAP,
    Choice('zone', (
        'America/New_York', 'America/Chicago', 'America/Denver', 'America/Phoenix', 'America/Los_Angeles', 'America/Anchorage', 'Pacific/Honolulu')),
    Choice('form_1099_da', ('none', 'without basis', 'with basis'), is_by_location=True),
)
"""'hifo' and 'lifo' are ways to identify specifically, by a standing order; records must show it before each sale."""

SCOPES: Final[Dated[Scope]] = ((datetime.date(2009, 1, 3), 'global'), (datetime.date(2025, 1, 1), 'account'))
SWAP_FEES: Final[Dated[SwapFee]] = ((datetime.date(2009, 1, 3), 'received'), (datetime.date(2025, 1, 1), 'given'))
"""Reg. 1.1001-7(b)(2)(ii) and 1.1012-1(h)(2)(ii): since 2025 the costs of an exchange of digital assets belong wholly to what is disposed of."""
FIRST_YEAR_OF_DIGITAL_BOXES: Final = 2025
ALLOCATION_YEAR: Final = 2024
"""At its end what is left of the one pool is allocated to wallets (Rev. Proc. 2024-28)."""
LOSS_LIMIT: Final = 3000
"""Section 1211 (b): what of a net loss can be set off against other income; half of it for married persons who file apart."""


class Rules:
    currency = 'USD'
    choices = CHOICES

    def tax_year(self, day: datetime.date) -> TaxYear:
        return calendar_year(day, 'America/New_York')

    def policy(self, year: TaxYear, chosen: Mapping[str, str]) -> Policy:
        return Policy(
            method=chosen_method(CHOICES, chosen), scope=get_figure(SCOPES, year.first), zone=year.zone,
            long_after_years=1, is_counted_from_next_day=True, swap_fee=get_figure(SWAP_FEES, year.first),
            swap_value='received', fork_keeps_date=False, sells_gifts=False, gifts='giver',
            wraps=chosen_wraps(CHOICES, chosen),
        )


RULES: Final[TaxRules] = Rules()
