"""Echo: USDC put into a group's deal by its funding contracts on Base, with the user's signature, sent by Echo."""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Claim, LogRule
from rotkehlchen.contracts.transaction import Log, Transaction
from rotkehlchen.decoding.claim import retype

FUNDED: Final = '0x1579f184657611087a9717d197ff43f58bad762c12a6cb07aad8d80d50e243e1'  # deal and investor indexed; the amount is word 0 or 1


def fund(tx: Transaction, log: Log) -> Iterator[Claim]:
    """The investor's tokens go to an entry point first, which hands them on to the deal."""
    investor = log.topic_address(2)
    amounts = {log.word(number) for number in range(len(log.data) // 32)}
    paid = [one for one in tx.outgoing(account=investor) if one.amount in amounts]
    return retype('echo', paid[-1:], 'deposit', 'deposit to protocol', address=log.address)


RULES = (LogRule('fund', FUNDED, fund),)
