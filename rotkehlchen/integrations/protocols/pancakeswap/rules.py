"""Pancakeswap: forks of Uniswap's second and third version, whose pools of the third tell of fees of their own, and farms that pay CAKE.

Source: developer.pancakeswap.finance.
"""

from functools import partial

from rotkehlchen.decoding.families.amm_v2 import Exchange, exchange_rules
from rotkehlchen.decoding.families.amm_v3 import position_rules, router_rules, version_of
from rotkehlchen.decoding.families.farm import farm_rule
from rotkehlchen.decoding.families.pool_swap import SWAP_PANCAKE, swap_rule
from rotkehlchen.integrations.protocols.pancakeswap.address import COINS, FARMS, V2_FACTORIES, V2_ROUTERS, V3_FACTORIES, V3_MANAGERS, V3_ROUTERS

V2, V3 = 'pancakeswap-v2', 'pancakeswap-v3'

RULES = (
    *exchange_rules(Exchange(V2, V2_FACTORIES, V2_ROUTERS), 'v2_'),
    swap_rule('v3_swap', V3, SWAP_PANCAKE, V3_FACTORIES, {}),
    *router_rules('v3_router', partial(version_of, V2, V3), V3_ROUTERS),
    *position_rules(V3, V3_MANAGERS, 'v3_'),
    farm_rule('pancakeswap', FARMS, COINS),
)
