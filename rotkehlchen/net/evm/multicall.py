"""Many contract reads in few requests.

Three ways, from the best down, and the client stays with the best one that its node and chain can do:
1. Multicall3 `aggregate3` (github.com/mds1/multicall3, read 2026-11-21): one `eth_call` for hundreds of reads;
2. a JSON-RPC batch of `eth_call`, for chains without that contract;
3. one `eth_call` each, for nodes that refuse batches.

How many reads fit into one `eth_call` is the node's secret (gas cap, body size, time limit) and differs by a factor of a
hundred, so the size is learned: it halves when the node refuses and grows again after successes.

A read that burns all gas doesn't fail the others visibly: Multicall3 reports those after it as failed, too. Therefore each
chunk ends with a probe, a precompile call that needs much gas: only where it passes are failures before it believed.
"""

import logging
import math
import time
from collections.abc import Callable, Sequence
from typing import Final

from rotkehlchen.core.errors import BadResponseError, RemoteError, UnavailableError
from rotkehlchen.net.evm.abi import GET_ETH_BALANCE, AbiError, Call, decode_aggregate3, encode_address, encode_aggregate3
from rotkehlchen.net.evm.rpc import RpcCaller, is_failed_execution, parse_data
from rotkehlchen.net.jsonrpc import RpcError

log = logging.getLogger(__name__)

FIRST_CHUNK_CALLS: Final = 800
MAX_CHUNK_CALLS: Final = 1_600  # about 700 kB of request
BATCH_CALLS: Final = 100
SUCCESSES_BEFORE_GROWTH: Final = 3
MAX_TRANSPORT_FAILURES: Final = 3  # in a row, each with half the size
MAX_FAILURES_OF_TARGET: Final = 2  # isolated ones; then its other reads are not tried
ABSENT_SECONDS: Final = 600
MAX_REFUSALS: Final = 3  # of single calls in a row, by the node and not by the contract: then the node is of no use

# Failures that no smaller request would cure. Others, such as a timeout, may come from the size.
UNREACHABLE_CODES: Final = frozenset({
    'unreachable', 'unknown_host', 'tls_failed', 'forbidden_address', 'circuit_open', 'no_node', 'no_node_works', 'wrong_chain_id',
})
SIZELESS_REFUSALS: Final = frozenset({'missing_state', 'method_not_found'})

# ecPairing (EIP-197) over two pairs of points at infinity costs 113,000 gas (EIP-1108), more than any balanceOf should.
GAS_PROBE: Final = Call('0x0000000000000000000000000000000000000008', bytes(384))

Progress = Callable[[int], None]


class ChunkTooLargeError(Exception):
    """The node could not do that many reads at once. `transport`: it did not even say so."""

    def __init__(self, cause: RemoteError | None, *, transport: bool = False) -> None:
        super().__init__(str(cause))
        self.cause = cause
        self.transport = transport


class CallBatcher:
    """Reads of one chain. Keeps what it learned about the node between runs."""

    def __init__(self, rpc: RpcCaller, multicall3: str | None) -> None:
        self._rpc = rpc
        self._multicall3 = multicall3
        self._absent_until = 0.0 if multicall3 is not None else math.inf
        self._takes_batches = True
        self._size = FIRST_CHUNK_CALLS
        self._batch_size = BATCH_CALLS

    def run(self, calls: Sequence[Call], block: int | None = None, on_progress: Progress | None = None) -> list[bytes | None]:
        """Return data in order of the calls; None for one that could not be read (it says nothing about the value).

        `on_progress(n)` hears after each request that n more calls are done; what it raises ends the run. Raises
        RemoteError if the node cannot be used at all.
        """
        tag = 'latest' if block is None else hex(block)
        results: list[bytes | None] = []
        if self.has_multicall:
            run = _ChunkedRun(self, calls, tag, on_progress)
            results = run.results()
            if run.is_absent and block is None:
                self._absent_until = time.monotonic() + ABSENT_SECONDS
                log.info('no Multicall3 here: falling back to batches of single calls')
        if len(results) < len(calls):
            results += self._run_batches(calls[len(results):], tag, on_progress)
        return results

    # -- aggregate3

    @property
    def has_multicall(self) -> bool:
        """Whether aggregate3 is worth trying. A node that said 'no contract' may have been wrong, so it is asked again later."""
        return time.monotonic() >= self._absent_until

    @property
    def chunk_size(self) -> int:
        return self._size

    @chunk_size.setter
    def chunk_size(self, calls: int) -> None:
        self._size = max(1, min(MAX_CHUNK_CALLS, calls))

    def aggregate(self, chunk: Sequence[Call], tag: str) -> list[bytes | None] | None:
        """One aggregate3. None: there is no such contract. Raises ChunkTooLargeError, and BadResponseError for nonsense."""
        data = '0x' + encode_aggregate3((*chunk, GAS_PROBE)).hex()
        try:
            answer = self._rpc.call('eth_call', [{'to': self._multicall3, 'data': data}, tag])
        except UnavailableError as error:
            if error.error_code in UNREACHABLE_CODES:
                raise
            raise ChunkTooLargeError(error, transport=True) from error
        except BadResponseError as error:
            if error.error_code in UNREACHABLE_CODES or (isinstance(error, RpcError) and error.refusal in SIZELESS_REFUSALS):
                raise
            raise ChunkTooLargeError(error) from error
        raw = parse_data(answer)
        if not raw:
            return None
        try:
            *answers, probe = decode_aggregate3(raw, len(chunk) + 1)
        except AbiError as error:
            raise BadResponseError(f'The node answered a malformed aggregate3 result: {error}.') from error
        if probe is None:
            raise ChunkTooLargeError(None)
        return answers

    def can_aggregate(self, tag: str) -> bool:
        """Whether the smallest aggregate3 works, so that a failure must be due to size or to one call."""
        try:
            return self.aggregate([Call(str(self._multicall3), GET_ETH_BALANCE + encode_address('0x' + '00' * 20))], tag) is not None
        except ChunkTooLargeError as error:
            if error.transport and error.cause is not None:
                raise error.cause from error
            return False

    # -- single calls

    def _run_batches(self, calls: Sequence[Call], tag: str, on_progress: Progress | None) -> list[bytes | None]:
        results: list[bytes | None] = []
        refused = 0  # in a row, by the node rather than by the contract
        while len(results) < len(calls):
            size = self._batch_size if self._takes_batches else 1
            chunk = calls[len(results):len(results) + size]
            answers = self._call_each(chunk, tag)
            refusals = [answer for answer in answers if isinstance(answer, RemoteError) and not is_failed_execution(answer)]
            if len(refusals) == len(chunk) > 1:
                self._shrink_batches()
                continue
            refused = refused + 1 if len(refusals) == len(chunk) else 0
            if refused >= min(MAX_REFUSALS, len(calls)):
                raise refusals[0]
            results += [answer if isinstance(answer, bytes) else None for answer in answers]
            if on_progress is not None:
                on_progress(len(chunk))
        return results

    def _shrink_batches(self) -> None:
        self._batch_size //= 4
        if self._batch_size < 2:
            self._takes_batches = False

    def _call_each(self, chunk: Sequence[Call], tag: str) -> list[bytes | RemoteError]:
        requests: list[tuple[str, list[object]]] = [
            ('eth_call', [{'to': target, 'data': '0x' + data.hex()}, tag]) for target, data in chunk
        ]
        try:
            raws = self._rpc.batch(requests) if len(requests) > 1 else [self._rpc.call(*requests[0])]
        except BadResponseError as error:
            return [error] * len(chunk)
        return [_parse_answer(raw) for raw in raws]


class _ChunkedRun:
    """One run through aggregate3: walks over the calls with the batcher's chunk size, isolating calls that break a chunk."""

    def __init__(self, batcher: CallBatcher, calls: Sequence[Call], tag: str, on_progress: Progress | None) -> None:
        self._batcher = batcher
        self._calls = calls
        self._tag = tag
        self._on_progress = on_progress
        self._results: list[bytes | None] = []
        self._successes = 0
        self._proved = False  # aggregate3 has worked in this run
        self._transport_failures = 0
        self._size_before_shrinking: int | None = None
        self._failures_of_target: dict[str, int] = {}
        self._refusals = 0
        self.is_absent = False  # the node said that there is no contract

    def results(self) -> list[bytes | None]:
        """Results of the calls from the first on; fewer than there are calls if aggregate3 does not work here."""
        while len(self._results) < len(self._calls):
            if self._failures_of_target.get(self._calls[len(self._results)].target, 0) >= MAX_FAILURES_OF_TARGET:
                self._accept([None])
                continue
            chunk = self._next_chunk()
            try:
                answers = self._batcher.aggregate(chunk, self._tag)
            except ChunkTooLargeError as error:
                if not self._shrink(chunk, error):
                    break
                continue
            if answers is None:
                self.is_absent = True
                break
            self._grow()
            self._accept(answers)
        return self._results

    def _next_chunk(self) -> Sequence[Call]:
        start = len(self._results)
        return self._calls[start:start + self._batcher.chunk_size]

    def _accept(self, answers: list[bytes | None]) -> None:
        self._results += answers
        if self._on_progress is not None:
            self._on_progress(len(answers))

    def _grow(self) -> None:
        self._proved = True
        self._transport_failures = self._refusals = 0
        self._successes += 1
        if self._successes >= SUCCESSES_BEFORE_GROWTH:
            self._batcher.chunk_size *= 2
            self._successes = 0
            self._size_before_shrinking = None

    def _shrink(self, chunk: Sequence[Call], error: ChunkTooLargeError) -> bool:
        """Make the next chunk smaller, or give up on the one call left. False if aggregate3 doesn't work at all."""
        if error.transport:
            self._transport_failures += 1
            if error.cause is not None and (self._transport_failures >= MAX_TRANSPORT_FAILURES or len(chunk) == 1):
                raise error.cause
        elif not self._proved:
            if not self._batcher.can_aggregate(self._tag):
                return False
            self._proved = True
        if self._size_before_shrinking is None:
            self._size_before_shrinking = len(chunk)
        self._successes = 0
        if len(chunk) > 1:
            self._batcher.chunk_size = len(chunk) // 2
            return True
        if error.cause is not None and not is_failed_execution(error.cause):
            self._refusals += 1
            if self._refusals >= MAX_REFUSALS:
                raise error.cause
        target = chunk[0].target
        self._failures_of_target[target] = self._failures_of_target.get(target, 0) + 1
        self._batcher.chunk_size = self._size_before_shrinking
        self._size_before_shrinking = None
        self._accept([None])
        return True


def _parse_answer(raw: object) -> bytes | RemoteError:
    if isinstance(raw, RemoteError):
        return raw
    try:
        return parse_data(raw)
    except BadResponseError as error:
        return error
