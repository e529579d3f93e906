"""Degen: claims of an airdrop."""

from rotkehlchen.contracts.transaction import EvmFacts
from rotkehlchen.integrations.protocols.degen.rules import DEGEN, DISTRIBUTORS
from tests.decoding.built import ME, OTHER, Built

CONTRACT = DISTRIBUTORS[8453][0].lower()
TOKEN = DEGEN.lower()
CHAIN = EvmFacts(8453, 'base', 'ETH')


def test_claim_is_told_as_what_it_is() -> None:
    assert Built(to=CONTRACT, chain=CHAIN).move(TOKEN, CONTRACT, ME, 10**18).events('degen') == [('receive', 'airdrop', TOKEN, '1', 'degen')]


def test_same_token_from_elsewhere_is_none() -> None:
    assert Built(to=OTHER, chain=CHAIN).move(TOKEN, OTHER, ME, 10**18).events('degen') == [('receive', 'none', TOKEN, '1', None)]
