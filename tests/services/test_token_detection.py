"""Token detection on a chain with a token list and on one without, over a real node."""

from collections.abc import Iterator
from typing import Any

import pytest

from demo.local_chain import HttpRpc, LocalChain, call_data
from rotkehlchen.core.errors import BadResponseError, InputError, NotFoundError, UnavailableError
from rotkehlchen.core.ids import evm_token_id
from rotkehlchen.net.evm.client import EvmClient
from rotkehlchen.net.evm.transfer_log import OVERLAP_BLOCKS, BlockRange, TransferScan
from rotkehlchen.services import token_detection
from rotkehlchen.services.token_detection import DetectedTokens
from rotkehlchen.storage.database import Database
from tests.conftest import FixedClock
from tests.services.evm_world import World, address_of

A, B = address_of(0xA1), address_of(0xB1)


@pytest.fixture
def node() -> Iterator[LocalChain]:
    """An own node of a chain that nobody knows: no Multicall3, no token list."""
    chain = LocalChain(7777)
    yield chain
    chain.close()


@pytest.fixture
def world(user_database: Database, global_database: Database, clock: FixedClock, node: LocalChain) -> Iterator[World]:
    rpc = node.new_rpc()
    yield World((user_database, global_database), clock, {'mine': (7777, rpc)})
    rpc.close()


def rpc_of(world: World) -> HttpRpc:
    rpc = world.rpcs['mine']
    assert isinstance(rpc, HttpRpc)
    return rpc


def refuse_logs(world: World) -> None:
    def before(payload: Any) -> None:
        if isinstance(payload, dict) and payload['method'] == 'eth_getLogs':
            raise BadResponseError('method not available')
    rpc_of(world).before = before


def test_detect_finds_listed_tokens_held_and_stores_them(world: World, node: LocalChain) -> None:
    refuse_logs(world)
    tokens = [node.token(f'T{i}', 'T', 18) for i in range(4)]
    assets = [world.tokens.know(7777, token, 18) for token in tokens]
    node.mint(tokens[1], A, 1)
    node.mint(tokens[3], A, 1)
    world.track('mine', A, B)
    found = world.detector.detect('mine')
    now = world.clock.now
    assert found == {A: DetectedTokens(tuple(sorted([assets[1], assets[3]])), now), B: DetectedTokens((), now)}
    requests = rpc_of(world).requests
    world.clock.now += 5
    assert world.detector.detect('mine', [A], only_cache=True) == {A: found[A]}
    assert rpc_of(world).requests == requests
    assert ('data_changed', {'what': 'tokens'}) in world.messages


def test_detect_only_cache_of_never_detected_address_is_none(world: World) -> None:
    world.track('mine', A)
    assert world.detector.detect('mine', None, only_cache=True) == {A: DetectedTokens(None, None)}


def test_detect_untracked_address_is_refused(world: World) -> None:
    world.track('mine', A)
    with pytest.raises(InputError, match=r'addresses\.1'):
        world.detector.detect('mine', [A, B])


def test_detect_on_unknown_chain_finds_tokens_in_transfer_logs_and_adds_them(world: World, node: LocalChain) -> None:
    own = node.token('My Own', 'OWN', 6)
    other = node.token('Not Mine', 'OTH', 6)
    gone = node.token('Gone', 'GON', 6)
    node.mint(own, A, 5_000_000)
    node.mint(other, node.accounts[1], 1)
    node.mint(gone, A, 1)
    node.do('anvil_setBalance', A, hex(10**18))
    node.transact(gone.address, call_data('transfer(address,uint256)', B, 1), sender=A)
    world.track('mine', A)
    asset = evm_token_id(7777, own.address)
    assert world.detector.detect('mine')[A].tokens == (asset,)
    stored = world.tokens.assets.find(asset)
    assert stored
    assert (stored.name, stored.symbol, stored.decimals, stored.origin) == ('My Own', 'OWN', 6, 'chain')
    assert ('new_token_detected', {'token_identifier': asset}) in world.messages
    assert world.tokens.assets.find(evm_token_id(7777, gone.address)) is None
    result = world.balances.refresh()
    assert result.per_account['mine'][A].assets[asset] == {'address': 5}


def test_next_detection_reads_only_new_blocks(world: World, node: LocalChain) -> None:
    node.mint(node.token('One', 'ONE', 18), A, 1)
    node.do('anvil_mine', hex(100))
    world.track('mine', A)
    world.detector.detect('mine')
    scanned = world.detections.load('mine')[A].scanned_last
    ranges: list[str] = []

    def before(payload: Any) -> None:
        if isinstance(payload, dict) and payload['method'] == 'eth_getLogs':
            ranges.append(payload['params'][0]['fromBlock'])
    rpc_of(world).before = before
    node.mint(node.token('Two', 'TWO', 18), A, 1)
    assert scanned is not None
    assert len(world.detector.detect('mine')[A].tokens or ()) == 2
    assert ranges == [hex(scanned + 1 - OVERLAP_BLOCKS)]


def test_more_new_tokens_than_one_run_adds_are_found_by_the_next(world: World, node: LocalChain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(token_detection, 'MAX_NEW_TOKENS', 2)
    for number in range(3):
        node.mint(node.token(f'N{number}', 'N', 18), A, 1)
    world.track('mine', A)
    assert len(world.detector.detect('mine')[A].tokens or ()) == 2
    assert world.open_issues() == {('tokens_left_out', 'mine')}
    assert len(world.detector.detect('mine')[A].tokens or ()) == 3
    assert world.open_issues() == set()


def test_spam_token_found_in_logs_is_not_taken_for_held(world: World, node: LocalChain) -> None:
    spam = node.token('Claim reward', 'SPAM', 18)
    node.mint(spam, A, 10)
    asset = world.tokens.know(7777, spam, 18)
    world.tokens.assets.set_protocol([asset], 'spam')
    world.track('mine', A)
    assert world.detector.detect('mine')[A].tokens == ()
    assert not [kind for kind, _ in world.messages if kind == 'new_token_detected']


def test_hostile_token_name_is_stored_clean_with_an_issue(world: World, node: LocalChain) -> None:
    evil = node.token('<img src=x onerror=alert(1)>\u202e', 'U\u200bSDC', 6)
    node.mint(evil, A, 1)
    world.track('mine', A)
    world.detector.detect('mine')
    asset = evm_token_id(7777, evil.address)
    stored = world.tokens.assets.find(asset)
    assert stored
    assert (stored.name, stored.symbol) == ('img src=x onerror=alert(1)', 'USDC')
    assert world.open_issues() == {('suspicious_token_text', asset)}


def test_failed_detection_keeps_what_was_found(world: World, node: LocalChain) -> None:
    token = node.token('Kept', 'KPT', 18)
    asset = world.tokens.know(7777, token, 18)
    node.mint(token, A, 1)
    world.track('mine', A)
    world.detector.detect('mine')

    def before(_payload: Any) -> None:
        raise UnavailableError('gone')
    rpc_of(world).before = before
    with pytest.raises(UnavailableError):
        world.detector.detect('mine')
    assert world.detector.detect('mine', only_cache=True)[A].tokens == (asset,)


def test_transfer_scan_splits_ranges_until_the_node_takes_them(node: LocalChain) -> None:
    old, new = node.token('Old', 'OLD', 18), node.token('New', 'NEW', 18)
    node.mint(old, A, 1)
    node.do('anvil_mine', hex(1_600))
    node.mint(new, A, 1)
    node.do('anvil_mine', hex(400))
    rpc = node.new_rpc()

    def before(payload: Any) -> None:
        if payload['method'] == 'eth_getLogs':
            criteria = payload['params'][0]
            if int(criteria['toBlock'], 16) - int(criteria['fromBlock'], 16) >= 300:
                raise BadResponseError('block range too large')
    client = EvmClient(rpc)
    latest = client.block_number()
    rpc.before = before
    first = TransferScan(client, [A], max_requests=5).run(None, latest)
    assert first.tokens == (new.address,)
    assert first.scanned is not None
    assert first.scanned.last == latest
    rest = TransferScan(client, [A], max_requests=40).run(first.scanned, latest)
    assert rest.tokens == (old.address,)
    assert rest.scanned == BlockRange(0, latest)
    rpc.close()


def test_token_details_of_a_contract_and_of_nothing(world: World, node: LocalChain) -> None:
    token = node.token('Detail', 'DTL', 9)
    details = world.metadata.fetch('mine', token.address)
    assert (details.name, details.symbol, details.decimals) == ('Detail', 'DTL', 9)
    nothing = world.metadata.fetch('mine', A)
    assert (nothing.name, nothing.symbol, nothing.decimals) == (None, None, None)
    assert world.metadata.add('mine', token.address) == evm_token_id(7777, token.address)
    with pytest.raises(NotFoundError):
        world.metadata.add('mine', A)
    with pytest.raises(InputError, match='evm_chain'):
        world.metadata.fetch('nochain', A)
