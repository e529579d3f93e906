"""Paladin: rewards of its quests, claimed from distributors of any of its boards. Source: doc.paladin.vote."""

from typing import Final

from rotkehlchen.decoding.families.told import IN, told

CLAIMED: Final = '0x9a5376f7dcf8631c2b6249c9bec3d715cb97bdd4c82d92e55d147f6b4eea4197'
# Claimed(uint256,uint256,uint256,uint256,address,address): quest, period, index; amount, token, account

RULES = (told('claim', 'paladin', CLAIMED, None, 'receive', 'reward', IN, word=1),)
