"""Swaps through the OpenOcean exchange, which has one address on all chains."""

from rotkehlchen.decoding.families.router import swap_rules

ROUTER = '0x6352a56caadC4F1E25CD6c75970Fa768A3304e64'

RULES = swap_rules('swap', 'openocean', dict.fromkeys((1, 10, 56, 100, 137, 143, 8453, 42161, 534352), (ROUTER,)))
