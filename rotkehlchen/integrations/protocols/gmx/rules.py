"""GMX v1: swaps against its vault, and margin put into positions, on Arbitrum and Avalanche."""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Addresses, CallRule, Claim, TransferRule
from rotkehlchen.contracts.transaction import NATIVE, Transaction, Transfer
from rotkehlchen.decoding.claim import account_of, leg, swap

WORD: Final = 'gmx'
ROUTERS: Final[Addresses] = {42161: ('0xaBBc5F99639c9B6bCb58544ddf04EFA6802F4064',), 43114: ('0x5F719c2F1095F7B9fc68a68e35B51194f4b6abe8',)}
POSITION_ROUTERS: Final[Addresses] = {42161: ('0xb87a436B93fFE9D75c5cFA7bAcFff96430b09868',), 43114: ('0xffF6D276Bc37c61A23f06410Dce4A400f66420f8',)}
SWAPS: Final = ('0x6023e966', '0xabe68eaa', '0x2d4ba6a7', '0x4faf7f2c')  # swap, swapETHToTokens, swapTokensToETH
FEE_ARGUMENT: Final = {'0x5b88e8c6': 6, '0xf2ae372f': 7, '0x7be7d141': 8}  # createIncreasePositionETH, createIncreasePosition, createDecreasePosition


def trade(tx: Transaction) -> Iterator[Claim]:
    account = account_of(tx)
    return swap(WORD, tx.outgoing(account=account), tx.incoming(account=account))


def open_position(tx: Transaction) -> Iterator[Claim]:
    """Margin, and the coin that pays the keeper who carries the order out; with ether as margin both are one transfer."""
    fee = tx.argument(FEE_ARGUMENT[tx.selector])
    legs = []
    for one in tx.outgoing():
        if one.token != NATIVE:
            legs.append(leg(one, 'deposit', 'deposit to protocol'))
            continue
        if one.amount > fee:
            legs.append(leg(one, 'deposit', 'deposit to protocol', amount=one.amount - fee))
        legs.append(leg(one, 'spend', 'fee', amount=min(fee, one.amount)))
    if legs:
        yield Claim(WORD, tuple(legs))


def return_margin(tx: Transaction, one: Transfer) -> Iterator[Claim]:
    """What a keeper's transaction pays out of a position, or gives back of an order that failed."""
    if tx.is_mine(one.receiver) and not tx.is_mine(tx.sender):
        yield Claim(WORD, (leg(one, 'withdrawal', 'withdraw from protocol'),), order='own')


RULES = (
    CallRule('trade', trade, ROUTERS, SWAPS), CallRule('open_position', open_position, POSITION_ROUTERS, tuple(FEE_ARGUMENT)),
    TransferRule('return_margin', return_margin, where=POSITION_ROUTERS),
)
