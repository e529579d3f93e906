"""Giveth: donations given and got, stakes."""

from rotkehlchen.contracts.transaction import NATIVE, EvmFacts
from rotkehlchen.integrations.protocols.giveth.rules import DONATED, GIV, LOCKED, POWER, STAKING
from tests.decoding.built import ME, OTHER, ZERO, Built, address

GNOSIS = EvmFacts(100, 'gnosis', 'XDAI')
HANDLER, TOKEN, GRANT = address(7), address(8), address(9)
UNIT = 10**18
STAKE = STAKING[100][0]


def test_coins_given_to_several_are_told_one_by_one() -> None:
    built = Built(to=HANDLER, value=3 * UNIT, input=b'1234', chain=GNOSIS).move(NATIVE, HANDLER, GRANT, UNIT).move(NATIVE, HANDLER, OTHER, 2 * UNIT)
    built.log(HANDLER, DONATED, [GRANT, 0], [UNIT, 64, 0]).log(HANDLER, DONATED, [OTHER, 0], [2 * UNIT, 64, 0])
    assert built.events('giveth') == [('spend', 'donate', 'XDAI', '1', 'giveth'), ('spend', 'donate', 'XDAI', '2', 'giveth')]


def test_tokens_are_told_to_either_side() -> None:
    given = Built(to=HANDLER, chain=GNOSIS).move(TOKEN, ME, GRANT, UNIT).log(HANDLER, DONATED, [GRANT, TOKEN], [UNIT, 64, 0])
    assert given.events('giveth') == [('spend', 'donate', TOKEN, '1', 'giveth')]
    got = Built(to=HANDLER, sender=OTHER, chain=GNOSIS).move(TOKEN, OTHER, ME, UNIT).log(HANDLER, DONATED, [ME, TOKEN], [UNIT, 64, 0])
    assert got.events('giveth') == [('receive', 'donate', TOKEN, '1', 'giveth')]
    other = Built(to=HANDLER, sender=OTHER, chain=GNOSIS).move(TOKEN, OTHER, GRANT, UNIT).log(HANDLER, DONATED, [GRANT, TOKEN], [UNIT, 64, 0])
    assert other.events('giveth') == []


def test_stake_and_lock() -> None:
    giv, share = GIV[100], address(6)
    built = Built(to=STAKE, chain=GNOSIS).move(giv, ME, STAKE, UNIT).move(share, ZERO, ME, UNIT)
    assert built.events('giveth') == [
        ('deposit', 'deposit for wrapped', giv, '1', 'giveth'), ('receive', 'receive wrapped', share, '1', 'giveth')]
    built = Built(to=STAKE, chain=GNOSIS).move(share, ME, ZERO, UNIT).move(giv, STAKE, ME, UNIT)
    assert [event[:2] for event in built.events('giveth')] == [('spend', 'return wrapped'), ('withdrawal', 'redeem wrapped')]
    assert Built(to=POWER[100][0], chain=GNOSIS).log(POWER[100][0], LOCKED, [ME], [UNIT, 4, 40]).events('giveth') == [
        ('informational', 'none', 'XDAI', '0', 'giveth')]
