"""Aura: Balancer's liquidity tokens boosted on many chains, auraBAL, locked AURA, and their rewards."""

from typing import Final

from rotkehlchen.contracts.protocol import Addresses, Rank
from rotkehlchen.contracts.transaction import Transaction
from rotkehlchen.decoding.families.booster import Booster, booster_rules
from rotkehlchen.decoding.families.direct import received
from rotkehlchen.decoding.families.reward_pool import listed
from rotkehlchen.decoding.families.share import share_rule

WORD: Final = 'aura-finance'
SIDECHAINS: Final = (10, 100, 137, 252, 1101, 8453, 34443, 42161, 43114)
BOOSTERS: Final[Addresses] = {
    1: ('0xA57b8d98dAE62B26Ec3bcC4a365338157060B234', '0x7818A1DA7BD1E64c199029E86Ba244a9798eEE10'),
    **dict.fromkeys(SIDECHAINS, ('0x98Ef32edd24e2c92525E59afc4475C1242a30184',)),
}
POOLS: Final[Addresses] = {1: (  # auraBAL, its first pool, the compounder's rewards
    '0x00A7BA8Ae7bca0B10A32Ea1f8e2a1Da980c6CAd2', '0x5e5ea2048475854a5702F5B8468A51Ba1296EFcC', '0xAc16927429c5c7Af63dD75BC9d8a58c63FfD0147',
)}
LOCKERS: Final[Addresses] = {1: ('0x3Fa73f1E5d8A792C80F426fc8F84FBF7Ce9bBCAC',)}
ZAPS: Final[Addresses] = {1: ('0x623B83755a39B12161A63748f3f595A530917Ab2', '0x2E307704EfaE244c4aae6B63B601ee8DA69E92A9')}
COIN: Final = {1: '0xC0c293ce456fF0ED870ADd98a0828Dd4d2903DBF', **dict.fromkeys(SIDECHAINS, '0x1509706a6c66CA549ff0cB464de88231DDBe213B')}
SHARES: Final[Addresses] = {  # auraBAL, the vault that compounds it
    1: ('0x616e8BfA43F920657B3497DBf40D6b1A02D4608d', '0xfAA2eD111B4F580fCb85C48E6DC6782Dc5FCD7a6'),
    **dict.fromkeys(SIDECHAINS, ('0x4EA9317D90b61fc28C418C247ad0CA8939Bbb0e9',)),
}
DISTRIBUTORS: Final[Addresses] = {1: (  # the airdrop, vested shares, extra rewards of who locked
    '0xA3739b206097317c72EF416F0E75BB8f58FbD308', '0x5bd3fCA8D3d8c94a6419d85E0a76ec8Da52d836a', '0x24346652e0e2aE0CE05c781501fDF4Fe4553fAc6',
    '0x45025Ebc38647bcf7Edd2b40CfDaF3fbfE1538F5', '0x43B17088503F4CE1AED9fB302ED6BB51aD6694Fa',
)}


def pool_brand(tx: Transaction, token: str) -> str | None:
    """A pool's own token, which a contract that joins Balancer's pool as well may have got for the account."""
    return WORD if tx.label(token)[1].endswith('aura deposit vault') else None


RULES = (
    *booster_rules(Booster(WORD, BOOSTERS, POOLS, LOCKERS, ZAPS, COIN, 'Aura Deposit')), share_rule('share', listed(WORD, SHARES), Rank.CONTRACT),
    share_rule('pool_share', pool_brand), received('distribution', WORD, DISTRIBUTORS, 'receive', 'reward'),
)
