"""CoW Protocol: trades with the fee that log or prices tell, orders of the coin placed and ended, vCOW."""

from rotkehlchen.contracts.transaction import NATIVE, ZERO_ADDRESS
from rotkehlchen.integrations.protocols.cowswap.rules import CLAIMED, FLOWS, INVALIDATION, PLACEMENT, REFUND, SETTLEMENT, TRADE, VCOW
from tests.decoding.built import ETHEREUM, ME, OTHER, Built, address, words

USD, EUR = address(12), address(13)
COIN = 10**18
WETH, FLOW = str(ETHEREUM.wrapped_native), FLOWS[0]
COW = next(iter(VCOW[1])).lower()


def settle(sold: int, bought: int, fee: int, *, custom_price: int) -> bytes:
    """A call of the settlement with one order that sells USD for EUR: batch prices 2 and 1, own price of EUR `custom_price`."""
    tokens = words(4, USD, EUR, USD, EUR)
    prices = words(4, 2, 1, 2, custom_price)
    trade = words(2, 3, ME, sold, bought, 0, 0, fee, 0, 0, 0x160, 0)
    head = words(0x80, 0x80 + len(tokens), 0x80 + len(tokens) + len(prices), 0)
    return bytes.fromhex('13d79a0b') + head + tokens + prices + words(1, 0x20) + trade


def traded(data: bytes, fee: int = 0, owner: str = ME) -> Built:
    built = Built(sender=OTHER, to=SETTLEMENT, input=data).log(SETTLEMENT, TRADE, [owner], [USD, EUR, 10 * COIN, 18 * COIN, fee, 0xC0, 0])
    return built.move(USD, owner, SETTLEMENT, 10 * COIN).move(EUR, SETTLEMENT, owner, 18 * COIN)


def test_fee_of_the_log_is_part_of_what_was_sold() -> None:
    assert traded(b'', COIN).events('cowswap') == [
        ('trade', 'spend', USD, '9', 'cowswap'), ('trade', 'receive', EUR, '18', 'cowswap'), ('trade', 'fee', USD, '1', 'cowswap'),
    ]


def test_fee_is_what_the_batch_prices_leave() -> None:
    assert traded(settle(10 * COIN, 18 * COIN, 0, custom_price=1)).events('cowswap') == [
        ('trade', 'spend', USD, '9', 'cowswap'), ('trade', 'receive', EUR, '18', 'cowswap'), ('trade', 'fee', USD, '1', 'cowswap'),
    ]


def test_trade_of_somebody_else_explains_nothing() -> None:
    built = traded(b'', owner=OTHER).move(EUR, OTHER, ME, COIN)
    assert built.events('cowswap') == [('receive', 'none', EUR, '1', None)]


def test_two_equal_trades_take_a_transfer_each() -> None:
    built = traded(b'').log(SETTLEMENT, TRADE, [ME], [USD, EUR, 10 * COIN, 18 * COIN, 0, 0xC0, 0])
    built.move(USD, ME, SETTLEMENT, 10 * COIN).move(EUR, SETTLEMENT, ME, 18 * COIN)
    assert [event[1] for event in built.events('cowswap')] == ['spend', 'receive', 'spend', 'receive']


def test_order_of_the_coin_is_paid_when_it_is_placed_and_traded_when_it_is_settled() -> None:
    placed = Built(to=FLOW, value=COIN).log(FLOW, PLACEMENT, [ME], [0] * 20)
    assert placed.events('cowswap') == [('deposit', 'place order', 'ETH', '1', 'cowswap')]
    settled = Built(sender=OTHER, to=SETTLEMENT).log(SETTLEMENT, TRADE, [FLOW], [WETH, EUR, COIN, 2 * COIN, 0, 0xC0, 0])
    settled.move(WETH, FLOW, SETTLEMENT, COIN).move(EUR, SETTLEMENT, ME, 2 * COIN)
    assert settled.events('cowswap') == [('trade', 'spend', 'ETH', '1', 'cowswap'), ('trade', 'receive', EUR, '2', 'cowswap')]


def test_coin_of_an_order_comes_back_by_cancelling_or_as_refund() -> None:
    cancelled = Built(to=FLOW).move(NATIVE, FLOW, ME, COIN).log(FLOW, INVALIDATION, [], [0x20, 0])
    assert cancelled.events('cowswap') == [('withdrawal', 'cancel order', 'ETH', '1', 'cowswap')]
    refunded = Built(sender=OTHER, to=FLOW).move(NATIVE, FLOW, OTHER, COIN).move(NATIVE, FLOW, ME, 2 * COIN)
    refunded.log(FLOW, REFUND, [OTHER], [0x20, 0]).log(FLOW, REFUND, [OTHER], [0x20, 0])
    assert refunded.events('cowswap') == [('withdrawal', 'refund', 'ETH', '2', 'cowswap')]


def test_claim_of_vcow_is_an_airdrop() -> None:
    built = Built(to=COW).move(COW, ZERO_ADDRESS, ME, COIN).log(COW, CLAIMED, [], [7, 0, ME, COIN, COIN])
    assert built.events('cowswap') == [('receive', 'airdrop', COW, '1', 'cowswap')]
