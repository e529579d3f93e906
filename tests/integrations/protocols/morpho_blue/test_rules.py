"""Markets of Morpho Blue: what the user does in one, not what a vault of the user's does there."""

from rotkehlchen.integrations.protocols.morpho_blue.rules import BORROW, REPAY, SUPPLY, WITHDRAW
from tests.decoding.built import ME, OTHER, Built, address

BLUE, TOKEN = address(10), address(11)
COIN = 10**18


def test_supply_withdrawal_and_debt() -> None:
    built = Built(to=BLUE).log(BLUE, SUPPLY, [7, ME, ME], [COIN, 1]).move(TOKEN, ME, BLUE, COIN)
    assert built.events('morpho_blue') == [('deposit', 'deposit to protocol', TOKEN, '1', 'morpho_blue')]
    built = Built(to=BLUE).log(BLUE, WITHDRAW, [7, ME, ME], [ME, COIN, 1]).move(TOKEN, BLUE, ME, COIN)
    assert built.events('morpho_blue') == [('withdrawal', 'withdraw from protocol', TOKEN, '1', 'morpho_blue')]
    built = Built(to=BLUE).log(BLUE, BORROW, [7, ME, ME], [ME, COIN, 1]).move(TOKEN, BLUE, ME, COIN)
    assert built.events('morpho_blue') == [('receive', 'generate debt', TOKEN, '1', 'morpho_blue')]
    built = Built(to=BLUE).log(BLUE, REPAY, [7, OTHER, ME], [COIN, 1]).move(TOKEN, ME, OTHER, COIN).move(TOKEN, OTHER, BLUE, COIN)
    assert built.events('morpho_blue') == [('spend', 'payback debt', TOKEN, '1', 'morpho_blue')]


def test_supply_of_a_vault_is_not_the_users() -> None:
    built = Built(to=OTHER).move(TOKEN, ME, OTHER, COIN).log(BLUE, SUPPLY, [7, OTHER, OTHER], [COIN, 1]).move(TOKEN, OTHER, BLUE, COIN)
    assert built.events('morpho_blue') == [('spend', 'none', TOKEN, '1', None)]
