"""Wrapped native coins: contracts that give back exactly one native coin for each token, at any time, for anyone.

Only such a contract has the price of its coin by construction. Sources: `WETH9` of the npm package
@uniswap/sdk-core 7.19.4 (MIT; read 2026-11-21), and for Gnosis, Scroll and Celo the chains' own documentation
(docs.gnosischain.com/about/tokens/xdai, docs.scroll.io/en/developers/scroll-contracts, docs.celo.org; CELO is its own ERC-20).
"""

from typing import Final

_CONTRACTS: Final[dict[int, tuple[str, str]]] = {  # chain id: (checksummed contract, identifier of the native coin)
    1: ('0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2', 'ETH'),
    10: ('0x4200000000000000000000000000000000000006', 'ETH'),
    56: ('0xbb4CdB9CBd36B01bD1cBaEBF2De08d9173bc095c', 'BNB'),
    100: ('0xe91D153E0b41518A2Ce8Dd3D7944Fa863463a97d', 'XDAI'),
    130: ('0x4200000000000000000000000000000000000006', 'ETH'),
    137: ('0x0d500B1d8E8eF31E21C99d1Db9A6444d3ADf1270', 'eip155:137/erc20:0x0000000000000000000000000000000000001010'),
    143: ('0x3bd359C1119dA7Da1D913D1C4D2B7c461115433A', 'MON'),
    324: ('0x5AEa5775959fBC2557Cc8789bC1bf90A239D9a91', 'ETH'),
    8453: ('0x4200000000000000000000000000000000000006', 'ETH'),
    42161: ('0x82aF49447D8a07e3bd95BD0d56f35241523fBab1', 'ETH'),
    43114: ('0xB31f66AA3C1e785363F0875A1B74E27b85FD66c7', 'AVAX'),
    57073: ('0x4200000000000000000000000000000000000006', 'ETH'),
    59144: ('0xe5D7C2a44FfDDf6b295A15c148167daaAf5Cf34f', 'ETH'),
    81457: ('0x4300000000000000000000000000000000000004', 'ETH'),
    534352: ('0x5300000000000000000000000000000000000004', 'ETH'),
}


def find_wrapped_native(chain_id: int) -> tuple[str, str] | None:
    """(contract of the wrapped native coin, identifier of the coin) of a chain, None where none is known."""
    return _CONTRACTS.get(chain_id)


def find_unwrapped(asset: str) -> str | None:
    """The native coin that a wrapped one always equals, None for every other asset."""
    return _UNWRAPPED.get(asset)


def chains_of_native(asset: str) -> tuple[int, ...]:
    """Chains whose native coin is the asset and whose wrapped form is known, in order of chain id (the main one first)."""
    return tuple(sorted(chain for chain, (_, native) in _CONTRACTS.items() if native == asset))


_UNWRAPPED: Final = {f'eip155:{chain}/erc20:{contract}': native for chain, (contract, native) in _CONTRACTS.items()}
