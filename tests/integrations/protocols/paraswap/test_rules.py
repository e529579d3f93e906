"""Paraswap: the fee that goes to its collector counts, what goes to partners does not."""

from rotkehlchen.integrations.protocols.paraswap.rules import FEE_WALLETS, V5
from tests.decoding.built import ME, OTHER, Built, address

ROUTER = V5.lower()
POOL, USD, EUR = address(11), address(12), address(13)


def test_swap_through_the_router_is_a_trade() -> None:
    built = Built(to=ROUTER).move(USD, ME, POOL, 10**18).move(EUR, POOL, ME, 2 * 10**18)
    assert built.events('paraswap') == [('trade', 'spend', USD, '1', 'paraswap'), ('trade', 'receive', EUR, '2', 'paraswap')]


def test_same_transfers_elsewhere_are_not_of_the_protocol() -> None:
    built = Built(to=OTHER).move(USD, ME, POOL, 10**18).move(EUR, POOL, ME, 2 * 10**18)
    assert 'paraswap' not in {event[4] for event in built.events('paraswap')}


def test_fee_to_the_collector_is_told() -> None:
    wallet = min(FEE_WALLETS)
    built = Built(to=ROUTER).move(USD, ME, ROUTER, 10**18).move(EUR, ROUTER, wallet, 10**18).move(EUR, ROUTER, OTHER, 10**18).move(EUR, ROUTER, ME, 10**18)
    assert built.events('paraswap') == [
        ('trade', 'spend', USD, '1', 'paraswap'), ('trade', 'receive', EUR, '2', 'paraswap'), ('trade', 'fee', EUR, '1', 'paraswap'),
    ]
