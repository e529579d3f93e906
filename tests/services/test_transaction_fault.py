"""Whatever happens to single pages of a history, and wherever the application is killed: in the end exactly the right transactions are there.

Each schedule invents a history, has a share of all answers fail, come twice, come short, come late or be refused, kills the application at
a random request or statement of the database, and begins again on the same file. After each kill the promise of the ranges is checked:
what lies in blocks that are marked as done is stored or wanted.
"""

import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rotkehlchen.contracts.registry import Registry
from rotkehlchen.core.errors import RemoteError, UnavailableError
from rotkehlchen.core.ids import to_checksum_address
from rotkehlchen.storage.database import Connection, Database
from tests.conftest import encrypted_connector, open_migrated
from tests.services.history_world import FAULTS, OWNERS, FakeIndexer, FakeNode, HistoryWorld, InventedChain, invent, small_pages

SCHEDULES = 200
RUNS_AT_MOST = 12


class Killed(BaseException):
    """The process ends here."""


class Trouble:
    """Decides by chance what happens to each answer, and when the process ends."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.share = self.chance.choice([0.0, 0.1, 0.3, 0.6])
        self.kills = self.chance.random() < 0.7
        self.is_over = False
        self.steps_left = 10**9
        self.before: dict[tuple[str, ...], Any] = {}

    def begin(self) -> None:
        self.steps_left = self.chance.randrange(1, 150) if self.kills and not self.is_over else 10**9

    def step(self) -> None:
        self.steps_left -= 1
        if self.steps_left <= 0:
            raise Killed

    def of_indexer(self, params: dict[str, str], answer: Any) -> Any:
        self.step()
        key = (params.get('address', ''), params['action'], params['chainid'], params['module'])
        before = self.before.get(key)
        self.before[key] = answer
        if self.is_over or self.chance.random() >= self.share:
            return answer
        kind = self.chance.randrange(6)
        if kind == 0 and before is not None and 'address' in params and before['result']:
            return before  # the page that came last comes again; an empty one says nothing that could be doubted
        if kind == 1:
            return shortened(answer, self.chance)
        if kind == 2:
            time.sleep(0.0005)
            return answer
        return self.chance.choice(FAULTS)(answer)

    def of_node(self, method: str, answer: Any) -> Any:
        self.step()
        if self.is_over or isinstance(answer, Exception) or self.chance.random() >= self.share / 3:
            return answer
        error = UnavailableError('down', source='node.test')
        if method in ('batch', 'eth_blockNumber'):
            raise error
        return self.chance.choice([error, None, {'hash': '0x' + '00' * 32}])


def shortened(answer: Any, chance: random.Random) -> Any:
    """Fewer rows than there are, as an indexer gives that has a smaller limit of its own; never less than one whole block."""
    rows = answer.get('result') if isinstance(answer, dict) else None
    if not isinstance(rows, list) or 'blockNumber' not in (rows[0] if rows else {}) or rows[0]['blockNumber'] == rows[-1]['blockNumber']:
        return answer
    least = next(i for i, row in enumerate(rows) if row['blockNumber'] != rows[0]['blockNumber']) + 1
    return {**answer, 'result': rows[:chance.randrange(least, len(rows) + 1)]}


class KillingConnection:
    """A connection on which every statement is a step."""

    def __init__(self, inner: Connection, step: Callable[[], None]) -> None:
        self._inner = inner
        self._step = step

    def execute(self, sql: str, *parameters: Any) -> Any:
        if sql not in ('ROLLBACK',):
            self._step()
        return self._inner.execute(sql, *parameters)

    def executemany(self, sql: str, parameters: Any) -> Any:
        self._step()
        return self._inner.executemany(sql, parameters)

    def close(self) -> None:
        self._inner.close()

    def interrupt(self) -> None:
        self._inner.interrupt()


@pytest.fixture(scope='module')
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    return small_pages(tmp_path_factory.mktemp('indexers'))


@pytest.fixture(scope='module')
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp('empty') / 'user.db'
    open_migrated(encrypted_connector(path), 'userdb').close()
    return path


class Schedule:
    def __init__(self, seed: int, registry: Registry, file: Path) -> None:
        self.trouble = Trouble(seed)
        self.registry, self.file = registry, file
        self.chains = {'eth': invent(seed, 1)}
        if seed % 4 == 0:
            self.chains['base'] = invent(seed + 1, 8453)
        self.hidden = {name: chain.newest - 20 for name, chain in self.chains.items()}
        for name, chain in self.chains.items():  # the indexer lags behind the node at first
            chain.visible_until = self.hidden[name]
        self.client = FakeIndexer({chain.chain_id: chain for chain in self.chains.values()})
        self.client.fault = self.trouble.of_indexer
        self.nodes = {name: FakeNode(chain) for name, chain in self.chains.items()}
        for node in self.nodes.values():
            node.fault = self.trouble.of_node

    def open(self) -> HistoryWorld:
        connect = encrypted_connector(self.file)

        def quick() -> Connection:
            connection = connect()
            connection.execute('PRAGMA synchronous = OFF')
            return KillingConnection(connection, self.trouble.step)
        return HistoryWorld(Database(quick), self.registry, self.chains, self.client, self.nodes)

    def run(self) -> HistoryWorld:
        """Begin again and again until a run without trouble has ended."""
        first = self.open()
        for name in self.chains:
            first.track(name, *OWNERS)
        first.database.close()
        for number in range(RUNS_AT_MOST):
            self.trouble.is_over = number == RUNS_AT_MOST - 1 or self.trouble.chance.random() < 0.25
            if self.trouble.is_over:
                for chain in self.chains.values():
                    chain.visible_until = 10**9
            self.trouble.begin()
            try:
                world = self.open()
                world.query()
            except Killed:
                pass
            except RemoteError:
                assert not self.trouble.is_over
            self.trouble.steps_left = 10**9
            self._end(world)
            if self.trouble.is_over:
                world = self.open()
                world.repair.run(1_000)
                return world
            self._check_promise()
        raise AssertionError('unreachable')

    def _end(self, world: HistoryWorld) -> None:
        world.database.close()

    def _check_promise(self) -> None:
        world = self.open()
        for name, chain in self.chains.items():
            here = {*world.stored(name), *(one.tx_hash for one in world.ranges.load_wanted(name, 10_000))}
            for owner in OWNERS:
                done = world.ranges.load_done(name, to_checksum_address(owner))
                promised = {
                    one.tx_hash for one in chain.of_owner(owner)
                    if any(first <= one.block <= last for first, last in done[one.kind])  # type: ignore[index]
                }
                assert promised <= here
        world.database.close()


def check(world: HistoryWorld, chains: dict[str, InventedChain]) -> None:
    """Exactly the right transactions, whole, each once and each of the right address; nothing is left to do."""
    for name, chain in chains.items():
        stored = world.stored(name)
        assert sorted(stored) == sorted(one.tx_hash for one in chain.made)
        owners = world.transactions.addresses_of([one.id for one in stored.values()])
        for one in chain.made:
            found = stored[one.tx_hash]
            assert (found.transaction, found.receipt, found.block_number) == (one.transaction, one.receipt, one.block)
            assert found.timestamp == chain.time_of(one.block)
            assert found.internal == one.internal
            assert found.is_internal_known
            assert owners[found.id] == [to_checksum_address(one.owner)]
        assert world.ranges.count_wanted(name) == 0
        assert world.transactions.count(name) == (0, len(chain.made))
        with world.database.read() as connection:
            assert connection.execute('SELECT count(*) FROM evm_transaction').fetchone()[0] == sum(len(one.made) for one in chains.values())
        for owner in OWNERS:
            for spans in world.ranges.load_done(name, to_checksum_address(owner)).values():
                [(first, last)] = spans
                assert first == 0
                assert 0 < chain.newest - last < 100
    assert not {kind for kind, _ in world.open_issues()} & {
        'history_unavailable', 'transactions_missing', 'history_needs_indexer', 'internal_transfers_unknown'}


@pytest.mark.parametrize('part', range(8))
def test_every_schedule_ends_with_exactly_the_right_transactions(part: int, registry: Registry, empty: Path, tmp_path: Path) -> None:
    for seed in range(part, SCHEDULES, 8):
        file = tmp_path / f'{seed}.db'
        shutil.copy(empty, file)
        schedule = Schedule(seed, registry, file)
        try:
            world = schedule.run()
            check(world, schedule.chains)
        except BaseException as error:
            error.add_note(f'schedule {seed}')
            raise
        world.database.close()
