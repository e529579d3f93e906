"""MetaMask: the fee is what the call names, with its wallet in the next word."""

from rotkehlchen.integrations.protocols.metamask.rules import ROUTERS
from tests.decoding.built import ME, Built, address, words

ROUTER = ROUTERS[1][0].lower()
POOL, USD, EUR, WALLET = address(11), address(12), address(13), address(14)
COIN = 10**18
CALL = bytes.fromhex('5f575529')


def test_fee_that_the_call_names_is_told() -> None:
    built = Built(to=ROUTER, input=CALL + words(9 * COIN, COIN, WALLET, 0))
    built.move(USD, ME, POOL, 10 * COIN).move(USD, POOL, WALLET, COIN).move(EUR, POOL, ME, COIN)
    assert built.events('metamask') == [
        ('trade', 'spend', USD, '9', 'metamask_swaps'), ('trade', 'receive', EUR, '1', 'metamask_swaps'), ('trade', 'fee', USD, '1', 'metamask_swaps'),
    ]


def test_payment_that_the_call_does_not_name_is_no_fee() -> None:
    built = Built(to=ROUTER, input=CALL + words(9 * COIN, 2 * COIN, WALLET, 0))
    built.move(USD, ME, POOL, 10 * COIN).move(USD, POOL, WALLET, COIN).move(EUR, POOL, ME, COIN)
    assert [event[:2] for event in built.events('metamask')] == [('trade', 'spend'), ('trade', 'receive')]
