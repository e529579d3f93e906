import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest

from demo.local_chain import LocalChain
from rotkehlchen.core.errors import RateLimitedError, UnavailableError
from rotkehlchen.net.http import HttpClient
from rotkehlchen.net.jsonrpc import RpcError
from rotkehlchen.net.node_pool import Node, NodePool, WrongChainError
from tests.conftest import FixedClock
from tests.net.conftest import QUICK, Time
from tests.net.local_server import LocalNode, Reply

StartNode = Callable[..., LocalNode]


def spec(identifier: int, endpoint: str, *, weight: int = 50, owned: bool = False, active: bool = True) -> Node:
    return Node(identifier, f'node {identifier}', endpoint, Decimal(weight), owned, active)


@pytest.fixture
def make_pool(http: HttpClient, time: Time, clock: FixedClock) -> Callable[..., NodePool]:
    def make(*nodes: Node, chain_id: int = 1, on_change: Callable[[int], None] | None = None) -> NodePool:
        return NodePool(chain_id, nodes, http, clock, on_change=on_change, monotonic=time, sleep=time.sleep)
    return make


@pytest.fixture
def dead() -> Iterator[str]:
    """An address where nobody listens."""
    with socket.socket() as taken:
        taken.bind(('127.0.0.1', 0))
        yield f'http://127.0.0.1:{taken.getsockname()[1]}'


def test_call_checks_chain_id_once_and_then_answers(make_pool: Callable[..., NodePool], start_node: StartNode) -> None:
    node = start_node()
    pool = make_pool(spec(1, node.url))
    assert [pool.call('eth_blockNumber', []) for _ in range(3)] == ['0x10'] * 3
    assert node.methods == ['eth_chainId', *['eth_blockNumber'] * 3]
    assert pool.request_count == 4
    assert pool.states()[1].status == 'connected'
    assert pool.states()[1].is_ready


def test_owned_node_comes_before_heavier_public_ones(make_pool: Callable[..., NodePool], start_node: StartNode) -> None:
    public, owned = start_node(), start_node()
    pool = make_pool(spec(1, public.url, weight=100), spec(2, owned.url, weight=0, owned=True))
    for _ in range(10):
        pool.call('eth_blockNumber', [])
    assert public.received == []


def test_weights_share_the_calls(make_pool: Callable[..., NodePool], start_node: StartNode) -> None:
    light, heavy = start_node(), start_node()
    pool = make_pool(spec(1, light.url, weight=20), spec(2, heavy.url, weight=80))
    for _ in range(200):
        pool.call('eth_blockNumber', [])
    counts = Counter({'light': len(light.received), 'heavy': len(heavy.received)})
    assert 15 < counts['light'] < 75
    assert counts['heavy'] > 125


def test_dead_node_is_passed_over_and_rests(make_pool: Callable[..., NodePool], start_node: StartNode, dead: str, time: Time) -> None:
    node = start_node()
    changed: list[int] = []
    pool = make_pool(spec(1, dead, owned=True), spec(2, node.url), on_change=changed.append)
    assert pool.call('eth_blockNumber', []) == '0x10'
    assert changed == [1, 2]
    state = pool.states()[1]
    assert (state.status, state.is_ready, state.last_error_kind) == ('failed', False, 'unreachable')
    assert state.cooldown_until is not None
    before = pool.request_count
    pool.call('eth_blockNumber', [])
    assert pool.request_count == before + 1
    time.now += 11
    pool.call('eth_blockNumber', [])
    assert pool.request_count == before + 3  # tried again
    assert pool.states()[1].status == 'failed'


def test_rest_grows_with_each_failure(make_pool: Callable[..., NodePool], dead: str, time: Time, clock: FixedClock) -> None:
    pool = make_pool(spec(1, dead))
    rests = []
    for _ in range(7):
        with pytest.raises(UnavailableError):
            pool.call('eth_blockNumber', [])
        rest = (pool.states()[1].cooldown_until or 0) - clock.now
        rests.append(rest)
        time.now += rest + 1
    assert rests == sorted(rests)
    assert rests[0] <= 12
    assert rests[-1] <= 302


def test_all_dead_is_unavailable_and_one_is_tried_now_and_then(
        make_pool: Callable[..., NodePool], start_node: StartNode, time: Time,
) -> None:
    node = start_node()
    node.fail = lambda _: Reply(503)
    pool = make_pool(spec(1, node.url))
    for _ in range(4):
        with pytest.raises(UnavailableError):
            pool.call('eth_blockNumber', [])
    assert pool.states()[1].status == 'failed'
    node.fail = lambda _: None
    with pytest.raises(UnavailableError):
        pool.call('eth_blockNumber', [])  # it rests, and was tried a moment ago
    time.now += 4
    assert pool.call('eth_blockNumber', []) == '0x10'
    assert pool.states()[1].status == 'connected'


def test_slow_call_does_not_make_its_node_rest_at_once(make_pool: Callable[..., NodePool], start_node: StartNode) -> None:
    node = start_node()
    pool = make_pool(spec(1, node.url))
    pool.call('eth_blockNumber', [])
    node.fail = lambda received: Reply(delay=5) if b'eth_call' in received.body else None
    with pytest.raises(UnavailableError):
        pool.call('eth_call', [])
    assert pool.call('eth_blockNumber', []) == '0x10'


def test_wrong_chain_behind_an_address_is_never_asked_for_anything_else(make_pool: Callable[..., NodePool], start_node: StartNode) -> None:
    wrong, right = start_node(10), start_node(1)
    pool = make_pool(spec(1, wrong.url, owned=True), spec(2, right.url))
    assert pool.call('eth_blockNumber', []) == '0x10'
    assert wrong.methods == ['eth_chainId']
    state = pool.states()[1]
    assert (state.status, state.chain_id, state.last_error_kind) == ('wrong_chain', 10, 'wrong_chain_id')


def test_only_wrong_chains_raise_with_both_ids(make_pool: Callable[..., NodePool], start_node: StartNode, time: Time) -> None:
    wrong = start_node(10)
    pool = make_pool(spec(1, wrong.url))
    with pytest.raises(WrongChainError) as caught:
        pool.call('eth_getBalance', [])
    assert (caught.value.expected, caught.value.found) == (1, 10)
    time.now += 60
    with pytest.raises(UnavailableError):
        pool.call('eth_getBalance', [])
    assert 'eth_getBalance' not in wrong.methods


def test_rate_limited_node_gives_way_to_the_next(make_pool: Callable[..., NodePool], start_node: StartNode, time: Time) -> None:
    limited, free = start_node(), start_node()
    limited.fail = lambda _: Reply(429, headers={'Retry-After': '30'})
    pool = make_pool(spec(1, limited.url, owned=True), spec(2, free.url))
    assert pool.call('eth_blockNumber', []) == '0x10'
    assert pool.states()[1].status == 'cooling_down'
    pool.call('eth_blockNumber', [])
    assert len(limited.received) == 1
    assert time.total_slept == 0


def test_short_rate_limit_of_the_only_node_is_waited_for(make_pool: Callable[..., NodePool], start_node: StartNode, time: Time) -> None:
    node = start_node()
    replies = [Reply(429, headers={'Retry-After': '1'})]
    node.fail = lambda _: replies.pop() if replies else None
    assert make_pool(spec(1, node.url)).call('eth_blockNumber', []) == '0x10'
    assert 1 <= time.total_slept < 3


def test_long_rate_limit_of_the_only_node_is_raised(make_pool: Callable[..., NodePool], start_node: StartNode, time: Time) -> None:
    node = start_node()
    node.fail = lambda _: Reply(429, headers={'Retry-After': '300'})
    with pytest.raises(RateLimitedError):
        make_pool(spec(1, node.url)).call('eth_blockNumber', [])
    assert time.total_slept == 0


def test_revert_is_the_chains_answer_and_is_not_asked_elsewhere(make_pool: Callable[..., NodePool], start_node: StartNode) -> None:
    first, second = start_node(), start_node()
    first.results['eth_call'] = {'error': {'code': 3, 'message': 'execution reverted', 'data': '0x'}}
    pool = make_pool(spec(1, first.url, owned=True), spec(2, second.url))
    with pytest.raises(RpcError):
        pool.call('eth_call', [])
    assert second.received == []
    assert pool.states()[1].status == 'connected'


def test_method_that_one_node_lacks_is_asked_elsewhere_without_a_rest(make_pool: Callable[..., NodePool], start_node: StartNode) -> None:
    plain, archive = start_node(), start_node()
    plain.results['eth_getBalance'] = {'error': {'code': -32000, 'message': 'missing trie node'}}
    archive.results['eth_getBalance'] = '0x7'
    pool = make_pool(spec(1, plain.url, owned=True), spec(2, archive.url))
    assert pool.call('eth_getBalance', ['0x00', '0x1']) == '0x7'
    assert pool.states()[1].cooldown_until is None


def test_html_instead_of_json_goes_to_the_next(make_pool: Callable[..., NodePool], start_node: StartNode) -> None:
    gate, node = start_node(), start_node()
    gate.fail = lambda _: Reply(200, b'<html>Please log in to the Wi-Fi</html>')
    pool = make_pool(spec(1, gate.url, owned=True), spec(2, node.url))
    assert pool.call('eth_blockNumber', []) == '0x10'


def test_inactive_nodes_are_never_asked(make_pool: Callable[..., NodePool], start_node: StartNode) -> None:
    node = start_node()
    pool = make_pool(spec(1, node.url, active=False))
    with pytest.raises(UnavailableError) as caught:
        pool.call('eth_blockNumber', [])
    assert caught.value.error_code == 'no_node'
    assert node.received == []
    assert pool.states()[1].status == 'inactive'


def test_batch_asks_the_next_node_only_for_what_is_left(make_pool: Callable[..., NodePool], start_node: StartNode) -> None:
    first, second = start_node(), start_node()
    first.results['eth_getBalance'] = lambda params: '0x1' if params == [1] else {'error': {'code': 429, 'message': 'rate limit'}}
    second.results['eth_getBalance'] = lambda params: hex(params[0])
    pool = make_pool(spec(1, first.url, owned=True), spec(2, second.url))
    assert pool.batch([('eth_getBalance', [i]) for i in (1, 2, 3)]) == ['0x1', '0x2', '0x3']
    assert len(second.methods) == 1 + 2


def test_batch_with_calls_that_nobody_answers_keeps_their_errors_in_place(
        make_pool: Callable[..., NodePool], start_node: StartNode,
) -> None:
    pool = make_pool(spec(1, start_node().url), spec(2, start_node().url))
    good, bad = pool.batch([('eth_blockNumber', []), ('eth_nothing', [])])
    assert good == '0x10'
    assert isinstance(bad, RpcError)
    assert make_pool().batch([]) == []


def test_batch_without_a_working_node_is_raised(make_pool: Callable[..., NodePool], dead: str) -> None:
    with pytest.raises(UnavailableError):
        make_pool(spec(1, dead)).batch([('eth_blockNumber', []), ('eth_chainId', [])])


def test_connect_reports_each_node_and_forgets_rests(make_pool: Callable[..., NodePool], start_node: StartNode, dead: str) -> None:
    good, wrong, failing = start_node(), start_node(10), start_node()
    good.results['eth_getBalance'] = '0x0'
    failing.fail = lambda _: Reply(500)
    pool = make_pool(spec(1, good.url), spec(2, wrong.url), spec(3, dead), spec(4, failing.url), spec(5, good.url + '/x', active=False))
    outcomes = pool.connect()
    assert outcomes[1] is None
    assert {key: error.error_code for key, error in outcomes.items() if error} == {
        2: 'wrong_chain_id', 3: 'unreachable', 4: 'remote_unavailable'}
    assert pool.states()[1].is_archive
    failing.fail = lambda _: None
    assert pool.connect(4) == {4: None}
    assert not pool.states()[4].is_archive


def test_replace_keeps_what_is_known_of_nodes_that_stay(make_pool: Callable[..., NodePool], start_node: StartNode) -> None:
    node = start_node()
    pool = make_pool(spec(1, node.url))
    pool.call('eth_blockNumber', [])
    pool.replace([spec(1, node.url, weight=10), spec(2, start_node().url)])
    assert pool.states()[1].status == 'connected'
    assert pool.states()[2].status == 'unknown'
    pool.replace([])
    assert pool.request_count == 2


def test_many_threads_share_one_pool(http: HttpClient, clock: FixedClock, start_node: StartNode) -> None:
    good, flaky = start_node(), start_node()
    turn = iter(range(1_000_000))
    flaky.fail = lambda _: Reply(500) if next(turn) % 3 == 0 else None
    pool = NodePool(1, [spec(1, good.url), spec(2, flaky.url)], HttpClient(lambda: QUICK), clock)
    answers: list[object] = []

    def ask() -> None:
        for _ in range(20):
            answers.append(pool.call('eth_blockNumber', []))
    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == ['0x10'] * 160
    assert good.methods.count('eth_chainId') == 1


def test_real_node_answers_calls_and_batches(http: HttpClient, clock: FixedClock, dead: str) -> None:
    chain = LocalChain(31_337)
    try:
        pool = NodePool(31_337, [spec(1, chain.url), spec(2, dead, owned=True)], http, clock)
        assert pool.call('eth_chainId', []) == '0x7a69'
        answers = pool.batch([('eth_getBalance', [account, 'latest']) for account in chain.accounts])
        assert answers == [hex(10_000 * 10**18)] * len(chain.accounts)
        with pytest.raises(RpcError):
            pool.call('eth_nothing', [])
        wrong = NodePool(1, [spec(1, chain.url)], http, clock)
        with pytest.raises(WrongChainError):
            wrong.call('eth_blockNumber', [])
    finally:
        chain.close()
    with pytest.raises(UnavailableError):
        pool.call('eth_chainId', [])
