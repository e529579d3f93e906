"""Runmoney: USDC staked on one's own running."""

from typing import Final

from rotkehlchen.decoding.families.direct import received, sent

STAKES: Final = {8453: ('0x1089Db83561d4c9B68350E1c292279817AC6c8DA',)}

RULES = (
    sent('stake', 'runmoney', STAKES, 'deposit', 'deposit to protocol'),
    received('unstake', 'runmoney', STAKES, 'withdrawal', 'withdraw from protocol'),
)
