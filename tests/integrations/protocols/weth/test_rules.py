"""Wrapping of the native coin, by contracts that tell of it in either way."""

from rotkehlchen.contracts.transaction import NATIVE
from tests.decoding.built import ETHEREUM, ME, ZERO, Built

WETH = str(ETHEREUM.wrapped_native)
DEPOSIT = '0xe1fffcc4923d04b559f4d29a8bfc6cda04eb5b0d3c460751c2402c5c5cc9109c'
WITHDRAWAL = '0x7fcf532c15f0a6db0bd6d0e038bea71d30d808c7d98cb3bf7268a95bf5081b65'
COIN = 10**18


def test_wrap_told_by_a_deposit_log_gives_coin_and_token() -> None:
    built = Built(to=WETH, value=COIN, input=bytes.fromhex('d0e30db0')).log(WETH, DEPOSIT, [ME], [COIN])
    assert built.events('weth') == [
        ('deposit', 'deposit for wrapped', 'ETH', '1', 'weth'), ('receive', 'receive wrapped', WETH, '1', 'weth'),
    ]


def test_unwrap_told_by_a_transfer_gives_token_and_coin() -> None:
    built = Built(to=WETH, input=bytes.fromhex('2e1a7d4d')).move(NATIVE, WETH, ME, COIN).move(WETH, ME, ZERO, COIN).log(WETH, WITHDRAWAL, [ME], [COIN])
    assert built.events('weth') == [
        ('spend', 'return wrapped', WETH, '1', 'weth'), ('withdrawal', 'redeem wrapped', 'ETH', '1', 'weth'),
    ]


def test_coin_of_another_amount_is_no_wrapping() -> None:
    built = Built(to=WETH, value=COIN, input=b'1234').log(WETH, DEPOSIT, [ME], [COIN - 1])
    assert 'weth' not in {event[4] for event in built.events('weth')}
