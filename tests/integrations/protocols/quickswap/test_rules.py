"""Quickswap: its pools by the factory, its positions by the manager, on Polygon and Base."""

from rotkehlchen.contracts.transaction import EvmFacts
from tests.decoding.built import ME, OTHER, ZERO, Built, address

POLYGON, BASE = EvmFacts(137, 'polygon pos', 'POL', wrapped_native=address(9)), EvmFacts(8453, 'base', 'ETH', wrapped_native=address(9))
WETH, QUICK = '0x7ceb23fd6bc0add59e62ac25578270cff1b9f619', '0x831753dd7087cac61ab5644b308642cc1c33dc13'
PAIR = '0x1bd06b96dd42ada85fdd0795f3b4a79db914add5'  # of WETH and QUICK
MANAGER, ROUTER_4 = '0x8ef88e4c7cfbbac1c163f7eddd4b578792201de6', '0xe6c9bb24ddb4ae5c6632dbe0de14e3e474c6cb04'
SWAP = '0xd78ad95fa46c994b6551d0da85fc275fe613ce37657fb8d5e3d130840159d822'  # Swap(address,uint256,uint256,uint256,uint256,address)
SWAP_4 = '0x121cb44ee54098b1a04743c487e7460d8dd429b27f88b1f4d4767396e1a59f79'
INCREASE = '0x8a82de7fe9b33e0e6bca0e26f5bd14a74f1164ffe236d50e0a36c3ea70f2b814'  # IncreaseLiquidity(uint256,uint128,uint128,uint256,uint256,address)
ONE = 10**18


def test_pair_on_polygon_alone() -> None:
    def on(chain: EvmFacts) -> Built:
        built = Built(to=OTHER, input=b'1234', chain=chain).move(WETH, ME, PAIR, ONE).move(QUICK, PAIR, ME, ONE)
        return built.log(PAIR, SWAP, [OTHER, ME], [0, ONE, ONE, 0])
    assert {event[4] for event in on(POLYGON).events('quickswap')} == {'quickswap-v2'}
    assert {event[4] for event in on(BASE).events('quickswap')} == {None}


def test_position_of_algebra() -> None:
    built = Built(to=MANAGER, chain=POLYGON).move(WETH, ME, PAIR, ONE).nft(MANAGER, ZERO, ME, 7).log(MANAGER, INCREASE, [7], [1, 1, 0, ONE, PAIR])
    assert [event[1] for event in built.events('quickswap')] == ['deposit for wrapped', 'receive wrapped']


def test_router_on_base() -> None:
    built = Built(to=ROUTER_4, chain=BASE).move(QUICK, PAIR, ME, 2 * ONE).move(WETH, ME, PAIR, ONE).log(PAIR, SWAP_4, [ROUTER_4, ME], [ONE, -2 * ONE])
    assert [event[1:] for event in built.events('quickswap')] == [
        ('spend', WETH, '1', 'quickswap-v4'), ('receive', QUICK, '2', 'quickswap-v4')]


def test_staked_quick() -> None:
    lair = '0xf28164a485b0b2c90639e47b0f377b4a438a16b1'
    staked = Built(to=lair, input=b'1234', chain=POLYGON).move(QUICK, ME, lair, ONE).move(lair, ZERO, ME, 2)
    assert [event[1] for event in staked.events('quickswap')] == ['deposit for wrapped', 'receive wrapped']
    assert {event[4] for event in Built(to=OTHER, input=b'1234', chain=POLYGON).move(QUICK, ME, OTHER, ONE).events('quickswap')} == {None}
