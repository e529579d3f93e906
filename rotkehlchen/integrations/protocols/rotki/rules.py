"""rotki: its sponsorship NFT, bought with ether or a stablecoin."""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Claim, TransferRule
from rotkehlchen.contracts.transaction import ZERO_ADDRESS, Transaction, Transfer
from rotkehlchen.decoding.claim import swap

SPONSORSHIP: Final = '0x3337286e850cf01b8a8b6094574f0dd6a2108b16'
TREASURY: Final = '0x0bebd2fca9854f657329324aa7dc90f656395189'


def sponsor(tx: Transaction, one: Transfer) -> Iterator[Claim]:
    if one.token == SPONSORSHIP and one.sender == ZERO_ADDRESS:
        paid = tx.outgoing(account=one.receiver, to=(TREASURY, SPONSORSHIP))
        yield from swap('rotki', paid[:1], [one])


RULES = (TransferRule('sponsor', sponsor, tokens={1: (SPONSORSHIP,)}),)
