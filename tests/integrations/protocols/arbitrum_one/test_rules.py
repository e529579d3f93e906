"""Arbitrum: its airdrop and votes."""

from rotkehlchen.contracts.transaction import EvmFacts
from rotkehlchen.decoding.families.governor import VOTED
from rotkehlchen.integrations.protocols.arbitrum_one.rules import ARB, CLAIMED, DISTRIBUTOR, GOVERNORS
from tests.decoding.built import ME, OTHER, Built

ARBITRUM = EvmFacts(42161, 'arbitrum one', 'ETH')
COIN, SOURCE, GOVERNOR = ARB[42161][0].lower(), DISTRIBUTOR[42161][0].lower(), GOVERNORS[42161][1].lower()


def test_airdrop_and_vote() -> None:
    built = Built(to=SOURCE, chain=ARBITRUM).log(SOURCE, CLAIMED, [ME], [10**18]).move(COIN, SOURCE, ME, 10**18)
    assert built.events('arbitrum_one') == [('receive', 'airdrop', COIN, '1', 'arbitrum_one')]
    built = Built(to=GOVERNOR, chain=ARBITRUM).log(GOVERNOR, VOTED[0], [ME], [1, 1, 1, 128, 0])
    assert built.events('arbitrum_one') == [('informational', 'governance', 'ETH', '0', 'arbitrum_one')]


def test_vote_at_another_governor_is_not_arbitrum() -> None:
    assert Built(to=OTHER, chain=ARBITRUM).log(OTHER, VOTED[0], [ME], [1, 1, 1, 128, 0]).events('arbitrum_one') == []
