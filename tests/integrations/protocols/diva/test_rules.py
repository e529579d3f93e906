"""Diva: votes and delegation, told of the coin and the token."""

from rotkehlchen.decoding.families.governor import DELEGATED, VOTED
from rotkehlchen.integrations.protocols.diva.rules import CLAIMS, DIVA, GOVERNORS
from tests.decoding.built import ME, OTHER, ZERO, Built

TOKEN, GOVERNOR, CLAIM = (one[1][0].lower() for one in (DIVA, GOVERNORS, CLAIMS))


def test_vote_and_delegation() -> None:
    assert Built(to=GOVERNOR).log(GOVERNOR, VOTED[0], [ME], [5, 1, 9, 128, 0]).events('diva') == [('informational', 'governance', 'ETH', '0', 'diva')]
    delegation = Built(to=TOKEN, input=bytes.fromhex('5c19a95c') + bytes(32)).log(TOKEN, DELEGATED, [ME, ZERO, OTHER])
    assert delegation.events('diva') == [('informational', 'governance', TOKEN, '0', 'diva')]
    assert Built(to=GOVERNOR).log(GOVERNOR, VOTED[0], [OTHER], [5, 1, 9, 128, 0]).events('diva') == []


def test_airdrop() -> None:
    assert Built(to=CLAIM).move(TOKEN, CLAIM, ME, 10**18).events('diva') == [('receive', 'airdrop', TOKEN, '1', 'diva')]
