"""Puffer: claims of an airdrop."""

from rotkehlchen.integrations.protocols.puffer.rules import CAMPAIGNS
from tests.decoding.built import ME, OTHER, Built

CONTRACT = CAMPAIGNS[1][0].lower()
TOKEN = '0x00000000000000000000000000000000000000bb'


def test_claim_is_told_as_what_it_is() -> None:
    assert Built(to=CONTRACT).move(TOKEN, CONTRACT, ME, 10**18).events('puffer') == [('receive', 'airdrop', TOKEN, '1', 'puffer')]


def test_same_token_from_elsewhere_is_none() -> None:
    assert Built(to=OTHER).move(TOKEN, OTHER, ME, 10**18).events('puffer') == [('receive', 'none', TOKEN, '1', None)]
