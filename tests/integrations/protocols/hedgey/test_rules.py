"""Hedgey: redeemed plans and delegated votes."""

from rotkehlchen.integrations.protocols.hedgey.rules import DELEGATE, DELEGATED, PLANS, REDEEMED
from tests.decoding.built import ME, OTHER, Built

PLAN = PLANS[1][1].lower()
TOKEN = '0x00000000000000000000000000000000000000bb'


def test_redeemed_amount_is_a_reward_also_from_a_vault() -> None:
    built = Built(to=PLAN).move(TOKEN, OTHER, ME, 10**18).log(PLAN, REDEEMED, [14], [10**18, 0, 0])
    assert built.events('hedgey') == [('receive', 'reward', TOKEN, '1', 'hedgey')]


def test_delegated_votes_move_nothing() -> None:
    built = Built(to=PLAN, input=bytes.fromhex(DELEGATE[0][2:])).log(TOKEN, DELEGATED, [OTHER, OTHER, ME])
    assert built.events('hedgey') == [('informational', 'governance', TOKEN, '0', 'hedgey')]


def test_other_amount_is_not_the_redeemed_one() -> None:
    assert Built(to=PLAN).move(TOKEN, OTHER, ME, 5).log(PLAN, REDEEMED, [14], [6, 0, 0]).events('hedgey')[0][4] is None
