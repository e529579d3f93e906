"""Locked GNO: GNO locked against LGNO one to one, and back after the lock. LGNO's transfers name the wrong sides, so amounts count."""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import CallRule, Claim, Leg
from rotkehlchen.contracts.transaction import Transaction
from rotkehlchen.decoding.claim import unwrap

LOCK: Final = '0x4f8ad938eba0cd19155a835f617317a6e788c868'
GNO: Final = '0x6810e776880c02933d47db1b9fc05908e5386b96'
DEPOSIT, WITHDRAW = '0xb6b55f25', '0x3ccfd60b'  # deposit(uint256), withdraw()


def lock(tx: Transaction) -> Iterator[Claim]:
    """The contract tells of the LGNO that it mints as of a transfer from the user to itself."""
    for deposit in tx.outgoing(token=GNO, to=LOCK):
        for told in tx.moves(token=LOCK, sender=deposit.sender):
            receipt = Leg('receive', 'receive wrapped', account=deposit.sender, token=LOCK, amount=told.amount, address=LOCK)
            legs = (Leg('deposit', 'deposit for wrapped', deposit), receipt)
            yield Claim('Locked GNO', legs, (told,), unbalanced='told_by_the_wrong_sides')


def unlock(tx: Transaction) -> Iterator[Claim]:
    return unwrap('Locked GNO', tx.outgoing(token=LOCK), tx.incoming(token=GNO, source=LOCK), address=LOCK)


WHERE: Final = {1: (LOCK,)}
RULES = (CallRule('lock', lock, WHERE, (DEPOSIT,)), CallRule('unlock', unlock, WHERE, (WITHDRAW,)))
