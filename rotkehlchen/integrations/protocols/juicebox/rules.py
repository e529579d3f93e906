"""Juicebox: payments to a project's terminal. What the project mints for them, if anything, is received beside."""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Claim, LogRule
from rotkehlchen.contracts.transaction import Log, Transaction
from rotkehlchen.decoding.claim import retype

PAY: Final = '0x133161f1c9161488f777ab9a26aae91d47c0d9a3fafb398960f138db02c73797'
# Pay(uint256,uint256,uint256,address,address,uint256,uint256,string,bytes,address): payer, beneficiary, amount, tokens, memo, metadata


def pay(tx: Transaction, log: Log) -> Iterator[Claim]:
    paid = tx.outgoing(to=log.address, amount=log.word(2))
    return retype('juicebox', paid[:1], 'spend', params={'project': log.topic_int(3)})


RULES = (LogRule('pay', PAY, pay),)
