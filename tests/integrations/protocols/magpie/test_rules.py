"""Magpie: whichever contract tells of the swap is a router of it; the fee goes to its wallet."""

from rotkehlchen.integrations.protocols.magpie.rules import FEE_WALLETS, SWAP
from tests.decoding.built import ME, OTHER, Built, address

ROUTER, USD, EUR = address(10), address(12), address(13)
WALLET = min(FEE_WALLETS)
COIN = 10**18


def test_swap_with_its_fee() -> None:
    built = Built(to=ROUTER).move(USD, ME, WALLET, COIN).move(USD, ME, ROUTER, 9 * COIN).move(EUR, ROUTER, ME, 2 * COIN)
    assert built.log(ROUTER, SWAP, [ME, ME], [USD, EUR, 9, 2]).events('magpie') == [
        ('trade', 'spend', USD, '9', 'magpie'), ('trade', 'receive', EUR, '2', 'magpie'), ('trade', 'fee', USD, '1', 'magpie'),
    ]


def test_swap_of_somebody_else_explains_nothing() -> None:
    built = Built(sender=OTHER, to=ROUTER).move(EUR, ROUTER, ME, COIN).log(ROUTER, SWAP, [OTHER, ME], [USD, EUR, 9, 2])
    assert built.events('magpie') == [('receive', 'none', EUR, '1', None)]
