"""Uniswap's fourth version: one contract holds all pools, positions are NFTs of a manager, swaps go through universal routers.

Source: docs.uniswap.org/contracts/v4 (PoolManager, PositionManager, Universal Router).
"""

from collections.abc import Iterator

from rotkehlchen.contracts.protocol import CallRule, Claim, LogRule, lower_addresses
from rotkehlchen.contracts.transaction import NATIVE, ZERO_ADDRESS, Log, Transaction, Transfer
from rotkehlchen.decoding.claim import claim, leg, retype
from rotkehlchen.decoding.families.pool_swap import SWAP_V2, SWAP_V3
from rotkehlchen.decoding.families.router import Fee, settle
from rotkehlchen.integrations.protocols.uniswap.address import V4_MANAGERS, V4_POOLS, V4_ROUTERS

V4 = 'uniswap-v4'
SWAP = '0x40e9cecb9f5f1f1c5b9c97dec2917b7ee92e57ba5563708daca94dd84ad7112f'  # Swap(bytes32,address,int128,int128,uint160,uint128,int24,uint24)
MODIFY = '0xf208f4912782fd25c7f114ca3723a2d5dd6f3bcc3ac8db5af63baa85f711d5ec'  # ModifyLiquidity(bytes32,address,int24,int24,int256,bytes32)


def routes(tx: Transaction) -> Iterator[Claim]:
    """A swap through a universal router, whatever the pools on the way."""
    if tx.is_mine(tx.sender):
        yield from _settle(tx, [one for one in tx.mine if one.token_id is None], tx.to)


def swaps(tx: Transaction, log: Log) -> Iterator[Claim]:
    """A swap of an account that did not call the router itself, such as one that is a contract."""
    router = log.topic_address(2)
    near = {log.address, router}
    if router in lower_addresses(V4_ROUTERS, tx.chain_id):
        yield from _settle(tx, [one for one in tx.mine if one.token_id is None and near & {one.sender, one.receiver}], router)


def _settle(tx: Transaction, moves: list[Transfer], router: str) -> Iterator[Claim]:
    """A router may pay a part of what was bought to whoever offers the swap."""
    pools = {log.address for log in tx.logs if log.topic in (SWAP, SWAP_V2, SWAP_V3)}
    others = {tx.wrapped_native, ZERO_ADDRESS, router, *pools}
    bought = {one.token for one in moves if tx.is_mine(one.receiver)} - {one.token for one in moves if tx.is_mine(one.sender)}
    paid = [
        Fee(one.token, one.amount) for one in tx.moves(sender=router)
        if one.token in bought and one.receiver not in others and not tx.is_mine(one.receiver)
    ]
    yield from settle(tx, V4, moves, paid, address=router, order='group')


def modifies(tx: Transaction, log: Log) -> Iterator[Claim]:
    """Liquidity put into a position, with its NFT where it is new, or taken out with what it earned."""
    manager, delta, token_id = log.topic_address(2), log.signed(2), log.word(3)
    if manager not in lower_addresses(V4_MANAGERS, tx.chain_id):
        return
    near = {log.address, manager}
    if delta > 0:
        yield from _adds(tx, near, manager, token_id)
    else:
        got = [one for one in tx.incoming(source=near) if one.token_id is None]
        yield from retype(V4, got, 'withdrawal', 'withdraw from protocol')
    burnt = [one for one in tx.outgoing(token=manager, to=ZERO_ADDRESS) if one.token_id == token_id]
    yield from retype(V4, burnt, 'spend', 'return wrapped')


def _adds(tx: Transaction, near: set[str], manager: str, token_id: int) -> Iterator[Claim]:
    minted = [one for one in tx.incoming(token=manager, source=ZERO_ADDRESS) if one.token_id == token_id]
    given = [one for one in tx.outgoing(to=near) if one.token_id is None]
    backs = [one for one in tx.incoming(source=near) if one.token == NATIVE and any(other.token == NATIVE for other in given)]
    subtype = 'deposit for wrapped' if minted else 'deposit to protocol'
    legs = []
    for one in given:
        amount = one.amount - (sum(back.amount for back in backs) if one.token == NATIVE else 0)
        legs += [leg(one, 'deposit', subtype, amount=amount)] if amount > 0 else []
    if legs:
        yield from claim(V4, *legs, *(leg(one, 'receive', 'receive wrapped') for one in minted), takes=(*given, *backs))


FOURTH_RULES = (
    CallRule('v4_router', routes, V4_ROUTERS), LogRule('v4_swap', SWAP, swaps, V4_POOLS), LogRule('v4_liquidity', MODIFY, modifies, V4_POOLS),
)
