"""Camelot on Arbitrum One: a fork of Uniswap's second version with a fee for each direction, and an exchange of Algebra's kind.

Source: docs.camelot.exchange (contracts), docs.algebra.finance.
"""

from rotkehlchen.decoding.families.amm_v2 import Exchange, exchange_rules
from rotkehlchen.decoding.families.amm_v3 import position_rules, router_rules
from rotkehlchen.decoding.families.factory import Factory
from rotkehlchen.decoding.families.pool_swap import SWAP_V3, swap_rule

V2_CODE = '0xa856464ae65f7619087bc369daaf7e387dae1e5af69cfa7935850ebf754b04c1'
V3_CODE = '0x6c1bebd370ba84753516bc1393c0d0a6c645856da55f5393ac8ab3d6dbc861d3'
V2_FACTORIES = {42161: (Factory('0x6EcCab422D763aC031210895C81787E87B43A652', V2_CODE),)}
V3_FACTORIES = {42161: (Factory('0x6Dd3FB9653B10e806650F107C3B5A0a6fF974F65', V3_CODE, 'words'),)}
V2_ROUTERS = {42161: ['0xc873fEcbd354f5A56E00E710B90EF4201db2448d']}
V3_ROUTERS = {42161: ['0x1F721E2E82F6676FCE4eA07A5958cF098D339e18']}
V3_MANAGERS = {42161: ['0x00c7f3082833e796A5b3e4Bd59f6642FF44DCD15']}

RULES = (
    *exchange_rules(Exchange('camelot-v2', V2_FACTORIES, V2_ROUTERS), 'v2_'),
    swap_rule('v3_swap', 'camelot-v3', SWAP_V3, V3_FACTORIES, V3_ROUTERS), *router_rules('v3_router', 'camelot-v3', V3_ROUTERS),
    *position_rules('camelot-v3', V3_MANAGERS, 'v3_'),
)
