"""Deposits to and withdrawals from Hyperliquid: transfers to and from its bridge contracts on Arbitrum."""

from rotkehlchen.contracts.protocol import Addresses
from rotkehlchen.decoding.families.direct import received, sent

BRIDGES: Addresses = {42161: ('0x2Df1c51E09aECF9cacB7bc98cB1742757f163dF7', '0xC67E9Efdb8a66A4B91b1f3731C75F500130373A4')}

RULES = (
    sent('deposit', 'hyperliquid', BRIDGES, 'deposit', 'deposit to protocol'),
    received('withdraw', 'hyperliquid', BRIDGES, 'withdrawal', 'withdraw from protocol'),
)
