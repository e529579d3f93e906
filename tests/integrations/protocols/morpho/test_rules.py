"""Vaults of Morpho: directly, by a bundler with the coin, from one vault to another; rewards."""

from rotkehlchen.contracts.transaction import NATIVE
from rotkehlchen.decoding.families.vault import DEPOSIT, WITHDRAW
from rotkehlchen.integrations.protocols.morpho.rules import ACCRUED, CLAIM, CLAIMED
from tests.decoding.built import ETHEREUM, ME, OTHER, ZERO, Built, address

VAULT, SECOND, TOKEN, BUNDLER = (address(number) for number in range(10, 14))
WETH = str(ETHEREUM.wrapped_native)
COIN = 10**18


def test_vault_that_tells_of_no_interest_is_another_protocol() -> None:
    built = Built(to=VAULT).move(TOKEN, ME, VAULT, COIN).move(VAULT, ZERO, ME, COIN).log(VAULT, DEPOSIT, [ME, ME], [COIN, COIN])
    assert 'morpho' not in {event[4] for event in built.events('morpho')}
    assert built.log(VAULT, ACCRUED, [], [1, 1]).events('morpho') == [
        ('deposit', 'deposit for wrapped', TOKEN, '1', 'morpho'), ('receive', 'receive wrapped', VAULT, '1', 'morpho'),
    ]


def test_coin_for_two_vaults_is_told_once() -> None:
    built = Built(to=BUNDLER, value=3 * COIN)
    for vault, amount in ((VAULT, 1), (SECOND, 2)):
        built.log(vault, ACCRUED, [], [1, 1]).move(WETH, BUNDLER, vault, amount * COIN).move(vault, ZERO, ME, amount * COIN)
        built.log(vault, DEPOSIT, [BUNDLER, ME], [amount * COIN, amount * COIN])
    assert built.events('morpho') == [
        ('deposit', 'deposit for wrapped', 'ETH', '3', 'morpho'), ('receive', 'receive wrapped', VAULT, '1', 'morpho'),
        ('receive', 'receive wrapped', SECOND, '2', 'morpho'),
    ]


def test_move_between_vaults_is_what_the_vaults_tell() -> None:
    built = Built(to=BUNDLER).move(TOKEN, ME, BUNDLER, 2 * COIN).log(VAULT, ACCRUED, [], [1, 1]).move(VAULT, ME, ZERO, 5 * COIN)
    built.move(TOKEN, VAULT, BUNDLER, 10 * COIN).log(VAULT, WITHDRAW, [BUNDLER, BUNDLER, ME], [10 * COIN, 5 * COIN])
    built.log(SECOND, ACCRUED, [], [1, 1]).move(TOKEN, BUNDLER, SECOND, 11 * COIN).move(SECOND, ZERO, ME, 4 * COIN)
    built.log(SECOND, DEPOSIT, [BUNDLER, ME], [11 * COIN, 4 * COIN]).move(TOKEN, BUNDLER, ME, COIN)
    assert built.events('morpho') == [
        ('spend', 'return wrapped', VAULT, '5', 'morpho'), ('withdrawal', 'redeem wrapped', TOKEN, '10', 'morpho'),
        ('deposit', 'deposit for wrapped', TOKEN, '11', 'morpho'), ('receive', 'receive wrapped', SECOND, '4', 'morpho'),
    ]


def test_value_that_does_not_add_up_is_left_plain() -> None:
    built = Built(to=BUNDLER).move(TOKEN, ME, BUNDLER, COIN).log(VAULT, ACCRUED, [], [1, 1]).move(TOKEN, BUNDLER, VAULT, 2 * COIN)
    built.move(VAULT, ZERO, ME, COIN).log(VAULT, DEPOSIT, [BUNDLER, ME], [2 * COIN, COIN])
    assert [finding.params['error'] for finding in built.decode('morpho').findings] == ['value_not_conserved']


def test_reward_is_claimed_for_the_user() -> None:
    built = Built(to=OTHER, sender=OTHER, input=CLAIM).move(TOKEN, OTHER, ME, COIN).log(OTHER, CLAIMED, [ME, TOKEN], [COIN])
    assert built.events('morpho') == [('receive', 'reward', TOKEN, '1', 'morpho')]


def test_coin_that_went_elsewhere_is_not_the_vaults() -> None:
    built = Built(to=VAULT, tokens={}).move(NATIVE, ME, OTHER, COIN).log(VAULT, ACCRUED, [], [1, 1]).move(WETH, ME, VAULT, COIN)
    built.move(VAULT, ZERO, ME, COIN).log(VAULT, DEPOSIT, [ME, ME], [COIN, COIN])
    assert built.events('morpho') == [
        ('spend', 'none', 'ETH', '1', None), ('deposit', 'deposit for wrapped', WETH, '1', 'morpho'), ('receive', 'receive wrapped', VAULT, '1', 'morpho'),
    ]
