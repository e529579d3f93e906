"""Puffer: claims of EIGEN that its stakers earned, and of the season's airdrops."""

from typing import Final

from rotkehlchen.decoding.families.direct import received

CAMPAIGNS: Final = {1: ('0x5Ae97e4770b7034C7Ca99Ab7edC26a18a23CB412',)}

RULES = (received('claim', 'puffer', CAMPAIGNS, 'receive', 'airdrop'),)
