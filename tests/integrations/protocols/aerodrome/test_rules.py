"""Aerodrome: its pools and locks, on Base alone."""

from rotkehlchen.contracts.transaction import EvmFacts
from tests.decoding.built import ETHEREUM, ME, OTHER, ZERO, Built, address

WETH, USDC = '0x4200000000000000000000000000000000000006', '0x833589fcd6edb6e08f4c7c32d4f71b54bda02913'
BASE = EvmFacts(8453, 'base', 'ETH', wrapped_native=WETH)
POOL = '0xb2cc224c1c9fee385f8ad6a55b4d94e92359dc59'  # of Slipstream, WETH and USDC
AERO, ESCROW = '0x940181a94a35a4569e4529a3cdfb74e38fd98631', '0xebf418fe2512e7e6bd9b87a8f0f294acdc67e6b4'
SWAP = '0xc42079f94a6350d7e6235f29174924f928cc2ac818eb64fed8004e115fbcca67'  # Swap(address,address,int256,int256,uint160,uint128,int24)
LOCKED = '0x8835c22a0c751188de86681e15904223c054bedd5c68ec8858945b7831290273'  # Deposit(address,uint256,uint8,uint256,uint256,uint256)
ONE = 10**18


def swap(pool: str) -> Built:
    built = Built(to=OTHER, input=b'1234', chain=BASE).move(WETH, ME, pool, ONE).move(USDC, pool, ME, 2 * ONE)
    return built.log(pool, SWAP, [OTHER, ME], [ONE, -2 * ONE])


def test_pool_of_positions() -> None:
    assert {event[4] for event in swap(POOL).events('aerodrome')} == {'aerodrome'}
    assert {event[4] for event in swap(address(61)).events('aerodrome')} == {None}


def test_lock_on_base_and_not_elsewhere() -> None:
    def lock(chain: EvmFacts) -> Built:
        return Built(to=ESCROW, chain=chain).nft(ESCROW, ZERO, ME, 7).move(AERO, ME, ESCROW, ONE).log(ESCROW, LOCKED, [ME, 7, 1], [ONE, 9, 5])
    assert {event[4] for event in lock(BASE).events('aerodrome')} == {'aerodrome'}
    assert {event[4] for event in lock(ETHEREUM).events('aerodrome')} == {None}
