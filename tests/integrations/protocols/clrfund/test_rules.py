"""clr.fund: contributions, votes, payouts, at any round."""

from rotkehlchen.integrations.protocols.clrfund.rules import CLAIMED, CONTRIBUTION, VOTED
from tests.decoding.built import ME, OTHER, Built

TOKEN = '0x00000000000000000000000000000000000000bb'


def test_contribution_vote_and_payout_are_told() -> None:
    built = Built().move(TOKEN, ME, OTHER, 10**18).log(OTHER, CONTRIBUTION, [ME], [10**18]).log(OTHER, VOTED, [ME])
    assert [event[:2] for event in built.events('clrfund')] == [('spend', 'donate'), ('informational', 'none')]
    paid = Built().move(TOKEN, OTHER, ME, 10**18).log(OTHER, CLAIMED, [3, ME], [10**18])
    assert paid.events('clrfund') == [('receive', 'donate', TOKEN, '1', 'clrfund')]


def test_contribution_of_another_amount_is_not_this_transfer() -> None:
    assert Built().move(TOKEN, ME, OTHER, 5).log(OTHER, CONTRIBUTION, [ME], [6]).events('clrfund')[0][4] is None
