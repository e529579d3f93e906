"""Every indexer's folder against a server on loopback: the question it asks, and what each kind of bad answer becomes."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from rotkehlchen.contracts.indexer import LISTING_KINDS, Indexer, IndexerContext, Listing, parse_indexer
from rotkehlchen.contracts.registry import Registry
from rotkehlchen.core.errors import AuthRejectedError, BadResponseError, RateLimitedError, RemoteError, UnavailableError
from rotkehlchen.net.http import HttpClient, Limits
from tests.net.local_server import LocalServer, Reply, json_reply

REGISTRY = Registry()
IDS = [manifest.id for manifest in REGISTRY.manifests('indexer')]
ADDRESS, HASH = '0x' + 'aa' * 20, '0x' + 'bb' * 32
EMPTY = {'status': '0', 'message': 'No transactions found', 'result': []}
ACTIONS = {'txlist', 'txlistinternal', 'tokentx', 'tokennfttx', 'token1155tx'}


@pytest.fixture
def server() -> Iterator[LocalServer]:
    local = LocalServer(lambda _received: json_reply(EMPTY))
    yield local
    local.close()


@pytest.fixture(params=IDS)
def indexer(request: pytest.FixtureRequest, server: LocalServer) -> Iterator[Indexer]:
    client = HttpClient(lambda: Limits(connect_seconds=1, read_seconds=0.3, attempts=1))
    info = parse_indexer(REGISTRY.get('indexer', request.param))
    context = IndexerContext(client, info, lambda field: 'secret' if field == 'api_key' else None, lambda: server.url + '/{chain_id}/api')
    yield REGISTRY.load('indexer', request.param).build(context)
    client.close()


def test_manifest_serves_ethereum_at_a_known_host_with_a_rate() -> None:
    for one in IDS:
        info = parse_indexer(REGISTRY.get('indexer', one))
        url = info.url_of(1)
        assert url is not None
        assert urlsplit(url).hostname in info.requests_per_second
        assert info.url_of(10**9) is None
        assert '{' not in url


def test_questions_name_chain_address_blocks_and_page(indexer: Indexer, server: LocalServer) -> None:
    for kind in LISTING_KINDS:
        assert list(indexer.fetch_listing(8453, Listing(kind, ADDRESS, 5, 9, 2))) == []
    actions = set()
    for received in server.received:
        parts = urlsplit(received.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert parts.path == '/8453/api'
        assert query.items() >= {
            'module': 'account', 'address': ADDRESS, 'startblock': '5', 'endblock': '9', 'page': '2', 'sort': 'asc', 'apikey': 'secret'}.items()
        assert query['offset'] == str(indexer.page_rows)
        actions.add(query['action'])
    assert actions == ACTIONS


def test_internal_transfers_of_a_transaction_are_asked_without_blocks(indexer: Indexer, server: LocalServer) -> None:
    assert indexer.fetch_internal(1, HASH) == []
    assert 'startblock' not in server.received[0].path
    assert f'txhash={HASH}' in server.received[0].path


def test_nothing_proposed_is_an_empty_list(indexer: Indexer) -> None:
    assert list(indexer.fetch_staking(1, 'withdrawal', ADDRESS, 0, 1)) == []
    assert list(indexer.fetch_staking(1, 'block', ADDRESS, 0, 1)) == []


GOOD = json.dumps({'status': '1', 'message': 'OK', 'result': [
    {'blockNumber': str(number), 'timeStamp': '1', 'hash': HASH, 'value': '1', 'from': ADDRESS, 'to': ADDRESS} for number in range(5, 10)]}).encode()


@pytest.mark.parametrize(('reply', 'leaf'), [
    (Reply(200, b'<html><body>Just a moment...</body></html>'), BadResponseError), (Reply(200, b''), BadResponseError),
    (Reply(200, GOOD[:-20]), BadResponseError), (Reply(200, GOOD, drop_after=30), UnavailableError), (Reply(500), UnavailableError),
    (Reply(502, b'<html>'), UnavailableError), (Reply(429), RateLimitedError), (Reply(401), AuthRejectedError), (Reply(403), AuthRejectedError),
    (Reply(404, b'nothing'), BadResponseError), (Reply(200, GOOD, delay=1.0), UnavailableError), (Reply(200, b'null'), BadResponseError),
    (Reply(200, b'{"status":"1","message":"OK","result":NaN}'), BadResponseError),
])
@pytest.mark.parametrize('ask', [
    lambda one: one.fetch_listing(1, Listing('normal', ADDRESS, 5, 9)), lambda one: one.fetch_internal(1, HASH),
    lambda one: one.fetch_rpc(1, 'eth_getTransactionByHash', {'txhash': HASH}),
], ids=['listing', 'internal', 'rpc'])
def test_bad_answer_is_one_of_the_four_failures(
        indexer: Indexer, server: LocalServer, reply: Reply, leaf: type[RemoteError], ask: Callable[[Indexer], Any],
) -> None:
    server.answer = lambda _received: reply
    with pytest.raises(leaf) as caught:
        ask(indexer)
    assert 'secret' not in str(caught.value)


def test_key_is_optional(server: LocalServer) -> None:
    client = HttpClient(lambda: Limits(attempts=1))
    for one in IDS:
        context = IndexerContext(client, parse_indexer(REGISTRY.get('indexer', one)), own_url=lambda: server.url + '/{chain_id}')
        REGISTRY.load('indexer', one).build(context).fetch_internal(1, HASH)
    assert not any('apikey' in received.path for received in server.received)
    client.close()


def test_own_address_without_a_place_for_the_chain(server: LocalServer) -> None:
    """Etherscan's version 2 takes the chain as an argument; another one's own address is that of Ethereum."""
    client = HttpClient(lambda: Limits(attempts=1))
    for one in IDS:
        context = IndexerContext(client, parse_indexer(REGISTRY.get('indexer', one)), own_url=lambda: server.url)
        built = REGISTRY.load('indexer', one).build(context)
        assert built.serves(1)
        assert built.serves(987_654) is (one == 'etherscan')
    client.close()
