"""Merkl: each token of a claim is a reward."""

from rotkehlchen.integrations.protocols.merkl.rules import CLAIMED, DISTRIBUTORS
from tests.decoding.built import ME, OTHER, Built

DISTRIBUTOR = DISTRIBUTORS[1][0].lower()
TOKEN, SECOND = '0x00000000000000000000000000000000000000bb', '0x00000000000000000000000000000000000000cc'


def test_every_token_of_a_claim_is_a_reward() -> None:
    built = Built(to=DISTRIBUTOR)
    for token in (TOKEN, SECOND):
        built.move(token, DISTRIBUTOR, ME, 10**18).log(DISTRIBUTOR, CLAIMED, [ME, token], [10**18])
    assert built.events('merkl') == [('receive', 'reward', token, '1', 'merkl') for token in (TOKEN, SECOND)]


def test_claim_for_somebody_else_is_nothing() -> None:
    assert Built(to=DISTRIBUTOR).move(TOKEN, DISTRIBUTOR, OTHER, 1).log(DISTRIBUTOR, CLAIMED, [OTHER, TOKEN], [1]).events('merkl') == []
