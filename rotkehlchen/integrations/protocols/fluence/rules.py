"""Fluence: the developer reward gives a token of its own, which is exchanged for FLT when its lock ends."""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import CallRule, Claim, TransferRule
from rotkehlchen.contracts.transaction import ZERO_ADDRESS, Transaction, Transfer
from rotkehlchen.decoding.claim import leg, unwrap

DROP: Final = '0x6081d7f04a8c31e929f25152d4ad37c83638c62b'
FLT: Final = '0x236501327e701692a281934230af0b6be8df3353'
CONTRACTS: Final = {1: (DROP,)}


def claim(tx: Transaction, one: Transfer) -> Iterator[Claim]:
    if one.token == DROP and one.sender == ZERO_ADDRESS:
        yield Claim('fluence', (leg(one, 'receive', address=DROP),), order='own')


def unlock(tx: Transaction) -> Iterator[Claim]:
    return unwrap('fluence', tx.outgoing(token=DROP), tx.incoming(token=FLT, source=DROP), address=DROP)


RULES = (TransferRule('claim', claim, tokens=CONTRACTS), CallRule('unlock', unlock, CONTRACTS))
