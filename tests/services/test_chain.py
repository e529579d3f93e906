from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest

from demo.local_chain import LocalChain
from rotkehlchen.contracts.registry import Registry
from rotkehlchen.core.errors import AppError, ConflictError, InputError, NotFoundError
from rotkehlchen.net.http import HttpClient, Limits
from rotkehlchen.services.chain import ChainEdit, ChainService, NewChain, ShippedChains
from rotkehlchen.services.notification import Notifier
from rotkehlchen.storage.account import Account, AccountRepository
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.global_db.asset import AssetRepository
from rotkehlchen.storage.rpc_node import RpcNodeRepository
from rotkehlchen.storage.user_chain import UserChainRepository
from tests.conftest import FixedClock
from tests.net.local_server import LocalNode, LocalServer, Reply

UNKNOWN_ID = 7_654_321
SHIPPED = ShippedChains(Registry())


@pytest.fixture
def start_node() -> Iterator[Callable[..., LocalNode]]:
    nodes: list[LocalNode] = []

    def start(chain_id: int = UNKNOWN_ID) -> LocalNode:
        nodes.append(LocalNode(chain_id))
        return nodes[-1]
    yield start
    for node in nodes:
        node.close()


@pytest.fixture
def assets(global_database: Database) -> AssetRepository:
    return AssetRepository(global_database)


@pytest.fixture
def chains(user_database: Database, assets: AssetRepository) -> ChainService:
    http = HttpClient(lambda: Limits(connect_seconds=1, read_seconds=1))
    return ChainService(SHIPPED, UserChainRepository(user_database), assets, http, Notifier())


def test_shipped_chains_are_there_in_their_order(chains: ChainService) -> None:
    found = [chain.id for chain in chains.all()]
    assert found[:3] == ['eth', 'optimism', 'base']
    assert chains.find_evm_chain_id('hyperliquid') == 999
    assert chains.find('nothing') is None
    assert not chains.is_known('nothing')
    eth = chains.find_by_chain_id(1)
    assert eth is not None
    assert (eth.id, eth.evm_chain_name, eth.image) == ('eth', 'ethereum', 'eth.svg')
    with pytest.raises(InputError) as caught:
        chains.get('nothing')
    assert caught.value.field == 'blockchain'


def test_unknown_chain_is_added_by_its_address_alone_with_a_coin(
        chains: ChainService, assets: AssetRepository, user_database: Database, start_node: Callable[..., LocalNode],
) -> None:
    node = start_node()
    changes: list[str] = []
    chains.on_change(lambda: changes.append('changed'))
    added = chains.add(NewChain(f' {node.url} ', name='My Chain!', native_symbol='MINE'))
    assert (added.id, added.chain_id, added.native_asset, added.native_decimals) == (
        'my_chain', UNKNOWN_ID, f'eip155:{UNKNOWN_ID}/native', 18)
    assert added.is_user_added
    assert chains.find('my_chain') == added
    assert chains.all()[-1] == added
    coin = assets.find(f'eip155:{UNKNOWN_ID}/native')
    assert coin is not None
    assert (coin.symbol, coin.name, coin.decimals) == ('MINE', 'MINE', 18)
    [stored] = RpcNodeRepository(user_database).load('my_chain')
    assert (stored.endpoint, stored.owned, stored.weight, stored.active) == (node.url, True, Decimal(100), True)
    assert changes == ['changed']


def test_real_node_is_probed_and_added(chains: ChainService) -> None:
    local = LocalChain(UNKNOWN_ID)
    try:
        probe = chains.probe(local.url)
        assert (probe.chain_id, probe.existing, probe.name) == (UNKNOWN_ID, None, None)
        assert chains.add(NewChain(local.url, name='Local', native_symbol='ETH')).chain_id == UNKNOWN_ID
        assert chains.probe(local.url).existing == 'local'
    finally:
        local.close()


def test_known_chain_brings_its_own_facts(chains: ChainService, start_node: Callable[..., LocalNode]) -> None:
    node = start_node(1088)  # Metis, which has no folder
    probe = chains.probe(node.url)
    assert (probe.native_symbol, probe.native_decimals, probe.is_testnet) == ('METIS', 18, False)
    added = chains.add(NewChain(node.url))
    assert added.native_asset == 'METIS'
    assert added.name == probe.name


def test_test_network_never_has_a_coin_of_value(chains: ChainService, start_node: Callable[..., LocalNode]) -> None:
    node = start_node(11_155_111)  # Sepolia
    assert chains.probe(node.url).is_testnet
    assert chains.add(NewChain(node.url)).native_asset == 'eip155:11155111/native'


def test_known_chain_with_another_coin_than_known_has_a_coin_of_its_own(chains: ChainService, start_node: Callable[..., LocalNode]) -> None:
    added = chains.add(NewChain(start_node(1088).url, native_symbol='OTHER'))
    assert added.native_asset == 'eip155:1088/native'


@pytest.mark.parametrize(('new', 'field'), [
    (NewChain('nonsense'), 'rpc_url'),
    (NewChain('http://169.254.169.254/'), 'rpc_url'),
    (NewChain('http://127.0.0.1:1/'), 'rpc_url'),
    (NewChain('URL'), 'native_symbol'),
    (NewChain('URL', native_symbol=' '), 'native_symbol'),
    (NewChain('URL', native_symbol='X' * 21), 'native_symbol'),
    (NewChain('URL', native_symbol='X', name='   '), 'name'),
    (NewChain('URL', native_symbol='X', name='a\u202eb'), 'name'),
    (NewChain('URL', native_symbol='X', native_decimals=37), 'native_decimals'),
    (NewChain('URL', native_symbol='X', native_decimals=-1), 'native_decimals'),
    (NewChain('URL', native_symbol='X', explorer_url='javascript:alert(1)'), 'explorer_url'),
    (NewChain('URL', native_symbol='X', name='Ethereum'), 'name'),
])
def test_add_of_bad_input_names_its_field_and_changes_nothing(
        chains: ChainService, user_database: Database, start_node: Callable[..., LocalNode], new: NewChain, field: str,
) -> None:
    from dataclasses import replace
    before = list(chains.all())
    with pytest.raises(AppError) as caught:
        chains.add(replace(new, endpoint=start_node().url) if new.endpoint == 'URL' else new)
    assert caught.value.params['field'] == field
    assert field in str(caught.value)
    assert list(chains.all()) == before
    assert RpcNodeRepository(user_database).load() == []


@pytest.mark.parametrize('reply', [Reply(200, b'<html></html>'), Reply(404, b''), Reply(200, b'{"jsonrpc":"2.0","id":1,"result":"pong"}')])
def test_address_without_a_node_is_refused_by_name(chains: ChainService, reply: Reply) -> None:
    server = LocalServer(lambda _: reply)
    try:
        with pytest.raises(InputError) as caught:
            chains.add(NewChain(server.url, native_symbol='X'))
    finally:
        server.close()
    assert (caught.value.field, caught.value.error_code) == ('rpc_url', 'not_a_node')


def test_chain_that_is_there_is_refused_with_its_name(chains: ChainService, start_node: Callable[..., LocalNode]) -> None:
    with pytest.raises(ConflictError) as caught:
        chains.add(NewChain(start_node(10).url))
    assert caught.value.params['chain'] == 'optimism'
    own = start_node()
    chains.add(NewChain(own.url, native_symbol='X'))
    with pytest.raises(ConflictError):
        chains.add(NewChain(own.url, native_symbol='X', name='Again'))


@pytest.mark.parametrize(('name', 'identifier'), [
    ('Bitcoin', f'chain_{UNKNOWN_ID}'), ('ETH', f'chain_{UNKNOWN_ID}'), ('42', f'chain_{UNKNOWN_ID}'), ('Å-Chain', 'chain'),
])
def test_id_of_a_chain_is_a_free_plain_word(chains: ChainService, start_node: Callable[..., LocalNode], name: str, identifier: str) -> None:
    assert chains.add(NewChain(start_node().url, name=name, native_symbol='X')).id == identifier


def test_edit_changes_the_coin_and_its_asset(chains: ChainService, assets: AssetRepository, start_node: Callable[..., LocalNode]) -> None:
    chains.add(NewChain(start_node().url, name='Mine', native_symbol='OLD'))
    edited = chains.edit('mine', ChainEdit('Mine too', 'NEW', 'New coin', 6, 'https://scan.example.org'))
    assert (edited.id, edited.name, edited.native_decimals, edited.explorer_url) == ('mine', 'Mine too', 6, 'https://scan.example.org')
    coin = assets.find(edited.native_asset)
    assert coin is not None
    assert (coin.symbol, coin.decimals) == ('NEW', 6)
    with pytest.raises(NotFoundError):
        chains.edit('eth', ChainEdit('Mine', 'X', 'X', 18, None))
    with pytest.raises(ConflictError):
        chains.edit('mine', ChainEdit('base', 'X', 'X', 18, None))


def test_remove_takes_the_nodes_along_and_waits_for_accounts(
        chains: ChainService, user_database: Database, start_node: Callable[..., LocalNode], clock: FixedClock,
) -> None:
    chains.add(NewChain(start_node().url, name='Mine', native_symbol='X'))
    accounts = AccountRepository(user_database)
    accounts.add([Account('mine', '0x' + '11' * 20, None, (), clock())])
    with pytest.raises(ConflictError):
        chains.remove('mine')
    with user_database.write() as connection:
        connection.execute('DELETE FROM account')
    chains.remove('mine')
    assert chains.find('mine') is None
    assert RpcNodeRepository(user_database).load() == []
    with pytest.raises(NotFoundError):
        chains.remove('mine')
    with pytest.raises(NotFoundError):
        chains.remove('eth')


def test_profile_from_elsewhere_brings_its_coins_along(
        chains: ChainService, global_database: Database, assets: AssetRepository, start_node: Callable[..., LocalNode],
) -> None:
    added = chains.add(NewChain(start_node().url, name='Mine', native_symbol='X'))
    with global_database.write() as connection:
        connection.execute('DELETE FROM asset')
    chains.save_native_assets()
    assert assets.find(added.native_asset) is not None
