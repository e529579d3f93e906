"""Optimism's airdrops of OP, its governor and delegation. Source: community.optimism.io (airdrops, token house)."""

from typing import Final

from rotkehlchen.contracts.protocol import Rule
from rotkehlchen.decoding.families.direct import received
from rotkehlchen.decoding.families.governor import delegation_rule, governor_rules
from rotkehlchen.decoding.families.told import IN, told

OPTIMISM: Final = 'optimism'
CLAIMED: Final = '0x4ec90e965519d92681267467f775ada5bd214aa92c0dc93d90a5e880ce9ed026'  # Claimed(uint256,address,uint256)
OP: Final = '0x4200000000000000000000000000000000000042'
CLAIMS: Final = {10: (  # airdrops 1, 4, 5; the second and third came by themselves
    '0xFeDFAF1A10335448b7FA0268F56D2B44DBD357de', '0xFb4D5A94b516DF77Fbdbcf3CfeB262baAF7D4dB7', '0x9a69d97a451643a0Bb4462476942D2bC844431cE',
)}
DISTRIBUTORS: Final = {10: ('0x2501c477D0A35545a387Aa4A3EEe4292A9a8B3F0',)}

RULES: tuple[Rule, ...] = (
    told('airdrop', OPTIMISM, CLAIMED, CLAIMS, 'receive', 'airdrop', IN, word=2, token=OP),
    received('distribution', OPTIMISM, DISTRIBUTORS, 'receive', 'airdrop', token=OP),
    *governor_rules(OPTIMISM, {10: ('0xcDF27F107725988f2261Ce2256bDfCdE8B382B10',)}), delegation_rule(OPTIMISM, {10: (OP,)}),
)
