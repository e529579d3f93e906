"""Quickswap: a fork of Uniswap's second version, exchanges of Algebra's kind with positions as NFTs, and staked QUICK.

Source: docs.quickswap.exchange (contracts of v2, v3 and v4 on Polygon and Base), docs.algebra.finance.
"""

from rotkehlchen.decoding.families.amm_v2 import Exchange, exchange_rules
from rotkehlchen.decoding.families.amm_v3 import position_rules, router_rules
from rotkehlchen.decoding.families.pool_swap import SWAP_INTEGRAL, SWAP_V3, swap_rule
from rotkehlchen.decoding.families.reward_pool import listed
from rotkehlchen.decoding.families.share import share_rule
from rotkehlchen.integrations.protocols.quickswap.address import (
    LAIRS,
    V2_FACTORIES,
    V2_ROUTERS,
    V3_FACTORIES,
    V3_MANAGERS,
    V3_ROUTERS,
    V4_FACTORIES,
    V4_MANAGERS,
    V4_ROUTERS,
)

RULES = (
    *exchange_rules(Exchange('quickswap-v2', V2_FACTORIES, V2_ROUTERS), 'v2_'),
    swap_rule('v3_swap', 'quickswap-v3', SWAP_V3, V3_FACTORIES, V3_ROUTERS), *router_rules('v3_router', 'quickswap-v3', V3_ROUTERS),
    swap_rule('v4_swap', 'quickswap-v4', SWAP_INTEGRAL, V4_FACTORIES, V4_ROUTERS), *router_rules('v4_router', 'quickswap-v4', V4_ROUTERS),
    *position_rules('quickswap-v3', V3_MANAGERS, 'v3_'), *position_rules('quickswap-v4', V4_MANAGERS, 'v4_'),
    share_rule('lair', listed('quickswap', LAIRS)),
)
