"""What a user sets for reports: the words and values of the established interface, and the policy that they make where no jurisdiction is chosen."""

from dataclasses import dataclass
from typing import Final, Literal

from rotkehlchen.contracts.gain import Method
from rotkehlchen.contracts.jurisdiction import Policy
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.time import TimestampS

# Words of the API for methods. Those after 'acb' are ours.
METHODS: Final[dict[str, Method]] = {
    'fifo': 'fifo', 'lifo': 'lifo', 'hifo': 'hifo', 'acb': 'average', 'lofo': 'lofo', 'total_average': 'total_average', 'share_pool': 'share_pool',
    'specific': 'specific',
}
LINKABLE: Final = ('include_gas_costs', 'include_crypto2crypto')
"""Settings that a property of a rule may follow."""

_EUR: Final = AssetId('EUR')
_FIRST: Final = TimestampS(0)
_LAST: Final = TimestampS(2**40)
MissingBasis = Literal['zero', 'unknown']


@dataclass(frozen=True, slots=True)
class Settings:
    """Names as in the API. `start`, `end`: the period of the report in UTC seconds, both included.

    `taxfree_after_period`: seconds, None for never. `calculate_past_cost_basis`: False leaves out all events before `start`.
    `missing_basis`: what the totals take for a part whose cost nobody knows. 'zero' as the established tool does: all of its proceeds are
    gain; 'unknown': it is in no total. The line is flagged and its part has no cost and no gain either way.
    `include_fees_in_cost_basis`: fees of a trade raise the cost of what was bought or lower the proceeds of what was sold.
    """

    profit_currency: AssetId = _EUR
    include_crypto2crypto: bool = True
    taxfree_after_period: int | None = None
    include_gas_costs: bool = True
    calculate_past_cost_basis: bool = True
    include_fees_in_cost_basis: bool = True
    eth_staking_taxable_after_withdrawal_enabled: bool = True
    use_asset_collections_in_cost_basis: bool = True
    treat_eth2_as_eth: bool = True
    cost_basis_method: str = 'fifo'
    start: TimestampS = _FIRST
    end: TimestampS = _LAST
    missing_basis: MissingBasis = 'zero'

    def policy(self) -> Policy:
        """The policy that these settings make: one pool of all places. KeyError for a method that does not exist."""
        return Policy(
            method=METHODS[self.cost_basis_method], scope='global', free_after_seconds=self.taxfree_after_period,
            include_fees_in_cost=self.include_fees_in_cost_basis, fee_gain=False, gas_in_swap=False, keeps_uncounted_lots=True,
            sells_at_liquidation=False, refunds='income',
        )

    def is_on(self, name: str) -> bool:
        """The value of a setting that rules may be linked with."""
        return bool(getattr(self, name))
