"""Who keeps the peg of crvUSD gets a share."""

from rotkehlchen.integrations.protocols.curve_crvusd.rules import CRVUSD, PROVIDE
from tests.decoding.built import ME, Built, address

KEEPER, POOL = address(10), address(11)
COIN = 10**18


def test_share_of_a_peg_keeper_is_a_reward() -> None:
    built = Built(to=KEEPER).move(CRVUSD, KEEPER, POOL, 9 * COIN).log(KEEPER, PROVIDE, [], [9 * COIN]).move(POOL, KEEPER, ME, COIN)
    assert built.events('curve_crvusd') == [('receive', 'reward', POOL, '1', 'curve')]


def test_contract_that_moved_no_crvusd_is_no_keeper() -> None:
    built = Built(to=KEEPER).log(KEEPER, PROVIDE, [], [9 * COIN]).move(POOL, KEEPER, ME, COIN)
    assert built.events('curve_crvusd') == [('receive', 'none', POOL, '1', None)]
