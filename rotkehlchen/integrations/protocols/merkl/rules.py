"""Merkl: rewards claimed from its distributor, which has one address on every chain but zkSync."""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Claim, LogRule
from rotkehlchen.contracts.transaction import Log, Transaction
from rotkehlchen.decoding.claim import retype

DISTRIBUTOR: Final = ('0x3Ef3D8bA38EBe18DB133cEc108f4D14CE00Dd9Ae',)
DISTRIBUTORS: Final = dict.fromkeys((
    1, 10, 25, 30, 40, 56, 100, 122, 130, 137, 143, 146, 250, 252, 480, 999, 1088, 1101, 1135, 1284, 1329, 1868, 1923, 2818, 5000, 8453, 13371, 34443,
    42161, 42220, 42793, 43111, 43114, 48900, 57073, 59144, 60808, 80094, 81457, 98866, 167000, 534352, 747474,
), DISTRIBUTOR)
CLAIMED: Final = '0xf7a40077ff7a04c7e61f6f26fb13774259ddf1b6bce9ecf26a8276cdd3992683'  # Claimed(address,address,uint256)


def claim(tx: Transaction, log: Log) -> Iterator[Claim]:
    """User and token are indexed."""
    found = tx.incoming(token=log.topic_address(2), source=log.address, amount=log.word(0))
    return retype('merkl', (one for one in found if one.position < log.position), 'receive', 'reward', address=log.address)


RULES = (LogRule('claim', CLAIMED, claim, DISTRIBUTORS),)
