"""Hyperliquid: what goes to the bridge is deposited, what comes from it withdrawn; only on Arbitrum."""

from dataclasses import replace

from rotkehlchen.integrations.protocols.hyperliquid.rules import BRIDGES
from tests.decoding.built import ETHEREUM, ME, OTHER, Built, address

BRIDGE, USD = next(iter(BRIDGES[42161])).lower(), address(12)
ARBITRUM = replace(ETHEREUM, chain_id=42161, location='arbitrum one')


def test_deposit_and_withdrawal() -> None:
    deposit = Built(to=USD, chain=ARBITRUM).move(USD, ME, BRIDGE, 10**18)
    assert deposit.events('hyperliquid') == [('deposit', 'deposit to protocol', USD, '1', 'hyperliquid')]
    withdrawal = Built(sender=OTHER, to=BRIDGE, chain=ARBITRUM).move(USD, BRIDGE, ME, 10**18)
    assert withdrawal.events('hyperliquid') == [('withdrawal', 'withdraw from protocol', USD, '1', 'hyperliquid')]


def test_address_on_another_chain_is_not_the_bridge() -> None:
    assert Built(to=USD).move(USD, ME, BRIDGE, 10**18).events('hyperliquid') == [('spend', 'none', USD, '1', None)]
