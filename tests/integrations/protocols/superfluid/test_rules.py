"""Superfluid: super tokens and streams."""

from rotkehlchen.core.money import ZERO as ZERO_AMOUNT
from rotkehlchen.integrations.protocols.superfluid.rules import DOWNGRADED, FLOWS, UPGRADED
from tests.decoding.built import ME, OTHER, ZERO, Built, address

TOKEN, SUPER, FORWARDER = address(7), address(8), address(9)
UNIT = 10**18


def test_wrapped_and_back_also_with_other_decimals() -> None:
    built = Built(to=SUPER, tokens={TOKEN: 6}).move(TOKEN, ME, SUPER, 5 * 10**6).move(SUPER, ZERO, ME, 5 * UNIT).log(SUPER, UPGRADED, [ME], [5 * UNIT])
    assert built.events('superfluid') == [
        ('deposit', 'deposit for wrapped', TOKEN, '5', 'superfluid'), ('receive', 'receive wrapped', SUPER, '5', 'superfluid')]
    built = Built(to=SUPER).move(SUPER, ME, ZERO, UNIT).move(TOKEN, SUPER, ME, UNIT).log(SUPER, DOWNGRADED, [ME], [UNIT])
    assert built.events('superfluid') == [
        ('spend', 'return wrapped', SUPER, '1', 'superfluid'), ('withdrawal', 'redeem wrapped', TOKEN, '1', 'superfluid')]


def test_coins_become_a_super_token() -> None:
    built = Built(to=SUPER, value=UNIT, input=b'1234').move(SUPER, ZERO, ME, UNIT).log(SUPER, UPGRADED, [ME], [UNIT])
    assert [event[:3] for event in built.events('superfluid')] == [('deposit', 'deposit for wrapped', 'ETH'), ('receive', 'receive wrapped', SUPER)]


def test_stream_is_told_to_its_receiver_too_and_to_nobody_else() -> None:
    built = Built(to=FORWARDER, sender=OTHER, tokens={SUPER: 18}).log(FORWARDER, FLOWS, [SUPER, OTHER, ME], [7, 0, 0, 128, 0])
    (event,) = built.decode('superfluid').events
    assert (event.type, event.kind, event.params['rate'], event.amount) == ('informational', 'stream', '7', ZERO_AMOUNT)
    assert Built(to=FORWARDER, sender=OTHER).log(FORWARDER, FLOWS, [SUPER, OTHER, OTHER], [7, 0, 0, 128, 0]).events('superfluid') == []
