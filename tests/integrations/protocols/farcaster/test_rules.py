"""Farcaster: a subscription's payment, which goes to a vault of the registry's."""

from dataclasses import replace

from rotkehlchen.integrations.protocols.farcaster.rules import PURCHASED, REGISTRY
from tests.decoding.built import ETHEREUM, ME, OTHER, Built, address

BASE = replace(ETHEREUM, chain_id=8453, location='base')
TIERS, USDC = REGISTRY[8453][0].lower(), address(5)


def test_payment_of_the_payer() -> None:
    built = Built(to=TIERS, chain=BASE).move(USDC, ME, OTHER, 10**18).log(TIERS, PURCHASED, [1, 1, ME], [365])
    assert built.events('farcaster') == [('spend', 'payment', USDC, '1', 'farcaster')]
    other = Built(to=TIERS, chain=BASE).move(USDC, ME, OTHER, 10**18).log(TIERS, PURCHASED, [1, 1, OTHER], [365])
    assert other.events('farcaster')[0][4] is None
