"""Paladin: the reward that a distributor's log names."""

from rotkehlchen.integrations.protocols.paladin.rules import CLAIMED
from tests.decoding.built import ME, OTHER, Built, address

TOKEN = address(5)


def test_claim_of_a_quest() -> None:
    built = Built(to=OTHER).move(TOKEN, OTHER, ME, 10**18).log(OTHER, CLAIMED, [3, 4, ME], [7, 10**18, TOKEN])
    assert built.events('paladin') == [('receive', 'reward', TOKEN, '1', 'paladin')]
    other = Built(to=OTHER).move(TOKEN, OTHER, ME, 10**18).log(OTHER, CLAIMED, [3, 4, OTHER], [7, 10**18, TOKEN])
    assert other.events('paladin')[0][4] is None
