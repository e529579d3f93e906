"""Pools that a factory made: their addresses follow from its address, their tokens and their code (CREATE2, eips.ethereum.org/EIPS/eip-1014).

So a pool is recognised without asking anybody. What goes into the salt differs: the pair, the pair with a kind of curve, with a fee or a
spacing of ticks. Sources of the factories: the documentation of each protocol.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from Crypto.Hash import keccak

SaltKind = Literal['pair', 'pair_kind', 'words']
Factories = Mapping[int, Iterable['Factory']]  # EIP-155 chain id -> factories

UNISWAP_V2_CODE: Final = '0x96e8ac4277198ff8b6f785478aa9a39f403cb768dd02cbee326c3e7da348845f'
UNISWAP_V3_CODE: Final = '0xe34f199b19b2b4f47f68442619d555527d244f78a3297ea89325f843f87b8b54'
UNISWAP_V3_FEES: Final = (100, 200, 300, 400, 500, 3000, 10000)  # in millionths; a factory's owner may allow more
CLONE: Final = ('3d602d80600a3d3981f3363d3d373d3d3d363d73', '5af43d82803e903d91602b57fd5bf3')  # EIP-1167


@dataclass(frozen=True, slots=True)
class Factory:
    """`salt`: 'pair': both tokens packed; 'pair_kind': with a byte that says whether the pool is a stable one; 'words': both tokens as words
    and one of `numbers` if there are any. `address`: of whoever runs CREATE2, some factories leave it to a deployer.
    """

    address: str
    code_hash: str
    salt: SaltKind = 'pair'
    numbers: tuple[int, ...] = ()

    def makes(self, pool: str, first: str, second: str) -> bool:
        """Whether a pool of two tokens is this factory's."""
        return pool in _pools(self, *sorted((first, second)))


def clone_hash(implementation: str) -> str:
    """The code hash of a minimal proxy of a contract."""
    return '0x' + _keccak(_bytes(CLONE[0]) + _bytes(implementation) + _bytes(CLONE[1])).hex()


def create2(factory: str, salt: bytes, code_hash: str) -> str:
    return '0x' + _keccak(b'\xff' + _bytes(factory) + salt + _bytes(code_hash))[12:].hex()


@lru_cache(maxsize=4096)
def _pools(factory: Factory, first: str, second: str) -> frozenset[str]:
    return frozenset(create2(factory.address, _keccak(one), factory.code_hash) for one in _salts(factory, _bytes(first), _bytes(second)))


def _salts(factory: Factory, first: bytes, second: bytes) -> list[bytes]:
    if factory.salt == 'pair':
        return [first + second]
    if factory.salt == 'pair_kind':
        return [first + second + bytes([kind]) for kind in (0, 1)]
    pair = first.rjust(32, b'\0') + second.rjust(32, b'\0')
    return [pair + number.to_bytes(32) for number in factory.numbers] or [pair]


def _keccak(data: bytes) -> bytes:
    digest: bytes = keccak.new(digest_bits=256, data=data).digest()
    return digest


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix('0x'))
