"""Swaps through LlamaZip, a router that packs a Uniswap V3 swap into little calldata."""

from rotkehlchen.decoding.families.router import swap_rules

ROUTERS = {
    10: ['0x6f9d14Cf4A06Dd9C70766Bd161cf8d4387683E1b'],
    42161: ['0x973bf562407766e77f885c1cd1a8060e5303C745', '0x5279EBC4e5BA9eA09F19ADE49F2Bc98339aeA4d7'],
}

RULES = swap_rules('swap', 'llamazip', ROUTERS)
