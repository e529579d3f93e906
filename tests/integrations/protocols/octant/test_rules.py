"""GLM locked in Octant."""

from rotkehlchen.integrations.protocols.octant.rules import DEPOSITS, GLM, LOCKED, UNLOCKED
from tests.decoding.built import ME, OTHER, Built

CONTRACT = DEPOSITS[1][0].lower()
COIN = 10**18


def test_lock_stands_behind_the_approval_and_unlock_comes_back() -> None:
    built = Built(to=CONTRACT).move(GLM, ME, CONTRACT, COIN).approve(GLM, ME, CONTRACT, 0).log(CONTRACT, LOCKED, [], [0, COIN, 1, ME])
    assert [event[:2] for event in built.events('octant')] == [('informational', 'approve'), ('deposit', 'deposit to protocol')]
    built = Built(to=CONTRACT).move(GLM, CONTRACT, ME, COIN).log(CONTRACT, UNLOCKED, [], [COIN, COIN, 1, ME])
    assert built.events('octant') == [('withdrawal', 'withdraw from protocol', GLM, '1', 'octant')]


def test_another_contract_locks_nothing() -> None:
    built = Built(to=OTHER).move(GLM, ME, OTHER, COIN).log(OTHER, LOCKED, [], [0, COIN, 1, ME])
    assert built.events('octant') == [('spend', 'none', GLM, '1', None)]
