"""Transactions, receipts, times of blocks and internal transfers, as a node tells them.

Sources: ethereum.github.io/execution-apis (eth_getTransactionByHash, eth_getTransactionReceipt); geth.ethereum.org/docs/developers/
evm-tracing/built-in-tracers (callTracer); openethereum.github.io/JSONRPC-trace-module (trace_transaction); docs.otterscan.io
(ots_getInternalOperations); read 2026-11-25.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from rotkehlchen.core.errors import BadResponseError, RemoteError
from rotkehlchen.core.ids import NULL_ADDRESS
from rotkehlchen.core.time import TimestampS
from rotkehlchen.net.evm.rpc import RpcCaller, parse_quantity
from rotkehlchen.net.jsonrpc import RpcError

HASHES_A_BATCH: Final = 50
PLAIN_TRANSFER_GAS: Final = 21_000  # what a transaction uses that runs no code at all (ethereum.github.io/yellowpaper, G_transaction)
MAX_DEPTH: Final = 1_100  # calls nest 1,024 deep at most
_HASH: Final = re.compile(r'0x[0-9a-f]{64}')
_ADDRESS: Final = re.compile(r'0x[0-9a-fA-F]{40}')

Internal = dict[str, str]


@dataclass(frozen=True, slots=True)
class RawTransaction:
    """JSON of a node. The bloom filter of a receipt is left out: it is computed from the logs and longer than most of them."""

    transaction: Mapping[str, Any]
    receipt: Mapping[str, Any]

    @property
    def block_number(self) -> int:
        return parse_quantity(self.receipt['blockNumber'])

    @property
    def runs_code(self) -> bool:
        """Whether there can be internal transfers."""
        return bool(self.receipt['logs']) or parse_quantity(self.receipt['gasUsed']) != PLAIN_TRANSFER_GAS


def is_hash(text: str) -> bool:
    return _HASH.fullmatch(text) is not None


def fetch_transactions(rpc: RpcCaller, hashes: Sequence[str], chain_id: int) -> list[RawTransaction | RemoteError | None]:
    """For each hash its facts, None where no block holds it, or why they could not be read. Raises RemoteError if no node can be used."""
    found: list[RawTransaction | RemoteError | None] = []
    for start in range(0, len(hashes), HASHES_A_BATCH):
        part = hashes[start:start + HASHES_A_BATCH]
        methods = ('eth_getTransactionByHash', 'eth_getTransactionReceipt')
        answers = rpc.batch([(method, [one]) for one in part for method in methods])
        found += [_try_parse(answers[2 * i], answers[2 * i + 1], one, chain_id) for i, one in enumerate(part)]
    return found


def fetch_block_times(rpc: RpcCaller, numbers: Sequence[int]) -> dict[int, TimestampS]:
    """When blocks were made. Blocks that the node could not tell of are missing. Raises RemoteError if no node can be used."""
    wanted = list(dict.fromkeys(numbers))
    found: dict[int, TimestampS] = {}
    for start in range(0, len(wanted), HASHES_A_BATCH):
        part = wanted[start:start + HASHES_A_BATCH]
        for number, block in zip(part, rpc.batch([('eth_getBlockByNumber', [hex(one), False]) for one in part]), strict=True):
            if isinstance(block, dict):
                found[number] = TimestampS(parse_quantity(block.get('timestamp')))
    return found


def _try_parse(transaction: object, receipt: object, tx_hash: str, chain_id: int) -> RawTransaction | RemoteError | None:
    for answer in (transaction, receipt):
        if isinstance(answer, RemoteError):
            return answer
    try:
        return parse_raw_transaction(transaction, receipt, tx_hash, chain_id)
    except BadResponseError as error:
        return error


def parse_raw_transaction(transaction: object, receipt: object, tx_hash: str, chain_id: int) -> RawTransaction | None:
    """The facts of the transaction that was asked for; None if no block holds it. Raises BadResponseError for anything else."""
    if transaction is None:
        return None
    if not isinstance(transaction, dict) or str(transaction.get('hash')).lower() != tx_hash:
        raise BadResponseError('The node gave another transaction than the one asked for.')
    if transaction.get('blockNumber') is None:
        return None  # it waits to be put into a block
    if transaction.get('chainId') is not None and parse_quantity(transaction['chainId']) != chain_id:
        raise BadResponseError('The node gave a transaction of another chain.')
    if not isinstance(receipt, dict) or str(receipt.get('transactionHash')).lower() != tx_hash:
        raise BadResponseError('The node has the transaction, but not its receipt.')
    if parse_quantity(receipt.get('blockNumber')) != parse_quantity(transaction['blockNumber']):
        raise BadResponseError('The node puts a transaction and its receipt into two blocks.')
    _check_members(transaction, receipt)
    return RawTransaction(dict(transaction), {name: value for name, value in receipt.items() if name != 'logsBloom'})


def _check_members(transaction: Mapping[str, Any], receipt: Mapping[str, Any]) -> None:
    for name in ('value', 'gas', 'nonce'):
        parse_quantity(transaction.get(name))
    parse_quantity(receipt.get('gasUsed'))
    logs = receipt.get('logs')
    if not isinstance(logs, list) or not all(
            isinstance(one, dict) and isinstance(one.get('topics'), list) and isinstance(one.get('data'), str) for one in logs):
        raise BadResponseError('The node gave a receipt without its logs.')
    for address in (transaction.get('from'), *(one.get('address') for one in logs)):
        if not isinstance(address, str) or not _ADDRESS.fullmatch(address):
            raise BadResponseError('The node gave something that is no address.')
    for one in logs:
        parse_quantity(one.get('logIndex'))


def find_participants(raw: RawTransaction, internal: Sequence[Mapping[str, str]]) -> set[str]:
    """Every address that a transaction names (lower case): sender, receiver, in topics of logs, in internal transfers."""
    found = {str(one).lower() for one in (raw.transaction['from'], raw.transaction.get('to'), raw.receipt.get('contractAddress')) if one}
    for log in raw.receipt['logs']:
        found.update('0x' + topic[26:].lower() for topic in log['topics'][1:] if isinstance(topic, str) and topic.startswith('0x' + '0' * 24))
    return found | {row[side] for row in internal for side in ('from', 'to')}


# -- internal transfers

def fetch_internal(rpc: RpcCaller, tx_hash: str) -> list[Internal]:
    """Successful transfers inside a transaction in order of execution, by whichever way of tracing the node knows.

    Raises BadResponseError if it knows none, and RemoteError.
    """
    ways: tuple[Callable[[], list[Internal]], ...] = (
        lambda: parse_call_trace(rpc.call('debug_traceTransaction', [tx_hash, {'tracer': 'callTracer'}])),
        lambda: parse_parity_trace(rpc.call('trace_transaction', [tx_hash])),
        lambda: parse_operations(rpc.call('ots_getInternalOperations', [tx_hash]), rpc.call('eth_getTransactionByHash', [tx_hash])),
    )
    refusal: RemoteError | None = None
    for ask in ways:
        try:
            return ask()
        except RpcError as error:
            refusal = error
    raise refusal or BadResponseError('The node cannot trace.')


def parse_call_trace(raw: object) -> list[Internal]:
    """Of a callTracer's tree. The outermost call is the transaction itself; what failed moved nothing, with all inside it."""
    if not isinstance(raw, dict) or 'type' not in raw:
        raise BadResponseError('The node gave a trace of another shape.')
    return [] if raw.get('error') else list(_walk(raw, 0))


def _walk(frame: Mapping[str, Any], depth: int) -> Iterator[Internal]:
    inner = frame.get('calls') or []
    if depth > MAX_DEPTH or not isinstance(inner, list) or not all(isinstance(one, dict) for one in inner):
        raise BadResponseError('The node gave a trace of another shape.')
    for call in inner:
        if call.get('error'):
            continue
        if str(call.get('type')).upper() not in ('DELEGATECALL', 'STATICCALL', 'CALLCODE'):
            yield from _row(call.get('from'), call.get('to'), call.get('value'))
        yield from _walk(call, depth + 1)


def parse_parity_trace(raw: object) -> list[Internal]:
    """Of trace_transaction: a flat list in order of execution; an error takes everything below its address with it."""
    if not isinstance(raw, list) or not raw or not all(isinstance(one, dict) and isinstance(one.get('action'), dict) for one in raw):
        raise BadResponseError('The node gave a trace of another shape.')
    failed = [tuple(one.get('traceAddress') or ()) for one in raw if one.get('error')]
    found: list[Internal] = []
    for one in raw:
        place, action, kind = tuple(one.get('traceAddress') or ()), one['action'], one.get('type')
        if not place or any(place[:len(bad)] == bad for bad in failed):
            continue
        if kind == 'call' and action.get('callType', 'call') == 'call':
            found += _row(action.get('from'), action.get('to'), action.get('value'))
        elif kind == 'create':
            found += _row(action.get('from'), (one.get('result') or {}).get('address'), action.get('value'))
        elif kind == 'suicide':
            found += _row(action.get('address'), action.get('refundAddress'), action.get('balance'))
    return found


def parse_operations(raw: object, transaction: object) -> list[Internal]:
    """Of ots_getInternalOperations, which lists successful ones only; null means none. Some nodes put the transaction itself first."""
    if raw is not None and (not isinstance(raw, list) or not all(isinstance(one, dict) for one in raw)):
        raise BadResponseError('The node gave operations of another shape.')
    if not isinstance(transaction, dict):
        raise BadResponseError('The node does not know the transaction that it traced.')
    found = [row for one in raw or [] for row in _row(one.get('from'), one.get('to'), one.get('value'))]
    outer = list(_row(transaction.get('from'), transaction.get('to') or NULL_ADDRESS, transaction.get('value')))
    return found[1:] if found and found[:1] == outer else found


def _row(sender: object, receiver: object, value: object) -> Iterator[Internal]:
    amount = parse_quantity(value) if value is not None else 0
    if amount:
        if not all(isinstance(one, str) and _ADDRESS.fullmatch(one) for one in (sender, receiver)):
            raise BadResponseError('The node gave an internal transfer without its addresses.')
        yield {'from': str(sender).lower(), 'to': str(receiver).lower(), 'value': str(amount), 'isError': '0'}
