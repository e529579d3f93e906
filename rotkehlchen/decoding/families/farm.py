"""Farms of MasterChef's kind: one contract takes stakes of many pools, tokens or positions as NFTs, and pays one coin for all of them.

It gives no receipt. What it sends in that coin is a reward, unless its own log of a withdrawal names the amount: the coin may be staked too.
Source: github.com/sushiswap/masterchef (MasterChef, MasterChefV2, MiniChefV2), developer.pancakeswap.finance (MasterChef v2 and v3).
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final

from rotkehlchen.contracts.protocol import Addresses, Claim, TransferRule
from rotkehlchen.contracts.transaction import ZERO_ADDRESS, Transaction, Transfer
from rotkehlchen.decoding.claim import retype

WITHDRAWALS: Final = (
    '0xf279e6a1f5e320cca91135676d9cb6e44ca8a08c0b88342bcdb1144f6511b568',  # Withdraw(address,uint256,uint256)
    '0x8166bf25f8a2b7ed3c85049207da4358d16edbed977d23fa2ee6f0dde3ec2132',  # Withdraw(address,uint256,uint256,address)
    '0xbb757047c2b5f3974fe26b7c10f732e7bce710b0952a71082702781e62ae0595',  # EmergencyWithdraw(address,uint256,uint256)
    '0x2cac5e20e1541d836381527a43f651851e302817b71dc8e810284e69210c1c6b',  # EmergencyWithdraw(address,uint256,uint256,address)
)


def farm_rule(counterparty: str, farms: Addresses, coins: Mapping[int, str], name: str = 'farm') -> TransferRule:
    """Stakes, withdrawals and rewards at listed farms, which pay `coins` by chain."""
    return TransferRule(name, partial(_moves, counterparty, {chain: coin.lower() for chain, coin in coins.items()}), farms)


def _moves(counterparty: str, coins: Mapping[int, str], tx: Transaction, transfer: Transfer) -> Iterator[Claim]:
    if ZERO_ADDRESS in (transfer.sender, transfer.receiver) or (tx.is_mine(transfer.sender) and tx.is_mine(transfer.receiver)):
        return
    if tx.is_mine(transfer.sender):
        yield from retype(counterparty, [transfer], 'deposit', 'deposit to protocol')
    elif transfer.token == coins.get(tx.chain_id) and not _is_stake(tx, transfer):
        yield from retype(counterparty, [transfer], 'receive', 'reward')
    elif transfer.kind in ('erc20', 'erc721'):
        yield from retype(counterparty, [transfer], 'withdrawal', 'withdraw from protocol')


def _is_stake(tx: Transaction, transfer: Transfer) -> bool:
    """Whether the farm tells that a withdrawal of this amount took place, and that no other token makes up for."""
    amounts = {log.word(0) for log in tx.logs_of(address=transfer.sender) if log.topic in WITHDRAWALS and log.data}
    others = {one.amount for one in tx.incoming(source=transfer.sender) if one.token != transfer.token}
    return transfer.amount in amounts - others
