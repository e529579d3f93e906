"""Sushiswap: route processors, executors with fees, the exchange of its own."""

from rotkehlchen.contracts.transaction import NATIVE
from tests.decoding.built import ETHEREUM, ME, OTHER, Built, address

SNWAPPER, COLLECTOR, ROUTER = (
    '0xac4c6e212a361c968f1725b4d055b47e63f80b75', '0xde7259893af7cdbc9fd806c6ba61d22d581d5667', '0xd9e1ce17f2641f24ae83637ab66a2cca9c378b9f')
PROCESSOR, DAI, EXECUTOR, COIN = (*(address(number) for number in range(41, 44)), '0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee')
WETH = str(ETHEREUM.wrapped_native)
ROUTED = '0x2db5ddd0b42bdbca0d69ea16f234a870a485854ae0d91f16643d6f317d8b8994'  # Route(address,address,address,address,uint256,uint256,uint256)
SWAP = '0xd78ad95fa46c994b6551d0da85fc275fe613ce37657fb8d5e3d130840159d822'  # Swap(address,uint256,uint256,uint256,uint256,address)
SWAP_3 = '0xc42079f94a6350d7e6235f29174924f928cc2ac818eb64fed8004e115fbcca67'  # Swap(address,address,int256,int256,uint160,uint128,int24)
ONE = 10**18


def test_fees_out_of_what_was_bought_are_one_leg() -> None:
    built = Built(to=SNWAPPER).move(DAI, ME, EXECUTOR, ONE).move(NATIVE, EXECUTOR, COLLECTOR, 1).move(NATIVE, EXECUTOR, COLLECTOR, 2)
    built.move(NATIVE, EXECUTOR, ME, 7)
    assert [(*event[:2], event[3]) for event in built.events('sushiswap')] == [
        ('trade', 'spend', '1'), ('trade', 'receive', '0.00000000000000001'), ('trade', 'fee', '0.000000000000000003')]


def test_processor_swaps_for_its_caller_alone() -> None:
    def routed(caller: str) -> Built:
        built = Built(to=PROCESSOR, value=ONE, input=b'1234').move(DAI, PROCESSOR, ME, ONE)
        return built.log(PROCESSOR, ROUTED, [caller, COIN, DAI], [ME, ONE, 1, ONE])
    assert [event[4] for event in routed(ME).events('sushiswap')] == ['sushiswap', 'sushiswap']
    assert {event[4] for event in routed(OTHER).events('sushiswap')} == {None}


def test_router_of_the_exchange() -> None:
    built = Built(to=ROUTER, input=bytes.fromhex('18cbafe5')).move(NATIVE, ROUTER, ME, ONE).move(DAI, ME, EXECUTOR, ONE)
    built.approve(DAI, ME, ROUTER, 0).log(EXECUTOR, SWAP, [ROUTER, ROUTER], [ONE, 0, 0, ONE])
    assert [event[1:] for event in built.events('sushiswap')] == [
        ('approve', DAI, '0', None), ('spend', DAI, '1', 'sushiswap-v2'), ('receive', 'ETH', '1', 'sushiswap-v2')]


def test_pools_positions_and_farms_of_its_own() -> None:
    pool, usdc, sushi, bar = (
        '0x35644fb61afbc458bf92b15add6abc1996be5014', '0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48', '0x6b3595068778dd592e39a122f4f5a5cf09c90fe2',
        '0x8798249c2e607446efb7ad49ec89dd1865ff4272')
    swap = Built(to=OTHER, input=b'1234').move(usdc, ME, pool, ONE).move(WETH, pool, ME, 2 * ONE).log(pool, SWAP_3, [OTHER, ME], [ONE, -2 * ONE])
    assert {event[4] for event in swap.events('sushiswap')} == {'sushiswap'}
    chef = '0xc2edad668740f1aa35e4d8f227fb8e17dca888cd'
    farm = Built(to=chef, input=b'1234').move(sushi, chef, ME, 7).move(DAI, ME, chef, ONE)
    assert [event[:2] for event in farm.events('sushiswap')] == [('receive', 'reward'), ('deposit', 'deposit to protocol')]
    staked = Built(to=bar, input=b'1234').move(bar, '0x' + '0' * 40, ME, ONE).move(sushi, ME, bar, ONE)
    assert [event[:2] for event in staked.events('sushiswap')] == [('deposit', 'deposit for wrapped'), ('receive', 'receive wrapped')]
