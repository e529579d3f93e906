"""Arbitrum's airdrop of ARB, its governors and delegation. Sources: docs.arbitrum.foundation, github.com/ArbitrumFoundation/governance."""

from typing import Final

from rotkehlchen.contracts.protocol import Rule
from rotkehlchen.decoding.families.governor import delegation_rule, governor_rules
from rotkehlchen.decoding.families.told import IN, told

ARBITRUM: Final = 'arbitrum_one'
CLAIMED: Final = '0x8629b200ebe43db58ad688b85131d53251f3f3be4c14933b4641aeebacf1c08c'  # HasClaimed(address,uint256)
DISTRIBUTOR: Final = {42161: ('0x67a24CE4321aB3aF51c2D0a4801c3E111D88C9d9',)}
GOVERNORS: Final = {42161: (  # core, treasury, election of nominees, election of members
    '0xf07DeD9dC292157749B6Fd268E37DF6EA38395B9', '0x789fC99093B09aD01C34DC7251D0C89ce743e5a4', '0x8a1cDA8dee421cD06023470608605934c16A05a0',
    '0x467923B9AE90BDB36BA88eCA11604D45F13b712C',
)}
ARB: Final = {42161: ('0x912CE59144191C1204E64559FE8253a0e49E6548',)}

RULES: tuple[Rule, ...] = (
    told('airdrop', ARBITRUM, CLAIMED, DISTRIBUTOR, 'receive', 'airdrop', IN), *governor_rules(ARBITRUM, GOVERNORS), delegation_rule(ARBITRUM, ARB),
)
