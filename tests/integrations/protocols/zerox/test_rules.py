"""0x: swaps that the user sends, swaps without gas whose call names the fees, orders that somebody else fills."""

from rotkehlchen.integrations.protocols.zerox.rules import EXCHANGE_V3, EXECUTE, EXECUTE_META, FILL_V3, META_V2, OTC_FILLED, PROXY
from tests.decoding.built import ME, OTHER, Built, address, words

POOL, USD, EUR, WALLET, SETTLER = address(11), address(12), address(13), address(14), address(15)
COIN = 10**18
ENTRY = PROXY.lower()
TRADE = [('trade', 'spend', USD, '9', '0x'), ('trade', 'receive', EUR, '2', '0x')]


def call(selector: str, *values: int | str) -> bytes:
    return bytes.fromhex(selector[2:]) + words(*values)


def test_swap_through_the_proxy_and_through_any_settler() -> None:
    for to, data in ((ENTRY, b''), (SETTLER, call(EXECUTE, ME, EUR, 1, 0x80, 0))):
        assert Built(to=to, input=data).move(USD, ME, POOL, 9 * COIN).move(EUR, POOL, ME, 2 * COIN).events('zerox') == TRADE


def test_call_of_another_function_at_an_unknown_contract_is_not_0x() -> None:
    built = Built(to=SETTLER, input=call('0x12345678', ME)).move(USD, ME, POOL, 9 * COIN).move(EUR, POOL, ME, 2 * COIN)
    assert {event[4] for event in built.events('zerox')} == {None}


def test_swap_without_gas_tells_the_fee_that_its_call_names() -> None:
    data = words(ME, OTHER, 1, 2, 0xE0, USD, 0x100, 0, 1, WALLET, COIN)  # signer, sender, expiry, salt, call, fee token, fees
    built = Built(sender=OTHER, to=ENTRY, input=bytes.fromhex(META_V2[2:]) + words(0xC0, 0, 0, 0, 0, 0) + data)
    built.move(USD, ME, WALLET, COIN).move(USD, ME, POOL, 9 * COIN).move(EUR, POOL, ME, 2 * COIN)
    assert built.events('zerox') == [*TRADE, ('trade', 'fee', USD, '1', '0x')]


def test_settler_call_that_somebody_else_sent_names_the_signer() -> None:
    for signer, words_of in ((ME, {'0x'}), (OTHER, {None})):
        built = Built(sender=OTHER, to=SETTLER, input=call(EXECUTE_META, ME, EUR, 1, 0xE0, 0, signer, 0x100))
        built.move(USD, ME, SETTLER, 9 * COIN).move(EUR, SETTLER, ME, 2 * COIN)
        assert {event[4] for event in built.events('zerox')} == words_of


def test_maker_of_a_filled_order_traded() -> None:
    built = Built(sender=OTHER, to=ENTRY).move(USD, ME, OTHER, 9 * COIN).move(EUR, OTHER, ME, 2 * COIN)
    assert built.log(ENTRY, OTC_FILLED, [], [1, ME, OTHER, USD, EUR, 9, 2]).events('zerox') == TRADE
    built = Built(sender=OTHER, to=POOL).move(USD, ME, OTHER, 9 * COIN).move(EUR, OTHER, ME, 2 * COIN)
    assert built.log(EXCHANGE_V3.lower(), FILL_V3, [ME, OTHER, 1], [0, 0, 0, 0, OTHER, OTHER, 9, 2, 0, 0, 0]).events('zerox') == TRADE
