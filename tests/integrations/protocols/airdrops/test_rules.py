"""Airdrops: each distributor under its name, and only its own token; Element's tokens locked as they are claimed."""

from rotkehlchen.integrations.protocols.airdrops.rules import DISTRIBUTORS, ELEMENT_CLAIM, ELFI
from tests.decoding.built import ME, OTHER, Built, address


def test_each_distributor() -> None:
    for word, where, token in DISTRIBUTORS:
        assert Built(to=where).move(token, where, ME, 10**18).events('airdrops') == [('receive', 'airdrop', token.lower(), '1', word)]
        assert Built(to=where).move(address(5), where, ME, 10**18).events('airdrops')[0][4] is None


def test_element_locks_what_it_gives() -> None:
    claim = ELEMENT_CLAIM[1][0].lower()
    assert Built(to=claim).move(ELFI, claim, OTHER, 10**18).events('airdrops') == [
        ('receive', 'airdrop', ELFI, '1', 'element-finance'), ('deposit', 'deposit to protocol', ELFI, '1', 'element-finance')]
