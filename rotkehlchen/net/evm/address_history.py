"""Which transactions an address took part in, by a node alone: as far as the node keeps an index of addresses, and by logs.

Three ways, by what a node knows: Otterscan's index (`ots_searchTransactionsAfter`, Erigon and others), OpenEthereum's traces
(`trace_filter`), and for transfers of tokens on every node `eth_getLogs` by topics. Each gives pages: rows, and the blocks that are
complete with them. Sources: docs.otterscan.io/api-docs/ots-api, openethereum.github.io/JSONRPC-trace-module, read 2026-11-25.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

from rotkehlchen.core.errors import BadResponseError, RemoteError
from rotkehlchen.core.span import Span
from rotkehlchen.core.time import TimestampS
from rotkehlchen.net.evm.rpc import RpcCaller, parse_quantity
from rotkehlchen.net.evm.transfer_log import TRANSFER
from rotkehlchen.net.jsonrpc import RpcError

TRANSFER_SINGLE: Final = '0xc3d58168c5ae7397731d063d5bbf3d657854427343f4c083240f7aacaa2d0f62'
TRANSFER_BATCH: Final = '0x4a39dc06d4c0dbc64b70af90fd698a233a518aa5d07e595d983b8c0526c8f7fb'
FIRST_WINDOW_BLOCKS: Final = 1_000_000
WINDOW_AFTER_REFUSAL_BLOCKS: Final = 10_000  # what most public nodes accept
LARGEST_WINDOW_BLOCKS: Final = 10_000_000
OTTERSCAN_ROWS: Final = 25  # the most that a page may ask for

Row = tuple[str, int, TimestampS | None, bool]  # hash, block, its time, whether the coin moves inside the transaction
Page = tuple[list[Row], Span]
Read = Callable[[int, int], list[Row]]


def find_index(rpc: RpcCaller) -> str:
    """How the node can list plain transactions: 'otterscan', 'traces', or '' for not at all. Raises RemoteError if it cannot be used."""
    for name, method, params in (
        ('otterscan', 'ots_getApiLevel', []),
        ('traces', 'trace_filter', [{'fromBlock': '0x1', 'toBlock': '0x1', 'count': 1}]),
    ):
        try:
            rpc.call(str(method), list(params))
        except RpcError:
            continue
        return str(name)
    return ''


def list_by_index(rpc: RpcCaller, index: str, address: str, span: Span) -> Iterator[Page]:
    """Transactions that the address sent, received, or took part in inside. Raises RemoteError between pages."""
    if index == 'otterscan':
        return _search(rpc, address, span)
    return _walk(span, lambda first, last: _filter_traces(rpc, address, first, last))


def list_by_logs(rpc: RpcCaller, address: str, span: Span) -> Iterator[Page]:
    """Transactions that moved tokens of any kind from or to the address. Raises RemoteError between pages."""
    topic = '0x' + '00' * 12 + address[2:].lower()
    both = [TRANSFER_SINGLE, TRANSFER_BATCH]
    wanted: list[list[object]] = [[TRANSFER, topic], [TRANSFER, None, topic], [both, None, topic], [both, None, None, topic]]

    def read(first: int, last: int) -> list[Row]:
        answers = rpc.batch([('eth_getLogs', [{'fromBlock': hex(first), 'toBlock': hex(last), 'topics': one}]) for one in wanted])
        return [row for answer in answers for row in parse_logs(answer, first, last)]

    return _walk(span, read)


def _walk(span: Span, read: Read) -> Iterator[Page]:
    """Windows of blocks, oldest first, as large as the node takes them: a refusal makes them smaller."""
    size, first, was_refused = FIRST_WINDOW_BLOCKS, span.first, False
    while first <= span.last:
        last = min(span.last, first + size - 1)
        try:
            rows = read(first, last)
        except RpcError as error:
            if last == first or error.refusal == 'method_not_found':
                raise
            size = (last - first + 1) // 4 if was_refused else min((last - first + 1) // 2, WINDOW_AFTER_REFUSAL_BLOCKS)
            size, was_refused = max(1, size), True
            continue
        yield rows, Span(first, last)
        first = last + 1
        size = min(LARGEST_WINDOW_BLOCKS, size * 2) if not was_refused else size


def parse_logs(raw: object, first: int, last: int) -> list[Row]:
    """Rows of the logs of a window. Raises BadResponseError for logs of other blocks, and what stands in the place of the answer."""
    if isinstance(raw, RemoteError):
        raise raw
    if not isinstance(raw, list):
        raise BadResponseError('The node answered something that is not a list of logs.')
    return [_row_of(one, 'transactionHash', first, last) for one in raw if not (isinstance(one, dict) and one.get('removed') is True)]


def _filter_traces(rpc: RpcCaller, address: str, first: int, last: int) -> list[Row]:
    rows: list[Row] = []
    for side in ('fromAddress', 'toAddress'):
        answer = rpc.call('trace_filter', [{'fromBlock': hex(first), 'toBlock': hex(last), side: [address.lower()]}])
        rows += parse_traces(answer, first, last)
    return rows


def parse_traces(raw: object, first: int, last: int) -> list[Row]:
    """Rows of a window's traces. Rewards of blocks belong to no transaction and are left out."""
    if not isinstance(raw, list) or not all(isinstance(one, dict) for one in raw):
        raise BadResponseError('The node gave traces of another shape.')
    return [
        (tx_hash, block, None, bool(one.get('traceAddress')) and not one.get('error') and _value_of(one) > 0)
        for one in raw if one.get('transactionHash') is not None
        for tx_hash, block, _, _ in [_row_of({**one, 'blockNumber': _to_hex(one.get('blockNumber'))}, 'transactionHash', first, last)]
    ]


def _search(rpc: RpcCaller, address: str, span: Span) -> Iterator[Page]:
    """A page ends with a whole block, so that the next one begins after it."""
    first = span.first
    while first <= span.last:
        answer = rpc.call('ots_searchTransactionsAfter', [address.lower(), max(0, first - 1), OTTERSCAN_ROWS])
        rows, is_newest = parse_search(answer, first)
        last = span.last if is_newest or not rows else min(span.last, max(row[1] for row in rows))
        yield [row for row in rows if row[1] <= span.last], Span(first, last)
        first = last + 1


def parse_search(raw: object, first: int) -> tuple[list[Row], bool]:
    """(rows, whether there are no newer ones) of a page of ots_searchTransactionsAfter."""
    if not isinstance(raw, dict) or not isinstance(raw.get('txs'), list) or not isinstance(raw.get('firstPage'), bool):
        raise BadResponseError('The node gave a page of another shape.')
    receipts = raw.get('receipts')
    times: dict[Any, Any] = {one.get('transactionHash'): one.get('timestamp') for one in receipts if isinstance(one, dict)} \
        if isinstance(receipts, list) else {}
    rows = []
    for one in raw['txs']:
        tx_hash, block, _, _ = _row_of(one, 'hash', first, 2**63)
        seconds = times.get(one['hash'])
        text = _to_hex(seconds)
        rows.append((tx_hash, block, TimestampS(parse_quantity(text)) if text is not None else None, False))
    if not rows and not raw['firstPage']:
        raise BadResponseError('The node gave an empty page that is not the last one.')
    return rows, raw['firstPage']


def _row_of(raw: object, name: str, first: int, last: int) -> Row:
    if not isinstance(raw, dict):
        raise BadResponseError('The node gave a row of another shape.')
    tx_hash, block = raw.get(name), parse_quantity(raw.get('blockNumber'))
    if not isinstance(tx_hash, str) or len(tx_hash) != 66 or not first <= block <= last:
        raise BadResponseError('The node gave other blocks than those asked for.')
    return tx_hash.lower(), block, None, False


def _to_hex(raw: object) -> str | None:
    return hex(raw) if isinstance(raw, int) and not isinstance(raw, bool) else raw if isinstance(raw, str) else None


def _value_of(trace: dict[str, Any]) -> int:
    action = trace.get('action')
    value = (action.get('value') or action.get('balance')) if isinstance(action, dict) else None
    return parse_quantity(value) if value else 0
