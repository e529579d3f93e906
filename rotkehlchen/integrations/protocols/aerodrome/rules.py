"""Aerodrome on Base, of Velodrome's kind. Source: github.com/aerodrome-finance/contracts and slipstream (deployed addresses)."""

from rotkehlchen.decoding.families.factory import Factory, clone_hash
from rotkehlchen.decoding.families.ve33 import Market, market_rules

SPACINGS = (1, 10, 50, 100, 200, 2000)

RULES = market_rules(Market(
    'aerodrome',
    factories={8453: (
        Factory('0x420DD381b31aEf6683db6B902084cB0FFECe40Da', clone_hash('0xA4e46b4f701c62e14DF11B48dCe76A7d793CD6d7'), 'pair_kind'),
    )},
    position_factories={8453: (
        Factory('0x5e7BB104d84c7CB9B682AaC2F3d509f5F406809A', clone_hash('0xeC8E5342B19977B4eF8892e02D8DAEcfa1315831'), 'words', SPACINGS),
    )},
    routers={8453: ['0xcF77a3Ba9A5CA399B7c97c74d54e5b1Beb874E43']},
    position_routers={8453: ['0xBE6D8f0d05cC4be24d5167a3eF062215bE6D18a5']},
    managers={8453: ['0x827922686190790b37229fd06084350E74485b72']},
    escrows={8453: ['0xeBf418Fe2512e7E6bd9b87a8F0f294aCDC67e6B4']},
    voters={8453: ['0x16613524e02ad97eDfeF371bC883F2F5d6C480A5']},
    coins={8453: ['0x940181a94A35A4569E4529A3CDfB74e38FD98631']},
))
