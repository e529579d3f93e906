"""The Omnibridge: tokens, and coins that its router wraps."""

from rotkehlchen.contracts.transaction import NATIVE, EvmFacts
from rotkehlchen.integrations.protocols.omnibridge.rules import BRIDGED, INITIATED, MEDIATORS, ROUTERS
from tests.decoding.built import ETHEREUM, ME, OTHER, ZERO, Built, address

COIN = 10**18
ONE, HOME = MEDIATORS[1][0].lower(), MEDIATORS[100][0].lower()
WETH, TOKEN = str(ETHEREUM.wrapped_native), address(7)
GNOSIS = EvmFacts(100, 'gnosis', 'XDAI')


def test_coin_goes_through_the_router() -> None:
    router = ROUTERS[1][0].lower()
    built = Built(to=router, value=COIN, input=b'1234').move(WETH, router, ONE, COIN).log(ONE, INITIATED, [WETH, router, 9], [COIN])
    assert built.events('omnibridge') == [('deposit', 'bridge', 'ETH', '1', 'gnosis-chain')]


def test_both_sides_name_the_message() -> None:
    out = Built(to=ONE).move(TOKEN, ME, ONE, COIN).log(ONE, INITIATED, [TOKEN, ME, 9], [COIN])
    into = Built(to=OTHER, sender=OTHER, chain=GNOSIS).move(TOKEN, ZERO, ME, COIN).log(HOME, BRIDGED, [TOKEN, ME, 9], [COIN])
    (left,), (right,) = out.decode('omnibridge').events, into.decode('omnibridge').events
    assert (left.type, right.type, left.params['message']) == ('deposit', 'withdrawal', right.params['message'])
    assert (left.params['to_chain'], right.params['from_chain']) == (100, 1)


def test_tokens_of_somebody_else_are_nothing() -> None:
    built = Built(to=ONE, sender=OTHER).move(TOKEN, OTHER, ONE, COIN).log(ONE, INITIATED, [TOKEN, OTHER, 9], [COIN])
    assert built.events('omnibridge') == []


def test_way_back_to_coins() -> None:
    router = ROUTERS[1][0].lower()
    built = Built(to=OTHER, sender=OTHER).move(NATIVE, router, ME, COIN).log(ONE, BRIDGED, [WETH, router, 9], [COIN])
    assert built.events('omnibridge') == [('withdrawal', 'bridge', 'ETH', '1', 'gnosis-chain')]
