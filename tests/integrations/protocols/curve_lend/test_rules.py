"""Loans of Curve's controllers and the vaults that lend to them."""

from rotkehlchen.decoding.families.llamma import BORROW, REMOVE, REPAY, SET_RATE, USER_STATE
from rotkehlchen.decoding.families.vault import DEPOSIT
from tests.decoding.built import ME, ZERO, Built, address

CONTROLLER, AMM, COLLATERAL, DOLLAR, VAULT = (address(number) for number in range(10, 15))
COIN = 10**18


def state(built: Built) -> Built:
    return built.log(CONTROLLER, USER_STATE, [ME], [0, 0, 0, 0, 0]).log(AMM, SET_RATE, [], [1, 1, 1])


def test_loan_and_what_comes_back() -> None:
    built = state(Built(to=CONTROLLER).log(CONTROLLER, BORROW, [ME], [2 * COIN, COIN]).move(COLLATERAL, ME, AMM, 2 * COIN).move(DOLLAR, CONTROLLER, ME, COIN))
    assert built.events('curve_lend') == [
        ('deposit', 'deposit to protocol', COLLATERAL, '2', 'curve'), ('withdrawal', 'generate debt', DOLLAR, '1', 'curve'),
    ]
    built = state(Built(to=CONTROLLER).move(COLLATERAL, AMM, ME, 2 * COIN).log(CONTROLLER, REPAY, [ME], [2 * COIN, COIN]).move(DOLLAR, ME, CONTROLLER, COIN))
    assert built.events('curve_lend') == [
        ('spend', 'payback debt', DOLLAR, '1', 'curve'), ('withdrawal', 'withdraw from protocol', COLLATERAL, '2', 'curve'),
    ]
    built = state(Built(to=CONTROLLER).log(CONTROLLER, REMOVE, [ME], [COIN]).move(COLLATERAL, AMM, ME, COIN))
    assert built.events('curve_lend') == [('withdrawal', 'withdraw from protocol', COLLATERAL, '1', 'curve')]


def test_log_of_the_same_shape_without_a_users_state_is_another_protocol() -> None:
    built = Built(to=CONTROLLER).log(CONTROLLER, BORROW, [ME], [0, COIN]).move(DOLLAR, CONTROLLER, ME, COIN)
    assert built.events('curve_lend') == [('receive', 'none', DOLLAR, '1', None)]


def test_vault_whose_assets_pass_by_is_one_of_a_controller() -> None:
    built = Built(to=VAULT).move(DOLLAR, ME, CONTROLLER, COIN).move(VAULT, ZERO, ME, 5 * COIN).log(VAULT, DEPOSIT, [ME, ME], [COIN, 5 * COIN])
    assert 'curve' not in {event[4] for event in built.events('curve_lend')}
    assert {event[4] for event in built.log(AMM, SET_RATE, [], [1, 1, 1]).events('curve_lend')} == {'curve'}


def test_vault_is_one_that_has_a_controller() -> None:
    built = Built(to=VAULT).move(DOLLAR, ME, VAULT, COIN).move(VAULT, ZERO, ME, 5 * COIN).log(VAULT, DEPOSIT, [ME, ME], [COIN, 5 * COIN])
    assert 'curve' not in {event[4] for event in built.events('curve_lend')}
    built.answers[VAULT, '0xf77c4791'] = bytes.fromhex(CONTROLLER[2:]).rjust(32, b'\0')
    assert {event[4] for event in built.events('curve_lend')} == {'curve'}
