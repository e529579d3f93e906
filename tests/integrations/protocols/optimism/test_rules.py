"""Optimism: airdrops of OP, votes, delegation."""

from rotkehlchen.contracts.transaction import EvmFacts
from rotkehlchen.decoding.families.governor import DELEGATE, DELEGATED, PROPOSED, VOTED
from rotkehlchen.integrations.protocols.optimism.rules import CLAIMED, CLAIMS, DISTRIBUTORS, OP, RULES
from tests.decoding.built import ME, OTHER, ZERO, Built, address

OPTIMISM = EvmFacts(10, 'optimism', 'ETH', gas_fee='ethereum')
CLAIM, DISTRIBUTOR = CLAIMS[10][0].lower(), DISTRIBUTORS[10][0].lower()
GOVERNOR = next(iter(next(rule.where for rule in RULES if rule.name == 'governor_vote' and rule.where)[10])).lower()
AIRDROP = ('receive', 'airdrop', OP, '3', 'optimism')
VOTE = ('informational', 'governance', 'ETH', '0', 'optimism')


def test_claimed_and_distributed() -> None:
    built = Built(to=CLAIM, chain=OPTIMISM).move(OP, CLAIM, ME, 3 * 10**18).log(CLAIM, CLAIMED, data=[1, ME, 3 * 10**18])
    assert built.events('optimism') == [AIRDROP]
    assert Built(to=OTHER, sender=OTHER, chain=OPTIMISM).move(OP, DISTRIBUTOR, ME, 3 * 10**18).events('optimism') == [AIRDROP]
    assert Built(to=OTHER, sender=OTHER, chain=OPTIMISM).move(address(7), DISTRIBUTOR, ME, 3 * 10**18).events('optimism')[0][4] is None


def test_votes_proposals_and_delegation() -> None:
    assert Built(to=GOVERNOR, chain=OPTIMISM).log(GOVERNOR, VOTED[1], [ME], [1, 1, 1, 192, 224, 0, 0]).events('optimism') == [VOTE]
    assert Built(to=GOVERNOR, chain=OPTIMISM).log(GOVERNOR, PROPOSED[0], data=[1, ME, 0, 0, 0, 0, 0, 0, 0]).events('optimism') == [VOTE]
    built = Built(to=OP, chain=OPTIMISM, input=bytes.fromhex(DELEGATE[0][2:])).log(OP, DELEGATED, [ME, ZERO, OTHER])
    assert built.events('optimism') == [VOTE]


def test_vote_of_somebody_else_is_nothing() -> None:
    assert Built(to=GOVERNOR, sender=OTHER, chain=OPTIMISM).log(GOVERNOR, VOTED[0], [OTHER], [1, 1, 1, 128, 0]).events('optimism') == []
