"""Fluence: the claim gives its own token, the end of its lock FLT."""

from rotkehlchen.integrations.protocols.fluence.rules import DROP, FLT
from tests.decoding.built import ME, OTHER, ZERO, Built


def test_claim_and_unlock_are_told() -> None:
    assert Built(to=DROP).move(DROP, ZERO, ME, 10**18).events('fluence') == [('receive', 'none', DROP, '1', 'fluence')]
    built = Built(to=DROP).move(DROP, ME, ZERO, 10**18).move(FLT, DROP, ME, 10**18)
    assert [event[:2] for event in built.events('fluence')] == [('spend', 'return wrapped'), ('withdrawal', 'redeem wrapped')]


def test_gift_of_the_token_is_no_claim() -> None:
    assert Built(to=OTHER).move(DROP, OTHER, ME, 1).events('fluence')[0][4] is None
