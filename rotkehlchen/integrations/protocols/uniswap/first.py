"""Uniswap's first version: an exchange of each token against the native coin, which is the token of its liquidity.

Source: docs.uniswap.org/contracts/v1 (vyper exchange: TokenPurchase, EthPurchase, AddLiquidity, RemoveLiquidity).
"""

from collections.abc import Iterator

from rotkehlchen.contracts.protocol import Claim, LogRule
from rotkehlchen.contracts.transaction import NATIVE, ZERO_ADDRESS, Log, Transaction
from rotkehlchen.decoding.claim import unwrap, wrap
from rotkehlchen.decoding.families.router import settle

V1 = 'uniswap-v1'
BUYS = '0xcd60aa75dea3072fbc07ae6d7d856b5dc5f4eee88854f5b4abf7b680ef8bc50f'  # TokenPurchase(address,uint256,uint256)
SELLS = '0x7f4091b46c33e918a0f3aa42307641d17bb67029427a5369e54b353984238705'  # EthPurchase(address,uint256,uint256)
ADD = '0x06239653922ac7bea6aa2b19dc486b9361821d37712eb796adfd38d81de278ca'  # AddLiquidity(address,uint256,uint256)
REMOVE = '0x0fbf06c058b90cb038a618f8c2acbf6145f8b3570fd1fa56abb8f0f3f05b36e8'  # RemoveLiquidity(address,uint256,uint256)


def swaps(tx: Transaction, log: Log) -> Iterator[Claim]:
    """What an account exchanged with exchanges; from token to token it goes through two of them."""
    exchanges = {one.address for one in tx.logs if one.topic in (BUYS, SELLS)}
    moves = [one for one in tx.mine if one.token_id is None and exchanges & {one.sender, one.receiver}]
    yield from settle(tx, V1, moves, address=log.address, order='group')


def adds(tx: Transaction, log: Log) -> Iterator[Claim]:
    given = [one for one in tx.outgoing(to=log.address) if one.amount in (log.topic_int(2), log.topic_int(3))]
    yield from wrap(V1, given, tx.incoming(token=log.address, source=ZERO_ADDRESS))


def removes(tx: Transaction, log: Log) -> Iterator[Claim]:
    got = [one for one in tx.incoming(source=log.address) if one.amount in (log.topic_int(2), log.topic_int(3))]
    yield from unwrap(V1, tx.outgoing(token=log.address, to=ZERO_ADDRESS), got if any(one.token == NATIVE for one in got) else [])


FIRST_RULES = (
    LogRule('v1_swap', (BUYS, SELLS), swaps), LogRule('v1_add_liquidity', ADD, adds), LogRule('v1_remove_liquidity', REMOVE, removes),
)
