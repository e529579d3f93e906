"""Exchanges of Uniswap's third version and of Algebra's and Slipstream's kind: liquidity between two prices, each position an NFT.

A manager mints the NFT and moves the coins of its owner to the pool; what is collected may pass through it, as the native coin does.
Source: docs.uniswap.org/contracts/v3 (NonfungiblePositionManager, SwapRouter), docs.algebra.finance, github.com/velodrome-finance/slipstream.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Final

from rotkehlchen.contracts.protocol import Addresses, CallRule, Claim, LogRule, Rule, lower_addresses
from rotkehlchen.contracts.transaction import NATIVE, ZERO_ADDRESS, Log, Transaction, Transfer
from rotkehlchen.decoding.claim import claim, leg, retype
from rotkehlchen.decoding.families.pool_swap import SIGNED, SWAP_V2, after_pools
from rotkehlchen.decoding.families.router import exchange, settle

INCREASE: Final = '0x3067048beee31b25b2f1681f88dac838c8bba36af25bfb2b7cf7473a5847e35f'  # IncreaseLiquidity(uint256,uint128,uint256,uint256)
INCREASE_ALGEBRA: Final = '0x8a82de7fe9b33e0e6bca0e26f5bd14a74f1164ffe236d50e0a36c3ea70f2b814'  # with the amount wanted, and the pool at the end
COLLECT: Final = '0x40d0efd1a53d60ecbf40971b9daf7dc90178c3aadc7aab1765632738fa8b8f01'  # Collect(uint256,address,uint256,uint256)
NEAR: Final = 8  # logs between the transfers of a collection and the manager's own log


def position_rules(counterparty: str, managers: Addresses, prefix: str = '') -> tuple[Rule, ...]:
    """Liquidity put into positions and taken out of them, at their managers."""
    return (
        LogRule(f'{prefix}increase', (INCREASE, INCREASE_ALGEBRA), partial(_increases, counterparty), managers),
        LogRule(f'{prefix}collect', COLLECT, partial(_collects, counterparty), managers),
    )


def router_rules(
        name: str, counterparty: str | Callable[[Transaction], str], routers: Addresses, *, drops_approvals: bool = False,
) -> tuple[Rule, ...]:
    """Swaps of whoever calls a router, and of accounts for which a contract calls it; each coin is one leg however many pools it went to.

    `drops_approvals`: what is left of the approval of the sold coin is told as an event by many tokens; it is part of the swap then.
    """
    def finish(tx: Transaction, claims: Iterator[Claim]) -> Iterator[Claim]:
        for one in after_pools(tx, claims):
            sold = {leg.transfer.token for leg in one.legs if leg.transfer is not None and leg.subtype == 'spend'}
            left = [approval for approval in tx.approvals if drops_approvals and approval.token in sold and tx.is_mine(approval.owner)]
            yield replace(one, takes=(*one.takes, *left))

    def word(tx: Transaction) -> str:
        return counterparty if isinstance(counterparty, str) else counterparty(tx)

    def direct(tx: Transaction) -> Iterator[Claim]:
        if tx.is_mine(tx.sender):
            moves = [one for one in tx.mine if one.token_id is None]
            yield from finish(tx, settle(tx, word(tx), moves, address=tx.to, order='group'))

    def relayed(tx: Transaction, log: Log) -> Iterator[Claim]:
        known = lower_addresses(routers, tx.chain_id)
        if log.topic_address(1) in known and not (tx.to in known and tx.is_mine(tx.sender)):
            for account in sorted({account for one in tx.mine for account in (one.sender, one.receiver) if tx.is_mine(account)}):
                yield from finish(tx, exchange(tx, word(tx), account, known))

    return CallRule(name, direct, routers), LogRule(f'{name}_relayed', SIGNED, relayed)


def version_of(second: str, third: str, tx: Transaction) -> str:
    """The word of a swap through a router that uses pools of two versions: of the second where no pool of the third took part."""
    topics = {log.topic for log in tx.logs}
    return second if SWAP_V2 in topics and not topics & set(SIGNED) else third


def deposits(
        tx: Transaction, counterparty: str, manager: str, token_id: int, amounts: tuple[int, ...], position: int,
) -> Iterator[Claim]:
    """Coins of a position: with the NFT where it is new, else into what is there already. The native coin without what came back."""
    minted = next((one for one in tx.incoming(token=manager, source=ZERO_ADDRESS) if one.token_id == token_id), None)
    given = [one for one in tx.outgoing() if one.token_id is None and one.token != NATIVE and one.amount in amounts]
    coins, backs = tx.outgoing(token=NATIVE, to=manager), tx.incoming(token=NATIVE, source=manager)
    paid = sum(one.amount for one in coins) - sum(one.amount for one in backs)
    given = _nearest_of_each(given, position)
    subtype = 'deposit for wrapped' if minted else 'deposit to protocol'
    legs = [leg(coins[0], 'deposit', subtype, amount=paid)] if coins and paid > 0 else []
    legs += [leg(one, 'deposit', subtype) for one in given]
    if legs:
        legs += [leg(minted, 'receive', 'receive wrapped')] if minted else []
        yield from claim(counterparty, *legs, takes=(*coins, *backs) if paid > 0 else (), order='end' if minted else 'group')


def _increases(counterparty: str, tx: Transaction, log: Log) -> Iterator[Claim]:
    first = 2 if log.topic == INCREASE_ALGEBRA else 1
    yield from deposits(tx, counterparty, log.address, log.topic_int(1), (log.word(first), log.word(first + 1)), log.position)


def _collects(counterparty: str, tx: Transaction, log: Log) -> Iterator[Claim]:
    """Liquidity taken out, and fees earned: both are collected alike."""
    amounts = {log.word(1), log.word(2)}
    got = [
        one for one in tx.incoming() if one.token_id is None and one.token != log.address
        and (one.sender == log.address or (one.amount in amounts and abs(one.position - log.position) < NEAR))
    ]
    yield from retype(counterparty, got, 'withdrawal', 'withdraw from protocol')
    burnt = [one for one in tx.outgoing(token=log.address, to=ZERO_ADDRESS) if one.token_id == log.topic_int(1)]
    yield from retype(counterparty, burnt, 'spend', 'return wrapped')


def _nearest_of_each(moves: list[Transfer], position: int) -> list[Transfer]:
    """One transfer of each coin: the nearest to the log."""
    best: dict[str, Transfer] = {}
    for one in sorted(moves, key=lambda one: -abs(one.position - position)):
        best[one.token] = one
    return sorted(best.values(), key=lambda one: one.position)
