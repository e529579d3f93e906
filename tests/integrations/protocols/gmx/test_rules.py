"""GMX: swaps, margin with its fee, what a keeper pays back."""

from dataclasses import replace

from rotkehlchen.integrations.protocols.gmx.rules import POSITION_ROUTERS, ROUTERS
from tests.decoding.built import ETHEREUM, ME, OTHER, Built, address, words

ARBITRUM = replace(ETHEREUM, chain_id=42161, location='arbitrum one')
ROUTER, POSITIONS, SOLD, BOUGHT = ROUTERS[42161][0].lower(), POSITION_ROUTERS[42161][0].lower(), address(6), address(7)


def test_swap_is_the_net_of_two_tokens() -> None:
    built = Built(to=ROUTER, chain=ARBITRUM, input=bytes.fromhex('6023e966')).move(SOLD, ME, OTHER, 9).move(BOUGHT, OTHER, ME, 8)
    assert [event[:3] for event in built.events('gmx')] == [('trade', 'spend', SOLD), ('trade', 'receive', BOUGHT)]


def test_ether_as_margin_is_split_from_the_fee() -> None:
    data = bytes.fromhex('5b88e8c6') + words(0, 0, 0, 0, 0, 0, 3 * 10**17, 0)
    built = Built(to=POSITIONS, chain=ARBITRUM, value=10**18, input=data)
    assert built.events('gmx') == [('deposit', 'deposit to protocol', 'ETH', '0.7', 'gmx'), ('spend', 'fee', 'ETH', '0.3', 'gmx')]


def test_call_that_is_cut_short_is_left_plain() -> None:
    built = Built(to=POSITIONS, chain=ARBITRUM, value=10**18, input=bytes.fromhex('5b88e8c6'))
    assert built.events('gmx') == [('spend', 'none', 'ETH', '1', None)]


def test_keeper_pays_margin_back() -> None:
    assert Built(sender=OTHER, chain=ARBITRUM).move(SOLD, POSITIONS, ME, 9).events('gmx')[0][:2] == ('withdrawal', 'withdraw from protocol')
