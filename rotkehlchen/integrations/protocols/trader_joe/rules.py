"""Trader Joe's first version on Avalanche, a fork of Uniswap's second one. Source: docs.lfj.gg (factory, router), github.com/lfj-gg/joe-core."""

from rotkehlchen.decoding.families.amm_v2 import Exchange, exchange_rules
from rotkehlchen.decoding.families.factory import Factory

CODE = '0x0bbca9af0511ad1a1da383135cf3a8d2ac620e549ef9f6ae3a4c33c2fed0af91'

RULES = exchange_rules(Exchange(
    'trader-joe', {43114: (Factory('0x9Ad6C38BE94206cA50bb0d90783181662f0Cfa10', CODE),)},
    {43114: ['0x60aE616a2155Ee3d9A68541Ba4544862310933d4']},
))
