"""Odos: the router keeps its fee; several tokens in one swap."""

from rotkehlchen.integrations.protocols.odos.rules import ROUTERS_V1, ROUTERS_V2
from tests.decoding.built import ME, OTHER, Built, address

ROUTER = ROUTERS_V2[1][0].lower()
POOL, USD, EUR = address(11), address(12), address(13)


def test_swap_through_the_router_is_a_trade() -> None:
    built = Built(to=ROUTER).move(USD, ME, POOL, 10**18).move(EUR, POOL, ME, 2 * 10**18)
    assert built.events('odos') == [('trade', 'spend', USD, '1', 'odos-v2'), ('trade', 'receive', EUR, '2', 'odos-v2')]


def test_same_transfers_elsewhere_are_not_of_the_protocol() -> None:
    built = Built(to=OTHER).move(USD, ME, POOL, 10**18).move(EUR, POOL, ME, 2 * 10**18)
    assert 'odos-v2' not in {event[4] for event in built.events('odos')}


def test_fee_that_the_router_keeps_stands_beside_what_arrived() -> None:
    router = ROUTERS_V1[1][0].lower()
    built = Built(to=router).move(USD, ME, POOL, 10**18).move(EUR, POOL, router, 3 * 10**18).move(EUR, router, ME, 2 * 10**18)
    assert built.events('odos') == [
        ('trade', 'spend', USD, '1', 'odos-v1'), ('trade', 'receive', EUR, '2', 'odos-v1'), ('trade', 'fee', EUR, '1', 'odos-v1'),
    ]


def test_two_tokens_sold_for_one_are_a_multi_trade() -> None:
    built = Built(to=ROUTER).move(USD, ME, POOL, 10**18).move(address(14), ME, POOL, 10**18).move(EUR, POOL, ME, 2 * 10**18)
    assert [event[:2] for event in built.events('odos')] == [('multi trade', 'spend'), ('multi trade', 'spend'), ('multi trade', 'receive')]
