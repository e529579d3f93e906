"""What contracts of a common kind do, whoever made them: vaults, staking contracts, distributors. Any protocol's own rule goes before."""

from typing import Final

from rotkehlchen.contracts.protocol import LogRule, Rank
from rotkehlchen.decoding.families.reward_pool import pool_rules
from rotkehlchen.decoding.families.told import IN, told
from rotkehlchen.decoding.families.vault import erc4626_rules

MERKLE_CLAIMED: Final = '0x4ec90e965519d92681267467f775ada5bd214aa92c0dc93d90a5e880ce9ed026'  # Claimed(uint256,address,uint256)
_CLAIM: Final = told('', 'merkle_distributor', MERKLE_CLAIMED, None, 'receive', 'airdrop', IN, word=2)

RULES = (
    *erc4626_rules('erc4626', None, 'vault_', Rank.STANDARD), *pool_rules('staking_rewards', None, rank=Rank.STANDARD),
    LogRule('claim', MERKLE_CLAIMED, _CLAIM.handle, rank=Rank.STANDARD),
)
