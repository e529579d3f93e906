"""Hedgey: tokens redeemed from vesting and lockup plans, and votes delegated from a plan's vault."""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import CallRule, Claim, LogRule
from rotkehlchen.contracts.transaction import Log, Transaction
from rotkehlchen.decoding.claim import account_of, note, retype

PLANS_ADDRESSES: Final = (
    '0x1961A23409CA59EEDCA6a99c97E4087DaD752486', '0x73cD8626b3cD47B009E68380720CFE6679A3Ec3D',  # token lockup plans, voting ones
    '0x2CDE9919e81b20B4B33DD562a48a84b54C48F00C', '0x1bb64AF7FE05fc69c740609267d2AbE3e119Ef82',  # token vesting plans, voting ones
)
PLANS: Final = dict.fromkeys((1, 10, 56, 100, 137, 8453, 42161, 43114, 534352), PLANS_ADDRESSES)
REDEEMED: Final = '0xa6faee2246474597b6de7c76bf9a45d256737543cb0806e6e805b55b38c7663f'  # PlanRedeemed(uint256,uint256,uint256,uint256)
DELEGATED: Final = '0x3134e8a2e6d97e929a7e54011ea5485d7d196dd5f0ba4d4ef95803e8e3fc257f'  # DelegateChanged(address,address,address)
DELEGATE: Final = ('0xa8973e2b',)  # delegate(uint256,address)


def redeem(tx: Transaction, log: Log) -> Iterator[Claim]:
    """Plan and amount are told, not the owner: what came of that amount. A voting plan pays from a vault of its own."""
    found = [one for one in tx.incoming(amount=log.word(0)) if one.position < log.position]
    return retype('hedgey', found[-1:], 'receive', 'reward', address=log.address)


def delegate(tx: Transaction) -> Iterator[Claim]:
    account = account_of(tx)
    for log in tx.logs_of(DELEGATED):
        if account is not None:
            yield from note(
                'hedgey', account, subtype='governance', at=log.position, token=log.address, address=log.address, kind='delegate_votes',
                params={'delegate': log.topic_address(3)})


RULES = (LogRule('redeem', REDEEMED, redeem, PLANS), CallRule('delegate', delegate, PLANS, DELEGATE))
