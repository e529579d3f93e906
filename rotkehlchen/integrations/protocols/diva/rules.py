"""Diva: votes, delegation of DIVA, and its airdrop. Source: docs.divastaking.net."""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Addresses, CallRule, Claim
from rotkehlchen.contracts.transaction import Transaction
from rotkehlchen.decoding.claim import note
from rotkehlchen.decoding.families.direct import received
from rotkehlchen.decoding.families.governor import DELEGATE, DELEGATED, governor_rules

WORD: Final = 'diva'
GOVERNORS: Final[Addresses] = {1: ('0xFb6B7C11a55C57767643F1FF65c34C8693a11A70',)}
DIVA: Final[Addresses] = {1: ('0xBFAbdE619ed5C4311811cF422562709710DB587d',)}
CLAIMS: Final[Addresses] = {1: ('0x777E2B2Cc7980A6bAC92910B95269895EEf0d2E8',)}


def delegates(tx: Transaction) -> Iterator[Claim]:
    for log in tx.logs_of(DELEGATED, address=tx.to):
        account = log.topic_address(1)
        if tx.is_mine(account):
            yield from note(
                WORD, account, subtype='governance', at=log.position, token=log.address, address=log.address, kind='governance_delegate',
                params={'delegate': log.topic_address(3)})


RULES = (
    *governor_rules(WORD, GOVERNORS), CallRule('delegate', delegates, DIVA, DELEGATE), received('airdrop', WORD, CLAIMS, 'receive', 'airdrop'),
)
