import random
from collections.abc import Callable
from typing import Any

import pytest

from rotkehlchen.core.errors import AuthRejectedError, BadResponseError, RateLimitedError, RemoteError, UnavailableError
from rotkehlchen.net.http import HttpClient
from rotkehlchen.net.jsonrpc import JsonRpcClient, RpcError, clean_remote_text, parse_rpc_error
from tests.net.local_server import LocalNode, LocalServer, Received, Reply, json_reply

Serve = Callable[[Callable[[Received], Reply]], LocalServer]


def test_call_gives_result_and_counts_requests(http: HttpClient, start_node: Callable[..., LocalNode]) -> None:
    client = JsonRpcClient(start_node(5).url, http)
    assert client.call('eth_chainId', []) == '0x5'
    assert client.request_count == 1


def test_null_result_is_a_result(http: HttpClient, start_node: Callable[..., LocalNode]) -> None:
    node = start_node()
    node.results['eth_getTransactionReceipt'] = None
    assert JsonRpcClient(node.url, http).call('eth_getTransactionReceipt', ['0x00']) is None


def test_batch_is_split_and_keeps_order_though_answers_are_shuffled(http: HttpClient, serve: Serve) -> None:
    def answer(received: Received) -> Reply:
        entries = [{'jsonrpc': '2.0', 'id': call['id'], 'result': call['params'][0]} for call in received.json]
        random.shuffle(entries)
        return json_reply(entries)
    client = JsonRpcClient(serve(answer).url, http, max_batch_calls=30)
    assert client.batch([('echo', [i]) for i in range(100)]) == list(range(100))
    assert client.request_count == 4


def test_batch_with_one_bad_call_keeps_the_others(http: HttpClient, start_node: Callable[..., LocalNode]) -> None:
    first, second, third = JsonRpcClient(start_node(5).url, http).batch([('eth_chainId', []), ('eth_nothing', []), ('eth_blockNumber', [])])
    assert (first, third) == ('0x5', '0x10')
    assert isinstance(second, RpcError)
    assert second.refusal == 'method_not_found'


@pytest.mark.parametrize('refusal', [
    json_reply({'jsonrpc': '2.0', 'id': None, 'error': {'code': -32600, 'message': 'batch requests are not supported'}}),
    json_reply({'error': 'batching disabled'}, 400), Reply(400, b'<html>Bad Request</html>'), Reply(413, b''), Reply(200, b'nonsense'),
    json_reply([]),
    json_reply({'jsonrpc': '2.0', 'id': None, 'error': {'code': -32600, 'message': 'Invalid request'}}, 400),
])
def test_node_that_refuses_batches_is_asked_one_by_one(http: HttpClient, start_node: Callable[..., LocalNode], refusal: Reply) -> None:
    node = start_node(5)
    node.fail = lambda received: refusal if isinstance(received.json, list) else None
    client = JsonRpcClient(node.url, http)
    assert client.batch([('eth_chainId', [])] * 10) == ['0x5'] * 10
    before = client.request_count
    assert client.batch([('eth_chainId', [])] * 5) == ['0x5'] * 5
    assert client.request_count == before + 5  # it learned


def test_node_with_a_batch_limit_gets_smaller_batches(http: HttpClient, start_node: Callable[..., LocalNode]) -> None:
    node = start_node(5)
    too_large = json_reply({'jsonrpc': '2.0', 'id': None, 'error': {'code': -32600, 'message': 'batch too large, max 25'}})
    node.fail = lambda received: too_large if len(received.json) > 25 else None
    client = JsonRpcClient(node.url, http)
    assert client.batch([('eth_chainId', [])] * 100) == ['0x5'] * 100
    assert client.request_count == 5


def test_missing_answer_in_a_batch_is_an_error_in_its_place(http: HttpClient, serve: Serve) -> None:
    server = serve(lambda received: json_reply([{'jsonrpc': '2.0', 'id': received.json[0]['id'], 'result': 1}, {'id': 'x'}, 7]))
    results = JsonRpcClient(server.url, http).batch([('a', []), ('b', [])])
    assert results[0] == 1
    assert isinstance(results[1], BadResponseError)


def test_batch_to_a_dead_node_is_raised(http: HttpClient, serve: Serve) -> None:
    with pytest.raises(UnavailableError):
        JsonRpcClient(serve(lambda _: Reply(500)).url, http).batch([('a', []), ('b', [])])


def test_rate_limited_batch_is_raised_and_not_taken_for_a_refusal_of_batches(http: HttpClient, serve: Serve) -> None:
    limited = {'jsonrpc': '2.0', 'id': None, 'error': {'code': -32005, 'message': 'daily request count exceeded, request rate limited'}}
    server = serve(lambda _: json_reply(limited))
    with pytest.raises(RateLimitedError):
        JsonRpcClient(server.url, http).batch([('a', []), ('b', [])])
    assert len(server.received) == 1


@pytest.mark.parametrize('answer', [[], 5, 'x', {}, {'id': 1}, {'id': 1, 'result': 1, 'error': {}}, None, [1, 2]])
def test_answer_of_the_wrong_shape_is_bad_response(http: HttpClient, serve: Serve, answer: Any) -> None:
    with pytest.raises(BadResponseError):
        JsonRpcClient(serve(lambda _: json_reply(answer)).url, http).call('eth_chainId', [])


@pytest.mark.parametrize(('raw', 'kind'), [
    ({'code': 3, 'message': 'execution reverted: TransferHelper', 'data': '0x08c379a0'}, 'reverted'),
    ({'code': -32000, 'message': 'execution reverted'}, 'reverted'),
    ({'code': -32015, 'message': 'VM execution error.', 'data': 'Reverted 0x'}, 'reverted'),
    ({'code': -32000, 'message': 'out of gas'}, 'reverted'),
    ({'code': -32000, 'message': '', 'data': '0x08c379a0'}, 'reverted'),
    ({'code': -32601, 'message': 'the method trace_block does not exist/is not available'}, 'method_not_found'),
    ({'code': -32000, 'message': 'Method eth_getLogs is not supported'}, 'method_not_found'),
    ({'code': -32005, 'message': 'query returned more than 10000 results'}, 'limit_exceeded'),
    ({'code': -32602, 'message': 'block range is too wide'}, 'limit_exceeded'),
    ({'code': -32000, 'message': 'exceed maximum block range: 5000'}, 'limit_exceeded'),
    ({'code': -32000, 'message': 'missing trie node 0xabc (path ) state 0xdef is not available'}, 'missing_state'),
    ({'code': -32000, 'message': 'header not found'}, 'missing_state'),
    ({'code': -32602, 'message': 'invalid argument 0: hex string without 0x prefix'}, 'invalid_request'),
    ({'code': -32603, 'message': 'Internal error'}, 'other'),
    ('a plain text', 'other'), ({}, 'other'), ([], 'other'), ({'code': True, 'message': 7}, 'other'),
])
def test_error_object_of_a_refusal_gives_its_kind(raw: Any, kind: str) -> None:
    error = parse_rpc_error(raw, 'node')
    assert isinstance(error, RpcError)
    assert error.refusal == kind
    assert error.error_code == f'rpc_{kind}'


@pytest.mark.parametrize(('raw', 'expected'), [
    ({'code': 429, 'message': 'Too Many Requests'}, RateLimitedError),
    ({'code': -32005, 'message': 'daily request count exceeded, request rate limited'}, RateLimitedError),
    ({'code': -32029, 'message': 'Your app has exceeded its compute units per second capacity.'}, RateLimitedError),
    ({'code': -32000, 'message': 'Unauthorized: You must authenticate your request with an API key'}, AuthRejectedError),
    ({'code': -32002, 'message': 'invalid project id'}, AuthRejectedError),
])
def test_error_object_about_access_gives_its_leaf(raw: Any, expected: type[RemoteError]) -> None:
    assert isinstance(parse_rpc_error(raw, 'node'), expected)


def test_revert_with_rate_limit_in_its_reason_stays_a_revert() -> None:
    error = parse_rpc_error({'code': 3, 'message': 'execution reverted: rate limit exceeded', 'data': '0x08c379a0'}, 'node')
    assert isinstance(error, RpcError)
    assert error.refusal == 'reverted'


@pytest.mark.parametrize('status', [200, 400, 404, 500])
def test_error_object_counts_whatever_the_status(http: HttpClient, serve: Serve, status: int) -> None:
    body = {'jsonrpc': '2.0', 'id': 1, 'error': {'code': 3, 'message': 'execution reverted'}}
    with pytest.raises(RpcError) as caught:
        JsonRpcClient(serve(lambda _: json_reply(body, status)).url, http).call('eth_call', [])
    assert caught.value.refusal == 'reverted'


def test_words_of_a_node_never_show_the_key_of_its_address(http: HttpClient, serve: Serve) -> None:
    def quote(received: Received) -> Reply:
        return json_reply({'id': 1, 'error': {'code': -32000, 'message': f'no route http://{received.headers["host"]}{received.path} !'}})
    server = serve(quote)
    with pytest.raises(RpcError) as caught:
        JsonRpcClient(f'{server.url}/v2/abcdefkey?token=hunter22', http).call('eth_call', [])
    assert 'abcdefkey' not in str(caught.value)
    assert 'hunter22' not in str(caught.value)
    server.answer = lambda _: json_reply({'id': 1, 'error': {'code': -32000, 'message': 'key abcdefkey is over'}})
    with pytest.raises(RpcError) as caught:
        JsonRpcClient(f'{server.url}/v2/abcdefkey', http).call('eth_call', [])
    assert 'abcdefkey' not in str(caught.value)


def test_clean_remote_text_is_one_short_printable_line() -> None:
    assert clean_remote_text('a\n\x00b\u202e <script> sk0123456789abcdef0123456789 0x' + 'f' * 64) == 'a b <script> ... 0x' + 'f' * 64
    assert len(clean_remote_text('x ' * 1000)) <= 300
