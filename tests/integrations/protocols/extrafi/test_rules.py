"""Extra Finance: rewards, positions with what they borrow, repayments."""

from dataclasses import replace

from rotkehlchen.integrations.protocols.extrafi.rules import BORROWED, CLAIMED, INVESTED, MANAGERS, POOLS, REPAID
from tests.decoding.built import ETHEREUM, ME, OTHER, Built, address

OPTIMISM = replace(ETHEREUM, chain_id=10, location='optimism')
MANAGER, POOL, VAULT, TOKEN, LENT = MANAGERS[10][0].lower(), POOLS[10][0].lower(), address(5), address(6), address(7)


def test_position_tells_what_it_borrowed() -> None:
    built = Built(to=MANAGER, chain=OPTIMISM).move(TOKEN, ME, VAULT, 10**18).move(LENT, POOL, VAULT, 5 * 10**17)
    built.log(POOL, BORROWED, [1, VAULT, ME], [5 * 10**17]).log(MANAGER, INVESTED, [70, 5, ME], [1, 2, 3, 4, 5])
    assert [event[:3] for event in built.events('extrafi')] == [
        ('deposit', 'deposit to protocol', TOKEN), ('receive', 'generate debt', LENT), ('deposit', 'deposit to protocol', LENT)]


def test_repayment_and_its_rest() -> None:
    built = Built(to=MANAGER, chain=OPTIMISM).move(TOKEN, ME, VAULT, 10).move(TOKEN, VAULT, ME, 2).log(MANAGER, REPAID, [70, 5, ME], [8, 0, 0])
    assert [event[:2] for event in built.events('extrafi')] == [('spend', 'payback debt'), ('withdrawal', 'refund')]


def test_reward_is_what_the_log_names() -> None:
    built = Built(to=OTHER, chain=OPTIMISM).move(TOKEN, OTHER, ME, 9).log(OTHER, CLAIMED, [ME, TOKEN], [9])
    assert built.events('extrafi')[0][:2] == ('receive', 'reward')
    assert Built(to=OTHER, chain=OPTIMISM).move(TOKEN, OTHER, ME, 9).log(OTHER, CLAIMED, [ME, TOKEN], [8]).events('extrafi')[0][4] is None
