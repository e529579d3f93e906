"""Who of many holders has which of many tokens, in very few and small requests.

Most answers to "which of 10,000 known tokens does this address hold" are zero, and through Multicall3 each costs 450
characters of request and 320 of answer. Here the question is a program: an `eth_call` without a receiver runs its data as
creation code (execution-apis, `eth_call`; limits in EIP-170 and EIP-3860), the code asks every token for every holder, and what it
returns are only the balances that are not zero and the reads that failed. Nothing is deployed and no contract is needed.

Each read may use a bounded amount of gas, and the code gives up as a whole when that is not left, so that a failed read is
the token's own. Not every chain runs EVM code natively (zkSync Era) and not every node runs it this way: the first
question is a small one, and whoever does not understand it is asked through Multicall3.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rotkehlchen.core.errors import BadResponseError, RemoteError, UnavailableError
from rotkehlchen.core.ids import EvmAddress
from rotkehlchen.net.evm.abi import BALANCE_OF
from rotkehlchen.net.evm.multicall import MAX_TRANSPORT_FAILURES, SUCCESSES_BEFORE_GROWTH, UNREACHABLE_CODES, Progress
from rotkehlchen.net.evm.rpc import RpcCaller, parse_data

FIRST_READS: Final = 4_000
MAX_READS: Final = 12_000
MIN_READS: Final = 50  # a node that cannot do that many is better asked in another way
MAX_HOLDERS: Final = 100
MAX_CODE_BYTES: Final = 49_152  # EIP-3860
MAX_TOKENS: Final = 2_200
GAS_OF_READ: Final = 300_000
FAILED: Final = 1 << 31
VERSION: Final = 1  # first byte of the answer; EIP-3541 forbids 0xef there

# Memory of the program.
_RESULT, _END, _INDEX, _TOKEN_AT, _TOKEN, _HOLDER_AT, _SCRATCH, _OUT = 0x40, 0x60, 0x80, 0xA0, 0xC0, 0xE0, 0x100, 0x140
_OPCODES: Final = {
    'ADD': 0x01, 'LT': 0x10, 'ISZERO': 0x15, 'AND': 0x16, 'OR': 0x17, 'SHL': 0x1B, 'SHR': 0x1C, 'SUB': 0x03, 'CODECOPY': 0x39,
    'RETURNDATASIZE': 0x3D, 'MLOAD': 0x51, 'MSTORE': 0x52, 'MSTORE8': 0x53, 'JUMPI': 0x57, 'JUMP': 0x56, 'GAS': 0x5A,
    'JUMPDEST': 0x5B, 'RETURN': 0xF3, 'STATICCALL': 0xFA, 'REVERT': 0xFD,
}


Item = str | int | tuple[str, str]  # opcode, number to push, or (label | jump | jump if, name)


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A balance in smallest units that is not zero, or None where the token could not be read."""

    token: EvmAddress
    holder: EvmAddress
    amount: int | None


class UnsupportedError(Exception):
    """This chain or its nodes cannot be asked in this way."""


class BalanceSheetReader:
    """Reads sheets of one chain; keeps how much its nodes take and whether they understand at all."""

    def __init__(self, rpc: RpcCaller) -> None:
        self._rpc = rpc
        self._reads = FIRST_READS
        self._successes = 0
        self.is_supported: bool | None = None

    def run(
            self, tokens: Sequence[EvmAddress], holders: Sequence[EvmAddress], on_progress: Progress | None = None,
    ) -> Iterator[SheetEntry]:
        """What is not zero, group by group. Raises UnsupportedError at the first group, and RemoteError."""
        for start in range(0, len(holders), MAX_HOLDERS):
            group = holders[start:start + MAX_HOLDERS]
            position = failures = 0
            while position < len(tokens):
                part = tokens[position:position + max(1, min(MAX_TOKENS, self._reads // len(group)))]
                try:
                    entries = self._ask(part, group)
                except (BadResponseError, UnavailableError) as error:
                    failures = failures + 1 if isinstance(error, UnavailableError) else 0
                    self._shrink(part, group, error, failures)
                    continue
                failures = 0
                self._grow()
                position += len(part)
                yield from entries
                if on_progress is not None:
                    on_progress(len(part) * len(group))

    def _ask(self, tokens: Sequence[EvmAddress], holders: Sequence[EvmAddress]) -> list[SheetEntry]:
        answer = self._rpc.call('eth_call', [{'data': '0x' + build_program(tokens, holders).hex()}, 'latest'])
        return parse_sheet(parse_data(answer), tokens, holders)

    def _grow(self) -> None:
        self.is_supported = True
        self._successes += 1
        if self._successes >= SUCCESSES_BEFORE_GROWTH:
            self._reads = min(MAX_READS, self._reads * 2)
            self._successes = 0

    def _shrink(self, tokens: Sequence[EvmAddress], holders: Sequence[EvmAddress], error: RemoteError, failures: int) -> None:
        if error.error_code in UNREACHABLE_CODES or failures >= MAX_TRANSPORT_FAILURES:
            raise error
        if self.is_supported is None:
            self._probe(tokens[0], holders[0])
        self._successes = 0
        self._reads = len(tokens) * len(holders) // 2
        if self._reads < max(MIN_READS, len(holders)):
            self._reads, self.is_supported = FIRST_READS, False
            raise UnsupportedError from error

    def _probe(self, token: EvmAddress, holder: EvmAddress) -> None:
        """Ask for one balance, to tell a node that takes less from one that takes nothing."""
        try:
            self._ask([token], [holder])
        except BadResponseError as error:
            self.is_supported = False
            raise UnsupportedError from error
        self.is_supported = True


def parse_sheet(raw: bytes, tokens: Sequence[EvmAddress], holders: Sequence[EvmAddress]) -> list[SheetEntry]:
    """The entries of an answer. Raises BadResponseError for anything that the program cannot have returned."""
    if not raw or raw[0] != VERSION:
        raise BadResponseError('The node did not run the program.')
    entries: list[SheetEntry] = []
    position, last = 1, -1
    while position < len(raw):
        word = int.from_bytes(raw[position:position + 4])
        index, has_failed = word & ~FAILED, bool(word & FAILED)
        length = 4 if has_failed else 36
        if not last < index < len(tokens) * len(holders) or position + length > len(raw):
            raise BadResponseError('The node answered a malformed balance sheet.')
        amount = None if has_failed else int.from_bytes(raw[position + 4:position + 36])
        entries.append(SheetEntry(tokens[index // len(holders)], holders[index % len(holders)], amount))
        position, last = position + length, index
    return entries


def build_program(tokens: Sequence[EvmAddress], holders: Sequence[EvmAddress]) -> bytes:
    """Creation code that asks each token for each holder; the holders and the tokens stand behind it as data."""
    data = bytes.fromhex(''.join(address[2:] for address in (*holders, *tokens)))
    size = len(_assemble(_program(0, len(holders), len(tokens))))
    program = _assemble(_program(size, len(holders), len(tokens))) + data
    if len(program) > MAX_CODE_BYTES:
        raise AssertionError('too many addresses for one program')
    return program


def _program(data_at: int, holders: int, tokens: int) -> list[Item]:
    holders_end = data_at + 20 * holders
    tokens_end = holders_end + 20 * tokens
    return [
        *_set(0, [int.from_bytes(BALANCE_OF), 0xE0, 'SHL']), VERSION, _OUT, 'MSTORE8', *_set(_END, [_OUT + 1]), *_set(_INDEX, [0]),
        *_set(_TOKEN_AT, [holders_end]),
        ('label', 'token'),
        20, *_get(_TOKEN_AT), _SCRATCH, 'CODECOPY', *_set(_TOKEN, [*_get(_SCRATCH), 0x60, 'SHR']), *_set(_HOLDER_AT, [data_at]),
        ('label', 'holder'),
        # LT and SUB take their first operand from the top of the stack: what is written last
        GAS_OF_READ + 100_000, 'GAS', 'LT', ('jump if', 'give up'),
        20, *_get(_HOLDER_AT), 0x10, 'CODECOPY',
        0x20, _RESULT, 0x24, 0, *_get(_TOKEN), GAS_OF_READ, 'STATICCALL', 0x20, 'RETURNDATASIZE', 'LT', 'ISZERO', 'AND',
        ('jump if', 'answered'),
        *_set_at_end(0, [*_get(_INDEX), FAILED, 'OR', 0xE0, 'SHL']), *_set(_END, [*_get(_END), 4, 'ADD']), ('jump', 'next'),
        ('label', 'answered'),
        *_get(_RESULT), 'ISZERO', ('jump if', 'next'),
        *_set_at_end(0, [*_get(_INDEX), 0xE0, 'SHL']), *_set_at_end(4, _get(_RESULT)), *_set(_END, [*_get(_END), 36, 'ADD']),
        ('label', 'next'),
        *_set(_INDEX, [*_get(_INDEX), 1, 'ADD']),
        *_set(_HOLDER_AT, [*_get(_HOLDER_AT), 20, 'ADD']), holders_end, *_get(_HOLDER_AT), 'LT', ('jump if', 'holder'),
        *_set(_TOKEN_AT, [*_get(_TOKEN_AT), 20, 'ADD']), tokens_end, *_get(_TOKEN_AT), 'LT', ('jump if', 'token'),
        _OUT, *_get(_END), 'SUB', _OUT, 'RETURN',
        ('label', 'give up'), 0, 0, 'REVERT',
    ]


def _get(slot: int) -> list[Item]:
    return [slot, 'MLOAD']


def _set(slot: int, value: list[Item]) -> list[Item]:
    return [*value, slot, 'MSTORE']


def _set_at_end(offset: int, value: list[Item]) -> list[Item]:
    return [*value, *_get(_END), offset, 'ADD', 'MSTORE']


def _assemble(items: Sequence[Item]) -> bytes:
    """Machine code. Numbers and jump targets are pushed with four bytes each, so that sizes do not depend on values."""
    positions: dict[str, int] = {}
    at = 0
    for item in items:
        if isinstance(item, tuple) and item[0] == 'label':
            positions[item[1]] = at
        at += _size(item)
    return b''.join(_encode(item, positions.__getitem__) for item in items)


def _size(item: Item) -> int:
    if isinstance(item, tuple):
        return 1 if item[0] == 'label' else 6
    return 5 if isinstance(item, int) else 1


def _encode(item: Item, position_of: Callable[[str], int]) -> bytes:
    if isinstance(item, int):
        return b'\x63' + item.to_bytes(4)  # PUSH4
    if isinstance(item, str):
        return bytes([_OPCODES[item]])
    kind, label = item
    if kind == 'label':
        return bytes([_OPCODES['JUMPDEST']])
    return b'\x63' + position_of(label).to_bytes(4) + bytes([_OPCODES['JUMPI' if kind == 'jump if' else 'JUMP']])
