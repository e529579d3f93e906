"""Honeyswap on Gnosis, a fork of Uniswap's second version. Source: github.com/1Hive/honeyswap-sdk (factory, code hash, router)."""

from rotkehlchen.decoding.families.amm_v2 import Exchange, exchange_rules
from rotkehlchen.decoding.families.factory import Factory

CODE = '0x3f88503e8580ab941773b59034fb4b2a63e86dbc031b3633a925533ad3ed2b93'

RULES = exchange_rules(Exchange(
    'honeyswap', {100: (Factory('0xA818b4F111Ccac7AA31D0BCc0806d64F2E0737D7', CODE),)}, {100: ['0x1C232F01118CB8B424793ae03F870aa7D0ac7f77']},
))
