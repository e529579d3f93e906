"""KyberSwap and what was before it have words of their own."""

from rotkehlchen.integrations.protocols.kyber.rules import LEGACY, META_V2
from tests.decoding.built import ME, OTHER, Built, address

ROUTER = META_V2.lower()
POOL, USD, EUR = address(11), address(12), address(13)


def test_swap_through_the_router_is_a_trade() -> None:
    built = Built(to=ROUTER).move(USD, ME, POOL, 10**18).move(EUR, POOL, ME, 2 * 10**18)
    assert built.events('kyber') == [('trade', 'spend', USD, '1', 'kyber'), ('trade', 'receive', EUR, '2', 'kyber')]


def test_same_transfers_elsewhere_are_not_of_the_protocol() -> None:
    built = Built(to=OTHER).move(USD, ME, POOL, 10**18).move(EUR, POOL, ME, 2 * 10**18)
    assert 'kyber' not in {event[4] for event in built.events('kyber')}


def test_proxy_of_kyber_network_is_legacy() -> None:
    built = Built(to=LEGACY[1][0].lower()).move(USD, ME, POOL, 10**18).move(EUR, POOL, ME, 2 * 10**18)
    assert {event[4] for event in built.events('kyber')} == {'kyber legacy'}
