"""LlamaZip exists on two chains only: the same address means nothing elsewhere."""

from dataclasses import replace

from rotkehlchen.integrations.protocols.llamazip.rules import ROUTERS
from tests.decoding.built import ETHEREUM, ME, Built, address

ROUTER = ROUTERS[10][0].lower()
POOL, USD, EUR = address(11), address(12), address(13)
OPTIMISM = replace(ETHEREUM, chain_id=10, location='optimism', wrapped_native='0x4200000000000000000000000000000000000006')


def test_swap_through_the_router_is_a_trade() -> None:
    built = Built(to=ROUTER, chain=OPTIMISM).move(USD, ME, POOL, 10**18).move(EUR, POOL, ME, 2 * 10**18)
    assert built.events('llamazip') == [('trade', 'spend', USD, '1', 'llamazip'), ('trade', 'receive', EUR, '2', 'llamazip')]


def test_address_on_another_chain_is_not_the_router() -> None:
    built = Built(to=ROUTER).move(USD, ME, POOL, 10**18).move(EUR, POOL, ME, 2 * 10**18)
    assert 'llamazip' not in {event[4] for event in built.events('llamazip')}
