"""clr.fund: contributions to a funding round, and votes on what they go to. Each round is a contract of its own."""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Claim, LogRule
from rotkehlchen.contracts.transaction import Log, Transaction
from rotkehlchen.decoding.claim import note, retype

CONTRIBUTION: Final = '0x4d154d4aae216bed6d0926db77c00df2b57c6b5ba4eee05775de20facede3a7b'  # Contribution(address,uint256)
VOTED: Final = '0x16a9aa39af49f169911e977347975198c503525f7240d6892a626f0227642fce'  # Voted(address)
CLAIMED: Final = '0x987d620f307ff6b94d58743cb7a7509f24071586a77759b77c2d4e29f75a2f9a'  # FundsClaimed(uint256,address,uint256)


def contribute(tx: Transaction, log: Log) -> Iterator[Claim]:
    paid = tx.outgoing(account=log.topic_address(1), to=log.address, amount=log.word(0))
    return retype('clrfund', paid[:1], 'spend', 'donate')


def vote(tx: Transaction, log: Log) -> Iterator[Claim]:
    if tx.is_mine(log.topic_address(1)):
        yield from note('clrfund', log.topic_address(1), at=log.position, address=log.address, kind='clrfund_vote')


def receive_matching(tx: Transaction, log: Log) -> Iterator[Claim]:
    if len(log.topics) == 3:  # a log of the same name and words elsewhere indexes others of them
        yield from retype('clrfund', tx.incoming(account=log.topic_address(2), source=log.address), 'receive', 'donate')


RULES = (
    LogRule('contribute', CONTRIBUTION, contribute), LogRule('vote', VOTED, vote), LogRule('receive_matching', CLAIMED, receive_matching),
)
