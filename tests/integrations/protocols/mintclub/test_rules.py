"""Mint Club: minted for the reserve, burnt for the reserve."""

from rotkehlchen.integrations.protocols.mintclub.rules import BOND, BURN, MINT
from tests.decoding.built import ME, OTHER, ZERO, Built, address

CURVE, TOKEN, RESERVE = BOND[1][0].lower(), address(5), address(6)


def test_mint_and_burn_are_swaps() -> None:
    mint = Built(to=CURVE).move(RESERVE, ME, CURVE, 9).move(TOKEN, ZERO, ME, 5).log(CURVE, MINT, [TOKEN, ME, RESERVE], [ME, 5, 9])
    assert [event[:3] for event in mint.events('mintclub')] == [('trade', 'spend', RESERVE), ('trade', 'receive', TOKEN)]
    burn = Built(to=CURVE).move(TOKEN, ME, ZERO, 5).move(RESERVE, CURVE, ME, 9).log(CURVE, BURN, [TOKEN, ME, RESERVE], [ME, 5, 9])
    assert [event[:3] for event in burn.events('mintclub')] == [('trade', 'spend', TOKEN), ('trade', 'receive', RESERVE)]


def test_token_for_somebody_else_is_no_swap_of_the_user() -> None:
    built = Built(to=CURVE).move(RESERVE, ME, CURVE, 9).move(TOKEN, ZERO, OTHER, 5).log(CURVE, MINT, [TOKEN, ME, RESERVE], [OTHER, 5, 9])
    assert {event[4] for event in built.events('mintclub')} == {None}
