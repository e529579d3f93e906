"""Socket: what the sender gave is bridged, however it was swapped on its way; a swap alone is a trade."""

from rotkehlchen.integrations.protocols.socket.rules import BRIDGED, GATEWAY, SWAPPED
from tests.decoding.built import ME, OTHER, Built, address

ROUTER = min(GATEWAY[1]).lower()
USD, EUR = address(12), address(13)
COIN = 10**18


def test_coin_and_token_are_bridged() -> None:
    coin = Built(to=ROUTER, value=COIN).log(ROUTER, BRIDGED, [], [COIN, 0, 10, b'hop', ME, ME, 0])
    assert coin.events('socket') == [('deposit', 'bridge', 'ETH', '1', 'socket')]
    swapped = Built(to=ROUTER).move(USD, ME, ROUTER, 2 * COIN).log(ROUTER, SWAPPED, [], [USD, EUR, 1, 1, b'x', ROUTER, 0])
    assert swapped.log(ROUTER, BRIDGED, [], [COIN, EUR, 10, b'hop', ME, OTHER, 0]).events('socket') == [('deposit', 'bridge', USD, '2', 'socket')]


def test_swap_alone_is_a_trade() -> None:
    built = Built(to=ROUTER).move(USD, ME, ROUTER, COIN).move(EUR, ROUTER, ME, COIN).log(ROUTER, SWAPPED, [], [USD, EUR, 1, 1, b'x', ME, 0])
    assert built.events('socket') == [('trade', 'spend', USD, '1', 'socket'), ('trade', 'receive', EUR, '1', 'socket')]


def test_bridging_of_somebody_else_explains_nothing() -> None:
    built = Built(sender=OTHER, to=ROUTER).move(USD, ME, ROUTER, COIN).log(ROUTER, BRIDGED, [], [COIN, USD, 10, b'hop', OTHER, ME, 0])
    assert built.events('socket') == [('spend', 'none', USD, '1', None)]
