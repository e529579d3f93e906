"""Prices from Uniswap v3 pools, read through the user's own node; in USD (see `contracts.pool_price`).

A pool's price is (sqrtPriceX96 / 2**96) ** 2 of token 1 for token 0, in smallest units. Its depth is what it could pay out
around that price: the virtual reserve that its active liquidity stands for, or the balance it really holds if that is less,
so that neither one coin spread over a single tick nor liquidity far from the price makes a pool look deep.
Sources (read 2026-11-21): docs.uniswap.org/contracts/v3/reference/core/UniswapV3Pool, .../UniswapV3Factory, the v3 white paper
(sections 6.1 to 6.2); factories: npm @uniswap/sdk-core 7.19.4 (`v3CoreFactoryAddress`), compared with
docs.uniswap.org/contracts/v3/reference/deployments.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from rotkehlchen.contracts.oracle import EvmReader, OracleContext
from rotkehlchen.contracts.pool_price import PoolChain, PoolOracle, PoolState, Token, encode_call, pool_chains, read_address, read_word
from rotkehlchen.core.money import from_base_units

ID: Final = 'uniswapv3'
GET_POOL: Final = '1698ee82'  # getPool(address,address,uint24)
SLOT0: Final = '3850c7bd'  # slot0()
LIQUIDITY: Final = '1a686502'  # liquidity()
BALANCE_OF: Final = '70a08231'  # balanceOf(address)
FEE_TIERS: Final = (100, 500, 3000, 10000)
Q96: Final = 1 << 96
FACTORIES: Final = {
    1: '0x1F98431c8aD98523631AE4a59f267346ea31F984',
    10: '0x1F98431c8aD98523631AE4a59f267346ea31F984',
    56: '0xdB1d10011AD0Ff90774D0C6Bb92e5C5c8b4461F7',
    130: '0x1F98400000000000000000000000000000000003',
    137: '0x1F98431c8aD98523631AE4a59f267346ea31F984',
    143: '0x204FAca1764B154221e35c0d20aBb3c525710498',
    324: '0x8FdA5a7a8dCA67BBcDd10F02Fa0649A937215422',
    8453: '0x33128a8fC17869897dcE68Ed026d694621f6FDfD',
    42161: '0x1F98431c8aD98523631AE4a59f267346ea31F984',
    42220: '0xAfE208a311B21f13EF87E33A90049fC17A7acDEc',
    43114: '0x740b1c1de25031C31FF4fC9A62f554A55cdC1baD',
    59144: '0x31FAfd4889FA1269F7a13A66eE0fB458f27D72A9',
    81457: '0x792edAdE80af5fC680d96a2eD80A44247D2Cf6Fd',
}


def build(context: OracleContext, chains: Mapping[int, PoolChain] | None = None) -> PoolOracle:
    return PoolOracle(ID, context, pool_chains(FACTORIES) if chains is None else chains, read_pools)


def read_pools(reader: EvmReader, factory: str, pairs: Sequence[tuple[Token, Token]], block: int | None) -> list[PoolState | None]:
    """The deepest pool of each (base, quote) over all fee tiers: two batches of calls."""
    asked = [(index, fee) for index in range(len(pairs)) for fee in FEE_TIERS]
    answers = reader.call_many(
        [(factory, encode_call(GET_POOL, pairs[index][0].address, pairs[index][1].address, fee)) for index, fee in asked], block)
    found = [(index, pool) for (index, _), answer in zip(asked, answers, strict=True) if (pool := read_address(answer)) is not None]
    calls = [
        call for index, pool in found for call in (
            (pool, bytes.fromhex(SLOT0)), (pool, bytes.fromhex(LIQUIDITY)), (pairs[index][1].address, encode_call(BALANCE_OF, pool)))
    ]
    data = reader.call_many(calls, block) if calls else []
    states: list[PoolState | None] = [None] * len(pairs)
    for position, (index, _) in enumerate(found):
        state = parse_pool(data[3 * position], data[3 * position + 1], data[3 * position + 2], *pairs[index])
        known = states[index]
        if state is not None and (known is None or state.depth > known.depth):
            states[index] = state
    return states


def parse_pool(slot0: bytes | None, liquidity: bytes | None, balance: bytes | None, base: Token, quote: Token) -> PoolState | None:
    """Price and depth out of `slot0()`, `liquidity()` and the pool's balance of the quote token; None for an empty pool."""
    root, active, held = read_word(slot0, 0), read_word(liquidity, 0), read_word(balance, 0)
    if not root or not active or not held or root >= 1 << 160 or active >= 1 << 128 or held >= 1 << 200:
        return None
    square = Decimal(root) * Decimal(root) / (Decimal(Q96) * Decimal(Q96))
    if base.address.lower() < quote.address.lower():
        raw_price, virtual = square, active * root // Q96
    else:
        raw_price, virtual = 1 / square, active * Q96 // root
    price = raw_price.scaleb(base.decimals - quote.decimals)
    return PoolState(price, from_base_units(min(virtual, held), quote.decimals))
