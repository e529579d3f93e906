"""Aave: lending of versions 1 to 3, the way from 2 to 3, staking, governance."""

from collections.abc import Iterator

from rotkehlchen.contracts.protocol import Claim, LogRule, Rank, lower_addresses
from rotkehlchen.contracts.transaction import ZERO_ADDRESS, Log, Transaction
from rotkehlchen.decoding.claim import claim, leg
from rotkehlchen.decoding.families.lending_v3 import SUPPLY, WITHDRAW, market_rules
from rotkehlchen.integrations.protocols.aave import first, gho, staking
from rotkehlchen.integrations.protocols.aave.market import V2, V3


def migrates(tx: Transaction, log: Log) -> Iterator[Claim]:
    """A helper that withdraws from version 2 and supplies to version 3: receipts that went to it, and those that it got for the user."""
    helper, holder = log.address_at(0), log.topic_address(2)
    old = lower_addresses(V2.pools, tx.chain_id)
    if not any(one.topic_address(2) == helper for one in tx.logs_of(WITHDRAW, address=old)):
        return
    given = [one for one in tx.outgoing(account=holder, to=helper) if one.kind == 'erc20']
    minted = [one for one in tx.incoming(account=holder, source=ZERO_ADDRESS) if one.kind == 'erc20']
    if given and minted:
        legs = [leg(one, 'migrate', 'spend', counterparty='aave-v2') for one in given]
        legs += [leg(one, 'migrate', 'receive') for one in minted]
        yield from claim('aave-v3', *legs, order='end')


RULES = (
    *market_rules(V3, 'v3_'), *market_rules(V2, 'v2_'), LogRule('migration', SUPPLY, migrates, V3.pools, Rank.ENTRY),
    *first.RULES, *staking.RULES, *gho.RULES,
)
