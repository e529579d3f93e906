"""Camelot: pools of both versions by their factories, on Arbitrum One alone; its router names a referrer."""

from rotkehlchen.contracts.transaction import EvmFacts
from tests.decoding.built import ETHEREUM, ME, OTHER, ZERO, Built, address

WETH, USDC_E, USDC = (
    '0x82af49447d8a07e3bd95bd0d56f35241523fbab1', '0xff970a61a04b1ca14834a43f5de4533ebddb5cc8', '0xaf88d065e77c8cc2239327c5edb3a432268e5831')
ARBITRUM = EvmFacts(42161, 'arbitrum one', 'ETH', wrapped_native=WETH)
PAIR, POOL = '0x84652bb2539513baf36e225c930fdd8eaa63ce27', '0xb1026b8e7276e7ac75410f1fcbbe21796e8f7526'
ROUTER, MANAGER = '0xc873fecbd354f5a56e00e710b90ef4201db2448d', '0x00c7f3082833e796a5b3e4bd59f6642ff44dcd15'
SWAP = '0xd78ad95fa46c994b6551d0da85fc275fe613ce37657fb8d5e3d130840159d822'  # Swap(address,uint256,uint256,uint256,uint256,address)
SWAP_3 = '0xc42079f94a6350d7e6235f29174924f928cc2ac818eb64fed8004e115fbcca67'  # Swap(address,address,int256,int256,uint160,uint128,int24)
INCREASE = '0x8a82de7fe9b33e0e6bca0e26f5bd14a74f1164ffe236d50e0a36c3ea70f2b814'  # IncreaseLiquidity(uint256,uint128,uint128,uint256,uint256,address)
ONE = 10**18


def test_pairs_and_pools_on_arbitrum_alone() -> None:
    def words(chain: EvmFacts) -> set[str | None]:
        second = Built(to=OTHER, input=b'1234', chain=chain).move(WETH, ME, PAIR, ONE).move(USDC_E, PAIR, ME, ONE)
        third = Built(to=OTHER, input=b'1234', chain=chain).move(WETH, ME, POOL, ONE).move(USDC, POOL, ME, ONE)
        second.log(PAIR, SWAP, [OTHER, ME], [ONE, 0, 0, ONE])
        third.log(POOL, SWAP_3, [OTHER, ME], [ONE, -ONE])
        return {event[4] for built in (second, third) for event in built.events('camelot')}
    assert words(ARBITRUM) == {'camelot-v2', 'camelot-v3'}
    assert words(ETHEREUM) == {None}


def test_router_with_a_referrer() -> None:
    pair = address(81)  # of any factory: the call tells
    built = Built(to=ROUTER, input=bytes.fromhex('b4822be3'), value=ONE, chain=ARBITRUM).move(USDC, pair, ME, 3 * ONE)
    built.log(pair, SWAP, [ROUTER, ME], [ONE, 0, 0, 3 * ONE])
    assert built.events('camelot') == [('trade', 'spend', 'ETH', '1', 'camelot-v2'), ('trade', 'receive', USDC, '3', 'camelot-v2')]


def test_position() -> None:
    built = Built(to=MANAGER, chain=ARBITRUM).move(WETH, ME, POOL, ONE).nft(MANAGER, ZERO, ME, 7).log(MANAGER, INCREASE, [7], [1, 1, 0, ONE, POOL])
    assert [event[1] for event in built.events('camelot')] == ['deposit for wrapped', 'receive wrapped']
