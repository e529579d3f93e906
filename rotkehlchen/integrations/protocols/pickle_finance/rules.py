"""Pickle: jars, whose shares tell of themselves by name, farms and gauges for those shares, locked PICKLE, and the CORN airdrop."""

from typing import Final

from rotkehlchen.contracts.protocol import Addresses
from rotkehlchen.contracts.transaction import Log, Transaction
from rotkehlchen.decoding.families.direct import received
from rotkehlchen.decoding.families.reward_pool import listed, pool_rules
from rotkehlchen.decoding.families.share import share_rule
from rotkehlchen.decoding.families.vote_escrow import escrow_rules

WORD: Final = 'pickle finance'
CORN_CLAIM: Final[Addresses] = {1: ('0x8896C47Cf854644cDC4Dd949a11048a57bDBA9Bc',)}
DILL: Final[Addresses] = {1: ('0xbBCf169eE191A1Ba7371F30A1C344bFC498b29Cf',)}
PICKLE: Final = {1: '0x429881672B9AE42b8EbA0E26cD9C73711b891Ca5'}
JARS: Final[Addresses] = {1: (  # those of 2020, for liquidity of Curve and Uniswap
    '0x6949Bb624E8e8A90F87cD2058139fcd77D2F3F87', '0xCffA068F1E44D98D3753966eBd58D4CFe3BB5162', '0x53Bf2E62fA20e2b4522f05de3597890Ec1b352C6',
    '0x09FC573c502037B149ba87782ACC81cF093EC6ef', '0xc80090AA05374d336875907372EE4ee636CBC562', '0x1BB74b5DdC1f4fC91D6f9E7906cf68bc93538e33',
    '0x2E35392F4c36EBa7eCAFE4de34199b2373Af22ec', '0x68d14d66B2B0d6E157c06Dc8Fefa3D8ba0e66a89', '0x77C8A58D940a322Aea02dBc8EE4A30350D4239AD',
    '0xb4EBc2C371182DeEa04B2264B9ff5AC4F0159C69',
)}


def jar_brand(tx: Transaction, token: str) -> str | None:
    return WORD if tx.label(token)[1].startswith('pickling ') else listed(WORD, JARS)(tx, token)


def farm_brand(tx: Transaction, log: Log, token: str | None) -> str | None:
    """A gauge takes a jar's shares, or pays PICKLE."""
    pays = token is None and bool(tx.incoming(token=PICKLE.get(tx.chain_id, '-').lower(), source=log.address))
    return WORD if pays or (token is not None and jar_brand(tx, token) is not None) else None


RULES = (
    share_rule('jar', jar_brand), *pool_rules(farm_brand, prefix='farm_'), *escrow_rules(WORD, DILL, PICKLE),
    received('airdrop', WORD, CORN_CLAIM, 'receive', 'airdrop'),
)
