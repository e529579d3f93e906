"""What an event of history is: its words, which pairs of them there are, and the event itself as a frozen value.

The words and pairs are those of the established interface of this field (reference vocabulary). An event is data: text for a
person is made from `kind` and `params` where it is shown (ADR 3).
"""

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal
from typing import Any, Final, Literal

from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.record import record
from rotkehlchen.core.time import TimestampMs

Direction = Literal['in', 'out', 'neutral']

NONE: Final = 'none'  # the subtype of an event that has none
# Counterparties of events that no protocol explains: what pays for a transaction, what lets a contract act for an address.
GAS: Final = 'gas'
DELEGATION: Final = 'account delegation'

ENTRY_TYPES: Final = frozenset({
    'history event', 'evm event', 'eth withdrawal event', 'eth block event', 'eth deposit event', 'asset movement event', 'swap event',
    'evm swap event', 'solana event', 'solana swap event',
})

EVENT_TYPES: Final = frozenset({
    'trade', 'staking', 'deposit', 'withdrawal', 'transfer', 'spend', 'receive', 'adjustment', 'informational', 'migrate', 'renew', 'deploy', 'fail',
    'loss', 'mint', 'burn', 'multi trade', 'margin', 'transaction to self', 'exchange adjustment', 'exchange transfer',
})

EVENT_SUBTYPES: Final = frozenset({
    'reward', 'deposit asset', 'remove asset', 'fee', 'spend', 'receive', 'approve', 'airdrop', 'bridge', 'governance', 'none', 'generate debt',
    'payback debt', 'receive wrapped', 'return wrapped', 'donate', 'nft', 'place order', 'liquidate', 'interest payment', 'cancel order', 'refund',
    'block production', 'mev reward', 'apply', 'update', 'create', 'attest', 'payment', 'grant', 'interest', 'cashback', 'hack', 'clawback',
    'deposit for wrapped', 'redeem wrapped', 'consolidate', 'delegate', 'liquidity provision loss', 'burn', 'message', 'profit', 'loss',
    'deposit to protocol', 'withdraw from protocol', 'spam',
})

# Category: (direction of the asset seen from the account, label). Neutral ones move nothing in or out of what a user owns.
CATEGORIES: Final[Mapping[str, tuple[Direction, str]]] = {
    'send': ('out', 'send'), 'receive': ('in', 'receive'), 'swap_out': ('out', 'swap'), 'swap_in': ('in', 'swap'), 'migrate_out': ('out', 'migrate'),
    'migrate_in': ('in', 'migrate'), 'approval': ('neutral', 'approval'), 'deposit': ('out', 'deposit'), 'withdraw': ('in', 'withdraw'),
    'airdrop': ('in', 'airdrop'), 'borrow': ('in', 'borrow'), 'repay': ('out', 'repay'), 'deploy': ('neutral', 'deploy'),
    'deploy_with_spend': ('out', 'deploy with spend'), 'bridge_deposit': ('out', 'bridge'), 'bridge_withdrawal': ('in', 'bridge'),
    'governance': ('neutral', 'governance'), 'donate': ('out', 'donate'), 'receive_donation': ('in', 'receive donation'), 'renew': ('out', 'renew'),
    'place_order': ('neutral', 'place order'), 'transfer': ('neutral', 'transfer'), 'claim_reward': ('in', 'claim reward'),
    'liquidation_reward': ('in', 'liquidation reward'), 'liquidation_loss': ('out', 'liquidation loss'),
    'informational': ('neutral', 'informational'), 'cancel_order': ('in', 'cancel order'), 'refund': ('in', 'refund'), 'fee': ('out', 'fee'),
    'mev_reward': ('in', 'mev'), 'staking_reward': ('in', 'staking reward'), 'create_block': ('in', 'new block'),
    'create_project': ('neutral', 'new project'), 'update': ('neutral', 'update'), 'apply': ('neutral', 'apply'), 'stake_deposit': ('out', 'stake'),
    'unstake': ('in', 'unstake'), 'attest': ('neutral', 'attest'), 'stake_exit': ('in', 'exit'), 'fail': ('out', 'failed'), 'pay': ('out', 'pay'),
    'receive_payment': ('in', 'receive payment'), 'receive_grant': ('in', 'receive grant'), 'interest': ('in', 'receive interest'),
    'cex_deposit': ('neutral', 'exchange deposit'), 'cex_withdrawal': ('neutral', 'exchange withdraw'), 'cashback': ('in', 'cashback'),
    'hack_loss': ('out', 'hack'), 'clawback': ('out', 'clawback'), 'mint_nft': ('in', 'mint nft'), 'burn': ('out', 'burn'),
    'combine': ('neutral', 'combine'), 'delegate': ('neutral', 'delegate'), 'loss': ('out', 'loss'),
    'liquidity_provision_loss': ('out', 'liquidity provision loss'), 'return': ('out', 'return'), 'message': ('neutral', 'message'),
    'account_deposit': ('neutral', 'account deposit'), 'account_withdrawal': ('neutral', 'account withdraw'), 'profit': ('in', 'profit'),
    'self_transaction': ('neutral', 'self transaction'), 'protocol_deposit': ('neutral', 'protocol deposit'),
    'protocol_withdrawal': ('neutral', 'protocol withdrawal'), 'spam': ('in', 'spam'),
}

# (type, subtype): (category, category at an exchange). No other pair is an event.
PAIRS: Final[Mapping[tuple[str, str], tuple[str, str]]] = {
    ('informational', 'none'): ('informational', 'informational'), ('informational', 'governance'): ('governance', 'governance'),
    ('informational', 'deposit asset'): ('informational', 'informational'), ('informational', 'remove asset'): ('withdraw', 'withdraw'),
    ('informational', 'place order'): ('place_order', 'place_order'), ('informational', 'create'): ('create_project', 'create_project'),
    ('informational', 'update'): ('update', 'update'), ('informational', 'apply'): ('apply', 'apply'),
    ('informational', 'approve'): ('approval', 'approval'), ('informational', 'attest'): ('attest', 'attest'),
    ('informational', 'mev reward'): ('mev_reward', 'mev_reward'), ('informational', 'block production'): ('create_block', 'create_block'),
    ('informational', 'consolidate'): ('combine', 'combine'), ('informational', 'delegate'): ('delegate', 'delegate'),
    ('informational', 'message'): ('message', 'message'), ('receive', 'reward'): ('claim_reward', 'claim_reward'),
    ('receive', 'receive wrapped'): ('receive', 'receive'), ('receive', 'generate debt'): ('borrow', 'borrow'),
    ('receive', 'return wrapped'): ('receive', 'receive'), ('receive', 'airdrop'): ('airdrop', 'airdrop'),
    ('receive', 'donate'): ('receive_donation', 'receive_donation'), ('receive', 'none'): ('receive', 'receive'),
    ('receive', 'liquidate'): ('liquidation_reward', 'liquidation_reward'), ('receive', 'payment'): ('receive_payment', 'receive_payment'),
    ('receive', 'grant'): ('receive_grant', 'receive_grant'), ('receive', 'interest'): ('interest', 'interest'),
    ('receive', 'cashback'): ('cashback', 'cashback'), ('receive', 'refund'): ('refund', 'refund'), ('receive', 'spam'): ('spam', 'spam'),
    ('deposit', 'deposit asset'): ('account_deposit', 'cex_deposit'), ('deposit', 'deposit for wrapped'): ('deposit', 'deposit'),
    ('deposit', 'deposit to protocol'): ('protocol_deposit', 'protocol_deposit'), ('deposit', 'bridge'): ('bridge_deposit', 'bridge_deposit'),
    ('deposit', 'place order'): ('deposit', 'deposit'), ('deposit', 'fee'): ('fee', 'fee'), ('spend', 'return wrapped'): ('return', 'return'),
    ('spend', 'payback debt'): ('repay', 'repay'), ('spend', 'fee'): ('fee', 'fee'), ('spend', 'donate'): ('donate', 'donate'),
    ('spend', 'payment'): ('pay', 'pay'), ('spend', 'none'): ('send', 'send'), ('spend', 'clawback'): ('clawback', 'clawback'),
    ('spend', 'burn'): ('burn', 'burn'), ('loss', 'liquidate'): ('liquidation_loss', 'liquidation_loss'),
    ('loss', 'hack'): ('hack_loss', 'hack_loss'), ('loss', 'liquidity provision loss'): ('liquidity_provision_loss', 'liquidity_provision_loss'),
    ('loss', 'none'): ('loss', 'loss'), ('withdrawal', 'remove asset'): ('account_withdrawal', 'cex_withdrawal'),
    ('withdrawal', 'redeem wrapped'): ('withdraw', 'withdraw'),
    ('withdrawal', 'withdraw from protocol'): ('protocol_withdrawal', 'protocol_withdrawal'),
    ('withdrawal', 'bridge'): ('bridge_withdrawal', 'bridge_withdrawal'), ('withdrawal', 'cancel order'): ('cancel_order', 'cancel_order'),
    ('withdrawal', 'refund'): ('refund', 'refund'), ('withdrawal', 'generate debt'): ('borrow', 'borrow'), ('withdrawal', 'fee'): ('fee', 'fee'),
    ('trade', 'spend'): ('swap_out', 'swap_out'), ('trade', 'receive'): ('swap_in', 'swap_in'), ('trade', 'none'): ('informational', 'informational'),
    ('trade', 'fee'): ('fee', 'fee'), ('renew', 'none'): ('renew', 'renew'), ('staking', 'deposit asset'): ('stake_deposit', 'stake_deposit'),
    ('staking', 'deposit for wrapped'): ('stake_deposit', 'stake_deposit'), ('staking', 'reward'): ('staking_reward', 'staking_reward'),
    ('staking', 'remove asset'): ('unstake', 'unstake'), ('staking', 'redeem wrapped'): ('unstake', 'unstake'),
    ('staking', 'block production'): ('create_block', 'create_block'), ('staking', 'mev reward'): ('mev_reward', 'mev_reward'),
    ('staking', 'fee'): ('fee', 'fee'), ('transfer', 'donate'): ('donate', 'donate'), ('transfer', 'none'): ('transfer', 'transfer'),
    ('transfer', 'fee'): ('fee', 'fee'), ('adjustment', 'spend'): ('send', 'send'), ('adjustment', 'receive'): ('receive', 'receive'),
    ('deploy', 'none'): ('deploy', 'deploy'), ('deploy', 'spend'): ('deploy_with_spend', 'deploy_with_spend'),
    ('deploy', 'nft'): ('mint_nft', 'mint_nft'), ('migrate', 'spend'): ('migrate_out', 'migrate_out'),
    ('migrate', 'receive'): ('migrate_in', 'migrate_in'), ('fail', 'fee'): ('fail', 'fail'), ('mint', 'nft'): ('mint_nft', 'mint_nft'),
    ('mint', 'fee'): ('fee', 'fee'), ('burn', 'nft'): ('burn', 'burn'), ('multi trade', 'spend'): ('swap_out', 'swap_out'),
    ('multi trade', 'receive'): ('swap_in', 'swap_in'), ('multi trade', 'fee'): ('fee', 'fee'), ('margin', 'profit'): ('profit', 'profit'),
    ('margin', 'loss'): ('loss', 'loss'), ('margin', 'fee'): ('fee', 'fee'),
    ('transaction to self', 'none'): ('self_transaction', 'self_transaction'), ('exchange adjustment', 'spend'): ('send', 'send'),
    ('exchange adjustment', 'receive'): ('receive', 'receive'), ('exchange transfer', 'spend'): ('account_withdrawal', 'cex_withdrawal'),
    ('exchange transfer', 'receive'): ('account_deposit', 'cex_deposit'), ('exchange transfer', 'fee'): ('fee', 'fee'),
}


@record(frozen=True, slots=True)
class HistoryEvent:
    """One event: one amount of one asset at one account.

    `group`: what happened together (a transaction, a trade); for an EVM transaction its chain id and hash, '10x12ab...' on chain 1.
    `position`: order within the group, not necessarily gapless. `timestamp`: UTC milliseconds. `location`: word of the API
    ('ethereum', 'polygon pos', 'kraken'). `account`: the user's own address or account name. `address`: the other side or the contract.
    `key`: names the event within its group and stays the same when the group is decoded again (edits hang on it).
    `kind`, `params`: what its description is rendered from. `rule`: what made it ('curve/add_liquidity', 'user', 'import:kraken').
    `sources`: what the rule read ('log:12', 'value', 'internal:3'). `product`: a word for the position within a protocol.
    """

    group: str
    position: int
    timestamp: TimestampMs
    location: str
    account: str | None
    type: str
    subtype: str
    asset: AssetId
    amount: Decimal
    counterparty: str | None = None
    address: str | None = None
    product: str | None = None
    entry_type: str = 'evm event'
    tx_ref: str | None = None
    key: str = ''
    kind: str = ''
    params: Mapping[str, Any] = field(default_factory=dict)
    rule: str = ''
    sources: tuple[str, ...] = ()
    notes: str | None = None
    extra_data: Mapping[str, Any] | None = None


def is_pair(event_type: str, subtype: str) -> bool:
    return (event_type, subtype) in PAIRS


def find_category(event_type: str, subtype: str, *, at_exchange: bool = False) -> str | None:
    """The category of a pair, None for a pair that does not exist."""
    found = PAIRS.get((event_type, subtype))
    return None if found is None else found[at_exchange]


def direction_of(event_type: str, subtype: str) -> Direction:
    """Whether the asset comes into or leaves the account, as its balance sees it. 'neutral': the balance stays.

    A deposit into a protocol leaves the account although it stays the user's own; that is why this is not the category's direction.
    """
    found = PAIRS.get((event_type, subtype))
    if found is None or event_type == 'informational':
        return 'neutral'
    return _MOVES.get((event_type, subtype)) or _MOVES.get((event_type, '')) or CATEGORIES[found[0]][0]


# Where the category speaks of ownership and the balance of the account tells otherwise. An empty subtype stands for all others.
_MOVES: Final[Mapping[tuple[str, str], Direction]] = {
    ('deposit', ''): 'out', ('transfer', ''): 'out', ('withdrawal', ''): 'in', ('withdrawal', 'fee'): 'out', ('deploy', 'spend'): 'out',
    ('deploy', 'nft'): 'in', ('exchange transfer', 'spend'): 'out', ('exchange transfer', 'receive'): 'in', ('exchange transfer', 'fee'): 'out',
}
