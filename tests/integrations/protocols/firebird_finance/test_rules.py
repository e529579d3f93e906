"""Firebird: a router a chain."""

from rotkehlchen.integrations.protocols.firebird_finance.rules import ROUTERS
from tests.decoding.built import ME, OTHER, Built, address

ROUTER = ROUTERS[1][0].lower()
POOL, USD, EUR = address(11), address(12), address(13)


def test_swap_through_the_router_is_a_trade() -> None:
    built = Built(to=ROUTER).move(USD, ME, POOL, 10**18).move(EUR, POOL, ME, 2 * 10**18)
    assert built.events('firebird_finance') == [('trade', 'spend', USD, '1', 'firebird-finance'), ('trade', 'receive', EUR, '2', 'firebird-finance')]


def test_same_transfers_elsewhere_are_not_of_the_protocol() -> None:
    built = Built(to=OTHER).move(USD, ME, POOL, 10**18).move(EUR, POOL, ME, 2 * 10**18)
    assert 'firebird-finance' not in {event[4] for event in built.events('firebird_finance')}
