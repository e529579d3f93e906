"""What accounting says: lines of a report, the lots behind them, and the words that accounting, jurisdictions and reports share.

All money is in the report's profit currency, exact, not rounded. A number that is not known is None, never zero.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal

from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.time import TimestampMs

Method = Literal['fifo', 'lifo', 'hifo', 'lofo', 'average', 'total_average', 'share_pool', 'specific']
"""Which lot a disposal takes. `average`: moving average of the pool (the API's word is 'acb'); `total_average`: of all bought in the tax
year and what was left before it; `share_pool`: same day, the following 30 days, then the pool (United Kingdom); `specific`: lots that the
user named, else the method that stands behind it."""

Scope = Literal['global', 'location', 'account']
"""Within what a disposal finds its lots: everything, an exchange or chain, or one account (label) there."""

# The words of the established interface for what a line is about.
CATEGORIES: Final = (
    'trade', 'fee', 'asset movement', 'margin position', 'loan', 'prefork acquisition', 'staking', 'history event', 'transaction event',
)
Kind = Literal['acquisition', 'disposal', 'income', 'expense', 'fee', 'transfer', 'gift', 'loss']
Basis = Literal['lot', 'same_day', 'ahead', 'pool', 'average', 'named', 'missing']
"""How a part of a disposal found its cost. `ahead`: bought within the days after the disposal; `missing`: nobody knows where it came from."""

Flag = Literal[
    'missing_basis', 'missing_price', 'price_of_other_side', 'unmatched_transfer', 'carried', 'oversold', 'no_rule', 'exempt', 'loss_deferred',
    'no_gain', 'short',
]
"""`loss_deferred`: a part of the loss is not counted and went into the cost of what was bought instead; `no_gain`: a transfer that the law
treats as for its own cost (between spouses); `short`: sold before it was bought."""


@dataclass(frozen=True, slots=True)
class LotPart:
    """A piece of a lot, as a disposal used it. `cost`: of this amount, None where the lot's own cost is unknown.

    `acquired`: when the lot was first acquired (a transfer keeps it), None for missing ones and for pools. `line`: index of the line that
    made the lot; `unit_cost` and `full_amount` are of that acquisition. `is_free`: held longer than the period after which gains are free;
    `is_long_term`: longer than the one after which they are taxed otherwise.
    """

    amount: Decimal
    cost: Decimal | None
    basis: Basis
    acquired: TimestampMs | None = None
    line: int | None = None
    unit_cost: Decimal | None = None
    full_amount: Decimal | None = None
    is_free: bool = False
    is_long_term: bool = False
    gain: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Portfolio:
    """All crypto assets as they stand at one sale, for gains by the share of the portfolio that is sold (150 VH bis of the French code).

    `value`: of all just before the sale, None where a price is missing. `paid`: the price of all acquisitions so far, before the sale.
    `used`: what earlier sales have used up of it. `price`: of the sale, before its fees. The sale's cost is (`paid` - `used`) x `price` / `value`.
    """

    value: Decimal | None
    paid: Decimal | None
    used: Decimal | None
    price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a report: what one event did.

    `index`: place in the report, from 0. `taxable_amount` + `free_amount`: the amount of the event. `price`: of one unit at the time.
    `gain_taxable`, `gain_free`: what counts towards the totals; None where it can't be known. `proceeds`, `cost`: of a disposal.
    `parts`: the lots that it took. `is_counted`: False for lines from before the report's period, which carry no gain.
    `rule`: words of the accounting rule that decided ('spend/fee/gas', 'event:12'). `flags`: what the reader must know.
    """

    index: int
    event_id: int | None
    group: str
    timestamp: TimestampMs
    category: str
    kind: Kind
    location: str
    account: str | None
    asset: AssetId
    taxable_amount: Decimal
    free_amount: Decimal
    price: Decimal | None
    gain_taxable: Decimal | None
    gain_free: Decimal | None
    event_type: str
    event_subtype: str
    counterparty: str | None = None
    proceeds: Decimal | None = None
    cost: Decimal | None = None
    parts: Sequence[LotPart] = ()
    is_counted: bool = True
    rule: str = ''
    flags: frozenset[Flag] = frozenset()
    notes: str = ''
    swap_group: str | None = None
    """Names the legs of one swap ('<group>-0-1'), None for other events."""
    portfolio: Portfolio | None = None
    """Of a disposal under a policy with `portfolio_gain`."""


@dataclass(frozen=True, slots=True)
class OpenLot:
    """What is still held of a lot at the end of a walk. `scope`: '' for all, a location, or 'location:account'."""

    asset: AssetId
    scope: str
    amount: Decimal
    cost: Decimal | None
    acquired: TimestampMs
    line: int | None
    location: str
    account: str | None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a report could not know. `kind`: 'missing_acquisition' (found, missing), 'missing_price', 'no_rule', 'unmatched_transfer',
    'named_lot' (found, missing: of what the user named), 'giver_cost', 'missing_lot' (found, missing: no gain hangs on it), 'bad_adjustment' (problem),
    'unknown_pair' (type, subtype)."""

    kind: str
    timestamp: TimestampMs
    asset: AssetId
    event_id: int | None
    group: str
    params: Mapping[str, str | int | None] = field(default_factory=dict)
