"""Uniswap: pools that the factory made and others, routers with refunds, positions of two versions."""

from rotkehlchen.contracts.transaction import NATIVE
from tests.decoding.built import ETHEREUM, ME, OTHER, ZERO, Built, address

WETH, USDC = str(ETHEREUM.wrapped_native), '0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48'
PAIR, POOL_3 = '0xb4e16d0168e52d35cacd2c6185b44281ec28c9dc', '0x88e6a0c2ddd26feeb64f039a2c41296fcb3f5640'  # of USDC and WETH
ROUTER, MANAGER, ROUTER_3 = (
    '0x7a250d5630b4cf539739df2c5dacb4c659f2488d', '0xc36442b4a4522e871399cd717abdd847ab11fe88', '0x68b3465833fb72a70ecdf485e0e4c7bd8665fc45')
POOLS, MANAGER_4, ROUTER_4 = (
    '0x000000000004444c5dc75cb358380d2e3de08a90', '0xbd216513d74c8cf14cf4747e6aaa6420ff64ee9e', '0x66a9893cc07d91d95644aedd05d03f95e1dba8af')
AUGUSTUS = '0xdef171fe48cf0115b1d80b88dc8eab59176fee57'  # of another protocol
STRANGER, DAI, FEES = (address(number) for number in range(31, 34))
SWAP_2 = '0xd78ad95fa46c994b6551d0da85fc275fe613ce37657fb8d5e3d130840159d822'  # Swap(address,uint256,uint256,uint256,uint256,address)
MINT = '0x4c209b5fc8ad50758f13e2e1088ba56a560dff690a1c6fef26394f4c03821c4f'  # Mint(address,uint256,uint256)
BURN = '0xdccd412f0b1252819cb1fd330b93224ca42612892bb3f4f789976e6d81936496'  # Burn(address,uint256,uint256,address)
SWAP_3 = '0xc42079f94a6350d7e6235f29174924f928cc2ac818eb64fed8004e115fbcca67'  # Swap(address,address,int256,int256,uint160,uint128,int24)
INCREASE = '0x3067048beee31b25b2f1681f88dac838c8bba36af25bfb2b7cf7473a5847e35f'  # IncreaseLiquidity(uint256,uint128,uint256,uint256)
COLLECT = '0x40d0efd1a53d60ecbf40971b9daf7dc90178c3aadc7aab1765632738fa8b8f01'  # Collect(uint256,address,uint256,uint256)
SWAP_4 = '0x40e9cecb9f5f1f1c5b9c97dec2917b7ee92e57ba5563708daca94dd84ad7112f'  # Swap(bytes32,address,int128,int128,uint160,uint128,int24,uint24)
MODIFY = '0xf208f4912782fd25c7f114ca3723a2d5dd6f3bcc3ac8db5af63baa85f711d5ec'  # ModifyLiquidity(bytes32,address,int24,int24,int256,bytes32)
BUYS = '0xcd60aa75dea3072fbc07ae6d7d856b5dc5f4eee88854f5b4abf7b680ef8bc50f'  # TokenPurchase(address,uint256,uint256)
ONE = 10**18


def test_first_version_sells_tokens_for_the_coin() -> None:
    built = Built(to=STRANGER, value=ONE).move(DAI, STRANGER, ME, 2 * ONE).log(STRANGER, BUYS, [ME, ONE, 2 * ONE])
    assert built.events('uniswap') == [('trade', 'spend', 'ETH', '1', 'uniswap-v1'), ('trade', 'receive', DAI, '2', 'uniswap-v1')]


def test_router_gives_back_what_it_did_not_need() -> None:
    built = Built(to=ROUTER, value=3 * ONE, input=bytes.fromhex('fb3bdb41')).move(NATIVE, ROUTER, ME, ONE).move(WETH, ROUTER, PAIR, 2 * ONE)
    built.move(USDC, PAIR, ME, ONE).log(PAIR, SWAP_2, [ROUTER, ME], [0, 2 * ONE, ONE, 0])
    assert built.events('uniswap') == [
        ('withdrawal', 'refund', 'ETH', '1', 'uniswap-v2'), ('trade', 'spend', 'ETH', '3', 'uniswap-v2'),
        ('trade', 'receive', USDC, '1', 'uniswap-v2')]


def test_a_pool_called_by_a_stranger_is_known_by_its_factory() -> None:
    def through(pool: str) -> Built:
        built = Built(to=STRANGER, input=b'1234').move(WETH, ME, pool, ONE).move(USDC, pool, ME, 2 * ONE)
        return built.log(pool, SWAP_2, [STRANGER, ME], [0, ONE, 2 * ONE, 0])
    assert {event[4] for event in through(PAIR).events('uniswap')} == {'uniswap-v2'}
    assert {event[4] for event in through(OTHER).events('uniswap')} == {None}


def test_liquidity_of_a_pair() -> None:
    add = Built(to=ROUTER, value=3 * ONE).move(NATIVE, ROUTER, ME, ONE).move(USDC, ME, PAIR, ONE).move(WETH, ROUTER, PAIR, 2 * ONE)
    add.move(PAIR, ZERO, ME, 5 * ONE).log(PAIR, MINT, [ROUTER], [ONE, 2 * ONE])
    assert add.events('uniswap') == [
        ('withdrawal', 'refund', 'ETH', '1', 'uniswap-v2'), ('deposit', 'deposit for wrapped', 'ETH', '3', 'uniswap-v2'),
        ('deposit', 'deposit for wrapped', USDC, '1', 'uniswap-v2'), ('receive', 'receive wrapped', PAIR, '5', 'uniswap-v2')]
    remove = Built(to=ROUTER).move(PAIR, ME, PAIR, ONE).move(WETH, PAIR, ME, ONE).move(USDC, PAIR, ME, ONE)
    remove.log(PAIR, BURN, [ROUTER, ME], [ONE, ONE])
    assert [event[1] for event in remove.events('uniswap')] == ['return wrapped', 'redeem wrapped', 'redeem wrapped']


def test_a_market_that_mints_under_the_same_name_is_no_pair() -> None:
    built = Built(to=STRANGER).move(DAI, ME, STRANGER, ONE).log(STRANGER, MINT, [], [ME, ONE, ONE]).move(STRANGER, STRANGER, ME, ONE)
    decoded = built.decode('uniswap')
    assert not decoded.findings
    assert {event.counterparty for event in decoded.events} == {None}


def test_router_of_the_third_version_takes_approvals_and_sums_ways() -> None:
    built = Built(to=ROUTER_3).move(USDC, ME, POOL_3, ONE).approve(USDC, ME, ROUTER_3, 1).log(POOL_3, SWAP_3, [ROUTER_3, ROUTER_3], [ONE, -ONE])
    built.move(USDC, ME, STRANGER, 2 * ONE).move(DAI, ROUTER_3, ME, 3 * ONE).approve(DAI, ME, OTHER, 1)
    assert built.events('uniswap') == [
        ('trade', 'spend', USDC, '3', 'uniswap-v3'), ('trade', 'receive', DAI, '3', 'uniswap-v3'),
        ('informational', 'approve', DAI, '0.000000000000000001', None)]


def test_pool_of_the_third_version_through_a_stranger() -> None:
    built = Built(to=STRANGER, value=ONE).move(USDC, POOL_3, ME, 2 * ONE).move(WETH, STRANGER, POOL_3, ONE).log(
        POOL_3, SWAP_3, [STRANGER, ME], [-2 * ONE, ONE])
    assert built.events('uniswap') == [('trade', 'spend', 'ETH', '1', 'uniswap-v3'), ('trade', 'receive', USDC, '2', 'uniswap-v3')]


def test_a_position_is_made_grown_and_emptied() -> None:
    make = Built(to=MANAGER, value=2 * ONE).move(NATIVE, MANAGER, ME, ONE).move(USDC, ME, POOL_3, ONE).nft(MANAGER, ZERO, ME, 7)
    make.log(MANAGER, INCREASE, [7], [9, ONE, ONE])
    assert make.events('uniswap') == [
        ('deposit', 'deposit for wrapped', 'ETH', '1', 'uniswap-v3'), ('deposit', 'deposit for wrapped', USDC, '1', 'uniswap-v3'),
        ('receive', 'receive wrapped', f'{MANAGER}/7', '1', 'uniswap-v3')]
    grow = Built(to=MANAGER).move(USDC, ME, POOL_3, ONE).log(MANAGER, INCREASE, [7], [9, ONE, 0])
    assert grow.events('uniswap') == [('deposit', 'deposit to protocol', USDC, '1', 'uniswap-v3')]
    empty = Built(to=MANAGER).move(NATIVE, MANAGER, ME, 2 * ONE).move(USDC, POOL_3, ME, ONE).log(MANAGER, COLLECT, [7], [MANAGER, ONE, 2 * ONE])
    empty.nft(MANAGER, ME, ZERO, 7)
    assert [event[:2] for event in empty.events('uniswap')] == [
        ('withdrawal', 'withdraw from protocol'), ('withdrawal', 'withdraw from protocol'), ('spend', 'return wrapped')]


def test_fourth_version_swaps_with_a_fee_for_the_interface() -> None:
    built = Built(to=ROUTER_4).move(NATIVE, POOLS, ROUTER_4, 10).move(NATIVE, ROUTER_4, FEES, 1).move(NATIVE, ROUTER_4, ME, 9)
    built.log(POOLS, SWAP_4, [1, ROUTER_4], [-5, 10, 0, 0, 0, 0]).move(USDC, ME, POOLS, 5 * ONE)
    assert [event[1:4] for event in built.events('uniswap')] == [
        ('spend', USDC, '5'), ('receive', 'ETH', '0.00000000000000001'), ('fee', 'ETH', '0.000000000000000001')]


def test_fourth_version_positions() -> None:
    make = Built(to=MANAGER_4).nft(MANAGER_4, ZERO, ME, 7).log(POOLS, MODIFY, [1, MANAGER_4], [0, 1, 99, 7]).move(USDC, ME, POOLS, ONE)
    assert [event[1] for event in make.events('uniswap')] == ['deposit for wrapped', 'receive wrapped']
    empty = Built(to=MANAGER_4).log(POOLS, MODIFY, [1, MANAGER_4], [0, 1, -99, 7]).move(USDC, POOLS, ME, ONE)
    assert empty.events('uniswap') == [('withdrawal', 'withdraw from protocol', USDC, '1', 'uniswap-v4')]
    hook = Built(to=STRANGER).log(POOLS, MODIFY, [1, STRANGER], [0, 1, 99, 7]).move(USDC, ME, POOLS, ONE)
    assert hook.events('uniswap') == [('spend', 'none', USDC, '1', None)]


def test_account_that_is_a_contract_swaps_through_the_router_unless_another_one_was_called_for_it() -> None:
    def relayed(seller: str) -> Built:
        built = Built(to=ME, sender=OTHER, input=b'1234').move(DAI, ME, seller, ONE).move(DAI, seller, STRANGER, ONE)
        built.move(FEES, STRANGER, seller, 2 * ONE).log(STRANGER, SWAP_3, [ROUTER_3, seller], [ONE, -2 * ONE])
        return built.move(FEES, seller, ME, 2 * ONE)
    alone, within = relayed(ROUTER_3).decode('uniswap', 'paraswap'), relayed(AUGUSTUS).decode('uniswap', 'paraswap')
    assert {event.counterparty for event in alone.events} == {'uniswap-v3'}
    assert {event.counterparty for event in within.events} == {'paraswap'}
    assert [finding.kind for done in (alone, within) for finding in done.findings] == []
