"""Rainbow: the router keeps its fee."""

from rotkehlchen.integrations.protocols.rainbow.rules import ROUTER as SWAPPER
from tests.decoding.built import ME, OTHER, Built, address

ROUTER = SWAPPER.lower()
POOL, USD, EUR = address(11), address(12), address(13)


def test_swap_through_the_router_is_a_trade() -> None:
    built = Built(to=ROUTER).move(USD, ME, POOL, 10**18).move(EUR, POOL, ME, 2 * 10**18)
    assert built.events('rainbow') == [('trade', 'spend', USD, '1', 'rainbow_swaps'), ('trade', 'receive', EUR, '2', 'rainbow_swaps')]


def test_same_transfers_elsewhere_are_not_of_the_protocol() -> None:
    built = Built(to=OTHER).move(USD, ME, POOL, 10**18).move(EUR, POOL, ME, 2 * 10**18)
    assert 'rainbow_swaps' not in {event[4] for event in built.events('rainbow')}


def test_fee_out_of_the_sold_coin_lowers_what_was_sold() -> None:
    built = Built(to=ROUTER, value=10 * 10**18).move('', ROUTER, POOL, 9 * 10**18).move(EUR, POOL, ME, 2 * 10**18)
    assert built.events('rainbow') == [
        ('trade', 'spend', 'ETH', '9', 'rainbow_swaps'), ('trade', 'receive', EUR, '2', 'rainbow_swaps'), ('trade', 'fee', 'ETH', '1', 'rainbow_swaps'),
    ]
