"""Quickswap: a fork of Uniswap's second version, and exchanges of Algebra's kind with positions as NFTs.

Source: docs.quickswap.exchange (contracts of v2, v3 and v4 on Polygon and Base), docs.algebra.finance.
"""

from rotkehlchen.decoding.families.amm_v2 import Exchange, exchange_rules
from rotkehlchen.decoding.families.amm_v3 import position_rules, router_rules
from rotkehlchen.decoding.families.factory import UNISWAP_V2_CODE, Factory
from rotkehlchen.decoding.families.pool_swap import SWAP_INTEGRAL, SWAP_V3, swap_rule

V3_CODE = '0x6ec6c9c8091d160c0aa74b2b14ba9c1717e95093bd3ac085cee99a49aab294a4'
V2_FACTORIES = {
    137: (Factory('0x5757371414417b8C6CAad45bAeF941aBc7d3Ab32', UNISWAP_V2_CODE),),
    8453: (Factory('0xEC6540261aaaE13F236A032d454dc9287E52e56A', UNISWAP_V2_CODE),),
}
V2_ROUTERS = {137: ['0xa5E0829CaCEd8fFDD4De3c43696c57F7D7A678ff'], 8453: ['0x4a012af2b05616Fb390ED32452641C3F04633bb5']}
V3_FACTORIES = {137: (Factory('0x2D98E2FA9da15aa6dC9581AB097Ced7af697CB92', V3_CODE, 'words'),)}
V3_ROUTERS = {137: ['0xf5b509bB0909a69B1c207E495f687a596C168E12']}
V4_ROUTERS = {8453: ['0xe6c9bb24ddB4aE5c6632dbE0DE14e3E474c6Cb04']}
V3_MANAGERS = {137: ['0x8eF88E4c7CfbbaC1C163f7eddd4B578792201de6']}
V4_MANAGERS = {8453: ['0x84715977598247125C3D6E2e85370d1F6fDA1eaF']}

RULES = (
    *exchange_rules(Exchange('quickswap-v2', V2_FACTORIES, V2_ROUTERS), 'v2_'),
    swap_rule('v3_swap', 'quickswap-v3', SWAP_V3, V3_FACTORIES, V3_ROUTERS), *router_rules('v3_router', 'quickswap-v3', V3_ROUTERS),
    swap_rule('v4_swap', 'quickswap-v4', SWAP_INTEGRAL, {}, V4_ROUTERS), *router_rules('v4_router', 'quickswap-v4', V4_ROUTERS),
    *position_rules('quickswap-v3', V3_MANAGERS, 'v3_'), *position_rules('quickswap-v4', V4_MANAGERS, 'v4_'),
)
