"""What a tax jurisdiction must be: `rules.py` with `RULES` (what is taxed, and how) and `report.py` with `REPORT` (its forms).

Rules answer questions and do no arithmetic of lots: the accounting engine owns lots and gains. A report sums lines into the figures of
forms. Every rule that a law dates is dated in the code and sourced in the manifest. Nothing here is advice; what a folder does not know, its
form says.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal, Protocol

from rotkehlchen.contracts.gain import Finding, Line, Method, OpenLot, Scope

SwapTreatment = Literal['taxable', 'carried']
"""Of one crypto asset for another: a disposal, or the cost goes over to what is received."""
WrapTreatment = Literal['carried', 'taxable']
"""Of what an accounting rule lets carry its cost into a receipt and back: as the rule says, or a swap."""
SwapFee = Literal['received', 'given']
SwapValue = Literal['one', 'received', 'crossed']
SHARE_POOL_DAYS: Final = 30
"""Section 106A TCGA 1992."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How one tax year is computed.

    `free_after_seconds`: holding period after which gains are free, as the user's own setting counts it. `free_after_years` and
    `long_after_years`: the same, and the one after which they are long-term, as laws count them: in years on the calendar of `zone`, see
    `holding.is_held_longer`, which takes `is_counted_from_next_day`, too. `long_after_days`: days on that calendar, for the user's own settings.
    `zone`: IANA name of the zone whose days count, also for `share_pool`, `ahead_days`, `recent_days` and `loss_deferred_days`.
    `ahead_days`: with `share_pool`, acquisitions within so many days after a disposal match it (30 in the United Kingdom).
    `recent_days`: acquisitions of the last so many days are taken first, latest first (28 in Ireland).
    `loss_deferred_days`: a loss is not counted as far as the same is bought within so many days around it (30 in Canada).
    `swap`: see `SwapTreatment`. `wraps`: see `WrapTreatment`; the rule of a single event counts more.
    `free_before`: lots acquired before this day are free under the older law (Austria's Altbestand); where swaps carry
    cost, what is swapped of them is a free sale, and what comes is new.
    `free_income`: pairs of type and subtype by which something comes that is not taxed then and costs nothing (Austria, section 27b (2)).
    `until`: where a law begins within the year, its first day and the policy of the days before.
    `portfolio_gain`: gains by the share of the whole portfolio that is sold (France, 150 VH bis) instead of by lots.
    `loss_window`: whether `loss_deferred_days` count on both sides of the disposal or only after it (28 in Ireland, section 581).
    `fee_gain`: a fee paid in kind is a disposal of its own with its own gain; False takes the lots and counts no gain.
    `keeps_uncounted_lots`: what leaves by a rule that counts no cost basis leaves the lots alone, as the established tool does (ADR 10).
    `swap_value`: 'one': both sides of a swap have one value (money where there is any, else what was given); 'received': the same, else what
    came (United States, Japan); 'crossed': proceeds are what was received, the cost of what came is what was given (United Kingdom, Australia).
    Where the side that counts has no price, the other one's counts.
    `swap_fee`: where what is swapped is no money, whether the fee goes into the cost of what was 'received' or is taken from the proceeds of what
    was 'given' (United States since 2025).
    `sells_at_liquidation`: what is liquidated is sold for its value; False counts all of that as a loss beside it, as the established tool does.
    `gifts`: what a person gives is 'income', or none: then it costs its 'value', or what the 'giver' paid, which only the user knows.
    `refunds`: what was paid and comes back is none and costs its 'value', or 'income', which stands against the expense that it was.
    `sells_gifts`: what is given away is sold for its value where the accounting rules count a gain; False: its lots leave at their own cost.
    `fork_keeps_date`: coins of a fork that nobody imported were acquired with the old ones; False: at the fork (Australia, United States).
    `gas_in_swap`: the gas of a transaction that swaps is a fee of the swap; False counts it as an expense beside it, as the established tool does.
    """

    method: Method
    scope: Scope
    swap: SwapTreatment = 'taxable'
    free_after_seconds: int | None = None
    long_after_days: int | None = None
    ahead_days: int = SHARE_POOL_DAYS
    recent_days: int = 0
    loss_deferred_days: int = 0
    free_before: datetime.date | None = None
    portfolio_gain: bool = False
    behind_specific: Method = 'fifo'
    is_income_taxable: bool = True
    include_fees_in_cost: bool = True
    loss_window: Literal['around', 'after'] = 'around'
    fee_gain: bool = True
    swap_value: SwapValue = 'one'
    swap_fee: SwapFee = 'received'
    gas_in_swap: bool = True
    zone: str = 'UTC'
    free_after_years: int | None = None
    long_after_years: int | None = None
    is_counted_from_next_day: bool = False
    keeps_uncounted_lots: bool = False
    sells_at_liquidation: bool = True
    sells_gifts: bool = True
    gifts: Literal['income', 'value', 'giver'] = 'income'
    refunds: Literal['income', 'value'] = 'value'
    fork_keeps_date: bool = True
    free_income: frozenset[tuple[str, str]] = frozenset()
    wraps: WrapTreatment = 'carried'
    until: 'tuple[datetime.date, Policy] | None' = None

    @property
    def days_after(self) -> int:
        """How many days after a disposal can still change what it earned."""
        return max(self.ahead_days if self.method == 'share_pool' else 0, self.loss_deferred_days)


@dataclass(frozen=True, slots=True)
class TaxYear:
    """`first` and `last` day, both included, in `zone` (an IANA name). `label`: as people there call it ('2024', '2024/25')."""

    label: str
    first: datetime.date
    last: datetime.date
    zone: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice that the law leaves to the taxpayer ('method': fifo or average). The first one is the default.

    A choice named 'zone' takes the place of the zone of the tax year (countries with several zones). `is_by_location`: asked for each location;
    what was chosen is found under 'name:location'.
    """

    name: str
    values: Sequence[str]
    is_by_location: bool = False


class TaxRules(Protocol):
    """`currency`: in which the forms are filled in, '' for the user's own. `choices`: what the user may decide, by year where it matters."""

    @property
    def currency(self) -> str: ...

    @property
    def choices(self) -> Sequence[Choice]: ...

    def tax_year(self, day: datetime.date) -> TaxYear:
        """The tax year that a day is in."""

    def policy(self, year: TaxYear, chosen: Mapping[str, str]) -> Policy:
        """How the year is computed. `chosen`: by name of a choice; what is not in it takes the default."""


Cell = str | int | Decimal | datetime.date | None


@dataclass(frozen=True, slots=True)
class Form:
    """A table or form as data, rendered elsewhere. `id`: stable word, also of file names ('form_8949'). `columns`: headings with their kind.

    `rows`: as wide as `columns`. `totals`: under the table, None where nothing is to be said. `notes`: what the reader must know, such as
    what the report could not know. `text`: where a program of others imports the table, the file that it wants, as it stands: who saves the
    form as CSV writes this instead of the table. `source`: where the form's lines are described.
    """

    id: str
    title: str
    columns: Sequence[tuple[str, Literal['text', 'date', 'time', 'amount', 'money', 'number']]]
    rows: Sequence[Sequence[Cell]]
    totals: Sequence[Cell] | None = None
    notes: Sequence[str] = ()
    source: str = ''
    text: str = ''


@dataclass(frozen=True, slots=True)
class YearFigures:
    """What a report of a jurisdiction is made of: one tax year's lines and what stands at its end.

    `lines` may be read several times. `after`: lines of the days after the year that can change it (30 days in the United Kingdom).
    All money is in `currency`, which is the one of the jurisdiction: a report for it is computed in it.
    """

    year: TaxYear
    currency: str
    lines: Callable[[], Iterable[Line]]
    open_lots: Sequence[OpenLot]
    findings: Sequence[Finding]
    chosen: Mapping[str, str] = field(default_factory=dict)
    name_of: Callable[[str], str] = str
    """The symbol of an asset as people write it."""


class TaxReport(Protocol):
    """The forms and totals of a jurisdiction."""

    def forms(self, figures: YearFigures) -> Sequence[Form]:
        """All of a year, the summary first."""
