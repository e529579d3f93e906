"""Votium: rewards for votes of locked CVX, claimed from its merkle stashes."""

from typing import Final

from rotkehlchen.decoding.families.direct import received

STASHES: Final = {1: (
    '0x378Ba9B73309bE80BF4C2c027aAD799766a7ED5A',  # multi merkle stash
    '0x34590960981f98b55d236b70E8B4d9929ad89C9c',  # veCRV multi merkle stash
)}

RULES = (received('claim', 'votium', STASHES, 'receive', 'reward'),)
