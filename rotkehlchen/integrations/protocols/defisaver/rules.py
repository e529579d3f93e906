"""Automation of DeFi Saver: strategies that a user subscribes to, changes, switches on or off. Nothing moves."""

from collections.abc import Iterator

from rotkehlchen.contracts.protocol import Addresses, Claim, LogRule
from rotkehlchen.contracts.transaction import Log, Transaction
from rotkehlchen.decoding.claim import account_of, note

STORAGE: Addresses = {1: ('0x1612fc28Ee0AB882eC99842Cde0Fc77ff0691e90',), 10: ('0xb944291Ed31886b20030d0d4C47c7838d1d9eb97',)}
KINDS = {
    '0x7791eea7fd5a877940fd0654c6b1e05911293cedabdfe1f99b7c2cb0308dbaf7': 'subscribe',  # Subscribe(uint256,address,bytes32,(uint64,bool,bytes[],bytes32[]))
    '0x1fdee328afa41b70ae10ae58d8e54117600357f6737bca0764ddb6fcad6ac9dd': 'update',  # UpdateData(uint256,bytes32,(uint64,bool,bytes[],bytes32[]))
    '0x9e2b447c5f57778cc3690185858053dd74d093c7a659408509e41e9876ce2ca3': 'activate',  # ActivateSub(uint256)
    '0x1f8534a32ae81a47c9e9fe256d924f3ad668e91916a48fd41ac27f84c66d942c': 'deactivate',  # DeactivateSub(uint256)
}


def subscriptions(tx: Transaction, log: Log) -> Iterator[Claim]:
    account = account_of(tx)
    if account is not None:
        params = {'subscription': log.topic_int(1)}
        yield from note('defisaver', account, at=log.position, address=log.address, kind=KINDS[log.topic], params=params)


RULES = (LogRule('subscription', tuple(KINDS), subscriptions, STORAGE), LogRule('subscription_elsewhere', tuple(KINDS)[:2], subscriptions))
