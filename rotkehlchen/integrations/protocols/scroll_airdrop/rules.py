"""Scroll's airdrop of SCR, its governor and delegation. Sources: docs.scroll.io, github.com/scroll-tech/scr-contracts."""

from typing import Final

from rotkehlchen.contracts.protocol import Rule
from rotkehlchen.decoding.families.governor import delegation_rule, governor_rules
from rotkehlchen.decoding.families.told import IN, told

SCROLL: Final = 'scroll'
CLAIMED: Final = '0xd8138f8a3f377c5259ca548e70e4c2de94f129f5a11036a15b69513cba2b426a'  # Claimed(address,uint256)
CLAIMS: Final = {534352: ('0xE8bE8eB940c0ca3BD19D911CD3bEBc97Bea0ED62',)}
SCR: Final = {534352: ('0xd29687c813D741E2F938F4aC377128810E217b1b',)}

RULES: tuple[Rule, ...] = (
    told('airdrop', SCROLL, CLAIMED, CLAIMS, 'receive', 'airdrop', IN),
    *governor_rules(SCROLL, {534352: ('0x2f3F2054776bd3C2fc30d750734A8F539Bb214f0',)}), delegation_rule(SCROLL, SCR),
)
