"""Refreshing balances: chains side by side, failures that hide nothing, and how many requests it takes."""

import threading
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest

from demo.local_chain import Contract, HttpRpc, LocalChain, call_data
from rotkehlchen.core.errors import BadResponseError, CancelledError, InputError, UnavailableError
from rotkehlchen.core.ids import to_checksum_address
from rotkehlchen.net.http import HttpClient, Limits
from rotkehlchen.net.node_pool import Node, NodePool
from rotkehlchen.services.chain_balance import AddressBalances, ChainHoldings
from rotkehlchen.storage.database import Database
from tests.conftest import FixedClock
from tests.services.evm_world import RecordingJob, World, address_of

A, B = address_of(0xA1), address_of(0xB1)
ETHER = 10**18


@pytest.fixture(autouse=True)
def fresh_addresses(request: pytest.FixtureRequest) -> None:
    """Each test has addresses of its own: the tests share chains."""
    global A, B
    base = 0xA000000 + 16 * abs(hash(request.node.nodeid)) % 10**9
    A, B = address_of(base), address_of(base + 1)


def start(chain_id: int) -> Iterator[LocalChain]:
    chain = LocalChain(chain_id)
    chain.add_multicall3()
    yield chain
    chain.close()


@pytest.fixture(scope='module')
def mainnet() -> Iterator[LocalChain]:
    yield from start(1)


@pytest.fixture(scope='module')
def optimism() -> Iterator[LocalChain]:
    yield from start(10)


@pytest.fixture
def world(
        user_database: Database, global_database: Database, clock: FixedClock, mainnet: LocalChain, optimism: LocalChain,
) -> Iterator[World]:
    rpcs = [mainnet.new_rpc(), optimism.new_rpc()]
    yield World((user_database, global_database), clock, {'eth': (1, rpcs[0]), 'optimism': (10, rpcs[1])})
    for rpc in rpcs:
        rpc.close()


def held(world: World, chain: str, address: str) -> dict[str, Decimal]:
    balances = world.balances.load().per_account[chain][address]
    return {asset: by_protocol['address'] for asset, by_protocol in balances.assets.items()}


def break_chain(world: World, chain: str) -> HttpRpc:
    """Let a chain's node go away. Gives the working one back, to be put in its place again."""
    rpc = world.rpcs[chain]
    assert isinstance(rpc, HttpRpc)

    def before(_payload: Any) -> None:
        raise UnavailableError('gone')
    rpc.before = before
    return rpc


def test_refresh_reads_native_and_tokens_of_all_chains(world: World, mainnet: LocalChain, optimism: LocalChain) -> None:
    usd = mainnet.token('Dollar', 'USD', 6)
    asset = world.tokens.know(1, usd, 6)
    mainnet.mint(usd, A, 1_500_001)
    mainnet.do('anvil_setBalance', A, hex(2 * ETHER + 1))
    optimism.do('anvil_setBalance', A, hex(ETHER))
    optimism.do('anvil_setBalance', B, hex(3 * ETHER))
    world.track('eth', A, B)
    world.track('optimism', A, B)
    job = RecordingJob()
    result = world.balances.refresh(job)
    assert held(world, 'eth', A) == {'ETH': Decimal('2.000000000000000001'), asset: Decimal('1.500001')}
    assert held(world, 'optimism', B) == {'ETH': Decimal(3)}
    assert result.assets == {'ETH': {'address': Decimal('6.000000000000000001')}, asset: {'address': Decimal('1.500001')}}
    assert result.per_account['eth'][B] == AddressBalances({}, {}, world.clock())
    assert result.last_refresh_ts == {'eth': world.clock.now, 'optimism': world.clock.now}
    assert result == world.balances.load()
    assert job.reports[-1][0] == job.reports[-1][1]
    assert ('data_changed', {'what': 'balances'}) in world.messages


def test_failing_chain_keeps_last_figure_with_its_time_and_an_issue_until_it_works(
        world: World, mainnet: LocalChain, optimism: LocalChain,
) -> None:
    for chain in (mainnet, optimism):
        chain.do('anvil_setBalance', A, hex(ETHER))
    world.track('eth', A)
    world.track('optimism', A)
    first = world.clock.now
    world.balances.refresh()
    world.clock.now += 100
    optimism.do('anvil_setBalance', A, hex(5 * ETHER))
    mainnet.do('anvil_setBalance', A, hex(2 * ETHER))
    rpc = break_chain(world, 'optimism')
    result = world.balances.refresh()
    assert result.assets['ETH']['address'] == 3
    assert result.last_refresh_ts == {'eth': first + 100, 'optimism': first}
    failed = result.per_account['optimism'][A]
    assert (failed.queried_at, failed.failed_at, failed.error) == (first, first + 100, 'remote_unavailable')
    assert world.open_issues() == {('chain_unreachable', 'optimism')}
    assert any(kind == 'issue' and data['subject'] == 'optimism' for kind, data in world.messages)
    rpc.before = lambda _payload: None
    world.clock.now += 100
    result = world.balances.refresh()
    assert result.assets['ETH']['address'] == 7
    assert result.per_account['optimism'][A] == AddressBalances({'ETH': {'address': Decimal(5)}}, {}, first + 200)
    assert world.open_issues() == set()


@pytest.mark.parametrize('answer', ['0x', '0x00', 'garbage', None, {}, '0x' + 'ff' * 33, [], 7, True])
def test_node_that_answers_garbage_never_changes_a_figure(world: World, mainnet: LocalChain, answer: object) -> None:
    mainnet.do('anvil_setBalance', A, hex(ETHER))
    world.track('eth', A)
    world.balances.refresh()
    rpc = world.rpcs['eth']
    rpc.call = lambda _method, _params: answer  # type: ignore[method-assign]
    rpc.batch = lambda calls: [answer] * len(calls)  # type: ignore[method-assign]
    world.clock.now += 50
    world.balances.refresh()
    assert held(world, 'eth', A) == {'ETH': Decimal(1)}
    assert world.open_issues() in ({('chain_unreachable', 'eth')}, {('token_unreadable', 'eth:ETH')})


def test_token_that_stops_answering_keeps_its_amount_and_raises_an_issue(world: World, mainnet: LocalChain) -> None:
    token = mainnet.token('Pausable', 'PAU', 18)
    asset = world.tokens.know(1, token, 18)
    mainnet.mint(token, B, 7 * ETHER)
    world.track('eth', B)
    world.balances.refresh()
    code = mainnet.do('eth_getCode', token.address, 'latest')
    mainnet.set_code(token.address, '0x60006000fd')
    world.balances.refresh()
    assert held(world, 'eth', B)[asset] == 7
    assert world.open_issues() == {('token_unreadable', f'eth:{asset}')}
    mainnet.set_code(token.address, code)
    world.balances.refresh()
    assert world.open_issues() == set()


def test_spent_token_disappears_from_the_balances(world: World, mainnet: LocalChain) -> None:
    token = mainnet.token('Spent', 'SPT', 18)
    asset = world.tokens.know(1, token, 18)
    mainnet.mint(token, mainnet.accounts[2], 7)
    world.track('eth', mainnet.accounts[2])
    world.balances.refresh()
    assert asset in held(world, 'eth', mainnet.accounts[2])
    mainnet.transact(token.address, call_data('transfer(address,uint256)', B, 7), sender=mainnet.accounts[2])
    world.balances.refresh()
    assert asset not in held(world, 'eth', mainnet.accounts[2])


def test_contract_that_mirrors_the_native_coin_is_not_counted_again(world: World, mainnet: LocalChain) -> None:
    holder, mirror = address_of(0xA7), '0x0000000000000000000000000000000000001010'
    token = mainnet.token('Coin', 'POL', 18)
    mainnet.set_code(mirror, mainnet.do('eth_getCode', token.address, 'latest'))
    world.tokens.know(1, Contract(mainnet, to_checksum_address(mirror)), 18)
    mainnet.do('anvil_setBalance', holder, hex(ETHER))
    mainnet.transact(mirror, call_data('mint(address,uint256)', holder, ETHER))
    world.track('eth', holder)
    world.balances.refresh()
    assert held(world, 'eth', holder) == {'ETH': Decimal(1)}


def test_ignored_asset_is_left_out_of_totals_only(world: World, mainnet: LocalChain) -> None:
    mainnet.do('anvil_setBalance', A, hex(ETHER))
    world.track('eth', A)
    world.ignored.add('ETH')
    result = world.balances.refresh()
    assert result.assets == {}
    assert held(world, 'eth', A) == {'ETH': Decimal(1)}
    assert list(ChainHoldings(world.balances, lambda: world.ignored).holdings()) == []


def test_token_of_debt_is_owed_and_one_that_only_has_such_a_symbol_is_owned(world: World, mainnet: LocalChain) -> None:
    assets = []
    for name, symbol, amount in (('Aave Ethereum Variable Debt USDC', 'variableDebtEthUSDC', 300), ('Free money', 'variableDebtX', 5)):
        token = mainnet.token(name, symbol, 6)
        assets.append(world.tokens.know(1, token, 6, name=name, symbol=symbol))
        mainnet.mint(token, A, amount * 10**6)
    world.track('eth', A)
    result = world.balances.refresh()
    assert result.liabilities == {assets[0]: {'address': Decimal(300)}}
    assert result.assets[assets[1]] == {'address': Decimal(5)}
    owed = {holding.asset: holding.is_liability for holding in ChainHoldings(world.balances).holdings()}
    assert (owed[assets[0]], owed[assets[1]]) == (True, False)


def test_holdings_of_the_dashboard_name_chain_and_amount(world: World, mainnet: LocalChain) -> None:
    mainnet.do('anvil_setBalance', A, hex(ETHER))
    world.track('eth', A)
    source = ChainHoldings(world.balances)
    assert source.refreshed_at() is None
    source.refresh(RecordingJob())
    assert [(h.asset, h.amount, h.location, h.chain) for h in source.holdings()] == [('ETH', Decimal(1), 'blockchain', 'eth')]
    assert source.refreshed_at() == world.clock.now


def test_pools_with_dead_and_wrong_nodes_say_why_and_hinder_no_other(
        user_database: Database, global_database: Database, clock: FixedClock, mainnet: LocalChain, optimism: LocalChain,
) -> None:
    http = HttpClient(lambda: Limits(connect_seconds=2, attempts=1))
    dead = 'http://127.0.0.1:1'

    def pool(chain_id: int, *endpoints: str) -> NodePool:
        nodes = [Node(number, f'node {number}', endpoint, Decimal(50), False, True) for number, endpoint in enumerate(endpoints)]
        return NodePool(chain_id, nodes, http, clock)

    world = World((user_database, global_database), clock, {
        'eth': (1, pool(1, dead, mainnet.url)), 'optimism': (10, pool(10, mainnet.url, optimism.url)),
        'base': (8453, pool(8453, mainnet.url)), 'scroll': (534352, pool(534352, dead)), 'gnosis': (100, pool(100)),
    })
    for chain in (mainnet, optimism):
        chain.do('anvil_setBalance', A, hex(ETHER))
    for name in world.rpcs:
        world.track(name, A)
    result = world.balances.refresh()
    assert {chain: balances[A].error for chain, balances in result.per_account.items()} == {
        'eth': None, 'optimism': None, 'base': 'wrong_chain_id', 'scroll': 'unreachable', 'gnosis': 'no_node',
    }
    assert result.assets == {'ETH': {'address': Decimal(2)}}
    assert world.open_issues() == {('chain_unreachable', chain) for chain in ('base', 'scroll', 'gnosis')}
    http.close()


def test_refresh_of_one_address_leaves_the_others(world: World, mainnet: LocalChain) -> None:
    world.track('eth', A, B)
    mainnet.do('anvil_setBalance', A, hex(ETHER))
    result = world.balances.refresh(chain='eth', addresses=[A])
    assert list(result.per_account['eth']) == [A]
    assert world.balances.load().per_account['eth'][B].queried_at is None
    with pytest.raises(InputError, match=r'addresses\.0'):
        world.balances.refresh(chain='eth', addresses=[address_of(5)])


def refuse_programs(payload: Any) -> None:
    if isinstance(payload, dict) and payload['method'] == 'eth_call' and 'to' not in payload['params'][0]:
        raise BadResponseError('missing field to')


def test_cancelled_refresh_stops_at_the_next_request_and_keeps_what_was_there(world: World, mainnet: LocalChain) -> None:
    for number in range(12):
        world.tokens.know(1, mainnet.token(f'C{number}', 'C', 18), 18)
    world.track('eth', *(address_of(0x7000 + i) for i in range(300)))
    rpc = world.rpcs['eth']
    assert isinstance(rpc, HttpRpc)
    with pytest.raises(CancelledError):
        world.balances.refresh(RecordingJob(lambda done: done > 800))
    time.sleep(0.2)
    assert rpc.requests <= 4
    assert world.balances_stored.load() == []
    assert world.balances.load().last_refresh_ts == {}


def test_account_removed_while_its_chain_is_read_stays_removed(world: World) -> None:
    world.track('eth', A, B)
    rpc = world.rpcs['eth']
    assert isinstance(rpc, HttpRpc)
    removed = threading.Event()

    def before(_payload: Any) -> None:
        if not removed.is_set():
            removed.set()
            world.accounts.untrack('eth', [A])
    rpc.before = before
    assert list(world.balances.refresh().per_account['eth']) == [B]
    assert {holding.address for holding in world.balances_stored.load()} <= {B}


def test_two_refreshes_at_once_read_a_chain_once(world: World) -> None:
    world.track('eth', A)
    world.balances.refresh()
    rpc = world.rpcs['eth']
    assert isinstance(rpc, HttpRpc)
    rpc.before = lambda _payload: time.sleep(0.15)
    rpc.requests = 0
    threads = [threading.Thread(target=world.balances.refresh) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert rpc.requests == 1


def test_chains_are_read_side_by_side(world: World) -> None:
    world.track('eth', A)
    world.track('optimism', A)
    barrier = threading.Barrier(2, timeout=60)
    passed: list[int] = []

    def meet_at_first() -> Callable[[Any], None]:
        first = iter((1,))  # of several requests of a chain, only one takes part
        return lambda _payload: passed.extend(barrier.wait() for _ in first)

    for rpc in world.rpcs.values():
        assert isinstance(rpc, HttpRpc)
        rpc.before = meet_at_first()
    world.balances.refresh()
    assert len(passed) == 2
    assert world.open_issues() == set()


@pytest.mark.parametrize('way', ['program', 'multicall'])
def test_hundred_addresses_times_five_hundred_tokens_take_under_sixty_requests(world: World, mainnet: LocalChain, way: str) -> None:
    template = mainnet.do('eth_getCode', mainnet.token('Many', 'MNY', 18).address, 'latest')
    first = mainnet.token('First', 'FST', 18)
    world.tokens.know(1, first, 18)
    holders = [address_of(0xC0000 + i) for i in range(100)]
    for holder in holders[:10]:
        mainnet.mint(first, holder, 3)
    for number in range(499):
        address = address_of(0xD0000 + number)
        mainnet.set_code(address, template)
        world.tokens.know(1, Contract(mainnet, address), 18)
    world.track('eth', *holders)
    rpc = world.rpcs['eth']
    assert isinstance(rpc, HttpRpc)
    if way == 'multicall':
        rpc.before = refuse_programs
    job = RecordingJob()
    started = time.monotonic()
    result = world.balances.refresh(job)
    print(f'100 x 500 by {way}: {rpc.requests} requests, {time.monotonic() - started:.2f} s, {len(job.reports)} reports')
    assert rpc.requests < (20 if way == 'program' else 60)
    assert len(job.reports) > 5
    assert sum(bool(balances.assets) for balances in result.per_account['eth'].values()) == 10
    rpc.requests = 0
    world.balances.refresh()
    assert rpc.requests == 1  # from now on only what is held is asked for
