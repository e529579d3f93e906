"""Pools of Gearbox through zappers and farms, and staked GEAR."""

from rotkehlchen.decoding.families.vault import DEPOSIT, WITHDRAW
from rotkehlchen.integrations.protocols.gearbox.rules import ADDED, FARM_CLAIM, FARMS, POOLS, STAKED, STAKES
from tests.decoding.built import ME, OTHER, ZERO, Built, address

POOL, FARM, STAKE = POOLS[1][0], FARMS[1][0], STAKES[1][0].lower()
TOKEN, ZAPPER, ACCOUNT = address(10), address(11), address(12)
COIN = 10**18


def test_zapper_into_a_farm_and_back() -> None:
    built = Built(to=ZAPPER, input=b'1234').move(TOKEN, ME, ZAPPER, 2 * COIN).move(POOL, ZERO, ZAPPER, COIN)
    built.log(POOL, DEPOSIT, [ZAPPER, ZAPPER], [2 * COIN, COIN]).move(FARM, ZAPPER, ME, COIN)
    assert built.events('gearbox') == [('deposit', 'deposit for wrapped', TOKEN, '2', 'gearbox'), ('receive', 'receive wrapped', FARM, '1', 'gearbox')]
    built = Built(to=ZAPPER, input=b'1234').move(FARM, ME, ZAPPER, COIN).move(TOKEN, POOL, ME, 2 * COIN)
    assert built.log(POOL, WITHDRAW, [ZAPPER, ME, ZAPPER], [2 * COIN, COIN]).events('gearbox') == [
        ('spend', 'return wrapped', FARM, '1', 'gearbox'), ('withdrawal', 'redeem wrapped', TOKEN, '2', 'gearbox'),
    ]


def test_farm_pays_and_gear_is_staked() -> None:
    built = Built(to=FARM, input=bytes.fromhex(FARM_CLAIM[2:])).move(TOKEN, FARM, ME, COIN)
    assert built.events('gearbox') == [('receive', 'reward', TOKEN, '1', 'gearbox')]
    built = Built(to=STAKE).move(TOKEN, ME, STAKE, COIN).log(STAKE, STAKED, [ME], [COIN])
    assert built.events('gearbox') == [('staking', 'deposit asset', TOKEN, '1', 'gearbox')]


def test_collateral_of_a_credit_account() -> None:
    built = Built(to=OTHER).move(TOKEN, ME, ACCOUNT, COIN).log(OTHER, ADDED, [ACCOUNT, TOKEN], [COIN])
    assert built.events('gearbox') == [('deposit', 'deposit to protocol', TOKEN, '1', 'gearbox')]


def test_any_vault_is_no_pool() -> None:
    built = Built(to=OTHER).move(TOKEN, ME, OTHER, COIN).move(OTHER, ZERO, ME, COIN).log(OTHER, DEPOSIT, [ME, ME], [COIN, COIN])
    assert 'gearbox' not in {event[4] for event in built.events('gearbox')}
