"""Accounts that are contracts (ERC-4337): what an account pays the entry point for its operations, and its deposit there.

Somebody else sends the transaction; an operation that a paymaster pays for costs the account nothing. An account is charged before its
operation is executed, so what it pays may be more than the operation cost: the rest stays there. Source: eips.ethereum.org/EIPS/eip-4337.
"""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Claim, LogRule
from rotkehlchen.contracts.transaction import NATIVE, Log, Transaction
from rotkehlchen.decoding.claim import leg
from rotkehlchen.decoding.facts import FIRST_LOG_POSITION

# UserOperationEvent(bytes32,address,address,uint256,bool,uint256,uint256)
OPERATION: Final = '0x49628fd1471006c1482da88028e9ce4dbb080b815c9b0344d39e5a8e6ec1419f'
DEPOSITED: Final = '0x2da466a7b24304f47e87fa2e1e5a81b9831ce54fec19055ce277ca2f39ba42c4'  # Deposited(address,uint256)
WITHDRAWN: Final = '0xd1c19fbcd4551a5edfb66d43d2e337c04837afda3482b42bdf569a8fccdae5fb'  # Withdrawn(address,address,uint256)
WORD: Final = 'erc-4337'
ENTRY_POINTS: Final = frozenset({  # versions 0.6, 0.7, 0.8, at the same address on every chain
    '0x5ff137d4b0fdcd49dca30c7cf57e578a026d2789', '0x0000000071727de22e5e9d8baf0edac6f37da032', '0x4337084d9e255ff0702461cf8895ce9e3b5ff108',
})


def pays(tx: Transaction, log: Log) -> Iterator[Claim]:
    """(hash indexed, account indexed, paymaster indexed, nonce, success, cost, gas)"""
    account = log.topic_address(2)
    for one in tx.outgoing(account=account, token=NATIVE, to=log.address) if log.address in ENTRY_POINTS and tx.is_mine(account) else ():
        yield Claim(None, (leg(one, 'spend', 'fee', kind='operation_fee'),), at=FIRST_LOG_POSITION - 1)


def deposits(tx: Transaction, log: Log) -> Iterator[Claim]:
    """(account indexed, total): where no operation is executed, the user adds to a deposit."""
    if log.address in ENTRY_POINTS and next(tx.logs_of(OPERATION, address=log.address), None) is None:
        for one in tx.outgoing(token=NATIVE, to=log.address):
            yield Claim(WORD, (leg(one, 'deposit', 'deposit to protocol', kind='operation_deposit'),), order='own')


def withdraws(tx: Transaction, log: Log) -> Iterator[Claim]:
    """(account indexed, receiver, amount)"""
    for one in tx.incoming(token=NATIVE, source=log.address, amount=log.word(1))[:1] if log.address in ENTRY_POINTS else ():
        yield Claim(WORD, (leg(one, 'withdrawal', 'withdraw from protocol', kind='operation_withdrawal'),), order='own')


RULES = (LogRule('operation', OPERATION, pays), LogRule('deposit', DEPOSITED, deposits), LogRule('withdrawal', WITHDRAWN, withdraws))
