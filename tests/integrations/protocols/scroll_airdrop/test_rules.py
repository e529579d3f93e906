"""Scroll's airdrop."""

from rotkehlchen.contracts.transaction import EvmFacts
from rotkehlchen.integrations.protocols.scroll_airdrop.rules import CLAIMED, CLAIMS, SCR
from tests.decoding.built import ME, OTHER, Built

SCROLL = EvmFacts(534352, 'scroll', 'ETH', gas_fee='ethereum')
COIN, SOURCE = SCR[534352][0].lower(), CLAIMS[534352][0].lower()


def test_claim_is_an_airdrop_and_a_like_one_elsewhere_is_not() -> None:
    built = Built(to=SOURCE, chain=SCROLL).move(COIN, SOURCE, ME, 10**18).log(SOURCE, CLAIMED, [ME], [10**18])
    assert built.events('scroll_airdrop') == [('receive', 'airdrop', COIN, '1', 'scroll')]
    built = Built(to=OTHER, chain=SCROLL).move(COIN, OTHER, ME, 10**18).log(OTHER, CLAIMED, [ME], [10**18])
    assert built.events('scroll_airdrop') == [('receive', 'none', COIN, '1', None)]
