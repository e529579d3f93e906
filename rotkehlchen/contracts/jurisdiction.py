"""What a tax jurisdiction must be: `rules.py` with `RULES` (what is taxed, and how) and `report.py` with `REPORT` (its forms).

It answers questions and does no arithmetic: the accounting engine owns lots and gains.
"""

from typing import Literal, Protocol

LotScope = Literal['wallet', 'account', 'global']


class TaxRules(Protocol):
    """The rules of a country in one year."""

    def lot_scope(self, year: int) -> LotScope:
        """Within what a disposal may take lots."""

    def holding_period_days(self, asset: str, year: int) -> int | None:
        """After how many days a gain is treated otherwise, None if never."""

    def is_taxable(self, event_type: str, event_subtype: str, year: int) -> bool:
        """Whether such an event is income or a disposal."""
