"""Votium: rewards of votes."""

from rotkehlchen.integrations.protocols.votium.rules import STASHES
from tests.decoding.built import ME, OTHER, Built

CONTRACT = STASHES[1][0].lower()
TOKEN = '0x00000000000000000000000000000000000000bb'


def test_claim_is_told_as_what_it_is() -> None:
    assert Built(to=CONTRACT).move(TOKEN, CONTRACT, ME, 10**18).events('votium') == [('receive', 'reward', TOKEN, '1', 'votium')]


def test_same_token_from_elsewhere_is_none() -> None:
    assert Built(to=OTHER).move(TOKEN, OTHER, ME, 10**18).events('votium') == [('receive', 'none', TOKEN, '1', None)]
