"""The Graph: delegation, its tax, its end and its way to Arbitrum."""

from rotkehlchen.integrations.protocols.thegraph.rules import DELEGATED, GRT, LOCKED, STAKING, TO_L2, WITHDRAWN
from tests.decoding.built import ME, OTHER, ZERO, Built

CONTRACT, TOKEN = STAKING[1][0].lower(), GRT[1]


def test_delegation_tells_its_tax() -> None:
    built = Built(to=CONTRACT).move(TOKEN, ME, CONTRACT, 1000 * 10**18).move(TOKEN, CONTRACT, ZERO, 5 * 10**18)
    built.log(CONTRACT, DELEGATED, [OTHER, ME], [995 * 10**18, 1])
    assert built.events('thegraph') == [
        ('staking', 'deposit asset', TOKEN, '995', 'thegraph'), ('staking', 'fee', TOKEN, '5', 'thegraph')]


def test_undelegation_moves_nothing_and_withdrawal_does() -> None:
    assert Built(to=CONTRACT).log(CONTRACT, LOCKED, [OTHER, ME], [7, 8, 9]).events('thegraph') == [
        ('informational', 'none', TOKEN, '0', 'thegraph')]
    built = Built(to=CONTRACT).log(CONTRACT, WITHDRAWN, [OTHER, ME], [10**18]).move(TOKEN, CONTRACT, ME, 10**18)
    assert built.events('thegraph') == [('staking', 'remove asset', TOKEN, '1', 'thegraph')]


def test_way_to_arbitrum_is_told_also_of_a_vesting_contract() -> None:
    built = Built(to=OTHER, tokens={TOKEN: 18}).log(CONTRACT, TO_L2, [OTHER, OTHER, OTHER], [1, 3 * 10**18])
    assert built.events('thegraph') == [('informational', 'none', TOKEN, '3', 'thegraph')]


def test_delegation_of_somebody_else_is_nothing() -> None:
    assert Built(to=CONTRACT, sender=OTHER).log(CONTRACT, LOCKED, [OTHER, OTHER], [7, 8, 9]).events('thegraph') == []
