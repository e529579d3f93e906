"""Arbitrum One's bridge: tokens through any gateway, coins, what the chain puts in itself."""

from rotkehlchen.contracts.transaction import NATIVE, EvmFacts
from rotkehlchen.integrations.protocols.arbitrum_one_bridge.rules import (
    BRIDGE,
    CALL_FROM_TWO,
    CALLED,
    CONTRACTS,
    DELIVERED,
    DEPOSIT_FINALIZED,
    DEPOSIT_INITIATED,
    EXECUTED,
    WITHDRAWAL_FINALIZED,
    WITHDRAWAL_INITIATED,
)
from tests.decoding.built import ME, OTHER, ZERO, Built, address

COIN = 10**18
MAIN, SYSTEM = BRIDGE[1][0].lower(), CONTRACTS[42161][0]
GATEWAY, TOKEN = address(6), address(7)
ARBITRUM = EvmFacts(42161, 'arbitrum one', 'ETH', wrapped_native='0x82af49447d8a07e3bd95bd0d56f35241523fbab1')
WORD = 'arbitrum_one'


def test_token_leaves_through_a_gateway_and_the_message_is_paid_for() -> None:
    built = Built(to=OTHER, value=COIN, input=b'1234').move(TOKEN, ME, GATEWAY, 5 * COIN).log(MAIN, DELIVERED, [1, 2], [0, 0, 0, 0, 0, 0])
    built.log(GATEWAY, DEPOSIT_INITIATED, [ME, OTHER, 77], [TOKEN, 5 * COIN])
    events = built.decode('arbitrum_one_bridge').events
    assert [(one.type, one.subtype, one.counterparty) for one in events] == [('spend', 'none', WORD), ('deposit', 'bridge', WORD)]
    assert dict(events[1].params) == {'from_chain': 1, 'to_chain': 42161, 'sender': ME, 'recipient': OTHER, 'message': '77'}


def test_gateway_of_another_chain_is_not_this_bridge() -> None:
    built = Built(to=OTHER).move(TOKEN, ME, GATEWAY, 5 * COIN).log(GATEWAY, DEPOSIT_INITIATED, [ME, OTHER, 77], [TOKEN, 5 * COIN])
    assert built.events('arbitrum_one_bridge') == [('spend', 'none', TOKEN, '5', None)]


def test_tokens_on_layer_two() -> None:
    built = Built(to=GATEWAY, chain=ARBITRUM).move(TOKEN, ME, ZERO, COIN).log(GATEWAY, WITHDRAWAL_INITIATED, [ME, ME, 5], [OTHER, 0, COIN])
    assert built.events('arbitrum_one_bridge') == [('deposit', 'bridge', TOKEN, '1', WORD)]
    built = Built(to=GATEWAY, sender=OTHER, chain=ARBITRUM).move(TOKEN, ZERO, ME, COIN).log(GATEWAY, DEPOSIT_FINALIZED, [OTHER, OTHER, ME], [COIN])
    assert built.events('arbitrum_one_bridge') == [('withdrawal', 'bridge', TOKEN, '1', WORD)]


def test_both_sides_of_coins_name_the_same_message() -> None:
    out = Built(to=SYSTEM, value=COIN, chain=ARBITRUM, input=b'1234').log(SYSTEM, CALL_FROM_TWO, [OTHER, 1, 77], [ME, 0, 0, 0, COIN, 160, 0])
    into = Built(to=OTHER).move(NATIVE, MAIN, ME, COIN).log(OTHER, EXECUTED, [ME, ME, 0], [77]).log(MAIN, CALLED, [OTHER, ME], [COIN, 64, 0])
    (left,), (right,) = out.decode('arbitrum_one_bridge').events, into.decode('arbitrum_one_bridge').events
    assert (left.type, right.type) == ('deposit', 'withdrawal')
    assert left.params['message'] == right.params['message'] == '77'


def test_token_comes_out_on_ethereum() -> None:
    built = Built(to=OTHER).move(TOKEN, GATEWAY, ME, COIN).log(GATEWAY, WITHDRAWAL_FINALIZED, [OTHER, ME, 3], [TOKEN, COIN])
    assert built.log(MAIN, CALLED, [OTHER, GATEWAY], [0, 64, 0]).events('arbitrum_one_bridge') == [('withdrawal', 'bridge', TOKEN, '1', WORD)]


def test_coins_come_in_by_a_transaction_of_the_chain() -> None:
    assert Built(to=ME, sender=OTHER, value=COIN, chain=ARBITRUM, extra={'type': '0x64'}).events('arbitrum_one_bridge') == [
        ('withdrawal', 'bridge', 'ETH', '1', WORD)]
    assert Built(to=ME, sender=OTHER, value=COIN, chain=ARBITRUM).events('arbitrum_one_bridge') == [('receive', 'none', 'ETH', '1', None)]
