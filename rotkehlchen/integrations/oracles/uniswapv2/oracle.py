"""Prices from Uniswap v2 pools, read through the user's own node; in USD (see `contracts.pool_price`).

A pair's price is the ratio of its reserves. Sources (read 2026-11-21): docs.uniswap.org/contracts/v2/reference/smart-contracts/pair and
.../factory; factories: npm @uniswap/sdk-core 7.19.4 (`V2_FACTORY_ADDRESSES`), the same as docs.uniswap.org/contracts/v2/reference/
smart-contracts/v2-deployments. Selectors are the first bytes of the Keccak hash of the signature beside them; a test computes them.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from rotkehlchen.contracts.oracle import EvmReader, OracleContext
from rotkehlchen.contracts.pool_price import PoolChain, PoolOracle, PoolState, Token, encode_call, pool_chains, read_address, read_word
from rotkehlchen.core.money import from_base_units

ID: Final = 'uniswapv2'
GET_PAIR: Final = 'e6a43905'  # getPair(address,address)
GET_RESERVES: Final = '0902f1ac'  # getReserves()
FACTORIES: Final = {
    1: '0x5C69bEe701ef814a2B6a3EDD4B1652CB9cc5aA6f',
    10: '0x0c3c1c532F1e39EdF36BE9Fe0bE1410313E074Bf',
    56: '0x8909Dc15e40173Ff4699343b6eB8132c65e18eC6',
    130: '0x1F98400000000000000000000000000000000002',
    137: '0x9e5A52f57b3038F1B8EeE45F28b3C1967e22799C',
    143: '0x182a927119D56008d921126764bF884221b10f59',
    8453: '0x8909Dc15e40173Ff4699343b6eB8132c65e18eC6',
    42161: '0xf1D7CC64Fb4452F05c498126312eBE29f30Fbcf9',
    42220: '0x79a530c8e2fA8748B7B40dd3629C0520c2cCf03f',
    43114: '0x9e5A52f57b3038F1B8EeE45F28b3C1967e22799C',
    59144: '0x114A43DF6C5f54EBB8A9d70Cd1951D3dD68004c7',
    81457: '0x5C346464d33F90bABaf70dB6388507CC889C1070',
}


def build(context: OracleContext, chains: Mapping[int, PoolChain] | None = None) -> PoolOracle:
    return PoolOracle(ID, context, pool_chains(FACTORIES) if chains is None else chains, read_pools)


def read_pools(reader: EvmReader, factory: str, pairs: Sequence[tuple[Token, Token]], block: int | None) -> list[PoolState | None]:
    """The pool of each (base, quote): two batches of calls, first for addresses, then for reserves."""
    answers = reader.call_many([(factory, encode_call(GET_PAIR, base.address, quote.address)) for base, quote in pairs], block)
    pools = [read_address(answer) for answer in answers]
    existing = [index for index, pool in enumerate(pools) if pool is not None]
    reserves = reader.call_many([(pools[index] or '', bytes.fromhex(GET_RESERVES)) for index in existing], block) if existing else []
    states: list[PoolState | None] = [None] * len(pairs)
    for index, data in zip(existing, reserves, strict=True):
        states[index] = parse_reserves(data, *pairs[index])
    return states


def parse_reserves(data: bytes | None, base: Token, quote: Token) -> PoolState | None:
    """`getReserves()`: (reserve0, reserve1, time), token 0 being the one with the lower address."""
    first, second = read_word(data, 0), read_word(data, 1)
    if not first or not second or first >= 1 << 112 or second >= 1 << 112:
        return None
    base_units, quote_units = (first, second) if base.address.lower() < quote.address.lower() else (second, first)
    depth = from_base_units(quote_units, quote.decimals)
    amount = from_base_units(base_units, base.decimals)
    return PoolState(depth / amount, depth) if amount > Decimal(0) else None
