"""Backups made, checked and restored, with the real worker process, real SQLCipher and real age files."""

import json
import os
import shutil
import threading
import time
from pathlib import Path

import pyrage
import pytest

from rotkehlchen.core.errors import (
    AppError,
    AuthError,
    CancelledError,
    ConflictError,
    CorruptError,
    DiskFullError,
    InputError,
    NewerSchemaError,
    NotFoundError,
    StorageError,
)
from rotkehlchen.core.progress import QuietJob, cancelled
from rotkehlchen.services.backup import age_file
from rotkehlchen.services.backup.service import MadeBackup
from rotkehlchen.services.profile import ROLLED_BACK
from rotkehlchen.storage import user_database
from rotkehlchen.storage.issue import IssueRepository
from rotkehlchen.storage.keyslot import load_key_file, to_bytes
from rotkehlchen.storage.migration import load_migrations
from tests.services.backup import age_writer
from tests.services.backup.world import PASSPHRASE, PASSWORD, World, light_backup, write_mark


class Steps:
    """A job that remembers its steps, and is cancelled at one of them if asked to."""

    def __init__(self, cancel_at: str = '') -> None:
        self.steps: list[str] = []
        self._cancel_at = cancel_at

    def report(self, done: int, total: int | None = None, step: str = '') -> None:
        self.steps.append(step)

    def check(self) -> None:
        if self._cancel_at in self.steps:
            raise cancelled()


# ------------------------------------------------------------------ the whole way
def test_restore_in_another_data_directory_finds_everything(made: MadeBackup, world: World) -> None:
    job = Steps()
    restored = world.backups.restore(made.path, PASSPHRASE, password=PASSWORD, job=job)
    assert (restored.name, restored.database_checked, restored.kept_as) == ('ada', True, None)
    assert job.steps == ['decrypt', 'write', 'check', 'place', 'done']
    assert world.read_mark() == 'in the backup'
    assert world.taken_in[0]['tables']['address_name']['rows'] == [['0x1', '', 'me']]
    assert world.leftovers() == []
    for path in (world.users, *world.users.rglob('*')):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path


def test_export_says_what_is_in_it(made: MadeBackup) -> None:
    assert made.path.stat().st_size == made.size
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert made.manifest['counter'] == 2
    assert made.manifest['rows']['setting'] >= 1
    assert set(made.manifest['sha256']) == {'keyslots.json', 'rotkehlchen.db', 'global.json'}


def test_check_counts_rows_where_a_key_is_at_hand(made: MadeBackup, world: World) -> None:
    checked = world.backups.check(made.path, PASSPHRASE)
    assert (checked.manifest, checked.database_checked) == (made.manifest, False)
    checked = world.backups.check(made.path, PASSPHRASE, password=PASSWORD)
    assert (checked.manifest, checked.database_checked) == (made.manifest, True)
    assert list(world.users.iterdir()) == []


def test_restore_as_another_name_beside_the_profile(world: World, tmp_path: Path) -> None:
    profile = world.make_profile()
    backup = light_backup(profile, tmp_path)
    write_mark(profile, 'later')
    restored = world.backups.restore(backup, PASSPHRASE, 'ada twice')
    profile.close()
    assert restored.name == 'ada twice'
    assert (world.read_mark('ada'), world.read_mark('ada twice')) == ('later', 'first')
    for name in ('ada', 'ada twice'):  # two profiles that were one do not take each other's counters for tampering
        opened = world.profiles.unlock(name, PASSWORD)
        assert ROLLED_BACK not in [stored.issue.kind for stored in IssueRepository(opened.database).load_open()]
        opened.close()


# ------------------------------------------------------------------ what is refused
def test_restore_over_a_profile_needs_consent_and_keeps_it(world: World, tmp_path: Path) -> None:
    profile = world.make_profile()
    backup = light_backup(profile, tmp_path)
    write_mark(profile, 'later')
    profile.close()
    for name in (None, 'ada', 'ADA'):
        with pytest.raises(ConflictError) as caught:
            world.backups.restore(backup, PASSPHRASE, name)
        assert caught.value.error_code == 'profile_exists'
    assert world.taken_in == []
    restored = world.backups.restore(backup, PASSPHRASE, replace=True)
    assert restored.kept_as == 'ada before restore 2025-10-09'
    assert (world.read_mark('ada'), world.read_mark(restored.kept_as)) == ('first', 'later')
    again = world.backups.restore(backup, PASSPHRASE, replace=True)
    assert again.kept_as == 'ada before restore 2025-10-09 2'
    assert world.leftovers() == []


def test_restore_over_an_open_profile_is_refused(world: World, tmp_path: Path) -> None:
    profile = world.make_profile()
    backup = light_backup(profile, tmp_path)
    with pytest.raises(ConflictError) as caught:
        world.backups.restore(backup, PASSPHRASE, replace=True)
    assert caught.value.error_code == 'profile_in_use'
    profile.close()
    assert world.profiles.list() == ['ada']
    assert world.read_mark() == 'first'


def test_restore_older_than_what_was_last_seen_needs_consent(world: World, tmp_path: Path) -> None:
    profile = world.make_profile()
    backup = light_backup(profile, tmp_path)
    profile.close()
    world.read_mark()
    shutil.rmtree(world.users / 'ada')
    with pytest.raises(ConflictError) as caught:
        world.backups.restore(backup, PASSPHRASE)
    assert caught.value.error_code == 'older_backup'
    assert caught.value.params['found'] < caught.value.params['known']  # type: ignore[operator]
    assert world.profiles.list() == []
    assert world.backups.restore(backup, PASSPHRASE, replace=True).name == 'ada'
    opened = world.profiles.unlock('ada', PASSWORD)
    assert IssueRepository(opened.database).load_open() == []
    opened.close()


def test_wrong_passphrase_is_told_apart_from_damage(made: MadeBackup, world: World) -> None:
    for attempt in (world.backups.check, world.backups.restore):
        with pytest.raises(AuthError) as caught:
            attempt(made.path, 'not the passphrase')
        assert caught.value.error_code == 'wrong_passphrase'
    with pytest.raises(AuthError) as caught:
        world.backups.check(made.path, PASSPHRASE, password='wrong')
    assert caught.value.error_code == 'wrong_password'
    assert world.profiles.list() == []


def test_whole_file_opens_where_the_computer_seemed_too_slow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library measures the computer for an instant; other programs make it look hundreds of times slower than it is."""
    path = tmp_path / 'x.age'
    path.write_bytes(age_file.encrypt(b'content', 'words'))
    path.chmod(0o600)
    whole, refusals = pyrage.passphrase.decrypt, [pyrage.DecryptError('Excessive work parameter for passphrase.\nDecryption would take around 9 seconds.')] * 3

    def decrypt(raw: bytes, passphrase: str) -> bytes:
        if refusals:
            raise refusals.pop()
        opened: bytes = whole(raw, passphrase)
        return opened
    monkeypatch.setattr(pyrage.passphrase, 'decrypt', decrypt)
    assert age_file.decrypt(path, 'words') == b'content'
    refusals += [pyrage.DecryptError('Excessive work parameter for passphrase.')] * age_file.ATTEMPTS
    with pytest.raises(StorageError, match='more work than this computer can do now'):
        age_file.decrypt(path, 'words')


def test_damaged_or_foreign_files_are_refused(world: World, tmp_path: Path) -> None:
    profile = world.make_profile()
    whole = light_backup(profile, tmp_path).read_bytes()
    profile.close()
    payload = whole.index(b'\n', whole.index(b'\n---') + 4) + 1
    broken = tmp_path / 'broken.age'
    for content in (
        b'', b'hello', whole[:50], whole[:payload + 10], whole[:-1], whole[:payload + 16 + 65_552], whole + b'x',
        *(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1:] for at in (payload, payload + 100, payload + 70_000, len(whole) - 1)),
    ):
        broken.write_bytes(content)
        with pytest.raises(AppError) as caught:
            world.backups.restore(broken, PASSPHRASE, 'other')
        assert caught.value.error_code in ('backup_damaged', 'not_a_backup'), content[:60]
    assert world.profiles.list() == ['ada']
    assert world.leftovers() == []
    assert world.taken_in == []


def test_any_flipped_header_bit_is_refused(world: World, tmp_path: Path) -> None:
    profile = world.make_profile()
    whole = light_backup(profile, tmp_path).read_bytes()
    profile.close()
    from rotkehlchen.services.backup.age_file import decrypt

    path = tmp_path / 'flipped.age'
    header = whole.index(b'\n', whole.index(b'\n---') + 4) + 17
    for position in range(header):
        flipped = bytearray(whole)
        flipped[position] ^= 1
        path.write_bytes(flipped)
        with pytest.raises((AuthError, CorruptError, InputError)):
            decrypt(path, PASSPHRASE)


def test_missing_file_folder_or_link_is_refused(world: World, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        world.backups.restore(tmp_path / 'nothing.age', PASSPHRASE)
    with pytest.raises(InputError):
        world.backups.check(tmp_path, PASSPHRASE)


def test_newer_schema_is_refused(world: World, tmp_path: Path) -> None:
    profile = world.make_profile()
    backup = light_backup(profile, tmp_path, changes={'schema_version': 10_000})
    profile.close()
    with pytest.raises(NewerSchemaError) as caught:
        world.backups.restore(backup, PASSPHRASE, 'other')
    assert caught.value.error_code == 'newer_backup'


@pytest.mark.parametrize('changes', [{'counter': 4000}, {'rows': {'setting': 1}}, {'profile_id': 'ff' * 16}, {'schema_version': 0}])
def test_manifest_that_lies_is_refused_where_the_database_can_be_opened(world: World, tmp_path: Path, changes: dict[str, object]) -> None:
    profile = world.make_profile()
    backup = light_backup(profile, tmp_path, changes=changes)
    profile.close()
    for attempt in (world.backups.check, world.backups.restore):
        with pytest.raises(CorruptError):
            attempt(backup, PASSPHRASE, password=PASSWORD)


def test_restore_own_assets_that_are_refused_leave_no_profile(world: World, tmp_path: Path) -> None:
    profile = world.make_profile()
    backup = light_backup(profile, tmp_path, members={'global.json': b'{"schema_version": '})
    profile.close()
    with pytest.raises(CorruptError):
        world.backups.restore(backup, PASSPHRASE, 'other')
    assert world.profiles.list() == ['ada']


def test_restore_key_file_below_the_floor_is_refused(world: World, tmp_path: Path) -> None:
    profile = world.make_profile()
    document = json.loads(to_bytes(load_key_file(profile.folder / 'keyslots.json')))
    document['slots'][0]['header']['memory_kib'] = 8
    backup = light_backup(profile, tmp_path, members={'keyslots.json': json.dumps(document).encode()})
    profile.close()
    with pytest.raises(CorruptError):
        world.backups.restore(backup, PASSPHRASE, 'other')


def test_restore_bad_name_in_the_file_is_refused(world: World, tmp_path: Path) -> None:
    profile = world.make_profile()
    backup = light_backup(profile, tmp_path, changes={'profile': '../../evil'})
    profile.close()
    with pytest.raises(InputError):
        world.backups.restore(backup, PASSPHRASE)
    assert sorted(path.name for path in tmp_path.iterdir()) == ['data', backup.name]


@pytest.mark.parametrize('passphrase', ['', 'short', 'x' * 1025, 'with\ncontrol'])
def test_export_bad_passphrase_is_refused(world: World, passphrase: str) -> None:
    profile = world.make_profile()
    with pytest.raises(InputError) as caught:
        world.backups.export(profile, passphrase)
    profile.close()
    assert caught.value.field == 'passphrase'


def test_write_where_it_cannot_be_is_refused(world: World, tmp_path: Path) -> None:
    profile = world.make_profile()
    there = tmp_path / 'there.age'
    there.write_bytes(b'mine')
    with pytest.raises(ConflictError):
        world.backups.write(profile, PASSPHRASE, there)
    with pytest.raises(StorageError):
        world.backups.write(profile, PASSPHRASE, tmp_path / 'no folder' / 'x.age')
    with pytest.raises(InputError):
        world.backups.export(profile, PASSPHRASE, Path('relative'))
    profile.close()
    assert there.read_bytes() == b'mine'


# ------------------------------------------------------------------ older schemas
def test_restore_backup_of_an_older_schema_is_migrated(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In-process, so that a migration of tomorrow can be had today."""
    from rotkehlchen.services.backup import worker

    profile = world.make_profile()
    backup = light_backup(profile, tmp_path)
    profile.close()
    later = [*load_migrations('userdb'), (user_database.newest_schema() + 1, 'CREATE TABLE of_tomorrow (id INTEGER PRIMARY KEY) STRICT;')]
    monkeypatch.setattr(worker, 'load_migrations', lambda kind: later)
    monkeypatch.setattr(worker, 'newest_schema', lambda: later[-1][0])
    scratch = tmp_path / 'scratch'
    scratch.mkdir()
    answer = worker.restore(
        {'source': str(backup), 'passphrase': PASSPHRASE, 'password': PASSWORD, 'scratch': str(scratch)}, lambda step: None,
    )
    assert answer['database_checked']
    assert answer['manifest']['schema_version'] == later[-1][0] - 1
    assert user_database.read_schema_version(scratch / 'rotkehlchen.db', profile.key) == later[-1][0]
    assert 'of_tomorrow' in user_database.check_integrity(scratch / 'rotkehlchen.db', profile.key)


# ------------------------------------------------------------------ progress, cancelling, one at a time
@pytest.mark.parametrize('step', ['copy', 'check', 'encrypt'])
def test_export_cancelled_leaves_nothing(world: World, step: str) -> None:
    profile = world.make_profile()
    with pytest.raises(CancelledError):
        world.backups.export(profile, PASSPHRASE, job=Steps(cancel_at=step))
    assert list((profile.folder / 'exports').iterdir()) == []
    assert world.leftovers() == []
    profile.close()


def test_restore_cancelled_leaves_nothing(world: World, tmp_path: Path) -> None:
    slow = tmp_path / 'slow.age'  # a second of work before anything can be seen
    slow.write_bytes(age_writer.encrypt(b'x', PASSPHRASE, 18))
    with pytest.raises(CancelledError):
        world.backups.restore(slow, PASSPHRASE, 'other', job=Steps(cancel_at='decrypt'))
    assert list(world.users.iterdir()) == []


def test_other_threads_run_while_a_backup_is_made_and_only_one_is(world: World) -> None:
    profile = world.make_profile()
    pauses: list[float] = []
    done = threading.Event()

    def tick() -> None:
        last = time.perf_counter()
        while not done.is_set():
            time.sleep(0.002)
            now = time.perf_counter()
            pauses.append(now - last)
            last = now

    refused: list[str] = []

    class Second(QuietJob):
        def report(self, count: int, total: int | None = None, step: str = '') -> None:
            if step == 'encrypt':
                try:
                    world.backups.check(Path('/'), PASSPHRASE)
                except ConflictError as error:
                    refused.append(error.error_code)

    ticker = threading.Thread(target=tick)
    ticker.start()
    world.backups.export(profile, PASSPHRASE, job=Second())
    done.set()
    ticker.join()
    profile.close()
    assert refused == ['backup_running']
    assert sorted(pauses)[int(len(pauses) * 0.99)] < 0.25


def test_export_own_folder_keeps_the_newest_three(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    profile = world.make_profile()
    folder = profile.folder / 'exports'
    folder.mkdir(mode=0o700)
    for number in range(5):
        path = folder / f'old-{number}.age'
        path.write_bytes(b'x')
        os.utime(path, (number, number))
    made = world.backups.export(profile, PASSPHRASE)
    assert {path.name for path in folder.iterdir()} == {'old-3.age', 'old-4.age', made.path.name}
    assert world.backups.find_export(profile, made.path.name) == made.path
    for name in ('', '..', '../rotkehlchen.db', 'rotkehlchen.db', '.tmp-x.age', '/etc/passwd'):
        with pytest.raises(NotFoundError):
            world.backups.find_export(profile, name)
    profile.close()


def test_worker_that_dies_is_an_error_not_a_wait(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    profile = world.make_profile()
    backup = light_backup(profile, tmp_path)
    profile.close()
    monkeypatch.setattr('sys.executable', '/bin/false')
    with pytest.raises(StorageError) as caught:
        world.backups.check(backup, PASSPHRASE)
    assert caught.value.error_code == 'backup_failed'


def test_export_too_little_space_is_told_before_any_work(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    profile = world.make_profile()
    usage = shutil.disk_usage(profile.folder)
    monkeypatch.setattr(shutil, 'disk_usage', lambda path: usage._replace(free=1000))
    with pytest.raises(DiskFullError):
        world.backups.export(profile, PASSPHRASE)
    profile.close()
    assert world.leftovers() == []

