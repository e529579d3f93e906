"""The standard bridges of OP Mainnet and Base, from both sides."""

from rotkehlchen.contracts.transaction import NATIVE, EvmFacts
from rotkehlchen.integrations.protocols.superchain_bridge.rules import (
    CHAINS,
    ETH_IN,
    ETH_OUT,
    LAYER_TWO,
    OLD_COIN,
    PORTAL_OUT,
    PORTALS,
    PROVEN,
    TOKEN_IN,
    TOKEN_OUT,
)
from tests.decoding.built import ME, OTHER, ZERO, Built, address

COIN = 10**18
BRIDGE_ONE, BRIDGE_TWO = list(CHAINS['base'][1][1])[1].lower(), LAYER_TWO[1]
TOKEN, TOKEN_ONE = address(7), address(8)
BASE = EvmFacts(8453, 'base', 'ETH', gas_fee='ethereum')
OPTIMISM = EvmFacts(10, 'optimism', 'ETH', gas_fee='ethereum')
BRIDGED = ('withdrawal', 'bridge', 'ETH', '1', 'base')


def test_coin_leaves_for_the_chain_whose_bridge_it_is() -> None:
    built = Built(to=BRIDGE_ONE, value=COIN, input=b'1234').log(BRIDGE_ONE, ETH_OUT[0], [ME, OTHER], [COIN, 96, 0])
    (event,) = built.decode('superchain_bridge').events
    assert (event.type, event.subtype, event.counterparty, event.kind) == ('deposit', 'bridge', 'base', 'bridge_out')
    assert dict(event.params) == {'from_chain': 1, 'to_chain': 8453, 'sender': ME, 'recipient': OTHER}


def test_coin_that_arrives_is_told_once_although_two_logs_tell_of_it() -> None:
    built = Built(to=LAYER_TWO[0], sender=OTHER, chain=BASE).move(NATIVE, BRIDGE_TWO, ME, COIN)
    built.log(BRIDGE_TWO, TOKEN_IN[2], [ZERO, OLD_COIN, OTHER], [ME, COIN, 96, 0]).log(BRIDGE_TWO, ETH_IN[1], [OTHER, ME], [COIN, 64, 0])
    assert built.events('superchain_bridge') == [BRIDGED]


def test_token_is_burnt_on_layer_two_and_comes_out_on_layer_one() -> None:
    out = Built(to=BRIDGE_TWO, chain=BASE).move(TOKEN, ME, ZERO, 5 * COIN).log(BRIDGE_TWO, TOKEN_OUT[2], [TOKEN_ONE, TOKEN, ME], [ME, 5 * COIN, 96, 0])
    assert out.events('superchain_bridge') == [('deposit', 'bridge', TOKEN, '5', 'base')]
    into = Built(to=PORTALS['base']).move(TOKEN_ONE, BRIDGE_ONE, ME, 5 * COIN)
    into.log(BRIDGE_ONE, TOKEN_IN[0], [TOKEN_ONE, TOKEN, ME], [ME, 5 * COIN, 96, 0])
    assert into.events('superchain_bridge') == [('withdrawal', 'bridge', TOKEN_ONE, '5', 'base')]


def test_old_coin_of_optimism_is_told_without_a_transfer() -> None:
    built = Built(to=LAYER_TWO[0], sender=ZERO, chain=OPTIMISM).log(BRIDGE_TWO, TOKEN_IN[2], [ZERO, OLD_COIN, ME], [ME, COIN, 96, 0])
    built.tokens[OLD_COIN] = 18
    assert built.events('superchain_bridge') == [('withdrawal', 'bridge', OLD_COIN, '1', 'optimism')]


def test_portal_takes_coins_and_the_other_side_gets_a_transaction_of_its_own() -> None:
    portal = PORTALS['base'].lower()
    built = Built(to=portal, value=COIN, input=b'1234').log(portal, PORTAL_OUT, [ME, ME, 0], [32, 73, COIN, COIN, 0])
    assert built.events('superchain_bridge') == [('deposit', 'bridge', 'ETH', '1', 'base')]
    arrived = Built(to=ME, sender=ME, value=COIN, chain=BASE, extra={'type': '0x7e'})
    assert arrived.events('superchain_bridge') == [BRIDGED]


def test_proof_moves_nothing_and_needs_an_account() -> None:
    portal = PORTALS['optimism'].lower()
    assert Built(to=portal).log(portal, PROVEN, [7, OTHER, OTHER]).events('superchain_bridge') == [('informational', 'none', 'ETH', '0', 'optimism')]
    assert Built(to=portal, sender=OTHER).log(portal, PROVEN, [7, OTHER, OTHER]).events('superchain_bridge') == []


def test_same_log_of_another_contract_is_no_bridge() -> None:
    built = Built(to=OTHER, value=COIN, input=b'1234').log(OTHER, ETH_OUT[0], [ME, OTHER], [COIN, 96, 0])
    assert built.events('superchain_bridge') == [('spend', 'none', 'ETH', '1', None)]
