"""What `doctor` says of data directories that are whole, damaged, old, open or full, and of nodes, indexers, price sources and clocks."""

import errno
import json
import os
import sqlite3
import stat
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rotkehlchen.app.console import status
from rotkehlchen.contracts.registry import Registry
from rotkehlchen.core.errors import CancelledError, UnavailableError
from rotkehlchen.core.progress import QuietJob
from rotkehlchen.core.time import TimestampS
from rotkehlchen.net.outbound import OutboundLog
from rotkehlchen.services.diagnosis import database, machine, network
from rotkehlchen.services.diagnosis.check import Check
from rotkehlchen.storage.account import Account, AccountRepository
from rotkehlchen.storage.rpc_node import RpcNode, RpcNodeRepository
from rotkehlchen.storage.user_database import FILE_NAME, ProfileLock, open_with_key
from tests.app.console_world import PASSWORD, ConsoleWorld, Done
from tests.net.local_server import LocalNode, LocalServer, Received, Reply, json_reply
from tests.services.price_server import PriceServer

HIS = '0x' + '12' * 20
NO_LOG = OutboundLog(lambda: TimestampS(0))


def by_name(done: Done) -> dict[str, dict[str, Any]]:
    """Checks by name and subject."""
    return {f'{one["name"]} {one["subject"]}'.strip(): one for one in done.result['checks']}


def examine(world: ConsoleWorld, name: str, *options: str) -> dict[str, dict[str, Any]]:
    return by_name(world.run_json('doctor', '--profile', name, *options))


# ------------------------------------------------------------------ databases
def test_doctor_of_a_new_profile_finds_nothing_broken(world: ConsoleWorld) -> None:
    name = world.make_profile()
    done = world.run_json('doctor', '--profile', name, '--offline')
    found = by_name(done)
    assert {one['name'] for one in found.values() if one['status'] == 'ok'} >= {
        'data_directory', 'permissions', 'disk_space', 'global_database', 'profile_database', 'issues'}
    assert found[f'profile_files {name}']['status'] == 'warning', 'nobody confirmed the recovery key'
    assert found[f'copies {name}']['status'] == 'warning'
    assert found['network']['status'] == 'skipped'
    assert (done.status, done.result['status']) == (status.INCOMPLETE, 'warning')
    assert all(one['advice'] for one in found.values() if one['status'] in ('warning', 'failed'))
    told = world.run('doctor', stdin='')
    assert '-> rotkehlchen backup --profile' in told.out
    assert 'failed, ' in told.out.splitlines()[-1]


def test_doctor_finds_a_damaged_page_of_the_profile(world: ConsoleWorld) -> None:
    name = world.make_profile()
    path = world.data / 'users' / name / FILE_NAME
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    done = world.run_json('doctor', '--profile', name, '--offline')
    found = by_name(done)[f'profile_database {name}']
    assert (done.status, found['status']) == (status.FAILED, 'failed')
    assert 'restore' in found['advice']


def test_doctor_finds_an_older_profile_and_does_not_upgrade_it(world: ConsoleWorld) -> None:
    name = world.make_profile()
    version = set_version(world, name, 1)
    found = examine(world, name, '--offline')
    assert found[f'profile_database {name}']['status'] == 'warning'
    assert found[f'profile_database {name}']['facts']['schema_version'] == 1 < version
    assert found['network']['detail'] == 'The profile was not opened.'
    assert set_version(world, name, version + 1) == 1, 'it was upgraded'
    assert examine(world, name, '--offline')[f'profile_database {name}']['status'] == 'failed'


def set_version(world: ConsoleWorld, name: str, version: int) -> int:
    """The schema version that was there before."""
    folder, key, _ = world.profiles._unwrap(name, 'password', PASSWORD.encode())
    connection = open_with_key(folder / FILE_NAME, key)
    before = int(connection.execute('PRAGMA user_version').fetchone()[0])
    connection.execute(f'PRAGMA user_version = {version}')
    connection.close()
    return before


def test_doctor_leaves_a_profile_that_is_open_alone(world: ConsoleWorld) -> None:
    name = world.make_profile()
    lock = ProfileLock(world.data / 'users' / name)
    try:
        found = examine(world, name)
    finally:
        lock.release()
    assert found[f'profile_database {name}']['status'] == 'skipped'
    assert 'running application' in found['network']['detail']


@pytest.mark.parametrize('damaged', ['keyslots.json', 'keyslots.json.bak'])
@pytest.mark.parametrize('content', [None, b'', b'{'])
def test_doctor_finds_that_one_of_two_key_files_is_left(world: ConsoleWorld, damaged: str, content: bytes | None) -> None:
    """The profile opens by the other one, so nobody else would tell before that one is gone, too."""
    name = world.make_profile()
    folder = world.data / 'users' / name
    if content is None:
        (folder / damaged).unlink()
    else:
        (folder / damaged).write_bytes(content)
    found = examine(world, name, '--offline')
    told = found[f'key_file {name}']
    assert (told['status'], told['facts'], found[f'profile_database {name}']['status']) == ('warning', {'damaged': damaged}, 'ok')
    whole = next(path for path in folder.glob('keyslots*') if path.name != damaged)
    assert told['advice'] == f'Copy {whole} to {folder / damaged}.'
    (folder / damaged).write_bytes(whole.read_bytes())
    assert f'key_file {name}' not in examine(world, name, '--offline')


def test_doctor_finds_that_the_database_of_assets_is_gone(world: ConsoleWorld) -> None:
    name = world.make_profile()
    examine(world, name, '--offline')
    (world.data / 'global' / 'global.db').unlink()
    found = examine(world, name, '--offline')['global_database']
    assert (found['status'], found['facts']) == ('warning', {'exists': False})


def test_doctor_finds_what_is_missing_of_a_profile(world: ConsoleWorld) -> None:
    name = world.make_profile()
    for file in ('keyslots.json', 'keyslots.json.bak'):
        (world.data / 'users' / name / file).unlink()
    found = by_name(world.run_json('doctor', stdin=''))[f'profile_files {name}']
    assert (found['status'], found['facts']) == ('failed', {'missing': ['keyslots.json']})
    (world.data / 'users' / name / FILE_NAME).unlink()


def test_global_database_that_is_damaged_or_of_another_version_is_found(tmp_path: Path) -> None:
    assert database.check_global(tmp_path).status == 'ok', 'it is made at the first start'
    (tmp_path / 'global').mkdir()
    path = tmp_path / 'global' / 'global.db'
    connection = sqlite3.connect(path)
    connection.executescript('CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (a INTEGER REFERENCES a (id)); PRAGMA user_version = 999;')
    assert (found := database.check_global(tmp_path)).status == 'failed'
    assert 'newer version' in found.detail
    connection.executescript('PRAGMA foreign_keys = OFF; INSERT INTO b VALUES (7); PRAGMA user_version = 1;')
    connection.close()
    assert (found := database.check_global(tmp_path)).status == 'failed'
    assert found.facts['orphans'] == 1
    path.write_bytes(b'no database at all' * 500)
    assert database.check_global(tmp_path).status == 'failed'


def test_copy_of_long_ago_is_found(world: ConsoleWorld) -> None:
    name = world.make_profile()
    folder = world.data / 'users' / name / 'exports'
    folder.mkdir()
    copy = folder / 'anna.age'
    copy.touch()
    for days, expected in ((31, 'warning'), (29, 'ok')):
        now = int(time.time())
        os.utime(copy, (now - days * 86_400, now - days * 86_400))
        _files, found = database.check_profile_files(world.profiles, name, lambda now=now: TimestampS(now))  # type: ignore[misc]
        assert found.status == expected, found


# ------------------------------------------------------------------ machine
def test_files_that_others_can_reach_are_named(world: ConsoleWorld) -> None:
    name = world.make_profile()
    folder = world.data / 'users' / name
    assert machine.check_permissions(world.data).status == 'ok'
    folder.chmod(0o755)
    (folder / FILE_NAME).chmod(0o644)
    assert machine.check_permissions(world.data).status == 'ok', 'the folder above is closed'
    users = world.data / 'users'
    users.chmod(0o755)
    found = machine.check_permissions(world.data)
    assert found.status == 'warning'
    assert {str(users), str(folder), str(folder / FILE_NAME)} <= set(found.facts['paths'])
    assert found.advice.startswith('chmod')
    for path in (users, folder, folder / FILE_NAME):
        path.chmod(stat.S_IMODE(path.stat().st_mode) & 0o700)


@pytest.mark.parametrize(('path', 'words'), [('nowhere', 'There is no data directory'), ('file', 'is not a directory')])
def test_data_directory_that_cannot_be_used_is_found(tmp_path: Path, path: str, words: str) -> None:
    (tmp_path / 'file').write_text('x')
    found = machine.check_directory(tmp_path / path)
    assert found.status == 'failed'
    assert words in found.detail
    assert not (tmp_path / 'nowhere').exists()


def test_database_that_is_read_only_is_named(world: ConsoleWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    file = world.data / 'users' / world.make_profile() / FILE_NAME
    real = os.access
    monkeypatch.setattr(os, 'access', lambda path, mode: Path(path) != file and real(path, mode))  # the tests' user may be one who may do anything
    found = machine.check_directory(world.data)
    assert (found.status, found.facts['paths']) == ('failed', [str(file)])
    assert found.advice.startswith('chmod')
    assert str(file) in found.detail


def test_full_data_directory_is_told_to_make_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path) -> int:
        raise OSError(errno.ENOSPC, 'No space left on device')
    monkeypatch.setattr(machine, 'create_private', refuse)
    found = machine.check_directory(tmp_path)
    assert found.status == 'failed'
    assert found.advice.startswith('Make room on that disk')


@pytest.mark.parametrize(('free', 'expected'), [(10 * 2**30, 'ok'), (500 * 2**20, 'warning'), (50 * 2**20, 'failed')])
def test_disk_that_fills_up_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, expected: str) -> None:
    usage = machine.shutil.disk_usage(tmp_path)
    monkeypatch.setattr(machine.shutil, 'disk_usage', lambda _path: usage._replace(free=free))
    found = machine.check_space(tmp_path)
    assert (found.status, found.facts['free_bytes']) == (expected, free)


# ------------------------------------------------------------------ network
@pytest.fixture
def node() -> Iterator[LocalNode]:
    running = LocalNode()
    running.results['eth_getBlockByNumber'] = lambda _params: {'timestamp': hex(int(time.time()) - 20)}
    yield running
    running.close()


@pytest.fixture
def prices() -> Iterator[PriceServer]:
    running = PriceServer()
    running.prices = {'ethereum': '1234.5', 'ETH': '1234.5'}
    yield running
    running.close()


def explorer(received: Received) -> Reply:
    assert HIS not in received.path, 'an indexer was told an address'
    return json_reply({'status': '0', 'message': 'No transactions found', 'result': []})


@pytest.fixture
def indexer() -> Iterator[LocalServer]:
    running = LocalServer(explorer)
    yield running
    running.close()


def make_online(world: ConsoleWorld, node: LocalNode, indexer: LocalServer, prices: PriceServer) -> str:
    """A profile with an account on Ethereum that asks nobody but these servers."""
    name = world.make_profile()
    profile = world.profiles.unlock(name, PASSWORD)
    AccountRepository(profile.database).add([Account('eth', HIS, None, (), TimestampS(0))])
    chains = [manifest.id for manifest in Registry().manifests('chain')]
    RpcNodeRepository(profile.database).seed(dict.fromkeys(chains, ()), ())  # none of the public ones that ship
    RpcNodeRepository(profile.database).add(RpcNode('eth', 'mine', node.url, owned=True, weight=Decimal(100), active=True))
    with profile.database.write() as connection:
        connection.execute("INSERT OR REPLACE INTO setting (name, value) VALUES ('default_evm_indexer_order', ?)", (json.dumps(['blockscout']),))
        for setting in ('current_price_oracles', 'historical_price_oracles'):
            connection.execute('INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)', (setting, json.dumps(['coingecko', 'defillama'])))
        for service, url in (('blockscout', indexer.url), *prices.urls.items()):
            connection.execute('INSERT INTO external_service (name, url) VALUES (?, ?)', (service, url))
    profile.close()
    return name


def test_doctor_asks_nodes_indexers_price_sources_and_clock(world: ConsoleWorld, node: LocalNode, indexer: LocalServer, prices: PriceServer) -> None:
    name = make_online(world, node, indexer, prices)
    found = examine(world, name)
    assert found['nodes eth']['status'] == 'ok', found['nodes eth']
    assert 15 <= found['nodes eth']['facts']['block_age_seconds'] <= 60
    assert found['indexers eth']['status'] == 'ok', found['indexers eth']
    assert indexer.received
    assert found['oracle coingecko']['detail'] == '1 ETH is 1234.5 USD.'
    assert found['oracle defillama']['status'] == 'ok'
    assert found['clock']['status'] == 'ok'
    assert abs(found['clock']['facts']['offset_seconds']) < 3
    assert not any(HIS.encode() in received.body for received in node.received), 'a node was told an address'


def test_doctor_names_each_host_that_fails_and_what_to_do(world: ConsoleWorld, node: LocalNode, indexer: LocalServer, prices: PriceServer) -> None:
    name = make_online(world, node, indexer, prices)
    node.results['eth_chainId'] = '0x64'
    indexer.answer = lambda _received: Reply(503, b'overloaded')
    prices.fail = {'coingecko': (401, '{}')}
    done = world.run_json('doctor', '--profile', name)
    found = by_name(done)
    assert done.status == status.FAILED
    assert found['nodes eth']['status'] == 'failed'
    assert 'serves chain 100' in found['nodes eth']['detail']
    assert found['indexers eth']['status'] == 'failed'
    assert 'blockscout' in found['indexers eth']['detail']
    assert found['oracle coingecko']['status'] == 'warning'
    assert 'key' in found['oracle coingecko']['advice']
    assert found['oracle defillama']['status'] == 'ok'


def test_doctor_without_accounts_asks_no_node_unless_told(world: ConsoleWorld, node: LocalNode, indexer: LocalServer, prices: PriceServer) -> None:
    name = make_online(world, node, indexer, prices)
    profile = world.profiles.unlock(name, PASSWORD)
    with profile.database.write() as connection:
        connection.execute('DELETE FROM account')
    profile.close()
    assert 'nodes eth' not in examine(world, name)
    assert not node.received
    assert examine(world, name, '--chain', 'eth')['nodes eth']['status'] == 'ok'
    assert examine(world, name, '--chain', 'atlantis')['nodes atlantis']['status'] == 'failed'


@pytest.mark.parametrize(('shift', 'expected'), [(0, 'ok'), (100, 'warning'), (-100, 'warning'), (4000, 'failed')])
def test_clock_that_is_wrong_by_the_hosts_is_found(node: LocalNode, shift: int, expected: str) -> None:
    found = network.check_clock([node.url], [], NO_LOG, lambda: time.time() + shift, QuietJob())
    assert found.status == expected
    assert abs(found.facts['offset_seconds'] - shift) <= 2
    assert ('ahead' in found.detail) == (shift > 0)


@pytest.mark.parametrize(('age', 'expected'), [(20, 'ok'), (-90, 'warning'), (7200, 'failed'), (None, 'skipped')])
def test_clock_without_dates_is_bounded_by_blocks(age: int | None, expected: str) -> None:
    nodes = [Check('nodes', 'eth', 'ok', '', '', {'block_age_seconds': age})]
    assert network.check_clock([], nodes, NO_LOG, time.time, QuietJob()).status == expected


def test_slow_host_is_not_waited_for_once_cancelled() -> None:
    class Cancelled(QuietJob):
        def check(self) -> None:
            raise CancelledError('The task was cancelled.')
    server = LocalServer(lambda _received: Reply(200, b'{}', delay=30))
    try:
        began = time.monotonic()
        with pytest.raises(CancelledError):
            network.check_clock([server.url], [], NO_LOG, time.time, Cancelled())
        assert time.monotonic() - began < 5
    finally:
        server.close()


def test_checks_side_by_side_keep_their_order_and_pass_on_bugs() -> None:
    assert network.side_by_side([lambda: 1, lambda: 2], QuietJob()) == [1, 2]
    assert network.side_by_side([], QuietJob()) == []

    def fail() -> int:
        raise UnavailableError('x')
    with pytest.raises(UnavailableError):
        network.side_by_side([lambda: 1, fail], QuietJob())
