"""Processes killed at any moment: what was acknowledged is there, nothing is half done. 120 cycles and more, and every single step."""

import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rotkehlchen.core.errors import AuthError
from rotkehlchen.services.backup import service as service_module
from rotkehlchen.services.backup import worker
from rotkehlchen.storage.keyslot import KdfCost, KeyFile, load_key_file, make_database_key, save_key_file, unwrap, wrap
from rotkehlchen.storage.user_database import FILE_NAME, check_integrity, connect, create_user_database, open_user_database, read_schema_version
from tests.fault import quick_folder
from tests.services.backup import age_writer
from tests.services.backup.killing import find_orphans, run_and_kill, wait_for_orphans
from tests.services.backup.world import PASSPHRASE, World, light_backup, write_mark

pytestmark = pytest.mark.slow
CHEAP = KdfCost(64 * 1024, 1, 4)
Say = Callable[[str], None]
BASE = [(1, 'CREATE TABLE entry (id INTEGER PRIMARY KEY, value TEXT NOT NULL) STRICT;')]
# Slow enough to be hit in the middle; each step leaves a trace that must fit the version.
STEPS = [
    *BASE,
    *((number, f"UPDATE entry SET value = 'v{number}-' || hex(randomblob(200));\nCREATE TABLE t{number} (id INTEGER);") for number in range(2, 12)),
]


@pytest.fixture
def folder() -> Iterator[Path]:
    with quick_folder() as found:
        yield found


@pytest.fixture
def chance() -> random.Random:
    return random.Random(20_261_121)


def test_kill_while_writing_loses_no_acknowledged_row(folder: Path, chance: random.Random) -> None:
    key = make_database_key()
    create_user_database(folder, key, BASE).close()
    acknowledged: list[int] = []

    def write_forever(say: Say) -> None:
        database = open_user_database(folder, key, migrations=BASE)
        while True:
            with database.write() as connection:
                row = connection.execute('INSERT INTO entry (value) VALUES (?)', ('x' * 300,)).lastrowid
            say(str(row))

    for _ in range(50):
        acknowledged += map(int, run_and_kill(write_forever, chance.uniform(0.005, 0.06)).said)
        rows = check_integrity(folder / FILE_NAME, key)['entry']
        assert len(set(acknowledged)) == len(acknowledged) <= rows <= len(acknowledged) + 50
    connection = connect(folder / FILE_NAME, key)
    found = {row[0] for row in connection.execute('SELECT id FROM entry')}
    connection.close()
    assert set(acknowledged) <= found
    assert len(acknowledged) > 500


def test_kill_while_migrating_leaves_one_version_or_the_next(folder: Path, chance: random.Random) -> None:
    key = make_database_key()
    template = folder / 'template'
    template.mkdir()
    database = create_user_database(template, key, BASE)
    with database.write() as connection:
        connection.executemany('INSERT INTO entry (value) VALUES (?)', [('v1-' + 'x' * 400,)] * 500)
    database.close()
    versions = set()
    for number in range(20):
        place = folder / str(number)
        shutil.copytree(template, place)
        run_and_kill(lambda say, place=place: open_user_database(place, key, migrations=STEPS).close(), chance.uniform(0.01, 0.2))
        version = read_schema_version(place / FILE_NAME, key)
        rows = check_integrity(place / FILE_NAME, key)
        assert {f't{later}' for later in range(2, version + 1)} == rows.keys() - {'entry'}
        connection = connect(place / FILE_NAME, key)
        assert connection.execute('SELECT DISTINCT substr(value, 1, instr(value, ?)) FROM entry', ('-',)).fetchall() == [(f'v{version}-',)]
        connection.close()
        open_user_database(place, key, migrations=STEPS).close()
        assert read_schema_version(place / FILE_NAME, key) == STEPS[-1][0]
        for copy in (place / 'backups').glob('*.backup'):
            check_integrity(copy, key)
        versions.add(version)
        shutil.rmtree(place)
    assert len(versions) > 2, 'the kills all came at the same moment'


def test_kill_while_changing_the_password_leaves_the_last_or_the_next(folder: Path, chance: random.Random) -> None:
    key = make_database_key()
    path = folder / 'keyslots.json'
    slots = [wrap(key, f'password {number}'.encode(), 'password', 'p', CHEAP) for number in range(8)]

    def change_forever(say: Say) -> None:
        number = 0
        while True:
            save_key_file(path, KeyFile('p', (slots[number % 8],)))
            say(str(number))
            number += 1

    for cycle in range(25):
        save_key_file(path, KeyFile('p', (slots[0],)))
        said = run_and_kill(change_forever, chance.uniform(0.002, 0.05)).said
        last = int(said[-1]) if said else -1
        expected = {max(last, 0) % 8, (last + 1) % 8}
        for file in (path, path.with_name('keyslots.json.bak')):
            slot = load_key_file(file).find('password')
            assert slot in [slots[number] for number in expected] or file != path
            assert slot in slots
        if cycle % 5 == 0:
            opened = [number for number in expected if opens(path, f'password {number}'.encode())]
            assert len(opened) == 1


def opens(path: Path, secret: bytes) -> bool:
    slot = load_key_file(path).find('password')
    assert slot is not None
    try:
        unwrap(slot, secret)
    except AuthError:
        return False
    return True


def test_kill_while_a_backup_is_made_leaves_a_whole_one_or_none(folder: Path, chance: random.Random, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the real worker, which must end when its parent is gone."""
    monkeypatch.setenv('KILL_TEST', str(folder))
    world = World(folder / 'data')
    world.make_profile().close()

    def export(say: Say) -> None:
        profile = world.profiles.unlock('ada', 'correct horse')
        say('open')
        world.backups.export(profile, PASSPHRASE)

    for number in range(4):
        run_and_kill(export, chance.uniform(0, 2.5) if number else 0.4, wait_for='open')
        wait_for_orphans(folder)
        world.profiles.unlock('ada', 'correct horse').close()
        assert world.leftovers() == []
    assert world.read_mark() == 'first'
    exports = world.users / 'ada' / 'exports'
    for made in exports.iterdir() if exports.is_dir() else ():
        assert world.backups.check(made, PASSPHRASE, password='correct horse').database_checked
    assert find_orphans(folder) == []


def test_kill_while_a_backup_is_restored_leaves_the_old_profile_or_the_new_one(folder: Path, chance: random.Random) -> None:
    template = World(folder / 'template')
    profile = template.make_profile(mark='in the backup')
    backup = light_backup(profile, folder)
    write_mark(profile, 'later')
    profile.close()
    seen = set()
    for number in range(16):
        data = folder / str(number)
        shutil.copytree(folder / 'template', data)

        def restore(say: Say, data: Path = data) -> None:
            world = World(data)
            service_module.run_worker = lambda order, progress: worker.ORDERS[order['order']](order, progress.begin)  # type: ignore[assignment]
            say('begun')
            world.backups.restore(backup, PASSPHRASE, password='correct horse', replace=True)

        run_and_kill(restore, chance.uniform(0, 0.3), wait_for='begun')
        seen.add(check_restored(World(data)))
        shutil.rmtree(data)
    assert seen <= {'later', 'in the backup'}


def check_restored(world: World) -> str:
    """What the profile's mark is after the next start; the old state is never lost, and there is nothing beside."""
    names = world.profiles.list()
    mark = world.read_mark()
    assert world.leftovers() == []
    if mark == 'later':
        assert names == ['ada']
    else:
        assert len(names) == 2
        assert world.read_mark(names[1]) == 'later'
    return mark


@pytest.mark.parametrize('call', ['rename', 'replace', 'unlink', 'fsync'])
def test_death_at_each_step_of_replacing_a_profile(folder: Path, call: str) -> None:
    """Not by chance: the process ends before the first such call, before the second, and so on."""
    template = World(folder / 'template')
    profile = template.make_profile(mark='later')
    backup = light_backup(profile, folder)
    profile.close()
    outcomes = []
    for fatal in range(1, 40):
        data = folder / f'{call}-{fatal}'
        shutil.copytree(folder / 'template', data)

        def restore(say: Say, data: Path = data, fatal: int = fatal) -> None:
            world = World(data)
            service_module.run_worker = lambda order, progress: worker.ORDERS[order['order']](order, progress.begin)  # type: ignore[assignment]
            real, calls = getattr(os, call), iter(range(1, 1000))

            def die(*arguments: object, **named: object) -> object:
                if next(calls) == fatal:
                    os._exit(0)
                return real(*arguments, **named)

            setattr(os, call, die)
            world.backups.restore(backup, PASSPHRASE, replace=True)
            say('restored')

        killed = run_and_kill(restore, 0, wait_for='restored')
        world = World(data)
        names = world.profiles.list()
        assert names[0] == 'ada'
        assert {world.read_mark(name) for name in names} == {'later'}
        assert world.leftovers() == []
        outcomes.append(len(names))
        shutil.rmtree(data)
        if killed.said:
            break
    assert outcomes[-1] == 2, 'the last run was not to be killed'
    assert set(outcomes) <= {1, 2}


def test_age_files_of_the_tests_are_real(folder: Path) -> None:
    import pyrage

    assert pyrage.passphrase.decrypt(age_writer.encrypt(b'x' * 200_000, PASSPHRASE), PASSPHRASE) == b'x' * 200_000
