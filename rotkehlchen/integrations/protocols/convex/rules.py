"""Convex: Curve's liquidity tokens boosted, cvxCRV and its kin, staked and locked CVX, and their rewards."""

from typing import Final

from rotkehlchen.contracts.protocol import Addresses, Rank
from rotkehlchen.decoding.families.booster import Booster, booster_rules
from rotkehlchen.decoding.families.direct import received
from rotkehlchen.decoding.families.reward_pool import listed
from rotkehlchen.decoding.families.share import share_rule

WORD: Final = 'convex'
BOOSTERS: Final[Addresses] = dict.fromkeys((1, 10, 137, 252, 42161), ('0xF403C135812408BFbE8713b5A23a04b3D48AAE31',))
POOLS: Final[Addresses] = {1: (  # CVX, cvxCRV, cvxFXS
    '0xCF50b810E57Ac33B91dCF525C6ddd9881B139332', '0x3Fe65692bfCD0e6CF84cB1E7d24108E434A7587e', '0xf27AFAD0142393e4b3E5510aBc5fe3743Ad669Cb',
)}
LOCKERS: Final[Addresses] = {1: ('0x72a19342e8F1838460eBFCCEf09F6585e32db86E', '0xD18140b4B819b895A3dba5442F959fA44994AF50')}
ZAPS: Final[Addresses] = {1: (
    '0x92Cf9E5e4D1Dfbf7dA0d2BB3e884a68416a65070', '0xDd49A93FDcae579AE50B4b9923325e9e335ec82B', '0x3f29cB4111CbdA8081642DA1f75B3c12DECf2516',
)}
COIN: Final = {1: '0x4e3FBD56CD56c3e72c1403e103b45Db9da5B9D2B', 42161: '0xaAFcFD42c9954C6689ef1901e03db742520829c5'}
SHARES: Final[Addresses] = {1: (  # cvxCRV, cvxFXS, cvxFXN, cvxPRISMA and the wrappers that stake them
    '0x62B9c7356A2Dc64a1969e19C23e4f579F9810Aa7', '0xFEEf77d3f69374f66429C91d732A244f074bdf74', '0x183395DbD0B5e93323a7286D1973150697FFFCB3',
    '0x34635280737b5BFe6c7DC2FC3065D60d66e78185', '0xaa0C3f5F7DFD688C6E646F66CD2a6B66ACdbE434', '0x49b4d1dF40442f0C31b1BbAEA3EDE7c38e37E31a',
    '0xEC60Cd4a5866fb3B0DD317A46d3B474a24e06beF', '0x0c73f1cFd5C9dFc150C8707Aa47Acbd14F0BE108',
)}
AIRDROP: Final[Addresses] = {1: ('0x2E088A0A19dda628B4304301d1EA70b114e4AcCd',)}

RULES = (
    *booster_rules(Booster(WORD, BOOSTERS, POOLS, LOCKERS, ZAPS, COIN, 'Convex Deposit')),
    share_rule('share', listed(WORD, SHARES), Rank.CONTRACT), received('airdrop', WORD, AIRDROP, 'receive', 'airdrop'),
    received('wrapper_reward', WORD, SHARES, 'receive', 'reward', rank=Rank.SHAPE),
)
