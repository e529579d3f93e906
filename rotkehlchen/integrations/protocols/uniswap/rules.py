"""Uniswap in all four versions: swaps at pools and through routers, liquidity and positions.

Source: docs.uniswap.org. A universal router of the third version may have used pools of the second alone: then it is a swap of that one.
"""

from functools import partial

from rotkehlchen.decoding.families.amm_v2 import Exchange, exchange_rules
from rotkehlchen.decoding.families.amm_v3 import position_rules, router_rules, version_of
from rotkehlchen.decoding.families.pool_swap import SWAP_V3, swap_rule
from rotkehlchen.integrations.protocols.uniswap.address import V2_FACTORIES, V2_ROUTERS, V3_FACTORIES, V3_MANAGERS, V3_ROUTERS
from rotkehlchen.integrations.protocols.uniswap.first import FIRST_RULES
from rotkehlchen.integrations.protocols.uniswap.fourth import FOURTH_RULES

V2, V3 = 'uniswap-v2', 'uniswap-v3'

RULES = (
    *FIRST_RULES,
    *exchange_rules(Exchange(V2, V2_FACTORIES, V2_ROUTERS), 'v2_'),
    swap_rule('v3_swap', V3, SWAP_V3, V3_FACTORIES, {}),
    *router_rules('v3_router', partial(version_of, V2, V3), V3_ROUTERS, drops_approvals=True),
    *position_rules(V3, V3_MANAGERS, 'v3_'),
    *FOURTH_RULES,
)
