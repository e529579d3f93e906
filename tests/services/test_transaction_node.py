"""Histories by a node alone, on a real one: Otterscan's index, logs, traces; chains without any index; hashes that do not exist."""

from collections.abc import Iterator, Sequence

import pytest

from demo.local_chain import WETH9, Contract, HttpRpc, LocalChain
from rotkehlchen.contracts.registry import Registry
from rotkehlchen.core.errors import InputError, RemoteError, UnavailableError
from rotkehlchen.core.progress import QuietJob
from rotkehlchen.core.span import Span
from rotkehlchen.core.time import TimestampS
from rotkehlchen.net.evm.address_history import find_index, list_by_index, list_by_logs
from rotkehlchen.net.evm.block_time import find_block_at
from rotkehlchen.net.evm.transaction import fetch_internal
from rotkehlchen.net.jsonrpc import RpcError
from rotkehlchen.services.transaction_sync import AccountWord
from rotkehlchen.storage.database import Database
from tests.services.evm_world import address_of
from tests.services.history_world import HistoryWorld, InventedChain

USER = address_of(0xABCD)
FRIEND = address_of(0xBEEF)
CHAIN = 'mine'


class Played:
    """A chain on which a user did a little of everything. `hashes`: all that concern the user, by what they are."""

    def __init__(self, chain: LocalChain) -> None:
        self.chain = chain
        self.hashes: dict[str, str] = {}
        chain.do('anvil_setBalance', USER, hex(10**21))
        weth = chain.deploy(WETH9)
        token = chain.token('Token', 'TKN', 18)
        self.hashes['received'] = chain.transact(USER, value=5)['transactionHash']
        self.hashes['sent'] = chain.transact(FRIEND, value=7, sender=USER)['transactionHash']
        self.hashes['wrapped'] = self.send(weth, 'deposit()', sender=USER, value=1000)
        self.hashes['unwrapped'] = self.send(weth, 'withdraw(uint256)', 400, sender=USER)
        self.hashes['minted'] = self.send(token, 'mint(address,uint256)', USER, 10)
        self.hashes['token sent'] = self.send(token, 'transfer(address,uint256)', FRIEND, 3, sender=USER)
        chain.transact(FRIEND, value=9)  # concerns somebody else
        self.weth = weth.address.lower()
        self.newest = int(chain.do('eth_blockNumber'), 16)

    def send(self, contract: Contract, signature: str, *values: object, sender: str | None = None, value: int = 0) -> str:
        from demo.local_chain import call_data
        return str(self.chain.transact(contract.address, call_data(signature, *values), sender=sender, value=value)['transactionHash'])


@pytest.fixture(scope='module')
def played() -> Iterator[Played]:
    chain = LocalChain(424_242)
    yield Played(chain)
    chain.close()


class Deaf:
    """The same node, but it knows only some methods."""

    def __init__(self, rpc: HttpRpc, *prefixes: str) -> None:
        self._rpc = rpc
        self._prefixes = prefixes

    def call(self, method: str, params: list[object]) -> object:
        if method.startswith(self._prefixes):
            raise RpcError('no such method', 'method_not_found', source='node', rpc_code=-32601)
        return self._rpc.call(method, params)

    def batch(self, calls: Sequence[tuple[str, list[object]]]) -> list[object]:
        return self._rpc.batch(calls)


def world_of(database: Database, rpc: object) -> HistoryWorld:
    world = HistoryWorld(database, Registry(), {CHAIN: InventedChain(424_242, 0)}, None, {CHAIN: rpc}, order=())
    world.track(CHAIN, USER)
    return world


def test_node_with_an_index_gives_the_whole_history(played: Played, user_database: Database) -> None:
    world = world_of(user_database, played.chain.new_rpc())
    result = world.query()
    stored = world.stored(CHAIN)
    assert stored.keys() == set(played.hashes.values())
    assert sorted(one for _, one in result.new) == sorted(stored)
    assert stored[played.hashes['unwrapped']].internal == [{'from': played.weth, 'to': USER.lower(), 'value': '400', 'isError': '0'}]
    assert stored[played.hashes['sent']].internal == []
    assert all(one.is_internal_known for one in stored.values())
    receipt = stored[played.hashes['token sent']].receipt
    assert len(receipt['logs']) == 1
    assert 'logsBloom' not in receipt
    block = played.chain.do('eth_getBlockByHash', receipt['blockHash'], False)
    assert stored[played.hashes['token sent']].timestamp == int(block['timestamp'], 16)
    assert world.open_issues() == set()
    assert world.query().new == []


def test_trace_filter_serves_where_there_is_no_otterscan(played: Played, user_database: Database) -> None:
    rpc = Deaf(played.chain.new_rpc(), 'ots_')
    if find_index(rpc) != 'traces':
        pytest.skip('this node has no trace_filter')
    world = world_of(user_database, rpc)
    world.query()
    assert world.stored(CHAIN).keys() == set(played.hashes.values())


def test_node_without_index_finds_tokens_and_says_what_it_cannot(played: Played, user_database: Database) -> None:
    world = world_of(user_database, Deaf(played.chain.new_rpc(), 'ots_', 'trace_'))
    world.query()
    assert world.stored(CHAIN).keys() == {played.hashes['minted'], played.hashes['token sent']}
    assert ('history_needs_indexer', f'{CHAIN}:{USER}') in world.open_issues()


def test_pages_of_the_index_meet_without_a_gap(played: Played) -> None:
    rpc = played.chain.new_rpc()
    assert find_index(rpc) == 'otterscan'
    pages = [page for first in range(0, played.newest + 1, 3) for page in list_by_index(rpc, 'otterscan', USER, Span(first, min(first + 2, played.newest)))]
    assert {row[0] for rows, _ in pages for row in rows} >= {played.hashes[name] for name in ('received', 'sent', 'wrapped', 'unwrapped')}
    spans = [span for _, span in pages]
    assert [span.first for span in spans] == [0, *(span.last + 1 for span in spans[:-1])]
    logs = list(list_by_logs(rpc, USER, Span(0, played.newest)))
    assert {row[0] for rows, _ in logs for row in rows} == {played.hashes['minted'], played.hashes['token sent']}


@pytest.mark.parametrize('deaf', [(), ('debug_',), ('debug_', 'trace_')])
def test_every_way_of_tracing_tells_the_same(played: Played, deaf: tuple[str, ...]) -> None:
    rpc = Deaf(played.chain.new_rpc(), *deaf, 'none')
    assert fetch_internal(rpc, played.hashes['unwrapped']) == [{'from': played.weth, 'to': USER.lower(), 'value': '400', 'isError': '0'}]
    assert fetch_internal(rpc, played.hashes['sent']) == []


def test_period_narrows_what_is_listed(played: Played, user_database: Database) -> None:
    world = world_of(user_database, played.chain.new_rpc())
    number = int(played.chain.do('eth_getTransactionReceipt', played.hashes['wrapped'])['blockNumber'], 16)
    time = world.chain_time(CHAIN, number)
    world.query(first=time)
    known = world.stored(CHAIN)
    assert played.hashes['token sent'] in known
    assert all(one.timestamp >= time for one in known.values())
    world.query()
    assert world.stored(CHAIN).keys() == set(played.hashes.values())


def test_transaction_is_added_by_hash_for_its_address_only(played: Played, user_database: Database) -> None:
    world = world_of(user_database, played.chain.new_rpc())
    world.service.add(CHAIN, played.hashes['unwrapped'].upper().replace('0X', '0x'), USER.lower(), QuietJob())
    [one] = world.stored(CHAIN).values()
    assert one.internal[0]['value'] == '400'
    assert world.transactions.addresses_of([one.id]) == {one.id: [USER]}
    assert world.decoder.decoded == [played.hashes['unwrapped']]
    world.service.add(CHAIN, played.hashes['unwrapped'], USER, QuietJob())
    assert len(world.stored(CHAIN)) == 1


def test_unknown_hash_is_refused_by_its_field_and_nothing_is_stored(played: Played, user_database: Database) -> None:
    world = world_of(user_database, played.chain.new_rpc())
    for tx_hash in ('0x' + '12' * 32, '0x12', 'hash', ''):
        with pytest.raises(InputError) as caught:
            world.service.add(CHAIN, tx_hash, USER, QuietJob())
        assert caught.value.field == 'tx_ref'
    with pytest.raises(InputError) as caught:
        world.service.add(CHAIN, played.hashes['sent'], FRIEND, QuietJob())
    assert caught.value.field == 'associated_address'
    with pytest.raises(InputError) as caught:
        world.service.add('atlantis', played.hashes['sent'], USER, QuietJob())
    assert caught.value.field == 'blockchain'
    with pytest.raises(InputError) as caught:
        world.service.repull(CHAIN, [played.hashes['sent'], '0x' + '12' * 32], QuietJob())
    assert caught.value.field == 'tx_refs.1'
    assert world.stored(CHAIN) == {}


def test_dead_node_is_an_error_of_the_source_and_an_issue(user_database: Database) -> None:
    class Dead:
        def call(self, method: str, params: list[object]) -> object:
            raise UnavailableError('nobody answers', source='node')

        def batch(self, calls: Sequence[tuple[str, list[object]]]) -> list[object]:
            raise UnavailableError('nobody answers', source='node')

    world = world_of(user_database, Dead())
    with pytest.raises(RemoteError):
        world.service.add(CHAIN, '0x' + '12' * 32, USER, QuietJob())
    with pytest.raises(RemoteError):
        world.query()
    assert ('history_unavailable', f'{CHAIN}:{USER}') in world.open_issues()


def test_untracked_account_is_refused_by_its_place(played: Played, user_database: Database) -> None:
    world = world_of(user_database, played.chain.new_rpc())
    with pytest.raises(InputError) as caught:
        world.query(AccountWord(USER, CHAIN), AccountWord(FRIEND, CHAIN))
    assert caught.value.field == 'accounts.1.address'


@pytest.mark.parametrize('moment', [0, 1_000, 1_005, 1_999, 2_000, 5_000, 7_001, 10**9])
def test_block_of_a_moment_is_the_first_that_is_not_older(moment: int) -> None:
    times = [TimestampS(1_000 + (number if number < 1_000 else 1_000 + 5 * (number - 1_000))) for number in range(2_000)]
    asked: list[int] = []

    def read_time(number: int) -> TimestampS:
        asked.append(number)
        return times[number]

    expected = next((number for number, time in enumerate(times) if time >= moment), len(times))
    assert find_block_at(read_time, len(times) - 1, moment) == expected
    assert len(asked) < 25
