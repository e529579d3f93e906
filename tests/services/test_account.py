"""Tracking accounts over real nodes: where they are active, what is refused, what a dead chain does."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from demo.local_chain import HttpRpc, LocalChain, LocalEns
from rotkehlchen.core.errors import AppError, CancelledError, ConflictError, InputError, UnavailableError
from rotkehlchen.services.account import AccountInput
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.detected_token import Detection
from tests.conftest import FixedClock
from tests.services.evm_world import RecordingJob, World, address_of

A, B = '0x52908400098527886E0F7030069857D2E4169EE7', '0xde709f2102306220921060314715629080e2fb77'


@pytest.fixture(scope='module')
def mainnet() -> Iterator[LocalChain]:
    chain = LocalChain(1)
    chain.add_multicall3()
    yield chain
    chain.close()


@pytest.fixture(scope='module')
def ens(mainnet: LocalChain) -> LocalEns:
    return mainnet.add_ens()


@pytest.fixture(scope='module')
def optimism() -> Iterator[LocalChain]:
    chain = LocalChain(10)
    yield chain
    chain.close()


@pytest.fixture
def world(
        user_database: Database, global_database: Database, clock: FixedClock, mainnet: LocalChain, optimism: LocalChain,
) -> Iterator[World]:
    rpcs = [mainnet.new_rpc(), optimism.new_rpc(), HttpRpc('http://127.0.0.1:1')]
    world = World((user_database, global_database), clock, {'eth': (1, rpcs[0]), 'optimism': (10, rpcs[1]), 'base': (8453, rpcs[2])})
    world.tags.add('cold', None, None, None)
    yield world
    for rpc in rpcs:
        rpc.close()


def failure(world: World, chain: str, *inputs: AccountInput) -> AppError:
    with pytest.raises(AppError) as caught:
        world.accounts.track(chain, inputs)
    assert world.accounts_stored.load() == []
    return caught.value


def test_track_needs_no_network_and_keeps_label_and_tags(world: World) -> None:
    assert list(world.accounts.track('base', [AccountInput(A.lower(), ' Mine ', ('COLD',)), AccountInput(B)])) == [A, B]
    first, second = world.accounts.accounts('base')
    assert (first.address, first.label, first.tags) == (A, 'Mine', ('cold',))
    assert (second.label, second.tags) == (None, ())
    assert ('data_changed', {'what': 'accounts'}) in world.messages


@pytest.mark.parametrize(('address', 'code'), [
    ('0x123', 'invalid_identifier'), ('', 'invalid_identifier'), ('0x' + 'g' * 40, 'invalid_identifier'),
    ('0x52908400098527886E0F7030069857D2E4169Ee7', 'wrong_checksum'),
    ('\uff10x52908400098527886E0F7030069857D2E4169EE7', 'invalid_identifier'),
    ('no..name', 'invalid_ens_name'), ('vital\u0131k.eth', 'invalid_ens_name'),
])
def test_track_invalid_address_names_the_field(world: World, address: str, code: str) -> None:
    error = failure(world, 'eth', AccountInput(B), AccountInput(address))
    assert isinstance(error, InputError)
    assert (error.field, error.error_code) == ('accounts.1.address', code)


def test_track_duplicates_unknown_tags_long_labels_and_chains_are_refused(world: World) -> None:
    cases = [
        ('eth', [AccountInput(A), AccountInput(A.lower())], 'accounts.1.address'),
        ('eth', [AccountInput(A, tags=('cold', 'warm'))], 'accounts.0.tags.1'),
        ('eth', [AccountInput(A, 'x' * 201)], 'accounts.0.label'), ('eth', [AccountInput(A, 'a\u202eb')], 'accounts.0.label'),
        ('nochain', [AccountInput(A)], 'blockchain'),
    ]
    for chain, inputs, path in cases:
        assert failure(world, chain, *inputs).params['field'] == path


def test_track_again_is_a_conflict_and_changes_nothing(world: World) -> None:
    world.accounts.track('eth', [AccountInput(A, 'one')])
    with pytest.raises(ConflictError, match=r'accounts\.1\.address'):
        world.accounts.track('eth', [AccountInput(B), AccountInput(A, 'two')])
    assert [(a.address, a.label) for a in world.accounts.accounts('eth')] == [(A, 'one')]


def test_track_ens_name_stores_its_address(world: World, ens: LocalEns) -> None:
    ens.register('alice.eth', A)
    assert list(world.accounts.track('optimism', [AccountInput('Alice.eth')])) == [A]
    assert failure_of_name(world, 'nobody.eth') == ('accounts.0.address', 'unknown_name')


def failure_of_name(world: World, name: str) -> tuple[str, str]:
    with pytest.raises(InputError) as caught:
        world.accounts.track('eth', [AccountInput(name)])
    return caught.value.field, caught.value.error_code


def test_track_name_that_cannot_be_looked_up_stores_nothing(world: World) -> None:
    rpc = world.rpcs['eth']
    assert isinstance(rpc, HttpRpc)

    def before(_payload: object) -> None:
        raise UnavailableError('gone')
    rpc.before = before
    with pytest.raises(UnavailableError):
        world.accounts.track('eth', [AccountInput(B), AccountInput('alice.eth')])
    assert world.accounts_stored.load() == []


def test_track_where_active_sorts_chains_and_a_dead_one_hinders_none(world: World, mainnet: LocalChain, optimism: LocalChain) -> None:
    token = mainnet.token('Held', 'HLD', 6)
    holder, rich, idle, known = (address_of(0x900 + i) for i in range(4))
    world.tokens.know(1, token, 6)
    mainnet.mint(token, holder, 5)
    optimism.do('anvil_setBalance', rich, '0x5')
    world.track('eth', known)
    sender = mainnet.accounts[1]
    job = RecordingJob()
    result = world.accounts.track_where_active(
        [AccountInput(address, 'x', ('cold',)) for address in (holder, rich, idle, known, sender)], job)
    assert result.added == {holder: ['eth'], rich: ['optimism'], sender: ['eth', 'optimism']}
    assert result.existed == {known: ['eth']}
    assert result.no_activity == {holder: ['optimism'], rich: ['eth'], idle: ['eth', 'optimism'], known: ['optimism']}
    assert result.failed == {address: ['base'] for address in (holder, rich, idle, known, sender)}
    assert world.open_issues() == {('activity_unchecked', 'evm')}
    assert {(a.chain, a.address, a.label, a.tags) for a in world.accounts_stored.load()} == {
        ('eth', holder, 'x', ('cold',)), ('optimism', rich, 'x', ('cold',)), ('eth', known, None, ()),
        ('eth', sender, 'x', ('cold',)), ('optimism', sender, 'x', ('cold',)),
    }
    assert (2, 3, 'detect_activity') in job.reports
    assert set(result.to_data()) == {'added', 'failed', 'existed', 'no_activity'}


def test_rescan_adds_known_address_where_it_became_active(world: World, optimism: LocalChain) -> None:
    address = address_of(0xA00)
    world.accounts.track('eth', [AccountInput(address, 'mine', ('cold',))])
    optimism.do('anvil_setBalance', address, '0x1')
    assert world.accounts.rescan().added == {address: ['optimism']}
    assert [(a.label, a.tags) for a in world.accounts.accounts('optimism')] == [('mine', ('cold',))]
    assert ('data_changed', {'what': 'accounts'}) in world.messages


def test_rescan_that_reaches_every_chain_settles_what_was_left_open(world: World, optimism: LocalChain) -> None:
    world.accounts.track_where_active([AccountInput(address_of(0xA01))])
    assert world.open_issues() == {('activity_unchecked', 'evm')}
    dead, world.rpcs['base'] = world.rpcs['base'], optimism.new_rpc()
    world.accounts.rescan()
    assert world.open_issues() == set()
    for rpc in (dead, world.rpcs['base']):
        assert isinstance(rpc, HttpRpc)
        rpc.close()


def test_cancelled_tracking_stops_with_nothing_more_stored(world: World) -> None:
    with pytest.raises(CancelledError):
        world.accounts.track_where_active([AccountInput(A)], RecordingJob(lambda _done: True))
    assert world.accounts_stored.load() == []


def test_edit_replaces_label_and_tags_on_one_chain_or_on_all(world: World) -> None:
    for chain in ('eth', 'optimism'):
        world.accounts.track(chain, [AccountInput(A, 'old', ('cold',)), AccountInput(B)])
    world.accounts.edit('eth', [AccountInput(A, 'new')])
    assert [(a.label, a.tags) for a in world.accounts.accounts('eth')] == [('new', ()), (None, ())]
    assert world.accounts.accounts('optimism')[0].label == 'old'
    world.accounts.edit_by_type('evm', [AccountInput(A.lower(), 'both', ('cold',))])
    assert {(a.label, a.tags) for a in world.accounts_stored.load() if a.address == A} == {('both', ('cold',))}


@pytest.mark.parametrize('inputs', [
    [AccountInput(A, 'new'), AccountInput(address_of(1))], [AccountInput(A, 'new'), AccountInput(A.lower(), 'newer')],
    [AccountInput(A, 'new'), AccountInput(B, tags=('none',))],
])
def test_edit_with_one_bad_entry_changes_nothing(world: World, inputs: list[AccountInput]) -> None:
    world.accounts.track('eth', [AccountInput(A, 'old'), AccountInput(B)])
    with pytest.raises(InputError, match=r'accounts\.1\.'):
        world.accounts.edit('eth', inputs)
    assert world.accounts.accounts('eth')[0].label == 'old'


def test_untrack_removes_everything_derived(world: World, user_database: Database) -> None:
    world.track('eth', A, B)
    world.track('optimism', A)
    world.balances_stored.save('eth', {A: {'ETH': Decimal(1)}, B: {'ETH': Decimal(2)}}, world.clock())
    world.detections.save('eth', {A: Detection(('eip155:1/erc20:0x0',), world.clock())})
    world.names_stored.save({A: 'a.eth', B: 'b.eth'}, world.clock())
    assert world.accounts.untrack('eth', [A]) == 1
    assert [h.address for h in world.balances_stored.load()] == [B]
    assert world.detections.load('eth') == {}
    assert set(world.names_stored.load()) == {A, B}  # still tracked on optimism
    assert world.accounts.untrack_by_type('evm', [A.lower(), B]) == 2
    with user_database.read() as connection:
        for table in ('account', 'account_tag', 'chain_balance', 'chain_balance_state', 'detected_token', 'token_detection', 'ens_name'):
            assert connection.execute(f'SELECT count(*) FROM {table}').fetchone()[0] == 0, table


def test_untrack_unknown_address_removes_none(world: World) -> None:
    world.track('eth', A)
    with pytest.raises(InputError) as caught:
        world.accounts.untrack('eth', [A, B])
    assert caught.value.field == 'accounts.1'
    assert len(world.accounts.accounts('eth')) == 1
