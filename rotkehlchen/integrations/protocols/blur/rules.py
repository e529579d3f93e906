"""Blur: staking of BLUR. Both directions move the token itself."""

from typing import Final

from rotkehlchen.decoding.families.direct import received, sent

STAKING: Final = {1: ('0xeC2432a227440139DDF1044c3feA7Ae03203933E',)}
BLUR: Final = '0x5283D291DBCF85356A21bA090E6db59121208b44'

RULES = (
    sent('stake', 'blur', STAKING, 'staking', 'deposit asset', token=BLUR),
    received('unstake', 'blur', STAKING, 'staking', 'remove asset', token=BLUR),
)
