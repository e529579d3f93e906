"""Pickle: jars, whose shares tell of themselves by name, farms and gauges for those shares, locked PICKLE, and the CORN airdrop."""

from typing import Final

from rotkehlchen.contracts.protocol import Addresses
from rotkehlchen.contracts.transaction import Log, Transaction
from rotkehlchen.decoding.families.direct import received
from rotkehlchen.decoding.families.reward_pool import pool_rules
from rotkehlchen.decoding.families.share import label_of, share_rule
from rotkehlchen.decoding.families.vote_escrow import escrow_rules

WORD: Final = 'pickle finance'
CORN_CLAIM: Final[Addresses] = {1: ('0x8896C47Cf854644cDC4Dd949a11048a57bDBA9Bc',)}
DILL: Final[Addresses] = {1: ('0xbBCf169eE191A1Ba7371F30A1C344bFC498b29Cf',)}
PICKLE: Final = {1: '0x429881672B9AE42b8EbA0E26cD9C73711b891Ca5'}


def jar_brand(tx: Transaction, token: str) -> str | None:
    return WORD if label_of(tx, token)[1].lower().startswith('pickling ') else None


def farm_brand(tx: Transaction, log: Log, token: str | None) -> str | None:
    """A gauge takes a jar's shares, or pays PICKLE."""
    pays = token is None and bool(tx.incoming(token=PICKLE.get(tx.chain_id, '-').lower(), source=log.address))
    return WORD if pays or (token is not None and jar_brand(tx, token) is not None) else None


RULES = (
    share_rule('jar', jar_brand), *pool_rules(farm_brand, prefix='farm_'), *escrow_rules(WORD, DILL, PICKLE),
    received('airdrop', WORD, CORN_CLAIM, 'receive', 'airdrop'),
)
