"""Pancakeswap: pools of both versions by their factories, routers that use either, farms of tokens and of positions."""

import pytest

from rotkehlchen.contracts.transaction import EvmFacts
from tests.decoding.built import ME, OTHER, Built, address

WBNB, USDT, CAKE = (
    '0xbb4cdb9cbd36b01bd1cbaebf2de08d9173bc095c', '0x55d398326f99059ff775485246999027b3197955', '0x0e09fabb73bd3ade0a17ecc321fd13a19e81ce82')
BNB_CHAIN = EvmFacts(56, 'binance sc', 'BNB', wrapped_native=WBNB)
BASE = EvmFacts(8453, 'base', 'ETH', wrapped_native='0x4200000000000000000000000000000000000006')
PAIR = '0x0ed7e52944161450477ee417de9cd3a859b14fd0'  # CAKE and WBNB
WETH, USDC, POOL = (
    '0x4200000000000000000000000000000000000006', '0x833589fcd6edb6e08f4c7c32d4f71b54bda02913', '0xb775272e537cc670c65dc852908ad47015244eaf')
SMART, MANAGER = '0x13f4ea83d0bd40e75c8222255bc855a974568dd4', '0x46a15b0b27311cedf172ab29e4f4766fbe7f4364'
CHEF, CHEF_3 = '0xa5f8c5dbd5f286960b9d90548680ae5ebff07652', '0x556b9306565093c855aea9ae92a594704c2cd59e'
SWAP = '0xd78ad95fa46c994b6551d0da85fc275fe613ce37657fb8d5e3d130840159d822'  # Swap(address,uint256,uint256,uint256,uint256,address)
SWAP_3 = '0x19b47279256b2a23a1665c810c8d55a1758940ee09377d4f8d26497a3577dc83'  # Swap with two fees of its own at the end
WITHDRAW = '0xf279e6a1f5e320cca91135676d9cb6e44ca8a08c0b88342bcdb1144f6511b568'  # Withdraw(address,uint256,uint256)
ONE = 10**18


def built(to: str, chain: EvmFacts = BNB_CHAIN) -> Built:
    return Built(to=to, input=b'1234', chain=chain)


def third(pool: str, router: str) -> Built:
    swap = built(router, BASE).move(WETH, ME, pool, ONE).move(USDC, pool, ME, 2 * ONE)
    return swap.log(pool, SWAP_3, [router, ME], [ONE, -2 * ONE, 1, 1, 1, 1, 1])


def test_pools_are_known_by_their_factories() -> None:
    second = built(OTHER).move(CAKE, ME, PAIR, ONE).move(WBNB, PAIR, ME, ONE).log(PAIR, SWAP, [OTHER, ME], [ONE, 0, 0, ONE])
    assert {event[4] for event in second.events('pancakeswap')} == {'pancakeswap-v2'}
    assert third(POOL, OTHER).events('pancakeswap') == [
        ('trade', 'spend', WETH, '1', 'pancakeswap-v3'), ('trade', 'receive', USDC, '2', 'pancakeswap-v3')]
    assert {event[4] for event in third(address(71), OTHER).events('pancakeswap')} == {None}


@pytest.mark.parametrize(('topic', 'data', 'word'), [(SWAP, [ONE, 0, 0, ONE], 'pancakeswap-v2'), (SWAP_3, [ONE, -ONE, 1, 1, 1, 1, 1], 'pancakeswap-v3')])
def test_router_tells_the_version_by_the_pools_it_used(topic: str, data: list[int], word: str) -> None:
    swap = built(SMART).move(USDT, ME, OTHER, ONE).move(CAKE, OTHER, ME, ONE).log(OTHER, topic, [SMART, ME], data)
    assert {event[4] for event in swap.events('pancakeswap')} == {word}


def test_farm_of_tokens() -> None:
    stake = built(CHEF).move(CAKE, CHEF, ME, 7).move(PAIR, ME, CHEF, ONE)
    assert [(*event[:2], event[4]) for event in stake.events('pancakeswap')] == [
        ('receive', 'reward', 'pancakeswap'), ('deposit', 'deposit to protocol', 'pancakeswap')]
    back = built(CHEF).move(CAKE, CHEF, ME, 7).move(PAIR, CHEF, ME, ONE).log(CHEF, WITHDRAW, [ME, 3], [ONE])
    assert [event[:2] for event in back.events('pancakeswap')] == [('receive', 'reward'), ('withdrawal', 'withdraw from protocol')]


def test_staked_cake_that_comes_back_is_no_reward() -> None:
    back = built(CHEF).move(CAKE, CHEF, ME, 7).move(CAKE, CHEF, ME, ONE).log(CHEF, WITHDRAW, [ME, 0], [ONE])
    assert [event[:2] for event in back.events('pancakeswap')] == [('receive', 'reward'), ('withdrawal', 'withdraw from protocol')]


def test_farm_of_positions_takes_the_nft() -> None:
    stake = built(MANAGER).nft(MANAGER, ME, CHEF_3, 7)
    assert [event[:2] for event in stake.events('pancakeswap')] == [('deposit', 'deposit to protocol')]
    back = built(CHEF_3).nft(MANAGER, CHEF_3, ME, 7).move(CAKE, CHEF_3, ME, ONE)
    assert [event[:2] for event in back.events('pancakeswap')] == [('withdrawal', 'withdraw from protocol'), ('receive', 'reward')]
    assert {event[4] for event in built(OTHER).nft(MANAGER, ME, OTHER, 7).events('pancakeswap')} == {None}
