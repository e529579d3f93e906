"""Profiles with real storage: made, opened, closed, recovered; names, passwords, anchors."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rotkehlchen.core.errors import AuthError, ConflictError, CorruptError, InputError, NotFoundError, StorageError
from rotkehlchen.core.time import TimestampS
from rotkehlchen.services.attempt_limit import AttemptLimit
from rotkehlchen.services.credential import check_name
from rotkehlchen.services.profile import ROLLED_BACK, ProfileService
from rotkehlchen.storage.issue import IssueRepository
from rotkehlchen.storage.keyslot import KdfCost, load_key_file
from rotkehlchen.storage.user_database import FILE_NAME, copy_database
from tests.fault import quick_folder

CHEAP = KdfCost(64 * 1024, 1, 4)
PASSWORD = 'correct horse'


@pytest.fixture
def data_directory(tmp_path: Path) -> Path:
    return tmp_path / 'data'


@pytest.fixture
def profiles(data_directory: Path, clock: Callable[[], TimestampS]) -> ProfileService:
    return ProfileService(data_directory, CHEAP, clock, attempts=AttemptLimit(sleep=lambda seconds: None))


@pytest.fixture
def words(profiles: ProfileService) -> str:
    """Recovery words of the profile 'ada', which is closed."""
    created = profiles.create('ada', PASSWORD)
    created.profile.close()
    return created.recovery_words


def open_issues(profiles: ProfileService, name: str = 'ada') -> list[str]:
    profile = profiles.unlock(name, PASSWORD)
    kinds = [stored.issue.kind for stored in IssueRepository(profile.database).load_open()]
    profile.close()
    return kinds


def test_create_then_unlock_finds_what_was_written(profiles: ProfileService) -> None:
    profile = profiles.create('ada', PASSWORD).profile
    with profile.database.write() as connection:
        connection.execute("INSERT INTO setting VALUES ('a', '1')")
    profile.close()
    again = profiles.unlock('ada', PASSWORD)
    with again.database.read() as connection:
        assert connection.execute("SELECT value FROM setting WHERE name = 'a'").fetchone() == ('1',)
    again.close()
    assert profiles.list() == ['ada']


def test_create_everything_is_private_whatever_the_umask(profiles: ProfileService, data_directory: Path) -> None:
    previous = os.umask(0)
    try:
        profile = profiles.create('ada', PASSWORD).profile
        for path in (data_directory, *data_directory.rglob('*')):
            assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path
    finally:
        os.umask(previous)
    profile.close()


def test_unlock_loose_folder_is_narrowed(profiles: ProfileService, data_directory: Path, words: str) -> None:
    folder = data_directory / 'users' / 'ada'
    folder.chmod(0o755)
    profiles.unlock('ada', PASSWORD).close()
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.usefixtures('words')
def test_unlock_wrong_password_changes_nothing(profiles: ProfileService, data_directory: Path) -> None:
    before = {path: path.read_bytes() for path in data_directory.rglob('*') if path.is_file()}
    for wrong in ('', 'Correct horse', PASSWORD + ' ', 'x' * 5000):
        with pytest.raises(AuthError) as caught:
            profiles.unlock('ada', wrong)
        assert caught.value.error_code == 'wrong_password'
        assert 'horse' not in caught.value.message
    assert {path: path.read_bytes() for path in data_directory.rglob('*') if path.is_file()} == before


def test_unlock_wrong_password_prints_nothing(data_directory: Path, words: str) -> None:
    script = (
        'import sys\nfrom pathlib import Path\nfrom rotkehlchen.core.errors import AuthError\n'
        'from rotkehlchen.services.profile import ProfileService\nfrom rotkehlchen.storage.keyslot import PRODUCTION_COST\n'
        'try:\n    ProfileService(Path(sys.argv[1]), PRODUCTION_COST, lambda: 1).unlock("ada", "wrong")\n'
        'except AuthError:\n    sys.exit(7)\n'
    )
    done = subprocess.run([sys.executable, '-c', script, str(data_directory)], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (7, b'', b'')


@pytest.mark.usefixtures('words')
def test_unlock_while_open_elsewhere_is_refused(profiles: ProfileService, data_directory: Path) -> None:
    profile = profiles.unlock('ada', PASSWORD)
    script = (
        'import sys\nfrom pathlib import Path\nfrom rotkehlchen.core.errors import ConflictError\n'
        'from rotkehlchen.services.profile import ProfileService\nfrom rotkehlchen.storage.keyslot import PRODUCTION_COST\n'
        'try:\n    ProfileService(Path(sys.argv[1]), PRODUCTION_COST, lambda: 1).unlock("ada", sys.argv[2])\n'
        'except ConflictError as error:\n    print(error.error_code)\n'
    )
    done = subprocess.run([sys.executable, '-c', script, str(data_directory), PASSWORD], capture_output=True, text=True, check=True)
    assert done.stdout == 'profile_in_use\n'
    with pytest.raises(ConflictError):
        profiles.unlock('ada', PASSWORD)
    profile.close()
    profiles.unlock('ada', PASSWORD).close()


# ------------------------------------------------------------------ passwords and recovery
@pytest.mark.usefixtures('words')
def test_change_password_old_one_stops_working_everywhere(profiles: ProfileService, data_directory: Path) -> None:
    database = (data_directory / 'users' / 'ada' / FILE_NAME).read_bytes()
    profiles.change_password('ada', PASSWORD, 'new one')
    assert (data_directory / 'users' / 'ada' / FILE_NAME).read_bytes() == database
    with pytest.raises(AuthError):
        profiles.unlock('ada', PASSWORD)
    (data_directory / 'users' / 'ada' / 'keyslots.json').unlink()  # the file beside it is no way back either
    with pytest.raises(AuthError):
        profiles.unlock('ada', PASSWORD)
    profiles.unlock('ada', 'new one').close()


@pytest.mark.usefixtures('words')
def test_change_password_wrong_or_empty_changes_nothing(profiles: ProfileService, data_directory: Path) -> None:
    path = data_directory / 'users' / 'ada' / 'keyslots.json'
    before = path.read_bytes()
    with pytest.raises(AuthError):
        profiles.change_password('ada', 'wrong', 'new')
    for bad in ('', 'x' * 1025):
        with pytest.raises(InputError) as caught:
            profiles.change_password('ada', PASSWORD, bad)
        assert caught.value.field == 'new_password'
    assert path.read_bytes() == before


def test_recover_sets_a_new_password_and_counts_as_confirmed(profiles: ProfileService, words: str) -> None:
    assert not profiles.is_recovery_confirmed('ada')
    profiles.recover('ada', words, 'new one').close()
    assert profiles.is_recovery_confirmed('ada')
    profiles.unlock('ada', 'new one').close()
    with pytest.raises(AuthError):
        profiles.unlock('ada', PASSWORD)
    profiles.recover('ada', words.upper(), 'newer').close()


def test_recover_wrong_words_change_nothing(profiles: ProfileService, words: str) -> None:
    with pytest.raises(AuthError) as caught:
        profiles.recover('ada', 'abandon ' * 11 + 'about', 'new one')
    assert caught.value.error_code == 'wrong_recovery_key'
    with pytest.raises(InputError):
        profiles.recover('ada', words.rpartition(' ')[0], 'new one')
    profiles.unlock('ada', PASSWORD).close()


def test_new_recovery_key_old_words_stop_working(profiles: ProfileService, words: str) -> None:
    profiles.confirm_recovery_key('ada')
    newer = profiles.new_recovery_key('ada', PASSWORD)
    assert not profiles.is_recovery_confirmed('ada')
    with pytest.raises(AuthError):
        profiles.recover('ada', words, 'x')
    profiles.check_recovery_key('ada', newer)
    assert profiles.is_recovery_confirmed('ada')


@pytest.mark.usefixtures('words')
def test_unlock_cost_lowered_in_the_file_is_refused(profiles: ProfileService, data_directory: Path) -> None:
    path = data_directory / 'users' / 'ada' / 'keyslots.json'
    document = json.loads(path.read_bytes())
    for slot in document['slots']:
        slot['header']['memory_kib'] = 8 * 1024
    for file in (path, path.with_name(path.name + '.bak')):
        file.write_text(json.dumps(document))
    with pytest.raises(CorruptError) as caught:
        profiles.unlock('ada', PASSWORD)
    assert caught.value.error_code == 'key_file'


# ------------------------------------------------------------------ names
@pytest.mark.parametrize('name', [
    '', ' ', '.', '..', '.hidden', 'a/b', '../a', 'a\\b', 'C:', 'a\x00b', 'a\nb', 'con', 'CON', 'nul.txt', 'lpt1', 'trailing.', 'x' * 61, '\ud800',
    '\u202eevil', 'a|b', 'a*', 'users/ada', '\u4e00' * 67,
])
def test_create_bad_name_is_refused(profiles: ProfileService, data_directory: Path, name: str) -> None:
    with pytest.raises(InputError) as caught:
        profiles.create(name, PASSWORD)
    assert caught.value.field == 'name'
    assert not data_directory.exists()


def test_check_name_is_composed_and_trimmed() -> None:
    assert check_name(' Zoe\u0308 ') == 'Zo\u00eb'


@pytest.mark.usefixtures('words')
def test_create_name_that_differs_only_in_case_is_refused(profiles: ProfileService) -> None:
    for name in ('ada', 'ADA', ' Ada '):
        with pytest.raises(ConflictError) as caught:
            profiles.create(name, PASSWORD)
        assert caught.value.error_code == 'profile_exists'
    assert profiles.list() == ['ada']


def test_unlock_unknown_name_is_not_found(profiles: ProfileService) -> None:
    with pytest.raises(NotFoundError):
        profiles.unlock('nobody', PASSWORD)


# ------------------------------------------------------------------ the data directory
def test_create_where_nothing_can_be_written_says_so(tmp_path: Path, clock: Callable[[], TimestampS]) -> None:
    file = tmp_path / 'file'
    file.write_text('x')
    for place in (file, file / 'below'):
        with pytest.raises(StorageError) as caught:
            ProfileService(place, CHEAP, clock).create('ada', PASSWORD)
        assert caught.value.error_code == 'data_directory'
    assert file.read_text() == 'x'


@pytest.mark.skipif(os.geteuid() != 0, reason='only root can act as another user')
@pytest.mark.parametrize(('owner', 'mode', 'said'), [(0, 0o777, 'belongs to another user'), (65_534, 0o500, 'read-only'), (65_534, 0o000, '')])
def test_create_in_a_directory_of_somebody_else_or_read_only_says_so(owner: int, mode: int, said: str) -> None:
    with quick_folder() as folder:
        folder.chmod(0o755)
        place = folder / 'data'
        place.mkdir()
        os.chown(place, owner, owner)
        place.chmod(mode)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.setuid(65_534)
            try:
                ProfileService(place, CHEAP, lambda: TimestampS(0)).create('ada', PASSWORD)
            except StorageError as error:
                os.write(writing, f'{error.error_code} {error.message}'.encode())
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        os.close(writing)
        answer = os.read(reading, 10_000).decode()
        os.close(reading)
        assert answer.startswith('data_directory ')
        assert said in answer
        place.chmod(0o700)


def test_create_that_fails_leaves_nothing(profiles: ProfileService, data_directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, 'No space left on device')

    monkeypatch.setattr(Path, 'rename', fail)
    with pytest.raises(StorageError) as caught:
        profiles.create('ada', PASSWORD)
    assert caught.value.error_code == 'disk_full'
    assert list((data_directory / 'users').iterdir()) == []


@pytest.mark.usefixtures('words')
def test_list_profile_without_database_is_shown_and_explained(profiles: ProfileService, data_directory: Path) -> None:
    (data_directory / 'users' / 'ada' / FILE_NAME).unlink()
    (data_directory / 'users' / 'not a profile').mkdir()
    assert profiles.list() == ['ada']
    with pytest.raises(CorruptError) as caught:
        profiles.unlock('ada', PASSWORD)
    assert caught.value.error_code == 'database_missing'


# ------------------------------------------------------------------ rolled-back databases
@pytest.mark.usefixtures('words')
def test_unlock_older_database_in_place_is_reported_not_refused(profiles: ProfileService, data_directory: Path, tmp_path: Path) -> None:
    folder = data_directory / 'users' / 'ada'
    shutil.copy(folder / FILE_NAME, tmp_path / 'old.db')
    assert open_issues(profiles) == []
    assert open_issues(profiles) == []
    shutil.copy(tmp_path / 'old.db', folder / FILE_NAME)
    assert open_issues(profiles) == [ROLLED_BACK]


@pytest.mark.usefixtures('words')
def test_unlock_lost_or_damaged_anchors_keep_nobody_out(profiles: ProfileService, data_directory: Path) -> None:
    for content in (b'', b'[]', b'{"ada": 5}', b'{"ada": {"profile": 1}}', b'[' * 10_000):
        (data_directory / 'anchors.json').write_bytes(content)
        assert open_issues(profiles) == []
    (data_directory / 'anchors.json').unlink()
    assert open_issues(profiles) == []


def test_remove_leftovers_spares_what_is_being_made(profiles: ProfileService, data_directory: Path, words: str) -> None:
    users = data_directory / 'users'
    dead = users / '.tmp-dead'
    dead.mkdir()
    (dead / FILE_NAME).write_bytes(b'half')
    with profiles.folders.work() as alive:
        profiles.folders.remove_leftovers()
        assert alive.is_dir()
        assert not dead.exists()
    assert {path.name for path in users.iterdir()} == {'ada'}
    assert load_key_file(users / 'ada' / 'keyslots.json').find('recovery') is not None


@pytest.mark.slow
@pytest.mark.usefixtures('words')
def test_unlock_a_thousand_wrong_passwords_at_once_do_not_lock_the_owner_out(data_directory: Path, clock: Callable[[], TimestampS]) -> None:
    profiles = ProfileService(data_directory, CHEAP, clock)

    def guess(number: int) -> str:
        try:
            profiles.unlock('ada', f'guess {number}')
        except AuthError as error:
            return error.error_code
        return 'open'

    with ThreadPoolExecutor(64) as pool:
        answers = Counter(pool.map(guess, range(1000)))
    assert answers.keys() == {'wrong_password', 'too_many_attempts'}
    assert answers['wrong_password'] <= 14
    started = time.monotonic()
    profiles.unlock('ada', PASSWORD).close()
    assert time.monotonic() - started < 20


def test_lock_copy_made_during_the_session_is_known_to_be_older(tmp_path: Path) -> None:
    """An older file put in place of the present one is told at the next opening, also when no backup lay between."""
    service = ProfileService(tmp_path, CHEAP, lambda: TimestampS(0))
    created = service.create('ada', 'secret password')
    file, kept = created.profile.folder / FILE_NAME, tmp_path / 'kept.db'
    copy_database(file, created.profile.key, kept)
    service.lock(created.profile)
    for part in created.profile.folder.glob(f'{FILE_NAME}*'):
        part.unlink()
    kept.rename(file)
    opened = service.unlock('ada', 'secret password')
    assert [stored.issue.kind for stored in IssueRepository(opened.database).load_open()] == [ROLLED_BACK]
    service.lock(opened)
