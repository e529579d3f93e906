"""Swaps through the KyberSwap meta aggregation router, and through the proxies of Kyber Network long before it."""

from rotkehlchen.decoding.families.router import swap_rules

META_V2 = '0x6131B5fae19EA4f9D964eAc0408E4408b66337b5'
ROUTERS = dict.fromkeys((1, 10, 56, 100, 137, 143, 8453, 42161, 534352), (META_V2,))
LEGACY = {1: ['0x818E6FECD516Ecc3849DAf6845e3EC868087B755', '0x9AAb3f75489902f3a48495025729a0AF77d4b11e']}

RULES = (*swap_rules('swap', 'kyber', ROUTERS), *swap_rules('legacy', 'kyber legacy', LEGACY))
