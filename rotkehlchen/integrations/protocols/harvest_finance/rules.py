"""Harvest: vaults, whose shares are named FARM_ and what they hold, pools that pay for those shares, and the claim of GRAIN."""

from typing import Final

from rotkehlchen.contracts.protocol import Addresses
from rotkehlchen.contracts.transaction import Log, Transaction
from rotkehlchen.decoding.families.direct import received
from rotkehlchen.decoding.families.reward_pool import pool_rules
from rotkehlchen.decoding.families.share import share_rule

WORD: Final = 'harvest finance'
GRAIN_CLAIM: Final[Addresses] = {1: ('0x76Aef359a33C02338902aCA543f37de4b01BA1FA',)}
FARM: Final = '0xa0246c9032bc3a600820415ae600c6388619a14d'
PROFIT_SHARE: Final[Addresses] = {1: ('0x8f5adC58b32D4e5Ca02EAC0E293D35855999436C', '0x25550Cccbd68533Fa04bFD3e3AC4D09f9e00Fc50')}


def vault_brand(tx: Transaction, token: str) -> str | None:
    return WORD if tx.label(token)[1].startswith('farm_') else None


def pool_brand(tx: Transaction, log: Log, token: str | None) -> str | None:
    """A pool for a vault's shares, or one that pays FARM."""
    pays = token is None and bool(tx.incoming(token=FARM, source=log.address))
    return WORD if pays or (token is not None and vault_brand(tx, token) is not None) else None


RULES = (
    share_rule('vault', vault_brand), *pool_rules(pool_brand), *pool_rules(WORD, PROFIT_SHARE, prefix='profit_'),
    received('airdrop', WORD, GRAIN_CLAIM, 'receive', 'airdrop'),
)
