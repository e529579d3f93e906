"""Sky: successors of DAI, savings DAI and MKR, some of them burnt without a transfer; farms."""

from rotkehlchen.decoding.families.vault import WITHDRAW
from rotkehlchen.integrations.protocols.sky.rules import BURNT, DAI_USDS, FARMS, MIGRATIONS, MKR, MKR_SKY, PAID, SAVINGS_DAI, STAKED, TO_SKY, TO_USDS
from tests.decoding.built import ME, OTHER, ZERO, Built, address

OLD, NEW = address(10), address(11)
COIN = 10**18


def test_dollars_one_to_one() -> None:
    contract = DAI_USDS[1][0].lower()
    built = Built(to=contract).move(OLD, ME, contract, COIN).move(NEW, ZERO, ME, COIN).log(contract, TO_USDS, [ME, ME], [COIN])
    assert built.events('sky') == [('migrate', 'spend', OLD, '1', 'sky'), ('migrate', 'receive', NEW, '1', 'sky')]


def test_burn_of_mkr_is_told_by_its_own_log() -> None:
    contract = MKR_SKY[1][0].lower()
    built = Built(to=contract).log(MKR, BURNT, [ME], [COIN]).move(NEW, ZERO, ME, 24_000 * COIN).log(contract, TO_SKY, [ME, ME], [COIN, 24_000 * COIN])
    assert built.events('sky') == [('migrate', 'spend', MKR, '1', 'sky'), ('migrate', 'receive', NEW, '24000', 'sky')]
    built = Built(to=contract).move(NEW, ZERO, ME, 24_000 * COIN).log(contract, TO_SKY, [ME, ME], [COIN, 24_000 * COIN])
    assert built.events('sky') == [('receive', 'none', NEW, '24000', None)]


def test_savings_move_without_a_transfer_of_shares() -> None:
    contract = MIGRATIONS[1][0].lower()
    built = Built(to=contract, input=b'1234').log(SAVINGS_DAI, WITHDRAW, [contract, contract, ME], [2 * COIN, COIN]).move(NEW, ZERO, ME, 3 * COIN)
    assert built.events('sky') == [('migrate', 'spend', SAVINGS_DAI, '1', 'sky'), ('migrate', 'receive', NEW, '3', 'sky')]


def test_farm_of_somebody_else_is_theirs() -> None:
    farm = FARMS[1][0].lower()
    built = Built(to=farm).move(OLD, ME, farm, COIN).log(farm, STAKED, [ME], [COIN]).move(NEW, farm, ME, COIN).log(farm, PAID, [ME], [COIN])
    assert built.events('sky') == [('staking', 'deposit asset', OLD, '1', 'sky'), ('staking', 'reward', NEW, '1', 'sky')]
    assert Built(to=farm, sender=OTHER).move(OLD, OTHER, farm, COIN).log(farm, STAKED, [OTHER], [COIN]).events('sky') == []
