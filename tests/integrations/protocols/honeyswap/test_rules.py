"""Honeyswap: its pairs by the factory, on Gnosis alone."""

from rotkehlchen.contracts.transaction import ZERO_ADDRESS, EvmFacts
from tests.decoding.built import ME, OTHER, Built, address

WXDAI, HNY, PAIR = (
    '0xe91d153e0b41518a2ce8dd3d7944fa863463a97d', '0x71850b7e9ee3f13ab46d67167341e4bdc905eef9', '0x4505b262dc053998c10685dc5f9098af8ae5c8ad')
GNOSIS = EvmFacts(100, 'gnosis', 'XDAI', wrapped_native=WXDAI)
SWAP = '0xd78ad95fa46c994b6551d0da85fc275fe613ce37657fb8d5e3d130840159d822'  # Swap(address,uint256,uint256,uint256,uint256,address)
MINT = '0x4c209b5fc8ad50758f13e2e1088ba56a560dff690a1c6fef26394f4c03821c4f'  # Mint(address,uint256,uint256)
ONE = 10**18


def test_swap_at_a_pair_of_the_factory() -> None:
    def through(pair: str) -> set[str | None]:
        built = Built(to=OTHER, input=b'1234', chain=GNOSIS).move(HNY, ME, pair, ONE).move(WXDAI, pair, ME, ONE)
        return {event[4] for event in built.log(pair, SWAP, [OTHER, ME], [ONE, 0, 0, ONE]).events('honeyswap')}
    assert through(PAIR) == {'honeyswap'}
    assert through(address(82)) == {None}


def test_liquidity() -> None:
    built = Built(to=OTHER, input=b'1234', chain=GNOSIS).move(HNY, ME, PAIR, ONE).move(WXDAI, ME, PAIR, ONE).move(PAIR, ZERO_ADDRESS, ME, 5)
    assert [event[1] for event in built.log(PAIR, MINT, [OTHER], [ONE, ONE]).events('honeyswap')] == [
        'deposit for wrapped', 'deposit for wrapped', 'receive wrapped']
