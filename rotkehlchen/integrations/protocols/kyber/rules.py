"""Swaps through the KyberSwap aggregation routers, and through the proxies of Kyber Network before them."""

from rotkehlchen.decoding.families.router import swap_rules

META_V2 = '0x6131B5fae19EA4f9D964eAc0408E4408b66337b5'
OLDER = ('0x617Dee16B86534a5d792A4d7A62FB491B544111E', '0xDF1A1b60f2D438842916C0aDc43748768353EC25', '0x00555513Acf282B42882420E5e5bA87b44D8fA6E')
ROUTERS = {
    **dict.fromkeys((100, 143, 8453, 534352), (META_V2,)),
    **dict.fromkeys((1, 10, 56, 137, 42161), (META_V2, *OLDER)),
}
LEGACY = {1: ['0x818E6FECD516Ecc3849DAf6845e3EC868087B755', '0x9AAb3f75489902f3a48495025729a0AF77d4b11e']}

RULES = (*swap_rules('swap', 'kyber', ROUTERS), *swap_rules('legacy', 'kyber legacy', LEGACY))
