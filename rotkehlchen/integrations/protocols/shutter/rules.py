"""Shutter: delegation of votes of SHU, also of those in a vesting contract, and SHU paid out by the airdrop's vesting contracts."""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Claim, LogRule
from rotkehlchen.contracts.transaction import Log, Transaction
from rotkehlchen.decoding.claim import note, retype

DELEGATED: Final = '0x3134e8a2e6d97e929a7e54011ea5485d7d196dd5f0ba4d4ef95803e8e3fc257f'  # DelegateChanged(address,address,address)
CLAIMED: Final = '0x31b718389b1eb92df83ab00c1a5112e5bb8a02c7c1c9c02e1e3c15ad33e05326'  # ClaimedVesting(bytes32,address,address)
SHU: Final = '0xe485e2f1bab389c08721b291f6b59780fec83fd7'


def delegates(tx: Transaction, log: Log) -> Iterator[Claim]:
    """The delegator is the user, or the vesting contract that the user called."""
    delegator = log.topic_address(1)
    account = delegator if tx.is_mine(delegator) else tx.sender
    if tx.is_mine(account) and delegator in (account, tx.to):
        yield from note(
            'shutter', account, subtype='governance', at=log.position, token=log.address, address=log.topic_address(3), kind='shutter_delegate')


def claims(tx: Transaction, log: Log) -> Iterator[Claim]:
    """What had vested of an airdrop, from the contract of its vesting."""
    yield from retype('shutter', tx.incoming(token=SHU, source=log.address), 'receive', 'airdrop')


RULES = (LogRule('delegation', DELEGATED, delegates, {1: (SHU,)}), LogRule('vesting', CLAIMED, claims))
