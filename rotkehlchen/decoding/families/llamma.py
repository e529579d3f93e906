"""Loans against collateral in an AMM that liquidates it little by little (LLAMMA): controllers of crvUSD and of Curve Lend.

Collateral goes to the controller's AMM, the borrowed token comes from the controller; a leverage zap adds more of it that is not the user's.
Source: docs.curve.finance (Controller, AMM), github.com/curvefi/curve-stablecoin.
"""

from collections.abc import Iterator
from functools import partial
from typing import Final

from rotkehlchen.contracts.protocol import Addresses, Claim, LogRule
from rotkehlchen.contracts.transaction import Log, Transaction, Transfer
from rotkehlchen.decoding.claim import claim, leg

BORROW: Final = '0xe1979fe4c35e0cef342fef5668e2c8e7a7e9f5d5d1ca8fee0ac6c427fa4153af'  # Borrow(address,uint256,uint256)
REPAY: Final = '0x77c6871227e5d2dec8dadd5354f78453203e22e669cd0ec4c19d9a8c5edb31d0'  # Repay(address,uint256,uint256)
REMOVE: Final = '0xe25410a4059619c9594dc6f022fe231b02aaea733f689e7ab0cd21b3d4d0eb54'  # RemoveCollateral(address,uint256)
LIQUIDATE: Final = '0x642dd4d37ddd32036b9797cec464c0045dd2118c549066ae6b0f88e32240c2d0'  # Liquidate(address,address,uint256,uint256,uint256)
USER_STATE: Final = '0xeec6b7095a637e006c79c1819d696e353a8f703db2c49fc0219e17a8fd04f7f2'  # UserState(address,uint256,uint256,int256,int256,uint256)
SET_RATE: Final = '0x52543716810f73c3fa9bca74622aecb6d3614ca4991472f3e999d531c2f6afb8'  # SetRate(uint256,uint256,uint256), of the AMM


def controller_rules(counterparty: str, where: Addresses | None) -> tuple[LogRule, ...]:
    """`where` None: any contract with such logs."""
    return (
        LogRule('borrow', BORROW, partial(borrows, counterparty), where), LogRule('repay', REPAY, partial(repays, counterparty), where),
        LogRule('remove_collateral', REMOVE, partial(removes, counterparty), where),
        LogRule('liquidation', LIQUIDATE, partial(liquidates, counterparty), where),
    )


def borrows(counterparty: str, tx: Transaction, log: Log) -> Iterator[Claim]:
    """Collateral added, debt made, either or both."""
    user = log.topic_address(1)
    if _is_controller(tx, log):
        paid = [one for one in tx.outgoing(account=user) if _is_ours(tx, log, one.receiver)]
        got = [one for one in tx.incoming(account=user) if _is_ours(tx, log, one.sender)]
        legs = [leg(one, 'deposit', 'deposit to protocol') for one in paid]
        yield from claim(counterparty, *legs, *(leg(one, 'withdrawal', 'generate debt') for one in got))


def repays(counterparty: str, tx: Transaction, log: Log) -> Iterator[Claim]:
    """Debt paid back, by the user or for somebody, and the collateral that is free with it."""
    if _is_controller(tx, log):
        paid = [one for one in tx.outgoing() if _is_ours(tx, log, one.receiver)]
        got = [one for one in tx.incoming(account=log.topic_address(1)) if _is_ours(tx, log, one.sender)]
        legs = [leg(one, 'spend', 'payback debt') for one in paid]
        yield from claim(counterparty, *legs, *(leg(one, 'withdrawal', 'withdraw from protocol') for one in got))


def removes(counterparty: str, tx: Transaction, log: Log) -> Iterator[Claim]:
    if _is_controller(tx, log):
        got = [one for one in tx.incoming(account=log.topic_address(1)) if _is_ours(tx, log, one.sender)]
        yield from claim(counterparty, *(leg(one, 'withdrawal', 'withdraw from protocol') for one in got))


def liquidates(counterparty: str, tx: Transaction, log: Log) -> Iterator[Claim]:
    """The liquidator pays and gets the collateral; who liquidates himself gets back his own."""
    liquidator, user = log.topic_address(1), log.topic_address(2)
    words = ('withdrawal', 'withdraw from protocol') if liquidator == user else ('receive', 'liquidate')
    paid = [one for one in tx.outgoing(account=liquidator) if _is_ours(tx, log, one.receiver)]
    got = [one for one in tx.incoming(account=liquidator) if _is_ours(tx, log, one.sender)]
    yield from claim(counterparty, *(leg(one, 'spend', 'payback debt') for one in paid), *(leg(one, *words) for one in got))


def is_lending(tx: Transaction) -> bool:
    """Whether an AMM of a controller speaks in the transaction: it does with every change of what is lent."""
    return any(True for _ in tx.logs_of(SET_RATE))


def _is_controller(tx: Transaction, log: Log) -> bool:
    """The logs' shapes are common ones; a controller tells of the user's state with each, but where nothing is left of it."""
    return any(True for _ in tx.logs_of(USER_STATE, address=log.address))


def _is_ours(tx: Transaction, log: Log, side: str) -> bool:
    """The controller, its AMM, or the zap that was called for."""
    return side == log.address or side in _markets(tx) or _touches(tx.moves(sender=side), log) or _touches(tx.moves(receiver=side), log)


def _markets(tx: Transaction) -> set[str]:
    return {one.address for one in tx.logs_of(SET_RATE)}


def _touches(moves: Iterator[Transfer], log: Log) -> bool:
    return any(log.address in (one.sender, one.receiver) for one in moves)
