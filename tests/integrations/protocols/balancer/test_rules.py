"""Balancer: pools of three versions, gauges by the pool they take, claims through a relayer."""

from rotkehlchen.contracts.transaction import NATIVE
from tests.decoding.built import ME, ZERO, Built, address, words

VAULT, VAULT_3 = '0xba12222222228d8ba445958a75a0704d566bf2c8', '0xba1333333333a1ba1108e8412f11850a5c319ba9'
MINTER, BAL = '0x239e55f427d44c3cc793f49bfb507ebe76638a2b', '0xba100000625a3754423978a60c9317c58a424e3d'
POOL, DAI, USDC, GAUGE, RELAYER, SMART = (address(number) for number in range(21, 27))
JOIN = '0x63982df10efd8dfaaaa0fcc7f50b2d93b7cba26ccc48adee2873220d485dc39a'  # LOG_JOIN(address,address,uint256)
EXIT = '0xe74c91552b64c2e2e7bd255639e004e693bd3e1d01cc33e65610b86afcc1ffed'  # LOG_EXIT(address,address,uint256)
SWAP_1 = '0x908fb5ee8f16c6bc9bc3690973819f32a4d4b10188134543c88706e0e1d43378'  # LOG_SWAP(address,address,address,uint256,uint256)
CHANGED = '0xe5ce249087ce04f05a957192435400fd97868dba0e6a4b4c049abf8af80dae78'  # PoolBalanceChanged(bytes32,address,address[],int256[],uint256[])
INTERNAL = '0x18e1ea4139e68413d7d08aa752e71568e36b2c5bf940893314c2c5b01eaa0c42'  # InternalBalanceChanged(address,address,int256)
SWAP_2 = '0x2170c741c41531aec20e7c107c24eecfdd15e69c9bb0a8dd37b1840b9e0b207b'  # Swap(bytes32,address,address,uint256,uint256)
SWAP_3 = '0x0874b2d545cb271cdbda4e093020c452328b24af12382ed62c4d00f5c26709db'  # Swap(address,address,address,uint256,uint256,uint256,uint256)
ADDED = '0xa26a52d8d53702bba7f137907b8e1f99ff87f6d450144270ca25e72481cca871'  # LiquidityAdded(address,address,uint8,uint256,uint256[],uint256[])
MOVED = '0xd1398bee19313d6bf672ccb116e51f4a1a947e91c757907f51fbb5b5e56c698f'  # Transfer(address,address,address,uint256), of the vault
DEPOSIT = '0xe1fffcc4923d04b559f4d29a8bfc6cda04eb5b0d3c460751c2402c5c5cc9109c'  # Deposit(address,uint256)
MINTED = '0x9d228d69b5fdb8d273a2336f8fb8612d039631024ea9bf09c424a9503aa078f0'  # Minted(address,address,uint256)
ONE = 10**18
POOL_ID = int(POOL, 16) << 96 | 7


def changed(built: Built, delta: int) -> Built:
    return built.log(VAULT, CHANGED, [POOL_ID, ME], [96, 160, 224, 1, DAI, 1, delta, 1, 0])


def test_first_version_joins_exits_and_swaps() -> None:
    join = Built(to=SMART).move(DAI, ME, SMART, ONE).log(POOL, JOIN, [SMART, DAI], [ONE]).move(SMART, ZERO, ME, 2 * ONE)
    assert join.events('balancer') == [
        ('deposit', 'deposit for wrapped', DAI, '1', 'balancer-v1'), ('receive', 'receive wrapped', SMART, '2', 'balancer-v1')]
    leave = Built(to=POOL).move(POOL, ME, POOL, ONE).move(POOL, POOL, ZERO, ONE).log(POOL, EXIT, [ME, DAI], [5 * ONE]).move(DAI, POOL, ME, 5 * ONE)
    assert leave.events('balancer') == [
        ('spend', 'return wrapped', POOL, '1', 'balancer-v1'), ('withdrawal', 'redeem wrapped', DAI, '5', 'balancer-v1')]
    swap = Built(to=POOL).log(POOL, SWAP_1, [ME, DAI, USDC], [ONE, 2 * ONE]).move(DAI, ME, POOL, ONE).move(USDC, POOL, ME, 2 * ONE)
    assert [event[4] for event in swap.events('balancer')] == ['balancer-v1', 'balancer-v1']


def test_second_version_joins_exits_and_keeps_coins() -> None:
    join = changed(Built(to=VAULT).move(POOL, ZERO, ME, 2 * ONE).move(DAI, ME, VAULT, ONE), ONE)
    assert join.events('balancer') == [
        ('deposit', 'deposit for wrapped', DAI, '1', 'balancer-v2'), ('receive', 'receive wrapped', POOL, '2', 'balancer-v2')]
    leave = changed(Built(to=VAULT).move(POOL, ME, ZERO, 2 * ONE).move(DAI, VAULT, ME, ONE), -ONE)
    assert leave.events('balancer') == [
        ('spend', 'return wrapped', POOL, '2', 'balancer-v2'), ('withdrawal', 'redeem wrapped', DAI, '1', 'balancer-v2')]
    kept = Built(to=VAULT).move(DAI, ME, VAULT, ONE).log(VAULT, INTERNAL, [ME, DAI], [ONE])
    assert kept.events('balancer') == [('deposit', 'deposit to protocol', DAI, '1', 'balancer-v2')]


def test_swaps_of_the_vaults_are_one_trade_whatever_the_way() -> None:
    two = Built(to=VAULT).log(VAULT, SWAP_2, [1, DAI, BAL], [ONE, ONE]).log(VAULT, SWAP_2, [2, BAL, USDC], [ONE, 3 * ONE])
    two.move(DAI, ME, VAULT, ONE).move(USDC, VAULT, ME, 3 * ONE)
    assert two.events('balancer') == [('trade', 'spend', DAI, '1', 'balancer-v2'), ('trade', 'receive', USDC, '3', 'balancer-v2')]
    three = Built(to=RELAYER).move(NATIVE, RELAYER, ME, 4 * ONE).move(DAI, ME, VAULT_3, ONE).log(VAULT_3, SWAP_3, [POOL, DAI, BAL], [1, 1, 0, 0])
    three.move(DAI, ME, VAULT_3, 2 * ONE)
    assert three.events('balancer') == [('trade', 'spend', DAI, '3', 'balancer-v3'), ('trade', 'receive', 'ETH', '4', 'balancer-v3')]


def test_a_zap_that_swaps_for_itself_is_not_the_users_swap() -> None:
    built = Built(to=RELAYER, value=ONE).log(VAULT, SWAP_2, [1, DAI, USDC], [ONE, ONE]).move(DAI, RELAYER, VAULT, ONE).move(USDC, VAULT, RELAYER, ONE)
    built.move(GAUGE, RELAYER, ME, ONE)
    assert {event[4] for event in built.events('balancer')} == {None}


def test_third_version_adds_liquidity_and_takes_back_what_was_too_much() -> None:
    built = Built(to=RELAYER, value=3 * ONE).move(NATIVE, RELAYER, ME, ONE).move(POOL, ZERO, ME, ONE).log(VAULT_3, ADDED, [POOL, ME, 0], [0, 0, 0])
    assert built.events('balancer') == [
        ('deposit', 'deposit for wrapped', 'ETH', '2', 'balancer-v3'), ('receive', 'receive wrapped', POOL, '1', 'balancer-v3')]


def test_the_version_of_a_gauge_is_that_of_its_pool() -> None:
    built = Built(to=GAUGE).log(VAULT_3, MOVED, [POOL, ME, GAUGE], [ONE]).move(POOL, ME, GAUGE, ONE).log(GAUGE, DEPOSIT, [ME], [ONE]).move(GAUGE, ZERO, ME, ONE)
    assert {event[4] for event in built.events('balancer')} == {'balancer-v3'}
    assert {event[4] for event in Built(to=GAUGE).move(POOL, ME, GAUGE, ONE).log(GAUGE, DEPOSIT, [ME], [ONE]).events('balancer')} == {None}


def test_rewards_through_a_relayer_and_of_the_minter() -> None:
    call = bytes.fromhex('ac9650d8') + words(32, 1, 32, 100) + bytes.fromhex('0e248fea') + words(32, 1, GAUGE)
    claim = Built(to=RELAYER, input=call).move(BAL, GAUGE, ME, ONE).move(DAI, USDC, ME, ONE)
    assert claim.events('balancer') == [('receive', 'reward', BAL, '1', 'balancer-v2'), ('receive', 'none', DAI, '1', None)]
    minted = Built(to=MINTER).move(BAL, ZERO, ME, ONE).log(MINTER, MINTED, [ME], [GAUGE, ONE])
    assert minted.events('balancer') == [('receive', 'reward', BAL, '1', 'balancer-v2')]
