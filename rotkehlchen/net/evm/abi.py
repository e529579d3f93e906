"""Call data and return data of the few contract functions that this package calls.

The layout is the contract ABI (docs.soliditylang.org/en/latest/abi-spec.html, read 2026-11-21). Written here rather
than taken from eth_abi because that costs 0.2 s and 27 MB to load, and because what comes back is untrusted: a
contract may return anything, of any length, with offsets that point anywhere. Decoders raise AbiError, never more.

Selectors are the first four bytes of the Keccak-256 hash of the signature beside them; a test computes each of them.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from rotkehlchen.core.ids import EvmAddress, to_checksum_address

WORD: Final = 32
MAX_TEXT_BYTES: Final = 4096
MAX_RESULT_BYTES: Final = 16_384  # of one call inside a batch: overlapping offsets must not multiply the answer's size

AGGREGATE3: Final = bytes.fromhex('82ad56cb')  # aggregate3((address,bool,bytes)[])
GET_ETH_BALANCE: Final = bytes.fromhex('4d2301cc')  # getEthBalance(address)
BALANCE_OF: Final = bytes.fromhex('70a08231')  # balanceOf(address)
NAME: Final = bytes.fromhex('06fdde03')  # name()
SYMBOL: Final = bytes.fromhex('95d89b41')  # symbol()
DECIMALS: Final = bytes.fromhex('313ce567')  # decimals()
ENS_RESOLVER: Final = bytes.fromhex('0178b8bf')  # resolver(bytes32)
ENS_ADDR: Final = bytes.fromhex('3b3b57de')  # addr(bytes32)
ENS_NAME: Final = bytes.fromhex('691f3431')  # name(bytes32)
ENS_TEXT: Final = bytes.fromhex('59d1d43c')  # text(bytes32,string)


class Call(NamedTuple):
    """A read of a contract: whom to ask and what."""

    target: str  # checksummed address
    data: bytes


class AbiError(ValueError):
    """Return data does not have the shape that the function promises."""


def encode_address(address: str) -> bytes:
    return bytes(12) + bytes.fromhex(address[2:])


def encode_text(text: str) -> bytes:
    """Length and content of a dynamic string, padded to whole words."""
    raw = text.encode()
    return len(raw).to_bytes(WORD) + raw + bytes(-len(raw) % WORD)


def encode_balance_of(holder: str) -> bytes:
    return BALANCE_OF + encode_address(holder)


def encode_aggregate3(calls: Sequence[Call]) -> bytes:
    """Call data that runs all `calls` in order, each of which may fail without failing the others."""
    heads, tails = [], []
    offset = WORD * len(calls)
    for target, data in calls:
        tail = b''.join((
            encode_address(target), (1).to_bytes(WORD), (3 * WORD).to_bytes(WORD),
            len(data).to_bytes(WORD), data, bytes(-len(data) % WORD),
        ))
        heads.append(offset.to_bytes(WORD))
        tails.append(tail)
        offset += len(tail)
    return b''.join((AGGREGATE3, WORD.to_bytes(WORD), len(calls).to_bytes(WORD), *heads, *tails))


def decode_aggregate3(raw: bytes, expected: int) -> list[bytes | None]:
    """Return data of each of the `expected` calls in order, None for one that reverted."""
    base = _read_uint(raw, 0)
    if _read_uint(raw, base) != expected:
        raise AbiError('aggregate3 answered another number of calls')
    base += WORD
    results: list[bytes | None] = []
    for index in range(expected):
        start = base + _read_uint(raw, base + index * WORD)
        succeeded = _read_uint(raw, start)
        data = _read_bytes(raw, start + _read_uint(raw, start + WORD))
        results.append(data if succeeded else None)
    return results


def decode_uint(raw: bytes) -> int:
    """The first word as an unsigned number. Longer data is accepted, as Solidity's own callers do."""
    return _read_uint(raw, 0)


def decode_address(raw: bytes) -> EvmAddress:
    if len(raw) < WORD or any(raw[:12]):
        raise AbiError('not an address')
    return to_checksum_address('0x' + raw[12:WORD].hex())


def decode_text(raw: bytes) -> str:
    """A returned `string`, or the `bytes32` that tokens of 2016-2017 return instead (MKR, SAI). Not cleaned."""
    if len(raw) == WORD:
        content = raw.rstrip(b'\0')
    else:
        content = _read_bytes(raw, _read_uint(raw, 0))
    if len(content) > MAX_TEXT_BYTES:
        raise AbiError('text too long')
    return content.decode('utf-8', 'replace')


def _read_uint(raw: bytes, position: int) -> int:
    if position > len(raw) - WORD:
        raise AbiError('return data too short')
    return int.from_bytes(raw[position:position + WORD])


def _read_bytes(raw: bytes, position: int) -> bytes:
    length = _read_uint(raw, position)
    start = position + WORD
    if length > len(raw) - start:
        raise AbiError('return data too short')
    return raw[start:start + min(length, MAX_RESULT_BYTES)]
