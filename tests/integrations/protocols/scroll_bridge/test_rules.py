"""Scroll's bridge: the fee of a message, both directions, other chains of the same make."""

from rotkehlchen.contracts.transaction import NATIVE, EvmFacts
from rotkehlchen.integrations.protocols.scroll_bridge.rules import COIN_IN, COIN_OUT, MESSENGERS, RELAYED, SENT, TOKEN_OUT
from tests.decoding.built import ME, OTHER, Built, address

COIN = 10**18
ONE, TWO = MESSENGERS[1][0].lower(), MESSENGERS[534352][0].lower()
GATEWAY, TOKEN = address(6), address(7)
SCROLL = EvmFacts(534352, 'scroll', 'ETH', gas_fee='ethereum')


def test_token_leaves_and_the_message_is_paid_for() -> None:
    built = Built(to=GATEWAY, value=3 * COIN, input=b'1234').move(NATIVE, ONE, ME, COIN).move(TOKEN, ME, GATEWAY, 5 * COIN)
    built.log(ONE, SENT, [GATEWAY, OTHER], [0, 1, 2, 96, 0]).log(GATEWAY, TOKEN_OUT[0], [TOKEN, OTHER, ME], [ME, 5 * COIN, 96, 0])
    assert built.events('scroll_bridge') == [('spend', 'none', 'ETH', '2', 'scroll'), ('deposit', 'bridge', TOKEN, '5', 'scroll')]


def test_coin_leaves_with_its_fee_and_arrives() -> None:
    built = Built(to=GATEWAY, value=3 * COIN, input=b'1234').log(ONE, SENT, [GATEWAY, OTHER], [2 * COIN, 1, 2, 96, 0])
    built.log(GATEWAY, COIN_OUT[0], [ME, ME], [2 * COIN, 96, 0])
    assert built.events('scroll_bridge') == [('deposit', 'bridge', 'ETH', '2', 'scroll'), ('spend', 'none', 'ETH', '1', 'scroll')]
    built = Built(to=TWO, sender=OTHER, chain=SCROLL).move(NATIVE, GATEWAY, ME, COIN).log(GATEWAY, COIN_IN[0], [ME, ME], [COIN, 96, 0])
    assert built.log(TWO, RELAYED, [5]).events('scroll_bridge') == [('withdrawal', 'bridge', 'ETH', '1', 'scroll')]


def test_gateway_without_a_message_of_scroll_is_of_another_chain() -> None:
    built = Built(to=GATEWAY, value=COIN, input=b'1234').log(GATEWAY, COIN_OUT[0], [ME, ME], [COIN, 96, 0])
    assert built.events('scroll_bridge') == [('spend', 'none', 'ETH', '1', None)]
