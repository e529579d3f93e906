"""Swaps through the Firebird aggregation routers."""

from rotkehlchen.decoding.families.router import swap_rules

ROUTERS = {
    1: ['0xe0C38b2a8D09aAD53f1C67734B9A95E43d5981c0'], 10: ['0x0c6134Abc08A1EafC3E2Dc9A5AD023Bb08Da86C3'],
    56: ['0x92e4F29Be975C1B1eB72E77De24Dccf11432a5bd'], 137: ['0xb31D1B1eA48cE4Bf10ed697d44B747287E785Ad4'],
    8453: ['0x20f0b18BDDe8e3dd0e42C173062eBdd05C421151'], 42161: ['0x0c6134Abc08A1EafC3E2Dc9A5AD023Bb08Da86C3'],
}

RULES = swap_rules('swap', 'firebird-finance', ROUTERS)
