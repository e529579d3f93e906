"""Curve: pools old and new, zaps, routers, gauges, locks; gauges of other protocols are not Curve's."""

from rotkehlchen.contracts.transaction import NATIVE
from tests.decoding.built import ME, OTHER, ZERO, Built, address

CRV, ESCROW, FEES = '0xd533a949740bb3306d119cc777fa900ba034cd52', '0x5f3b5dfeb7b28cdbd7faba78963ee202a494e2a2', '0xd16d5ec345dd86fb63c6a9c43c517210f1027914'
MINTER, CONTROLLER = '0xd061d61a4d941c39e5453435b6345dc261c2fce0', '0x2f50d538606fa9edd2b11e2446beb18c9d5846bb'
POOL, LP, DAI, USDC, GAUGE, ZAP = (address(number) for number in range(11, 17))
ADD3 = '0x423f6495a08fc652425cf4ed0d1f9e37e571d9b9529b1c1c23cce780b2e7df0d'  # AddLiquidity(address,uint256[3],uint256[3],uint256,uint256)
REMOVE_ONE = '0x9e96dd3b997a2a257eec4df9bb6eaf626e206df5f543bd963682d143300be310'  # RemoveLiquidityOne(address,uint256,uint256)
EXCHANGE = '0x8b3e96f2b889fa771c53c981b40daf005f63f637f1869f707052d15a3dd97140'  # TokenExchange(address,int128,uint256,int128,uint256)
ROUTE = '0x56d0661e240dfb199ef196e16e6f42473990366314f0226ac978f7be3cd9ee83'  # Exchange of the router
DEPOSIT = '0xe1fffcc4923d04b559f4d29a8bfc6cda04eb5b0d3c460751c2402c5c5cc9109c'  # Deposit(address,uint256)
WITHDRAW = '0x884edad9ce6fa2440d8a54cc123490eb96d2768479d49ff9c7366125a9424364'  # Withdraw(address,uint256)
LIMIT = '0x7ecd84343f76a23d2227290e0288da3251b045541698e575a5515af4f04197a3'  # UpdateLiquidityLimit(address,uint256,uint256,uint256,uint256)
LOCK = '0x4566dfc29f6f11d13a418c26a02bef7c28bae749d4de47e4e6a7cddea6730d59'  # Deposit(address,uint256,uint256,int128,uint256)
UNLOCK = '0xf279e6a1f5e320cca91135676d9cb6e44ca8a08c0b88342bcdb1144f6511b568'  # Withdraw(address,uint256,uint256)
CLAIMED = '0x9cdcf2f7714cca3508c7f0110b04a90a80a3a8dd0e35de99689db74d28c5383e'  # Claimed(address,uint256,uint256,uint256)
MINTED = '0x9d228d69b5fdb8d273a2336f8fb8612d039631024ea9bf09c424a9503aa078f0'  # Minted(address,address,uint256)
VOTED = '0x45ca9a4c8d0119eb329e580d28fe689e484e1be230da8037ade9547d2d25cc91'  # VoteForGauge(uint256,address,address,uint256)
ONE = 10**18


def test_coins_stand_in_the_order_of_the_pool() -> None:
    built = Built(to=POOL).move(USDC, ME, POOL, 3 * ONE).move(DAI, ME, POOL, 2 * ONE).move(LP, ZERO, ME, ONE)
    built.log(POOL, ADD3, [ME], [2 * ONE, 3 * ONE, 0, 0, 0, 0, 0, 0])
    assert built.events('curve') == [
        ('deposit', 'deposit for wrapped', DAI, '2', 'curve'), ('deposit', 'deposit for wrapped', USDC, '3', 'curve'),
        ('receive', 'receive wrapped', LP, '1', 'curve'),
    ]


def test_a_zap_that_stakes_gives_the_gauge_token() -> None:
    built = Built(to=ZAP).move(DAI, ME, ZAP, ONE).move(DAI, ZAP, POOL, ONE).move(LP, ZERO, ZAP, 2 * ONE).log(POOL, ADD3, [ZAP], [ONE, 0, 0, 0, 0, 0, 0, 0])
    built.move(LP, ZAP, GAUGE, 2 * ONE).log(GAUGE, DEPOSIT, [ME], [2 * ONE]).move(GAUGE, ZERO, ME, 2 * ONE)
    assert built.events('curve') == [
        ('deposit', 'deposit for wrapped', DAI, '1', 'curve'), ('receive', 'receive wrapped', GAUGE, '2', 'curve'),
    ]


def test_receipts_go_back_for_the_coin_itself() -> None:
    built = Built(to=POOL).move(NATIVE, POOL, ME, ONE).move(LP, ME, ZERO, 2 * ONE).log(POOL, REMOVE_ONE, [ME], [2 * ONE, ONE])
    assert built.events('curve') == [('spend', 'return wrapped', LP, '2', 'curve'), ('withdrawal', 'redeem wrapped', 'ETH', '1', 'curve')]


def test_exchange_of_a_coin_that_takes_a_fee() -> None:
    built = Built(to=POOL).move(DAI, ME, POOL, ONE).move(USDC, POOL, ME, ONE - 1).log(POOL, EXCHANGE, [ME], [0, ONE, 1, ONE])
    assert [event[:3] for event in built.events('curve')] == [('trade', 'spend', DAI), ('trade', 'receive', USDC)]


def test_router_tells_what_went_in_and_out() -> None:
    built = Built(to=ZAP, value=ONE).move(DAI, ZAP, ME, 2 * ONE).log(ZAP, ROUTE, [ME, ME], [*[0] * 41, ONE, 2 * ONE])
    assert built.events('curve') == [('trade', 'spend', 'ETH', '1', 'curve'), ('trade', 'receive', DAI, '2', 'curve')]


def test_stake_in_a_gauge_that_is_a_token_and_in_one_that_is_none() -> None:
    token = Built(to=GAUGE).log(GAUGE, LIMIT, [ME], [1, 1, 1, 1]).move(LP, ME, GAUGE, ONE).log(GAUGE, DEPOSIT, [ME], [ONE]).move(GAUGE, ZERO, ME, ONE)
    assert token.events('curve') == [('deposit', 'deposit for wrapped', LP, '1', 'curve'), ('receive', 'receive wrapped', GAUGE, '1', 'curve')]
    old = Built(to=GAUGE).log(GAUGE, LIMIT, [ME], [1, 1, 1, 1]).move(LP, ME, GAUGE, ONE).log(GAUGE, DEPOSIT, [ME], [ONE])
    assert old.events('curve') == [('deposit', 'deposit to protocol', LP, '1', 'curve')]


def test_unstaking_pays_rewards_too() -> None:
    built = Built(to=GAUGE).log(GAUGE, LIMIT, [ME], [1, 1, 1, 1]).move(DAI, GAUGE, ME, 5 * ONE).move(LP, GAUGE, ME, ONE)
    built.log(GAUGE, WITHDRAW, [ME], [ONE]).move(GAUGE, ME, ZERO, ONE)
    assert built.events('curve') == [
        ('receive', 'reward', DAI, '5', 'curve'), ('spend', 'return wrapped', GAUGE, '1', 'curve'), ('withdrawal', 'redeem wrapped', LP, '1', 'curve'),
    ]


def test_rewards_of_a_gauge_and_minted_coins() -> None:
    assert Built(to=GAUGE, input=bytes.fromhex('e6f1daf2')).move(DAI, GAUGE, ME, ONE).events('curve') == [('receive', 'reward', DAI, '1', 'curve')]
    minted = Built(to=MINTER).move(CRV, ZERO, ME, ONE).log(MINTER, MINTED, [ME], [GAUGE, 7 * ONE])
    assert minted.events('curve') == [('receive', 'reward', CRV, '1', 'curve')]


def test_locks_fees_and_votes() -> None:
    lock = Built(to=ESCROW).move(CRV, ME, ESCROW, ONE).log(ESCROW, LOCK, [ME, 99], [ONE, 1, 5])
    assert lock.events('curve') == [('deposit', 'deposit to protocol', CRV, '1', 'curve')]
    assert Built(to=ESCROW).log(ESCROW, LOCK, [ME, 99], [0, 3, 5]).events('curve') == [('informational', 'update', CRV, '0', 'curve')]
    unlock = Built(to=ESCROW).move(CRV, ESCROW, ME, ONE).log(ESCROW, UNLOCK, [ME], [ONE, 5])
    assert unlock.events('curve') == [('withdrawal', 'withdraw from protocol', CRV, '1', 'curve')]
    fees = Built(to=FEES).log(FEES, CLAIMED, [ME], [ONE, 1, 1]).move(DAI, FEES, ME, ONE)
    assert fees.events('curve') == [('receive', 'reward', DAI, '1', 'curve')]
    assert Built(to=CONTROLLER).log(CONTROLLER, VOTED, [], [1, ME, GAUGE, 100]).events('curve') == [('informational', 'governance', CRV, '0', 'curve')]


def test_liquidity_of_somebody_else_and_a_deposit_elsewhere_are_not_the_users() -> None:
    other = Built(to=ZAP).move(DAI, ME, ZAP, ONE).move(LP, ZERO, OTHER, ONE).log(POOL, ADD3, [OTHER], [ONE, 0, 0, 0, 0, 0, 0, 0])
    assert other.events('curve') == [('spend', 'none', DAI, '1', None)]
    vault = Built(to=GAUGE).move(LP, ME, GAUGE, ONE).log(GAUGE, DEPOSIT, [ME], [ONE])
    assert vault.events('curve') == [('spend', 'none', LP, '1', None)]
