"""Omni: the claim of its airdrop, for a fee, and the staking of OMNI, in which a claim may end without ever reaching the account.

Source: docs.omni.network, the verified contracts of claim and staking on Ethereum.
"""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Claim, Leg, LogRule, Rule
from rotkehlchen.contracts.transaction import Log, Transaction
from rotkehlchen.decoding.claim import claim, leg
from rotkehlchen.decoding.families.direct import received, sent
from rotkehlchen.decoding.families.vault import find_near

OMNI: Final = 'omni'
CLAIMED: Final = '0xd8138f8a3f377c5259ca548e70e4c2de94f129f5a11036a15b69513cba2b426a'  # Claimed(address,uint256)
STAKED: Final = '0x9e71bc8eea02a63969f509818f2dafb9254532904319f9dbda79b67bd34a5f3d'  # Staked(address,uint256)
COIN: Final = '0x36e66fbbce51e4cd5bd3c62b637eb411b18949d4'
CLAIMS: Final = {1: ('0xD0c155595929FD6bE034c3848C00DAeBC6D330F6',)}
STAKING: Final = {1: ('0xD2639676dA3dEA5491d27DA19340556b3a7d58B8',)}


def claims(tx: Transaction, log: Log) -> Iterator[Claim]:
    """(account indexed, amount): to the account, or to the stake, which tells of it as well."""
    account, amount = log.topic_address(1), log.word(0)
    found = find_near(tx.incoming(account=account, token=COIN), log, amount)
    if found is not None:
        yield from claim(OMNI, leg(found, 'receive', 'airdrop', address=log.address), at=log.position)
    elif tx.is_mine(account) and any(one.topic_address(1) == account and one.word(0) == amount for one in tx.logs_of(STAKED, address=STAKED_IN)):
        yield from claim(
            OMNI, Leg('receive', 'airdrop', account=account, token=COIN, amount=amount, address=log.address),
            Leg('staking', 'deposit asset', account=account, token=COIN, amount=amount, address=STAKED_IN), at=log.position)


STAKED_IN: Final = STAKING[1][0].lower()
RULES: tuple[Rule, ...] = (
    LogRule('claim', CLAIMED, claims, CLAIMS), sent('claim_fee', OMNI, CLAIMS, 'spend', 'fee', token=''),
    sent('stake', OMNI, STAKING, 'staking', 'deposit asset', token=COIN), received('unstake', OMNI, STAKING, 'staking', 'remove asset', token=COIN),
)
