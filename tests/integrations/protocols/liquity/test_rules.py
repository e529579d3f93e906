"""Liquity: savings with a front end's share, stakes, troves with a fee, by proxies too; stakes of version 2."""

from rotkehlchen.contracts.transaction import NATIVE
from rotkehlchen.integrations.protocols.liquity.bold import DEPOSITED, GOVERNANCE
from rotkehlchen.integrations.protocols.liquity.rules import (
    ACTIVE_POOL,
    DEPOSIT_CHANGED,
    FEE_PAID,
    ISSUANCE,
    LQTY,
    LUSD,
    OPERATIONS,
    PAID_TO_FRONT_END,
    STABILITY_POOL,
    STAKE_CHANGED,
    STAKING,
    TROVE_UPDATED,
)
from tests.decoding.built import ME, OTHER, ZERO, Built, address

PROXY = address(10)
COIN = 10**18


def test_savings_pay_what_they_earned_after_the_front_ends_share() -> None:
    built = Built(to=STABILITY_POOL).move(NATIVE, STABILITY_POOL, ME, COIN).log(STABILITY_POOL, PAID_TO_FRONT_END, [OTHER], [COIN])
    built.move(LQTY, ISSUANCE, ME, 2 * COIN).move(LUSD, STABILITY_POOL, ME, 5 * COIN).log(STABILITY_POOL, DEPOSIT_CHANGED, [ME], [0])
    assert built.events('liquity') == [
        ('spend', 'fee', LQTY, '1', 'liquity'), ('staking', 'remove asset', LUSD, '5', 'liquity'), ('staking', 'reward', 'ETH', '1', 'liquity'),
        ('staking', 'reward', LQTY, '2', 'liquity'),
    ]


def test_stake_through_a_proxy_is_the_users() -> None:
    built = Built(to=PROXY).move(LQTY, ME, PROXY, COIN).move(LQTY, PROXY, STAKING, COIN).log(STAKING, STAKE_CHANGED, [PROXY], [COIN])
    assert built.move(LUSD, PROXY, ME, COIN).events('liquity') == [
        ('staking', 'deposit asset', LQTY, '1', 'liquity'), ('staking', 'reward', LUSD, '1', 'liquity'),
    ]


def test_stake_of_somebody_else_is_theirs() -> None:
    built = Built(sender=OTHER, to=STAKING).move(LUSD, OTHER, ME, COIN).log(STAKING, STAKE_CHANGED, [OTHER], [COIN])
    assert built.events('liquity') == [('receive', 'none', LUSD, '1', None)]


def test_loan_of_a_trove_counts_its_fee() -> None:
    built = Built(to=OPERATIONS).log(OPERATIONS, TROVE_UPDATED, [ME], [1, 1, 1, 2]).log(OPERATIONS, FEE_PAID, [ME], [COIN])
    assert built.move(LUSD, ZERO, ME, 100 * COIN).events('liquity') == [
        ('withdrawal', 'generate debt', LUSD, '101', 'liquity'), ('spend', 'fee', LUSD, '1', 'liquity'),
    ]


def test_closed_trove_gives_the_collateral_back() -> None:
    built = Built(to=OPERATIONS).move(NATIVE, ACTIVE_POOL, ME, 3 * COIN).log(OPERATIONS, TROVE_UPDATED, [ME], [0, 0, 0, 1]).move(LUSD, ME, ZERO, COIN)
    assert built.events('liquity') == [
        ('spend', 'payback debt', LUSD, '1', 'liquity'), ('withdrawal', 'withdraw from protocol', 'ETH', '3', 'liquity'),
    ]


def test_rewards_that_the_proxy_of_version_2_keeps_are_earned() -> None:
    governance = GOVERNANCE[1][0].lower()
    built = Built(to=governance).move(LQTY, ME, PROXY, 2 * COIN).move(LUSD, STAKING, PROXY, COIN)
    built.log(governance, DEPOSITED, [ME], [ME, 2 * COIN, COIN, 0, 0, 0])
    assert built.events('liquity') == [('staking', 'deposit asset', LQTY, '2', 'liquity'), ('staking', 'reward', LUSD, '1', 'liquity')]
