"""Trader Joe: its pairs by the factory, and its router, whose functions have names of their own."""

from rotkehlchen.contracts.transaction import EvmFacts
from tests.decoding.built import ME, OTHER, Built, address

WAVAX, USDC, PAIR = (
    '0xb31f66aa3c1e785363f0875a1b74e27b85fd66c7', '0xb97ef9ef8734c71904d8002f8b6bc66dd9c48a6e', '0xf4003f4efbe8691b60249e6afbd307abe7758adb')
AVALANCHE = EvmFacts(43114, 'avalanche', 'AVAX', wrapped_native=WAVAX)
ROUTER = '0x60ae616a2155ee3d9a68541ba4544862310933d4'
SWAP = '0xd78ad95fa46c994b6551d0da85fc275fe613ce37657fb8d5e3d130840159d822'  # Swap(address,uint256,uint256,uint256,uint256,address)
ONE = 10**18


def test_swap_at_a_pair_of_the_factory() -> None:
    def through(pair: str) -> set[str | None]:
        built = Built(to=OTHER, input=b'1234', chain=AVALANCHE).move(USDC, ME, pair, ONE).move(WAVAX, pair, ME, ONE)
        return {event[4] for event in built.log(pair, SWAP, [OTHER, ME], [ONE, 0, 0, ONE]).events('trader_joe')}
    assert through(PAIR) == {'trader-joe'}
    assert through(address(83)) == {None}


def test_router_takes_the_coin() -> None:
    pair = address(84)
    built = Built(to=ROUTER, input=bytes.fromhex('a2a1623d'), value=ONE, chain=AVALANCHE).move(USDC, pair, ME, 3 * ONE)
    built.log(pair, SWAP, [ROUTER, ME], [0, ONE, 3 * ONE, 0])
    assert [(*event[1:3], event[4]) for event in built.events('trader_joe')] == [('spend', 'AVAX', 'trader-joe'), ('receive', USDC, 'trader-joe')]
