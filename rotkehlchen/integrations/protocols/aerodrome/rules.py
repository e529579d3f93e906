"""Aerodrome on Base, of Velodrome's kind. Source: github.com/aerodrome-finance/contracts and slipstream (deployed addresses)."""

from rotkehlchen.decoding.families.factory import Factory, clone_hash
from rotkehlchen.decoding.families.ve33 import Market, market_rules

SPACINGS = (1, 5, 10, 20, 50, 60, 100, 200, 500, 1000, 2000)  # of ticks; the factories' owner may allow more
POSITIONS = {  # factories of Slipstream with what their pools are clones of
    '0x5e7BB104d84c7CB9B682AaC2F3d509f5F406809A': '0xeC8E5342B19977B4eF8892e02D8DAEcfa1315831',
    '0xaDe65c38CD4849aDBA595a4323a8C7DdfE89716a': '0x942e97a4c6FdC38B4CD1c0298D37d81fDD8E5A16',
    '0xf8f2eB4940CFE7d13603DDDD87f123820Fc061Ef': '0xc770898522D2A9c8Da7A10D63989b6b58305B665',
}

RULES = market_rules(Market(
    'aerodrome',
    factories={8453: (
        Factory('0x420DD381b31aEf6683db6B902084cB0FFECe40Da', clone_hash('0xA4e46b4f701c62e14DF11B48dCe76A7d793CD6d7'), 'pair_kind'),
    )},
    position_factories={8453: [Factory(one, clone_hash(pool), 'words', SPACINGS) for one, pool in POSITIONS.items()]},
    routers={8453: ['0xcF77a3Ba9A5CA399B7c97c74d54e5b1Beb874E43']},
    position_routers={8453: [
        '0xBE6D8f0d05cC4be24d5167a3eF062215bE6D18a5', '0xcbBb8035cAc7D4B3Ca7aBb74cF7BdF900215Ce0D', '0x698Cb2b6dd822994581fEa6eA4Fc755d1363A92F',
    ]},
    managers={8453: [
        '0x827922686190790b37229fd06084350E74485b72', '0xa990C6a764b73BF43cee5Bb40339c3322FB9D55F', '0xe1f8cd9AC4e4A65F54f38a5CdAfCA44f6dD68b53',
    ]},
    escrows={8453: ['0xeBf418Fe2512e7E6bd9b87a8F0f294aCDC67e6B4']},
    voters={8453: ['0x16613524e02ad97eDfeF371bC883F2F5d6C480A5']},
    coins={8453: ['0x940181a94A35A4569E4529A3CDfB74e38FD98631']},
    universal={8453: ['0x6Cb442acF35158D5eDa88fe602221b67B400Be3E', '0x01D40099fCD87C018969B0e8D4aB1633Fb34763C']},
    distributors={8453: ['0x227f65131A261548b057215bB1D5Ab2997964C7d']},
))
