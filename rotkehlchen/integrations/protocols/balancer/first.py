"""Balancer's first version and the pools of CoW AMM, which keep its logs: every pool is a contract of its own and its own receipt.

Smart pools stand around a pool and are then its caller and the receipt. Users' proxies (DSProxy) and exchange proxies call pools for them.
Source: github.com/balancer/balancer-core (BPool), github.com/balancer/configurable-rights-pool, github.com/balancer/cow-amm.
"""

from collections.abc import Iterator

from rotkehlchen.contracts.protocol import Claim, LogRule
from rotkehlchen.contracts.transaction import NATIVE, ZERO_ADDRESS, Log, Transaction, Transfer
from rotkehlchen.decoding.claim import swap, unwrap, wrap
from rotkehlchen.decoding.families.router import swap_rules

V1 = 'balancer-v1'
JOIN = '0x63982df10efd8dfaaaa0fcc7f50b2d93b7cba26ccc48adee2873220d485dc39a'  # LOG_JOIN(address,address,uint256)
EXIT = '0xe74c91552b64c2e2e7bd255639e004e693bd3e1d01cc33e65610b86afcc1ffed'  # LOG_EXIT(address,address,uint256)
SWAP = '0x908fb5ee8f16c6bc9bc3690973819f32a4d4b10188134543c88706e0e1d43378'  # LOG_SWAP(address,address,address,uint256,uint256)
PROXIES = {1: [
    '0x3E66B66Fd1d0b02fDa6C811Da9E0547970DB2f21', '0x6317C5e82A06E1d8bf200d21F4510Ac2c038AC81',
]}


def joins(tx: Transaction, log: Log) -> Iterator[Claim]:
    """All that went into a pool for its receipts, or for those of the smart pool around it."""
    paid = {(one.topic_address(2), one.word(0)) for one in tx.logs_of(JOIN, address=log.address)}
    near = _near(tx, log)
    given = [one for one in tx.outgoing(to=near) if _is_of(tx, one, paid)]
    got = [one for one in tx.incoming(source={ZERO_ADDRESS, *near}) if _is_receipt(tx, log, one.token)]
    yield from wrap(V1, given, got, address=tx.to)


def exits(tx: Transaction, log: Log) -> Iterator[Claim]:
    back = {(one.topic_address(2), one.word(0)) for one in tx.logs_of(EXIT, address=log.address)}
    near = _near(tx, log)
    given = [one for one in tx.outgoing(to={ZERO_ADDRESS, *near}) if _is_receipt(tx, log, one.token)]
    got = [one for one in tx.incoming(source=near) if _is_of(tx, one, back)]
    yield from unwrap(V1, given, got, address=tx.to)


def swaps(tx: Transaction, log: Log) -> Iterator[Claim]:
    """An exchange with the pool itself."""
    given = tx.outgoing(to=log.address, token=log.topic_address(2), amount=log.word(0))
    got = tx.incoming(source=log.address, token=log.topic_address(3), amount=log.word(1))
    yield from swap(V1, given[:1], got[:1], address=log.address)


def _near(tx: Transaction, log: Log) -> set[str]:
    """The pool, its caller, the contract that the user called."""
    return {one for one in (log.address, log.topic_address(1), tx.to) if one and not tx.is_mine(one)}


def _is_of(tx: Transaction, transfer: Transfer, amounts: set[tuple[str, int]]) -> bool:
    token = tx.wrapped_native if transfer.token == NATIVE else transfer.token
    return (token, transfer.amount) in amounts


def _is_receipt(tx: Transaction, log: Log, token: str) -> bool:
    """The pool, or the smart pool that called it: what was minted or burnt."""
    moved = any(ZERO_ADDRESS in (one.sender, one.receiver) for one in tx.moves(token=token))
    return moved and token in (log.address, log.topic_address(1))


FIRST_RULES = (
    LogRule('v1_join', JOIN, joins), LogRule('v1_exit', EXIT, exits), LogRule('v1_swap', SWAP, swaps),
    *swap_rules('v1_proxy', V1, PROXIES),
)
