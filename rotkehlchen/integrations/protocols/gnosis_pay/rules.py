"""Gnosis Pay: payments by card, refunds, cashback and rewards, each from a Safe of its own.

Sources: docs.gnosispay.com, the Safes on Gnosis Chain.
"""

from typing import Final

from rotkehlchen.contracts.protocol import Rule
from rotkehlchen.decoding.families.direct import received, sent

PAY: Final = 'gnosis_pay'
SETTLEMENT: Final = {100: ('0x4822521E6135CD2599199c83Ea35179229A172EE',)}
CASHBACK: Final = {100: ('0xCdF50be9061086e2eCfE6e4a1BF9164d43568EEC',)}
REWARDS: Final = {100: ('0xB2e7803Ce9AA69ca0F82256Ff1eC5C9983608E04',)}

RULES: tuple[Rule, ...] = (
    sent('payment', PAY, SETTLEMENT, 'spend', 'payment', kind='card_payment'), received('refund', PAY, SETTLEMENT, 'receive', 'refund', kind='card_refund'),
    received('cashback', PAY, CASHBACK, 'receive', 'cashback', kind='card_cashback'), received('reward', PAY, REWARDS, 'receive', 'reward', kind='card_reward'),
)
