"""Mesa: deposits, orders, withdrawals asked for and made."""

from rotkehlchen.integrations.protocols.dxdaomesa.rules import DEPOSIT, EXCHANGE, MAX_UINT128, ORDER, REQUEST, WITHDRAW
from tests.decoding.built import ME, OTHER, Built, address

MESA, TOKEN, BUY = EXCHANGE[1][0].lower(), address(5), address(6)
COIN = 10**18


def test_deposit_and_withdrawal() -> None:
    into = Built(to=MESA).move(TOKEN, ME, MESA, COIN).log(MESA, DEPOSIT, [ME, TOKEN], [COIN, 7])
    assert into.events('dxdaomesa') == [('deposit', 'deposit to protocol', TOKEN, '1', 'dxdaomesa')]
    ask = Built(to=MESA, tokens={TOKEN: 18}).log(MESA, REQUEST, [ME, TOKEN], [COIN, 7])
    assert ask.events('dxdaomesa') == [('informational', 'remove asset', TOKEN, '1', 'dxdaomesa')]
    out = Built(to=MESA).move(TOKEN, MESA, ME, COIN).log(MESA, WITHDRAW, [ME, TOKEN], [COIN])
    assert out.events('dxdaomesa') == [('withdrawal', 'withdraw from protocol', TOKEN, '1', 'dxdaomesa')]


def test_order_tells_what_is_offered_unless_it_has_no_limit() -> None:
    order = Built(to=MESA, tokens={TOKEN: 18}).log(MESA, ORDER, [ME, BUY, TOKEN], [0, 1, 2, COIN, 2 * COIN])
    assert order.events('dxdaomesa') == [('informational', 'place order', TOKEN, '2', 'dxdaomesa')]
    endless = Built(to=MESA).log(MESA, ORDER, [ME, BUY, TOKEN], [0, 1, 2, 1, MAX_UINT128])
    assert endless.events('dxdaomesa')[0][3] == '0'
    assert Built(to=MESA).log(MESA, ORDER, [OTHER, BUY, TOKEN], [0, 1, 2, COIN, COIN]).events('dxdaomesa') == []
