"""Summer.fi: smart accounts, created for a user. Source: docs.summer.fi, github.com/OasisDEX/oasis-smart-account."""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Claim, LogRule
from rotkehlchen.contracts.transaction import Log, Transaction
from rotkehlchen.decoding.claim import note

CREATED: Final = '0x33310a89c32d8cc00057ad6ef6274d2f8fe22389a992cf89983e09fc84f6cfff'  # AccountCreated(address,address,uint256)


def creates(tx: Transaction, log: Log) -> Iterator[Claim]:
    """Factories differ by chain; the log of three indexed words is theirs alone."""
    if len(log.topics) == 4 and tx.is_mine(user := log.topic_address(2)):
        params = {'proxy': log.topic_address(1), 'number': log.topic_int(3)}
        yield from note('summer-fi', user, subtype='create', at=log.position, address=log.address, kind='smart_account', params=params)


RULES = (LogRule('create', CREATED, creates),)
