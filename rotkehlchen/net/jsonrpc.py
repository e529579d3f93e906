"""JSON-RPC 2.0 over HTTP, as EVM nodes speak it: single calls, batches, and what the many kinds of refusal mean.

Sources: jsonrpc.org/specification; eips.ethereum.org/EIPS/eip-1474 (error codes); code 3 with revert data is geth's;
the words by which providers say "slower", "smaller" and "not here" were read in their documentation, 2026-11-21.
"""

import itertools
import re
import threading
from collections.abc import Sequence
from typing import Final, Literal

from rotkehlchen.core.errors import AuthRejectedError, BadResponseError, RateLimitedError, RemoteError
from rotkehlchen.core.progress import Job
from rotkehlchen.net.address import host_label
from rotkehlchen.net.http import HttpAnswer, HttpClient, HttpRequest, find_status_error, to_json

Call = tuple[str, list[object]]
Refusal = Literal['reverted', 'method_not_found', 'limit_exceeded', 'missing_state', 'invalid_request', 'other']

MAX_BATCH_CALLS: Final = 100
MAX_MESSAGE_LENGTH: Final = 300
MIN_SECRET_LENGTH: Final = 6
METHOD_NOT_FOUND: Final = -32601
LIMIT_EXCEEDED: Final = -32005
REVERTED: Final = 3

_SLOWER = re.compile(
    r'rate.?limit|too many requests|requests? per (?:second|minute|day)|compute units|throughput|(?:daily|monthly) (?:request|limit)|'
    r'request (?:count|limit) (?:exceeded|reached)|call rate|quota|exceeded.{0,30}capacity|capacity exceeded|try again (?:later|in)',
    re.IGNORECASE)
_NO_ACCESS = re.compile(
    r'unauthori[sz]ed|forbidden|invalid (?:api|project|access) ?(?:key|id|token)|must be authenticated|api key', re.IGNORECASE)
_REVERTED = re.compile(
    r'revert|out of ?gas|invalid ?opcode|opcode not ?found|stack ?(?:under|over)flow|invalid ?jump|vm execution error|execution error',
    re.IGNORECASE)
_NOT_HERE = re.compile(
    r'missing trie node|header not found|state.{0,30}(?:not available|unavailable|pruned)|pruned|historical state|archive|block not found|'
    r'unknown block|no state available|distance to target block', re.IGNORECASE)
_SMALLER = re.compile(
    r'(?:block|query) range|range.{0,20}(?:large|wide|exceed|limit)|more than \d+ (?:results|blocks|logs)|too (?:many|large|big|long)|'
    r'limit exceeded|exceeds? (?:the )?(?:max|limit|allowed)|response size|(?:timeout|timed out)|entity too large|batch', re.IGNORECASE)
_UNKNOWN_METHOD = re.compile(
    r'method.{0,60}(?:not found|not supported|not available|not allowed|does not exist|unsupported)|unsupported method', re.IGNORECASE)
# A host's own words may quote the address that was called, with the key in it.
_URL = re.compile(r'(?:https?|wss?)://\S+', re.IGNORECASE)
_LONG_TOKEN = re.compile(r'(?<![0-9A-Za-z])(?!0x)(?=[A-Za-z_-]*[0-9])[0-9A-Za-z_-]{24,}')
_HEADERS: Final = {'Content-Type': 'application/json', 'Accept': 'application/json'}


class RpcError(BadResponseError):
    """The node understood the request and answered with an error. `refusal` is its kind, `data` what came with it."""

    code = 'rpc_error'

    def __init__(self, message: str, refusal: Refusal, *, source: str, rpc_code: int | None, data: str | None = None) -> None:
        super().__init__(message, source=source, code=f'rpc_{refusal}', rpc_code=rpc_code)
        self.refusal = refusal
        self.rpc_code = rpc_code
        self.data = data


class JsonRpcClient:
    """One node. Safe to use from several threads. `request_count`: HTTP requests made.

    `is_pooled`: a pool decides when it is asked again, so there are neither second tries nor a circuit breaker here.
    """

    def __init__(self, endpoint: str, http: HttpClient, *, max_batch_calls: int = MAX_BATCH_CALLS, is_pooled: bool = False) -> None:
        self._endpoint = endpoint
        self._http = http
        self._is_pooled = is_pooled
        self._batch_calls = max(1, max_batch_calls)
        self._ids = itertools.count(1)
        self._lock = threading.Lock()
        self.source = host_label(endpoint)
        self._secrets = find_secrets(endpoint)
        self.request_count = 0

    def call(self, method: str, params: list[object], job: Job | None = None) -> object:
        """The `result`. Raises RpcError for a refusal, or one of the leaves of RemoteError."""
        identifier = next(self._ids)
        answer = self._post(_request(identifier, method, params), job)
        if isinstance(answer, list) and len(answer) == 1:
            answer = answer[0]
        result = self._parse_entry(answer)
        if isinstance(result, RemoteError):
            raise result
        return result

    def batch(self, calls: Sequence[Call], job: Job | None = None) -> list[object]:
        """Results in order of the calls; a call that failed by itself is a RemoteError in its place.

        Sent in as few requests as the node takes; a node that refuses batches is asked one by one. Raises RemoteError
        if the node cannot be used.
        """
        results: list[object] = []
        while len(results) < len(calls):
            chunk = calls[len(results):len(results) + self._batch_calls]
            if len(chunk) == 1:
                results.append(self._call_in_place(chunk[0], job))
                continue
            answers = self._send_batch(chunk, job)
            if answers is None:
                self._batch_calls = max(1, min(self._batch_calls, len(chunk)) // 4)
            else:
                results += answers
        return results

    def _call_in_place(self, call: Call, job: Job | None) -> object:
        try:
            return self.call(*call, job)
        except RpcError as error:
            return error

    def _send_batch(self, chunk: Sequence[Call], job: Job | None) -> list[object] | None:
        """Results in order, None if the node refuses the batch as a whole."""
        first = next(self._ids)
        identifiers = [first, *(next(self._ids) for _ in chunk[1:])]
        try:
            answer = self._post([_request(i, *call) for i, call in zip(identifiers, chunk, strict=True)], job)
        except AuthRejectedError:
            raise
        except BadResponseError:
            return None
        if not isinstance(answer, list):
            refused = self._parse_entry(answer)
            if isinstance(refused, RateLimitedError | AuthRejectedError):
                raise refused
            return None
        by_id = {entry['id']: entry for entry in answer if isinstance(entry, dict) and isinstance(entry.get('id'), int)}
        if not by_id:
            return None
        return [self._parse_entry(by_id.get(i)) for i in identifiers]

    def _post(self, payload: object, job: Job | None) -> object:
        request = HttpRequest('POST', self._endpoint, None, _HEADERS, to_json(payload))
        with self._lock:
            self.request_count += 1
        attempts = 1 if self._is_pooled else None
        return self._http.send(
            request, attempts=attempts, job=job, find_error=_find_transport_error, has_breaker=not self._is_pooled).json()

    def _parse_entry(self, entry: object) -> object:
        """The result of one response object, or the error that it stands for."""
        if not isinstance(entry, dict):
            return BadResponseError(f'{self.source} left out an answer.', source=self.source)
        if entry.get('error') is not None:
            return parse_rpc_error(entry['error'], self.source, self._secrets)
        if 'result' not in entry:
            return BadResponseError(f'{self.source} answered without a result.', source=self.source)
        return entry['result']


def parse_rpc_error(raw: object, source: str, secrets: Sequence[str] = ()) -> RemoteError:
    """What a node's error object means: slow down, no access, or an RpcError with the kind of its refusal.

    `secrets` are taken out of the node's words.
    """
    members = raw if isinstance(raw, dict) else {'message': raw}
    message = members.get('message')
    text = clean_remote_text(message if isinstance(message, str) else '', secrets)
    code = members.get('code')
    rpc_code = code if isinstance(code, int) and not isinstance(code, bool) else None
    data = members.get('data')
    detail = f'{source}: {text}' if text else f'{source} refused the call (code {rpc_code}).'
    refusal = _find_refusal(rpc_code, text, has_data=isinstance(data, str) and data.startswith('0x') and len(data) > 2)
    if refusal == 'reverted' and not _REVERTED.search(text):
        detail += ' (the call was reverted)'
    if refusal != 'reverted' and (rpc_code == 429 or _SLOWER.search(text)):
        return RateLimitedError(detail, source=source)
    if refusal != 'reverted' and (rpc_code in (401, 403) or _NO_ACCESS.search(text)):
        return AuthRejectedError(detail, source=source)
    return RpcError(detail, refusal, source=source, rpc_code=rpc_code, data=data if isinstance(data, str) else None)


def _find_refusal(code: int | None, text: str, *, has_data: bool) -> Refusal:
    if code == REVERTED or (has_data and code in (-32000, -32015)) or _REVERTED.search(text):
        return 'reverted'
    if code == METHOD_NOT_FOUND or _UNKNOWN_METHOD.search(text):
        return 'method_not_found'
    if _NOT_HERE.search(text):
        return 'missing_state'
    if code == LIMIT_EXCEEDED or _SMALLER.search(text):
        return 'limit_exceeded'
    if code in (-32600, -32602, -32700):
        return 'invalid_request'
    return 'other'


def find_secrets(endpoint: str) -> list[str]:
    """The parts of an endpoint that may be a key: longer pieces of its path and query."""
    rest = endpoint.partition('://')[2].partition('/')[2]
    return [piece for piece in re.split(r'[/?&=#]', rest) if len(piece) >= MIN_SECRET_LENGTH]


def clean_remote_text(text: str, secrets: Sequence[str] = ()) -> str:
    """Words of another machine as they may be shown: one line, printable, short, without addresses, keys and long tokens."""
    for secret in secrets:
        text = text.replace(secret, '...')
    line = ' '.join(''.join(c if c.isprintable() else ' ' for c in text[:4 * MAX_MESSAGE_LENGTH]).split())
    return _LONG_TOKEN.sub('...', _URL.sub('...', line))[:MAX_MESSAGE_LENGTH]


def _request(identifier: int, method: str, params: list[object]) -> dict[str, object]:
    return {'jsonrpc': '2.0', 'id': identifier, 'method': method, 'params': params}


def _find_transport_error(answer: HttpAnswer) -> RemoteError | None:
    """Nodes answer refusals with any status: what counts is whether there is a JSON-RPC error in the body."""
    error = find_status_error(answer)
    if error is None or answer.status in (401, 429):
        return error
    if answer.status == 413:
        return RpcError(f'{answer.source}: request too large', 'limit_exceeded', source=answer.source, rpc_code=None)
    try:
        body = answer.json()
    except BadResponseError:
        return error
    entries = body if isinstance(body, list) else [body]
    is_answer = bool(entries) and all(isinstance(one, dict) and ('result' in one or isinstance(one.get('error'), dict)) for one in entries)
    return None if is_answer else error
