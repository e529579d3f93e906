"""Version 1 of Aave: interest is minted as a transfer of its own before every change. Source: github.com/aave/aave-protocol."""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Claim, LogRule
from rotkehlchen.contracts.transaction import NATIVE, ZERO_ADDRESS, Log, Transaction, Transfer
from rotkehlchen.decoding.claim import retype, unwrap, wrap
from rotkehlchen.decoding.families.vault import find_near

DEPOSIT: Final = '0xc12c57b1c73a2c3a2ea4613e9476abb3d8d146857aab7329e24243fb59710c82'  # Deposit(address,address,uint256,uint16,uint256)
REDEEM: Final = '0x9c4ed599cd8555b9c1e8cd7643240d7d71eb76b792948c49fcb4d411f7b6b3c6'  # RedeemUnderlying(address,address,uint256,uint256)
BORROW: Final = '0x1e77446728e5558aa1b7e81e0cdab9cc1b075ba893b740600c76a315c2caa553'  # Borrow(address,address,uint256,...,uint16,uint256)
REPAY: Final = '0xb718f0b14f03d8c3adf35b15e3da52421b042ac879e5a689011a8b1e0036773d'  # Repay(address,address,address,uint256,...)
LIQUIDATION: Final = '0x56864757fd5b1fc9f38f5f3a981cd8ae512ce41b902cf73fc506ee369c6bc237'  # LiquidationCall(address,address,address,...)
POOL: Final = '0x398ec7346dcd622edc5ae82352f02be94c62d119'
CORE: Final = '0x3dfd23a6c5e8bbcfc9581d2e864a68feb6a076d3'
WORD: Final = 'aave-v1'


def deposits(tx: Transaction, log: Log) -> Iterator[Claim]:
    reserve, user, amount = tx.coin_or(log.topic_address(1)), log.topic_address(2), log.word(0)
    paid = find_near(tx.outgoing(account=user, token=reserve, to=(CORE, POOL)), log, amount)
    minted = find_near(tx.moves(sender=ZERO_ADDRESS, receiver=user), log, amount)
    yield from wrap(WORD, [paid] if paid else [], [minted] if minted else [])
    yield from _interest(tx, minted)


def redeems(tx: Transaction, log: Log) -> Iterator[Claim]:
    reserve, user, amount = tx.coin_or(log.topic_address(1)), log.topic_address(2), log.word(0)
    back = find_near(tx.incoming(account=user, token=reserve, source=CORE), log, amount)
    burnt = find_near((one for one in tx.moves(sender=user, receiver=ZERO_ADDRESS) if one.token != reserve), log, amount)
    yield from unwrap(WORD, [burnt] if burnt else [], [back] if back else [])
    yield from _interest(tx, burnt)


def borrows(tx: Transaction, log: Log) -> Iterator[Claim]:
    got = find_near(tx.incoming(account=log.topic_address(2), token=tx.coin_or(log.topic_address(1)), source=CORE), log, log.word(0))
    yield from retype(WORD, [got] if got else [], 'receive', 'generate debt')


def repays(tx: Transaction, log: Log) -> Iterator[Claim]:
    """The log splits what was paid in principal, fee and interest; more coin than that comes back."""
    reserve, payer = tx.coin_or(log.topic_address(1)), log.topic_address(3)
    paid = [one for one in tx.outgoing(account=payer, token=reserve, to=(CORE, POOL)) if one.amount >= log.word(0)]
    yield from retype(WORD, paid[:1], 'spend', 'payback debt')
    yield from retype(WORD, tx.incoming(account=payer, token=NATIVE, source=(CORE, POOL)) if reserve == NATIVE else [], 'receive', 'refund')


def liquidates(tx: Transaction, log: Log) -> Iterator[Claim]:
    taken = [one for one in tx.outgoing(account=log.topic_address(3)) if one.amount == log.word(1)]
    yield from retype(WORD, taken[:1], 'loss', 'liquidate')


def _interest(tx: Transaction, changed: Transfer | None) -> Iterator[Claim]:
    """What was minted to the holder of receipts right before they changed."""
    if changed is None:
        return
    holder = changed.sender if tx.is_mine(changed.sender) else changed.receiver
    grown = [one for one in tx.incoming(account=holder, token=changed.token, source=ZERO_ADDRESS) if one.position == changed.position - 1]
    yield from retype(WORD, grown, 'receive', 'reward')


RULES = tuple(LogRule(f'v1_{name}', topic, handle, {1: (POOL,)}) for name, topic, handle in (
    ('deposit', DEPOSIT, deposits), ('withdraw', REDEEM, redeems), ('borrow', BORROW, borrows), ('repay', REPAY, repays),
    ('liquidation', LIQUIDATION, liquidates),
))
