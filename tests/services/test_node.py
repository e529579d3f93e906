import json
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from decimal import Decimal
from pathlib import Path

import pytest

from demo.local_chain import LocalChain
from rotkehlchen.core.errors import AppError, InputError, NotFoundError
from rotkehlchen.net.http import HttpClient, Limits
from rotkehlchen.services.chain import ChainService, NewChain
from rotkehlchen.services.evm_chain import EvmChainDirectory
from rotkehlchen.services.issue_log import IssueLog
from rotkehlchen.services.node import NodeService
from rotkehlchen.services.notification import Notifier
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.global_db.asset import AssetRepository
from rotkehlchen.storage.issue import IssueRepository
from rotkehlchen.storage.rpc_node import RpcNode, RpcNodeRepository
from rotkehlchen.storage.user_chain import UserChainRepository
from tests.conftest import FixedClock
from tests.net.local_server import LocalNode, Reply
from tests.services.test_chain import SHIPPED

NEEDS = Path(__file__).parent.parent.parent.parent / 'shared' / 'reference' / 'client_needs.json'


@pytest.fixture
def start_node() -> Iterator[Callable[..., LocalNode]]:
    nodes: list[LocalNode] = []

    def start(chain_id: int = 1) -> LocalNode:
        nodes.append(LocalNode(chain_id))
        return nodes[-1]
    yield start
    for node in nodes:
        node.close()


@pytest.fixture
def dead() -> Iterator[str]:
    with socket.socket() as taken:
        taken.bind(('127.0.0.1', 0))
        yield f'http://127.0.0.1:{taken.getsockname()[1]}'


@pytest.fixture
def chains(user_database: Database, global_database: Database) -> ChainService:
    http = HttpClient(lambda: Limits(connect_seconds=1, read_seconds=1))
    return ChainService(SHIPPED, UserChainRepository(user_database), AssetRepository(global_database), http, Notifier())


@pytest.fixture
def nodes(chains: ChainService, user_database: Database, clock: FixedClock) -> Iterator[NodeService]:
    issues = IssueLog(IssueRepository(user_database), Notifier(), clock)
    http = HttpClient(lambda: Limits(connect_seconds=1, read_seconds=2))
    service = NodeService(chains, RpcNodeRepository(user_database), http, issues, Notifier(), clock, quick_check_seconds=0.5)
    yield service
    service.close()


def new(endpoint: str, *, owned: bool = True, active: bool = True, weight: int = 50, chain: str = 'eth', name: str = 'mine') -> RpcNode:
    return RpcNode(chain, name, endpoint, owned, Decimal(weight), active)


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline, 'it did not happen'
        time.sleep(0.01)


def issues_of(database: Database) -> dict[str, str]:
    return {stored.issue.kind: stored.issue.subject for stored in IssueRepository(database).load_open()}


def test_new_profile_gets_the_default_nodes_once(nodes: NodeService, chains: ChainService, user_database: Database) -> None:
    nodes.seed()
    loaded = nodes.load('eth')
    assert len(loaded) == len(chains.get('eth').nodes)
    assert not any(node.owned for node in loaded)
    assert {node.runtime_status for node in loaded} == {'unknown'}
    for node in loaded:
        nodes.delete('eth', node.identifier)
    nodes.seed()
    assert nodes.load('eth') == []
    assert nodes.load('base') != []
    with user_database.write() as connection:  # a version that ships one more chain
        connection.execute(
            "UPDATE meta SET value = (SELECT json_group_array(one.value) FROM json_each(meta.value) AS one WHERE one.value != 'base') "
            "WHERE name = 'chains_with_default_nodes'")
        connection.execute("DELETE FROM rpc_node WHERE chain = 'base'")
    nodes.seed()
    assert nodes.load('eth') == []
    assert nodes.load('base') != []


def test_added_node_serves_the_chain_at_once(nodes: NodeService, start_node: Callable[..., LocalNode]) -> None:
    pool = nodes.pool_of('eth')
    assert not nodes.has_nodes('eth')
    node = start_node()
    identifier = nodes.add(new(node.url))
    assert nodes.has_nodes('eth')
    assert pool.call('eth_blockNumber', []) == '0x10'
    assert nodes.pool_of('eth') is pool
    wait_for(lambda: nodes.load('eth')[0].runtime_status == 'connected')
    assert nodes.load('eth')[0].identifier == identifier
    assert nodes.summary().connected == {'eth': ['mine']}


def test_node_of_another_chain_is_refused_with_both_ids(nodes: NodeService, start_node: Callable[..., LocalNode]) -> None:
    with pytest.raises(InputError) as caught:
        nodes.add(new(start_node(10).url))
    assert (caught.value.field, caught.value.error_code) == ('endpoint', 'wrong_chain_id')
    assert (caught.value.params['expected'], caught.value.params['found']) == (1, 10)
    assert nodes.load('eth') == []


def test_dead_node_is_kept_and_reported_until_it_works(
        nodes: NodeService, user_database: Database, start_node: Callable[..., LocalNode],
) -> None:
    node = start_node()
    node.fail = lambda _: Reply(500)
    identifier = nodes.add(new(node.url))
    wait_for(lambda: issues_of(user_database) == {'node_unreachable': f'eth:{identifier}'})
    assert nodes.load('eth')[0].runtime_status == 'failed'
    assert nodes.summary().failed == {'eth': ['mine']}
    [error] = nodes.reconnect('eth')
    assert error.name == 'mine'
    node.fail = lambda _: None
    assert nodes.reconnect('eth', identifier) == []
    assert issues_of(user_database) == {}
    assert nodes.summary().connected == {'eth': ['mine']}


def test_unreachable_address_is_kept_too(nodes: NodeService, dead: str, user_database: Database) -> None:
    nodes.add(new(dead))
    wait_for(lambda: 'node_unreachable' in issues_of(user_database))
    [view] = nodes.load('eth')
    assert view.last_error_kind == 'unreachable'


def test_slow_node_of_another_chain_is_found_out_later(
        nodes: NodeService, user_database: Database, start_node: Callable[..., LocalNode],
) -> None:
    slow = start_node(10)
    at_once = slow.answer
    slow.answer = lambda received: replace(at_once(received), delay=0.8)
    identifier = nodes.add(new(slow.url))
    wait_for(lambda: issues_of(user_database) == {'node_wrong_chain': f'eth:{identifier}'})
    assert nodes.load('eth')[0].runtime_status == 'wrong_chain'
    nodes.delete('eth', identifier)
    assert issues_of(user_database) == {}


def test_failing_public_node_is_no_issue(nodes: NodeService, user_database: Database, dead: str) -> None:
    nodes.add(new(dead, owned=False))
    wait_for(lambda: nodes.load('eth')[0].runtime_status == 'failed')
    assert issues_of(user_database) == {}


def test_inactive_node_is_not_contacted(nodes: NodeService, start_node: Callable[..., LocalNode]) -> None:
    node = start_node()
    nodes.add(new(node.url, active=False))
    assert nodes.load('eth')[0].runtime_status == 'inactive'
    assert node.received == []


@pytest.mark.parametrize(('node', 'field'), [
    (new('https://node.example.org', chain='nothing'), 'blockchain'),
    (new('node.example.org'), 'endpoint'),
    (new('http://8.8.8.8'), 'endpoint'),
    (new('http://169.254.169.254'), 'endpoint'),
    (new('https://node.example.org', name='  '), 'name'),
    (new('https://node.example.org', name='x' * 101), 'name'),
    (new('https://node.example.org', weight=101), 'weight'),
    (new('https://node.example.org', weight=-1), 'weight'),
])
def test_bad_node_names_its_field(nodes: NodeService, node: RpcNode, field: str) -> None:
    with pytest.raises(InputError) as caught:
        nodes.add(node)
    assert caught.value.field == field
    assert field in str(caught.value)


def test_same_address_twice_is_refused_however_it_is_written(nodes: NodeService) -> None:
    first = nodes.add(new('http://localhost:1/rpc', active=False))
    for twin in ('http://localhost:1/rpc', 'http://LOCALHOST:1/rpc/', ' http://localhost:1/rpc '):
        with pytest.raises(AppError) as caught:
            nodes.add(new(twin, active=False))
        assert (caught.value.error_code, caught.value.params['field']) == ('duplicate_endpoint', 'endpoint')
    nodes.add(new('http://localhost:1/rpc', active=False, chain='base'))
    second = nodes.add(new('http://localhost:2', active=False))
    with pytest.raises(AppError):
        nodes.edit(replace(new('http://localhost:1/rpc', active=False), identifier=second))
    nodes.edit(replace(new('http://localhost:1/rpc/', active=False, name='renamed'), identifier=first))
    assert nodes.load('eth')[0].name == 'renamed'


def test_edit_moves_calls_to_the_new_address(nodes: NodeService, start_node: Callable[..., LocalNode]) -> None:
    old, other = start_node(), start_node()
    identifier = nodes.add(new(old.url))
    nodes.pool_of('eth').call('eth_blockNumber', [])
    with pytest.raises(InputError):
        nodes.edit(replace(new(start_node(10).url), identifier=identifier))
    nodes.edit(replace(new(other.url), identifier=identifier))
    before = len(old.received)
    nodes.pool_of('eth').call('eth_blockNumber', [])
    assert len(old.received) == before


def test_unknown_node_is_not_found(nodes: NodeService) -> None:
    for action in (
        lambda: nodes.delete('eth', 99), lambda: nodes.reconnect('eth', 99),
        lambda: nodes.edit(replace(new('http://localhost:1'), identifier=99)),
    ):
        with pytest.raises(NotFoundError) as caught:
            action()
        assert caught.value.params['field'] == 'identifier'


def test_chain_of_the_user_has_a_pool_and_loses_it_with_the_chain(
        nodes: NodeService, chains: ChainService, start_node: Callable[..., LocalNode],
) -> None:
    chains.add(NewChain(start_node(7_654_321).url, name='Mine', native_symbol='X'))
    assert nodes.pool_of('mine').call('eth_blockNumber', []) == '0x10'
    chains.remove('mine')
    with pytest.raises(InputError):
        nodes.pool_of('mine')
    assert 'mine' not in nodes.summary().connected


def test_balance_of_a_chain_that_the_user_added_is_read_through_its_node(nodes: NodeService, chains: ChainService) -> None:
    local = LocalChain(7_654_321)
    try:
        local.add_multicall3()
        chains.add(NewChain(local.url, name='Mine', native_symbol='X'))
        directory = EvmChainDirectory(chains.all, nodes.pool_of)
        mine = directory.find('mine')
        assert mine is not None
        assert mine.client.native_balances([local.accounts[1]]) == [10_000 * 10**18]
        assert mine.native_asset == 'eip155:7654321/native'
        assert nodes.summary().connected == {'mine': ['Mine']}
    finally:
        local.close()


@pytest.mark.skipif(not NEEDS.exists(), reason='the reference of the established client is not beside the project')
def test_node_view_has_the_fields_of_the_established_interface(nodes: NodeService) -> None:
    nodes.add(new('http://localhost:1', active=False))
    endpoints = json.loads(NEEDS.read_text())['endpoints']
    [recorded] = [row['result'][0] for row in endpoints if row['path'] == '/blockchains/{blockchain}/nodes' and row['method'] == 'GET']
    assert set(recorded) <= set(asdict(nodes.load('eth')[0]))
