"""What contracts of a common kind do, whoever made them: vaults, staking contracts, distributors. Any protocol's own rule goes before.

A vault that follows no standard is one that was called itself, kept or gave the assets itself, and made or burnt its own token for them.
"""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import CallRule, Claim, LogRule, Rank
from rotkehlchen.contracts.transaction import Transaction
from rotkehlchen.decoding.families.reward_pool import pool_rules
from rotkehlchen.decoding.families.share import exchanges
from rotkehlchen.decoding.families.told import IN, told
from rotkehlchen.decoding.families.vault import DEPOSIT, WITHDRAW, erc4626_rules

MERKLE_CLAIMED: Final = '0x4ec90e965519d92681267467f775ada5bd214aa92c0dc93d90a5e880ce9ed026'  # Claimed(uint256,address,uint256)
_CLAIM: Final = told('', 'merkle_distributor', MERKLE_CLAIMED, None, 'receive', 'airdrop', IN, word=2)


def shares(tx: Transaction) -> Iterator[Claim]:
    if tx.to == tx.wrapped_native or any(log.topic in (DEPOSIT, WITHDRAW) for log in tx.logs_of(address=tx.to)):
        return
    for one in exchanges(lambda tx, token: 'share' if token == tx.to else None, tx):
        assets = [each.transfer for each in one.legs if each.transfer is not None and each.transfer.token != tx.to]
        if len(assets) == 1 and tx.to in (assets[0].sender, assets[0].receiver):
            yield one


RULES = (
    *erc4626_rules('erc4626', None, 'vault_', Rank.STANDARD), CallRule('share', shares, None, rank=Rank.STANDARD),
    *pool_rules('staking_rewards', None, rank=Rank.STANDARD), LogRule('claim', MERKLE_CLAIMED, _CLAIM.handle, rank=Rank.STANDARD),
)
